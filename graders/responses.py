"""``responses.parquet``: one tidy table of everything that was answered, after which nothing else is read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from graders.collect import hand_ins
from graders.given import read_given
from graders.inprocess import collecting_only_new
from graders.pseudonym import pseudonym, read_key
from toolkit.deadlines import due_for, extensions_of
from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise
from toolkit.exercises.text import count_words
from toolkit.files import replace_file
from toolkit.fold import Fold, Present, fold
from toolkit.fold import read as read_journal
from toolkit.formats import ReleasedModule, RosterRow
from toolkit.formats.strictjson import dumps
from toolkit.messages import say
from toolkit.notebook import Notebook
from toolkit.occasion import JOURNAL, OccasionFolder
from toolkit.roster import read_roster

_TIME = pa.timestamp("ms", tz="UTC")
SCHEMA = pa.schema(
    [
        ("v", pa.int8()),
        *((name, pa.string()) for name in ("pid", "occasion", "course", "course_version", "module")),
        *((name, pa.string()) for name in ("module_role", "exercise", "variant", "rev", "goal", "strand")),
        *((name, pa.string()) for name in ("level", "kind", "status")),
        ("points", pa.float32()),
        ("max_points", pa.float32()),
        ("answer", pa.string()),
        ("words", pa.int32()),
        ("confidence", pa.int8()),
        *((name, _TIME) for name in ("first_at", "last_at", "submitted_at")),
        ("seconds", pa.float64()),
        ("changes", pa.int32()),
        ("n_submissions", pa.int32()),
        ("late", pa.bool_()),
        ("actor", pa.string()),
        ("region", pa.string()),
    ]
)
"""Columns and types of the table."""

Row = dict[str, Any]


def write_responses(here: OccasionFolder) -> Path:
    """Write the table of an occasion anew and return its path.

    Raises
    ------
    KursError
        If nothing is released, or the pseudonym key cannot be used.
    """
    key = read_key(here.path)
    with collecting_only_new():
        rows = [row for module in here.require_released() for row in _module(here, module, key)]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), sink, compression="zstd")
    path = here.path / "responses.parquet"
    replace_file(path, sink.getvalue().to_pybytes(), mode=0o600)
    return path


def read_responses(here: OccasionFolder) -> pd.DataFrame:
    """Read the table of an occasion.

    Raises
    ------
    KursError
        If it has not been written yet.
    """
    path = here.path / "responses.parquet"
    if not path.exists():
        raise KursError(say("responses.missing", occasion=here.id))
    return pd.read_parquet(path)


class _Context:
    """What all rows of one module share."""

    def __init__(self, here: OccasionFolder, module: str) -> None:
        self.here, self.module = here, module
        self.notebook: Notebook = here.notebook(module)
        self.released: ReleasedModule = here.release.modules[module]
        self.pretest = here.is_pretest(module)
        self.role = here.role(module)
        self.rules = here.rules(module)
        self.extensions = extensions_of(here)
        self.count: dict[str, int] = {}
        for found in hand_ins(here, module)[0]:
            self.count[found.participant] = self.count.get(found.participant, 0) + 1
        self.given = read_given(here, module)


def _module(here: OccasionFolder, module: str, key: bytes) -> Iterator[Row]:
    context = _Context(here, module)
    for person in read_roster(here.path / "roster.csv").values():
        if person.active == "ja":
            yield from _person(context, person, pseudonym(key, person.id))


def _person(context: _Context, person: RosterRow, pid: str) -> Iterator[Row]:
    here, module = context.here, context.module
    exercises = context.notebook.graded
    given = context.given.get(person.id)
    submitted_at, scores = (given.at, given.points) if given else (None, {})
    handed_in = bool(scores)
    path = here.submitted(person.id, module) / JOURNAL if handed_in else here.journal(person.id, module)
    # Every exercise of the notebook is read, so that practice lines count for time and are no bad lines.
    journal = _fold(path, context)
    reached = [name for name in exercises if _answered(journal, name)]
    order = list(exercises)
    last_reached = order.index(reached[-1]) if reached else -1
    for place, (name, exercise) in enumerate(exercises.items()):
        status = _status(exercise, journal, name, handed_in, scores.get(name), place < last_reached)
        due = due_for(person.id, module, context.rules, context.extensions)
        present = journal.answers.get(name)
        goal = here.course.goals.get(exercise.spec.goal)
        yield {
            "v": 1,
            "pid": pid,
            "occasion": here.occasion.id,
            "course": here.course.id,
            "course_version": here.course.version,
            "module": module,
            "module_role": context.role,
            "exercise": name,
            "variant": present.var if present else None,
            "rev": context.released.exercises[name].rev,
            "goal": exercise.spec.goal,
            "strand": goal.strand if goal else "",
            "level": goal.level if goal else "",
            "kind": exercise.kind.name,
            "status": status,
            "points": _points(status, scores.get(name)),
            "max_points": float(exercise.max_points),
            "answer": _answer(exercise, present),
            "words": _words(exercise, present),
            "confidence": present.confidence if present else None,
            "first_at": present.first_at if present else None,
            "last_at": present.last_at if present else None,
            "submitted_at": submitted_at,
            "seconds": journal.seconds(name),
            "changes": present.changes if present else 0,
            "n_submissions": context.count.get(person.id, 0),
            "late": bool(due and submitted_at and submitted_at > due),
            "actor": person.actor,
            "region": person.region,
        }


def _fold(path: Path, context: _Context) -> Fold:
    try:
        return read_journal(path, context.notebook.exercises, pretest=context.pretest, keep_events=False)
    except KursError:
        # A link or a folder where the journal should be: nothing can be read, and grading has said so.
        return fold(b"\n", context.notebook.exercises, pretest=context.pretest)


def _answered(journal: Fold, name: str) -> bool:
    present = journal.answers.get(name)
    return present is not None and present.answer is not None


def _status(exercise: Exercise, journal: Fold, name: str, handed_in: bool, score: float | None, passed_by: bool) -> str:
    """Return what became of an exercise (the format reference, section Responses)."""
    if exercise.spec.withdrawn is not None:
        return "withdrawn"
    if not handed_in:
        return "not_started" if journal.missing else "not_submitted"
    if journal.unreadable(name):
        return "unreadable"
    if _answered(journal, name):
        return "awaiting_marking" if score is None else "answered"
    return "omitted" if passed_by else "not_reached"


def _answer(exercise: Exercise, present: Present | None) -> str | None:
    """Return an answer as canonical JSON; what somebody wrote never comes into the table."""
    if present is None or present.answer is None or _is_written(exercise, present):
        return None
    return dumps(present.answer).decode()


def _words(exercise: Exercise, present: Present | None) -> int | None:
    return count_words(str(present.answer)) if present and _is_written(exercise, present) else None


def _is_written(exercise: Exercise, present: Present) -> bool:
    return exercise.kind.by_hand and isinstance(present.answer, str)


def _points(status: str, score: float | None) -> float | None:
    if status in ("not_started", "not_submitted", "awaiting_marking", "withdrawn"):
        return None
    return score if status == "answered" else 0.0
