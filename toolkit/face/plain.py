"""An exercise as plain HTML without script: what an author sees in a notebook, and a work sheet.

Everything that people wrote is escaped; nothing here is ever markup.
"""

from collections.abc import Sequence
from html import escape

from pydantic import JsonValue

from toolkit.errors import Problem
from toolkit.exercises.base import DONT_KNOW, Figure
from toolkit.exercises.cell import Exercise, Variant
from toolkit.face.view_spec import prompt_html
from toolkit.messages import say


def exercise_html(
    exercise: Exercise,
    var: Variant = None,
    answer: JsonValue = None,
    *,
    order: Sequence[str] | None = None,
    files: str | None = None,
) -> str:
    """Draw an exercise, with an answer filled in where there is one.

    Parameters
    ----------
    var
        The variant; the first one where there are variants and none is named.
    order
        The ids of the options or items in the order in which somebody meets them; the author's where it is None.
    files
        Where the files of the module lie, ending in a slash, or empty for beside what is drawn. Where it is None,
        the figure is told in words.
    """
    var = var if var in exercise.specs else next(iter(exercise.specs))
    spec = exercise.specs[var]
    worth = say("face.practice") if spec.practice else say("face.graded", points=_number(exercise))
    read = exercise.read_answer(var, answer, pretest=True) if answer is not None else None
    order = exercise.kind.shuffled(spec) if order is None else order
    body = exercise.kind.html(spec, order, read if read != DONT_KNOW else None, files or "")
    return (
        f'<section lang="sv"><p><small>{escape(worth)}</small></p>'
        f"{_paragraphs(spec.case or '')}{_figure(spec.figure, files)}{_prompt(spec.prompt)}{body}</section>"
    )


def still_html(exercise: Exercise, var: Variant = None) -> str:
    """Draw an exercise that nobody can answer yet: in a notebook that was not run, or is not trusted."""
    return (
        f'{exercise_html(exercise, var)}<p lang="sv" class="k-run-first"><em>{escape(say("face.run_first"))}</em></p>'
    )


def problems_html(problems: Sequence[Problem]) -> str:
    """Say to an author what is wrong in a cell."""
    rows = ""
    for problem in problems:
        place = say("face.line", n=problem.line) if problem.line else ""
        rows += f"<li>{escape(place)} {escape(problem.sentence)}</li>"
    title = escape(say("face.problems"))
    return f'<section lang="sv" role="alert"><p><strong>{title}</strong></p><ul>{rows}</ul></section>'


def _figure(figure: Figure | None, files: str | None) -> str:
    if figure is None:
        return ""
    alt = escape(figure.alt)
    return f"<p>{alt}</p>" if files is None else f'<p><img src="{escape(files + figure.file)}" alt="{alt}"></p>'


def _number(exercise: Exercise) -> str:
    return f"{exercise.max_points.normalize():f}".replace(".", ",")


def _paragraphs(text: str) -> str:
    parts = [" ".join(part.split("\n")) for part in text.split("\n\n") if part.strip()]
    return "".join(f"<p>{escape(part)}</p>" for part in parts)


def _prompt(text: str) -> str:
    drawn = ""
    for block in prompt_html(text):
        tag, html = block["tag"], block["html"]
        drawn += f"<p><strong>{html}</strong></p>" if tag == "p" else f"<{tag}>{html}</{tag}>"
    return drawn
