"""Reported crimes beside the people of an area, and on how few places most of them happen."""

from collections import Counter
from typing import Annotated, Literal

from pydantic import BeforeValidator

from akershamn.levels import words
from akershamn.recipes.base import ALL
from akershamn.recipes.crimes import REPORTED, Crimes
from akershamn.spots import spots
from akershamn.table import Cell, Table
from akershamn.world import world


class Areas(Crimes):
    """Reported crimes by area, beside those who live there and those who come; the rates are left to the reader."""

    table: Literal["areas"]

    def make(self) -> Table:
        """Count, and put people beside."""
        counts = Counter(one.area for one in self.reports())
        rows: list[list[Cell]] = [
            [area.name, area.population, area.visitors or "", counts[area.id]] for area in world().areas
        ]
        rows.append([ALL, world().municipality.population, "", sum(counts.values())])
        return Table(["Område", "Boende", "Besökare en vanlig dag", REPORTED], rows)


class Few(Crimes):
    """How much of all is on how few places.

    Parameters
    ----------
    steps
        How many places to stop at on the way.
    """

    table: Literal["few"]
    steps: Annotated[tuple[int, ...], BeforeValidator(words)]

    def make(self) -> Table:
        """Count from the place with most and down."""
        counts = Counter(one.spot.id for one in self.reports() if one.spot)
        falling = sorted((counts[spot.id] for spot in spots()), reverse=True)
        rows: list[list[Cell]] = [
            [f"De {places} mest utsatta platserna", places, sum(falling[:places])] for places in self.steps
        ]
        rows.append([f"Alla {len(falling)} platser", len(falling), sum(falling)])
        return Table(["Platser", "Antal platser", REPORTED], rows)
