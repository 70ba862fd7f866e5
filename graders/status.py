"""``kurs status``: how far the hand-ins of each released module have come, and what somebody should look at.

It only reads, and waits for nobody: it can be asked while somebody else grades.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import chain, groupby, takewhile
from pathlib import Path
from typing import Any, Literal, get_args

from rich.box import SIMPLE_HEAD
from rich.table import Table

from graders.collect import Found, hand_ins, is_collected, last_before_due
from graders.given import read_given
from graders.grade import handed_in_at, is_new
from graders.scoring import exercises_of
from toolkit.deadlines import refused_extensions
from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise
from toolkit.face.page.dates import short
from toolkit.face.shown import Showing
from toolkit.fold import Fold, Present, read_regular
from toolkit.fold import read as read_journal
from toolkit.formats.base import write_time
from toolkit.formats.course import Role
from toolkit.formats.journal import MAX_FILE, AnswerLine, SubmitLine
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
    roster = read_roster(here.path / "roster.csv")
    active = [one.id for one in roster.values() if one.active == "ja"]
    modules: list[ModuleStatus] = []
    attention: dict[Attention, None] = {}  # the same is told once
    receipts = read_receipts(here)
    for module in here.require_released() if here.release.modules else ():
        look = _Look(here, module, roster, active, receipts)
        seen = dict.fromkeys(look.attention())
        modules.append(look.counts(seen))
        attention |= seen
    return Status(here.id, here.occasion.title, here.occasion.seats, len(active), modules, list(attention))


class _Look:
    """One module, looked at for everybody.

    Parameters
    ----------
    roster
        All who are on the roster.
    active
        Those of them who take part, and are counted.
    """

    def __init__(
        self, here: OccasionFolder, module: str, roster: Collection[str], active: Sequence[str], receipts: Receipts
    ) -> None:
        self.here, self.module, self.roster, self.active, self.receipts = here, module, roster, active, receipts
        self.exercises: Mapping[str, Exercise] = exercises_of(here, module)
        self.released = here.release.modules[module]
        self.found, self.foreign = hand_ins(here, module)
        self.counting: dict[str, Found] = {one.participant: one for one in last_before_due(here, module, self.found)}
        folders = sorted(here.path.glob(f"submitted/*/{module}"))
        self.collected = {one.parent.name: one for one in folders if not one.parent.name.startswith(".")}
        self.seed, self.retakes, self.role = here.release.seed, here.retakes, here.role(module)
        self._live: dict[str, Fold] = {who: self._read(here.journal(who, module)) for who in active}
        self._counts: dict[str, Fold] = {who: self._counted(who) for who in active}

    def _read(self, path: Path) -> Fold:
        try:
            return read_journal(path, self.exercises, pretest=self.role == "pretest")
        except KursError:
            return Fold(self.exercises, missing=True)  # What stands there instead is told of as broken.

    def _counted(self, who: str) -> Fold:
        """Return the journal that gives points: as it was collected, else as it was handed in, else as it is now."""
        if who in self.collected:
            return self._read(self.collected[who] / JOURNAL)
        return self._read(self.counting[who].folder / JOURNAL) if who in self.counting else self._live[who]

    # --- how many -------------------------------------------------------------------------

    def counts(self, attention: Collection[Attention]) -> ModuleStatus:
        """Count who has come how far, and what is broken."""
        rules, entry, scores = self.here.rules(self.module), self.here.course.module(self.module), self._scores()
        handed_in = [who for who in self.active if who in self.counting or who in self.collected]
        collected = [who for who in handed_in if self._is_collected(who)]
        return ModuleStatus(
            module=self.module,
            title=entry.title if entry else self.module,
            role=self.role,
            opens=rules.opens or self.released.released,
            due=rules.due,
            started=sum(bool(self._live[who].answers or self._counts[who].answers) for who in self.active),
            handed_in=len(handed_in),
            collected=len(collected),
            graded=sum(not is_new(self.here, who, self.module) for who in collected),
            awaiting_marking=sum(None in scores.get(who, ()) for who in self.active),
            broken=len({one.participant for one in attention if one.kind == "broken"}),
        )

    def _scores(self) -> dict[str, list[float | None]]:
        return {who: list(one.points.values()) for who, one in read_given(self.here, self.module).items()}

    def _is_collected(self, who: str) -> bool:
        return who in self.collected and (who not in self.counting or is_collected(self.here, self.counting[who]))

    # --- what to look at ------------------------------------------------------------------

    def attention(self) -> Iterator[Attention]:
        """Give all that somebody should look at."""
        every = (self._broken(), self._receipts(), self._extensions(), *(self._answers(who) for who in self.active))
        for name in self.foreign:
            yield Attention("foreign", _shown(name), None)
        for one in chain.from_iterable(every):
            yield replace(one, participant=_shown(one.participant), detail=_shown(one.detail))

    def _broken(self) -> Iterator[Attention]:
        for who in sorted({*self.counting, *self.collected}):
            if who not in self.roster:
                yield Attention("broken", who, self.module, detail=say("collect.unknown_person"))
                continue
            try:
                if who in self.counting:
                    read_regular(self.counting[who].folder / JOURNAL, 0)
                if who in self.collected:
                    read_regular(self.collected[who] / JOURNAL, 0)
                    handed_in_at(self.collected[who])
            except KursError as error:
                yield Attention("broken", who, self.module, detail=str(error))

    def _receipts(self) -> Iterator[Attention]:
        """Compare what was handed in, in the exchange and as it was collected, with the log of the receipts."""
        places = [(one.participant, one.at, one.folder) for one in self.found]
        places += [(who, at, folder) for who, folder in self.collected.items() if (at := _time(folder))]
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
        live, counted = self._live[who], self._counts[who]
        graded = {name: one for name, one in self.exercises.items() if one.graded}
        present = {name: one for name, one in counted.answers.items() if name in graded and one.answer is not None}
        if live.last_submit:
            yield from self._about("changed", who, {name: "" for name in _changed(live) if name in graded})
        yield from self._about("unreadable", who, {name: "" for name in graded if counted.unreadable(name)})
        yield from self._about("variant", who, self._variants(who, present))
        others = {name for name, one in present.items() if one.rev not in (None, self.released.exercises[name].rev)}
        yield from self._about("rev", who, {name: "" for name in others})

    def _about(self, kind: Kind, who: str, found: Mapping[str, str]) -> Iterator[Attention]:
        """Give what was found of some exercises, if anything, in the notebook's order."""
        names = tuple(name for name in self.exercises if name in found)
        if names:
            detail = "; ".join(f"{name} ({found[name]})" if found[name] else name for name in names)
            yield Attention(kind, who, self.module, exercises=names, detail=detail)

    def _variants(self, who: str, present: Mapping[str, Present]) -> dict[str, str]:
        showing = Showing(self.exercises, who, self.seed, self.role, self.retakes)
        expected = {name: showing.variant(self.exercises[name]) for name in present}
        return {
            name: say("status.variant", found=one.var, expected=expected[name])
            for name, one in present.items()
            if one.var != expected[name]
        }


def _changed(live: Fold) -> set[str]:
    """Return the exercises that were answered after the last hand-in."""
    since = takewhile(lambda line: not isinstance(line, SubmitLine), reversed(live.events))
    return {line.ex for line in since if isinstance(line, AnswerLine)}


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
