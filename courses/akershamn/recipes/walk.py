"""A walk across the square, one picture at a time."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator

from akershamn.recipes.base import Chart, Recipe
from akershamn.recipes.crimes import known
from akershamn.table import Table
from akershamn.walk import walk


class Stopped(Recipe):
    """What is seen at a stop, and where in the picture. It has no words above it, so its units are the picture's own.

    Parameters
    ----------
    stop
        Which stop, by its id.
    """

    table: Literal["walk"]
    stop: Annotated[str, AfterValidator(lambda name: known((name,), [one.id for one in walk().stops])[0])]

    @property
    def charts(self) -> Sequence[Chart]:
        """The picture."""
        return ("scene",)

    def make(self) -> Table:
        """Name what is seen."""
        return Table(
            ["Vad som syns", "Var i bilden"], [[what, where] for what, where in walk().stop(self.stop).seen.items()]
        )
