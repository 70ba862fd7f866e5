"""YAML as authors write it: the 1.2 core schema, where the model decides what a scalar is, not the parser.

Every scalar stays text (``14:02``, ``no``, ``3.10``, a date). What YAML would change or drop without a word
is refused with a sentence: repeated keys, tabs, aliases, tags, nulls, a ``#`` that cuts a value off.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from toolkit.errors import KursError, Problem, ProblemsError
from toolkit.messages import listed, quoted, say
from toolkit.yamlslips import field_at, slip_behind

M = TypeVar("M", bound=BaseModel)
Place = tuple[str | int, ...]
"""Where something stands in a text: names of fields, and numbers in lists, counted from 0."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_TEXT = 256 * 1024
"""Characters of one YAML text; a cell of a course has at most some thousand."""
MAX_DEPTH = 16
"""Levels of lists and mappings."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What no text holds; YAML would take some of them for line breaks and stumble over the rest."""
_INDENT = re.compile("^[ ]*([\u00a0\u2000-\u200b\u202f\u3000])")


@dataclass
class Text:
    """A YAML mapping that was read: the data, and the line of every path in it, counted from 1."""

    data: dict[str, Any]
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, path: Place) -> int | None:
        """Return the line of a path, or of its nearest parent that stands in the text."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def place(self, name: str) -> Place:
        """Return the path that a dotted name means; a number in it counts in a list, where one stands there."""
        path: Place = ()
        for part in name.split("."):
            in_list = (*path, int(part) - 1 if part.isdecimal() else part)
            path = in_list if in_list in self.lines else (*path, part)
        return path

    def part(self, path: Place) -> "Text":
        """Return the mapping that stands at a path; an empty one where something else does."""
        data: Any = self.data
        for name in path:
            data = data.get(name) if isinstance(data, dict) else None
        here = len(path)
        lines = {inner[here:]: line for inner, line in self.lines.items() if inner[:here] == path}
        return Text(dict(data) if isinstance(data, dict) else {}, lines)


def scalars(value: Any, path: Place = ()) -> Iterator[tuple[Place, str]]:
    """Return every text in plain data with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from scalars(inner, (*path, name))


def dotted(path: Place) -> str:
    """Write a path as people do: ``options.a``, ``hints.2`` (lists counted from 1)."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def nearest(name: str, names: Sequence[str]) -> str | None:
    """Return the name that a misspelt one was meant to be, where one is near."""
    return next(iter(get_close_matches(name.casefold(), names, n=1, cutoff=0.65)), None)


class _StopReadingError(Exception):
    """Reading cannot go on; the problem is in ``problems``."""


class _Builder:
    """Builds plain data from parser events and notes what an author would lose."""

    def __init__(self, text: str, first_line: int) -> None:
        # What is left open ends on the row after the last one.
        self.rows = [*text.split("\n"), ""]
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.lines: dict[Place, int] = {}
        self.events: Iterator[Any] = _events(text)

    def problem(self, path: Place, key: str, mark: Any, found: str = "", hint: str = "") -> None:
        self.problems.append(
            Problem(
                field=dotted(path),
                found=found or say(f"yaml.{key}.found"),
                expected=say(f"yaml.{key}.expected"),
                line=mark.line + self.first_line,
                hint=hint,
            )
        )

    def document(self) -> Any:
        """Read the one mapping that a text is; None where reading stopped."""
        data: Any = None
        for event in self.events:
            mark: Any = event.start_mark
            if isinstance(event, yaml.DocumentStartEvent) and data is not None:
                self.problem((), "documents", mark)
                return None
            if isinstance(event, yaml.NodeEvent):
                data = self.node(event, ())
                if not isinstance(data, dict):
                    self.problems.clear()
                    self.problem((), "mapping", mark)
                    return None
        return data

    def node(self, event: Any, path: Place, *, flow: bool = False) -> Any:
        mark: Any = event.start_mark
        self.lines.setdefault(path, mark.line + self.first_line)
        if len(path) > MAX_DEPTH:
            self.problem(path[:1], "deep", mark)
            raise _StopReadingError
        if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
            self.problem(path, "character", mark, found=quoted(self.rows[mark.line][mark.column :]))
            raise _StopReadingError
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path, flow=flow)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, (*path, len(items))))
            return items
        return self.mapping(event, path)

    def mapping(self, event: Any, path: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        key: Any = next(self.events)
        while not isinstance(key, yaml.MappingEndEvent):
            mark: Any = key.start_mark
            if not isinstance(key, yaml.ScalarEvent) or key.anchor or key.tag:
                self.problem(path, "key", mark)
                raise _StopReadingError
            name = str(key.value)
            inner = (*path, name)
            if name in result:
                self.problem(inner, "twice", mark, found=say("yaml.twice.found", n=self.lines[inner]))
            self.lines[inner] = mark.line + self.first_line
            result[name] = self.node(next(self.events), inner, flow=bool(event.flow_style))
            key = next(self.events)
        if event.flow_style and None in result.values():
            start: Any = event.start_mark
            end: Any = key.end_mark
            row = self.rows[start.line][start.column : end.column if end.line == start.line else None]
            self.problem(path, "null_flow", start, found=quoted(row))
        return result

    def scalar(self, event: Any, path: Place, *, flow: bool) -> str | None:
        text: str = event.value
        if event.style:
            return text
        start, end = event.start_mark, event.end_mark
        # What ends a text that was left open may stand below its last row.
        rest = self.rows[end.line][end.column :].strip() if end.line < len(self.rows) else ""
        cut = rest if rest.startswith("#") else self._comment_below(start.line, end.line) if text else ""
        if cut:
            self.problem(path, "comment", start, found=quoted(f"{text} {cut}"))
        elif text in ("", "~", "null", "Null", "NULL"):
            if flow and not text:
                return None
            hint = say("yaml.quote") if text else ""
            self.problem(path, "null", start, found=quoted(text) if text else "", hint=hint)
        return text or None

    def _comment_below(self, start: int, end: int) -> str:
        """Return the row after a text if it looks like more of the text but is a comment to YAML."""
        first, below = self.rows[start], next((row for row in self.rows[end + 1 :] if row.strip()), "")
        deeper = len(below) - len(below.lstrip()) > len(first) - len(first.lstrip())
        return below.strip() if deeper and below.lstrip().startswith("#") else ""


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _refused_characters(text: str, first_line: int) -> Problem | None:
    """Find what no text of ours may hold, before a parser sees it."""
    if len(text) > MAX_TEXT:
        return Problem("", say("yaml.long.found"), say("yaml.long.expected", n=MAX_TEXT // 1024), first_line)
    rows = text.split("\n")
    for row, content in enumerate(rows):
        if "\t" in content:
            key, found = "tab", say("yaml.tab.found")
        elif match := _CONTROL.search(content):
            key, found = "control", say("yaml.control.found", code=f"{ord(match[0]):04X}")
        elif _INDENT.match(content):
            key, found = "space", say("yaml.space.found")
        else:
            continue
        return Problem(field_at(rows, row), found, say(f"yaml.{key}.expected"), row + first_line)
    return None


def unix(text: str) -> str:
    """Return a text with the line ends of our files, and without the mark that Windows may begin it with."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(text: str, first_line: int = 1) -> Text:
    """Read one YAML mapping; every scalar in it becomes text.

    Parameters
    ----------
    text
        The YAML text.
    first_line
        Number of its first line in the file or cell, for the messages.

    Raises
    ------
    ProblemsError
        With everything in the text that YAML would read otherwise than it is written.
    """
    text = unix(text)
    refused = _refused_characters(text, first_line)
    if refused:
        raise ProblemsError([refused])
    builder = _Builder(text, first_line)
    data: Any = None
    try:
        data = builder.document()
    except _StopReadingError:
        pass
    except yaml.YAMLError as error:
        slip = slip_behind(text, error)
        found = quoted(slip.found) if slip.found else say("yaml.other.found")
        expected = say(f"yaml.{slip.name}.expected")
        line = slip.row + first_line
        builder.problems = [problem for problem in builder.problems if problem.line != line]
        builder.problems.append(Problem(slip.field, found, expected, line))
    if data is None and not builder.problems:
        builder.problems.append(Problem("", say("yaml.empty.found"), say("yaml.mapping.expected"), first_line))
    if builder.problems:
        raise ProblemsError(builder.problems)
    return Text(data, builder.lines)


_EXPECTED = {
    "missing": "expected.present",
    "string_type": "expected.text",
    "string_too_short": "expected.text",
    "dict_type": "expected.mapping",
    "model_type": "expected.mapping",
    "model_attributes_type": "expected.mapping",
    "list_type": "expected.list",
    "int_parsing": "expected.integer",
    "int_parsing_size": "expected.integer",
    "int_type": "expected.integer",
    "int_from_float": "expected.integer",
    "bool_type": "expected.flag",
    "decimal_type": "expected.number",
    "finite_number": "expected.number",
}
_PATTERNS = {
    r"^[a-z0-9_]{1,30}$": "expected.part_id",
    r"^[a-z0-9_]{1,30}\.[a-z0-9_]{1,30}$": "expected.choice",
    r"^[a-z0-9-]{3,60}$": "expected.exercise_id",
    r"^[a-z0-9-]{2,40}$": "expected.module_id",
    r"^[a-z0-9-]{3,40}$": "expected.occasion_id",
    r"^[a-z][a-z_]{1,30}$": "expected.course_id",
    r"^[a-z0-9_-][a-z0-9._-]{0,63}$": "expected.participant_id",
    r"^[a-z][a-z_]{0,30}\.[0-9]{1,2}\.[0-9]{1,2}$": "expected.goal_id",
    r"^[a-z]{1,20}$": "expected.prefix",
    r"^[A-Z][A-Za-z0-9]{0,9}$": "expected.source_id",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "expected.date",
    r"^[0-9]+\.[0-9]+\.[0-9]+$": "expected.version",
    r"^https://[^\s<>\"]+$": "expected.url",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$": "expected.file_name",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.csv$": "expected.csv_name",
    r"^$|^[^@\s]+@[^@\s]+$": "expected.email",
}


def _expected(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "kurs":
        return str(context["expected"])
    if kind in _EXPECTED:
        return say(_EXPECTED[kind])
    if kind == "literal_error":
        names = [part.strip("' ") for part in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return listed(list(dict.fromkeys(names)))
    if kind == "string_pattern_mismatch":
        known = _PATTERNS.get(context["pattern"])
        return say(known) if known else say("expected.pattern", pattern=context["pattern"])
    if kind in ("too_short", "too_long"):
        limit = context.get("min_length", context.get("max_length"))
        return say(f"expected.{kind}", n=limit)
    for limit in ("ge", "gt", "le", "lt"):
        if limit in context:
            return say(f"expected.{limit}", n=context[limit])
    return say("expected.other")


def _found(error: Mapping[str, Any]) -> str:
    if error["type"] == "missing":
        return say("found.nothing")
    if error["type"] == "kurs":
        return str(error["ctx"]["found"])
    if isinstance(error["input"], list):
        return say("found.list")
    return say("found.mapping") if isinstance(error["input"], dict) else quoted(error["input"])


def problems_of(
    error: ValidationError, model: type[BaseModel], text: Text | None = None, also: Sequence[str] = ()
) -> list[Problem]:
    """Turn what a model refused into problems: field, found, expected, line.

    Parameters
    ----------
    also
        Names of fields that may stand beside the model's own, for the advice on a misspelt one.
    """
    unique: dict[tuple[str, str], Problem] = {}
    misspelt: set[Place] = set()
    for item in _as_meant(error.errors(include_url=False)):
        context = item.get("ctx", {})
        path = _fields_of(item["loc"], item["type"], text)
        path += context.get("path", ())
        line, hint = text.line(path) if text else None, ""
        if item["type"] == "extra_forbidden":
            names = [info.alias or name for name, info in _owner(model, path).model_fields.items()]
            names += also if len(path) == 1 else ()
            meant = nearest(str(path[-1]), names)
            misspelt.add((*path[:-1], meant or ""))
            problem = unknown_field(dotted(path), meant, names, line)
        else:
            if item["type"] == "string_type" and isinstance(item["input"], dict) and line:
                # A colon made a mapping of what was meant as text: it began on the same row.
                keys = [(*path, key) for key in item["input"]]
                hint = say("yaml.quote_colon") if text and text.lines.get(keys[0]) == line else ""
            problem = Problem(dotted(path), _found(item), _expected(item), line, hint)
        unique.setdefault((problem.field, problem.found), problem)
    nothing = say("found.nothing")
    return [
        problem
        for (name, found), problem in unique.items()
        if found != nothing or name not in {dotted(path) for path in misspelt}
    ]


def _as_meant(errors: Sequence[Any]) -> list[Any]:
    """Leave out that a list is no text, where a list can stand too: what is wrong in it is what the author meant."""
    unions = {
        error["loc"][:place] for error in errors for place, part in enumerate(error["loc"]) if _is_list_branch(part)
    }
    return [
        error
        for error in errors
        if not isinstance(error["input"], list) or error["loc"][:-1] not in unions or _is_list_branch(error["loc"][-1])
    ]


def _is_list_branch(part: str | int) -> bool:
    """Tell whether a part of a location is pydantic's name for the branch of a union that takes lists."""
    return isinstance(part, str) and part.startswith("list[")


def unknown_field(name: str, meant: str | None, names: Sequence[str], line: int | None) -> Problem:
    """Return the problem of a field that does not exist: what was meant, or else what there is."""
    known = say("expected.known_field", names=listed(sorted(names)))
    expected = say("expected.meant", name=meant) if meant else known
    return Problem(name, say("found.unknown_field"), expected, line)


def _fields_of(loc: Place, kind: str, text: Text | None) -> Place:
    """Return the author's fields in a location, without pydantic's names for keys and for union branches."""
    path: Place = ()
    for place, part in enumerate(loc):
        written = text is not None and (*path, part) in text.lines
        absent = place == len(loc) - 1 and kind in ("missing", "extra_forbidden")
        branch = isinstance(part, str) and (part == "[key]" or "[" in part or part.endswith("str"))
        if written or absent or not branch:
            path = (*path, part)
    return path


def _owner(model: type[BaseModel], path: Place) -> type[BaseModel]:
    """Return the model that the last field of a path belongs to."""
    for part in path[:-1]:
        info = next((i for n, i in model.model_fields.items() if part in (n, i.alias)), None)
        model = (_model_in(info.annotation) if info else None) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found), None)


def read_model(text: Text, model: type[M]) -> M:
    """Read a text with a model.

    Raises
    ------
    ProblemsError
        With every field that the model refuses.
    """
    try:
        return model.model_validate(text.data)
    except ValidationError as error:
        raise ProblemsError(problems_of(error, model, text)) from None


def read_file(path: Path, model: type[M]) -> M:
    """Read a YAML file of ours with its model.

    Raises
    ------
    KursError
        If it is missing or cannot be read; a ProblemsError with everything that is wrong in it.
    """
    try:
        return read_model(read_yaml_file(path), model)
    except ProblemsError as error:
        raise ProblemsError(error.problems, path.name) from None


def read_yaml_file(path: Path) -> Text:
    """Read a YAML file of ours that no single model can read.

    Raises
    ------
    KursError
        If it is missing or cannot be read; a ProblemsError with what YAML would lose in it.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise KursError(say("file.missing", file=path)) from None
    except UnicodeDecodeError:
        raise KursError(say("notebook.not_utf8", file=path.name)) from None
    except OSError as error:
        raise KursError(say("file.unreadable", file=path, why=error.strerror)) from None
    return read_yaml(text)


def write_yaml(data: Mapping[str, Any], indent: str = "") -> str:
    """Write a mapping as an author would: one field per line, text in quotation marks.

    What `read_yaml` reads back is the same data with every scalar as text. Values that are None are left out.
    """
    rows = []
    for name, value in data.items():
        if value is None:
            continue
        if isinstance(value, Mapping) and value:
            rows.append(f"{indent}{name}:\n{write_yaml(value, indent + '  ')}")
        elif isinstance(value, bool):
            rows.append(f"{indent}{name}: {'true' if value else 'false'}\n")
        else:
            rows.append(f"{indent}{name}: {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(rows)
