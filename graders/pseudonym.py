"""Pseudonyms for the table of responses: HMAC-SHA256 under one key per organisation, first 16 hex digits.

The key lies outside every occasion, so that a table can leave without it, and the same person is the same
pseudonym over all occasions.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import subprocess
from pathlib import Path

from toolkit.errors import KursError
from toolkit.files import write_file
from toolkit.messages import say

VARIABLE = "KURS_PSEUDONYM_KEY_FILE"


def key_file() -> Path:
    """Return where the key is: the variable's file, or ``kurs/pseudonym.key`` in the user's configuration."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "kurs" / "pseudonym.key"


def read_key(occasion: Path) -> bytes:
    """Read the key, and make it at first use.

    Raises
    ------
    KursError
        If it lies inside the occasion, where git would track it, where others can read it, or is no key.
    """
    path = key_file().absolute()
    if occasion.resolve() in path.resolve().parents:
        raise KursError(say("pseudonym.inside", file=path, variable=VARIABLE))
    if tracked(path):
        raise KursError(say("pseudonym.tracked", file=path, variable=VARIABLE))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Another process may make it in between; then its key holds.
        with contextlib.suppress(FileExistsError):
            write_file(path, secrets.token_hex(32).encode() + b"\n", 0o600)
    if path.stat().st_mode & 0o077:
        raise KursError(say("pseudonym.readable", file=path))
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise KursError(say("pseudonym.no_key", file=path))
    return key


def tracked(path: Path) -> bool:
    """Tell whether git would put the file under version control."""
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    try:
        inside = subprocess.run(
            ["git", "-C", folder, "rev-parse", "--is-inside-work-tree"], capture_output=True, check=False
        )
        if inside.returncode != 0:
            return False
        ignored = subprocess.run(["git", "-C", folder, "check-ignore", "-q", path], check=False)
    except FileNotFoundError:
        return False
    return ignored.returncode != 0


def pseudonym(key: bytes, participant: str) -> str:
    """Return the pseudonym of a participant, 16 hex digits."""
    return hmac.new(key, participant.encode(), hashlib.sha256).hexdigest()[:16]
