"""The programme for parents: who was asked, who began, who completed it, and what they answered before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from akershamn.draws import Draws
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model


class Programme(Model):
    """The file as a whole; it says what the fields are."""

    v: int
    asked: int
    true_mean: float
    true_spread: float
    error: float
    lowest: int
    highest: int
    invited: int
    effect: float
    yes: float
    began: float
    meetings: int
    complete: int
    next: float
    harder: float
    answered: float
    series: int


@cache
def programme() -> Programme:
    """Return what is written about the programme."""
    return read_file(HERE / "families.yml", Programme)


@dataclass(frozen=True)
class Family:
    """One family that was asked to take part.

    Parameters
    ----------
    before, after
        What the parents answered; `after` is None for those who did not answer again.
    yes
        Whether they said that they would come.
    meetings
        How many meetings they came to; who came to none did not begin.
    """

    before: int
    yes: bool
    meetings: int
    after: int | None

    @property
    def completed(self) -> bool:
        """Whether they came to as many meetings as make the programme complete."""
        return self.meetings >= programme().complete


@cache
def families() -> Sequence[Family]:
    """Return the families that were asked to take part."""
    design = programme()
    draws = Draws("families", design.series)
    found = []
    for _ in range(design.asked):
        true = design.true_mean + design.true_spread * draws.normal()
        before = _answer(true, draws)
        if before >= design.invited:
            found.append(_family(true, before, draws))
    return found


def _answer(true: float, draws: Draws) -> int:
    design = programme()
    return min(max(round(true + design.error * draws.normal()), design.lowest), design.highest)


def _family(true: float, before: int, draws: Draws) -> Family:
    design = programme()
    yes = draws.happens(design.yes / 100)
    if not yes or not draws.happens(design.began / 100):
        return Family(before, yes, 0, None)
    meetings = 1
    coming = design.next - design.harder * (before - design.invited)
    while meetings < design.meetings and draws.happens(coming / 100):
        meetings += 1
    completed = meetings >= design.complete
    answered = completed and draws.happens(design.answered / 100)
    return Family(before, yes, meetings, _answer(true - design.effect, draws) if answered else None)
