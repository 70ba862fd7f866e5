"""Between which times something happened, as somebody knows them, and when it is reported."""

from calendar import FRIDAY, SATURDAY
from datetime import date, datetime, time, timedelta

from akershamn.days import AUGUST, JULY, JUNE, SCHOOL, hours
from akershamn.draws import Draws, Urn
from akershamn.levels import Kind

SURE = timedelta(hours=1)
"""What happened within so long has a sure time."""
LAGS = {
    "exact": ((0.6, 0, 0), (0.2, 1, 1), (0.12, 2, 5), (0.08, 6, 30)),
    "bicycle": ((0.4, 0, 0), (0.25, 1, 2), (0.2, 3, 7), (0.15, 8, 45)),
    "night": ((0.6, 0, 0), (0.25, 1, 1), (0.15, 2, 7)),
    "home": ((0.85, 0, 0), (0.15, 1, 1)),
    "long": ((0.6, 0, 0), (0.3, 1, 2), (0.1, 3, 10)),
}
"""Days from when something was found until it is reported: how often, at least, at most."""
AWAY = 0.3
"""How many of the bicycles that are stolen in June and July their owners miss when they come home in August."""

Window = tuple[datetime, datetime]


def window(kind: Kind, zone: str, day: date, draws: Draws) -> Window:
    """Return between when something happened that began on a day; the same twice where somebody knows."""
    if kind.clock == "exact":
        part = Urn(range(8), hours(kind, zone, day.weekday())).draw(draws)
        at = _sharp(day, 3 * part + draws.whole(0, 2), draws)
        return at, at
    if kind.clock == "bicycle":
        return _bicycle(zone, day, draws)
    if kind.clock == "home":
        return _home(day, draws)
    if kind.clock == "long":
        return _between(day, (8, 22), 24 * draws.whole(2, 21), (8, 20), draws)
    return _night(zone, day, draws)


def is_sure(first: datetime, last: datetime) -> bool:
    """Tell whether something has a sure time."""
    return last - first <= SURE


def reported(kind: Kind, last: datetime, draws: Draws) -> date:
    """Return the day on which something is reported that was found at a time."""
    if kind.clock == "bicycle" and last.month in (JUNE, JULY) and draws.happens(AWAY):
        return date(last.year, AUGUST, draws.whole(5, 31))
    found = last.date()
    if kind.id in ("klotter", "skadegorelse") and found.weekday() >= SATURDAY:
        found += timedelta(7 - found.weekday())  # Whoever looks after the place works on Mondays.
    _, least, most = Urn(LAGS[kind.clock], [share for share, *_ in LAGS[kind.clock]]).draw(draws)
    return found + timedelta(draws.whole(least, most))


def _sharp(day: date, hour: int, draws: Draws) -> datetime:
    """Return a time as people tell it: often on the hour or the half."""
    minute = 30 * draws.whole(0, 1) if draws.happens(0.4) else 5 * draws.whole(0, 11)
    return datetime.combine(day, time(hour, minute))


def _between(day: date, first: tuple[float, float], later: int, last: tuple[float, float], draws: Draws) -> Window:
    """Return a window that begins and ends between two hours each, the end so many hours later, on quarters."""
    midnight = datetime.combine(day, time())
    ends = [draws.whole(round(4 * low), round(4 * high)) for low, high in (first, last)]
    return midnight + timedelta(minutes=15 * ends[0]), midnight + timedelta(hours=later, minutes=15 * ends[1])


def _bicycle(zone: str, day: date, draws: Draws) -> Window:
    """Parked and found gone: in the day by those who take the train to work, elsewhere mostly over night."""
    chance, commutes = draws.share(), zone == "resecentrum" and day.weekday() < SATURDAY
    if chance < (0.62 if commutes else 0.28):
        return _between(day, (6.5, 9), 0, (15.5, 18.5), draws)
    if chance < 0.88:
        return _between(day, (16, 22), 24, (6.5, 10), draws)
    return _between(day, (7, 20), 24 * draws.whole(2, 4), (7, 20), draws)


def _night(zone: str, day: date, draws: Draws) -> Window:
    if zone == SCHOOL:
        later = 24 * (7 - day.weekday() if day.weekday() >= FRIDAY else 1)
        weeks = draws.whole(1, 2) if day.month == JULY else 0
        return _between(day, (16, 18), later + 168 * weeks, (6.5, 8), draws)
    chance = draws.share()
    if chance < 0.75:
        return _between(day, (17, 23), 24, (6, 10), draws)
    if chance < 0.92:
        return _between(day, (8, 13), 0, (14, 18), draws)
    return _between(day, (15, 21), 24 * draws.whole(2, 4), (7, 20), draws)


def _home(day: date, draws: Draws) -> Window:
    chance = draws.share()
    if chance < 0.6:
        return _between(day, (6.5, 9), 0, (15, 18), draws)
    if chance < 0.82:
        return _between(day, (16, 19), 0, (20, 23.75), draws)
    return _between(day, (7, 18), 24 * draws.whole(1, 9), (10, 21), draws)
