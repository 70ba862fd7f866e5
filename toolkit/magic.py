"""The magics: ``%%exercise``, where people see the exercise and stock nbgrader gets its score, and ``%hand_in``.

In a kernel with ``NBGRADER_EXECUTION=autograde`` the cell returns the plain float that the journal beside the
notebook scores. So nbgrader's own ``Execute`` is the reference that our grading is compared with.
"""

import logging
import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import KursError, ProblemsError
from toolkit.exercises.cell import Exercise, read_body
from toolkit.messages import say
from toolkit.notebook import read as read_notebook

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

JOURNAL = "answers.jsonl"
_log = logging.getLogger("kurs")


def register(ipython: "InteractiveShell") -> None:
    """Make the magics known to a shell."""
    ipython.register_magic_function(exercise_cell, magic_kind="cell", magic_name="exercise")
    ipython.register_magic_function(hand_in_line, magic_kind="line", magic_name="hand_in")


def exercise_cell(line: str, cell: str) -> float | None:
    """Show an exercise; under autograde return its score instead.

    Parameters
    ----------
    line
        What stands after ``%%exercise``; nothing is expected there.
    cell
        The YAML text of the exercise.
    """
    execution = os.environ.get("NBGRADER_EXECUTION")
    if execution == "autograde":
        return _graded(cell)
    try:
        exercise = read_body(cell)
    except ProblemsError as error:
        from toolkit.face.plain import problems_html

        _show(problems_html(error.problems))
        return None
    if execution != "validate":
        try:
            _show_exercise(exercise)
        except KursError as error:
            _say(str(error))
    return None


def hand_in_line(line: str) -> None:
    """Show the hand-in of the notebook's module; nbgrader meets nothing here.

    Parameters
    ----------
    line
        What stands after ``%hand_in``; nothing is expected there.
    """
    if "NBGRADER_EXECUTION" in os.environ:
        return
    from IPython.display import display

    from toolkit.face.kernel import own_seat

    seat = own_seat()
    if seat is None:
        _say(say("face.no_hand_in"))
        return
    from toolkit.face.hand_in import HandInWidget

    try:
        display(HandInWidget(seat))
    except KursError as error:
        _say(str(error))


def _graded(cell: str) -> float | None:
    """Return the score of the journal in the working folder; 0 when it cannot be had, never an error.

    nbgrader gives full points for a cell without a number and 0 for one that writes to stderr, so what goes
    wrong is a float as well; the reason goes to the log of the kernel.
    """
    try:
        exercise = read_body(cell)
        return score_in(Path(), exercise) if exercise.graded else None
    except Exception:  # Whatever a participant's file does to us must cost points only, and only theirs.
        _log.debug("an exercise could not be scored", exc_info=True)
        return 0.0


def score_in(folder: Path, exercise: Exercise) -> float:
    """Return what an exercise scores in the journal of a submission's folder.

    The other exercises of the notebook are read too: their lines are no bad lines. What a person is to mark is 0
    here, since a cell can say nothing else that gives no points; in the gradebook it waits (``SaveGrades``).
    """
    from toolkit.fold import read

    exercises = {name: e for path in folder.glob("*.ipynb") for name, e in read_notebook(path).exercises.items()}
    present = read(folder / JOURNAL, {**exercises, exercise.id: exercise}).answers.get(exercise.id)
    return exercise.score(present.var, present.answer).points or 0.0 if present else 0.0


def _show_exercise(exercise: Exercise) -> None:
    """Show an exercise as a widget; in a preview once for each variant."""
    from IPython.display import display

    from toolkit.face.kernel import places
    from toolkit.face.widget import ExerciseWidget

    for place in places(exercise):
        if place.preview and place.var:
            _show(f'<p lang="sv"><strong>{say("face.variant", letter=place.var)}</strong></p>')
        display(ExerciseWidget(place))


def _say(sentence: str) -> None:
    _show(f'<p lang="sv">{escape(sentence)}</p>')


def _show(html: str) -> None:
    from IPython.display import HTML, display

    display(HTML(html))
