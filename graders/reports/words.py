"""Numbers, days and names as Swedish text writes them."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from graders.reports.numbers import Result
from graders.statistics import Estimate
from toolkit.messages import say

NO_BREAK = "\u00a0"
MINUS = "\u2212"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
_TIES = re.compile(
    r"(?<=\d) (?=%|av \d|poäng|deltagare|personer|procent)|(?<=\bn) (?=\d)|(?<=\br) (?=[\d−])"
    r"|(?<=\bän) (?=\d)|(?<=%) (?=intervall)"
)


def tied(text: str) -> str:
    """Put no-break spaces between a number and what belongs to it."""
    return _TIES.sub(NO_BREAK, text)


def count(number: int) -> str:
    """Write a count, its thousands apart: ``1 234``."""
    return f"{number:,}".replace(",", NO_BREAK)


def decimal(number: float, digits: int) -> str:
    """Write a number with a decimal comma and a true minus sign."""
    text = f"{number:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace(".", ",").replace("-", MINUS)


def _percent(share: float) -> str:
    """Write a share in per cent; a decimal only where rounding would say nobody or everybody."""
    nearly = 0 < share < 0.005 or 0.995 <= share < 1
    return decimal(100 * share, 1 if nearly else 0)


def percent(share: float) -> str:
    """Write a share as ``61 %``."""
    return f"{_percent(share)}{NO_BREAK}%"


def _between(low: str, high: str) -> str:
    """Join the ends of an interval; a dash would hide a minus sign."""
    return f"{low} till {high}" if MINUS in low + high else f"{low}–{high}"


def percents(estimate: Estimate) -> str:
    """Write the interval of a share, in per cent without the sign."""
    return _between(_percent(estimate.low), _percent(estimate.high))


def decimals(estimate: Estimate, digits: int, scale: float = 1) -> str:
    """Write an interval with decimals, its ends multiplied by `scale`."""
    return _between(decimal(estimate.low * scale, digits), decimal(estimate.high * scale, digits))


def change(estimate: Estimate) -> str:
    """Write a difference between shares in percentage points, as ``+19 (16–22)``."""
    value = decimal(100 * estimate.value, 0)
    sign = "+" if value != "0" and MINUS not in value else ""
    return f"{sign}{value} ({decimals(estimate, 0, 100)})"


def share_with_interval(estimate: Estimate) -> str:
    """Write ``61 % (55–66)``."""
    return f"{percent(estimate.value)} ({percents(estimate)})"


def number_with_interval(estimate: Estimate, digits: int = 2, scale: float = 1) -> str:
    """Write ``0,34 (0,23–0,44)``."""
    return f"{decimal(estimate.value * scale, digits)} ({decimals(estimate, digits, scale)})"


def why_not(result: Result) -> str:
    """Say why a result is not shown."""
    return say(f"report.why.{result.why}")


def because(result: Result) -> str:
    """Say why a result is not shown, as the end of a sentence that says that it is not."""
    reason = why_not(result).removeprefix(say("report.why.not_shown"))
    return reason[:1].lower() + reason[1:]


def hidden() -> str:
    """Say that there are too few people."""
    return say("report.why.few")


def not_shown() -> str:
    """Say that a number is hidden, whether it is small or would give a small one away."""
    return say("report.not_shown")


def people(number: int | None) -> str:
    """Write a number of people, or that it is hidden."""
    return not_shown() if number is None else count(number)


def range_of_people(results: list[Result]) -> str:
    """Write how many people some results rest on: ``248`` or ``248–250``."""
    numbers = sorted({result.n for result in results if result.n is not None})
    return "–".join(count(n) for n in dict.fromkeys((numbers[0], numbers[-1])))


def points(number: float) -> str:
    """Write points with no more decimals than they have: ``4``, ``2,5``."""
    return decimal(number, 2).rstrip("0").rstrip(",")


def day(moment: datetime) -> str:
    """Write a day as in a sentence, in Swedish time: ``25 november 2026``."""
    local = moment.astimezone(STOCKHOLM)
    return f"{local.day}{NO_BREAK}{say('report.months').split()[local.month - 1]}{NO_BREAK}{local.year}"


def shortened(text: str, limit: int) -> str:
    """Cut a text at a space before `limit` characters, with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
