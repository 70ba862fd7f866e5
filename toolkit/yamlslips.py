"""What an author meant where YAML cannot be read: the slip that is behind a parser's complaint.

A parser says where it gave up, often lines after the slip, in words about YAML. Here the rows before that
place are read again for the slips that authors make.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

_FIELD = re.compile(
    r"""^(?P<indent>[ ]*)(?:-[ ]+)*(?:(?P<key>[^\s"'#\-][^:"']*|"[^"]*"):(?:[ \t]+|$))?(?P<value>.*)$"""
)
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
_ID = re.compile(r"^[a-z0-9_]+$")

_SAID = (
    ("could not find expected ':'", "no_colon"),
    ("nesting depth", "deep"),
    ("while parsing a block collection", "dash"),
    ("hexdec", "escape"),
    ("escape", "escape"),
    ("did not find expected ',' or", "flow"),
    ("expected ',' or", "flow"),
    ("document start>", "indent"),
    ("<block end>", "indent"),
    ("did not find expected key", "indent"),
)
"""What the two parsers of PyYAML say, and the name of the slip; the first that fits counts."""


@dataclass(frozen=True)
class Slip:
    """A slip: its name in the catalogue (``yaml.<name>.expected``), row, field, and what stands there."""

    name: str
    row: int
    field: str
    found: str


def slip_behind(text: str, error: yaml.YAMLError) -> Slip:
    """Find the slip behind a parser's complaint; `row` counts from 0."""
    rows = text.split("\n")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    if any(words in said for words in ("could not find expected ':'", "while parsing a flow")):
        mark = getattr(error, "context_mark", None) or mark
    row = min(mark.line, len(rows) - 1) if mark else 0
    name, row = _quotes(rows, row) or (_named(rows, row, said), row)
    value = _value(rows[row])
    shown = value if name == "escape" or _starts_wrong(value) else rows[row].strip()
    return Slip(name, row, field_at(rows, row), shown)


def field_at(rows: Sequence[str], row: int) -> str:
    """Return the dotted name of the field that a row belongs to, as its indentation says."""
    own = _FIELD.match(rows[row])
    names = [own["key"]] if own and _ID.match(own["key"] or "") else []
    limit = len(rows[row]) - len(rows[row].lstrip(" "))
    for text in reversed(rows[:row]):
        match = _FIELD.match(text)
        if not match or not match["key"] or len(match["indent"]) >= limit:
            continue
        if names and match["value"].strip():
            continue  # a field with a value of its own has no fields below it
        names.append(match["key"].strip('"'))
        limit = len(match["indent"])
    return ".".join(reversed(names))


def _value(row: str) -> str:
    match = _FIELD.match(row)
    return match["value"].strip() if match else row.strip()


def _named(rows: Sequence[str], row: int, said: str) -> str:
    """Name the slip on the row where the parser gave up, or which it names."""
    text = rows[row].strip()
    if _starts_wrong(_value(rows[row])) or text.startswith("%"):
        return "character"
    if "mapping values are not allowed" in said:
        return "indent" if _looks_indented(rows, row) else "colon"
    if text.startswith("- ") and "flow" not in said:
        above = next((other for other in reversed(rows[:row]) if other.strip()), "")
        return "indent" if above.lstrip().startswith("- ") else "dash"
    return next((name for words, name in _SAID if words in said), "other")


def _starts_wrong(value: str) -> bool:
    """Tell whether a text begins with a character that means something to YAML."""
    if value[:1] in tuple("@`%,]}*&!") or value[:2] in ("- ", "? ", "| ", "> "):
        return True
    closing = {"[": "]", "{": "}"}.get(value[:1])
    rest = value.partition(closing)[2].strip() if closing else ""
    return bool(rest) and not rest.startswith(("#", ",", "]", "}"))


def _looks_indented(rows: Sequence[str], row: int) -> bool:
    """Tell whether a row with a second colon is a field that stands too far in, rather than text."""
    match = _FIELD.match(rows[row])
    above = next((text for text in reversed(rows[:row]) if text.strip()), "")
    if not match or not match["key"] or not _ID.match(match["key"]):
        return False
    return len(match["indent"]) > len(above) - len(above.lstrip())


def _plain_rows(rows: Sequence[str], end: int) -> Iterator[tuple[int, str]]:
    """Yield the rows that are not the text of a block scalar (``>-``), with their values."""
    block: int | None = None
    for number, row in enumerate(rows[: end + 1]):
        indent = len(row) - len(row.lstrip())
        if block is not None and (not row.strip() or indent > block):
            continue
        block = indent if _BLOCK.search(_value(row)) else None
        yield number, _value(row)


def _quotes(rows: Sequence[str], end: int) -> tuple[str, int] | None:
    """Find a quotation mark that does not close, or closes too early, down to the row of the complaint."""
    skip = -1
    for number, value in _plain_rows(rows, end):
        quote = value[:1]
        if number <= skip or quote not in ('"', "'") or quote == "":
            continue
        rest = _after_closing(value[1:], quote)
        last = number
        while rest is None and last + 1 < len(rows):
            last += 1
            rest = _after_closing(rows[last], quote)
        if rest is None:
            return "quote_open", number
        if rest.strip() and not rest.lstrip().startswith(("#", ":", ",", "]", "}")):
            field = _FIELD.match(rows[last])
            is_text = last == number or not field or not field["key"]
            return ("quote_inner", last) if is_text else ("quote_open", number)
        skip = last
    return None


def _after_closing(text: str, quote: str) -> str | None:
    """Return what follows the closing quotation mark, or None where the text has none."""
    skip: Any = r'(?:[^"\\]|\\.)*"' if quote == '"' else r"(?:[^']|'')*'(?!')"
    match = re.match(skip, text)
    return text[match.end() :] if match else None
