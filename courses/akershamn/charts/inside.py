"""The car park and the square from above, alone and with how much is reported from each part."""

from collections.abc import Callable, Mapping

from akershamn.charts.drawing import LINE, PAD, WIDTH, Drawing, mixed, style, themed
from akershamn.table import Table
from akershamn.world import Point

LEAST, LARGEST = 13.0, 21.0
"""The radii of the parts with least and with most."""
ANCHORS: Mapping[str, Point] = {
    "Infarten": (44, 140),
    "Raden mot gatan": (216, 47),
    "Mittraden, plan 1": (192, 134),
    "Raden mot gården": (174, 207),
    "Östra trapphuset": (322, 202),
    "Betalautomaten": (81, 74),
    "Norra raden": (216, 47),
    "Mittraden, plan 0": (149, 134),
    "Södra raden": (142, 207),
    "Raden bakom fläktrummet": (331, 164),
    "Rampen": (37, 138),
    "Hissen": (78, 62),
    "Uteserveringen": (196, 70),
    "Butikssidan": (268, 148),
    "Bänkarna under lindarna": (186, 118),
    "Kiosken och hållplatsen": (80, 128),
    "Passagen": (188, 196),
    "Lastgatan": (100, 232),
}
"""Where the number of each part stands."""
BAY = 16.0
"""How wide a parking bay is."""


class _Plan(Drawing):
    """A plan in the making; its parts are drawn as far down as it has come."""

    def sheet(self) -> str:
        """Return the style sheet, with walls, bays and lamps."""
        shape = (
            ".wall,.open,.bay,.stair,.way{fill:none}\n.wall{stroke-width:5;stroke-linejoin:miter}\n"
            ".open{stroke-width:4;stroke-dasharray:4 7}\n.bay{stroke-width:1.5}\n.stair{stroke-width:1.5}\n"
            ".way{stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}\n.lit,.out,.door{stroke-width:2.5}\n"
            ".cross{stroke-width:2.5;stroke-linecap:round}\n"
        )
        return f"{style()}{shape}" + themed(
            lambda t: {
                ".wall,.open,.cross": ("stroke", t["ink"]),
                ".floor": ("fill", t["sunken"]),
                ".solid": ("fill", mixed(t["surface"], t["data-2"], 0.55)),
                ".house": ("fill", mixed(t["surface"], t["data-2"], 0.35)),
                ".bay,.stair": ("stroke", t["edge"]),
                ".way": ("stroke", t["ink-2"]),
                ".glow": ("fill", mixed(t["sunken"], t["data-3"], 0.28)),
                ".lit": ("fill", mixed(t["surface"], t["data-3"], 0.85)),
                ".lit,.out": ("stroke", t["ink"]),
                ".out": ("fill", t["surface"]),
                ".door": ("stroke", t["data-1"]),
                ".tree": ("fill", mixed(t["sunken"], t["data-1"], 0.45)),
                ".machine": ("fill", t["data-1"]),
            }
        )

    def lamp(self, x: float, y: float, works: bool = True) -> None:
        """Draw a lamp, with its light on the floor where it works."""
        if works:
            self.circle(x, y, 8, "lit")
        else:
            self.circle(x, y, 8, "out")
            self.line(x - 5, y - 5, x + 5, y + 5, "cross")
            self.line(x - 5, y + 5, x + 5, y - 5, "cross")

    def bays(self, x: float, y: float, count: int, high: float, wide: float = BAY) -> None:
        """Draw parking bays beside one another."""
        for n in range(count + 1):
            self.line(x + wide * n, y, x + wide * n, y + high, "bay")

    def stairs(self, x: float, y: float, wide: float, high: float) -> None:
        """Draw a stairwell."""
        self.rect(x, y, wide, high, "floor")
        for n in range(1, 5):
            self.line(x + wide * n / 5, y + high * 0.42, x + wide * n / 5, y + high * 0.8, "stair")
        self.path(f"M{x} {y}h{wide}v{high}h{-wide}Z", "wall")


def plan(of: str, level: str | None, table: Table, title: str) -> bytes:
    """Draw a place from above: with the last number of each row where there are numbers, or else with its lamps."""
    counts = {str(row[0]): row[-1] for row in table.rows if isinstance(row[-1], int)}
    drawing = _Plan.headed(title) if counts else _Plan(title)
    top = drawing.y
    DRAWN[of, level](drawing, top, not counts)
    if counts:
        most = max(counts.values())
        for name, count in counts.items():
            x, y = ANCHORS[name]
            drawing.circle(x, top + y, max(LEAST, LARGEST * (count / most) ** 0.5 if most else 0), "dot")
            drawing.text(x, top + y + 6, str(count), "on", "middle")
    else:
        _legend(drawing)
    said = [f"{name}: {', '.join(str(value) for value in values if value != '')}" for name, *values in table.rows]
    return drawing.svg(f"Ritning uppifrån. {title}. {'. '.join(said)}.")


def _legend(drawing: _Plan) -> None:
    """Say how a lamp that works is drawn, and one that does not."""
    y = drawing.y + 10
    drawing.lamp(PAD + 9, y, True)
    drawing.text(PAD + 24, y + 6, "Tänd lampa")
    drawing.lamp(WIDTH / 2 + 9, y, False)
    drawing.text(WIDTH / 2 + 24, y + 6, "Trasig lampa")
    drawing.y = y + LINE - 8


def _street_level(drawing: _Plan, top: float, lamps: bool) -> None:
    drawing.text(WIDTH / 2, top + 20, "Ankargatan", "soft", "middle")
    drawing.rect(12, top + 32, 336, 196, "floor")
    drawing.bays(96, top + 32, 15, 30)
    drawing.bays(104, top + 106, 11, 56)
    drawing.line(104, top + 134, 280, top + 134, "bay")
    drawing.bays(62, top + 198, 14, 30)
    drawing.path(
        f"M80 {top + 32}H12V{top + 112}M12 {top + 164}V{top + 228}H314M332 {top + 228}H348V{top + 32}H332", "wall"
    )
    drawing.line(84, top + 32, 330, top + 32, "open")
    drawing.stairs(12, top + 32, 50, 54)
    drawing.line(62, top + 50, 62, top + 72, "door")
    drawing.rect(79, top + 92, 15, 14, "machine")
    drawing.stairs(296, top + 176, 52, 52)
    drawing.rect(311, top + 222, 22, 12, "ground")
    drawing.line(312, top + 228, 322, top + 240, "door")
    drawing.line(296, top + 192, 296, top + 212, "door")
    _arrow(drawing, 20, top + 150, 46)
    drawing.line(14, top + 118, 14, top + 160, "door")
    drawing.text(22, top + 108, "In, ut", "")
    if lamps:
        for x, y, works in (
            (52, 178, True),
            (216, 76, True),
            (92, 134, True),
            (292, 134, True),
            (118, 182, True),
            (240, 182, False),
            (337, 187, False),
            (78, 50, True),
        ):
            drawing.lamp(x, top + y, works)
    drawing.text(WIDTH / 2, top + 250, "Gården", "soft", "middle")
    drawing.y = top + 258


def _basement(drawing: _Plan, top: float, lamps: bool) -> None:
    drawing.rect(12, top + 12, 336, 216, "floor")
    drawing.path(f"M12 {top + 12}H348V{top + 228}H12Z", "wall")
    drawing.bays(96, top + 12, 15, 34)
    drawing.bays(72, top + 106, 11, 56, 14)
    drawing.line(72, top + 134, 226, top + 134, "bay")
    for n in range(4):
        drawing.rect(110 + 22 * n, top + 129, 10, 10, "machine")
    drawing.bays(62, top + 198, 10, 30)
    for n in range(9):
        drawing.line(316, top + 100 + BAY * n, 348, top + 100 + BAY * n, "bay")
    drawing.rect(236, top + 100, 54, 128, "solid")
    drawing.path(f"M236 {top + 228}V{top + 100}H290V{top + 228}", "wall")
    drawing.text(263, top + 130, "Fläkt", "", "middle")
    drawing.stairs(12, top + 12, 50, 60)
    drawing.text(37, top + 32, "Hiss", "", "middle")
    drawing.line(62, top + 40, 62, top + 62, "door")
    drawing.rect(12, top + 108, 50, 62, "glow")
    for n in range(5):
        drawing.line(18 + 10 * n, top + 114, 18 + 10 * n, top + 164, "stair")
    _arrow(drawing, 18, top + 139, 50)
    drawing.text(20, top + 192, "Ramp", "name")
    if lamps:
        for x, y, works in (
            (140, 66, True),
            (260, 66, True),
            (93, 134, True),
            (205, 134, False),
            (100, 182, True),
            (180, 182, True),
            (303, 164, False),
            (80, 100, True),
            (80, 54, True),
        ):
            drawing.lamp(x, top + y, works)
    drawing.y = top + 236


def _square(drawing: _Plan, top: float, lamps: bool) -> None:
    drawing.rect(0, top, WIDTH, 262, "floor")
    drawing.rect(10, top, 36, 262, "ground")
    drawing.rect(72, top + 8, 250, 38, "house")
    drawing.text(197, top + 33, "Krogar", "", "middle")
    for n in range(8):
        drawing.rect(106 + 25 * n, top + 58, 10, 10, "solid")
    for x, wide in ((60, 116), (200, 150)):
        drawing.rect(x, top + 172, wide, 40, "house")
        drawing.text(x + wide / 2, top + 200, "Butiker", "", "middle")
        for part in (0.25, 0.75):
            drawing.rect(x + wide * part - 16, top + 172, 32, 6, "machine")
    drawing.rect(60, top + 218, 300, 44, "ground")
    drawing.text(352, top + 246, "Lastgatan", "soft", "end")
    drawing.rect(66, top + 220, 30, 18, "solid")
    drawing.rect(56, top + 84, 30, 26, "house")
    drawing.text(89, top + 103, "Kiosk", "")
    drawing.path(f"M56 {top + 126}h14v26h-14", "wall")
    for x in (156, 216):
        drawing.circle(x, top + 118, 18, "tree")
    for n in range(6):
        drawing.rect(132 + 19 * n, top + 146, 13, 6, "solid")
    drawing.line(180, top + 194, 180, top + 212, "cross")
    if lamps:
        for x, y, works in (
            (84, 62, True),
            (316, 62, True),
            (186, 104, True),
            (92, 142, True),
            (188, 161, True),
            (188, 204, False),
            (236, 240, True),
        ):
            drawing.lamp(x, top + y, works)
    drawing.y = top + 270


def _arrow(drawing: _Plan, x: float, y: float, long: float) -> None:
    drawing.path(f"M{x} {y}h{long}M{x + long - 8} {y - 6}l8 6l-8 6", "way")


DRAWN: Mapping[tuple[str, str | None], Callable[[_Plan, float, bool], None]] = {
    ("ankaret", "1"): _street_level,
    ("ankaret", "0"): _basement,
    ("segeltorget", None): _square,
}
