"""What a hand-in scores: the points of each exercise, or that a person is to give them, and what a marker sees."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise, Variant
from toolkit.fold import Present, fold, read_regular
from toolkit.formats.journal import MAX_FILE
from toolkit.formats.strictjson import dumps
from toolkit.messages import say
from toolkit.notebook import read as read_notebook
from toolkit.occasion import JOURNAL, OccasionFolder

Output = dict[str, Any]
"""One output of a cell, as a notebook's JSON has it."""


@dataclass(frozen=True)
class Scored:
    """A graded exercise with one answer to it.

    Parameters
    ----------
    var, answer
        Which variant was answered, and how; the first one, and None, where nothing was.
    points
        None where a person is to say it.
    """

    exercise: Exercise
    var: Variant
    answer: JsonValue
    points: float | None

    @property
    def by_hand(self) -> bool:
        """Whether the exercise is marked by hand."""
        return is_by_hand(self.exercise)

    @property
    def digest(self) -> str:
        """What tells one answer from another."""
        return hashlib.sha256(dumps([self.var, self.answer])).hexdigest()

    @property
    def words(self) -> list[str]:
        """What was answered."""
        return self.exercise.words(self.var, self.answer)

    @property
    def written(self) -> bool:
        """Whether there is a text to be read by a person, which stands whole in the exercise."""
        return self.exercise.kind.by_hand and self.answer is not None

    def why(self, *, shown: bool = False) -> list[str]:
        """Say why it scored so, or what a person is to mark it by.

        What was written to be read by a person is no part of it, so that nothing in it can be taken for ours.

        Parameters
        ----------
        shown
            Whether the marker has the answer in words before them, so that none of it need be said again.
        """
        said = self.exercise.explain(self.var, self.answer, shown=shown and not self.exercise.kind.by_hand)
        words = self.words if shown or self.points is None else []
        if said[: len(words)] == words:
            said = said[len(words) :]
        withdrawn = self.exercise.spec.withdrawn
        return said if withdrawn is None else [say("grade.withdrawn", why=withdrawn), *said]

    def outputs(self) -> list[Output]:
        """Return what a marker sees, and the score, if there is one, as the plain float that nbgrader looks for."""
        quoted = f'<blockquote lang="sv">{on_one_line(self.words)}</blockquote>' if self.points is None else ""
        html = f'{quoted}<p lang="sv">{on_one_line(self.why())}</p>'
        shown: list[Output] = [{"data": {"text/html": [html]}, "metadata": {}, "output_type": "display_data"}]
        if self.points is not None:
            data = {"text/plain": [repr(self.points)]}
            shown.append({"data": data, "execution_count": 1, "metadata": {}, "output_type": "execute_result"})
        return shown


def is_by_hand(exercise: Exercise) -> bool:
    """Tell whether a person marks an exercise; one that is withdrawn is not read by anyone."""
    return exercise.kind.by_hand and exercise.spec.withdrawn is None


def scored(exercise: Exercise, present: Present | None, *, pretest: bool = False) -> Scored:
    """Score the present answer to a graded exercise; one that is withdrawn gives all its points to everyone.

    Parameters
    ----------
    pretest
        Whether it stands in a pre-test, where *Vet inte* is an answer.
    """
    var, answer = (present.var, present.answer) if present else (next(iter(exercise.specs)), None)
    if exercise.spec.withdrawn is not None:
        return Scored(exercise, var, answer, float(exercise.max_points))
    return Scored(exercise, var, answer, exercise.score(var, answer, pretest=pretest).points)


@dataclass(frozen=True)
class HandIn:
    """A collected hand-in, read and scored.

    Parameters
    ----------
    journal
        The file as it was handed in; None where there was none that could be read.
    scored
        The module's graded exercises by id.
    reason
        Why the journal could not be read, where something else stood in its place.
    """

    journal: bytes | None
    scored: Mapping[str, Scored]
    reason: str | None = None

    @property
    def points(self) -> Mapping[str, float | None]:
        """The points by exercise; None where a person is to give them."""
        return {name: one.points for name, one in self.scored.items()}

    @property
    def by_hand(self) -> Mapping[str, str]:
        """Digests of the answers that are marked by hand, by exercise."""
        return {name: one.digest for name, one in self.scored.items() if one.by_hand}


def read_hand_in(here: OccasionFolder, module: str, folder: Path) -> HandIn:
    """Read the journal in the folder of a hand-in, and score it; without a journal nothing is answered."""
    exercises, pretest = exercises_of(here, module), here.is_pretest(module)
    journal, reason = None, None
    try:
        journal = read_regular(folder / JOURNAL, MAX_FILE + 1)
    except KursError as error:
        reason = str(error)
    answers = fold(journal or b"", exercises, pretest=pretest, keep_events=False).answers
    graded = (one for one in exercises.values() if one.graded)
    return HandIn(journal, {one.id: scored(one, answers.get(one.id), pretest=pretest) for one in graded}, reason)


def exercises_of(here: OccasionFolder, module: str) -> Mapping[str, Exercise]:
    """Return the exercises of a module's snapshot; read once and not once for each participant.

    Practice exercises are among them, so that their lines in a journal are no bad lines.
    """
    source = here.source(module)
    return _exercises(source, source.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _exercises(source: Path, changed: int) -> Mapping[str, Exercise]:
    return read_notebook(source).require_sound().exercises


def on_one_line(lines: list[str]) -> str:
    """Write lines as HTML, escaped and all in one: a blank line would let Markdown in an answer come alive."""
    return "<br>".join(escape(" ".join(line.split())) for line in lines)
