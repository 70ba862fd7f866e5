"""The one reader of a module's notebook: check, widget, page, grading, simulation and reports all use it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.errors import KursError, Problem, ProblemsError
from toolkit.exercises.cell import Exercise, is_exercise, read_exercise
from toolkit.messages import quoted, say

MAX_NOTEBOOK = 32 * 1024 * 1024
"""Bytes of a notebook; ours are some hundred kilobytes."""
MAX_DEPTH = 100
"""Levels of lists and objects; what works on a notebook does so by recursion."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape in JSON that is half a character, unless another half stands beside it."""


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook.

    Parameters
    ----------
    number
        Place in the notebook, counted from 1.
    exercise
        The exercise that it is, where it could be read.
    problems
        Why it could not, where it could not.
    """

    number: int
    type: str
    source: str
    raw: Mapping[str, Any]
    exercise: Exercise | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The cell's metadata."""
        found = self.raw.get("metadata")
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Notebook:
    """A module's notebook as it was read."""

    path: Path
    cells: tuple[Cell, ...]
    raw: Mapping[str, Any]

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """Every exercise that could be read, by id, in the notebook's order."""
        found: dict[str, Exercise] = {}
        for cell in self.cells:
            if cell.exercise:
                found.setdefault(cell.exercise.id, cell.exercise)
        return found

    @cached_property
    def graded(self) -> dict[str, Exercise]:
        """The graded exercises, in the notebook's order."""
        return {name: exercise for name, exercise in self.exercises.items() if exercise.graded}

    def require_sound(self) -> "Notebook":
        """Return the notebook itself if every exercise could be read and no id stands twice.

        Raises
        ------
        ProblemsError
            With all that is wrong, each with its cell.
        """
        for cell in self.cells:
            if cell.problems:
                raise ProblemsError(cell.problems, say("where.cell", file=self.path.name, n=cell.number))
        first: dict[str, int] = {}
        for cell in self.cells:
            if cell.exercise:
                other = first.setdefault(cell.exercise.id, cell.number)
                if other != cell.number:
                    problem = Problem("id", quoted(cell.exercise.id), say("expected.new_id", n=other))
                    raise ProblemsError([problem], say("where.cell", file=self.path.name, n=cell.number))
        return self


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _cell(number: int, raw: Mapping[str, Any]) -> Cell:
    source, kind = _source(raw), str(raw.get("cell_type"))
    if kind != "code" or not is_exercise(source):
        return Cell(number, kind, source, raw)
    try:
        return Cell(number, kind, source, raw, exercise=read_exercise(source))
    except ProblemsError as error:
        return Cell(number, kind, source, raw, problems=tuple(error.problems))


def _depth(value: Any) -> int:
    """Return how deep a value is nested, without recursion."""
    deepest, level = 0, [value]
    while level:
        deepest += 1
        inner = (part.values() if isinstance(part, dict) else part for part in level)
        level = [value for values in inner for value in values if isinstance(value, dict | list)]
    return deepest


def _is_unicode(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def parse(text: str, path: Path) -> Notebook:
    """Read a notebook from its JSON text; `path` is for the messages.

    Raises
    ------
    KursError
        If it is no notebook.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" ({say('where.line', n=error.lineno)})" if isinstance(error, json.JSONDecodeError) else ""
        raise KursError(say("notebook.not_json", file=path.name, place=place)) from None
    if _depth(raw) > MAX_DEPTH:
        raise KursError(say("notebook.too_deep", file=path.name))
    if _SURROGATE.search(text) and not _is_unicode(raw):
        raise KursError(say("notebook.surrogate", file=path.name))
    cells = raw.get("cells") if isinstance(raw, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise KursError(say("notebook.no_cells", file=path.name))
    return Notebook(path, tuple(_cell(n, cell) for n, cell in enumerate(cells, 1)), raw)


def read(path: Path) -> Notebook:
    """Read a notebook from disk.

    Raises
    ------
    KursError
        If it is missing, too large, or no notebook.
    """
    try:
        if path.stat().st_size > MAX_NOTEBOOK:
            raise KursError(say("notebook.too_large", file=path.name))
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KursError(say("notebook.missing", file=path)) from None
    except UnicodeDecodeError:
        raise KursError(say("notebook.not_utf8", file=path.name)) from None
    except OSError as error:
        raise KursError(say("file.unreadable", file=path, why=error.strerror)) from None
    return parse(text, path)
