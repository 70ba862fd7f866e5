"""The streets of Centrum, ``streets.yml``, and which of them a place without a name belongs to."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from math import dist

from akershamn.spots import spots
from akershamn.world import HERE, Line, Point
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text

AREA = "centrum"


class Street(Model):
    """A street: its name, where it goes in words, and the points that it goes through."""

    id: PartId
    name: Text
    about: Text
    line: Line


class Streets(Model):
    """The file as a whole; `window` is the corner and the size of what the map of it shows."""

    v: int
    window: Line
    streets: tuple[Street, ...]


@cache
def streets() -> Streets:
    """Return what is written about the streets."""
    return read_file(HERE / "streets.yml", Streets)


@cache
def street_of() -> Mapping[str, Street]:
    """Return the nearest street of each place in Centrum that has no name, by the id of the place."""
    return {
        spot.id: min(streets().streets, key=lambda street: _away(spot.at, street.line))
        for spot in spots()
        if spot.zone == AREA and spot.id.startswith(f"{AREA}_")
    }


def _away(at: Point, line: Line) -> float:
    """Return how far a point is from a line."""
    return min(_from_part(at, a, b) for a, b in pairwise(line))


def _from_part(at: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    share = ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / (dx**2 + dy**2)
    share = min(max(share, 0.0), 1.0)
    return dist(at, (a[0] + share * dx, a[1] + share * dy))
