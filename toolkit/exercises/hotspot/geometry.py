"""Shapes in a plane, exactly: coordinates are fractions, and nothing is rounded.

A shape holds its edge. Two shapes overlap where they share more than edge: cells of a grid do not, although they meet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

Point = tuple[Fraction, Fraction]
Side = tuple[Point, Point]


@dataclass(frozen=True)
class Circle:
    """A disc."""

    centre: Point
    radius: Fraction

    @property
    def bounds(self) -> tuple[Point, Point]:
        """The corners of the smallest rectangle round it."""
        (x, y), r = self.centre, self.radius
        return (x - r, y - r), (x + r, y + r)

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in it or on its edge."""
        return _square(self.centre, point) <= self.radius**2


@dataclass(frozen=True)
class Polygon:
    """A polygon whose sides do not cross, by its corners in order."""

    corners: tuple[Point, ...]

    @property
    def sides(self) -> Iterator[Side]:
        """Its sides, the last back to the first corner."""
        yield from pairwise((*self.corners, self.corners[0]))

    @property
    def bounds(self) -> tuple[Point, Point]:
        """The corners of the smallest rectangle round it."""
        xs, ys = zip(*self.corners, strict=True)
        return (min(xs), min(ys)), (max(xs), max(ys))

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in it or on its edge."""
        return self._on_edge(point) or self._crossings(point) % 2 == 1

    def holds_within(self, point: Point) -> bool:
        """Tell whether a point lies in it and not on its edge."""
        return not self._on_edge(point) and self._crossings(point) % 2 == 1

    def some_point(self) -> Point:
        """Return a point in it that is not on its edge."""
        heights = sorted({y for _, y in self.corners})
        y = (heights[0] + heights[1]) / 2
        across = sorted(a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) for a, b in self.sides if _spans(a, b, y))
        return (across[0] + across[1]) / 2, y

    def _on_edge(self, point: Point) -> bool:
        return any(_on(point, side) for side in self.sides)

    def _crossings(self, point: Point) -> int:
        """Count the sides that a ray to the right from a point crosses."""
        x, y = point
        sides = (side for side in self.sides if _spans(*side, y))
        return sum(a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) > x for a, b in sides)


Shape = Circle | Polygon


def rectangle(x: Fraction, y: Fraction, width: Fraction, height: Fraction) -> Polygon:
    """Return a rectangle by its upper left corner."""
    return Polygon(((x, y), (x + width, y), (x + width, y + height), (x, y + height)))


def is_simple(corners: Sequence[Point]) -> bool:
    """Tell whether corners make a polygon: none twice, no side that meets another than where one follows the other."""
    sides = list(Polygon(tuple(corners)).sides)
    for place, one in enumerate(sides):
        for other in range(place + 1, len(sides)):
            if other == place + 1 or (place, other) == (0, len(sides) - 1):
                first, second = (one, sides[other]) if other == place + 1 else (sides[other], one)
                # One follows the other: they share a corner, and may not turn straight back.
                if _on(second[1], first) or _on(first[0], second):
                    return False
            elif _meet(one, sides[other]):
                return False
    return True


def overlap(one: Shape, other: Shape) -> bool:
    """Tell whether two shapes share more than their edges."""
    if not _near(one, other):
        return False
    if isinstance(one, Circle):
        if isinstance(other, Circle):
            return _square(one.centre, other.centre) < (one.radius + other.radius) ** 2
        return other.holds_within(one.centre) or _distance(one.centre, other) < one.radius**2
    if isinstance(other, Circle):
        return overlap(other, one)
    if any(_cross(*pair) for pair in product(one.sides, other.sides)) or _enters(one, other) or _enters(other, one):
        return True
    # Neither edge goes into the other shape: they lie apart, or are the same.
    return other.holds_within(one.some_point())


def touch(one: Shape, other: Shape) -> bool:
    """Tell whether two shapes share anything, and be it a point of their edges."""
    if not _near(one, other):
        return False
    if isinstance(one, Circle):
        if isinstance(other, Circle):
            return _square(one.centre, other.centre) <= (one.radius + other.radius) ** 2
        return other.holds(one.centre) or _distance(one.centre, other) <= one.radius**2
    if isinstance(other, Circle):
        return touch(other, one)
    meet = any(_meet(*pair) for pair in product(one.sides, other.sides))
    return meet or one.holds(other.corners[0]) or other.holds(one.corners[0])


def _near(one: Shape, other: Shape) -> bool:
    """Tell whether the rectangles round two shapes share anything: a quick look before the exact one."""
    (a, b), (c, d) = one.bounds, other.bounds
    return a[0] <= d[0] and c[0] <= b[0] and a[1] <= d[1] and c[1] <= b[1]


def _enters(one: Polygon, other: Polygon) -> bool:
    """Tell whether a part of one polygon's edge lies in another, where no sides cross.

    A side then leaves or enters only at a corner of the other that lies on it. Between two of those it is in or out.
    """
    for a, b in one.sides:
        stops = [a, *(corner for corner in other.corners if _on(corner, (a, b))), b]
        stops.sort(key=lambda point: _square(a, point))
        if any(other.holds_within(((p[0] + q[0]) / 2, (p[1] + q[1]) / 2)) for p, q in pairwise(stops) if p != q):
            return True
    return False


def _spans(a: Point, b: Point, y: Fraction) -> bool:
    """Tell whether a side passes a height; a corner belongs to the side above it, so that it counts once."""
    return (a[1] > y) != (b[1] > y)


def _turn(a: Point, b: Point, c: Point) -> int:
    """Tell whether the way over three points turns one way (1), the other (-1) or not at all (0)."""
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 0) - (turn < 0)


def _on(point: Point, side: Side) -> bool:
    a, b = side
    within = all(min(a[axis], b[axis]) <= point[axis] <= max(a[axis], b[axis]) for axis in (0, 1))
    return within and _turn(a, b, point) == 0


def _cross(one: Side, other: Side) -> bool:
    """Tell whether two sides pass through each other, each between its ends."""
    (a, b), (c, d) = one, other
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _meet(one: Side, other: Side) -> bool:
    ends = any(_on(point, other) for point in one) or any(_on(point, one) for point in other)
    return ends or _cross(one, other)


def _square(a: Point, b: Point) -> Fraction:
    """Return the square of the distance between two points."""
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _distance(point: Point, polygon: Polygon) -> Fraction:
    """Return the square of the distance from a point to the edge of a polygon."""
    found = []
    for a, b in polygon.sides:
        along = (point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])
        share = min(max(along / _square(a, b), Fraction(0)), Fraction(1))
        found.append(_square(point, (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))))
    return min(found)
