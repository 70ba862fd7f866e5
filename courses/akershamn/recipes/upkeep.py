"""Whether broken lamps are changed in time."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from akershamn.recipes.base import Recipe
from akershamn.recipes.crimes import known
from akershamn.table import Cell, Table
from akershamn.upkeep import LAMPS, MONTHS, lamps


class Upkeep(Recipe):
    """Broken lamps of a place by quarter, in the year before an agreement on them and the year after.

    Parameters
    ----------
    of
        Which place, by its id.
    """

    table: Literal["upkeep"]
    of: Annotated[str, AfterValidator(lambda name: known((name,), list(LAMPS))[0])]

    def make(self) -> Table:
        """Add up the months."""
        months = lamps(self.of)
        rows: list[list[Cell]] = []
        for first in range(0, 2 * MONTHS, 3):
            when = "före" if first < MONTHS else "efter"
            quarter = months[first : first + 3]
            broken, changed = (sum(month[n] for month in quarter) for n in (0, 1))
            rows.append([f"Kvartal {first % MONTHS // 3 + 1}, året {when}", broken, changed])
        return Table(["När", "Felanmälda lampor", "Bytta inom 48 timmar"], rows)
