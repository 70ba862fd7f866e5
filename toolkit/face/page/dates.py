"""Times as participants read them: Swedish, in Stockholm's time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from toolkit.messages import say

_STOCKHOLM = ZoneInfo("Europe/Stockholm")


def short(at: datetime) -> str:
    """Write a time as in a list: ``fre 4 dec 23:59``."""
    return f"{short_day(at)} {at.astimezone(_STOCKHOLM):%H:%M}"


def short_day(at: datetime) -> str:
    """Write a day as in a list: ``fre 4 dec``."""
    return f"{say('journal.weekdays').split()[at.astimezone(_STOCKHOLM).weekday()]} {day(at)}"


def day(at: datetime) -> str:
    """Write a day as in a table: ``4 dec``."""
    local = at.astimezone(_STOCKHOLM)
    return f"{local.day} {say('journal.months').split()[local.month - 1]}"


def clock(at: datetime) -> str:
    """Write a time of the day to the second: ``14:02:17``."""
    return f"{at.astimezone(_STOCKHOLM):%H:%M:%S}"


def full(at: datetime) -> str:
    """Write a time as in a sentence: ``fredag 4 december kl. 23.59``."""
    local = at.astimezone(_STOCKHOLM)
    weekday, month = say("page.weekdays").split(), say("page.months").split()
    date = f"{weekday[local.weekday()]} {local.day} {month[local.month - 1]}"
    return say("page.time", day=date, time=f"{local:%H.%M}")


def to_the_second(at: datetime) -> str:
    """Write a time as on a receipt: ``tisdag 24 november 2026 kl. 14.02.17``."""
    local = at.astimezone(_STOCKHOLM)
    weekday, month = say("page.weekdays").split(), say("page.months").split()
    date = f"{weekday[local.weekday()]} {local.day} {month[local.month - 1]} {local.year}"
    return say("page.time", day=date, time=f"{local:%H.%M.%S}")
