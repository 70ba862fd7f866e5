"""What every recipe has."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from akershamn.levels import levels, words
from akershamn.table import Table
from toolkit.formats.base import Model, Text, wrong
from toolkit.messages import listed

ALL = "Alla"
"""The row, or the column, of all together."""
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
PARTS = tuple(f"{hour:02}–{hour + 3:02}" for hour in range(0, 24, 3))
"""The eight parts of a day."""


def _year(value: int) -> int:
    if value not in levels().years:
        raise wrong(value, listed([str(year) for year in levels().years]))
    return value


def _marked(value: tuple[str, str]) -> tuple[str, str]:
    months = [f"{year}-{month:02}" for year in levels().years for month in range(1, 13)]
    if value[0] not in months:
        raise wrong(value[0], f"en månad från {months[0]} till {months[-1]}")
    return value


def _split_once(text: Any) -> Any:
    return text.split(" ", 1) if isinstance(text, str) else text


Year = Annotated[int, AfterValidator(_year)]
Years = Annotated[tuple[Year, ...], BeforeValidator(words)]
Period = Annotated[tuple[date, date], BeforeValidator(words)]
"""The first and the last day."""
Chart = Literal[
    "bars",
    "course",
    "ground",
    "map",
    "months",
    "plan",
    "scene",
    "shares",
    "squares",
    "streetmap",
    "streets",
    "week",
]
Mark = Annotated[tuple[str, str], BeforeValidator(_split_once), AfterValidator(_marked)]
"""A month, and what begins in it."""


class Recipe(Model, ABC):
    """A table, and the chart that is drawn from it.

    Parameters
    ----------
    chart
        How it is drawn; a table that only stands as a table has none.
    title
        What the chart says above itself.
    mark
        For the chart ``course``: a month, such as ``2025-04``, and what begins there.
    """

    chart: Chart | None = None
    title: Text | None = None
    mark: Mark | None = None

    @property
    def charts(self) -> Sequence[Chart]:
        """The charts that fit the table."""
        return ()

    @abstractmethod
    def make(self) -> Table:
        """Return the table."""

    @model_validator(mode="after")
    def _drawn(self) -> Self:
        if self.chart and self.chart not in self.charts:
            raise wrong(self.chart, listed(list(self.charts)) or "ingen chart till den tabellen")
        if bool(self.chart) != bool(self.title):
            raise wrong(self.title or self.chart, "title tillsammans med chart, och annars inte")
        if self.mark and self.chart != "course":
            raise wrong(" ".join(self.mark), "mark bara tillsammans med chart: course")
        return self
