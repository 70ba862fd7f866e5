"""A picture in the making: its letters, its colours on light and on dark paper, and what it says of itself.

Pages show a picture as a file of its own, so it carries its ground and its colours, and takes those of the dark where
the page is dark. Letters are a twentieth of its width, so that they can be read on a phone.
"""

import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, Self
from xml.sax.saxutils import escape, quoteattr

from akershamn.table import INVENTED
from toolkit.face.tokens import Theme, font, tokens

WIDTH = 360
SIZE = 18
LINE = 23
"""From one line of text to the next."""
PAD = 10
LETTER = 10.7
"""How wide a letter is in the widest of the page's fonts, on average; in bold it is `BOLD` times that."""
BOLD = 1.12
SHADES = (0.0, 0.14, 0.29, 0.45, 1.0)
"""How much of the colour each shade has: on what lies between the last two, words can be read in one theme only."""
READABLE = 4.5
"""The least contrast of text."""

Anchor = Literal["start", "middle", "end"]
THEMES: tuple[Theme, Theme] = ("light", "dark")


class Drawing:
    """Elements from the top down, within a given width.

    Parameters
    ----------
    title
        What the picture is called.

    Attributes
    ----------
    y
        How far down it is drawn.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.y = 0.0
        self._elements: list[str] = []

    @classmethod
    def headed(cls, title: str) -> Self:
        """Begin a drawing with its title above."""
        drawing = cls(title)
        drawing.y += PAD
        for line in wrapped(title, WIDTH - 2 * PAD, BOLD):
            drawing.text(PAD, drawing.y + SIZE, line, "strong")
            drawing.y += LINE
        drawing.y += PAD
        return drawing

    def text(
        self, x: float, y: float, words: str, look: str = "", anchor: Anchor = "start", within: float | None = None
    ) -> None:
        """Write one line that stands on `y`, pressed together where it has to be `within` a width."""
        more: dict[str, str | float] = {} if anchor == "start" else {"text-anchor": anchor}
        if within is not None:
            more |= {"textLength": within, "lengthAdjust": "spacingAndGlyphs"}
        self._add("text", words, x=x, y=y, look=look, **more)

    def lines(self, words: str, left: float = 0) -> None:
        """Write as many lines as a text needs, so far from the left, and go on below them."""
        for line in wrapped(words, WIDTH - 2 * PAD - left):
            self.text(PAD + left, self.y + SIZE - 2, line)
            self.y += LINE

    def rect(self, x: float, y: float, width: float, height: float, look: str) -> None:
        """Draw a rectangle."""
        self._add("rect", x=x, y=y, width=width, height=height, look=look)

    def circle(self, x: float, y: float, r: float, look: str) -> None:
        """Draw a circle."""
        self._add("circle", cx=x, cy=y, r=r, look=look)

    def path(self, d: str, look: str) -> None:
        """Draw a path."""
        self._add("path", d=d, look=look)

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str) -> None:
        """Draw a straight line."""
        self._add("path", d=f"M{short(x1)} {short(y1)}L{short(x2)} {short(y2)}", look=look)

    def sheet(self) -> str:
        """Return the style sheet; a drawing with looks of its own adds to it."""
        return style()

    def svg(self, alt: str) -> bytes:
        """Return the file, with the same in words."""
        self.text(WIDTH - PAD, self.y + SIZE, INVENTED.capitalize(), "soft", "end")
        height = short(self.y + SIZE + PAD)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'role="img" lang="sv">\n<title>{escape(self.title)}</title>\n<desc>{escape(alt)}</desc>\n'
            f"<style>\n{self.sheet()}</style>\n"
            f'<rect class="ground" width="{WIDTH}" height="{height}"/>\n' + "\n".join(self._elements) + "\n</svg>\n"
        ).encode()

    def _add(self, name: str, words: str = "", *, look: str, **attributes: str | float) -> None:
        written = {key: value if isinstance(value, str) else short(value) for key, value in attributes.items()}
        written |= {"class": look} if look else {}
        inside = "".join(f" {key}={quoteattr(value)}" for key, value in written.items())
        self._elements.append(f"<{name}{inside}>{escape(words)}</{name}>" if words else f"<{name}{inside}/>")


def short(number: float) -> str:
    """Return a length with no more decimals than can be seen."""
    return f"{number:.1f}".removesuffix(".0")


def width_of(words: str, bold: float = 1.0) -> float:
    """Return how wide a text is at the most, as a rule."""
    return len(words) * LETTER * bold


def wrapped(words: str, width: float, bold: float = 1.0) -> list[str]:
    """Break a text into lines that are no wider than `width`."""
    return textwrap.wrap(words, int(width / LETTER / bold), break_long_words=False)


@cache
def style() -> str:
    """Return the style sheet: how each class looks on light paper, and its colours on dark."""
    shape = (
        f"text{{font:{SIZE}px {font()}}}\n.strong{{font-weight:600}}\n"
        ".grid,.axis,.l1,.l2,.l3,.cut,.rail,.sleepers,.street{fill:none}\n"
        ".l1{stroke-width:3}\n.l2{stroke-width:2.5;stroke-dasharray:7 4}\n"
        ".l3{stroke-width:2.5;stroke-dasharray:2 4;stroke-linecap:round}\n"
        ".cut{stroke-width:1.5;stroke-dasharray:5 4}\n.outline,.hollow{stroke-width:2}\n"
        ".name{paint-order:stroke;stroke-width:4;stroke-linejoin:round}\n"
        ".rail{stroke-width:5}\n.sleepers{stroke-width:2.5;stroke-dasharray:7 7}\n.street{stroke-width:4}\n"
    )
    return shape + themed(_colours)


def themed(colours: Callable[[Mapping[str, str]], Mapping[str, tuple[str, str]]]) -> str:
    """Return the rules that colours make on light paper and on dark, from the tokens of each."""
    light, dark = (
        "".join(f"{names}{{{what}:{colour}}}\n" for names, (what, colour) in colours(tokens(theme)).items())
        for theme in THEMES
    )
    return f"{light}@media (prefers-color-scheme: dark){{\n{dark}}}\n"


def _colours(t: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    heats = [mixed(t["surface"], t["data-1"], shade) for shade in SHADES]
    on = [t["ink"] if contrast(t["ink"], heat) >= READABLE else t["on-accent"] for heat in heats]
    return {
        ".ground": ("fill", t["surface"]),
        "text": ("fill", t["ink"]),
        ".soft": ("fill", t["ink-2"]),
        ".name": ("stroke", t["surface"]),
        ".s1,.dot": ("fill", t["data-1"]),
        ".s2,.hollow": ("fill", t["surface"]),
        ".s3": ("fill", mixed(t["surface"], t["data-2"], 0.5)),
        ".outline,.l1,.hollow": ("stroke", t["data-1"]),
        ".l2": ("stroke", t["data-2"]),
        ".l3": ("stroke", t["data-3"]),
        ".on": ("fill", t["on-accent"]),
        ".grid": ("stroke", t["line"]),
        ".axis,.rail": ("stroke", t["edge"]),
        ".sleepers": ("stroke", t["surface"]),
        ".cut": ("stroke", t["ink"]),
        ".sea": ("fill", t["accent-soft"]),
        ".area": ("fill", t["sunken"]),
        ".street": ("stroke", t["surface"]),
        **{f".h{n}": ("fill", heat) for n, heat in enumerate(heats)},
        **{f".n{n}": ("fill", colour) for n, colour in enumerate(on)},
    }


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour so far on the way from one to another."""
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG has it."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _parts(colour: str) -> list[int]:
    return [int(colour[n : n + 2], 16) for n in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
