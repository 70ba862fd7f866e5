"""The pictures of the walk across the square, each drawn by hand."""

from collections.abc import Callable, Mapping

from akershamn.charts.drawing import WIDTH
from akershamn.charts.scene import HIGH, Scene, frame
from akershamn.table import Table
from akershamn.walk import walk


def scene(stop: str, table: Table, title: str) -> bytes:
    """Draw a stop of the walk, with its name below."""
    here, (draw, night) = walk().stop(stop), DRAWN[stop]
    drawing = Scene(title, night)
    draw(drawing)
    frame(drawing, here.name)
    seen = ". ".join(f"{what}: {where}" for what, where in table.rows)
    return drawing.svg(f"Teckning. {here.name}. {here.about} {seen}.")


def _overview(drawing: Scene) -> None:
    drawing.rect(0, 0, WIDTH, HIGH, "sky")
    drawing.path(f"M0 150H{WIDTH}V{HIGH}H0Z", "way")
    # The house with the restaurants, to the left, seen from its side.
    drawing.path("M0 20L96 52V158L0 190Z", "wall e")
    for x, top, low in ((12, 96, 156), (40, 98, 150), (68, 100, 144)):
        drawing.path(f"M{x} {top}L{x + 20} {top + 1.5}V{low - 4}L{x} {low}Z", "bright e")
    for x, top in ((12, 44), (40, 53), (68, 62)):
        drawing.path(f"M{x} {top}L{x + 20} {top + 6}v24L{x} {top + 26}Z", "glass e")
    drawing.path("M0 92L96 92L88 106L0 106Z", "roof e")
    # Across the square: two houses with shops, and the passage between them.
    drawing.house(96, 58, 78, 98, "other")
    drawing.house(200, 46, 160, 110, "wall")
    drawing.rect(174, 64, 26, 92, "shade e")
    drawing.path("M92 58L135 42L178 58Z", "roof e")
    drawing.path("M194 46H366V36H204Z", "roof e")
    drawing.windows(104, 68, 14, 20, 3, 23)
    drawing.windows(212, 60, 16, 24, 6, 24)
    drawing.windows(104, 108, 26, 44, 1, 30, "bright")
    drawing.windows(138, 108, 28, 44, 1, 30, "bright")
    drawing.windows(210, 106, 40, 46, 1, 46, "bright")
    drawing.windows(260, 106, 34, 46, 1, 46, "bright")
    # Lindens and a bench, and a lamp in the crown of one of them.
    drawing.lamp(210, 196, 100)
    drawing.lamp(240, 200, 94)
    drawing.tree(128, 206, 120, 64)
    drawing.tree(252, 208, 122, 66)
    drawing.bench(148, 214)
    # The kiosk, to the right.
    drawing.rect(296, 124, 60, 80, "wood e")
    drawing.path("M288 124L300 108H360V124Z", "roof e")
    drawing.rect(304, 138, 40, 28, "bright e")
    drawing.rect(298, 166, 52, 6, "metal e")
    drawing.person(282, 214, 62)
    drawing.person(64, 214, 60)
    drawing.person(82, 210, 56)


def _stop(drawing: Scene) -> None:
    drawing.rect(0, 0, WIDTH, HIGH, "sky")
    drawing.house(0, 26, WIDTH, 130, "other")
    drawing.windows(16, 44, 22, 30, 8, 42)
    drawing.path(f"M0 156H{WIDTH}V{HIGH}H0Z", "soil")
    drawing.path(f"M0 212H{WIDTH}V{HIGH}H0Z", "way")
    drawing.lamp(158, 206, 152)
    # The kiosk with its shutter down.
    drawing.rect(18, 104, 100, 100, "wood e")
    drawing.path("M8 104L22 84H114L128 104Z", "roof e")
    drawing.rect(34, 124, 68, 46, "metal e")
    for y in (132, 140, 148, 156, 164):
        drawing.line(34, y, 102, y, "thin")
    # The shelter: what stands behind the poster is seen by its feet alone.
    for x in (216, 240):
        drawing.person(x, 206, 72)
    drawing.rect(190, 106, 104, 92, "glass e")
    drawing.rect(196, 112, 92, 74, "paper e")
    drawing.circle(242, 140, 16, "lit e")
    drawing.rect(210, 164, 64, 5, "roof")
    drawing.rect(220, 174, 44, 5, "roof")
    drawing.path("M182 106L190 94H296L302 106Z", "roof e")
    drawing.line(190, 206, 190, 106, "pole")
    drawing.line(294, 206, 294, 106, "pole")
    drawing.bin(316, 206)
    drawing.line(348, 206, 348, 120, "pole")
    drawing.rect(338, 104, 20, 20, "roof e")


def _passage(drawing: Scene) -> None:
    drawing.rect(0, 0, WIDTH, HIGH, "sky")
    # Two walls that run towards the opening on the other side.
    drawing.path(f"M0 0L150 70V168L0 {HIGH}Z", "wall e")
    drawing.path(f"M{WIDTH} 0L210 70V168L{WIDTH} {HIGH}Z", "other e")
    drawing.path(f"M0 {HIGH}L150 168H210L{WIDTH} {HIGH}Z", "soil")
    drawing.rect(150, 70, 60, 98, "shade")
    drawing.rect(158, 84, 44, 84, "bright e")
    drawing.path("M158 152h44v16h-44Z", "way")
    # The shut gate to the right, in from the wall.
    drawing.path("M248 84L286 66V204L248 186Z", "shade e")
    drawing.path("M262 82L286 72V200L262 190Z", "wood e")
    drawing.line(274, 77, 274, 195, "thin")
    # The first lamp works; the one half-way hangs over the niche and does not.
    drawing.path("M64 70L14 222Q66 236 118 204Z", "beam")
    drawing.line(34, 62, 64, 62, "pole")
    drawing.circle(66, 66, 9, "lit e")
    drawing.line(128, 84, 144, 84, "pole")
    drawing.circle(146, 87, 7, "unlit e")
    drawing.line(140, 80, 152, 94, "thin")
    drawing.graffiti(72, 150)


def _yard(drawing: Scene) -> None:
    drawing.rect(0, 0, WIDTH, HIGH, "sky")
    drawing.house(0, 14, WIDTH, 164, "wall")
    drawing.path(f"M0 178H{WIDTH}V{HIGH}H0Z", "soil")
    # The low roof at the left, a window above it, and the container below.
    drawing.windows(40, 34, 34, 36, 1, 40)
    drawing.rect(14, 92, 96, 86, "other e")
    drawing.path("M4 92H120V82H12Z", "roof e")
    drawing.path("M22 138H104L98 204H28Z", "metal e")
    drawing.path("M18 138L24 126H102L108 138Z", "metal e")
    drawing.circle(40, 208, 6, "shade e")
    drawing.circle(88, 208, 6, "shade e")
    # The dock with its door and lamp.
    drawing.path("M196 60L150 214Q204 232 262 214L216 60Z", "beam")
    drawing.rect(156, 150, 112, 42, "other e")
    for x in (168, 192, 216, 240):
        drawing.rect(x, 166, 12, 20, "shade")
    drawing.rect(176, 84, 44, 66, "shade e")
    drawing.path("M176 84L156 92V156L176 150Z", "metal e")
    drawing.circle(160, 152, 6, "paper e")
    drawing.line(206, 46, 206, 56, "pole")
    drawing.circle(206, 62, 9, "lit e")
    drawing.graffiti(276, 120)
    drawing.graffiti(282, 158)
    # Tracks in the gravel.
    drawing.path(f"M0 222Q120 206 200 218T{WIDTH} 210", "thin")
    drawing.path(f"M0 230Q124 214 204 226T{WIDTH} 218", "thin")


def _night_out(drawing: Scene) -> None:
    drawing.rect(0, 0, WIDTH, HIGH, "sky")
    drawing.house(0, 14, 236, 158, "wall")
    drawing.path(f"M0 172H{WIDTH}V{HIGH}H0Z", "way")
    drawing.windows(10, 84, 42, 50, 1, 50, "bright")
    drawing.windows(140, 84, 84, 50, 1, 90, "bright")
    drawing.windows(14, 28, 22, 30, 6, 38)
    drawing.path("M0 76H236L228 88H0Z", "roof e")
    for x in (26, 76, 126, 176, 222):
        drawing.circle(x, 92, 5, "lit e")
    # The door, with the guard in it.
    drawing.rect(84, 92, 40, 80, "bright e")
    drawing.person(104, 174, 66)
    # Crates with bottles by the wall.
    for x, y in ((12, 156), (42, 156), (27, 140)):
        drawing.rect(x, y, 28, 16, "wood e")
        for n in range(3):
            drawing.rect(x + 4 + 8 * n, y - 6, 4, 8, "metal")
    # The queue, across the way, and those who are going home.
    for x, foot, high in ((134, 190, 60), (156, 196, 62), (178, 204, 64), (202, 210, 66), (226, 218, 68)):
        drawing.person(x, foot, high)
    for x, foot, high in ((236, 194, 58), (258, 204, 62), (252, 222, 68)):
        drawing.person(x, foot, high, "wood")
    # The taxi.
    drawing.path("M276 198v-18l14-4l12-18h34l14 18h20v22Z", "paper e")
    drawing.path("M296 176l9-13h14v13ZM324 163h10l10 13h-20Z", "glass e")
    drawing.rect(310, 147, 24, 11, "lit e")
    drawing.circle(296, 200, 10, "shade e")
    drawing.circle(344, 200, 10, "shade e")


DRAWN: Mapping[str, tuple[Callable[[Scene], None], bool]] = {
    "oversikt": (_overview, False),
    "hallplatsen": (_stop, True),
    "passagen": (_passage, True),
    "lastgatan": (_yard, True),
    "natten": (_night_out, True),
}
"""How each stop is drawn, and whether it is dark there."""
