"""Every module that is ready has been answered by someone who had only the released page.

``tests/blind/<course>/<module>.jsonl`` is that person's journal: one attempt, made before the key was opened, with a
line for each exercise and variant. What it scores is printed (``pytest -s``). What was answered wrong is no failure
here: the exercise or its key was looked at again, and mended or not. What is a failure is an exercise that
was changed since.
"""

from fractions import Fraction

import pytest

from tests.course_support import notebook_of, ready
from toolkit.exercises.cell import Exercise
from toolkit.formats.journal import AnswerLine, read_line
from toolkit.notebook import read
from toolkit.testing import CHECKOUT

BLIND = CHECKOUT / "tests" / "blind"


def answers(course: str, module: str) -> dict[tuple[str, str | None], AnswerLine]:
    """Return the last answer to each exercise and variant."""
    path = BLIND / course / f"{module}.jsonl"
    lines = [read_line(raw) for raw in path.read_bytes().splitlines()] if path.exists() else []
    return {(line.ex, line.var): line for line in lines if isinstance(line, AnswerLine)}


def told(exercise: Exercise, line: AnswerLine) -> str:
    score = exercise.score(line.var, line.answer)
    if exercise.kind.by_hand:
        return "marked by a person"
    assert score.points is not None
    return f"{float(Fraction(score.points) / Fraction(score.max)):.2f}"


@pytest.mark.parametrize(("course", "module"), [pytest.param(*one, id="/".join(one)) for one in ready()])
def test_somebody_answered_it_as_it_now_stands(course: str, module: str) -> None:
    exercises = read(notebook_of(course, module)).require_sound().exercises
    found = answers(course, module)
    asked = {(name, var) for name, exercise in exercises.items() for var in exercise.specs}
    changed = {key for key, line in found.items() if key in asked and line.rev != exercises[key[0]].rev}
    for key in sorted(asked & found.keys(), key=str):
        name, var = key
        print(f"{name}{f' ({var})' if var else ''}: {told(exercises[name], found[key])}")
    assert (asked - found.keys(), changed, found.keys() - asked) == (set(), set(), set())
