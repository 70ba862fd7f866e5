"""Who may need help, each once, with what is most urgent.

What is looked for is told on the page in the same words (``desk.need_what``): somebody who has not begun a module when
more than half of its time has passed and its due is near, who has begun and then been away, or who has not handed it
in when it closed, as long as its feedback is not published. A module without a due is urgent for nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from graders.desk.table import Row
from toolkit.deadlines import due_for
from toolkit.formats import Extension

NEAR = timedelta(days=7)
"""How near a due is when somebody should have begun."""
AWAY = timedelta(days=3)
"""Without a line in any journal: who has begun has been away."""


@dataclass(frozen=True)
class Need:
    """Somebody who may need help.

    Parameters
    ----------
    due
        When the module is due for this person.
    seen
        Their last line in any journal.
    """

    participant: str
    kind: Literal["missed", "not_started", "away"]
    row: Row
    due: datetime
    seen: datetime | None


def in_need(
    rows: Iterable[Row],
    active: Sequence[str],
    seen: Mapping[str, datetime],
    extensions: Sequence[Extension],
    at: datetime,
) -> list[Need]:
    """Return who may need help, the nearest due first."""
    found: dict[str, Need] = {}
    released = [row for row in rows if row.counts]
    for who in active:
        needs = [_need(who, row, seen.get(who), due_for(who, row.id, row.rules, extensions), at) for row in released]
        urgent = sorted((one for one in needs if one), key=lambda one: one.due)
        if urgent:
            found[who] = urgent[0]
    return sorted(found.values(), key=lambda one: one.due)


def _need(who: str, row: Row, seen: datetime | None, due: datetime | None, at: datetime) -> Need | None:
    assert row.counts is not None
    here, opens = row.people[who], row.counts.opens
    if due is None or here.handed_in or at < opens:
        return None
    if at > due:
        return None if row.published else Need(who, "missed", row, due, seen)
    if due - at > NEAR or at - opens < due - at:
        return None
    if not here.started:
        return Need(who, "not_started", row, due, seen)
    return Need(who, "away", row, due, seen) if seen and at - seen > AWAY else None
