"""The map of Åkershamn, alone and with how much there is where."""

from collections.abc import Mapping

from akershamn.charts.drawing import PAD, SIZE, Anchor, Drawing, short
from akershamn.table import Table
from akershamn.world import Point, world

LARGEST = 25.0
"""The radius of the place with most; the others have the area that their number makes."""
LEAST = 13.0
"""A circle must be so large to hold its number."""
LABELS: Mapping[str, tuple[float, float, Anchor]] = {
    "resecentrum": (0, -31, "middle"),
    "ankaret": (22, 6, "start"),
    "segeltorget": (-23, 16, "end"),
    "kaptensparken": (-22, 16, "end"),
    "lotstunneln": (9, 24, "start"),
    "fyrbackaskolan": (54, -24, "end"),
    "bojen": (-12, 7, "end"),
}
"""Where the name of each place stands, from the place."""
AREAS: Mapping[str, Point] = {
    "centrum": (204, 212),
    "fyrbacken": (306, 102),
    "vikhojden": (300, 244),
    "ytterbygden": (62, 34),
}
"""Where the name of each area stands."""
SCALE = 50.0
"""500 metres, in units of the map."""


def ground(title: str) -> bytes:
    """Draw the map with its places and nothing counted, and no words above, so that it has the world's own units."""
    drawing = Drawing(title)
    _ground(drawing)
    for place in world().places:
        x, y = place.at
        drawing.rect(x - 6, y - 6, 12, 12, "dot")
        _name(drawing, place.id, place.short, (x, y))
    _foot(drawing, 0)
    return drawing.svg(f"{title}. {world().map.alt}")


def counted(table: Table, title: str) -> bytes:
    """Draw the map with a circle for each place that has a name, as large as its number, and below it the others.

    The table is that of a count by place.
    """
    drawing = Drawing.headed(title)
    _ground(drawing)
    top, counts = drawing.y, {str(row[0]): int(row[1]) for row in table.rows}
    most = max(counts[place.short] for place in world().places)
    shown: list[str] = []
    for place in sorted(world().places, key=lambda one: -counts[one.short]):
        x, y, count = place.at[0], top + place.at[1], counts[place.short]
        r = LARGEST * (count / most) ** 0.5 if most else 0.0
        drawing.circle(x, y, r, "dot")
        if r >= LEAST:
            drawing.text(x, y + 6, str(count), "on", "middle")
            shown.append(place.short)
        _name(drawing, place.id, place.short, (x, y))
    _foot(drawing, top)
    drawing.y += SIZE + 8
    drawing.lines(
        ", ".join(f"{name} {count}".replace(" ", "\u00a0") for name, count in counts.items() if name not in shown)
    )
    rows = ", ".join(f"{name} {count}" for name, count in counts.items())
    return drawing.svg(f"Karta över Åkershamn med antal. {title}. {rows}.")


def land(drawing: Drawing, scale: float, left: float, top: float) -> None:
    """Draw water, areas, streets and railway alone, as large and as far from the corner as is asked for."""
    here = world().map

    def d(points: tuple[Point, ...]) -> str:
        return "M" + "L".join(f"{short(left + scale * x)} {short(top + scale * y)}" for x, y in points)

    drawing.path(d(here.sea) + "Z", "sea")
    for area in world().areas:
        drawing.path(d(area.outline) + "Z", "area")
    for street in here.streets:
        drawing.path(d(street), "street")
    drawing.path(d(here.railway), "rail")
    drawing.path(d(here.railway), "sleepers")


def _ground(drawing: Drawing) -> None:
    top = drawing.y
    land(drawing, 1, 0, top)
    for area in world().areas:
        x, y = AREAS[area.id]
        drawing.text(x, y + top, area.name, "soft", "middle")


def _name(drawing: Drawing, place: str, words: str, at: Point) -> None:
    dx, dy, anchor = LABELS[place]
    drawing.text(at[0] + dx, at[1] + dy, words, "name", anchor)


def _foot(drawing: Drawing, top: float) -> None:
    """End the map with its scale, beside what the drawing says of itself."""
    drawing.y = top + world().map.size[1] + 6
    drawing.line(PAD, drawing.y + 12, PAD + SCALE, drawing.y + 12, "l1")
    drawing.text(PAD + SCALE + 8, drawing.y + SIZE, "500 meter")
