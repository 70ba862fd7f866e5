"""How a report looks: the style sheet of its page, and the colours of its charts from the same tokens."""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

Theme = Literal["light", "dark"]
_DRAWN = ("paper", "ink", "ink-2", "line", "edge", "note-soft", "data-1", "data-2", "data-3")
_BLOCKS = {"light": r":root, body\[[^{]*\{([^}]*)\}", "dark": r":root\[data-theme=\"dark\"\][^{]*\{([^}]*)\}"}


def _read(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def _tokens() -> str:
    """Return the tokens, which pages and reports share."""
    return _read("toolkit.face", "styles/tokens.css")


@cache
def style() -> str:
    """Return the style sheet of a page, without comments."""
    return re.sub(r"/\*.*?\*/\n?", "", _tokens() + _read("graders.reports", "report.css"), flags=re.DOTALL)


@cache
def tokens(theme: Theme) -> dict[str, str]:
    """Return the tokens of a theme: ``data-1`` is the colour of ``--k-data-1``."""
    found = re.search(_BLOCKS[theme], _tokens())
    assert found, theme
    return dict(re.findall(r"--k-([a-z0-9-]+):\s*([^;]+);", found[1]))


def font() -> str:
    """Return the fonts of the page, for charts."""
    return tokens("light")["font"].replace('"', "'")


def darkened(svg: str) -> str:
    """Return a chart drawn in light colours in the dark ones."""
    light, dark = tokens("light"), tokens("dark")
    swap = {light[name]: dark[name] for name in _DRAWN}
    return re.sub("|".join(map(re.escape, swap)), lambda colour: swap[colour[0]], svg)
