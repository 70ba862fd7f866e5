"""What the gradebook has of a module's hand-ins: points, what a marker is awaited for, and what a marker wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from graders.gradebook import open_gradebook
from toolkit.occasion import OccasionFolder


@dataclass(frozen=True)
class Given:
    """What the gradebook has of one hand-in.

    Parameters
    ----------
    book
        nbgrader's id of it, by which formgrader finds it.
    at
        When it was handed in.
    points
        By exercise; None where a marker is awaited.
    comments
        What a marker wrote, by exercise.
    marked
        The exercises that a marker has given points.
    """

    book: str
    at: datetime | None
    points: Mapping[str, float | None]
    comments: Mapping[str, str]
    marked: frozenset[str]


def read_given(here: OccasionFolder, module: str) -> dict[str, Given]:
    """Return what the gradebook has of a module, by participant."""
    who = SubmittedAssignment.student_id
    books = (
        select(who, SubmittedAssignment.timestamp, SubmittedNotebook.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(Notebook.name == module)
    )
    # The tables themselves: for the mapped classes every cell is also joined to what it inherits.
    cells, books_of = BaseCell.__table__, SubmittedNotebook.__table__
    mine = select(books_of.c.id).join(Notebook, books_of.c.notebook_id == Notebook.id).where(Notebook.name == module)
    with open_gradebook(here) as gradebook, gradebook.engine.connect() as db:
        found = {book: (name, at) for name, at, book in db.execute(books)}
        points: dict[str, dict[str, float | None]] = {name: {} for name, _ in found.values()}
        comments: dict[str, dict[str, str]] = {name: {} for name, _ in found.values()}
        marked: dict[str, set[str]] = {name: set() for name, _ in found.values()}
        grades = select(Grade.notebook_id, cells.c.name, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade)
        for row in db.execute(grades.join(cells, Grade.cell_id == cells.c.id).where(Grade.notebook_id.in_(mine))):
            score = row.auto_score if row.manual_score is None else row.manual_score
            name = found[row.notebook_id][0]
            points[name][row.name] = None if waits(row) else float(score or 0)
            if row.manual_score is not None:
                marked[name].add(row.name)
        said = select(Comment.notebook_id, cells.c.name, Comment.manual_comment)
        for row in db.execute(said.join(cells, Comment.cell_id == cells.c.id).where(Comment.notebook_id.in_(mine))):
            if row.manual_comment and row.manual_comment.strip():
                comments[found[row.notebook_id][0]][row.name] = row.manual_comment.strip()
    return {
        name: Given(book, at and at.replace(tzinfo=UTC), points[name], comments[name], frozenset(marked[name]))
        for book, (name, at) in sorted(found.items(), key=lambda one: one[1][0])
    }


def waits(grade: object) -> bool:
    """Tell whether a person is to give points: nothing was scored, and no mark was given to this answer."""
    auto, manual = getattr(grade, "auto_score", None), getattr(grade, "manual_score", None)
    return auto is None and (manual is None or bool(getattr(grade, "needs_manual_grade", False)))
