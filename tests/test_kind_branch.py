"""The kind `branch`: which ways there are, what they are worth, and that a choice made for points stands."""

import json
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import journal_support as js
import pytest

from graders.collect import collect
from graders.grade import grade, scores
from graders.release import release
from tests.occasion_support import MODULE, make_occasion, write_course
from tests.oracle import total
from toolkit.errors import ProblemsError
from toolkit.exchange import hand_in
from toolkit.exercises.branch import Branch, BranchSolution, BranchSpec
from toolkit.exercises.branch.ways import MOST, TooManyWaysError, Ways
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.face.shown import Showing, Shown
from toolkit.fold import Fold, fold
from toolkit.formats.base import read_time
from toolkit.journal import Journal

KIND = Branch()
GRADED = """%%exercise
id: prov-1-mote
kind: branch
goal: prov.1.1
points: 4
confidence: true
prompt: "Vad bör du göra nu?"
start: mote
nodes:
  mote:
    text: "Rektorn vill ha kameror."
    choices:
      logg: {text: "Be om loggen", to: plats, consequence: "Loggen kommer."}
      ring: {text: "Ring chefen", to: plats}
      kamera: {text: "Beställ kameror", to: slut}
  plats:
    text: "Ni står vid grusplanen."
    choices:
      rond: {text: "Gå en rond", to: slut, if: [mote.logg]}
      hinder: {text: "Ställ ut hinder", to: slut}
  slut: {text: "Mötet är slut."}
### BEGIN HIDDEN TESTS
key:
  mote: {logg: 1, ring: 2, kamera: 0}
  plats: {rond: 3, hinder: 0}
explanation: "Så."
feedback:
  mote.kamera: "Ingen vet vad kamerorna ska lösa."
  plats.hinder: "Hindren står kvar i snön."
### END HIDDEN TESTS
"""
EX = "prov-1-mote"
BEST, BAD = [["mote", "logg"], ["plats", "rond"]], [["mote", "kamera"]]
HALF = [["mote", "logg"]]


def practice(cell: str = GRADED) -> str:
    open_part, _, hidden = cell.partition("### BEGIN HIDDEN TESTS\n")
    return open_part.replace("points: 4", "practice: true") + hidden.partition("### END")[0]


def varied() -> str:
    """Return it with a second variant, which has the same ways."""
    key = GRADED.partition("### BEGIN HIDDEN TESTS\n")[2].partition("### END")[0].replace("\n", "\n    ").rstrip()
    top = GRADED.partition("### BEGIN")[0]
    return (
        f"{top}variants:\n  a: {{}}\n  b: {{case: En annan skola}}\n### BEGIN HIDDEN TESTS\nvariant_keys:\n"
        + "".join(f"  {letter}:\n    {key}\n" for letter in "ab")
        + "### END HIDDEN TESTS\n"
    )


EXERCISE, PRACTICE, VARIED = read_exercise(GRADED), read_exercise(practice()), read_exercise(varied())


def sentences(cell: str) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_exercise(cell)
    return [problem.sentence for problem in caught.value.problems]


# --- what does not go together --------------------------------------------------------------

SLIPS = {
    "an unknown start": (
        "start: mote",
        "start: mote2",
        ["start: hittade ”mote2” som inte finns, väntade mote, plats eller slut."],
    ),
    "a way to an unknown node": (
        "to: slut, if",
        "to: slutet, if",
        ["nodes.plats.choices.rond.to: hittade ”slutet” som inte finns, väntade mote, plats eller slut."],
    ),
    "a way back": (
        'hinder: {text: "Ställ ut hinder", to: slut}',
        'hinder: {text: "Ställ ut hinder", to: mote}',
        [
            "nodes.plats.choices.hinder.to: hittade ”mote” som vägen redan har gått igenom, väntade en nod längre "
            "fram, ingen nod kan besökas två gånger."
        ],
    ),
    "a condition on an unknown choice": (
        "[mote.logg]",
        "[mote.lagg]",
        [
            "nodes.plats.choices.rond.if: hittade ”mote.lagg” som inte finns, väntade ett val som finns, "
            "skrivet nod.val."
        ],
    ),
    "a condition that is no choice": (
        "[mote.logg]",
        "[logg]",
        ["nodes.plats.choices.rond.if.1: hittade ”logg”, väntade ett val som finns, skrivet nod.val."],
    ),
    "two conditions that exclude each other": (
        "[mote.logg]",
        "[mote.logg, mote.ring]",
        [
            "nodes.plats.choices.rond.if: hittade villkor som aldrig kan vara uppfyllda här, väntade val som kan ha "
            "gjorts på samma väg hit."
        ],
    ),
    "a condition on a later choice": (
        'logg: {text: "Be om loggen", to: plats,',
        'logg: {text: "Be om loggen", to: plats, if: [plats.hinder],',
        [
            "nodes.mote.choices.logg.if: hittade villkor som aldrig kan vara uppfyllda här, väntade val som kan ha "
            "gjorts på samma väg hit.",
            "nodes.plats.choices.rond.if: hittade villkor som aldrig kan vara uppfyllda här, väntade val som kan ha "
            "gjorts på samma väg hit.",
        ],
    ),
    "a node that no way comes to": (
        '  slut: {text: "Mötet är slut."}',
        '  slut: {text: "Mötet är slut."}\n  hemma: {text: "Du går hem."}',
        ["nodes.hemma: hittade en nod som ingen väg leder till, väntade minst ett val som leder hit."],
    ),
    "a way without exit": (
        'hinder: {text: "Ställ ut hinder", to: slut}',
        'hinder: {text: "Ställ ut hinder", to: slut, if: [mote.logg]}',
        [
            "nodes.plats.choices: hittade en väg hit där inget val går att göra, väntade minst ett val som alltid "
            "går att göra, eller inga val alls i ett slut."
        ],
    ),
    "no points on any way": (
        "  mote: {logg: 1, ring: 2, kamera: 0}\n  plats: {rond: 3, hinder: 0}",
        "  mote: {kamera: 0}",
        ["key: hittade ingen väg som ger poäng, väntade mer än 0 för minst ett val som går att nå."],
    ),
    "points only where the ways are shut": (
        "[mote.logg]",
        "[mote.logg, mote.kamera]",
        [
            "nodes.plats.choices.rond.if: hittade villkor som aldrig kan vara uppfyllda här, väntade val som kan ha "
            "gjorts på samma väg hit."
        ],
    ),
    "the same for every way": (
        "  mote: {logg: 1, ring: 2, kamera: 0}\n  plats: {rond: 3, hinder: 0}",
        "  mote: {logg: 1, ring: 1, kamera: 1}",
        ["key: hittade lika mycket för alla vägar, väntade minst en väg som ger mindre än den bästa."],
    ),
    "a node in the key that does not exist": (
        "  plats: {rond: 3, hinder: 0}",
        "  plats: {rond: 3, hinder: 0}\n  slut: {a: 1}",
        ["key.slut: hittade ”slut” som inte finns, väntade mote eller plats."],
    ),
    "a choice in the key that does not exist": (
        "hinder: 0}",
        "hindren: 0}",
        ["key.plats.hindren: hittade ”hindren” som inte finns, väntade rond eller hinder."],
    ),
    "points below nothing": ("hinder: 0}", "hinder: -1}", ["key.plats.hinder: hittade ”-1”, väntade minst 0."]),
    "a text for a choice that does not exist": (
        "plats.hinder:",
        "plats.kamera:",
        ["feedback.plats.kamera: hittade ”plats.kamera” som inte finns, väntade ett val som finns, skrivet nod.val."],
    ),
    "a choice that says the same as another": (
        '"Ring chefen"',
        '"Be om  loggen"',
        ["nodes.mote.choices.ring: hittade samma text som i ”logg”, väntade en egen text."],
    ),
    "a misspelt field in a choice": (
        "consequence:",
        "konsekvens:",
        [
            "nodes.mote.choices.logg.konsekvens: hittade ett okänt fält, väntade ett av fälten consequence, if, text "
            "eller to."
        ],
    ),
    "points in the open": (
        "to: slut, if: [mote.logg]}",
        "to: slut, if: [mote.logg], points: 3}",
        [
            "nodes.plats.choices.rond.points: hittade ett okänt fält, väntade ett av fälten consequence, if, text "
            "eller to."
        ],
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_said_with_what_was_found_and_what_can_stand_there(name: str) -> None:
    old, new, expected = SLIPS[name]
    assert GRADED.count(old) == 1
    assert sentences(GRADED.replace(old, new)) == expected


def ladder(steps: int, conditions: int) -> BranchSpec:
    """Make a branch with two choices a step, and a last node that asks for some of them."""
    nodes: dict[str, Any] = {
        f"n{step}": {
            "text": f"Steg {step}",
            "choices": {letter: {"text": letter, "to": f"n{step + 1}"} for letter in "ab"},
        }
        for step in range(steps)
    }
    asked = [f"n{step}.a" for step in range(conditions)]
    last = {str(place): {"text": str(place), "to": "slut", "if": asked[place::4][:8]} for place in range(4)}
    nodes[f"n{steps}"] = {"text": "Sist", "choices": {"fri": {"text": "Fri", "to": "slut"}, **last}}
    nodes["slut"] = {"text": "Slut"}
    fields = {"id": "prov-1-x", "kind": "branch", "goal": "prov.1.1", "points": "1", "prompt": "Vad?"}
    return BranchSpec.model_validate({**fields, "start": "n0", "nodes": nodes})


def test_many_ways_are_searched_as_far_as_they_differ() -> None:
    spec = ladder(36, 5)  # 2 ** 36 ways
    key = {"key": {"n35": {"a": "1"}, "n36": {"fri": "0", "0": "2"}}, "explanation": "Så."}
    solution = BranchSolution.model_validate(key)
    start = time.perf_counter()
    assert list(KIND.problems(spec, solution)) == []
    right = KIND.samples(spec, solution)[0].answer
    assert KIND.share(spec, solution, KIND.read_answer(spec, right)) == 1
    assert Ways(spec).sums(solution, max)[Ways(spec).start] == 3
    assert time.perf_counter() - start < 5


def test_too_many_ways_are_refused_and_cost_little() -> None:
    spec = ladder(36, 32)
    solution = BranchSolution.model_validate({"key": {"n35": {"a": "1"}}, "explanation": "Så."})
    start = time.perf_counter()
    with pytest.raises(TooManyWaysError):
        Ways(spec)
    (problem,) = KIND.problems(spec, solution)
    assert problem.sentence == (
        f"nodes: hittade fler än {MOST} lägen att pröva, räknat med tidigare val som har betydelse, väntade färre "
        "noder, val eller villkor."
    )
    assert time.perf_counter() - start < 5


# --- what is said and shown -------------------------------------------------------------------


def test_what_was_chosen_is_said_and_a_best_way() -> None:
    best = "En väg som stämmer helt: ”Be om loggen” och sedan ”Gå en rond”."
    assert EXERCISE.explain(None, BEST) == ["Steg 1: ”Be om loggen”.", "Steg 2: ”Gå en rond”.", "Så."]
    assert EXERCISE.explain(None, HALF) == ["Steg 1: ”Be om loggen”.", "Vägen är inte avslutad.", best, "Så."]
    assert EXERCISE.explain(None, [["mote", "ring"], ["plats", "hinder"]]) == [
        "Steg 1: ”Ring chefen”.",
        "Steg 2: ”Ställ ut hinder”.",
        "Hindren står kvar i snön.",
        best,
        "Så.",
    ]
    assert EXERCISE.explain(None, BAD, shown=True) == ["Ingen vet vad kamerorna ska lösa.", best, "Så."]


def test_each_choice_that_is_worth_less_than_another_in_its_node_needs_a_text() -> None:
    spec, solution = EXERCISE.spec, EXERCISE.solutions[None]
    assert KIND.needs_feedback(spec, solution) == ["mote.logg", "mote.kamera", "plats.hinder"]  # type: ignore[arg-type]


def test_the_choices_of_each_node_have_an_order_of_their_own() -> None:
    showing = [Showing({EX: PRACTICE}, f"p{number}", "fro") for number in range(200)]
    empty = Fold({})
    orders = set()
    for one in showing:
        nodes = {node["id"]: node for node in one.spec(one.one(EX, empty))["nodes"]}
        assert list(nodes) == ["mote", "plats", "slut"]
        orders.add(tuple(choice["id"] for node in nodes.values() for choice in node["choices"]))
    assert len(orders) == 12  # six orders of three choices, two of two
    ordered = read_exercise(practice().replace("confidence: true", "ordered: true"))
    shown = Showing({EX: ordered}, "p1", "fro")
    (first, *_), order = shown.spec(shown.one(EX, empty))["nodes"], ["logg", "ring", "kamera"]
    assert [choice["id"] for choice in first["choices"]] == order
    assert first["choices"][0] == {
        "id": "logg",
        "text": "Be om loggen",
        "to": "plats",
        "if": [],
        "consequence": "Loggen kommer.",
    }


def test_the_view_is_told_that_choices_for_points_stand() -> None:
    def told(exercise: Exercise) -> object:
        shown = Shown(1, exercise, None, exercise.kind.shuffled(exercise.spec))
        return Showing({EX: exercise}, "anna", "fro").spec(shown)["binding"]

    assert (told(EXERCISE), told(PRACTICE)) == (True, False)
    assert told(js.EXERCISES[js.SINGLE_ID]) is False


def test_the_sheet_has_every_node_with_the_number_of_the_next() -> None:
    order = ["plats.hinder", "mote.kamera", "plats.rond", "mote.ring", "mote.logg"]
    html = KIND.html(EXERCISE.spec, order, KIND.read_answer(EXERCISE.spec, BEST))  # type: ignore[arg-type]
    rows = html.split("<p>")
    words = [row.split("> ")[-1].split("</label>")[0] for row in rows if "<label>" in row]
    assert words == [
        "Beställ kameror (gå till läge 3)",
        "Ring chefen (gå till läge 2)",
        "Be om loggen (gå till läge 2)",
        "Ställ ut hinder (gå till läge 3)",
        "Gå en rond (gå till läge 3) Går bara att välja efter ”Be om loggen”.",
    ]
    assert ["checked" in row for row in rows if "<label>" in row] == [False, False, True, False, True]
    assert "Läge 1. Rektorn vill ha kameror." in html
    assert "Loggen kommer." not in html  # what follows is for who has chosen


def test_who_is_able_goes_the_best_way_and_who_is_not_the_worst() -> None:
    spec, solution, rng = EXERCISE.spec, EXERCISE.solutions[None], Random(1)
    for right, way in ((1.0, BEST), (0.0, BAD)):
        assert {json.dumps(KIND.simulate(spec, solution, right, rng)) for _ in range(20)} == {json.dumps(way)}  # type: ignore[arg-type]
    assert KIND.chance(spec) == Fraction(5, 12)  # type: ignore[arg-type]


def test_the_shares_are_exact() -> None:
    spec, solution = EXERCISE.spec, EXERCISE.solutions[None]
    for way, share in ((BEST, 1), (HALF, Fraction(1, 4)), ([["mote", "ring"]], Fraction(1, 2)), (BAD, 0)):
        assert KIND.share(spec, solution, KIND.read_answer(spec, way)) == share  # type: ignore[arg-type]


# --- what stands, by the door that views use ----------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "anna" / "1-prov" / "answers.jsonl"


def journal_of(path: Path, exercise: Exercise = EXERCISE, **more: Any) -> Journal:
    return Journal(path, {EX: exercise}, clock=js.Clock(), **more)


def message(answer: object, seq: int, base: int = 0, exercise: Exercise = EXERCISE, **more: Any) -> dict[str, Any]:
    sent = {"type": "answer", "ex": EX, "var": None, "rev": exercise.rev, "view": "v1", "seq": seq, "base": base}
    return {**sent, "answer": answer, "confidence": None, **more}


def recorded(path: Path) -> list[Any]:
    return [json.loads(row)["answer"] for row in path.read_bytes().splitlines()]


STANDS = "INTE sparat. Ett val som är gjort kan inte ändras."


def test_a_path_is_added_to(path: Path) -> None:
    journal = journal_of(path)
    assert journal.receive(message(HALF, 1))["n"] == 1
    assert journal.receive(message(BEST, 2, base=1))["n"] == 2
    assert recorded(path) == [HALF, BEST]


@pytest.mark.parametrize("answer", [None, BAD, [["mote", "ring"]], [["mote", "ring"], ["plats", "hinder"]]])
def test_a_choice_that_is_made_cannot_be_taken_back(path: Path, answer: object) -> None:
    journal = journal_of(path)
    assert journal.receive(message(HALF, 1))["ok"]
    before = path.read_bytes()
    reply = journal.receive(message(answer, 2, base=1))
    assert (reply["ok"], reply["why"], reply["message"]) == (False, "invalid", STANDS)
    assert (reply["present"]["n"], reply["present"]["answer"]) == (1, HALF)
    # Nor by who has not seen it: there the journal's path is what is shown.
    reply = journal.receive(message(answer, 1, base=0, view="v2"))
    assert (reply["why"], reply["present"]["answer"]) == ("stale", HALF)
    assert path.read_bytes() == before


def test_a_shorter_path_is_refused_too(path: Path) -> None:
    journal = journal_of(path)
    assert journal.receive(message(BEST, 1))["ok"]
    assert journal.receive(message(HALF, 2, base=1))["why"] == "invalid"
    assert recorded(path) == [BEST]


def test_an_equal_path_is_a_resend_from_wherever_it_comes(path: Path) -> None:
    journal = journal_of(path)
    first = journal.receive(message(HALF, 1, confidence=2))
    assert journal.receive(message(HALF, 2, base=1, confidence=2)) == first
    assert journal.receive(message(HALF, 1, base=0, view="v2", confidence=2)) == first
    assert journal_of(path).receive(message(HALF, 9, view="v3", confidence=2)) == first
    assert recorded(path) == [HALF]
    # How sure one is may change; that is written.
    assert journal.receive(message(HALF, 3, base=1, confidence=3))["n"] == 2
    assert recorded(path) == [HALF, HALF]


def test_before_the_first_choice_nothing_binds(path: Path) -> None:
    journal = journal_of(path)
    assert journal.receive(message(None, 1))["ok"]
    assert journal.receive(message(HALF, 2, base=1))["ok"]
    assert journal.receive(message(None, 3, base=2))["why"] == "invalid"


def test_in_a_pretest_not_knowing_binds_to_nothing_and_comes_after_no_choice(path: Path) -> None:
    journal = journal_of(path, pretest=True)
    assert journal.receive(message({"dk": True}, 1))["ok"]
    assert journal.receive(message(None, 2, base=1))["ok"]
    assert journal.receive(message({"dk": True}, 3, base=2))["ok"]
    assert journal.receive(message(HALF, 4, base=3))["ok"]
    assert journal.receive(message({"dk": True}, 5, base=4))["why"] == "invalid"
    assert fold(path.read_bytes(), {EX: EXERCISE}, pretest=True).answers[EX].answer == HALF


def test_the_variant_cannot_change_midway(path: Path) -> None:
    journal = journal_of(path, VARIED)
    assert journal.receive(message(HALF, 1, exercise=VARIED, var="a"))["ok"]
    for answer in (HALF, BEST, BAD, None):
        assert journal.receive(message(answer, 2, base=1, exercise=VARIED, var="b"))["why"] == "invalid"
    assert journal.receive(message(BEST, 2, base=1, exercise=VARIED, var="a"))["ok"]


def test_in_practice_one_may_step_back(path: Path) -> None:
    journal = journal_of(path, PRACTICE)
    ways = [HALF, BEST, HALF, None, BAD]
    for number, way in enumerate(ways, 1):
        assert journal.receive(message(way, number, base=number - 1, exercise=PRACTICE))["n"] == number
    assert recorded(path) == ways
    reply = journal.receive(message(BAD, 6, base=5, exercise=PRACTICE, type="check"))
    assert (reply["points"], reply["max"]) == (0.0, 1.0)
    assert reply["feedback"]["parts"] == {"mote.kamera": "Ingen vet vad kamerorna ska lösa."}


# --- what stands in a journal that somebody has written in by hand ------------------------------


def lines(*answers: object, **more: Any) -> bytes:
    return b"".join(js.line(answer, n=n, ex=EX, **more) for n, answer in enumerate(answers, 1))


CRAFTED: dict[str, tuple[Sequence[object], object]] = {
    "another way after it": ([BAD, BEST], BAD),
    "cleared in between": ([BAD, None, BEST], BAD),
    "shortened in between": (
        [[["mote", "ring"], ["plats", "hinder"]], [["mote", "ring"]], BEST],
        [["mote", "ring"], ["plats", "hinder"]],
    ),
    "another beginning": ([HALF, [["mote", "ring"], ["plats", "hinder"]]], HALF),
    "added to": ([HALF, BEST], BEST),
    "added to after a try": ([HALF, BAD, BEST], BEST),
    "not knowing, outside a pretest": ([BAD, {"dk": True}, BEST], BAD),
    "no answer at all": ([BAD, [["mote", "x"]], "mote", BEST], BAD),
    "nothing before the first": ([None, BAD, BEST], BAD),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_lines_written_by_hand_win_nothing(name: str) -> None:
    answers, counted = CRAFTED[name]
    data = lines(*answers)
    folded = fold(data, {EX: EXERCISE})
    assert folded.answers[EX].answer == counted
    key = EXERCISE.solutions[None].model_dump()["key"]
    spec = EXERCISE.spec.model_dump(exclude_unset=True)
    rows = [row for row in data.decode().splitlines() if '"dk"' not in row]
    points = total(rows, {EX: {"kind": "branch", "key": key, "points": "4", "spec": spec}})
    assert points == {EX: EXERCISE.score(None, counted).points}  # type: ignore[arg-type]


def test_a_line_that_takes_back_is_listed_as_bad_and_leaves_its_place_free() -> None:
    data = js.line(BAD, n=1, ex=EX) + js.line(BEST, n=2, ex=EX) + js.line(BAD, n=3, ex=EX, view="v9", seq=2)
    folded = fold(data, {EX: EXERCISE})
    assert [(bad.number, bad.reason, bad.ex) for bad in folded.bad] == [(2, "takes back what is binding", EX)]
    assert not folded.unreadable(EX)
    assert folded.place("v1", 2) is None


def test_a_resent_line_is_none_of_them() -> None:
    data = js.line(HALF, n=1, seq=7, ex=EX) + js.line(BEST, n=2, seq=8, ex=EX) + js.line(HALF, n=3, seq=7, ex=EX)
    folded = fold(data, {EX: EXERCISE})
    assert (folded.answers[EX].answer, folded.bad) == (BEST, ())


def test_of_several_variants_the_last_valid_line_decides() -> None:
    def present(*pairs: tuple[object, str]) -> tuple[object, object]:
        data = b"".join(js.line(answer, n=n, ex=EX, var=var) for n, (answer, var) in enumerate(pairs, 1))
        one = fold(data, {EX: VARIED}).answers[EX]
        return one.var, one.answer

    assert present((None, "a"), (BEST, "b")) == ("b", BEST)
    assert present((None, "a"), (None, "b"), (BAD, "a")) == ("a", BAD)
    assert present((BAD, "a"), (BEST, "b")) == ("a", BAD)
    assert present((BAD, "a"), (None, "b"), (BEST, "b")) == ("a", BAD)


def test_a_journal_full_of_tries_is_read_in_little_time() -> None:
    data = lines(BAD, *[BEST] * 20_000)
    start = time.perf_counter()
    assert fold(data, {EX: EXERCISE}).answers[EX].answer == BAD
    assert time.perf_counter() - start < 10


def test_the_grader_counts_the_path_that_came_first(tmp_path: Path) -> None:
    ways = {"rak": [HALF, BEST], "angrar": [BAD, BEST], "rensar": [HALF, None, BAD], "halv": [[["mote", "ring"]]]}
    here = make_occasion(tmp_path, list(ways), released=False)
    cell = GRADED.replace("prov-1-mote", "liten-1-mote").replace("prov.1.1", "liten.1.1").rstrip()
    write_course(tmp_path / "courses", cell)
    release(here, MODULE, tmp_path / "courses")
    for who, answers in ways.items():
        data = b"".join(js.line(answer, n=n, ex="liten-1-mote") for n, answer in enumerate(answers, 1))
        hand_in(here.exchange, here.occasion.id, MODULE, who, data, read_time("2026-11-22T14:00:00+00:00"))
    collect(here, [MODULE])
    assert grade(here, [MODULE]).broken == []
    points = {who: scores(here, MODULE, who)["liten-1-mote"][0] for who in ways}
    assert points == {"rak": 4.0, "angrar": 0.0, "rensar": 1.0, "halv": 2.0}
