"""One-time codes: random, easy to read out and to type.

There are no vowels, so that no code is a word, and nothing that can be taken for something else: 0 and O, 1, I and
L, 2 and Z, 5 and S, 8 and B, U and V. Twelve of 22 signs are 53 bits.
"""

import secrets

SIGNS = "CDFGHJKMNPQRTVWXY34679"
LENGTH = 12
_GROUP = 4


def new_code() -> str:
    """Return a code, such as ``K7QF-3MXR-T9DW``."""
    return in_groups("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))


def in_groups(typed: str) -> str:
    """Return what somebody typed as a code is written, whatever the case, spaces and dashes.

    >>> in_groups(" k7qf3mxr t9dw")
    'K7QF-3MXR-T9DW'
    """
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))
