"""A place as somebody sees it who stands there: what its pictures are put together from, by day and by night."""

from collections.abc import Mapping

from akershamn.charts.drawing import WIDTH, Drawing, mixed, style, themed
from toolkit.face.tokens import tokens

HIGH = 236.0
"""How high a picture is, above the words."""


class Scene(Drawing):
    """A picture in the making. By night it has the same colours on light paper as on dark.

    Parameters
    ----------
    title
        What the picture is called.
    night
        Whether it is dark there.
    """

    def __init__(self, title: str, night: bool) -> None:
        super().__init__(title)
        self.night = night

    def sheet(self) -> str:
        """Return the style sheet, with the colours of the day or of the night."""
        shape = (
            ".e{stroke-width:1.5;stroke-linejoin:round}\n.pole{fill:none;stroke-width:4;stroke-linecap:round}\n"
            ".thin{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}\n"
            ".tag{fill:none;stroke-width:4;stroke-linecap:round;stroke-linejoin:round}\n"
        )
        return f"{style()}{shape}" + themed(_night if self.night else _day)

    def house(self, x: float, y: float, wide: float, high: float, look: str = "wall") -> None:
        """Draw a house front, from its upper left corner."""
        self.rect(x, y, wide, high, f"{look} e")

    def windows(
        self, x: float, y: float, wide: float, high: float, columns: int, step: float, look: str = "glass"
    ) -> None:
        """Draw windows beside one another."""
        for n in range(columns):
            self.rect(x + step * n, y, wide, high, f"{look} e")

    def lamp(self, x: float, foot: float, high: float) -> None:
        """Draw a lamp on a pole, which lights the ground by night."""
        top, low = foot - high, foot + 4
        if self.night:
            self.path(f"M{x - 6} {top}L{x - 44} {low}Q{x} {low + 12} {x + 44} {low}L{x + 6} {top}Z", "beam")
        self.line(x, foot, x, top, "pole")
        self.circle(x, top, 9, "lit e" if self.night else "unlit e")

    def tree(self, x: float, foot: float, high: float, wide: float) -> None:
        """Draw a tree with a round crown."""
        self.line(x, foot, x, foot - high * 0.5, "pole")
        middle, r = foot - high * 0.68, wide / 2
        self.path(
            f"M{x - r} {middle}q{-r * 0.2} {-r * 0.7} {r * 0.5} {-r * 0.8}q{r * 0.5} {-r * 0.6} {r} 0"
            f"q{r * 0.7} {r * 0.1} {r * 0.5} {r * 0.8}q{r * 0.1} {r * 0.6} {-r * 0.5} {r * 0.7}"
            f"q{-r * 0.5} {r * 0.5} {-r} 0q{-r * 0.6} {-r * 0.1} {-r * 0.5} {-r * 0.7}Z",
            "leaf e",
        )

    def person(self, x: float, foot: float, high: float = 56, look: str = "who") -> None:
        """Draw somebody who stands, as a figure without a face."""
        head, shoulder = high * 0.12, high * 0.16
        top = foot - high
        self.circle(x, top + head, head, f"{look} e")
        self.path(
            f"M{x - shoulder} {top + high * 0.62}v{-high * 0.24}q0 {-high * 0.12} {shoulder} {-high * 0.12}"
            f"q{shoulder} 0 {shoulder} {high * 0.12}v{high * 0.24}h{-shoulder * 0.35}V{foot}h{-shoulder * 0.55}"
            f"v{-high * 0.3}h{-shoulder * 0.2}V{foot}h{-shoulder * 0.55}v{-high * 0.38}Z",
            f"{look} e",
        )

    def bin(self, x: float, foot: float) -> None:
        """Draw a bin that is full, with litter above and beside it."""
        self.path(f"M{x - 10} {foot - 30}h20l-3 30h-14Z", "metal e")
        for dx, dy in ((-8, -35), (1, -39), (8, -34), (-17, -3), (17, -4)):
            self.circle(x + dx, foot + dy, 4.5, "paper e")

    def bench(self, x: float, foot: float, wide: float = 54) -> None:
        """Draw a bench."""
        self.rect(x, foot - 18, wide, 5, "wood e")
        self.rect(x, foot - 30, wide, 5, "wood e")
        for leg in (x + 6, x + wide - 6):
            self.line(leg, foot, leg, foot - 30, "thin")

    def graffiti(self, x: float, y: float) -> None:
        """Draw a tag on a wall."""
        self.path(f"M{x} {y}q8 -26 16 -2t14 -6q2 -16 10 -6t-4 18q14 4 18 -16m6 -6q8 10 0 22q12 -2 14 -14", "tag")


def _day(t: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """Return the colours of the day, which the dark theme dims."""
    base, dark = t["surface"], tokens("light")["ink"]
    fills = {
        "sky": mixed(base, t["data-1"], 0.16),
        "wall": mixed(base, t["data-3"], 0.28),
        "other": mixed(base, t["data-2"], 0.42),
        "roof": mixed(base, t["data-2"], 0.7),
        "soil": mixed(base, t["data-2"], 0.2),
        "way": mixed(base, t["data-2"], 0.1),
        "glass": mixed(base, t["data-1"], 0.4),
        "bright": mixed(base, t["data-1"], 0.24),
        "shade": mixed(dark, t["data-2"], 0.25),
        "leaf": mixed(base, t["data-1"], 0.55),
        "lit": mixed(base, t["data-3"], 0.6),
        "unlit": base,
        "who": mixed(base, t["data-1"], 0.75),
        "wood": mixed(base, t["data-3"], 0.65),
        "metal": mixed(base, t["data-2"], 0.6),
        "paper": base,
    }
    return _rules(fills, t["ink"], t["ink"])


def _night(_: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """Return the colours of the night, from those of the dark theme in both."""
    t, deep = tokens("dark"), "#141a20"
    base = t["surface"]
    fills = {
        "sky": mixed(deep, t["data-1"], 0.08),
        "wall": mixed(base, t["data-3"], 0.24),
        "other": mixed(base, t["data-2"], 0.4),
        "roof": mixed(base, t["data-2"], 0.62),
        "soil": mixed(base, t["data-2"], 0.22),
        "way": mixed(base, t["data-2"], 0.34),
        "glass": mixed(deep, t["data-1"], 0.22),
        "bright": mixed(t["note"], t["data-3"], 0.25),
        "shade": mixed(deep, "#000000", 0.4),
        "leaf": mixed(base, t["data-1"], 0.32),
        "beam": mixed(base, t["note"], 0.38),
        "lit": t["note"],
        "unlit": mixed(base, t["data-2"], 0.6),
        "who": mixed(base, t["data-1"], 0.7),
        "wood": mixed(base, t["data-3"], 0.55),
        "metal": mixed(base, t["data-2"], 0.75),
        "paper": t["ink"],
    }
    return _rules(fills, mixed(base, t["ink"], 0.75), t["data-1"])


def _rules(fills: Mapping[str, str], edge: str, tag: str) -> Mapping[str, tuple[str, str]]:
    return {
        **{f".{name}": ("fill", colour) for name, colour in fills.items()},
        ".e,.pole,.thin": ("stroke", edge),
        ".tag": ("stroke", tag),
    }


def frame(drawing: Scene, words: str) -> None:
    """End a picture with its words below."""
    drawing.rect(0, HIGH, WIDTH, 400, "ground")
    drawing.y = HIGH + 6
    drawing.lines(words)
