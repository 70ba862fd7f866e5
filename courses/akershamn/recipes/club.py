"""Visits to the youth club."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from akershamn import club
from akershamn.recipes.base import ALL, MONTHS, WEEKDAYS, Chart, Recipe
from akershamn.table import Cell, Table
from toolkit.formats.base import Flag

VISITS = "Besök"
Side = Literal["evening", "sex", "age", "month"]
OF: Mapping[str, Callable[[club.Visits], str]] = {
    "evening": lambda one: WEEKDAYS[one.on.weekday()],
    "sex": lambda one: one.sex,
    "age": lambda one: one.age,
    "month": lambda one: MONTHS[one.on.month - 1],
}
HEADS = {"evening": "Kväll", "sex": "Kön", "age": "Ålder", "month": "Månad"}


class Visits(Recipe):
    """Visits by one thing, or by two.

    Parameters
    ----------
    rows, columns
        What is told apart.
    total
        Whether there is a last row with all together.
    """

    table: Literal["visits"]
    rows: Side
    columns: Side | None = None
    total: Flag = False

    @property
    def charts(self) -> Sequence[Chart]:
        """Bars, of no more than three columns."""
        return ("bars",) if self.columns in (None, "sex", "age") else ()

    def make(self) -> Table:
        """Add what was counted."""
        every = club.visits()
        down = _names(self.rows, every)
        across = _names(self.columns, every) if self.columns else [VISITS]
        found: Counter[tuple[str, str]] = Counter()
        for one in every:
            found[OF[self.rows](one), OF[self.columns](one) if self.columns else VISITS] += one.count
        rows: list[list[Cell]] = [[name, *(found[name, column] for column in across)] for name in down]
        if self.total:
            rows.append([ALL, *(sum(found[name, column] for name in down) for column in across)])
        return Table([HEADS[self.rows], *across], rows)


def _names(side: Side, every: Sequence[club.Visits]) -> Sequence[str]:
    """Return what is told apart, in the order of the week or of the year."""
    ordered = sorted(every, key=lambda one: one.on.weekday()) if side == "evening" else every
    return list(dict.fromkeys(OF[side](one) for one in ordered))
