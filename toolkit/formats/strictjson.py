"""JSON as the formats mean it: no repeated keys, no NaN, no lone surrogates, no bottomless nesting."""

import json
from typing import Any

MAX_DEPTH = 32
"""Levels of lists and objects; no format of ours needs more than six."""


class JsonError(ValueError):
    """A text is not JSON in the strict sense."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise JsonError("repeated key")
    return result


def _constant(name: str) -> Any:
    raise JsonError(f"{name} is not JSON")


def _depth(value: Any) -> int:
    """Return how deep a value is nested, without recursion."""
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return deepest


def loads(raw: bytes) -> Any:
    """Read UTF-8 JSON.

    Raises
    ------
    JsonError
        When the bytes are not UTF-8, not JSON, repeat a key, hold NaN or a lone surrogate, or nest too deep.
    """
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_constant)
    except JsonError:
        raise
    except RecursionError:
        raise JsonError("nested too deep") from None
    except ValueError:
        # Not UTF-8, not JSON, or a number with more digits than Python converts.
        raise JsonError("not JSON") from None
    if isinstance(value, dict | list) and _depth(value) > MAX_DEPTH:
        raise JsonError("nested too deep")
    try:
        dumps(value)
    except UnicodeEncodeError:
        raise JsonError("lone surrogate") from None
    except ValueError:
        raise JsonError("number out of range") from None
    return value


def dumps(value: Any) -> bytes:
    """Write canonical JSON: UTF-8, keys sorted, no spaces."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")
