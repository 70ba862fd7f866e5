"""Crime and age."""

from collections.abc import Sequence
from typing import Literal

from akershamn.recipes.base import ALL, Chart, Recipe
from akershamn.table import Cell, Table, rounded
from akershamn.young import guilty, times, young

CLASSES = ((1, 1, "En gång"), (2, 2, "Två gånger"), (3, 5, "Tre till fem gånger"), (6, None, "Sex gånger eller fler"))
"""How often is told apart: the least, the most and what it is called."""


class Ages(Recipe):
    """How many of 1 000 of an age are found guilty in a year."""

    table: Literal["ages"]

    @property
    def charts(self) -> Sequence[Chart]:
        """A bar for each age."""
        return ("bars",)

    def make(self) -> Table:
        """Compute the rates from all years together."""
        people = young().people * len(young().years)
        return Table(
            ["Ålder", "Lagförda på ett år, per 1 000 i åldern"],
            [[f"{age} år", rounded(1000 * count / people, 0)] for age, count in guilty().items()],
        )


class Times(Recipe):
    """How often those who were found guilty young were so until they were 24."""

    table: Literal["times"]

    @property
    def charts(self) -> Sequence[Chart]:
        """A bar for each class of people, and one for what it stands for."""
        return ("bars",)

    def make(self) -> Table:
        """Count people, and how often they were found guilty."""
        rows: list[list[Cell]] = []
        for least, most, name in CLASSES:
            some = [often for often in times() if least <= often and (most is None or often <= most)]
            rows.append([name, len(some), sum(some)])
        return Table(
            ["Lagförd till och med 24 års ålder", "Unga", "Gånger sammanlagt"],
            [*rows, [ALL, len(times()), sum(times())]],
        )
