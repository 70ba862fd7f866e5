"""Hand in without nbgrader: write a submission as its exchange expects it, so that its own collect takes it.

Layout (nbgrader 0.9): ``ROOT/COURSE/inbound/USER+MODULE+TIMESTAMP+RANDOM/`` holding the released files, the
journal, ``timestamp.txt`` and ``submission_secret.txt``. The folder is made under a hidden name, written to
disk, and renamed: who collects sees all of it or nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from toolkit.errors import KursError
from toolkit.files import sync_folder, write_file
from toolkit.messages import say

JOURNAL = "answers.jsonl"


@dataclass(frozen=True)
class HandIn:
    """A submission that stands in the exchange."""

    folder: Path
    timestamp: datetime
    secret: str


TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"
"""How a time is written for nbgrader; ``UTC`` is spelt out, since it reads ``+0100`` as 100 seconds."""


def timestamp_text(at: datetime) -> str:
    """Write a time as nbgrader reads it."""
    return at.astimezone(UTC).strftime(TIME_FORMAT)


def hand_in(exchange: Path, occasion: str, module: str, participant: str, journal: bytes, at: datetime) -> HandIn:
    """Put a journal, with the released files of its module, in the exchange's inbound folder.

    Parameters
    ----------
    exchange
        Root of the exchange.
    journal
        Exactly the bytes that are handed in.
    at
        The time of the hand-in.

    Raises
    ------
    KursError
        If the module is not released, or nothing can be written.
    """
    released = exchange / occasion / "outbound" / module
    inbound = exchange / occasion / "inbound"
    if not released.is_dir() or not inbound.is_dir():
        raise KursError(say("exchange.not_released", module=module, occasion=occasion))
    stamp, secret = timestamp_text(at), secrets.token_hex(64)
    unique = secrets.token_urlsafe(9)
    folder = inbound / f"{participant}+{module}+{stamp}+{unique}"
    making = inbound / f".tmp-{unique}"
    try:
        making.mkdir(mode=0o700)
        _copy(released, making)
        write_file(making / JOURNAL, journal)
        write_file(making / "timestamp.txt", stamp.encode())
        write_file(making / "submission_secret.txt", secret.encode())
        # nbgrader's own submit lets everybody into the folder: the grader collects under another account.
        making.chmod(0o777)
        sync_folder(making)
        making.rename(folder)
        sync_folder(inbound)
    except OSError as error:
        raise KursError(say("exchange.failed", why=error.strerror)) from error
    return HandIn(folder, at, secret)


def _copy(source: Path, target: Path) -> None:
    """Copy regular files and folders; anything else in the outbound folder is not ours to follow."""
    for entry in sorted(source.iterdir()):
        if entry.is_symlink():
            continue
        if entry.is_dir():
            (target / entry.name).mkdir()
            _copy(entry, target / entry.name)
            (target / entry.name).chmod(0o755)
            sync_folder(target / entry.name)
        elif entry.is_file():
            write_file(target / entry.name, entry.read_bytes())
