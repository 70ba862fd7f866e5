"""Between when something happened that nobody saw: when it was left, and when it was found gone."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from akershamn.recipes.base import PARTS, Chart
from akershamn.recipes.crimes import Crimes
from akershamn.table import Table
from toolkit.formats.base import Text

FREE = 5
"""The first weekday on which most people do not work."""


class Windows(Crimes):
    """How many windows begin, and how many end, in each part of the day.

    Parameters
    ----------
    begin, end
        What the two columns are called, such as ``Ställdes`` and ``Saknades``.
    days
        Whether only those count that begin on a working day, or only the others.
    """

    table: Literal["windows"]
    begin: Text
    end: Text
    days: Literal["work", "free"] | None = None

    @property
    def charts(self) -> Sequence[Chart]:
        """Both columns beside one another."""
        return ("bars",)

    def make(self) -> Table:
        """Count both ends."""
        counted = [
            one for one in self.reports() if self.days is None or (one.first.weekday() < FREE) == (self.days == "work")
        ]
        first, last = (
            Counter(at.hour // 3 for at in ends)
            for ends in ([one.first for one in counted], [one.last for one in counted])
        )
        return Table(["Klockan", self.begin, self.end], [[part, first[n], last[n]] for n, part in enumerate(PARTS)])
