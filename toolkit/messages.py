"""Every sentence that a person reads, from one catalogue per language (``toolkit/locale``)."""

import json
from functools import cache
from importlib.resources import files

LANGUAGE = "sv"


@cache
def _catalogue(language: str) -> dict[str, str]:
    text = files("toolkit").joinpath("locale", f"{language}.json").read_text(encoding="utf-8")
    catalogue: dict[str, str] = json.loads(text)
    return catalogue


def say(key: str, /, **fields: object) -> str:
    """Return the sentence named `key` with `fields` filled in.

    Raises
    ------
    KeyError
        If the catalogue has no such sentence or the sentence has a field that was not given.
    """
    return _catalogue(LANGUAGE)[key].format(**fields)


def listed(items: list[str], last: str = "eller") -> str:
    """Join words as Swedish does: ``a, b eller c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def printable(text: str) -> str:
    r"""Write out what a terminal would not print as a sign: newlines, what steers it, and what is no UTF-8.

    >>> printable("anna\nKlart.")
    'anna\\nKlart.'
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def quoted(value: object, limit: int = 60) -> str:
    """Show what was found, in Swedish quotation marks and on one line, cut where it is long."""
    text = " ".join(str(value).split())
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return f"”{text}”"
