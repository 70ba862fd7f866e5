"""JSON as the formats mean it: no repeated keys, no NaN, no lone surrogates, no bottomless nesting.

A journal has room for hundreds of thousands of lines, so what few lines can have is looked for in few.
"""

import json
import re
from math import isinf
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

MAX_DEPTH = 32
"""Levels of lists and objects; no format of ours needs more than six."""
_NESTED = frozenset({dict, list})
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
"""How a surrogate must be written: UTF-8 has none."""


class JsonError(ValueError):
    """A text is not JSON in the strict sense."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise JsonError("repeated key")
    return result


def _float(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise JsonError("number out of range")
    return value


def _constant(name: str) -> Any:
    raise JsonError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_float, parse_constant=_constant)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _depth(value: Any) -> int:
    """Return how deep a value is nested, without recursion."""
    deepest, level = 0, [[value]]
    while level := [
        inner
        for outer in level
        for inner in (outer.values() if isinstance(outer, dict) else outer)
        if type(inner) in _NESTED
    ]:
        deepest += 1
    return deepest


def loads(raw: bytes) -> Any:
    """Read UTF-8 JSON.

    Raises
    ------
    JsonError
        When the bytes are not UTF-8, not JSON, repeat a key, hold NaN or a lone surrogate, or nest too deep.
    """
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
    except JsonError:
        raise
    except RecursionError:
        raise JsonError("nested too deep") from None
    except ValueError:
        # Not UTF-8, not JSON, or a number with more digits than Python converts.
        raise JsonError("not JSON") from None
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise JsonError("nested too deep")
    if _SURROGATE.search(raw):
        try:
            to_json(value)
        except PydanticSerializationError:
            raise JsonError("lone surrogate") from None
    return value


def dumps(value: Any) -> bytes:
    """Write canonical JSON: UTF-8, keys sorted, no spaces."""
    return _ENCODER.encode(value).encode("utf-8")
