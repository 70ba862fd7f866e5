"""Numbers as people write them: ``1 234,5``, ``-0.5``, ``+3``.

Source: the format reference, kind `numeric`.
"""

import re
from decimal import Decimal

MAX_CHARACTERS = 40
"""Characters of a number as it was typed, with the white space around it."""
MINUS = "\u2212"
SPACES = " \u00a0\u2009\u202f"
"""What groups digits: the ordinary, the no-break, the thin and the narrow no-break space."""

_DIGITS = f"[0-9](?:[{SPACES}]*[0-9])*"
_NUMBER = re.compile(f"([+{MINUS}-]?)({_DIGITS})(?:[.,]({_DIGITS}))?")
_GROUPED_FROM = 10_000
"""Four digits stand together in Swedish text."""


def read_number(text: str) -> Decimal:
    """Read a number, exactly.

    Comma or point is the decimal mark, with digits on both sides. Spaces between two digits
    group them. White space around the number is no part of it.

    Raises
    ------
    ValueError
        If it is no number, such as one with an exponent, a per cent sign, a unit, or two decimal marks.
    """
    found = _NUMBER.fullmatch(text.strip(f"{SPACES}\t\r\n")) if len(text) <= MAX_CHARACTERS else None
    if found is None:
        raise ValueError("not a number")
    sign, whole, decimals = ("".join(part.split()) for part in found.groups(default=""))
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    # Not by -number, which rounds to the precision of whoever calls.
    return number.copy_negate() if sign in ("-", MINUS) else number


def write_number(number: Decimal) -> str:
    """Write a number as Swedish text does: decimal comma, groups of three digits from 10 000, a true minus."""
    size = number.copy_abs()
    written = format(size, ",f" if size >= _GROUPED_FROM else "f").replace(",", "\u00a0").replace(".", ",")
    return f"{MINUS}{written}" if number < 0 else written
