"""Every number of the programme report, with small groups already taken out.

What stands in these classes may be shown: what is about fewer than ten people, or would let somebody work out such a
number, is None, and ``few`` says why (which of the two is not said, since that would tell too). Figures, tables and
alternative texts are made from here and from nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime

from graders.disclosure import PUBLIC, Part, apart
from graders.reports.numbers import Why
from graders.reports.programme.inputs import LeftOut
from graders.statistics import Estimate


@dataclass(frozen=True)
class Number:
    """A number of people that an estimate rests on; where the very number would tell of a few, its tens."""

    least: int
    exact: bool


def number(n: int, beside: int | None) -> Number:
    """Return a number of people that may stand beside another, which is shown, or None where that one is hidden.

    The difference to the other is itself a number of people.
    """
    if beside is not None and apart(n, beside, PUBLIC):
        return Number(n, exact=True)
    return Number(n - n % PUBLIC, exact=False)


@dataclass(frozen=True)
class Mean:
    """A mean share of the points that may be shown, or why there is none."""

    n: Number | None
    estimate: Estimate | None
    why: Why | None = None


@dataclass(frozen=True)
class Listed:
    """One occasion: what it was, and nothing about its people.

    Parameters
    ----------
    retake_of
        Title of the occasion that it is a retake of, where that one is in the report.
    """

    title: str
    course: str
    version: str
    began: datetime
    seats: int | None
    retake_of: str | None


@dataclass(frozen=True)
class Cross:
    """People by two groups, with the sums."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_sums: tuple[int | None, ...]
    column_sums: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class Step:
    """One step of the way through a course, of all places that were used."""

    name: str
    part: Part | None
    why: Why | None = None


@dataclass(frozen=True)
class Year:
    """One year of a course."""

    year: int
    occasions: int
    places: int | None
    test: Step
    passed: Step
    gain: Mean


@dataclass(frozen=True)
class Goal:
    """The result of a knowledge goal; of a strand where there is no name, and of all where there is neither."""

    name: str
    strand: str
    result: Mean


@dataclass(frozen=True)
class Change:
    """The same people before and after, on the pairs of a goal, a strand or all, named as in `Goal`."""

    name: str
    strand: str
    pairs: int
    n: Number | None
    before: Estimate | None
    after: Estimate | None
    gain: Estimate | None
    why: Why | None = None


@dataclass(frozen=True)
class CourseResult:
    """What became of one course.

    Parameters
    ----------
    versions
        Versions of the content that are counted together, the oldest first.
    lines
        Shares of the points on the final test that passing took, ascending.
    occasions, retakes
        Occasions that are no retakes, and that are.
    tested
        Occasions, retakes apart, whose final test is released.
    places
        Places that were used.
    modules
        Who handed in each ordinary module.
    passed
        Of the places with a final test handed in.
    waiting
        People whose final test waits for marking, None for nobody.
    goals, changes
        Results and changes: the whole first, then each strand followed by its goals.
    changed
        Numbers of the goals whose exercises on the final test were not the same everywhere.
    unpaired
        Titles of the occasions that are in no figure of gain, and why.
    years
        Empty where there is one year only, or where years would tell too much.
    """

    id: str
    title: str
    versions: tuple[str, ...]
    lines: tuple[float, ...]
    occasions: int
    retakes: int
    tested: int
    seats: int | None
    places: int | None
    started: Step
    modules: tuple[Step, ...]
    test: Step
    passed_of_places: Step
    passed: Step
    waiting: Number | None
    changed: tuple[str, ...]
    unpaired: tuple[tuple[str, Why | None], ...]
    goals: tuple[Goal, ...]
    changes: tuple[Change, ...]
    years: tuple[Year, ...]

    @property
    def points(self) -> Mean:
        """Mean share of the points on the final test."""
        return self.goals[0].result

    @property
    def gain(self) -> Change:
        """The change on all pairs."""
        return self.changes[0]


@dataclass(frozen=True)
class Whole:
    """All courses together.

    Parameters
    ----------
    seats
        Seats in the occasions that have a number of them, retakes apart.
    unseated
        Occasions, retakes apart, without a number of seats.
    places
        Places that were used.
    persons
        People, each counted once; None also where it would tell how few used more than one place.
    by_year
        Used places by course and year.
    by_group
        People by actor and region; used places where `persons` is None. None where no group is known.
    """

    seats: int | None
    unseated: int
    places: int | None
    persons: int | None
    started: Step
    test: Step
    passed_of_places: Step
    passed: Step
    by_year: Cross | None
    by_group: Cross | None


@dataclass(frozen=True)
class Programme:
    """A programme report as numbers and texts.

    Parameters
    ----------
    until
        When the last thing in the tables happened, None when nothing has.
    simulated
        Whether the people of all figures are made up by a program.
    apart
        Occasions with made-up people beside real ones; in no figure.
    small
        Titles of courses with so few places that they are in no figure.
    left_out
        Occasions that could not be counted.
    all
        None where there is nothing to count.
    """

    years: tuple[int, ...]
    until: datetime | None
    simulated: bool
    occasions: tuple[Listed, ...]
    apart: tuple[Listed, ...]
    small: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    all: Whole | None
    courses: tuple[CourseResult, ...]
