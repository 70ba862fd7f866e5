"""Who copies all that one participant is ever shown of a test, and what that is worth on a retake.

The copier of the claim has sat the test and sits the retake with what was shown the first time: with three variants
nothing of it comes again. Who has it from somebody else meets the same variant one time in three, and has that one's
answers to it: that is worth what the other knows, and ``docs/decisions.md`` has the figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import nbformat
import pytest

from graders.collect import collect
from graders.feedback import publish
from graders.grade import grade
from graders.occasion import new_occasion
from graders.release import release
from graders.simulate import simulate
from tests.occasion_support import notebook
from tests.page_support import START, Clock, Running, data_of, running
from tests.test_leaks import blind
from toolkit.exercises.base import DONT_KNOW
from toolkit.exercises.cell import Exercise, Variant
from toolkit.face.page.state import Pages
from toolkit.face.shown import Showing
from toolkit.formats import Occasion
from toolkit.formats.course import Role
from toolkit.formats.published import Published
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder

PRETEST, MODULE, TEST = "forkunskaper", "1-modul", "kunskapsprov"
STRANDS = ("uppdrag", "orsaker")
SLOTS = 6
"""Exercises of each strand, with three variants and as many with two."""
FIRST, STRANGERS = 30, 30
DUE = START + timedelta(days=1)
EXPLANATION = "Så är det."
PASS = 0.7
MOST = 0.10
"""Share of the points that a copier may gain over chance."""
COURSE = """v: 1
id: provkurs
prefix: prov
title: "Prov"
version: 1.0.0
audience: "Den som provar"
pass: {{total: 0.7, modules: all}}
modules:
  - {{id: forkunskaper, number: 0, role: pretest, state: draft, title: Före, minutes: {minutes}, goals: []}}
  - id: 1-modul
    number: 1
    role: module
    state: draft
    title: "Modul"
    minutes: {minutes}
    goals:
{goals}  - {{id: kunskapsprov, number: 2, role: test, state: draft, title: Efter, minutes: {minutes}, goals: []}}
review: {{law: needed, fact: needed, method: needed}}
"""


@dataclass(frozen=True)
class Goal:
    """A goal that is a strand of its own, so that points per strand are told of its exercises alone."""

    number: int
    strand: str
    letters: str

    @property
    def id(self) -> str:
        return f"prov.1.{self.number}"


GOALS = [
    Goal(number, f"{strand} {len(letters)}", letters)
    for number, (strand, letters) in enumerate(((s, v) for v in ("abc", "ab") for s in STRANDS), 1)
]


def variant(kind: str, rng: Random) -> tuple[str, str]:
    """Draw what a variant shows, and its key: one tells nothing of another."""
    names = rng.sample("dfghjkmnpqrstvwxz", 5)
    if kind == "single":
        options = ", ".join(f'{name}: "Val {name}"' for name in names[:4])
        return f"options: {{{options}}}", rng.choice(names[:4])
    if kind == "multiple":
        options = ", ".join(f'{name}: "Val {name}"' for name in names)
        return f"choose: 2, options: {{{options}}}", f"[{', '.join(rng.sample(names, 2))}]"
    groups = ", ".join(f'{name}: "Grupp {name}"' for name in names[:3])
    items = ", ".join(f'k{n}: "Kort {n}"' for n in range(4))
    key = ", ".join(f"k{n}: {rng.choice(names[:3])}" for n in range(4))
    return f"groups: {{{groups}}}, items: {{{items}}}", f"{{{key}}}"


def is_paired(slot: int) -> bool:
    """Tell whether a slot stands in the pre-test too."""
    return slot % 2 == 0


def cell(goal: Goal, slot: int, place: int) -> str:
    """Write a slot of a module, whose number is its place."""
    rng = Random(f"{goal.number}|{slot}")
    kind = ("single", "sort", "multiple")[slot % 3]
    name = f"{goal.number}-{slot}"
    pair = f"pair: prov-par-{name}\n" if is_paired(slot) else ""
    drawn = {letter: variant(kind, rng) for letter in goal.letters}
    shown = "".join(f"  {letter}: {{{one}}}\n" for letter, (one, _) in drawn.items())
    keys = "".join(f'  {letter}: {{key: {key}, explanation: "{EXPLANATION}"}}\n' for letter, (_, key) in drawn.items())
    return (
        f"%%exercise\nid: prov-{place}-{name}\nkind: {kind}\ngoal: {goal.id}\npoints: 2\n{pair}"
        f'prompt: "Vad gäller?"\nvariants:\n{shown}### BEGIN HIDDEN TESTS\nvariant_keys:\n{keys}### END HIDDEN TESTS'
    )


def practice(goal: Goal) -> str:
    return (
        f"%%exercise\nid: prov-1-{goal.number}\nkind: single\ngoal: {goal.id}\npractice: true\n"
        'prompt: "Vad gäller?"\noptions: {p: "Ja", k: "Nej"}\nkey: p\nexplanation: "Ja."\n'
        'feedback: {k: "Inte så."}\n'
    )


def write_course(courses: Path) -> Path:
    """Write a course whose test has slots with three variants and with two, each a strand of its own."""
    folder = courses / "provkurs"
    slots = [(goal, slot) for goal in GOALS for slot in range(SLOTS)]
    books = {
        PRETEST: notebook(*(cell(goal, slot, 0) for goal, slot in slots if is_paired(slot))),
        MODULE: notebook(*(practice(goal) for goal in GOALS)),
        TEST: notebook(*(cell(goal, slot, 2) for goal, slot in slots)),
    }
    books[MODULE].cells.insert(2, nbformat.v4.new_markdown_cell("## Avsnittet\n\nText."))
    for name, book in books.items():
        (folder / "source" / name).mkdir(parents=True)
        nbformat.write(book, folder / "source" / name / f"{name}.ipynb")
    goals = "".join(
        f'      - {{id: {one.id}, level: förstå, strand: "{one.strand}", text: "Mål {one.number}"}}\n' for one in GOALS
    )
    (folder / "course.yml").write_text(COURSE.format(goals=goals, minutes="{read: 1, exercises: 2}"), encoding="utf-8")
    return folder


# --- what is shown --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Met:
    """What a participant knows of an exercise: their own answer, and the share of the points of its strand."""

    answer: Any
    strand: float


Slot = tuple[str, Variant]
"""Pair, or exercise, and variant: what can be met again."""


@dataclass(frozen=True)
class Shown:
    """All that a participant is ever shown of a module: what is published, and the page with their own answers."""

    told: Published
    met: Mapping[Slot, Met]

    def share(self, strands: set[str]) -> float:
        """Return the share of the points of some strands."""
        found = [one for one in self.told.strands if one.strand in strands]
        return sum(one.points for one in found) / sum(one.max for one in found)


@dataclass(frozen=True)
class Sat:
    """A first sitting, what everybody was shown of pre-test and test, and the retake."""

    first: OccasionFolder
    shown: Mapping[str, Mapping[str, Shown]]
    retake: OccasionFolder


def slot_of(exercise: Exercise, var: Variant) -> Slot:
    return exercise.spec.pair or exercise.id, var


def shown_of(app: Running, here: OccasionFolder, who: str, module: str) -> Shown:
    """Return all that somebody is shown of a module when feedback has been published."""
    visitor, exercises = app.visitor(who), here.notebook(module).exercises
    text = (here.path / "published" / who / f"{module}.json").read_text(encoding="utf-8")
    told = Published.model_validate_json(text)
    assert told.exercises == []
    for page in (text, visitor.get(f"/{here.id}/{module}/aterkoppling").text):
        assert "Val " not in page
        assert EXPLANATION not in page
    strands = {one.strand: one.points / one.max for one in told.strands}
    met = {}
    for one in data_of(visitor.get(f"/{here.id}/{module}/").text)["exercises"]:
        exercise, state = exercises[one["spec"]["id"]], one["state"]
        if state:
            assert set(state) == {"n", "at", "answer", "confidence"}
            strand = here.course.goals[exercise.spec.goal].strand
            met[slot_of(exercise, one["spec"]["var"])] = Met(state["answer"], strands[strand])
    return Shown(told, met)


@pytest.fixture(scope="module")
def sat(tmp_path_factory: pytest.TempPathFactory) -> Sat:
    """Let simulated participants sit pre-test and test, publish by the defaults, and make a retake."""
    root = tmp_path_factory.mktemp("copier")
    course, occasions = write_course(root / "courses"), root / "occasions"
    rules = {module: {"due": DUE.isoformat()} for module in (PRETEST, TEST)}
    fields = {"id": "prov-1", "course": "provkurs", "title": "Prov", "modules": rules}
    here = new_occasion(occasions, course, Occasion.model_validate(fields), seed="00112233445566ff")
    for module in (PRETEST, MODULE, TEST):
        release(here, module, root / "courses")
    simulate(here, FIRST, seed=1, now=START)
    here = OccasionFolder(here.path)
    collect(here, [PRETEST, TEST])
    grade(here, [PRETEST, TEST])
    publish(here, [PRETEST, TEST], DUE + timedelta(hours=1))
    again = {"id": "prov-2", "course": "provkurs", "title": "Omprov", "retake_of": here.id}
    retake = new_occasion(occasions, course, Occasion.model_validate(again))
    release(retake, TEST, root / "courses")
    people = [path.parent.name for path in sorted(here.path.glob(f"published/*/{TEST}.json"))]
    with running([here], clock=Clock(DUE + timedelta(hours=2))) as app:
        shown = {who: {module: shown_of(app, here, who, module) for module in (PRETEST, TEST)} for who in people}
    return Sat(here, shown, retake)


# --- what it is worth -----------------------------------------------------------------------------


class Copiers:
    """Who sits the retake with what others, or they themselves, were shown, on the slots with certain variants."""

    def __init__(self, sat: Sat, letters: str) -> None:
        self.sat, self.pages = sat, Pages(sat.retake)
        exercises = sat.retake.notebook(TEST).exercises.values()
        self.exercises = [one for one in exercises if "".join(one.variants) == letters]
        self.strands = {sat.retake.course.goals[one.spec.goal].strand for one in self.exercises}
        self.chance = {(one.id, var): blind(one, var) for one in self.exercises for var in one.variants}
        passed = [who for who, shown in sat.shown.items() if shown[TEST].share(self.strands) >= PASS]
        self.everybody, self.passed = list(sat.shown), passed

    def knowledge(self, people: Sequence[str]) -> float:
        """Return how much better than chance people had answered."""
        shares = [self.sat.shown[who][TEST].share(self.strands) for who in people]
        return mean(shares) - float(mean(self.chance.values()))

    def gain(self, copier: str, materials: Iterable[Shown]) -> Fraction:
        """Return the share of the points over chance that a copier gets.

        They take the answer to a variant that is met again, where the points of its strand say that it is better than
        chance, and else guess.
        """
        met = {slot: one for shown in materials for slot, one in shown.met.items()}
        showing, gained = self.pages.showing(self.pages.snapshot(), copier, TEST), Fraction(0)
        for exercise in self.exercises:
            var = showing.variant(showing.exercises[exercise.id])
            chance, known = self.chance[exercise.id, var], met.get(slot_of(exercise, var))
            if known and known.answer not in (None, DONT_KNOW) and known.strand > chance:
                answer = exercise.read_answer(var, known.answer)
                gained += exercise.kind.share(exercise.specs[var], exercise.solutions[var], answer) - chance
        return gained / len(self.exercises)  # each is worth as much

    def from_themselves(self, *modules: str) -> float:
        """Return the mean gain of those who sit again."""
        return float(mean(self.gain(who, [self.sat.shown[who][one] for one in modules]) for who in self.everybody))

    def from_others(self, people: Sequence[str], *modules: str) -> float:
        """Return the mean gain of strangers who have it all from one of these people."""
        strangers = [f"annan-{n}" for n in range(STRANGERS)]
        materials = [[self.sat.shown[who][one] for one in modules] for who in people]
        return float(mean(self.gain(copier, one) for one in materials for copier in strangers))


def near(value: float) -> Any:
    """Return a figure as it is written in the documentation, which nothing but a change of ours moves."""
    return pytest.approx(value, abs=0.005)


@pytest.mark.long
def test_everybody_is_shown_the_same_but_for_answers_and_points(sat: Sat) -> None:
    first, *others = [shown[module].told.read for shown in sat.shown.values() for module in (PRETEST, TEST)]
    assert [one.heading for one in first] == ["Avsnittet"] * len(GOALS)
    assert all(one == first for one in others)


@pytest.mark.long
def test_who_sits_again_meets_nothing_they_have_seen_with_three_variants(sat: Sat) -> None:
    three = Copiers(sat, "abc")
    assert three.from_themselves(TEST) == three.from_themselves(PRETEST, TEST) == 0 <= MOST


@pytest.mark.long
def test_with_two_variants_the_retake_is_the_pretest_again(sat: Sat) -> None:
    two = Copiers(sat, "ab")
    assert two.from_themselves(TEST) == 0
    assert MOST < two.from_themselves(PRETEST, TEST) == near(0.207)  # half of the slots stand in the pre-test


@pytest.mark.long
def test_from_somebody_else_it_is_worth_a_third_of_what_they_know(sat: Sat) -> None:
    three = Copiers(sat, "abc")
    for people in (three.everybody, three.passed):
        assert three.from_others(people, TEST) == pytest.approx(three.knowledge(people) / 3, abs=0.02)
    assert three.from_others(three.everybody, TEST) == near(0.159)
    # With more of what one person knows it is worth more: of one who has passed, and with the pre-test too.
    assert MOST < three.from_others(three.passed, TEST) == near(0.190)
    assert MOST < three.from_others(three.everybody, PRETEST, TEST) == near(0.207)


@pytest.mark.long
def test_with_two_variants_it_is_worth_half(sat: Sat) -> None:
    two = Copiers(sat, "ab")
    assert two.from_others(two.everybody, TEST) == pytest.approx(two.knowledge(two.everybody) / 2, abs=0.02)
    assert MOST < two.from_others(two.everybody, TEST) == near(0.287)
    assert MOST < two.from_others(two.passed, TEST) == near(0.306)


# --- what cannot come again -----------------------------------------------------------------------


def met_by(who: str, exercises: Mapping[str, Exercise], role: Role, retakes: int = 0) -> set[Slot]:
    """Return what somebody meets."""
    showing = Showing(exercises, who, "00112233445566ff", role, retakes)
    return {slot_of(one, showing.variant(one)) for one in exercises.values()}


def test_a_retake_brings_back_only_pairs_of_two_variants(tmp_path: Path) -> None:
    source = write_course(tmp_path) / "source"
    before, practised, test = (read(source / name / f"{name}.ipynb").exercises for name in (PRETEST, MODULE, TEST))
    twice = {one.spec.pair for one in before.values() if one.variants == ["a", "b"]}
    assert len(twice) == SLOTS
    for who in (f"person-{n}" for n in range(60)):
        seen = met_by(who, before, "pretest") | met_by(who, practised, "module") | met_by(who, test, "test")
        assert {slot for slot, _ in seen & met_by(who, test, "test", 1)} == twice
