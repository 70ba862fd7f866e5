"""Measures for children and young people, over three levels."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from akershamn.levels import Ids
from akershamn.recipes.base import Recipe
from akershamn.recipes.choices import UNKNOWN
from akershamn.recipes.crimes import known
from akershamn.support import supports
from akershamn.table import Table
from toolkit.formats.base import Flag


class Offered(Recipe):
    """Measures with whom they are for, what they cost and what is known of them.

    Parameters
    ----------
    measures
        Which, by their ids.
    named
        Whether the table says which level each is on; left out where that is what is asked.
    """

    table: Literal["support"]
    measures: Annotated[Ids, AfterValidator(lambda names: known(names, [one.id for one in supports().measures]))]
    named: Flag = True

    def make(self) -> Table:
        """Put down what is written about each."""
        every = {one.id: one for one in supports().measures}
        level = ["Nivå"] if self.named else []
        return Table(
            [
                "Insats",
                *level,
                "För vilka",
                "Behov som den riktas mot",
                "Kostnad, tusen kronor",
                "Drift per år, tusen kronor",
                "Kunskap",
                "Källa",
            ],
            [
                [
                    one.name,
                    *([supports().levels[one.level]] if self.named else []),
                    one.target,
                    one.need,
                    one.cost,
                    one.upkeep,
                    one.evidence or UNKNOWN,
                    "; ".join(supports().sources[source] for source in one.sources),
                ]
                for one in (every[name] for name in self.measures)
            ],
        )
