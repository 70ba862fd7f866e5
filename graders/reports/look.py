"""How a report looks: the style sheet of its page, and its charts in the dark."""

import re
from functools import cache
from importlib.resources import files

from toolkit.face import tokens as shared
from toolkit.face.tokens import tokens

_DRAWN = ("paper", "ink", "ink-2", "line", "edge", "note-soft", "data-1", "data-2", "data-3")


@cache
def style() -> str:
    """Return the style sheet of a page, without comments."""
    own = files("graders.reports").joinpath("report.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/\n?", "", shared.style() + own, flags=re.DOTALL)


def darkened(svg: str) -> str:
    """Return a chart drawn in light colours in the dark ones."""
    light, dark = tokens("light"), tokens("dark")
    swap = {light[name]: dark[name] for name in _DRAWN}
    return re.sub("|".join(map(re.escape, swap)), lambda colour: swap[colour[0]], svg)
