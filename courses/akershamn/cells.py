"""The map in squares of 300 metres: to see in how few of them much of the crime is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from akershamn.incidents import incidents
from akershamn.spots import inside
from akershamn.world import Point, world

SIDE = 30
"""The side of a square, in units of the map."""


@dataclass(frozen=True)
class Square:
    """A square by its column and row."""

    column: int
    row: int

    @property
    def name(self) -> str:
        """A letter for the column and a number for the row, as maps have it: ``E5``."""
        return f"{chr(ord('A') + self.column)}{self.row + 1}"


def square(at: Point) -> Square:
    """Return the square that a point lies in; one at the edge of the map lies in the last."""
    wide, high = world().map.size
    return Square(int(min(max(at[0], 0), wide - 1) // SIDE), int(min(max(at[1], 0), high - 1) // SIDE))


@cache
def squares() -> Sequence[Square]:
    """Return the squares on land: whose middle is in an area, or where something on maps was reported in any year."""
    wide, high = world().map.size
    every = [Square(column, row) for row in range(int(-(-high // SIDE))) for column in range(int(-(-wide // SIDE)))]
    found = {square(one.at) for one in incidents() if one.kind.mapped and one.at}
    return [one for one in every if one in found or any(inside(_middle(one), area.outline) for area in world().areas)]


def _middle(one: Square) -> Point:
    return (one.column + 0.5) * SIDE, (one.row + 0.5) * SIDE
