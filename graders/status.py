"""``kurs status``: how far the hand-ins of each released module have come, and what somebody should look at.

It only reads, and waits for nobody: it can be asked while somebody else grades.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Literal, get_args

from rich.box import SIMPLE_HEAD
from rich.table import Table

from graders.collect import Found, hand_ins, is_collected, last_before_due
from graders.given import read_given
from graders.grade import handed_in_at, is_new
from graders.journals import Journals, Said
from graders.results import Known
from graders.scoring import exercises_of
from toolkit.deadlines import refused_extensions
from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise
from toolkit.face.page.dates import short
from toolkit.face.shown import Showing
from toolkit.fold import read_regular
from toolkit.formats import RosterRow
from toolkit.formats.base import write_time
from toolkit.formats.course import Role
from toolkit.formats.journal import MAX_FILE
from toolkit.messages import say
from toolkit.occasion import JOURNAL, OccasionFolder
from toolkit.receipts import Receipts, read_receipts
from toolkit.roster import read_roster

Kind = Literal[
    "broken", "foreign", "receipt", "no_receipt", "lost", "extension", "unreadable", "changed", "variant", "rev"
]
"""What can be worth a look; ``status.kind`` says in Swedish what each is, and ``status.do`` what to do."""
KINDS = get_args(Kind)
COUNTS = ("started", "handed_in", "collected", "graded", "awaiting_marking", "broken")
"""The numbers of a module, in the order in which a hand-in comes by them."""
MOST = 20
"""Participants that are named on one line; ``--json`` has all."""


@dataclass(frozen=True)
class ModuleStatus:
    """How many of the active participants have come how far in a module.

    Parameters
    ----------
    opens, due
        When it opens, at its release unless the occasion says when, and when it closes for who has no extension.
    started
        Have a journal with an answer.
    handed_in
        Have a hand-in that counts: the last one before due.
    collected, graded
        Have that hand-in collected, and graded.
    awaiting_marking
        Have an answer that waits for a marker.
    broken
        Hand-ins that cannot be collected or graded, also of those who do not take part.
    """

    module: str
    title: str
    role: Role
    opens: datetime
    due: datetime | None
    started: int = 0
    handed_in: int = 0
    collected: int = 0
    graded: int = 0
    awaiting_marking: int = 0
    broken: int = 0


@dataclass(frozen=True)
class Progress:
    """How far one participant has come in a module.

    Parameters
    ----------
    started
        Has a journal with an answer.
    handed_in, collected, graded, awaiting_marking
        As in `ModuleStatus`.
    at
        When the hand-in that counts was made.
    answered, total
        Of the exercises that give points, as the journal is now.
    first_at, last_at
        Time of the journal's first and of its last line.
    """

    started: bool
    handed_in: bool
    collected: bool
    graded: bool
    awaiting_marking: bool
    at: datetime | None
    answered: int
    total: int
    first_at: datetime | None
    last_at: datetime | None

    @property
    def done(self) -> bool:
        """Whether nothing is left to do about the hand-in that counts: it is graded, and no marker is awaited."""
        return self.graded and not self.awaiting_marking


@dataclass(frozen=True)
class Attention:
    """Something that an instructor should look at.

    Parameters
    ----------
    participant
        Who it is about; for what is no hand-in the name that it has in the exchange.
    module
        None where that cannot be told.
    at
        The time of the hand-in, where it is about a certain one.
    exercises
        Those that it is about.
    detail
        More of it, in Swedish.
    """

    kind: Kind
    participant: str
    module: str | None
    at: datetime | None = None
    exercises: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Status:
    """How an occasion stands.

    Parameters
    ----------
    seats
        None where the occasion has no number of them.
    active
        Active participants on the roster.
    """

    occasion: str
    title: str
    seats: int | None
    active: int
    modules: list[ModuleStatus]
    attention: list[Attention]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON, with what to do about each thing."""
        found: dict[str, Any] = json.loads(json.dumps({"v": 1, **asdict(self)}, default=write_time))
        for one in found["attention"]:
            one["do"] = say(f"status.do.{one['kind']}", occasion=self.occasion)
        return found


def status(here: OccasionFolder) -> Status:
    """Return how an occasion stands.

    Raises
    ------
    KursError
        If one of the occasion's own files is missing or broken.
    """
    roster, receipts, journals = read_roster(here.path / "roster.csv"), read_receipts(here), Journals()
    modules = here.require_released() if here.release.modules else ()
    looks = [Look(here, module, roster, receipts, journals) for module in modules]
    attention = dict.fromkeys(one for each in looks for one in each.attention)  # the same is told once
    counts = [each.counts() for each in looks]
    return Status(here.id, here.occasion.title, here.occasion.seats, len(active_in(roster)), counts, list(attention))


def look_at(here: OccasionFolder, module: str, journals: Journals) -> "Look":
    """Look at a released module.

    Parameters
    ----------
    journals
        What reads the journals; who looks again and again keeps it between the looks.

    Raises
    ------
    KursError
        If one of the occasion's own files is missing or broken.
    """
    return Look(here, module, read_roster(here.path / "roster.csv"), read_receipts(here), journals)


def active_in(roster: Mapping[str, RosterRow]) -> list[str]:
    """Return those on a roster who take part."""
    return [one.id for one in roster.values() if one.active == "ja"]


class Look:
    """One module, looked at for everybody at one moment.

    Parameters
    ----------
    roster
        All who are on the roster; those of them who take part are counted.

    Attributes
    ----------
    people
        How far each of those who take part has come.
    attention
        All that somebody should look at.
    known
        What results are made from.
    to_mark
        nbgrader's id of the first hand-in that waits for a marker.
    """

    def __init__(
        self,
        here: OccasionFolder,
        module: str,
        roster: Mapping[str, RosterRow],
        receipts: Receipts,
        journals: Journals,
    ) -> None:
        self.here, self.module, self.roster, self.receipts = here, module, roster, receipts
        self._active = active_in(roster)
        self.exercises: Mapping[str, Exercise] = exercises_of(here, module)
        self.released = here.release.modules[module]
        self._found, self.foreign = hand_ins(here, module)
        self._counting: dict[str, Found] = {one.participant: one for one in last_before_due(here, module, self._found)}
        folders = sorted(here.path.glob(f"submitted/*/{module}"))
        self._collected = {one.parent.name: one for one in folders if not one.parent.name.startswith(".")}
        self._seed, self._retakes, self.role = here.release.seed, here.retakes, here.role(module)
        self._live = {who: journals.read(here, module, here.journal(who, module)) for who in self._active}
        self._counts = {who: journals.read(here, module, self._counted(who)) for who in self._active}
        counting = {who: one.at for who, one in self._counting.items()}
        self.known = Known(read_given(here, module), counting)
        self.people = {who: self._progress(who) for who in self._active}
        awaiting = (self.known.given[who].book for who, one in self.people.items() if one.awaiting_marking)
        self.to_mark = next(awaiting, None)
        self.attention = list(dict.fromkeys(self._attention()))

    def _counted(self, who: str) -> Path:
        """Return the journal that gives points: as it was collected, else as it was handed in, else as it is now."""
        if who in self._collected:
            return self._collected[who] / JOURNAL
        return self._counting[who].folder / JOURNAL if who in self._counting else self.here.journal(who, self.module)

    # --- how many -------------------------------------------------------------------------

    def counts(self) -> ModuleStatus:
        """Count who has come how far, and what is broken."""
        rules, entry = self.here.rules(self.module), self.here.course.module(self.module)
        people = self.people.values()
        return ModuleStatus(
            module=self.module,
            title=entry.title if entry else self.module,
            role=self.role,
            opens=rules.opens or self.released.released,
            due=rules.due,
            started=sum(one.started for one in people),
            handed_in=sum(one.handed_in for one in people),
            collected=sum(one.collected for one in people),
            graded=sum(one.graded for one in people),
            awaiting_marking=sum(one.awaiting_marking for one in people),
            broken=len({one.participant for one in self.attention if one.kind == "broken"}),
        )

    def _progress(self, who: str) -> Progress:
        live, counting = self._live[who], self._counting.get(who)
        collected = self._is_collected(who)
        given = self.known.given.get(who)
        at = counting.at if counting else _time(self._collected[who]) if who in self._collected else None
        graded = [name for name, one in self.exercises.items() if one.graded]
        return Progress(
            started=live.started or self._counts[who].started,
            handed_in=who in self._counting or who in self._collected,
            collected=collected,
            graded=collected and not is_new(self.here, who, self.module),
            awaiting_marking=given is not None and None in given.points.values(),
            at=at,
            answered=sum(name in live.answered for name in graded),
            total=len(graded),
            first_at=live.first_at,
            last_at=live.last_at,
        )

    def _is_collected(self, who: str) -> bool:
        return who in self._collected and (who not in self._counting or is_collected(self.here, self._counting[who]))

    # --- what to look at ------------------------------------------------------------------

    def _attention(self) -> Iterator[Attention]:
        every = (self._broken(), self._receipts(), self._extensions(), *(self._answers(who) for who in self._active))
        for name in self.foreign:
            yield Attention("foreign", _shown(name), None)
        for one in chain.from_iterable(every):
            yield replace(one, participant=_shown(one.participant), detail=_shown(one.detail))

    def _broken(self) -> Iterator[Attention]:
        for who in sorted({*self._counting, *self._collected}):
            if who not in self.roster:
                yield Attention("broken", who, self.module, detail=say("collect.unknown_person"))
                continue
            try:
                if who in self._counting:
                    read_regular(self._counting[who].folder / JOURNAL, 0)
                if who in self._collected:
                    read_regular(self._collected[who] / JOURNAL, 0)
                    handed_in_at(self._collected[who])
            except KursError as error:
                yield Attention("broken", who, self.module, detail=str(error))

    def _receipts(self) -> Iterator[Attention]:
        """Compare what was handed in, in the exchange and as it was collected, with the log of the receipts."""
        places = [(one.participant, one.at, one.folder) for one in self._found]
        places += [(who, at, folder) for who, folder in self._collected.items() if (at := _time(folder))]
        for who, at, folder in places:
            receipts = self.receipts.get((who, self.module, at))
            if receipts is None:
                if self.here.occasion.surface == "pages":  # From JupyterLab nbgrader hands in, and gives no receipt.
                    yield Attention("no_receipt", who, self.module, at)
            elif _checksum(folder / JOURNAL) not in receipts:
                yield Attention("receipt", who, self.module, at, detail=short(at))
        there = {(who, at) for who, at, _ in places}
        last = {who: at for who, module, at in sorted(self.receipts, key=lambda key: key[2]) if module == self.module}
        for who, at in last.items():
            if (who, at) not in there:
                yield Attention("lost", who, self.module, at, detail=short(at))

    def _extensions(self) -> Iterator[Attention]:
        """Tell of extensions that do not hold."""
        for one in refused_extensions(self.here):
            if one.module == self.module:
                yield Attention("extension", one.id, self.module, detail=short(one.due))

    def _answers(self, who: str) -> Iterator[Attention]:
        """Tell of answers that do not count as they stand, or not as everybody would expect."""
        counted = self._counts[who]
        graded = {name for name, one in self.exercises.items() if one.graded}
        yield from self._about("changed", who, dict.fromkeys(self._live[who].changed & graded, ""))
        yield from self._about("unreadable", who, dict.fromkeys(counted.unreadable & graded, ""))
        yield from self._about("variant", who, self._variants(who, counted, graded))
        revs = {name: rev for name, (_, rev) in counted.answered.items() if name in graded}
        others = {name for name, rev in revs.items() if rev not in (None, self.released.exercises[name].rev)}
        yield from self._about("rev", who, dict.fromkeys(others, ""))

    def _about(self, kind: Kind, who: str, found: Mapping[str, str]) -> Iterator[Attention]:
        """Give what was found of some exercises, if anything, in the notebook's order."""
        names = tuple(name for name in self.exercises if name in found)
        if names:
            detail = "; ".join(f"{name} ({found[name]})" if found[name] else name for name in names)
            yield Attention(kind, who, self.module, exercises=names, detail=detail)

    def _variants(self, who: str, counted: Said, graded: Collection[str]) -> dict[str, str]:
        showing = Showing(self.exercises, who, self._seed, self.role, self._retakes)
        shown = {name: var for name, (var, _) in counted.answered.items() if name in graded}
        expected = {name: showing.variant(self.exercises[name]) for name in shown}
        return {
            name: say("status.variant", found=var, expected=expected[name])
            for name, var in shown.items()
            if var != expected[name]
        }


def _time(folder: Path) -> datetime | None:
    try:
        at = handed_in_at(folder)
    except KursError:
        return None
    return at.replace(tzinfo=UTC) if at else None


def _checksum(path: Path) -> str | None:
    """Return the SHA-256 of a journal; None where there is none that can be read."""
    try:
        data = read_regular(path, MAX_FILE + 1)
    except KursError:
        return None
    return None if data is None else hashlib.sha256(data).hexdigest()


def _shown(text: str) -> str:
    """Return a text that names of files may be part of, without what would do something to a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


# --- for people -----------------------------------------------------------------------------


def table(found: Status) -> Table:
    """Return the counts as a table, one row for each module."""
    made = Table(box=SIMPLE_HEAD)
    made.add_column(say("status.module"), overflow="fold")
    for name in ("opens", "due"):
        made.add_column(say(f"status.{name}"))
    for name in COUNTS:
        made.add_column(say(f"status.{name}"), justify="right")
    for one in found.modules:
        due = short(one.due) if one.due else say("status.no_due")
        made.add_row(one.module, short(one.opens), due, *(str(getattr(one, name)) for name in COUNTS))
    return made


def sentences(found: Status) -> Iterator[str]:
    """Give what is to be done, and then what should be looked at, line by line."""
    for one in found.modules:
        steps = {
            "collect": one.handed_in - one.collected,
            "grade": one.collected - one.graded,
            "mark": one.awaiting_marking,
        }
        for step, n in steps.items():
            if n:
                yield say(f"status.to_{step}", module=one.module, n=n, occasion=found.occasion)
    by_kind = sorted(found.attention, key=lambda one: KINDS.index(one.kind))
    for kind, those in groupby(by_kind, key=lambda one: one.kind):
        yield ""
        yield f"{say(f'status.kind.{kind}')} {say(f'status.do.{kind}', occasion=found.occasion)}"
        for (module, detail), same in groupby(those, key=lambda one: (one.module, one.detail)):
            who = list(dict.fromkeys(one.participant for one in same))
            more = say("status.more", n=len(who) - MOST) if len(who) > MOST else ""
            yield "  " + " · ".join(part for part in (module, ", ".join(who[:MOST]) + more, detail) if part)
    if not found.attention:
        yield say("status.nothing")
