"""How many people a figure may say that it rests on, beside other figures of nearly the same people."""

from dataclasses import replace
from typing import overload

from graders.disclosure import apart
from graders.reports.items.numbers import People
from graders.reports.numbers import SHOWN, Result
from graders.statistics import Estimate

TENS = 10


def tens(n: int) -> People | None:
    """Return how many tens of people there are at least, None under ten."""
    return People(n - n % TENS, exact=False) if n >= TENS else None


def within(n: int, others: People | None) -> People | None:
    """Return a number of people that may be shown beside that of others whom they are among, None under five.

    The difference is a number of people itself: where it is small, or cannot be told, only the tens are shown.
    """
    if n < SHOWN:
        return None
    if others is None or not others.exact or not apart(n, others.least, SHOWN):
        return tens(n)
    return People(n)


@overload
def resting(found: Estimate, people: People | None) -> Estimate: ...
@overload
def resting(found: None, people: People | None) -> None: ...
def resting(found: Estimate | None, people: People | None) -> Estimate | None:
    """Return an estimate as resting on so many people; of tens only in digits from which no one works them out."""
    if found is None or (people and people.exact):
        return found
    value, low, high = (round(one, 2) for one in (found.value, found.low, found.high))
    return Estimate(value, low, high, people.least if people else 0)


def result_of(found: Result, people: People | None) -> Result:
    """Return a result as resting on so many people."""
    if found.n is None or (people and people.exact):
        return found
    if people is None:
        return Result(None, None, "few")
    return replace(found, n=people.least, estimate=resting(found.estimate, people))
