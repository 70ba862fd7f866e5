"""What each participant has of each released module, and whether the course is passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from graders.collect import hand_ins, last_before_due
from graders.given import Given, read_given
from graders.journals import Journals
from graders.scoring import exercises_of
from toolkit.occasion import JOURNAL, OccasionFolder


@dataclass(frozen=True)
class Result:
    """What one participant has of one module.

    Parameters
    ----------
    handed_in
        Whether there is a hand-in that counts.
    at
        When it was made; None without one, or where no time was handed in with it.
    points
        The points that it has so far; None before it is graded.
    awaits
        Whether it is still to be graded, or an answer in it to be marked.
    """

    handed_in: bool = False
    at: datetime | None = None
    points: Decimal | None = None
    awaits: bool = False


@dataclass(frozen=True)
class Known:
    """What results are made from, of one module.

    Parameters
    ----------
    given
        What the gradebook has, by participant.
    counting
        When the hand-in was made that counts, the last one before due, by participant.
    """

    given: Mapping[str, Given]
    counting: Mapping[str, datetime]


def read_known(here: OccasionFolder, module: str) -> Known:
    """Read what results are made from, of a released module."""
    counting = last_before_due(here, module, hand_ins(here, module)[0])
    return Known(read_given(here, module), {one.participant: one.at for one in counting})


class Results:
    """The results of an occasion, as gradebook, exchange and journals have them now.

    Parameters
    ----------
    known
        What is known of each released module, for who has read it already.
    journals
        What reads the journals; who asks again and again keeps it.

    Raises
    ------
    KursError
        If nothing is released.

    Attributes
    ----------
    modules
        The released modules in the course's order.
    max_points
        What each of them can give.
    """

    def __init__(
        self, here: OccasionFolder, known: Mapping[str, Known] | None = None, journals: Journals | None = None
    ) -> None:
        self.here, self._journals = here, journals or Journals()
        self.modules = here.require_released()
        released = here.release.modules
        self.max_points = {
            module: sum((one.points for one in released[module].exercises.values()), Decimal(0))
            for module in self.modules
        }
        self._known = known or {module: read_known(here, module) for module in self.modules}
        self._mastery = {
            module: {one.id for one in exercises_of(here, module).values() if one.spec.mastery}
            for module in self.modules
        }

    @property
    def tests(self) -> list[str]:
        """The released modules that are a final test."""
        return [module for module in self.modules if self.here.role(module) == "test"]

    def of(self, participant: str, module: str) -> Result:
        """Return what a participant has of a released module."""
        counting = self._known[module].counting.get(participant)
        given = self._known[module].given.get(participant)
        if given is None:
            return Result(counting is not None, counting, None, counting is not None)
        marked = [Decimal(str(score)) for score in given.points.values() if score is not None]
        is_behind = counting is not None and given.at is not None and counting > given.at
        return Result(True, given.at, sum(marked, Decimal(0)), is_behind or len(marked) < len(given.points))

    def share(self, participant: str, modules: Sequence[str]) -> Decimal | None:
        """Return the share of the points of some modules; what was not handed in gives none.

        None while something awaits grading or marking, and where there are no points to have.
        """
        results = [self.of(participant, module) for module in modules]
        most = sum((self.max_points[module] for module in modules), Decimal(0))
        if not most or any(one.awaits for one in results):
            return None
        return sum((one.points or Decimal(0) for one in results), Decimal(0)) / most

    def passed(self, participant: str) -> bool | None:
        """Tell whether a participant has passed; None while that is undecided, or no final test is released."""
        passing = self.here.occasion.passing or self.here.course.passing
        share = self.share(participant, self.tests)
        if share is None:
            return None
        ordinary = [entry.id for entry in self.here.course.modules if entry.role == "module"]
        asked = ordinary if passing.modules == "all" else passing.modules
        has_all = all(module in self.modules and self.of(participant, module).handed_in for module in asked)
        return share >= passing.total and has_all and self._has_mastered(participant)

    def _has_mastered(self, participant: str) -> bool:
        """Tell whether every task that must be right once has been."""
        return all(tasks <= self._right_once(participant, module) for module, tasks in self._mastery.items() if tasks)

    def _right_once(self, participant: str, module: str) -> frozenset[str]:
        """Return the exercises that a check has found right; mastery tasks stay open, so the journal has the last word.

        Where participants work in JupyterLab their journals come with what they hand in.
        """
        live, collected = self.here.journal(participant, module), self.here.submitted(participant, module) / JOURNAL
        path = live if live.exists() else collected
        return self._journals.read(self.here, module, path).right
