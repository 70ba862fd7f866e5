"""How much was reported in a year, also of what has no place, in Åkershamn and in the municipality beside it."""

from collections.abc import Mapping
from functools import cache
from math import exp

from akershamn.draws import Draws
from akershamn.incidents import incidents
from akershamn.levels import levels
from akershamn.world import world

COUNTRY = 0.8
"""How much there is for each inhabitant of a municipality without a town, beside Åkershamn."""
OWN = "akershamn"

Counts = Mapping[int, int]


def types() -> Mapping[str, str]:
    """Return the names of all types by their ids, those without a place last."""
    return {one.id: one.name for one in levels().types}


@cache
def yearly(municipality: str) -> Mapping[str, Counts]:
    """Return how much was reported of each type by year: of ``akershamn``, or of a neighbour by its id."""
    if municipality == OWN:
        found = {kind.id: dict.fromkeys(levels().years, 0) for kind in levels().kinds}
        for one in incidents():
            found[one.kind.id][one.first.year] += 1
        return {**found, **{one.id: _drawn(one.id, one.mean, one.series) for one in levels().off_map}}
    neighbour = next(one for one in world().neighbours if one.id == municipality)
    part = COUNTRY * neighbour.population / world().municipality.population
    return {one.id: _drawn(f"{one.id} {municipality}", one.mean * part) for one in levels().types}


def _drawn(name: str, mean: float, series: int = 1) -> Counts:
    draws = Draws(name, series)
    return {year: draws.count(mean * exp(levels().spread * draws.normal())) for year in levels().years}
