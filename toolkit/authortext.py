"""YAML as authors write it: the 1.2 core schema, where the model decides what a scalar is, not the parser.

Every scalar stays text (``14:02``, ``no``, ``3.10``, a date). What YAML would change or drop without a word is
refused with a sentence: repeated keys, tabs, aliases, tags, nulls, a ``#`` that cuts a value off.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from toolkit.errors import Problem, ProblemsError
from toolkit.messages import listed, quoted, say

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_TEXT = 256 * 1024
"""Characters of one YAML text; a cell of a course has at most some thousand."""
MAX_DEPTH = 16
"""Levels of lists and mappings."""


@dataclass
class Text:
    """A YAML mapping that was read: the data, and the line of every path in it, counted from 1."""

    data: dict[str, Any]
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """Return the line of a path, or of its nearest parent that stands in the text."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


class _StopReadingError(Exception):
    """Reading cannot go on; the problem is in ``problems``."""


class _Builder:
    """Builds plain data from parser events and notes what an author would lose."""

    def __init__(self, text: str, first_line: int) -> None:
        self.rows = text.split("\n")
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.lines: dict[Path, int] = {}
        self.events: Iterator[Any] = _events(text)

    def problem(self, path: Path, key: str, mark: Any, found: object = "", expected: str = "") -> None:
        self.problems.append(
            Problem(
                field=dotted(path),
                found=quoted(found) if found else say(f"yaml.{key}.found"),
                expected=expected or say(f"yaml.{key}.expected"),
                line=mark.line + self.first_line,
                hint=say("yaml.quote") if key in ("comment", "null", "null_flow") else "",
            )
        )

    def node(self, event: Any, path: Path) -> Any:
        if len(path) > MAX_DEPTH:
            self.problem(path[:1], "deep", event.start_mark)
            raise _StopReadingError
        self.lines.setdefault(path, event.start_mark.line + self.first_line)
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.problem(path, "alias", event.start_mark)
            raise _StopReadingError
        if event.tag:
            self.problem(path, "tag", event.start_mark, found=event.tag)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, (*path, len(items))))
            return items
        return self.mapping(event, path)

    def mapping(self, event: Any, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        key: Any
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent) or key.anchor or key.tag:
                self.problem(path, "key", key.start_mark)
                raise _StopReadingError
            inner = (*path, key.value)
            if key.value in result:
                self.problem(inner, "twice", key.start_mark)
            self.lines[inner] = key.start_mark.line + self.first_line
            value = self.node(next(self.events), inner)
            if event.flow_style and value is None:
                self.problems.pop()
                self.problem(inner, "null_flow", key.start_mark)
            result[key.value] = value
        return result

    def scalar(self, event: Any, path: Path) -> str | None:
        text: str = event.value
        if event.style in ("'", '"'):
            return text
        if not event.style and text in ("", "~", "null", "Null", "NULL"):
            self.problem(path, "null", event.start_mark, found=text)
            return None
        if not event.style:
            rest = self.rows[event.end_mark.line][event.end_mark.column :]
            if rest.lstrip().startswith("#"):
                self.problem(path, "comment", event.start_mark, found=f"{text} {rest.strip()}")
        return text


def dotted(path: Path) -> str:
    """Write a path as people do: ``options.a``, ``hints.2`` (lists counted from 1)."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


_SYNTAX = (
    ("mapping values are not allowed", "colon"),
    ("could not find expected ':'", "no_colon"),
    ("found character that cannot start any token", "character"),
    ("found unexpected end of stream", "quote_open"),
    ("while scanning a quoted scalar", "quote_open"),
    ("expected <block end>", "indent"),
    ("did not find expected key", "indent"),
    ("did not find expected ',' or", "flow"),
    ("expected ',' or", "flow"),
    ("special characters are not allowed", "control"),
    ("control characters are not allowed", "control"),
)


def _syntax_problem(text: str, first_line: int, error: yaml.YAMLError) -> Problem:
    """Say in Swedish what the parser could not read, and where."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')} {getattr(error, 'reason', '')}"
    name = next((name for words, name in _SYNTAX if words in said), "other")
    row = text.split("\n")[mark.line].strip() if mark and mark.line < text.count("\n") + 1 else ""
    return Problem(
        field="",
        found=quoted(row) if row else say("yaml.other.found"),
        expected=say(f"yaml.{name}.expected"),
        line=mark.line + first_line if mark else None,
    )


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
    if len(text) > MAX_TEXT:
        raise ProblemsError([Problem("", say("yaml.long.found"), say("yaml.long.expected", n=MAX_TEXT))])
    for number, row in enumerate(text.split("\n")):
        if "\t" in row[: len(row) - len(row.lstrip())]:
            raise ProblemsError(
                [Problem("", say("yaml.tab.found"), say("yaml.tab.expected"), number + first_line)]
            )
    builder = _Builder(text, first_line)
    data: Any = None
    try:
        for event in builder.events:
            if isinstance(event, yaml.DocumentStartEvent) and data is not None:
                builder.problem((), "documents", event.start_mark)
                raise _StopReadingError
            if isinstance(event, yaml.NodeEvent):
                data = builder.node(event, ())
                if not isinstance(data, dict):
                    builder.problems.clear()
                    builder.problem((), "mapping", event.start_mark)
                    raise _StopReadingError
    except _StopReadingError:
        pass
    except (yaml.YAMLError, RecursionError) as error:
        broken = error if isinstance(error, yaml.YAMLError) else yaml.YAMLError()
        builder.problems.append(_syntax_problem(text, first_line, broken))
    if data is None and not builder.problems:
        builder.problems.append(
            Problem("", say("yaml.empty.found"), say("yaml.mapping.expected"), first_line)
        )
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
    "int_type": "expected.integer",
    "int_from_float": "expected.integer",
}
_ID_PATTERNS = {
    r"^[a-z0-9_]{1,30}$": "expected.part_id",
    r"^[a-z0-9-]{3,60}$": "expected.exercise_id",
    r"^[a-z0-9-]{2,40}$": "expected.module_id",
    r"^[a-z0-9-]{3,40}$": "expected.occasion_id",
    r"^[a-z][a-z_]{1,30}$": "expected.course_id",
    r"^[a-z0-9_-][a-z0-9._-]{0,63}$": "expected.participant_id",
    r"^[a-z][a-z_]{0,30}\.[0-9]{1,2}\.[0-9]{1,2}$": "expected.goal_id",
}


def _expected(error: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "kurs":
        return str(context["expected"])
    if kind in _EXPECTED:
        return say(_EXPECTED[kind])
    if kind == "extra_forbidden":
        names = sorted(info.alias or name for name, info in model.model_fields.items())
        return say("expected.known_field", names=listed(names))
    if kind == "literal_error":
        names = [part.strip("' ") for part in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return listed(list(dict.fromkeys(names)))
    if kind == "string_pattern_mismatch" and context["pattern"] in _ID_PATTERNS:
        return say(_ID_PATTERNS[context["pattern"]])
    if kind in ("too_short", "too_long"):
        limit = context.get("min_length", context.get("max_length"))
        return say(f"expected.{kind}", n=limit)
    for limit in ("ge", "gt", "le", "lt"):
        if limit in context:
            return say(f"expected.{limit}", n=context[limit])
    if kind == "string_pattern_mismatch":
        return say("expected.pattern", pattern=context["pattern"])
    return str(error["msg"])


def problems_of(error: ValidationError, model: type[BaseModel], text: Text | None = None) -> list[Problem]:
    """Turn what a model refused into problems: field, found, expected, line."""
    problems = []
    for item in error.errors(include_url=False):
        path = _fields_of(item["loc"], item["type"], text)
        owner = _owner(model, path)
        context = item.get("ctx", {})
        if item["type"] == "missing":
            found = say("found.nothing")
        elif item["type"] == "kurs":
            found = str(context["found"])
        elif item["type"] == "extra_forbidden":
            found = say("found.unknown_field")
        elif isinstance(item["input"], dict | list):
            found = say("found.list" if isinstance(item["input"], list) else "found.mapping")
        else:
            found = quoted(item["input"])
        problems.append(
            Problem(dotted(path), found, _expected(item, owner), text.line(path) if text else None)
        )
    unique: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        unique.setdefault((problem.field, problem.found), problem)
    return list(unique.values())


def _fields_of(loc: Path, kind: str, text: Text | None) -> Path:
    """Return the author's fields in a location, without pydantic's names for keys and for union branches."""
    path: Path = ()
    for place, part in enumerate(loc):
        written = text is not None and (*path, part) in text.lines
        absent = place == len(loc) - 1 and kind in ("missing", "extra_forbidden")
        branch = isinstance(part, str) and (part == "[key]" or "[" in part or part.endswith("str"))
        if written or absent or not branch:
            path = (*path, part)
    return path


def _owner(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """Return the model that the last field of a path belongs to."""
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        info = next((i for n, i in model.model_fields.items() if part in (n, i.alias)), None)
        inner = _model_in(info.annotation) if info else None
        if inner is None:
            return model
        model = inner
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found:
            return found
    return None


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
