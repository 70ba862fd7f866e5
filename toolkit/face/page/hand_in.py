"""Handing in from the page: by the participant, and by the clock when a module closes."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from toolkit import exchange
from toolkit.errors import KursError
from toolkit.face.page.render import Visit
from toolkit.face.page.state import BrokenModuleError, Clock, Pages, Signature, Snapshot, now, signature
from toolkit.fold import fold
from toolkit.formats.course import ModuleEntry
from toolkit.journal import Journal, Receipt
from toolkit.messages import say
from toolkit.occasion import JOURNAL, OccasionFolder
from toolkit.receipts import write_receipt

_log = logging.getLogger("kurs")


@dataclass(frozen=True)
class HandedIn:
    """A hand-in that the clock made."""

    participant: str
    module: str
    at: datetime
    answered: int


class NothingToHandInError(KursError):
    """Somebody else was first, or nothing graded was answered since the last hand-in."""


def hand_in(
    snapshot: Snapshot,
    journal: Journal,
    participant: str,
    module: str,
    by: Literal["participant", "auto"] = "participant",
) -> Receipt[exchange.HandIn]:
    """Put a participant's journal in the exchange, and write in the occasion's log that this was done.

    What may be handed in is decided under the journal's lock, on the bytes that are handed in.

    Raises
    ------
    NothingToHandInError
        If it is the clock's turn and there is nothing, any more.
    KursError
        If it is handed in already and can be so once, the time is out, or it could not be done.
    """
    here = snapshot.here

    def deliver(data: bytes, at: datetime) -> exchange.HandIn:
        if by == "auto":
            said = fold(data, journal.exercises, pretest=journal.pretest, keep_events=False)
            if not said.graded_after_submit:
                raise NothingToHandInError(say("page.nothing_to_hand_in"))
        return exchange.hand_in(here.exchange, here.occasion.id, module, participant, data, at)

    receipt = journal.hand_in(deliver, by)
    try:
        write_receipt(here, participant, module, by, receipt)
    except OSError as error:
        # It is handed in, and the journal says so: the participant must not be told anything else.
        _log.error("%s: the hand-in is made but not in the log: %s", here.path, error)
    return receipt


def try_to_hand_in(visit: Visit, entry: ModuleEntry) -> str:
    """Hand in for somebody who asks for it; return why it could not be done, nothing where a hand-in stands."""
    if visit.pages.read_only:
        return say("page.preview")
    participant, module = visit.person.id, entry.id
    journal = visit.pages.journal(visit.snapshot, participant, module)
    try:
        hand_in(visit.snapshot, journal, participant, module)
    except KursError as error:
        _log.error("%s, %s: %s", visit.pages.id, module, error)
        here = visit.standing(entry)
        if here.closed and here.handed_in:
            return ""
        return str(error) if here.closed else say("page.hand_in_failed")
    return ""


def hand_in_due(
    occasion: OccasionFolder | Pages, clock: Clock = now, done: dict[Path, Signature] | None = None
) -> list[HandedIn]:
    """Hand in every journal that its module's closing has overtaken, for each person at that person's due.

    Parameters
    ----------
    done
        Journals that need nothing until they change; who asks again and again keeps it between the calls.
    """
    pages = occasion if isinstance(occasion, Pages) else Pages(occasion, clock=clock)
    snapshot, at, made = pages.snapshot(), clock(), []
    done = {} if done is None else done
    if not snapshot.here.occasion.auto_submit or pages.read_only:
        return []
    for participant, module, path in _journals(snapshot):
        due, version = snapshot.due(participant, module), signature(path)
        if due is None or at <= due or done.get(path) == version:
            continue
        try:
            handed_in = _if_unsent(pages, snapshot, participant, module)
        except BrokenModuleError:
            continue
        except (KursError, OSError) as error:
            _log.error("%s: could not be handed in: %s", path, error)
            continue
        done[path] = signature(path)
        made += [handed_in] if handed_in else []
    return made


def _journals(snapshot: Snapshot) -> Iterator[tuple[str, str, Path]]:
    """Give the journals of released modules and people on the roster."""
    root = snapshot.here.path / "journals"
    for path in sorted(root.glob(f"*/*/{JOURNAL}")):
        participant, module = path.parts[-3:-1]
        if participant in snapshot.roster and module in snapshot.release.modules:
            yield participant, module, path


def _if_unsent(pages: Pages, snapshot: Snapshot, participant: str, module: str) -> HandedIn | None:
    known = pages.fold(snapshot, participant, module)
    journal = pages.journal(snapshot, participant, module)
    if not known.graded_after_submit or (journal.once and known.handed_in_by_participant):
        return None
    try:
        receipt = hand_in(snapshot, journal, participant, module, "auto")
    except NothingToHandInError:
        return None
    return HandedIn(participant, module, receipt.at, receipt.answered)
