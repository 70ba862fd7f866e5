"""``kurs collect``: take each participant's last hand-in before due out of the exchange.

What is put in ``submitted/`` is the released notebook, the journal, the time and the secret, and nothing else
of what was handed in; the original stays in the exchange. So nbgrader's own commands and formgrader meet a
sound notebook, whatever a participant did to theirs.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from toolkit.deadlines import due_for, extensions_of
from toolkit.errors import KursError
from toolkit.exchange import TIME_FORMAT, timestamp_text
from toolkit.files import sync_folder, write_file
from toolkit.fold import read_regular
from toolkit.formats.journal import MAX_FILE
from toolkit.messages import say
from toolkit.occasion import JOURNAL, OccasionFolder
from toolkit.roster import read_roster

_NAME = re.compile(r"(?P<who>[^+]+)\+(?P<module>[^+]+)\+(?P<at>[^+]+ UTC)(\+(?P<random>[^+]*))?")
TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
SMALL = 1024
"""Bytes that the files beside a journal may have."""


@dataclass(frozen=True)
class Found:
    """A hand-in in the exchange."""

    participant: str
    module: str
    at: datetime
    folder: Path


@dataclass
class Collected:
    """What a collection did."""

    taken: list[Found] = field(default_factory=list)
    unchanged: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)
    """Folder in the exchange and reason, for each hand-in that was left."""


def hand_ins(here: OccasionFolder, module: str) -> tuple[list[Found], list[str]]:
    """Return every hand-in of a module in the exchange, and the names that are none."""
    found, foreign = [], []
    inbound = here.exchange / here.occasion.id / "inbound"
    with os.scandir(inbound) as entries:
        folders = sorted(entries, key=lambda entry: entry.name)
    for folder in folders:
        if folder.name.startswith(".tmp-"):
            continue
        match = _NAME.fullmatch(folder.name)
        if match is None or not folder.is_dir(follow_symlinks=False):
            foreign.append(folder.name)
        elif match["module"] == module:
            try:
                at = datetime.strptime(match["at"], TIME_FORMAT).replace(tzinfo=UTC)
            except ValueError:
                foreign.append(folder.name)
                continue
            found.append(Found(match["who"], module, at, inbound / folder.name))
    return found, foreign


def last_before_due(here: OccasionFolder, module: str, found: list[Found]) -> Iterator[Found]:
    """Yield each person's last hand-in that came before that person's due."""
    extensions, rules = extensions_of(here), here.rules(module)
    last: dict[str, Found] = {}
    for hand_in in sorted(found, key=lambda f: (f.at, f.folder.name)):
        due = due_for(hand_in.participant, module, rules, extensions)
        if due is None or hand_in.at <= due:
            last[hand_in.participant] = hand_in
    yield from last.values()


def collect(here: OccasionFolder, modules: list[str]) -> Collected:
    """Collect the hand-ins of released modules.

    A hand-in of someone who is not on the roster, or that cannot be read, is reported and left.
    """
    result = Collected()
    roster = read_roster(here.path / "roster.csv")
    with here.writing("collect"):
        for module in modules:
            found, foreign = hand_ins(here, module)
            result.broken += [(name, say("collect.foreign")) for name in foreign]
            for hand_in in last_before_due(here, module, found):
                if hand_in.participant not in roster:
                    result.broken.append((hand_in.folder.name, say("collect.unknown_person")))
                elif is_collected(here, hand_in):
                    result.unchanged += 1
                else:
                    try:
                        _take(here, hand_in)
                        result.taken.append(hand_in)
                    except (KursError, OSError) as error:
                        result.broken.append((hand_in.folder.name, str(error)))
    result.broken = sorted(set(result.broken))
    return result


def is_collected(here: OccasionFolder, hand_in: Found) -> bool:
    """Tell whether a hand-in is the one in ``submitted/``, where nbgrader's own collect may have put anything."""
    try:
        stamp = read_regular(here.submitted(hand_in.participant, hand_in.module) / TIMESTAMP, SMALL)
    except KursError:
        return False  # What lies there is no hand-in, and is replaced.
    return stamp is not None and stamp.strip() == timestamp_text(hand_in.at).encode()


def _take(here: OccasionFolder, hand_in: Found) -> None:
    """Put a hand-in in ``submitted/`` in one step."""
    target = here.submitted(hand_in.participant, hand_in.module)
    target.parent.mkdir(parents=True, exist_ok=True)
    released = here.path / "release" / hand_in.module / f"{hand_in.module}.ipynb"
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=here.path / "submitted") as making:
        copy = Path(making) / hand_in.module
        copy.mkdir()
        shutil.copyfile(released, copy / released.name)
        write_file(copy / TIMESTAMP, timestamp_text(hand_in.at).encode())
        for name, limit in ((JOURNAL, MAX_FILE), (SECRET, SMALL)):
            data = read_regular(hand_in.folder / name, limit + 1)
            if data is not None:
                write_file(copy / name, data)
        if target.exists():
            target.rename(Path(making) / "old")
        copy.rename(target)
        sync_folder(target.parent)
