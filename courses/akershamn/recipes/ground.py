"""The map alone, to mark places on."""

from collections.abc import Sequence
from typing import Literal

from akershamn.recipes.base import Chart, Recipe
from akershamn.table import Table
from akershamn.world import world


class Ground(Recipe):
    """The places that have a name, each with its area. The map of them has no words above it.

    So a place is as far from the upper left corner of the picture as ``akershamn.yml`` says, which is what the areas
    of a `hotspot` are measured in.
    """

    table: Literal["ground"]

    @property
    def charts(self) -> Sequence[Chart]:
        """The map."""
        return ("ground",)

    def make(self) -> Table:
        """Name the places."""
        return Table(
            ["Plats", "Vad det är", "Område"],
            [[place.short, place.kind, world().area(place.area).name] for place in world().places],
        )
