"""Measures to choose among."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from akershamn.levels import Ids
from akershamn.measures import Measure, measures
from akershamn.recipes.base import Recipe
from akershamn.recipes.crimes import known
from akershamn.table import Cell, Table

UNKNOWN = "Ingen utvärdering i kursens källor"
COLUMNS = ("Kostnad, tusen kronor", "Drift per år, tusen kronor", "Orsak som den riktas mot", "Kunskap", "Källa")


def described(one: Measure) -> list[Cell]:
    """Return what is written about a measure, in the order of `COLUMNS`."""
    sources = "; ".join(measures().sources[source] for source in one.sources)
    return [one.cost, one.upkeep, one.cause, one.evidence or UNKNOWN, sources]


class Choices(Recipe):
    """Measures with their costs, the cause that each is aimed at, and what is known of it.

    Parameters
    ----------
    measures
        Which, by their ids.
    """

    table: Literal["choices"]
    measures: Annotated[Ids, AfterValidator(lambda names: known(names, [one.id for one in measures().measures]))]

    def make(self) -> Table:
        """Put down what is written about each."""
        every = {one.id: one for one in measures().measures}
        return Table(
            ["Åtgärd", *COLUMNS],
            [[one.name, *described(one)] for one in (every[name] for name in self.measures)],
        )
