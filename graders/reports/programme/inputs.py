"""What the programme report is made from: the tables of responses of several occasions, and what they are of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from graders.reports.inputs import read_rows
from graders.reports.paired import named_pairs
from graders.reports.words import STOCKHOLM
from toolkit.errors import KursError
from toolkit.formats import Course, Occasion, Release
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

_Known = dict[frozenset[tuple[str, str]], Mapping[str, str]]
"""Pairs by the exercises of both tests with their revisions."""
COLUMNS = [
    "pid",
    "module",
    "module_role",
    "exercise",
    "goal",
    "strand",
    "status",
    "points",
    "max_points",
    "first_at",
    "submitted_at",
    "actor",
    "region",
]
"""The columns that are read; answers and times on task are not."""
NAMES = ["module", "module_role", "exercise", "goal", "strand", "status"]
"""The columns with few values, which are compared again and again."""


@dataclass(frozen=True)
class Given:
    """One occasion that was given.

    Parameters
    ----------
    rows
        One row per participant and graded exercise, with the columns `COLUMNS`; a group that the occasion does not
        let reports use is empty.
    pairs
        The exercises of the final test by those of the pre-test that they are paired with; None where the occasion
        has no notebooks that say so.
    """

    occasion: Occasion
    course: Course
    release: Release
    rows: pd.DataFrame
    pairs: Mapping[str, str] | None

    @property
    def simulated(self) -> bool:
        """Whether its participants are made up by a program."""
        return say("simulate.mark") in self.occasion.title

    @property
    def began(self) -> datetime:
        """When it started, in Swedish time; its first release where it does not say."""
        released = (module.released for module in self.release.modules.values())
        return (self.occasion.starts or min(released)).astimezone(STOCKHOLM)


@dataclass(frozen=True)
class LeftOut:
    """An occasion that cannot be counted, and why, in a sentence."""

    name: str
    why: str


@dataclass(frozen=True)
class Inputs:
    """Everything that a programme report may know."""

    given: tuple[Given, ...]
    left_out: tuple[LeftOut, ...]


def declare(folders: Sequence[Path]) -> Inputs:
    """Read what a programme report is made from.

    Reads ``responses.parquet``, ``occasion.yml``, ``course.yml`` and ``release.json`` of each occasion, and of its
    pre-test and final test in ``source/`` only which exercises are pairs; never a roster, a journal or a gradebook.
    An occasion that cannot be read is left out, and the rest goes on.

    Parameters
    ----------
    folders
        The occasions' folders.
    """
    given: dict[str, Given] = {}
    left_out = []
    pairs: _Known = {}
    for folder in folders:
        try:
            one = _read(OccasionFolder(folder), pairs)
            if one.occasion.id in given:
                raise KursError(say("programme.same_occasion", occasion=one.occasion.id))
        except KursError as error:
            first = str(error).splitlines()[0]
            left_out.append(LeftOut(folder.name, first.replace(f"{folder}/", "")))
            continue
        given[one.occasion.id] = one
    return Inputs(tuple(sorted(given.values(), key=lambda one: (one.began, one.occasion.id))), tuple(left_out))


def _read(here: OccasionFolder, known: _Known) -> Given:
    occasion, course, release = here.occasion, here.course, here.release
    here.require_released()
    rows = read_rows(here, COLUMNS)
    rows[NAMES] = rows[NAMES].astype("category")
    for group in ("actor", "region"):
        if group not in occasion.groups:
            rows[group] = ""
    return Given(occasion, course, release, rows, _pairs(here, release, rows, known))


def _pairs(here: OccasionFolder, release: Release, rows: pd.DataFrame, known: _Known) -> Mapping[str, str] | None:
    """Return which exercises of pre-test and final test are pairs; what has the same revisions is read once."""
    modules = [module for module in release.modules if here.role(module) != "module"]
    released = [release.modules[module].exercises for module in modules]
    revisions = frozenset((name, one.rev) for exercises in released for name, one in exercises.items())
    if revisions not in known:
        try:
            exercises = {name: one for module in modules for name, one in here.notebook(module).graded.items()}
        except KursError:
            return None
        known[revisions] = named_pairs(exercises, rows)
    return known[revisions]
