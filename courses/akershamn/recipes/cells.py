"""How much of all is in how few squares of the map."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from akershamn.cells import square, squares
from akershamn.levels import words
from akershamn.recipes.base import Chart, Year
from akershamn.recipes.crimes import REPORTED, Crimes
from akershamn.table import Cell, Table
from toolkit.formats.base import wrong


class Cells(Crimes):
    """Reported crimes by the squares of 300 metres, those with most first.

    Parameters
    ----------
    top
        How many squares have a row of their own, and the year in which they had most; the others are one row, and
        each year has a column. Without it all squares have a row, and the years are one.
    """

    table: Literal["cells"]
    top: Annotated[tuple[int, Year] | None, BeforeValidator(words)] = None

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.top and self.top[1] not in self.counted_years:
            raise wrong(self.top[1], "ett av de år som räknas")
        return self

    @property
    def charts(self) -> Sequence[Chart]:
        """The map in squares, or the rows as bars."""
        return ("bars",) if self.top else ("squares",)

    def make(self) -> Table:
        """Count."""
        counts = Counter((square(one.at).name, one.first.year) for one in self.reports() if one.at)
        names = [one.name for one in squares()]
        if not self.top:
            sums = {name: sum(counts[name, year] for year in self.counted_years) for name in names}
            return Table(["Ruta", REPORTED], [[name, sums[name]] for name in sorted(names, key=lambda one: -sums[one])])
        most, ranked = self.top
        worst = sorted(names, key=lambda name: -counts[name, ranked])[:most]
        rest = [name for name in names if name not in worst]
        rows: list[list[Cell]] = [[name, *(counts[name, year] for year in self.counted_years)] for name in worst]
        rows.append(
            [f"Övriga {len(rest)} rutor", *(sum(counts[name, year] for name in rest) for year in self.counted_years)]
        )
        return Table(["Ruta", *map(str, self.counted_years)], rows)
