"""Chance that falls the same way everywhere: only what Python promises of `random` is used.

``Random.random`` gives the same numbers for the same seed in every version; the other methods may change.
"""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from math import exp, floor
from random import Random
from statistics import NormalDist
from typing import Generic, TypeVar

SEED = "akershamn"
"""What everything is made from. Another seed is another municipality, whose lessons nobody has looked at."""

MOST = 300.0
"""A mean above it is drawn in halves: the probability of none is too small for a float."""
T = TypeVar("T")
_NORMAL = NormalDist()


class Draws:
    """Draws under one name; what is drawn under another does not move them.

    Parameters
    ----------
    name
        What the draws are for, such as ``cykelstold``.
    series
        Which series under that name. All are as likely; one is chosen where a lesson needs chance to fall a certain
        way, and README.md says so.
    """

    def __init__(self, name: str, series: int = 1) -> None:
        self._random = Random(f"{SEED}|{name}|{series}")

    def share(self) -> float:
        """Return a number between 0 and 1, and neither."""
        return self._random.random() or 0.5

    def between(self, low: float, high: float) -> float:
        """Return a number between two."""
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + floor((high - low + 1) * self.share())

    def happens(self, probability: float) -> bool:
        """Tell whether something of this probability happens."""
        return self.share() < probability

    def normal(self) -> float:
        """Return a number of the standard normal distribution."""
        return _NORMAL.inv_cdf(self.share())

    def count(self, mean: float) -> int:
        """Return a number of the Poisson distribution."""
        if mean > MOST:
            return self.count(mean / 2) + self.count(mean / 2)
        left, probability, n = self.share(), exp(-mean), 0
        while left > probability > 0:
            left -= probability
            n += 1
            probability *= mean / n
        return n


class Urn(Generic[T]):
    """Things to draw from, each as likely as its weight."""

    def __init__(self, things: Sequence[T], weights: Sequence[float]) -> None:
        self._things = things
        self._sums = list(accumulate(weights))

    def draw(self, draws: Draws) -> T:
        """Return one of the things."""
        return self._things[bisect(self._sums, draws.share() * self._sums[-1])]
