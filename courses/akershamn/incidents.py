"""Reported crimes with a place, three years of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from math import exp

from akershamn.clock import reported, window
from akershamn.days import urn
from akershamn.draws import Draws, Urn
from akershamn.levels import Kind, levels
from akershamn.spots import Spot, spots
from akershamn.world import Point, world

JITTER, ACROSS = 2.0, 6.0
"""How far from the middle of its place something lies at most, in units of the map; a home from that of its block."""
NEARBY, SOON = 15.0, 14
"""How far from a burglary and how many days after it the next one is, if there is one."""
CASE_DAYS = 10
"""Within so many days all of a case happens."""


@dataclass(frozen=True)
class Incident:
    """One report.

    Parameters
    ----------
    spot, at
        Where; None for what is told by its area alone.
    first, last
        Between when it happened; the same where somebody knows.
    case
        What it shares with other reports of the same case; empty for one alone.
    """

    kind: Kind
    area: str
    spot: Spot | None
    at: Point | None
    first: datetime
    last: datetime
    reported: date
    case: str = ""


@cache
def incidents() -> Sequence[Incident]:
    """Return all reports, in the order in which they happened."""
    made = [one for kind in levels().kinds for year in levels().years for one in _Year(kind, year).incidents()]
    return sorted(made, key=lambda one: (one.first, one.last, one.kind.id, one.area, one.at or (0.0, 0.0)))


class _Year:
    """A year of one type, in the making."""

    def __init__(self, kind: Kind, year: int) -> None:
        self.kind, self.year = kind, year
        self.draws = Draws(f"{kind.id} {year}", kind.series)
        self.zones = Urn(levels().zones, kind.zones)
        self.changes = [change for change in levels().changes if change.kind == kind.id]

    def incidents(self) -> Iterator[Incident]:
        """Make the year's reports."""
        # More than there should be, of which each zone and time keeps its part: so any change is still chance.
        most = max([1.0, *(change.factor for change in self.changes)])
        mean = self._mean() * exp(levels().spread * self.draws.normal())
        for _ in range(self.draws.count(mean * most)):
            zone = self.zones.draw(self.draws)
            one = self._one(zone, self._days[zone].draw(self.draws))
            if self.draws.happens(self._factor(zone, one.first.date()) / most):
                yield one
                if self.draws.happens(self.kind.again):
                    yield self._again(one)
        yield from self._cases()

    def _mean(self) -> float:
        """Return the mean of what comes neither in cases nor once more."""
        least, most, small, large = self.kind.cases or (0, 0, 0, 0)
        return (self.kind.mean - (least + most) / 2 * (small + large) / 2) / (1 + self.kind.again)

    @cached_property
    def _days(self) -> Mapping[str, Urn[date]]:
        return {zone: urn(self.kind, zone, self.year) for zone in levels().zones}

    def _factor(self, zone: str, day: date) -> float:
        factor = 1.0
        for change in self.changes:
            if zone in change.zones and change.first <= day <= change.last:
                factor *= change.factor
        return factor

    def _one(self, zone: str, day: date, spot: Spot | None = None) -> Incident:
        spot = spot or self._spots[zone].draw(self.draws)
        first, last = window(self.kind, zone, day, self.draws)
        found = reported(self.kind, last, self.draws)
        if not self.kind.mapped and spot.zone in _areas():
            return Incident(self.kind, spot.area, None, None, first, last, found)
        at = self._near(spot.at, ACROSS if self._in_homes else JITTER)
        return Incident(self.kind, spot.area, spot, at, first, last, found)

    @cached_property
    def _spots(self) -> Mapping[str, Urn[Spot]]:
        """The places of each zone. Homes are everywhere, and what happens in streets happens in few of them."""
        there = {zone: [spot for spot in spots() if spot.zone == zone] for zone in levels().zones}
        return {
            zone: Urn(places, [1.0 if self._in_homes else spot.weight for spot in places])
            for zone, places in there.items()
        }

    @property
    def _in_homes(self) -> bool:
        return self.kind.clock == "home"

    def _near(self, at: Point, reach: float) -> Point:
        x, y = (round(part + self.draws.between(-reach, reach), 1) for part in at)
        return x, y

    def _again(self, one: Incident) -> Incident:
        """Return what follows on something: nearby, within two weeks."""
        assert one.spot
        assert one.at
        day = min(one.last.date() + timedelta(self.draws.whole(1, SOON - 1)), date(self.year, 12, 31))
        return replace(self._one(one.spot.zone, day, one.spot), at=self._near(one.at, NEARBY / 2**0.5))

    def _cases(self) -> Iterator[Incident]:
        """Make the reports of those who are caught for much."""
        if not self.kind.cases:
            return
        least, most, small, large = self.kind.cases
        for number in range(1, self.draws.whole(least, most) + 1):
            zone = self.zones.draw(self.draws)
            start = self._days[zone].draw(self.draws)
            where = [self._spots[zone].draw(self.draws) for _ in range(3)]
            for _ in range(self.draws.whole(small, large)):
                day = min(start + timedelta(self.draws.whole(0, CASE_DAYS)), date(self.year, 12, 31))
                one = self._one(zone, day, where[self.draws.whole(0, 2)])
                yield replace(one, case=f"{self.kind.id}-{self.year}-{number}")


@cache
def _areas() -> frozenset[str]:
    return frozenset(area.id for area in world().areas)
