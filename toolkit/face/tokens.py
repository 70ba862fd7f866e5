"""The colours and fonts of ``styles/tokens.css``, for what is drawn in Python."""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

Theme = Literal["light", "dark"]
_BLOCKS = {"light": r":root, body\[[^{]*\{([^}]*)\}", "dark": r":root\[data-theme=\"dark\"\][^{]*\{([^}]*)\}"}


@cache
def style() -> str:
    """Return the style sheet that pages and reports share."""
    return files("toolkit.face").joinpath("styles/tokens.css").read_text(encoding="utf-8")


@cache
def tokens(theme: Theme) -> dict[str, str]:
    """Return the tokens of a theme: ``data-1`` is the colour of ``--k-data-1``."""
    found = re.search(_BLOCKS[theme], style())
    assert found, theme
    return dict(re.findall(r"--k-([a-z0-9-]+):\s*([^;]+);", found[1]))


def font() -> str:
    """Return the fonts of the page, as an attribute can hold them."""
    return tokens("light")["font"].replace('"', "'")
