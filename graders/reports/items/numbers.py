"""Every number of the item report, with small groups already taken out.

What stands in these classes may be shown. What is None has its reason beside it, a code whose words are
``report.why.<code>``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from graders.disclosure import Part
from graders.reports.item import Item
from graders.reports.numbers import Result, Why
from graders.statistics import Estimate, Spread
from graders.statistics.dif import Letter
from graders.statistics.variants import Difference
from toolkit.formats.course import Role

Fault = Literal["key", "distractor", "apart", "variants", "hard", "easy"]
FAULTS: tuple[Fault, ...] = ("key", "distractor", "apart", "variants", "hard", "easy")
"""What can be said against an exercise, the most urgent first."""
Verdict = Fault | Literal["keep", "none"]
"""``keep``: nothing was found; ``none``: too little is known to say."""
Group = Literal["actor", "region"]
GROUPS: tuple[Group, ...] = ("actor", "region")
Thirds = tuple[float | None, float | None, float | None]
"""Shares of the lowest, the middle and the highest third by points; None where it is not shown."""


T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Known(Generic[T_co]):
    """Something that may be shown, or why it is not."""

    value: T_co | None
    why: Why | None = None


@dataclass(frozen=True)
class People:
    """A number of people; where the very number would tell of a few, its tens."""

    least: int
    exact: bool = True


@dataclass(frozen=True)
class Finding:
    """Something against an exercise, and what it is seen by, in a sentence."""

    fault: Fault
    reason: str


@dataclass(frozen=True)
class Choice:
    """What one option drew.

    Parameters
    ----------
    chosen
        Share that chose it, None for a hidden count.
    thirds
        Shares of each third that chose it, None under a hundred people.
    r
        Option-rest r.
    fault
        What a wrong one that draws the strong, or a right one that they shun, says against the exercise.
    rare
        Whether the shown numbers say that nearly nobody chose it.
    """

    text: str
    right: bool
    chosen: Estimate | None
    thirds: Thirds | None
    r: Estimate | None
    fault: Fault | None
    rare: bool


@dataclass(frozen=True)
class Card:
    """One of several parts of an exercise that are answered each by itself.

    Parameters
    ----------
    key
        The right answer to it.
    right
        Share that has it right, None for a hidden count.
    thirds
        Shares of each third that have it right, None under a hundred people.
    r
        r between having it right and the points on the other exercises.
    mistaken
        The wrong answer that draws the strong, else the one that most chose; None under five people.
    fault
        What that one says against the exercise, where it draws the strong.
    shunned
        Whether the better the result, the fewer have it right.
    """

    text: str
    key: str
    right: Estimate | None
    thirds: Thirds | None
    r: Estimate | None
    mistaken: str | None
    fault: Fault | None
    shunned: bool


@dataclass(frozen=True)
class Drawn:
    """The options of an exercise, or its parts where it has several, or why there are neither.

    Parameters
    ----------
    n
        People whose answers it rests on.
    asked
        What the options answer, where that is only a part of the exercise.
    """

    n: People | None = None
    asked: str = ""
    choices: tuple[Choice, ...] = ()
    cards: tuple[Card, ...] = ()
    why: Why | None = None


@dataclass(frozen=True)
class Variant:
    """One variant of an exercise; one without variants has a single one, without letter.

    Parameters
    ----------
    case, prompt
        The text before the question and the question; the id of the exercise where the notebook no longer has it.
    key
        The right answer, a line per part.
    others
        The other options, where there is something to choose among as a whole.
    n
        People who answered it, None for a hidden count.
    drawn
        What its options or its parts drew.
    """

    letter: str | None
    case: str | None
    prompt: str
    key: tuple[str, ...]
    others: tuple[str, ...]
    n: People | None
    share: Result
    rest: Result
    drawn: Drawn


@dataclass(frozen=True)
class Sureness:
    """How many of those who were so sure had everything right, or not; None for what is hidden.

    Parameters
    ----------
    level
        1 guesses, 2 is fairly sure, 3 is sure.
    """

    level: int
    right: Part | None
    wrong: Part | None


@dataclass(frozen=True)
class Logit:
    """Difficulty by the Rasch model: b in logits with its standard error, and infit."""

    b: Estimate
    infit: float


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Parameters
    ----------
    goal
        Number and text of its goal.
    guess
        Share of the points that who knows nothing gets.
    equal
        Test of whether the variants are equally hard, p adjusted for the number of exercises.
    sureness
        One per level of confidence.
    answered
        People who answered it.
    changed
        Share of them that changed their answer.
    seconds
        How their time spreads.
    """

    item: Item
    goal: str
    points: float
    guess: Known[float]
    variants: tuple[Variant, ...]
    equal: Known[Difference]
    rasch: Known[Logit]
    sureness: Known[tuple[Sureness, ...]]
    answered: People | None
    changed: Known[Estimate]
    seconds: Known[Spread]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The most urgent finding, else whether there is enough to say that it can stay."""
        if self.findings:
            return self.findings[0].fault
        return "keep" if self.item.share.estimate else "none"


@dataclass(frozen=True)
class Line:
    """What is to be expected at the line for passing.

    Parameters
    ----------
    points
        Where it stands.
    sem
        Standard error of measurement there, in points; None under two exercises.
    accuracy, consistency
        Share with the verdict of their true score, and with the same one on another test like it.
    """

    points: float
    sem: float | None
    accuracy: Result
    consistency: Result


@dataclass(frozen=True)
class Fits:
    """How the exercises of a module fit a Rasch model.

    Parameters
    ----------
    exercises
        How many are in it: those that give all or nothing.
    n
        People whom it rests on.
    apart
        Numbers of those whose infit is far from 1.
    p
        Of the test whether they are equally hard to each other among the weak and the strong.
    """

    exercises: int
    n: int
    apart: tuple[int, ...]
    p: float | None


@dataclass(frozen=True)
class Module:
    """One module.

    Parameters
    ----------
    n
        People with points on every exercise, None under five.
    alpha
        Cronbach's.
    sem
        Standard error of measurement, in points; where there is alpha.
    line
        Of the final test.
    """

    id: str
    title: str
    role: Role
    n: int | None
    max_points: float
    alpha: Result
    sem: float | None
    line: Line | None
    fits: Known[Fits]
    exercises: tuple[Exercise, ...]

    @property
    def counted(self) -> int:
        """How many exercises count."""
        return sum(one.item.share.why != "withdrawn" for one in self.exercises)


@dataclass(frozen=True)
class GroupDifference:
    """One exercise compared between a group and the others.

    Parameters
    ----------
    delta
        On the scale of ETS; below 0 it is harder for the group than for equally able others.
    letter
        Class of ETS.
    marked
        Whether it is worth a review: B or C, and significant also among so many exercises.
    """

    number: int
    name: str
    delta: Estimate
    letter: Letter
    marked: bool


@dataclass(frozen=True)
class Comparison:
    """A group compared with all others, exercise by exercise.

    Parameters
    ----------
    by
        What the group is one of.
    name
        The group.
    n, others
        People in it, and in the other groups.
    items
        Results, for the exercises that have one.
    left_out
        Exercises without a result: those that give parts of their points, or where nobody can be compared.
    """

    by: Group
    name: str
    n: int
    others: People
    module: str
    items: tuple[GroupDifference, ...]
    left_out: int


@dataclass(frozen=True)
class Items:
    """An item report as numbers and texts.

    Parameters
    ----------
    until
        When the last thing in the table happened, None when nothing has.
    people
        Participants on the roster, None under five.
    comparisons
        Groups that were compared.
    not_compared
        What no groups were compared by, with the reason.
    """

    title: str
    course: str
    version: str
    until: datetime | None
    people: int | None
    modules: tuple[Module, ...]
    comparisons: tuple[Comparison, ...]
    not_compared: tuple[tuple[Group, Why], ...]

    @property
    def exercises(self) -> list[Exercise]:
        """All exercises, in order."""
        return [one for module in self.modules for one in module.exercises]

    @property
    def first(self) -> list[Exercise]:
        """The exercises to look at, the most urgent first."""
        order: list[Verdict] = [*FAULTS]
        found = [one for one in self.exercises if one.findings]
        return sorted(found, key=lambda one: (order.index(one.verdict), one.item.number))
