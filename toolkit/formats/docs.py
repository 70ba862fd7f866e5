"""The reference page of the formats, made from the models: ``python -m toolkit.formats.docs > docs/formats.md``."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from toolkit.authortext import MAX_DEPTH, MAX_TEXT
from toolkit.exercises import KINDS
from toolkit.exercises.base import Figure, Picture, Solution, Spec
from toolkit.exercises.branch import Choice, Node
from toolkit.exercises.branch.ways import MOST as MOST_PLACES
from toolkit.exercises.cell import BEGIN, END, MAX_VARIANTS, PRACTICE_POINTS
from toolkit.exercises.cloze import MAX_CHARACTERS as CLOZE_CHARACTERS
from toolkit.exercises.cloze import ClozeGap
from toolkit.exercises.cloze.words import LETTERS
from toolkit.exercises.hotspot import DECOYS, FARTHEST, Area
from toolkit.exercises.numeric import NumericKey, WrongNumber
from toolkit.exercises.numeric.numbers import MAX_CHARACTERS
from toolkit.exercises.plan import MOST as MOST_MEASURES
from toolkit.exercises.plan import Measure
from toolkit.exercises.text import Criterion, Example, WordGuide
from toolkit.formats.course import Change, Course, Goal, ModuleEntry, Pass, ReadingTime, Review, Source
from toolkit.formats.journal import (
    MAX_FILE,
    MAX_LINE,
    ROOM_TO_SUBMIT,
    AnswerLine,
    CheckLine,
    HintLine,
    OpenLine,
    SubmitLine,
)
from toolkit.formats.occasion import Extension, Marked, ModuleRules, Occasion, RosterRow
from toolkit.formats.release import Mark, Release, ReleasedExercise, ReleasedModule
from toolkit.formats.responses import Response
from toolkit.formats.saving import (
    Checked,
    CheckMessage,
    Hinted,
    HintMessage,
    Present,
    Refusal,
    Saved,
    SaveMessage,
)
from toolkit.formats.strictjson import MAX_DEPTH as MAX_JSON_DEPTH
from toolkit.notebook import MAX_NOTEBOOK

Models = Sequence[type[BaseModel]]

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

INTRODUCTION = """\
# Formats

What the parts of the product agree on. This page is made from the models in `toolkit/formats` and
`toolkit/exercises` by `python -m toolkit.formats.docs > docs/formats.md`; a test fails when it is not.

Files are UTF-8 with `\\n`. Times are ISO 8601 with offset, in UTC in files and in Europe/Stockholm where people read
them. A number may be written with a decimal comma or point. An unknown field is an error in what authors and the
product write, and ignored in what participants send. A change of a format changes its version and its golden file in
`tests/golden/` in the same commit.
"""

RELEASED = """\
A released notebook is the course's own without its keys, with a mark in its metadata under `kurs`. For the surface
`lab` each exercise also has a still picture of itself as its output, and its source is folded away.
"""

CELL = f"""\
A code cell: `%%exercise` alone on the first line, then one YAML mapping. The fields below are those of every kind; each
kind has some of its own. A graded exercise (`points`) ends with one hidden region, nbgrader's own, which by itself is
a YAML mapping with the solution. A practice exercise (`practice: true`) has the same fields in the open and no region.

    %%exercise
    id: intro-1-vem-leder
    kind: single
    goal: intro.1.3
    points: 2
    prompt: "Vem ska leda rådet?"
    options:
      a: "Kommunen"
      b: "Polisen"
    {BEGIN}
    key: a
    explanation: "Rådet ska ledas av kommunen (10 §) [L1]."
    {END}

YAML is read by the 1.2 core schema, and by the model: text stays text (`14:02`, `no`, `3.10`, a date). Repeated keys,
tabs, aliases, tags, nulls, a ` #` inside a value and a flow mapping with an empty value are errors. Windows line ends
are read as ours. A comment on a line of its own is allowed between fields.

With `variants: {{a: {{...}}, b: {{...}}}}` (2 to {MAX_VARIANTS}) each letter overrides open fields; id, kind, goal,
points, practice, pair, mastery, withdrawn and waive cannot vary. The solution is then
`variant_keys: {{a: {{...}}, b: {{...}}}}` with the same letters, each with the fields of a solution.
"""

KIND = {
    "single": (
        "Choose one of several options.",
        'An answer is the id of an option, `"a"`.',
        "1 for the key, else 0.",
    ),
    "multiple": (
        "Choose one or more of several options.",
        'An answer is a list of ids of options in any order, `["a", "c"]`, each at most once. An empty list is'
        " refused: nothing chosen is sent as null. More than `choose` can be sent, and is scored as it stands.",
        "max(0, (hits - false alarms) / keys): a hit is a chosen option of the key, a false alarm another chosen"
        " option, and keys the number of options in the key. With `scoring: all` 1 for exactly the key, else 0.",
    ),
    "sort": (
        "Put cards in groups.",
        'An answer is `{"item": "group"}` with the cards that have been placed; `ingen` is the place of a card in no'
        " group, and an item that is absent lies there too. An empty mapping is refused: nothing chosen is sent as"
        " null.",
        "Items in an accepted group / items. A distractor, whose key is `ingen`, is right when it is left there.",
    ),
    "numeric": (
        "Answer with a number.",
        'An answer is the text as it was typed, `"1 234,5"`; the unit is shown and never part of it. White space alone'
        f" is refused: nothing typed is sent as null. A number has the digits 0-9 and at most {MAX_CHARACTERS}"
        " characters in all. Comma or point is the decimal mark, with digits on both sides; `+`, `-` or the minus sign"
        " U+2212 may lead. Ordinary, no-break, narrow no-break and thin spaces (U+00A0, U+202F, U+2009) between digits"
        " group them; white space around the number is no part of it. There is no exponent and no per cent sign. The"
        " key, its tolerance and the known mistakes are written the same way.",
        "1 if |answer - value| <= `abs`, or with `rel` if |answer - value| <= `rel` * |value|; else 0. The arithmetic"
        " is exact and decimal, and the ends of the tolerance are right. `wrong` gives no points: of the known mistakes"
        " whose tolerance a wrong answer keeps, the nearest gives its feedback.",
    ),
    "hotspot": (
        "Mark places in a drawing, which is the exercise's `figure`: an SVG whose `viewBox` gives the units of every"
        " place. It has two forms. With `areas` the participant chooses among named places, in a list or in the"
        " drawing, where each has the letter that it has in the list; draw no letters of your own. The cells of a grid"
        " are areas too, rectangles that share their edges. With `marks` the participant places so many points"
        " anywhere, by pressing in the drawing or with two sliders, and the places stand in the key alone. Prefer"
        " `areas`: who does not see the drawing can answer from the names and the figure's `alt`, while points ask"
        " everyone to find a place that only the drawing shows. The page says where a point lies, not what is there.",
        'An answer is a list of ids of areas in any order, `["a", "c"]`, each at most once; or with `marks` a list of'
        " at least one and at most so many points, `[[x, y], ...]`, in the drawing's units and within"
        f" {FARTHEST} of 0. An empty list is refused: nothing marked is sent as null.",
        "Areas: max(0, (hits - false) / keys), where a hit is an area of the key, false another area, and keys the"
        " number of areas in the key. Points: places of the key with a point in them / places in the key; a second"
        " point in a place gives nothing, and one beside them takes nothing. Numbers are taken as they are written,"
        " the arithmetic is exact, and an edge belongs to its place. No area may overlap another, though edges may"
        f" meet; places to be found by points may not touch. Each area of the key has at least {DECOYS} that are not"
        " in it beside it, and `marks` is the number of places in the key, so that all of them can be found. `kurs"
        " check` refuses a place outside the `viewBox`.",
    ),
    "rank": (
        "Put items in order.",
        'An answer is a list with the id of every item, the first one first: `["b", "a", "c"]`. The order that is shown'
        " at first is no answer until somebody moves an item or says that it is right. In the key an accepted order is"
        " a list of every item, where an inner list is a tie; a key with an id directly in it is one order.",
        "max(0, 2s - 1), with s = 1 - D / Dmax: Dmax is the number of pairs of items that are untied in an accepted"
        " order, and D how many of them stand the other way round. Of several accepted orders the one with the greatest"
        " s counts. Half of the pairs gives nothing.",
    ),
    "cloze": (
        "Fill the gaps of a text.",
        'An answer is `{"gap": "text"}` with the gaps that have been filled, each with one of its choices or with at'
        f" most {CLOZE_CHARACTERS} characters as they were typed. A text of white space alone, and an empty mapping,"
        " are refused: nothing filled is sent as null. A gap is `{id}` in `text`, with an id that stands there once;"
        " there are no other braces. The choices of a gap are shown in an order by the hash, each its own id.",
        "Gaps right / gaps. A typed text is right if it is an accepted one, where capitals, how letters are composed"
        " (both are NFC) and white space around it or repeated in it do not count. With `spelling: 1` a gap that is"
        f" typed in is right also with one insertion, deletion or substitution within a word of {LETTERS} letters or"
        " more, counted in the accepted text. What is chosen is never misspelt.",
    ),
    "branch": (
        "Make choices, each of which leads on to another node. A node without choices is an ending, and none can be"
        " visited twice.",
        'An answer is the path from the start on, `[["node", "choice"], ...]`, finished or not; an empty list is'
        " refused: nothing chosen is sent as null. A choice with `if` is open only when every choice in it has been"
        " made. In a graded branch the first choice that is recorded in a node stands: a later answer must begin with"
        " the whole path of the present one, in the same variant. An answer that does not, null and *Vet inte* among"
        " them, is refused `invalid`, and is a bad line in a journal; the same path again is a resend. What follows a"
        " choice is shown when the choice is in the journal. In practice one may step back.",
        "points of the choices on the path / the best sum of any path that the conditions leave open. An unfinished"
        f" path has what it has. At most {MOST_PLACES} places, told apart by the earlier choices that matter, are"
        " searched for the best sum.",
    ),
    "plan": (
        "Choose measures that a budget has room for.",
        'An answer is a list of ids of measures in any order, `["a", "d"]`, each at most once. An empty list is'
        " refused: nothing chosen is sent as null. What costs more than the budget can be sent.",
        "0 when cost + upkeep x `years` of what is chosen comes to more than `budget`; else max(0, the sum of the"
        " weights / the best sum of any plan within the budget). A weight above 0 counts only when all that its measure"
        " `requires` is chosen and nothing that excludes it, whichever stands first in the pair; a weight below 0"
        " always counts. A chosen measure meets a requirement also when it earns nothing itself. The best sum is found"
        f" by trying every plan, of at most {MOST_MEASURES} measures.",
    ),
    "text": (
        "Write a text, which a person marks.",
        'An answer is the text as it was written, `"Klockan 15 ..."`, with its line breaks (`\\n`) and without white'
        " space before and after it. White space alone is refused: nothing written is sent as null. Control characters"
        " other than line breaks and tabs are refused. A word is a run of signs without white space, with a letter or a"
        " digit in it; more or fewer words than the guide says are taken all the same.",
        "The points of the rubric, given by hand. Until then the points are null, and the status is `awaiting_marking`;"
        " unanswered is 0 and waits for nobody. In practice there is no right or wrong: a check shows the rubric, whose"
        " texts are then questions without points, and the examples, and its line has 0 of 0 points. A text is never"
        " `mastery`.",
    ),
}
"""What each kind is, how an answer is written, and its share of the points."""

PARTS: Mapping[str, Models] = {
    "numeric": [NumericKey, WrongNumber],
    "hotspot": [Area],
    "cloze": [ClozeGap],
    "branch": [Node, Choice],
    "plan": [Measure],
    "text": [WordGuide, Criterion, Example],
}
"""What a kind's own fields are made of."""

SCORE = f"""\
The score is the share of the points, a plain float within 0 and the maximum. Share and points are exact fractions
until the end; the product is rounded once, half up, to 0.01: `floor(share * points * 100 + 1/2) / 100`. Null, an answer
never given or cleared, scores 0. In a module with the role `pretest` every exercise also takes `{{"dk": true}}`, the
button *Vet inte*, with the share 0; elsewhere, or with more fields, it is refused. A practice exercise is scored out
of {PRACTICE_POINTS} point and counts nowhere. An answer that is marked by hand has no points until it is marked. What
is no answer to the exercise (another type, an unknown id) is refused, and never scored.
"""

MARKING = """\
In nbgrader's gradebook an answered `text` has no score and `needs_manual_grade`, until a marker gives it a mark. A mark
is never overwritten. When a hand-in is graded again the mark of an answer that is the same stays as it is; one of an
answer that has changed, or is gone, waits to be looked at again (`needs_manual_grade`). What is the same is told by
`marking/<participant>/<module>.json`; without that file every mark waits.
"""

REV = """\
`rev` says which version of an exercise somebody saw. It is the first six hexadecimal digits of the SHA-256 of the
canonical JSON of the open fields: keys sorted, no spaces, UTF-8, nothing escaped that need not be. The fields are taken
as the model reads them, so that `points: 2`, `points: 2.0` and `points: "2,0"` are the same number, `2.0`; fields that
the author has not written are left out. With variants the mapping has the common fields and `variants`, with the fields
that each letter overrides; a common field that every variant overrides is never read, and is left out. The fields of
the solution are never part, not even in practice, where they stand in the open. The released cell, whose region is
gone, has the same `rev` as the source.
"""

VARIANTS = """\
Which variant a participant meets is the highest SHA-256 over `seed | participant | (pair or exercise) | variant`,
written without spaces, in UTF-8, with `|` between the parts; equal hashes are ordered by the letter. `seed` stands in
release.json and is no secret. The place in that order is 1 for the paired exercise of the final test and else 0, plus
the number of retakes in the chain, modulo the number of variants. Options and items are shown in an order by the same
hash, with their ids in place of the variant, unless `ordered`.

The two exercises of a `pair` stand one in the pre-test and one in the final test, both for points, with the same
variants and the same key; `confidence`, `withdrawn` and `waive` may differ. `kurs check` compares them.
"""

JOURNAL = """\
`answers.jsonl`: one JSON object a line, appended and never changed. `n` is given by the writer under the lock; of lines
with the same `view` and `seq` the first counts, so a resend is harmless. The present answer is the last valid `answer`
line. Repeated keys, NaN, lone surrogates, an answer that the exercise refuses and a last line without newline make a
bad line: it is counted and listed, and costs nothing else.
"""

LIMITS = f"""\
| what | limit |
|---|---|
| one YAML text (a cell, course.yml, occasion.yml) | {MAX_TEXT // 1024} KiB, {MAX_DEPTH} levels |
| one notebook | {MAX_NOTEBOOK // 1024**2} MiB |
| one line of a journal | {MAX_LINE // 1024} KiB, {MAX_JSON_DEPTH} levels |
| one journal | {MAX_FILE // 1024**2} MiB, of which answers leave {ROOM_TO_SUBMIT // 1024} KiB to hand in |
| variants of an exercise | {MAX_VARIANTS} |
"""


def reference() -> str:
    """Return the whole page, in Markdown."""
    return "\n".join(part.rstrip("\n") + "\n" for part in _parts())


def _parts() -> Iterator[str]:
    yield INTRODUCTION
    yield "## Ids"
    rows = [(name, f"`{pattern}`", of, example) for pattern, (name, of, example) in IDS.items()]
    yield _table(("id", "pattern", "of", "example"), rows)
    yield from _section("Course", "`courses/<course>/course.yml`.", [Course, ModuleEntry, ReadingTime, Goal, Pass])
    yield from _tables([Source, Review, Change])
    yield from _section("The exercise cell", CELL, [Spec, Figure, Picture, Solution])
    for name, kind in KINDS.items():
        what, answer, share = KIND[name]
        yield f"### Kind `{name}`\n\n{what} {answer}\n\nShare: {share}"
        yield _fields(kind.spec, besides=Spec)
        yield "In the solution:"
        yield _fields(kind.solution, besides=Solution)
        yield from _tables(PARTS.get(name, []))
    for title, text in (("Score", SCORE), ("Revision of an exercise", REV), ("Variants", VARIANTS)):
        yield f"## {title}\n\n{text}"
    yield from _section("The journal", JOURNAL, [AnswerLine, CheckLine, HintLine, OpenLine, SubmitLine])
    text = "What a view sends, and what it gets back; the same JSON in a notebook and over HTTP."
    yield from _section("Messages", text, [SaveMessage, CheckMessage, HintMessage, Saved, Checked, Hinted])
    yield from _tables([Refusal, Present])
    yield from _section("Occasion", "`occasion.yml` in the occasion's folder.", [Occasion, ModuleRules])
    text = "`roster.csv`, as Excel writes it: `;` or `,`, with or without a byte order mark, UTF-8 or cp1252."
    yield from _section("Roster", text, [RosterRow])
    yield from _section("Extensions", "`extensions.csv`, written as the roster is.", [Extension])
    yield from _section("Release", "`release.json`.", [Release, ReleasedModule, ReleasedExercise])
    yield from _section("Released notebook", RELEASED, [Mark])
    yield from _section("Marking", MARKING, [Marked])
    text = "`responses.parquet`: one row per active participant and graded exercise of a released module."
    yield from _section("Responses", text, [Response])
    yield f"## Limits\n\n{LIMITS}"


def _section(title: str, text: str, models: Models) -> Iterator[str]:
    yield f"## {title}\n\n{text}"
    yield from _tables(models)


def _tables(models: Models) -> Iterator[str]:
    for model in models:
        yield f"### {model.__name__}\n\n{(model.__doc__ or '').strip().splitlines()[0]}"
        yield _fields(model)


def _fields(model: type[BaseModel], besides: type[BaseModel] | None = None) -> str:
    """Return the table of a model's fields, without those that it has from another as they are."""
    schema = model.model_json_schema()
    others = besides.model_fields if besides else {}
    inherited = {name for name in others if others[name].annotation == model.model_fields[name].annotation}
    rows = []
    for name, field in schema["properties"].items():
        if name not in inherited:
            required = name in schema.get("required", ())
            default = "required" if required else _default(field.get("default"))
            rows.append((f"`{name}`", _type(field), default, field["description"]))
    return _table(("field", "type", "default", "meaning"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _default(value: Any) -> str:
    return "unset" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"


def _type(schema: Mapping[str, Any]) -> str:
    """Say in a few words what a JSON schema takes."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return "JSON" if name == "JsonValue" else f"[{name}](#{name.lower()})"
    if "const" in schema or "enum" in schema:
        choices = schema.get("enum", [schema.get("const")])
        return ", ".join(dict.fromkeys(f"`{str(choice).lower()}`" for choice in choices))
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return _either(choices)
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}{_bounds(schema, 'minItems', 'maxItems')}"
    if schema.get("type") == "object":
        return f"{_mapping(schema)}{_bounds(schema, 'minProperties', 'maxProperties')}"
    if schema.get("type") == "string":
        return _text(schema)
    if schema.get("type") in ("integer", "number"):
        return f"{schema['type']}{_bounds(schema, 'minimum', 'maximum')}"
    return {"boolean": "`true`, `false`", "null": "null"}[schema["type"]]


def _either(choices: Sequence[Mapping[str, Any]]) -> str:
    if any(choice.get("type") == "number" for choice in choices):
        choices = [choice for choice in choices if choice.get("type") != "string"]  # a number written as text
    return " or ".join(dict.fromkeys(_type(choice) for choice in choices))


def _text(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date-time":
        return "time"
    pattern = schema.get("pattern")
    if pattern is None:
        return "text"
    return IDS[pattern][0] if pattern in IDS else f"`{pattern}`"


def _mapping(schema: Mapping[str, Any]) -> str:
    if "patternProperties" in schema:
        ((pattern, value),) = schema["patternProperties"].items()
        return f"{{{_text({'pattern': pattern})}: {_type(value)}}}"
    value = schema.get("additionalProperties")
    return f"{{text: {_type(value) if isinstance(value, dict) else 'JSON'}}}"


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


if __name__ == "__main__":
    print(reference(), end="")
