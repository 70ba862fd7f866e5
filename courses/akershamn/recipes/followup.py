"""What was reported before and after a measure: at its place, around it, and elsewhere."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator

from akershamn.followups import followups, months
from akershamn.recipes.base import Chart, Recipe
from akershamn.recipes.crimes import known
from akershamn.table import Table

BEFORE, AFTER = "Tolv månader före", "Tolv månader efter"


class Followed(Recipe):
    """Reports in the twelve months before and after a measure, by where they were counted.

    Parameters
    ----------
    of
        Which measure, by its id.
    """

    table: Literal["followup"]
    of: Annotated[str, AfterValidator(lambda name: known((name,), [one.id for one in followups().followups])[0])]

    @property
    def charts(self) -> Sequence[Chart]:
        """Before and after beside one another."""
        return ("bars",)

    def make(self) -> Table:
        """Add up the months."""
        counts = months(self.of)
        return Table(
            ["Var", BEFORE, AFTER],
            [
                [f"{ground.name} ({ground.role})", *map(sum, counts[ground.name])]
                for ground in followups().followup(self.of).grounds
            ],
        )
