"""What a drawing's units are: the `viewBox` of its SVG, which the places of an exercise are measured in."""

import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from xml.parsers import expat

_NUMBER = r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})"
_BOX = re.compile(rf"\s*({_NUMBER})[\s,]+({_NUMBER})[\s,]+({_NUMBER})[\s,]+({_NUMBER})\s*")
_HEAD = 64 * 1024
"""Bytes that the first element stands within."""

Box = tuple[Decimal, Decimal, Decimal, Decimal]
"""Left, top, width and height."""


class _FoundError(Exception):
    """The first element has been read, and nothing further matters."""


def read_box(path: Path) -> Box | None:
    """Return the box of an SVG file; None where it cannot be read, or names none that has a width and a height."""
    try:
        with path.open("rb") as file:
            return view_box(file.read(_HEAD))
    except OSError:
        return None


def view_box(data: bytes) -> Box | None:
    """Return the box that an SVG names on its first element.

    >>> view_box(b'<svg viewBox="0 0 12.5 10"/>')
    (Decimal('0'), Decimal('0'), Decimal('12.5'), Decimal('10'))
    """
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "svg":
            found.append(attributes.get("viewBox", ""))
        raise _FoundError

    def stop(*_: object) -> None:
        raise _FoundError  # Entities could make the smallest file endless.

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = stop
    with suppress(_FoundError, expat.ExpatError):
        parser.Parse(data)
    match = _BOX.fullmatch(found[0]) if found else None
    if match is None:
        return None
    left, top, width, height = (Decimal(part) for part in match.groups())
    return (left, top, width, height) if width > 0 and height > 0 else None
