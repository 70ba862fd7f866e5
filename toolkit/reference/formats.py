"""The page of the formats, made from the models."""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from toolkit.authortext import MAX_DEPTH, MAX_TEXT
from toolkit.exercises import KINDS
from toolkit.exercises.base import Figure, Picture, Solution, Spec
from toolkit.exercises.cell import BEGIN, END, MAX_VARIANTS, PRACTICE_POINTS
from toolkit.formats.backup import Backup, BackupEntry
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
from toolkit.formats.published import Published, PublishedExercise, Reading, StrandPoints
from toolkit.formats.release import Mark, Publication, Release, ReleasedExercise, ReleasedModule
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
from toolkit.reference.kinds import KIND
from toolkit.reference.tables import IDS, fields, table

Models = Sequence[type[BaseModel]]

INTRODUCTION = """\
# Formats

What the parts of the product agree on. This page is made from the models in `toolkit/formats` and
`toolkit/exercises` by `python -m toolkit.reference`; a test fails when it is not.

Files are UTF-8 with `\\n`. Times are ISO 8601 with offset, in UTC in files and in Europe/Stockholm where people read
them. A number may be written with a decimal comma or point. An unknown field is an error in what authors and the
product write, and ignored in what participants send. A change of a format changes its version and its golden file in
`tests/golden/` in the same commit.
"""

RELEASED = """\
A released notebook is the course's own without its keys, with a mark in its metadata under `kurs`. For the surface
`lab` each exercise also has a still picture of itself as its output, no cell can be edited, the source of code is
folded away, and a last cell, `%hand_in`, is where the module is handed in.
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

BACKUP = """\
What `kurs backup` writes: a `.tar.gz` with the folder `occasions/`, and in it the occasions and `accounts.db`. Of a
journal and of the files in `log/` it has the lines that were whole, of a database its content at one moment. What is no
file or folder is left out, and so are one-time codes. The last member, `manifest.jsonl`, says what comes before it;
`kurs restore` takes nothing else.
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


def page() -> str:
    """Return the whole page, in Markdown."""
    return "\n".join(part.rstrip("\n") + "\n" for part in _parts())


def _parts() -> Iterator[str]:
    yield INTRODUCTION
    yield "## Ids"
    rows = [(name, f"`{pattern}`", of, example) for pattern, (name, of, example) in IDS.items()]
    yield table(("id", "pattern", "of", "example"), rows)
    yield from _section("Course", "`courses/<course>/course.yml`.", [Course, ModuleEntry, ReadingTime, Goal, Pass])
    yield from _tables([Source, Review, Change])
    yield from _section("The exercise cell", CELL, [Spec, Figure, Picture, Solution])
    yield "## Kinds\n\nEach has a page with its fields, what an answer to it is, its points and examples."
    kinds = [(f"[`{name}`](kinds/{name}.md)", KIND[name].what.partition(". ")[0]) for name in KINDS]
    yield table(("kind", "what"), [(link, what.rstrip(".")) for link, what in kinds])
    for title, text in (("Score", SCORE), ("Revision of an exercise", REV), ("Variants", VARIANTS)):
        yield f"## {title}\n\n{text}"
    yield from _section("The journal", JOURNAL, [AnswerLine, CheckLine, HintLine, OpenLine, SubmitLine])
    text = "What a view sends, and what it gets back; the same JSON in a notebook and over HTTP."
    yield from _section("Messages", text, [SaveMessage, CheckMessage, HintMessage, Saved, Checked, Hinted])
    yield from _tables([Refusal, Present])
    yield from _section("Occasion", "`occasion.yml` in the occasion's folder.", [Occasion, ModuleRules])
    text = "`roster.csv`, as Excel writes it: `;` or `,`, with or without a byte order mark, UTF-8 or cp1252."
    yield from _section("Roster", text, [RosterRow])
    text = (
        "`extensions.csv`, written as the roster is. Once feedback on a pre-test or final test has been published only"
        " the extensions that were there then hold, whatever `at` says; who is to try again has a retake."
    )
    yield from _section("Extensions", text, [Extension])
    yield from _section("Release", "`release.json`.", [Release, ReleasedModule, ReleasedExercise, Publication])
    yield from _section("Released notebook", RELEASED, [Mark])
    yield from _section("Marking", MARKING, [Marked])
    text = (
        "`published/<participant>/<module>.json`, which `kurs feedback` writes and the page shows. Under `points` no"
        " exercise is listed; under `explanation` the author's texts on what was answered, and the explanation; under"
        " `key` also what is right. A module that can be handed in until due is published when its due and every"
        " extension have passed and everything has been marked; `at_once` for each person as soon as they are graded."
        " Where participants work in JupyterLab they fetch the same with nbgrader."
    )
    yield from _section("Published", text, [Published, StrandPoints, Reading, PublishedExercise])
    text = "`responses.parquet`: one row per active participant and graded exercise of a released module."
    yield from _section("Responses", text, [Response])
    yield from _section("Backup", BACKUP, [Backup, BackupEntry])
    yield f"## Limits\n\n{LIMITS}"


def _section(title: str, text: str, models: Models) -> Iterator[str]:
    yield f"## {title}\n\n{text}"
    yield from _tables(models)


def _tables(models: Models) -> Iterator[str]:
    for model in models:
        yield f"### {model.__name__}\n\n{(model.__doc__ or '').strip().splitlines()[0]}"
        yield fields(model)
