"""Reported crimes, counted by one thing or by two."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from akershamn.clock import is_sure
from akershamn.incidents import Incident
from akershamn.levels import words
from akershamn.recipes.base import ALL, MONTHS, PARTS, WEEKDAYS, Chart, Period, Year
from akershamn.recipes.crimes import REPORTED, Crimes, Places, is_in
from akershamn.spots import spots
from akershamn.table import Cell, Table
from akershamn.world import world
from toolkit.formats.base import Flag, Text, wrong

UNSURE = "Osäker tid"
"""The row of what happened within more than an hour, nobody knows when."""

MOST_BARS = 3
"""How many numbers of a row can be told apart as bars."""

Axis = tuple[Sequence[str], Callable[[Incident], str | None]]
"""The names along one side of a table, and which of them a report has, if any."""
HEADS = {
    "type": "Brottstyp",
    "year": "År",
    "area": "Område",
    "place": "Plats",
    "group": "Var",
    "month": "Månad",
    "weekday": "Dag",
    "hour": "Klockan",
}


class Count(Crimes):
    """Reported crimes by one thing, or by two.

    Parameters
    ----------
    groups
        For the rows ``group``: places and areas by the name of the row. A report counts in the first that it fits.
    periods
        For the columns ``period``: first and last day by the name of the column.
    top
        For the rows ``place``: how many places, and the year in which they had most. The others are one row.
    total
        Whether there is a last row with all together.
    """

    table: Literal["count"]
    rows: Literal["type", "area", "place", "group", "year", "month", "weekday", "hour"]
    columns: Literal["year", "period", "weekday"] | None = None
    groups: Mapping[Text, Places] = {}
    periods: Mapping[Text, Period] = {}
    top: Annotated[tuple[int, Year] | None, BeforeValidator(words)] = None
    total: Flag = False

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name, side, given in (("groups", "group", self.groups), ("periods", "period", self.periods)):
            if bool(given) != (side in (self.rows, self.columns)):
                raise wrong(side, f"{name}: tillsammans med {side}, och annars inte")
        if self.mark and int(self.mark[0][:4]) not in self.counted_years:
            raise wrong(self.mark[0], "en månad av de år som räknas")
        return self

    @property
    def charts(self) -> Sequence[Chart]:
        """What two sides there are decides."""
        if self.rows == "hour" and self.columns == "weekday":
            return ("week",)
        if self.rows == "month" and self.columns == "year":
            return ("months", "course")
        if self.rows == "place" and not self.columns and not self.top:
            return ("map", "bars")
        return ("bars",) if self.columns != "weekday" and len(self.periods) <= MOST_BARS else ()

    def make(self) -> Table:
        """Count."""
        reports = self.reports()
        down, name_down = self._axis(self.rows, reports)
        across, name_across = self._axis(self.columns, reports) if self.columns else ([REPORTED], lambda _: REPORTED)
        found = Counter((name_down(one), name_across(one)) for one in reports)
        rows: list[list[Cell]] = [[name, *(found[name, column] for column in across)] for name in down]
        if self.total:
            rows.append([ALL, *(sum(found[name, column] for name in down) for column in across)])
        return Table([HEADS[self.rows], *across], rows)

    def _axis(self, name: str, reports: Sequence[Incident]) -> Axis:
        make: Mapping[str, Callable[[], Axis]] = {
            "type": lambda: ([kind.name for kind in self.kinds], lambda one: one.kind.name),
            "year": lambda: ([str(year) for year in self.counted_years], lambda one: str(one.first.year)),
            "month": lambda: (MONTHS, lambda one: MONTHS[one.first.month - 1]),
            "weekday": lambda: (WEEKDAYS, lambda one: WEEKDAYS[one.first.weekday()]),
            "area": _areas,
            "place": lambda: self._most(reports) if self.top else _named(),
            "group": lambda: (list(self.groups), self._group),
            "period": lambda: (list(self.periods), self._period),
            "hour": lambda: _hours(reports),
        }
        return make[name]()

    def _group(self, one: Incident) -> str | None:
        return next((name for name, places in self.groups.items() if is_in(one, places)), None)

    def _period(self, one: Incident) -> str | None:
        day = one.first.date()
        return next((name for name, (first, last) in self.periods.items() if first <= day <= last), None)

    def _most(self, reports: Sequence[Incident]) -> Axis:
        assert self.top
        most, year = self.top
        counts = Counter(one.spot.name for one in reports if one.spot and one.first.year == year)
        names = [name for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]]
        every = [spot for spot in spots() if not self.where or spot.id in self.where or spot.area in self.where]
        rest = f"Övriga {len(every) - most} platser"
        return [*names, rest], lambda one: one.spot.name if one.spot and one.spot.name in names else rest


def _areas() -> Axis:
    names = {area.id: area.name for area in world().areas}
    return list(names.values()), lambda one: names[one.area]


def _named() -> Axis:
    """Return the places that have a name, and what is left of each area."""
    named = {place.id: place.short for place in world().places}
    with_places = {place.area for place in world().places}
    rest = {area.id: f"Övriga {area.name}" if area.id in with_places else area.name for area in world().areas}
    return [*named.values(), *rest.values()], lambda one: named.get(one.spot.id if one.spot else "", rest[one.area])


def _hours(reports: Sequence[Incident]) -> Axis:
    unsure = [UNSURE] if any(not is_sure(one.first, one.last) for one in reports) else []
    return [*PARTS, *unsure], lambda one: PARTS[one.first.hour // 3] if is_sure(one.first, one.last) else UNSURE
