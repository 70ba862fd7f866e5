"""Measures in places that are there already, to plan with."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from akershamn.estate import estate
from akershamn.levels import Ids
from akershamn.recipes.base import Recipe
from akershamn.recipes.choices import COLUMNS, described
from akershamn.recipes.crimes import known
from akershamn.table import Table


class Owners(Recipe):
    """Measures with who owns each, what it costs, the cause that it is aimed at, and what is known of it.

    Parameters
    ----------
    measures
        Which, by their ids.
    """

    table: Literal["owners"]
    measures: Annotated[Ids, AfterValidator(lambda names: known(names, [one.id for one in estate().measures]))]

    def make(self) -> Table:
        """Put down what is written about each."""
        every = {one.id: one for one in estate().measures}
        return Table(
            ["Åtgärd", "Ägare", *COLUMNS],
            [[one.name, one.owner, *described(one)] for one in (every[name] for name in self.measures)],
        )
