"""Every number of the cohort report, with small groups already taken out.

What stands in these classes may be shown: a count under five people is None, with the reason beside it.
Figures, tables and alternative texts are made from here and from nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from graders.reports.item import Item
from graders.reports.numbers import Part, Result
from graders.statistics import Reliability, Spread

Role = Literal["pretest", "module", "test"]
ROLES: tuple[Role, ...] = ("pretest", "module", "test")


@dataclass(frozen=True)
class Module:
    """One module: who took part, what they got, and its exercises.

    Parameters
    ----------
    max_points
        Points that could be had, without struck exercises.
    scores
        People with points on every exercise, and their mean share of the points.
    spread
        Quartiles of their points.
    bins
        People per tenth of the points, None under five; empty when nothing may be shown.
    waiting
        People who handed in and wait for marking, None under five.
    """

    id: str
    title: str
    role: Role
    started: Part | None
    handed_in: Part | None
    max_points: float
    scores: Result
    spread: Spread | None
    bins: tuple[int | None, ...]
    reliability: Reliability | None
    waiting: int | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class GoalResult:
    """One knowledge goal: the mean of the participants' shares of the points on its exercises."""

    number: str
    text: str
    strand: str
    exercises: int
    result: Result


@dataclass(frozen=True)
class Summary:
    """The key figures: of the final test, else of all ordinary modules together.

    Parameters
    ----------
    scope
        Titles of the modules that are meant.
    """

    scope: tuple[str, ...]
    started: Part | None
    handed_in: Part | None
    result: Result
    reliability: Reliability | None


@dataclass(frozen=True)
class Cohort:
    """A cohort report as numbers and texts.

    Parameters
    ----------
    until
        When the last thing in the table happened, None when nothing has.
    people
        Participants on the roster, None under five.
    goals
        Results per role, for the roles that have been released.
    """

    title: str
    course: str
    version: str
    until: datetime | None
    people: int | None
    summary: Summary
    modules: tuple[Module, ...]
    goals: tuple[tuple[Role, tuple[GoalResult, ...]], ...]
