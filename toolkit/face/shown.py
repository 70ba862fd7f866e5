"""A module's exercises as one participant meets them: which variant, in what order, with what answer.

The page and the widget both show what this says, and give their views' messages to the journal through it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from toolkit.exercises.cell import Exercise, Variant
from toolkit.exercises.hotspot import Hotspot
from toolkit.exercises.hotspot.drawing import read_box
from toolkit.face.tables import read_table
from toolkit.face.view_spec import view_spec
from toolkit.fold import Fold, read
from toolkit.formats.course import Role
from toolkit.formats.strictjson import loads
from toolkit.journal import Journal
from toolkit.variants import expected_variant, ranked


@dataclass(frozen=True)
class Shown:
    """One exercise as one participant meets it."""

    number: int
    exercise: Exercise
    var: Variant
    order: list[str]


@dataclass(frozen=True)
class Showing:
    """A module as it is shown to one participant.

    Parameters
    ----------
    exercises
        The exercises by id, in the notebook's order.
    seed
        The occasion's seed.
    retakes
        How many occasions this one is a retake of, one after the other.
    folder
        Where the notebook's files lie, if the tables of its figures are to be shown.
    """

    exercises: Mapping[str, Exercise]
    participant: str
    seed: str
    role: Role = "module"
    retakes: int = 0
    folder: Path | None = None

    def all(self, fold: Fold) -> list[Shown]:
        """Return every exercise, given what the journal says."""
        return [self.one(name, fold) for name in self.exercises]

    def one(self, name: str, fold: Fold) -> Shown:
        """Return one exercise; a mastery task moves on to its next variant with each wrong check."""
        exercise = self.exercises[name]
        var = self.variant(exercise, fold.wrong_checks(name) if exercise.spec.mastery else 0)
        return Shown(list(self.exercises).index(name) + 1, exercise, var, self.order(exercise, var))

    def order(self, exercise: Exercise, var: Variant) -> list[str]:
        """Return the ids of the options or items of a variant in the order in which the participant meets them."""
        spec = exercise.specs[var]
        order = exercise.kind.shuffled(spec)
        return order if spec.ordered else ranked(order, self.seed, self.participant, exercise.id)

    def variant(self, exercise: Exercise, wrong_checks: int = 0) -> Variant:
        """Return the variant that the participant meets, after so many wrong checks of a mastery task."""
        pair = exercise.spec.pair
        turn = self.retakes + (pair is not None and self.role == "test") + wrong_checks
        return expected_variant(exercise.variants, self.seed, self.participant, pair or exercise.id, turn=turn)

    def spec(self, one: Shown) -> dict[str, Any]:
        """Return what the view of an exercise is given."""
        pretest, total = self.role == "pretest", len(self.exercises)
        spec = view_spec(one.exercise, one.var, order=one.order, number=one.number, total=total, pretest=pretest)
        if figure := spec["figure"]:
            figure["grid"] = read_table(self.folder / figure["table"]) if figure["table"] and self.folder else None
            if isinstance(one.exercise.kind, Hotspot) and self.folder:
                figure["box"] = drawn_box(self.folder / figure["file"])
        return spec

    def receive(self, journal: Journal, raw: bytes) -> dict[str, Any]:
        """Give a view's message to the journal, and return the reply that the view gets.

        A wrong check of a mastery task also has ``next``: the exercise as it is shown from then on.
        """
        reply = journal.receive_json(raw)
        if reply.get("points", 0) < reply.get("max", 0):
            name = loads(raw)["ex"]
            if self.exercises[name].spec.mastery and self.exercises[name].variants:
                now = read(journal.path, self.exercises, pretest=self.role == "pretest")
                reply["next"] = self.spec(self.one(name, now))
        return reply


def drawn_box(path: Path) -> list[float] | None:
    """Return the units of a drawing as a view takes them; None where they cannot be told."""
    box = read_box(path)
    return [float(number) for number in box] if box else None


def state(one: Shown, fold: Fold) -> dict[str, JsonValue] | None:
    """Return the present answer to an exercise, as the views take it; of another variant only that there is one."""
    present = fold.answers.get(one.exercise.id)
    if present is None:
        return None
    at = present.at.isoformat(timespec="milliseconds")
    if present.var != one.var:
        return {"n": present.n, "at": at, "answer": None, "confidence": None}
    return {"n": present.n, "at": at, "answer": present.answer, "confidence": present.confidence}
