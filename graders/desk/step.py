"""What an instructor should do now: one thing, the first that the work of an occasion waits for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from graders.desk.overview import Overview
from graders.desk.table import Row

SOON = timedelta(days=7)
"""Before a module opens: it should be released."""
REPORT = "reports/cohort.html"
REPORT_PDF = "reports/cohort.pdf"


@dataclass(frozen=True)
class Step:
    """One thing to do; ``desk.do`` says it, and ``desk.do_why`` why.

    Parameters
    ----------
    n
        How many it is about.
    """

    kind: Literal["roster", "release", "grade", "mark", "publish", "help", "look", "report", "nothing"]
    row: Row | None = None
    n: int = 0


def next_step(seen: Overview) -> Step:
    """Return what to do now."""
    return next(_steps(seen), Step("nothing"))


def _steps(seen: Overview) -> Iterator[Step]:
    if not seen.active:
        yield Step("roster")
    for row in seen.rows:
        if row.counts is None and _should_be_released(seen, row):
            yield Step("release", row)
        if row.counts and _is_to_be_graded(row):
            if row.to_grade:
                yield Step("grade", row, row.to_grade)
            if row.counts.awaiting_marking:
                yield Step("mark", row, row.counts.awaiting_marking)
            if row.untold:
                yield Step("publish", row, row.untold)
    if seen.needs:
        yield Step("help", n=len(seen.needs))
    if seen.attention:
        yield Step("look", n=len(seen.attention))
    if all(row.published for row in seen.rows) and not (seen.here.path / REPORT).exists():
        yield Step("report")


def _is_to_be_graded(row: Row) -> bool:
    """Tell whether a module's hand-ins wait for nobody else's: it is closed, never closes, or tells each at once."""
    return row.closed or row.rules.due is None or row.rules.feedback_when == "at_once"


def _should_be_released(seen: Overview, row: Row) -> bool:
    """Tell whether a module opens soon; one without a time is released when nothing else is."""
    if row.rules.opens is not None:
        return row.rules.opens - seen.at <= SOON
    return not any(one.counts for one in seen.rows)
