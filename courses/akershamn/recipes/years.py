"""Reports by type and year, also of what has no place, in Åkershamn or in the municipality beside it."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator

from akershamn.levels import Ids, levels
from akershamn.recipes.base import ALL, Chart, Recipe, Years
from akershamn.recipes.crimes import known
from akershamn.table import Cell, Table
from akershamn.world import world
from akershamn.yearly import OWN, types, yearly


class ByType(Recipe):
    """Reports of a municipality by type and year.

    Parameters
    ----------
    municipality
        ``akershamn``, or a neighbour by its id.
    types
        Types by their ids; all, and a row of all together, if there are none.
    years
        Which years; all if there are none.
    """

    table: Literal["years"]
    municipality: Annotated[
        str, AfterValidator(lambda name: known((name,), [OWN, *(one.id for one in world().neighbours)])[0])
    ] = OWN
    types: Annotated[Ids, AfterValidator(lambda names: known(names, list(types())))] = ()
    years: Years = ()

    @property
    def charts(self) -> Sequence[Chart]:
        """The years beside one another."""
        return ("bars",)

    def make(self) -> Table:
        """Put the counts of the years beside one another."""
        years, counts = self.years or levels().years, yearly(self.municipality)
        rows: list[list[Cell]] = [
            [types()[kind], *(counts[kind][year] for year in years)] for kind in self.types or types()
        ]
        if not self.types:
            rows.append([ALL, *(sum(count[year] for count in counts.values()) for year in years)])
        return Table(["Brottstyp", *map(str, years)], rows)
