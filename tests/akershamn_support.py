"""Reading what is released of Åkershamn: the tables that lie beside notebooks, and those for authors."""

import re
from functools import cache
from math import sqrt
from pathlib import Path

from toolkit.csvtext import read_text, rows
from toolkit.testing import CHECKOUT

COURSES = CHECKOUT / "courses"
OWN = COURSES / "akershamn" / "tables"
CHANCE = 1.96
"""Standard errors within which a difference may be chance."""


def errors(before: float, after: float) -> float:
    """Return how many standard errors two counts differ by."""
    return abs(after - before) / sqrt(before + after)


@cache
def released(name: str) -> dict[str, list[float]]:
    """Return a table that lies beside some notebook: numbers by the name of the row; an empty cell is nan."""
    (path,) = COURSES.glob(f"*/source/*/{name}.csv")
    return {first: [float(cell.replace(",", ".") or "nan") for cell in rest] for first, *rest in body(path)}


def head(path: Path) -> list[str]:
    """Return the first row of a table."""
    return next(cells for _, cells in rows(read_text(path)))


def body(path: Path) -> list[list[str]]:
    """Return the rows of a table."""
    return [cells for _, cells in rows(read_text(path))][1:]


@cache
def reports() -> list[dict[str, str]]:
    """Return all reports, each by the names of the columns."""
    path = OWN / "brott.csv"
    names = head(path)
    return [dict(zip(names, cells, strict=True)) for cells in body(path)]


README = (COURSES / "akershamn" / "README.md").read_text(encoding="utf-8")


def row(name: str) -> str:
    """Return the row of a table in the page for authors that begins with a name."""
    (found,) = re.findall(rf"^\| {re.escape(name)} \|.*$", README, re.MULTILINE)
    return str(found)


def untold(name: str, *figures: float | str) -> list[str]:
    """Return the figures that the row of a lesson does not have; a number is looked for as a whole one."""
    said = [figure if isinstance(figure, str) else f"{figure:.0f}" for figure in figures]
    return [one for one in said if not re.search(rf"(?<![\d.]){re.escape(one)}(?![\d])", row(name))]
