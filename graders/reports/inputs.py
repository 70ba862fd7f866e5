"""What a report is made from, and nothing else: the table of responses and the occasion's own texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise
from toolkit.formats import Course, Occasion, Release
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

COLUMNS = [
    "pid",
    "module",
    "module_role",
    "exercise",
    "goal",
    "strand",
    "kind",
    "status",
    "points",
    "max_points",
    "first_at",
    "last_at",
    "submitted_at",
]
"""The columns that every report reads."""


@dataclass(frozen=True)
class Inputs:
    """Everything that a report may know.

    Parameters
    ----------
    rows
        One row per participant and graded exercise, with the columns `COLUMNS` and those that were asked for.
    exercises
        The exercises of the occasion's own notebooks, by id, for their texts.
    """

    occasion: Occasion
    course: Course
    release: Release
    exercises: Mapping[str, Exercise]
    rows: pd.DataFrame


def declare(folder: Path, more: Sequence[str] = ()) -> Inputs:
    """Read what a report is made from.

    Reads ``responses.parquet``, ``occasion.yml``, ``course.yml``, ``release.json`` and the notebooks of the
    released modules in ``source/``; never the roster, a journal or the gradebook.

    Parameters
    ----------
    folder
        The occasion's folder.
    more
        Columns of the table of responses beside `COLUMNS`.

    Raises
    ------
    KursError
        If one of them is missing or cannot be read.
    """
    here = OccasionFolder(folder)
    occasion, course, release = here.occasion, here.course, here.release
    exercises: dict[str, Exercise] = {}
    for module in here.require_released():
        exercises |= here.notebook(module).graded
    return Inputs(occasion, course, release, exercises, read_rows(here, [*COLUMNS, *more]))


def read_rows(here: OccasionFolder, columns: Sequence[str]) -> pd.DataFrame:
    """Read columns of an occasion's table of responses; ``pid``, ``exercise`` and both kinds of points among them.

    Raises
    ------
    KursError
        If there is no table, it cannot be read, or a person is in it twice.
    """
    path = here.path / "responses.parquet"
    if not path.exists():
        raise KursError(say("responses.missing", occasion=here.id))
    try:
        rows = pd.read_parquet(path, columns=list(columns))
    except (pa.ArrowException, KeyError, OSError):
        raise KursError(say("file.broken", file=path)) from None
    if rows.duplicated(["pid", "exercise"]).any():
        raise KursError(say("report.twice", file=path))
    for name in ("points", "max_points"):
        # Kept as 32 bits; points are multiples of 0.01 and are counted as such.
        rows[name] = rows[name].astype("float64").round(2)
    for name in rows.columns.intersection(["first_at", "last_at", "submitted_at"]):
        rows[name] = pd.to_datetime(rows[name], utc=True)
    return rows
