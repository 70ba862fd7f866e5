"""Tables in Markdown of the fields of models: name, type, default and what each means."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

Links = Mapping[str, str]
"""Pages that models are described on, by the name of the model."""
NOWHERE: Links = MappingProxyType({})

IDS = {
    r"^[a-z][a-z_]{1,30}$": ("course id", "the course, and its folder", "`social_prevention`"),
    r"^[a-z]{1,20}$": ("prefix", "begins the ids of a course's goals and exercises", "`social`"),
    r"^[a-z0-9-]{2,40}$": ("module id", "folder, notebook and nbgrader assignment", "`1-uppdraget`"),
    r"^[a-z][a-z_]{0,30}\.[0-9]{1,2}\.[0-9]{1,2}$": ("goal id", "`<prefix>.<module number>.<n>`", "`intro.1.2`"),
    r"^[a-z0-9-]{3,60}$": (
        "exercise id",
        "begins with `<prefix>-`, unique over all courses, never reused; nbgrader's `grade_id`",
        "`intro-1-ska-eller-verka-for`",
    ),
    r"^[a-z0-9_]{1,30}$": ("part id", "an option, item, group or variant; tells nothing about the key", "`rad`"),
    r"^[a-z0-9_]{1,30}\.[a-z0-9_]{1,30}$": ("choice id", "a choice of a branch: `<node>.<choice>`", "`mote.logg`"),
    r"^[A-Z][A-Za-z0-9]{0,9}$": ("source id", "a source in course.yml", "`L1`"),
    r"^[a-z0-9_-][a-z0-9._-]{0,63}$": (
        "participant id",
        "the same in roster, hub, exchange, gradebook and journal path",
        "`anna.berg`",
    ),
    r"^[a-z0-9-]{3,40}$": ("occasion id", "the occasion, and nbgrader's course id in the exchange", "`intro-2026-ht`"),
}
"""Patterns that have a name: what they are the id of, and an example."""


def fields(model: type[BaseModel], besides: type[BaseModel] | None = None, elsewhere: Links = NOWHERE) -> str:
    """Return the table of a model's fields.

    Parameters
    ----------
    besides
        A model whose fields are left out, where this one has them from it as they are.
    elsewhere
        Where the models that are described on another page stand, by name.
    """
    schema = model.model_json_schema()
    others = besides.model_fields if besides else {}
    inherited = {name for name in others if others[name].annotation == model.model_fields[name].annotation}
    rows = []
    for name, field in schema["properties"].items():
        if name not in inherited:
            required = name in schema.get("required", ())
            default = "required" if required else _default(field.get("default"))
            rows.append((f"`{name}`", _type(field, elsewhere), default, field["description"]))
    return table(("field", "type", "default", "meaning"), rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _default(value: Any) -> str:
    return "unset" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"


def _type(schema: Mapping[str, Any], elsewhere: Links) -> str:
    """Say in a few words what a JSON schema takes."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return "JSON" if name == "JsonValue" else f"[{name}]({elsewhere.get(name, '')}#{name.lower()})"
    if "const" in schema or "enum" in schema:
        choices = schema.get("enum", [schema.get("const")])
        return ", ".join(dict.fromkeys(f"`{str(choice).lower()}`" for choice in choices))
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return _either(choices, elsewhere)
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'], elsewhere)}{_bounds(schema, 'minItems', 'maxItems')}"
    if schema.get("type") == "object":
        return f"{_mapping(schema, elsewhere)}{_bounds(schema, 'minProperties', 'maxProperties')}"
    if schema.get("type") == "string":
        return _text(schema)
    if schema.get("type") in ("integer", "number"):
        return f"{schema['type']}{_bounds(schema, 'minimum', 'maximum')}"
    return {"boolean": "`true`, `false`", "null": "null"}[schema["type"]]


def _either(choices: Sequence[Mapping[str, Any]], elsewhere: Links) -> str:
    if any(choice.get("type") == "number" for choice in choices):
        choices = [choice for choice in choices if choice.get("type") != "string"]  # a number written as text
    return " or ".join(dict.fromkeys(_type(choice, elsewhere) for choice in choices))


def _text(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date-time":
        return "time"
    pattern = schema.get("pattern")
    if pattern is None:
        return "text"
    return IDS[pattern][0] if pattern in IDS else f"`{pattern}`"


def _mapping(schema: Mapping[str, Any], elsewhere: Links) -> str:
    if "patternProperties" in schema:
        ((pattern, value),) = schema["patternProperties"].items()
        return f"{{{_text({'pattern': pattern})}: {_type(value, elsewhere)}}}"
    value = schema.get("additionalProperties")
    return f"{{text: {_type(value, elsewhere) if isinstance(value, dict) else 'JSON'}}}"


def _bounds(schema: Mapping[str, Any], least: str, most: str) -> str:
    """Return what a number or a count must keep to."""
    low, above, high = schema.get(least), schema.get("exclusiveMinimum"), schema.get(most)
    if high is not None and high >= 2**53:
        high = "2^53"
    if low is not None and high is not None:
        return f", {low}" if low == high else f", {low} to {high}"
    parts = [f"at least {low}"] if low is not None else [f"above {above}"] if above is not None else []
    parts += [f"at most {high}"] if high is not None else []
    return f", {', '.join(parts)}" if parts else ""
