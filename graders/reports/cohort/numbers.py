"""Every number of the cohort report, with small groups already taken out.

What stands in these classes may be shown: a count under five people is None, with the reason beside it.
Figures, tables and alternative texts are made from here and from nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime

from graders.reports.item import Item
from graders.reports.numbers import Part, Result
from graders.reports.paired import Gained
from graders.reports.passing import Passing
from graders.statistics import Reliability, Spread
from toolkit.formats.course import Role


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
        People per tenth of the points, None for a hidden count; empty when nothing may be shown.
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
    """One knowledge goal, or a whole strand of them.

    Parameters
    ----------
    number
        The goal's; empty for a strand.
    reached
        Share of the people who reach it.
    under
        Whether the whole interval of that share lies under the line.
    mean
        Mean of the people's shares of the points.
    """

    number: str
    text: str
    strand: str
    exercises: int
    reached: Result
    under: bool
    mean: Result

    @property
    def name(self) -> str:
        """Number and text, as everywhere in the report."""
        return f"{self.number} {self.text}".lstrip()


@dataclass(frozen=True)
class Learned:
    """Strands and goals, on the modules that the key figures are of.

    Parameters
    ----------
    line
        The share that a goal is compared with, and a person's points on it.
    """

    line: float
    strands: tuple[GoalResult, ...]
    goals: tuple[GoalResult, ...]


@dataclass(frozen=True)
class Summary:
    """The key figures: of the final test, else of all ordinary modules together, else of the pre-test.

    Parameters
    ----------
    scope
        Ids and titles of the modules that are meant.
    """

    role: Role
    scope: tuple[tuple[str, str], ...]
    started: Part | None
    handed_in: Part | None
    result: Result
    reliability: Reliability | None


@dataclass(frozen=True)
class GainRow:
    """The gain on a knowledge goal, or on a whole strand of them."""

    name: str
    strand: str
    whole: bool
    gained: Gained


@dataclass(frozen=True)
class CohortGain:
    """The gain from the pre-test to the final test.

    Parameters
    ----------
    all
        Over every exercise that stands in both.
    d_av
        The same in standard deviations of the people's points.
    normalised
        The part of what was left to gain that the group gained.
    unsure
        Share of the answers in the pre-test that were *Vet inte*.
    rows
        Each strand, and after it its goals.
    late, without
        Of those who handed in the final test, the people who handed in the pre-test too late, or not; None for a hidden
        count.
    """

    all: Gained
    d_av: Result
    normalised: Result
    unsure: Result
    rows: tuple[GainRow, ...]
    late: int | None
    without: int | None


@dataclass(frozen=True)
class Mistake:
    """A wrong option that many chose, or that many were sure of.

    Parameters
    ----------
    number
        The exercise's, as in the list of exercises.
    text
        Its question.
    part
        The part of it that is meant; empty where it has only one.
    chosen
        The option in words; empty where the people were sure of different ones.
    people
        Those who chose it, of those who count, or of a variant those who answered it; or those who were wrong, of
        those who were sure.
    """

    number: int
    module: str
    text: str
    part: str
    chosen: str
    people: Part


@dataclass(frozen=True)
class Discussion:
    """What there is to discuss with the group, the most urgent first.

    Parameters
    ----------
    goals
        Those whose whole interval lies under the line.
    mistakes
        Wrong options that many chose.
    sure
        Exercises that many were sure of and had wrong.
    """

    goals: tuple[GoalResult, ...]
    mistakes: tuple[Mistake, ...]
    sure: tuple[Mistake, ...]


@dataclass(frozen=True)
class Reach:
    """How far those have come who have not handed in the final test; each is in one count, None for a hidden one.

    Parameters
    ----------
    in_test, in_course, nowhere
        People who have begun the test; who have begun the course and not the test; who have begun nothing.
    """

    in_test: int | None
    in_course: int | None
    nowhere: int | None


@dataclass(frozen=True)
class Cohort:
    """A cohort report as numbers and texts.

    Parameters
    ----------
    until
        When the last thing in the table happened, None when nothing has.
    people
        Participants on the roster, None under five.
    passing, reach
        None where no final test is released.
    """

    title: str
    course: str
    version: str
    until: datetime | None
    people: int | None
    summary: Summary
    passing: Passing | None
    learned: Learned
    gain: CohortGain
    discussion: Discussion
    reach: Reach | None
    modules: tuple[Module, ...]
