"""Simulated participants, who answer through the same models, journal writer and exchange as real ones.

Each has an ability; each exercise has a difficulty. The probability of a right part is the three-parameter
logistic ``c + (1 - c) / (1 + exp(-(ability - difficulty)))`` (Birnbaum 1968), where ``c`` is the chance of
guessing. In a pre-test the ability is `LEARNT` lower, some say *Vet inte*, and an exercise is as difficult as the one
of the final test that it is paired with. A simulated text says itself what of the rubric it meets, and a simulated
marker goes by that. What is made this way always carries "Simulerade deltagare".
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from pydantic import JsonValue

from graders.given import waits
from graders.gradebook import open_gradebook
from graders.roster import write_roster
from toolkit.authortext import read_yaml, write_yaml
from toolkit.errors import KursError
from toolkit.exchange import hand_in
from toolkit.exercises.base import DONT_KNOW, points_of
from toolkit.exercises.cell import Exercise, Variant
from toolkit.face.shown import Showing
from toolkit.files import replace_file
from toolkit.fold import read as read_journal
from toolkit.formats import RosterRow
from toolkit.journal import Journal
from toolkit.messages import say
from toolkit.notebook import Notebook
from toolkit.occasion import JOURNAL, OccasionFolder
from toolkit.receipts import write_receipt
from toolkit.roster import read_roster

ACTORS = ("kommun", "polis", "region", "annan")
REGIONS = ("nord", "mitt", "syd")
SPREAD = 1.6
"""Difficulties lie evenly between minus this and plus this, in units of the ability's standard deviation."""
ABLE = 1.2
"""The mean ability after the pre-test, in units of its standard deviation; the mean difficulty is 0."""
LEARNT = 1.2
"""How much the ability is higher after the pre-test, in the same units."""
DONT_KNOW_SHARE = 0.4
"""How many of those who are about to answer wrong in a pre-test say *Vet inte* instead."""
PATIENCE = 12
"""How often somebody has a task checked that must be right once, before they let it be."""
NEVER_START = 0.05
NEVER_HAND_IN = 0.03
OMIT = 0.03
CHANGE_OF_MIND = 0.12

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Simulated:
    """What was simulated."""

    participants: int
    started: int
    handed_in: int
    answers: int


def difficulties(exercises: list[str], seed: int) -> dict[str, float]:
    """Return the difficulty of each exercise: evenly spread, in an order that the seed draws."""
    order = sorted(exercises)
    Random(f"difficulty|{seed}").shuffle(order)
    step = 2 * SPREAD / max(len(order) - 1, 1)
    return {name: -SPREAD + step * place for place, name in enumerate(order)}


def levels_of(notebooks: Mapping[str, Notebook], seed: int) -> dict[str, float]:
    """Return the difficulty of each exercise of a course; the two of a pair have the same.

    Parameters
    ----------
    notebooks
        The modules' notebooks, by module.
    """
    levels: dict[str, float] = {}
    pairs: dict[str, float] = {}
    for notebook in notebooks.values():
        for name, level in difficulties(list(notebook.exercises), seed).items():
            pair = notebook.exercises[name].spec.pair
            levels[name] = pairs.setdefault(pair, level) if pair else level
    return levels


def probability(ability: float, difficulty: float, chance: float) -> float:
    """Return the probability of a right part (three-parameter logistic)."""
    return chance + (1 - chance) / (1 + math.exp(-(ability - difficulty)))


def simulate(
    here: OccasionFolder,
    participants: int,
    *,
    seed: int = 1,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Let simulated participants take the released modules of an occasion.

    Parameters
    ----------
    now
        When the last of them hands in; the present when None.
    progress
        Called with the participant after each.

    Raises
    ------
    KursError
        If nothing is released, or the occasion has participants who are not simulated.
    """
    modules = here.require_released()
    roster = _simulated_only(here)
    _mark(here)
    rng = Random(seed)
    people = [_person(place, rng) for place in range(1, participants + 1)]
    write_roster(here.path / "roster.csv", {**roster, **{row.id: row for row in people}}.values())
    notebooks = {module: here.notebook(module) for module in modules}
    levels = levels_of(notebooks, seed)
    end = now or datetime.now(UTC)
    started = handed_in = answers = 0
    for row in people:
        one = _Participant(here, row.id, levels, Random(f"{seed}|{row.id}"), end)
        if one.starts:
            for module in modules:
                answers += one.take(module, notebooks[module])
            started += 1
            handed_in += one.hands_in
        if progress:
            progress(row.id)
    return Simulated(participants, started, handed_in, answers)


def begin(here: OccasionFolder, participant: str, module: str, *, seed: int = 1) -> int:
    """Let somebody who is on the roster answer the first half of a module; return the number of answers."""
    notebook = here.notebook(module)
    levels = difficulties(list(notebook.exercises), seed)
    one = _Participant(here, participant, levels, Random(f"{seed}|{participant}"), datetime.now(UTC))
    return one.begin(module, notebook)


def mark(here: OccasionFolder) -> int:
    """Let a simulated marker mark what waits in the gradebook; return how many marks were given.

    Raises
    ------
    KursError
        If nothing is released, or the occasion has participants who are not simulated.
    """
    _simulated_only(here)
    given = 0
    with here.writing("simulate"), open_gradebook(here) as gradebook:
        for module in here.require_released():
            exercises = here.notebook(module).exercises
            for submission in gradebook.assignment_submissions(module):
                who = submission.student.id
                found = read_journal(here.submitted(who, module) / JOURNAL, exercises, pretest=here.is_pretest(module))
                for grade in [one for book in submission.notebooks for one in book.grades if waits(one)]:
                    exercise, present = exercises[grade.name], found.answers[grade.name]
                    spec, solution = exercise.specs[present.var], exercise.solutions[present.var]
                    share = exercise.kind.simulated_share(
                        spec, solution, exercise.read_answer(present.var, present.answer)
                    )
                    grade.manual_score = points_of(share or Fraction(0), exercise.max_points)
                    grade.needs_manual_grade = False
                    comment = gradebook.find_comment(grade.name, grade.notebook.name, module, who)
                    comment.manual_comment = say("simulate.comment")
                    given += 1
        gradebook.db.commit()
    return given


def _simulated_only(here: OccasionFolder) -> dict[str, RosterRow]:
    """Return the roster, where all are simulated."""
    roster = read_roster(here.path / "roster.csv")
    if any(not name.startswith("sim-") for name in roster):
        raise KursError(say("simulate.real_people", occasion=here.id))
    return roster


def _mark(here: OccasionFolder) -> None:
    """Write into the occasion's title that its participants are simulated; reports take it from there."""
    path = here.path / "occasion.yml"
    mark = say("simulate.mark")
    data = read_yaml(path.read_text(encoding="utf-8")).data
    if mark not in data["title"]:
        data["title"] = f"{data['title']} – {mark}"
        replace_file(path, write_yaml(data).encode())
        here.__dict__.pop("occasion", None)


def _person(place: int, rng: Random) -> RosterRow:
    return RosterRow(
        id=f"sim-{place:04d}",
        name=say("simulate.name", n=place),
        actor=rng.choices(ACTORS, weights=(5, 3, 1, 1))[0],
        region=rng.choice(REGIONS),
        role=say("simulate.role"),
    )


class _Participant:
    """One simulated person."""

    def __init__(
        self, here: OccasionFolder, name: str, levels: Mapping[str, float], rng: Random, end: datetime
    ) -> None:
        self.here, self.name, self.levels, self.rng = here, name, levels, rng
        self.ability = rng.gauss(ABLE, 1)
        self.starts = rng.random() >= NEVER_START
        self.hands_in = rng.random() >= NEVER_HAND_IN
        self.clock = end - timedelta(minutes=rng.uniform(90, 14 * 24 * 60))
        self.end = end
        self.seq = 0
        self.doubts = Random(name)

    def take(self, module: str, notebook: Notebook) -> int:
        """Work through a module and hand it in; return the number of answers that were saved."""
        journal = self._journal(module, notebook)
        saved = self.answer(journal, module, list(notebook.exercises.values()))
        if self.hands_in:
            receipt = journal.hand_in(
                lambda data, at: hand_in(self.here.exchange, self.here.occasion.id, module, self.name, data, at)
            )
            write_receipt(self.here, self.name, module, "participant", receipt)
        return saved

    def begin(self, module: str, notebook: Notebook) -> int:
        """Answer the first half of a module; return the number of answers that were saved."""
        exercises = list(notebook.exercises.values())
        return self.answer(self._journal(module, notebook), module, exercises[: len(exercises) // 2])

    def _journal(self, module: str, notebook: Notebook) -> Journal:
        return Journal(
            self.here.journal(self.name, module),
            notebook.exercises,
            pretest=self.here.is_pretest(module),
            clock=lambda: self.clock,
        )

    def answer(self, journal: Journal, module: str, exercises: list[Exercise]) -> int:
        """Answer some exercises of a module, most of them; return the number of answers that were saved."""
        role, seed = self.here.role(module), self.here.release.seed
        showing = Showing(journal.exercises, self.name, seed, role, self.here.retakes)
        journal.opened()
        saved = 0
        for exercise in exercises:
            if exercise.spec.mastery:
                saved += self._master(journal, exercise, showing)
            elif self.rng.random() >= OMIT:
                saved += self._answer(journal, exercise, showing.variant(exercise))
        return saved

    def _master(self, journal: Journal, exercise: Exercise, showing: Showing) -> int:
        """Have a task checked that must be right once, in one variant after another, until it is."""
        for wrong in range(PATIENCE):
            var = showing.variant(exercise, wrong)
            reply = self._send(
                journal, exercise, var, "check", self._made_up(exercise, var, self._level(exercise, var))
            )
            if reply["points"] == reply["max"]:
                break
        return wrong + 1

    def _answer(self, journal: Journal, exercise: Exercise, var: Variant) -> int:
        level = self._level(exercise, var, LEARNT if journal.pretest else 0.0)
        gives_up = journal.pretest and self.rng.random() < DONT_KNOW_SHARE * (1 - level)
        times = 2 if self.rng.random() < CHANGE_OF_MIND and not exercise.binding else 1
        base = None
        for turn in range(times):
            # Who changes an answer was less sure the first time.
            right = level if turn == times - 1 else level * 0.6
            answer = DONT_KNOW if gives_up else self._made_up(exercise, var, right)
            base = self._send(journal, exercise, var, "answer", answer, base, self._sure(exercise, right))["n"]
        return times

    def _sure(self, exercise: Exercise, right: float) -> int | None:
        """Say how sure somebody is who gets a part right with this probability, where that is asked."""
        if not exercise.spec.confidence:
            return None
        return 1 + sum(self.doubts.random() < right for _ in range(2))

    def _level(self, exercise: Exercise, var: Variant, not_learnt: float = 0.0) -> float:
        """Return the probability of a right part."""
        guessing = float(exercise.kind.chance(exercise.specs[var]))
        return probability(self.ability - not_learnt, self.levels[exercise.id], guessing)

    def _made_up(self, exercise: Exercise, var: Variant, right: float) -> JsonValue:
        return exercise.kind.simulate(exercise.specs[var], exercise.solutions[var], right, self.rng)

    def _send(
        self,
        journal: Journal,
        exercise: Exercise,
        var: Variant,
        kind: str,
        answer: JsonValue,
        base: int | None = None,
        sure: int | None = None,
    ) -> dict[str, Any]:
        """Send a message some time after the one before, and return the reply."""
        self.clock = min(self.clock + timedelta(seconds=self.rng.lognormvariate(4, 0.6)), self.end)
        self.seq += 1
        message = {"type": kind, "ex": exercise.id, "var": var, "rev": exercise.rev, "answer": answer}
        message |= {"confidence": sure} if sure else {}
        reply = journal.receive({**message, "view": f"sim-{self.name}", "seq": self.seq, "base": base})
        if not reply["ok"]:
            raise KursError(reply["message"])
        return reply
