"""The streets of Centrum, alone and with how much is reported from each."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import dist

from akershamn.charts.drawing import BOLD, LINE, PAD, SIZE, WIDTH, Anchor, Drawing, mixed, short, style, themed, wrapped
from akershamn.streets import AREA, Street
from akershamn.streets import streets as known
from akershamn.table import Table
from akershamn.world import Point, world

LABELS: Mapping[str, tuple[float, float, Anchor]] = {
    "resecentrum": (0, -18, "middle"),
    "ankaret": (12, -12, "start"),
    "segeltorget": (-15, 6, "end"),
    "kaptensparken": (-14, 20, "end"),
    "lotstunneln": (24, 26, "end"),
}
"""Where the name of each place stands, from the place."""
KEYS: Mapping[str, float] = {
    "jarnvagsgatan": 0.62,
    "stationsgatan": 0.5,
    "repslagargatan": 0.35,
    "tullgatan": 0.42,
    "lotsgatan": 0.35,
    "ankargatan": 0.83,
    "packhusgatan": 0.5,
    "varvsgatan": 0.6,
    "kaptensgatan": 0.42,
    "hamngatan": 0.45,
}
"""How far along its street the number of each stands."""
WIDTHS = (0.0, 0.15, 0.4, 0.7, 1.0)
"""How large a part of the largest number each width goes up to."""
ROUND = 13.0
"""The radius of a place and of the number of a street."""


def streetmap(table: Table, title: str) -> bytes:
    """Draw the streets and nothing counted, with no words above."""
    drawing = _Map(title)
    drawing.ground()
    for street in known().streets:
        drawing.street(street, "w1 lane")
    drawing.places()
    return drawing.svg(
        f"Karta över gatorna i Centrum. {title}. " + " ".join(f"{name}: {where}." for name, where in table.rows)
    )


def streets(table: Table, title: str) -> bytes:
    """Draw each street as wide as its number is large, and write the numbers of all below.

    The table is one by street; what is drawn of a row is its sum.
    """
    sums = {str(row[0]): sum(int(value) for value in row[1:]) for row in table.rows}
    drawing = _Map(title)
    drawing.heading(title)
    drawing.ground()
    most = max(sums[street.name] for street in known().streets)
    for street in known().streets:
        drawing.street(street, "w1 lane")
        width = next(n for n, limit in enumerate(WIDTHS) if sums[street.name] <= limit * most)
        if width:
            drawing.street(street, f"w{width} busy")
    drawing.places()
    for number, street in enumerate(known().streets, 1):
        x, y = drawing.along(street, KEYS[street.id])
        drawing.circle(x, y, ROUND, "hollow")
        drawing.text(x, y + 6, str(number), "", "middle")
    drawing.y += 6
    for number, street in enumerate(known().streets, 1):
        drawing.text(PAD, drawing.y + SIZE, f"{number} {street.name}")
        drawing.text(WIDTH - PAD, drawing.y + SIZE, str(sums[street.name]), "", "end")
        drawing.y += LINE
    for place in drawing.shown:
        drawing.text(PAD, drawing.y + SIZE, place)
        drawing.text(WIDTH - PAD, drawing.y + SIZE, str(sums[place]), "", "end")
        drawing.y += LINE
    rows = [
        f"{name}: " + ", ".join(f"{head} {value}" for head, value in zip(table.head[1:], values, strict=True))
        for name, *values in table.rows
    ]
    return drawing.svg(f"Karta över gatorna i Centrum. {title}. {'. '.join(rows)}.")


class _Map(Drawing):
    """A map of a part of Centrum in the making."""

    def sheet(self) -> str:
        """Return the style sheet, with streets of several widths."""
        widths = "".join(f".w{n}{{stroke-width:{4 + 3 * n}}}\n" for n in range(len(WIDTHS)))
        shape = f"{style()}.lane,.busy{{fill:none;stroke-linejoin:round;stroke-linecap:round}}\n{widths}"
        return shape + themed(
            lambda t: {
                ".lane": ("stroke", mixed(t["surface"], t["data-2"], 0.5)),
                ".busy": ("stroke", mixed(t["surface"], t["data-3"], 0.7)),
            }
        )

    def heading(self, title: str) -> None:
        """Leave room for the title, and keep it until the map is drawn: what lies above the map is covered."""
        self.y = PAD + LINE * len(wrapped(title, WIDTH - 2 * PAD, BOLD)) + PAD

    def ground(self) -> None:
        """Draw what lies around the streets, from where the drawing has come to."""
        (self.left, self.up), (wide, high) = known().window
        self.top, self.scale = self.y, WIDTH / wide
        bottom = self.top + high * self.scale
        self.rect(0, self.top, WIDTH, bottom - self.top, "area")
        here = world().map
        self.path(self.through(here.sea) + "Z", "sea")
        self.path(self.through(here.railway), "rail")
        self.path(self.through(here.railway), "sleepers")
        self.y = bottom

    def places(self) -> None:
        """Cover what lies outside the window, and draw the places that have a name."""
        self.rect(0, 0, WIDTH, self.top, "ground")
        self.rect(0, self.y, WIDTH, self.scale * world().map.size[1], "ground")
        if self.top:
            for n, line in enumerate(wrapped(self.title, WIDTH - 2 * PAD, BOLD)):
                self.text(PAD, PAD + LINE * n + SIZE, line, "strong")
        self.shown = [place.short for place in world().places if place.area == AREA]
        for place in world().places:
            if place.area == AREA:
                x, y = self.at(place.at)
                self.rect(x - 8, y - 8, 16, 16, "dot")
                dx, dy, anchor = LABELS[place.id]
                self.text(x + dx, y + dy, place.short, "name", anchor)

    def at(self, point: Point) -> Point:
        """Return where a point of the world lies in the picture."""
        return (point[0] - self.left) * self.scale, self.top + (point[1] - self.up) * self.scale

    def through(self, points: Sequence[Point]) -> str:
        """Return a path through points of the world."""
        return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in map(self.at, points))

    def street(self, street: Street, look: str) -> None:
        """Draw a street."""
        self.path(self.through(street.line), look)

    def along(self, street: Street, share: float) -> Point:
        """Return the point so far along a street, in the picture."""
        points = [self.at(point) for point in street.line]
        lengths = [dist(a, b) for a, b in pairwise(points)]
        left = share * sum(lengths)
        for (a, b), length in zip(pairwise(points), lengths, strict=True):
            if left <= length:
                part = left / length
                return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
            left -= length
        return points[-1]
