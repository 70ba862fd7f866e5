"""An exercise as plain HTML without script: what an author sees in a notebook, and a work sheet.

Everything that people wrote is escaped; nothing here is ever markup.
"""

from collections.abc import Sequence
from html import escape

from pydantic import JsonValue

from toolkit.errors import Problem
from toolkit.exercises.cell import Exercise, Variant
from toolkit.messages import say


def exercise_html(exercise: Exercise, var: Variant = None, answer: JsonValue = None) -> str:
    """Draw an exercise, with an answer filled in where there is one.

    Parameters
    ----------
    var
        The variant; the first one where there are variants and none is named.
    """
    var = var if var in exercise.specs else next(iter(exercise.specs))
    spec = exercise.specs[var]
    worth = say("face.practice") if spec.practice else say("face.graded", points=_number(exercise))
    read = exercise.read_answer(var, answer, pretest=True) if answer is not None else None
    body = exercise.kind.html(spec, exercise.kind.shuffled(spec), read if read != {"dk": True} else None)
    figure = f"<p>{escape(spec.figure.alt)}</p>" if spec.figure else ""
    return (
        f'<section lang="sv"><p><small>{escape(worth)}</small></p>'
        f"{_paragraphs(spec.case or '')}{figure}{_paragraphs(spec.prompt, strong=True)}{body}</section>"
    )


def still_html(exercise: Exercise, var: Variant = None) -> str:
    """Draw an exercise that nobody can answer yet: in a notebook that was not run, or is not trusted."""
    return f'{exercise_html(exercise, var)}<p lang="sv"><em>{escape(say("face.run_first"))}</em></p>'


def problems_html(problems: Sequence[Problem]) -> str:
    """Say to an author what is wrong in a cell."""
    rows = ""
    for problem in problems:
        place = say("face.line", n=problem.line) if problem.line else ""
        rows += f"<li>{escape(place)} {escape(problem.sentence)}</li>"
    title = escape(say("face.problems"))
    return f'<section lang="sv" role="alert"><p><strong>{title}</strong></p><ul>{rows}</ul></section>'


def _number(exercise: Exercise) -> str:
    return f"{exercise.max_points.normalize():f}".replace(".", ",")


def _paragraphs(text: str, *, strong: bool = False) -> str:
    parts = [" ".join(part.split("\n")) for part in text.split("\n\n") if part.strip()]
    inner = (f"<strong>{escape(part)}</strong>" if strong else escape(part) for part in parts)
    return "".join(f"<p>{part}</p>" for part in inner)
