"""The 150 places that crimes are told by: the named ones, and street corners, yards and hamlets with a number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import dist

from akershamn.draws import Draws
from akershamn.levels import levels
from akershamn.world import Area, Point, world

NUMBERED = {"centrum": 29, "fyrbacken": 39, "vikhojden": 45, "ytterbygden": 30}
"""How many places of each area have no name of their own."""
APART = 6.0
"""The least distance between two places, in units of the map."""
ORDINARY = 1.0
"""The weight of a place with a name that is no zone of its own: twice the mean of the others."""


TAIL = 2.4
"""How uneven the others are: with it, half of what is on maps is on one place in fifteen."""


@dataclass(frozen=True)
class Spot:
    """A place as tables have it.

    Parameters
    ----------
    zone
        Which part of `levels.zones` it belongs to: itself, or its area.
    weight
        How much happens there beside the other places of its zone.
    """

    id: str
    name: str
    area: str
    zone: str
    at: Point
    weight: float


@cache
def spots() -> Sequence[Spot]:
    """Return all places, those with a name first."""
    zones = levels().zones
    named = [
        Spot(place.id, place.short, place.area, place.id if place.id in zones else place.area, place.at, ORDINARY)
        for place in world().places
    ]
    taken = [spot.at for spot in named]
    return [*named, *(spot for area in world().areas for spot in _numbered(area, taken))]


def _numbered(area: Area, taken: list[Point]) -> Iterator[Spot]:
    """Make up the places of an area: few have much, as a heavy tail has it."""
    draws = Draws(f"places {area.id}")
    xs, ys = zip(*area.outline, strict=True)
    for number in range(1, NUMBERED[area.id] + 1):
        while True:
            at = (round(draws.between(min(xs), max(xs)), 1), round(draws.between(min(ys), max(ys)), 1))
            if inside(at, area.outline) and all(dist(at, other) >= APART for other in taken):
                break
        taken.append(at)
        yield Spot(f"{area.id}_{number}", f"{area.name} {number}", area.id, area.id, at, abs(draws.normal()) ** TAIL)


def inside(at: Point, outline: Sequence[Point]) -> bool:
    """Tell whether a point lies within a polygon."""
    crossed = False  # Once for each time that a line from it to the west crosses the edge.
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (y1 > at[1]) != (y2 > at[1]) and at[0] > x1 + (at[1] - y1) * (x2 - x1) / (y2 - y1):
            crossed = not crossed
    return crossed
