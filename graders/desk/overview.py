"""What the desk shows of an occasion: the numbers of ``kurs status`` and ``kurs export``, and names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from graders.desk.need import Need, in_need
from graders.desk.table import Row, rows
from graders.journals import Journals
from graders.results import Results
from graders.status import Attention, Look, active_in
from toolkit.deadlines import due_for, extensions_of
from toolkit.formats import Extension, RosterRow
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

LATE = timedelta(days=7)
"""After the occasion began: whose first line in a journal comes later came late."""


@dataclass(frozen=True)
class Passed:
    """How many active participants have passed the course; undecided while the final test is not graded to its end."""

    yes: int = 0
    no: int = 0
    undecided: int = 0


@dataclass(frozen=True)
class Overview:
    """An occasion at one moment.

    Parameters
    ----------
    active
        Those of the roster who take part.
    seen
        The last line in any journal of each, also of who has left.
    late
        Who came late, and when.
    extensions
        Those that hold: of each participant and module the last one.
    results
        None as long as nothing is released.
    version
        What tells it from another one.
    """

    here: OccasionFolder
    at: datetime
    roster: Mapping[str, RosterRow]
    active: list[str]
    rows: list[Row]
    seen: Mapping[str, datetime]
    late: Mapping[str, datetime]
    needs: list[Need]
    extensions: list[Extension]
    attention: list[Attention]
    passed: Passed
    results: Results | None
    version: str

    @property
    def left(self) -> list[RosterRow]:
        """Those of the roster who have left."""
        return [one for one in self.roster.values() if one.active == "nej"]

    def row(self, module: str) -> Row | None:
        """Return a module, if the course has it."""
        return next((one for one in self.rows if one.id == module), None)

    def due(self, participant: str, row: Row) -> datetime | None:
        """Return when a module is due for one person."""
        return due_for(participant, row.id, row.rules, self.extensions)

    def numbers(self) -> dict[str, Any]:
        """Return what is counted, as JSON."""
        people = {name: len(getattr(self, name)) for name in ("active", "left", "late", "needs")}
        modules = {row.id: row.numbers() for row in self.rows if row.counts}
        return {**people, "modules": modules, "passed": asdict(self.passed)}


def overview(here: OccasionFolder, looks: Sequence[Look], journals: Journals, at: datetime, version: str) -> Overview:
    """Put together what the desk shows.

    Parameters
    ----------
    looks
        One at each released module.

    Raises
    ------
    KursError
        If one of the occasion's own files is missing or broken.
    """
    roster, extensions = read_roster(here.path / "roster.csv"), extensions_of(here)
    active = active_in(roster)
    table = rows(here, looks, active, at)
    results = Results(here, {one.module: one.known for one in looks}, journals) if looks else None
    first, seen = _times(here, journals, [one.module for one in looks], roster)
    began = here.occasion.starts or min((row.counts.opens for row in table if row.counts), default=None)
    return Overview(
        here=here,
        at=at,
        roster=roster,
        active=active,
        rows=table,
        seen=seen,
        late={who: first[who] for who in active if who in first and began and first[who] >= began + LATE},
        needs=in_need(table, active, seen, extensions, at),
        extensions=_last(extensions),
        attention=list(dict.fromkeys(one for each in looks for one in each.attention)),
        passed=_passed(results, active),
        results=results,
        version=version,
    )


def _times(
    here: OccasionFolder, journals: Journals, modules: Iterable[str], roster: Iterable[str]
) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """Return the first and the last line in any journal of each."""
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for module in modules:
        for who in roster:
            said = journals.read(here, module, here.journal(who, module))
            if said.first_at and said.last_at:
                first[who] = min(first.get(who, said.first_at), said.first_at)
                last[who] = max(last.get(who, said.last_at), said.last_at)
    return first, last


def _last(extensions: Iterable[Extension]) -> list[Extension]:
    found = {(one.id, one.module): one for one in sorted(extensions, key=lambda one: one.at)}
    return list(found.values())


def _passed(results: Results | None, active: Iterable[str]) -> Passed:
    said = [results.passed(who) if results else None for who in active]
    return Passed(said.count(True), said.count(False), said.count(None))
