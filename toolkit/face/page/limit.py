"""How much one person can send: so many messages at once, and then so many a second."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

MOST_PEOPLE = 10_000
"""People who are kept in mind; who has not been heard of longest is forgotten."""


class Limit:
    """A token bucket for each person.

    Parameters
    ----------
    burst
        Messages that can come at once.
    per_second
        How many more for each second that passes.
    """

    def __init__(self, burst: float, per_second: float, clock: Callable[[], datetime]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def take(self, who: str) -> bool:
        """Tell whether a person can send one more, and count it."""
        now = self._clock()
        left, at = self._left.pop(who, (self._burst, now))
        left = min(self._burst, left + max(0.0, (now - at).total_seconds()) * self._per_second)
        self._left[who] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST_PEOPLE:
            self._left.popitem(last=False)
        return left >= 1
