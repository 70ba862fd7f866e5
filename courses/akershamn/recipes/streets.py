"""Reported crimes by the streets and places of Centrum, and the time of the day."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from akershamn.clock import is_sure
from akershamn.incidents import Incident
from akershamn.recipes.base import Chart, Recipe
from akershamn.recipes.count import UNSURE
from akershamn.recipes.crimes import Crimes
from akershamn.streets import AREA, street_of, streets
from akershamn.table import Table
from akershamn.world import world

TIMES = ("06–18", "18–24", "00–06", UNSURE)
"""Day, evening, night, and what nobody knows the time of."""
DAY, EVENING = 6, 18


class ByStreet(Crimes):
    """Reported crimes in Centrum by street and named place.

    Parameters
    ----------
    columns
        By the time of the day, or by type.
    """

    table: Literal["streets"]
    columns: Literal["time", "type"]

    @property
    def charts(self) -> Sequence[Chart]:
        """The map of the streets, with the sum of each row."""
        return ("streets",)

    def make(self) -> Table:
        """Count."""
        named = {place.id: place.short for place in world().places if place.area == AREA}
        rows = [*named.values(), *(street.name for street in streets().streets)]
        head = list(TIMES) if self.columns == "time" else [kind.name for kind in self.kinds]
        counts: Counter[tuple[str, str]] = Counter()
        for one in self.reports():
            if one.spot is not None and one.area == AREA:
                street = street_of().get(one.spot.id)
                where = street.name if street else named[one.spot.id]
                counts[where, _time(one) if self.columns == "time" else one.kind.name] += 1
        return Table(["Gata eller plats", *head], [[row, *(counts[row, name] for name in head)] for row in rows])


class Roads(Recipe):
    """The streets of Centrum and where each goes, for the map alone: it has no words above it, and units of its own."""

    table: Literal["roads"]

    @property
    def charts(self) -> Sequence[Chart]:
        """The map of the streets, with nothing counted."""
        return ("streetmap",)

    def make(self) -> Table:
        """Name the streets."""
        return Table(["Gata", "Var den går"], [[street.name, street.about] for street in streets().streets])


def _time(one: Incident) -> str:
    if not is_sure(one.first, one.last):
        return UNSURE
    if one.first.hour < DAY:
        return TIMES[2]
    return TIMES[0] if one.first.hour < EVENING else TIMES[1]
