"""Which day and which part of it something happens: months, weekdays, and the nights when many are out."""

from calendar import FRIDAY, SATURDAY
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from akershamn.draws import Urn
from akershamn.levels import Kind, levels

JUNE, JULY, AUGUST = 6, 7, 8
SCHOOL = "fyrbackaskolan"
SCHOOL_HOURS = (0, 0, 1, 5, 5, 1, 0, 0)
"""When people meet at the school, by parts of three hours. What is broken there is broken when they do not."""
CLOSED = 0.2
"""What is left of a July there."""
PAYDAY = 25
FESTIVE, MIDSUMMER, PAID = 2.2, 1.4, 1.35
"""How much more there is on New Year's Day and the first of May, at midsummer, and after payday."""


@cache
def days(year: int) -> Sequence[date]:
    """Return the days of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


def urn(kind: Kind, zone: str, year: int) -> Urn[date]:
    """Return the days of a year, each as likely as the type has it there."""
    every = days(year)
    return Urn(every, [_weight(kind, zone, day) for day in every])


def hours(kind: Kind, zone: str, weekday: int) -> Sequence[float]:
    """Return the weights of the eight parts of a day, for a type that somebody knows the time of."""
    if zone == SCHOOL:
        return SCHOOL_HOURS
    if not kind.week:
        return kind.hours
    factor = levels().night_factors.get(zone, 1.0)
    nights = levels().night_out
    return [weight * (factor if (weekday, part) in nights else 1.0) for part, weight in enumerate(kind.week[weekday])]


def _weight(kind: Kind, zone: str, day: date) -> float:
    month, weekday = levels().months[kind.months][day.month - 1], day.weekday()
    if zone == SCHOOL and kind.clock == "exact":
        return 0.0 if weekday >= SATURDAY else month * (CLOSED if day.month == JULY else 1.0)
    if not kind.week:
        return month * kind.weekdays[weekday]
    return month * sum(hours(kind, zone, weekday)) * _out(day)


def _out(day: date) -> float:
    """Return how many more than usual are out on a day."""
    if (day.month, day.day) in ((1, 1), (5, 1)):
        return FESTIVE
    friday = day - timedelta((day.weekday() - FRIDAY) % 7)
    if day.weekday() in (FRIDAY, SATURDAY) and friday.month == JUNE and 19 <= friday.day <= 25:
        return MIDSUMMER
    is_weekend = day.weekday() >= FRIDAY
    return PAID if is_weekend and friday.day >= PAYDAY else 1.0
