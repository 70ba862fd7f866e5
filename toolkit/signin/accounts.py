"""The account store: who may sign in, with a one-time code the first time and a password of their own after that.

One SQLite file for all occasions, since a participant id is one person over the whole organisation. Every public
method is one transaction of its own: the hub, the instructor page and the command line write at the same time, and
from any thread.
"""

import hashlib
import math
import os
import secrets
import sqlite3
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from toolkit.errors import KursError
from toolkit.messages import say
from toolkit.signin import codes, hashing

FILE = "accounts.db"
"""The store's name, in the folder of the occasions: git does not track it, and who makes occasions owns it."""
DAYS = 14
"""How long a code can be used."""
SHORTEST = 12
"""Signs of a password: three ordinary words. Length is the only demand, since rules about signs make worse ones."""
_UNLIKE = 8
"""Signs that must be left of a password when the person's name is taken away."""
FREE = 5
"""Attempts on a name before anybody has to wait."""
WAIT, LONGEST_WAIT = 30, 15 * 60
"""Seconds after the fifth attempt that failed, doubled with each further one, and the most."""
FORGET = 60 * 60
"""Seconds after which attempts on a name no longer count. Longer than the wait, so that no wait is forgotten."""
_VERSION = 1
_TABLES = """
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    password TEXT,              -- by scrypt; null until the first sign-in
    code TEXT NOT NULL,         -- by scrypt; stays when used, so that who types it again is told so
    code_ends REAL NOT NULL,
    session TEXT NOT NULL       -- another one ends what is signed in
) STRICT, WITHOUT ROWID;
CREATE TABLE attempt (
    name TEXT PRIMARY KEY,      -- by SHA-256: people also type passwords and codes where the name should be
    failures INTEGER NOT NULL,
    last REAL NOT NULL
) STRICT, WITHOUT ROWID;
"""


class TooManyError(KursError):
    """There were too many attempts on this name; nothing was looked at."""

    def __init__(self, seconds: float) -> None:
        self.seconds = math.ceil(seconds)
        if seconds <= 90:
            super().__init__(say("signin.too_many", n=math.ceil(seconds / 5) * 5))
        else:
            super().__init__(say("signin.too_many_minutes", n=math.ceil(seconds / 60)))


class CodeError(KursError):
    """The code was the right one, and can no longer be used."""


class PasswordError(KursError):
    """The password that was chosen cannot be used."""


@dataclass(frozen=True)
class Invitation:
    """An account's new one-time code, the only time that it can be read."""

    name: str
    code: str
    ends: datetime


@dataclass(frozen=True)
class Entry:
    """Somebody who gave the right password, or the right code.

    Parameters
    ----------
    session
        The account's present session. Another one later means that this sign-in has been ended.
    is_first
        It was a code: a password has to be chosen before anything else.
    """

    name: str
    session: str
    is_first: bool


def now() -> datetime:
    """Return what time it is."""
    return datetime.now(UTC)


class Accounts:
    """The store, made if it is missing.

    Parameters
    ----------
    path
        The file. Made with mode 600; by root for the owner of the folder.
    clock
        Says what time it is.
    cost
        Parameters of new passwords. One with others is kept anew when it is next used.

    Raises
    ------
    KursError
        From here and every method, if the file can be read by others, or is no store, or cannot be used.
    """

    def __init__(
        self, path: Path, *, clock: Callable[[], datetime] = now, cost: hashing.Cost = hashing.PASSWORD
    ) -> None:
        self.path = path.absolute()
        self._clock = clock
        self._cost = cost
        self._nobodys_password = hashing.nobodys(cost)
        self._nobodys_code = hashing.nobodys(hashing.CODE)
        if not self.path.exists():
            self._make()
        with self._transaction() as store:
            self._prepare(store)

    # --- accounts ---------------------------------------------------------------------------

    @contextmanager
    def invite(self, names: Iterable[str], *, renew: bool = False) -> Iterator[list[Invitation]]:
        """Make accounts for those who have none, and yield their codes; they are made when the block has ended.

        A block that fails makes none, so that no code is lost: write them to where they go within it.

        Parameters
        ----------
        renew
            Also for those who have an account: a new code takes the password's place, and ends their sessions.
        """
        ends = self._clock() + timedelta(days=DAYS)
        with self._connected() as store:
            known = set() if renew else _known(store)
        made = [Invitation(name, codes.new_code(), ends) for name in dict.fromkeys(names) if name not in known]
        kept = {one.name: hashing.hashed(one.code, hashing.CODE) for one in made}
        with self._transaction() as store:
            known = set() if renew else _known(store)  # Another process may have made some in between.
            made = [one for one in made if one.name not in known]
            rows = [(one.name, kept[one.name], ends.timestamp(), secrets.token_hex(16)) for one in made]
            store.executemany("REPLACE INTO account (id, code, code_ends, session) VALUES (?, ?, ?, ?)", rows)
            store.executemany("DELETE FROM attempt WHERE name = ?", [(_digest(one.name),) for one in made])
            yield made

    def session(self, name: str) -> str | None:
        """Return an account's present session, or None if there is no such account."""
        with self._connected() as store:
            row = store.execute("SELECT session FROM account WHERE id = ?", (name,)).fetchone()
        return row[0] if row else None

    # --- signing in -------------------------------------------------------------------------

    def sign_in(self, name: str, secret: str) -> Entry | None:
        """Return who gave their password or code, or None.

        It is the same work whether the name has an account, with or without a password, or none.

        Raises
        ------
        TooManyError
            If there were too many attempts on the name, whether it has an account or not.
        CodeError
            If it is the right code, but used or too old.
        """
        self.attempt(name)
        with self._connected() as store:
            found = "SELECT password, code, code_ends, session FROM account WHERE id = ?"
            row: tuple[str | None, str, float, str] | None = store.execute(found, (name,)).fetchone()
        password, code, ends, session = row or (None, self._nobodys_code, 0.0, "")
        is_password = hashing.matches(_normal(secret), password or self._nobodys_password)
        is_code = hashing.matches(codes.in_groups(secret), code)
        if is_code and password:
            raise CodeError(say("signin.code_used"))
        if is_code and self._clock().timestamp() >= ends:
            raise CodeError(say("signin.code_ended"))
        if not is_password and not is_code:
            return None
        renewed = password
        if password and hashing.cost_of(password) != self._cost:
            renewed = hashing.hashed(_normal(secret), self._cost)
        with self._transaction() as store:
            # Where code or password have become others meanwhile, what was given is no longer worth anything.
            kept = "UPDATE account SET password = ? WHERE id = ? AND session = ? AND password IS ?"
            if not store.execute(kept, (renewed, name, session, password)).rowcount:
                return None
            store.execute("DELETE FROM attempt WHERE name = ?", (_digest(name),))
        return Entry(name, session, is_first=is_code)

    def choose(self, first: Entry, password: str) -> None:
        """Set the password of somebody who signed in with a code, and use the code up.

        Raises
        ------
        PasswordError
            If the password is too short or too long, or says what others know: the name or the code.
        CodeError
            If the code has been used or renewed meanwhile.
        """
        password = _normal(password)
        if len(password) < SHORTEST:
            raise PasswordError(say("signin.short", n=len(password), least=SHORTEST))
        if len(password) > hashing.LONGEST:
            raise PasswordError(say("signin.long", most=hashing.LONGEST))
        if len(password.casefold().replace(first.name, "")) < _UNLIKE:
            raise PasswordError(say("signin.like_name"))
        with self._connected() as store:
            row = store.execute("SELECT code FROM account WHERE id = ?", (first.name,)).fetchone()
        if row and hashing.matches(codes.in_groups(password), row[0]):
            raise PasswordError(say("signin.like_code"))
        kept = hashing.hashed(password, self._cost)
        with self._transaction() as store:
            chosen = "UPDATE account SET password = ? WHERE id = ? AND session = ? AND password IS NULL"
            if not store.execute(chosen, (kept, first.name, first.session)).rowcount:
                raise CodeError(say("signin.code_used"))

    def attempt(self, name: str) -> None:
        """Count an attempt on a name before it is looked at, so that many at once are no way round the count.

        Raises
        ------
        TooManyError
            If one has to wait; an attempt while waiting is not counted.
        """
        at, digest = self._clock().timestamp(), _digest(name)
        with self._transaction() as store:
            store.execute("DELETE FROM attempt WHERE last <= ?", (at - FORGET,))
            found = store.execute("SELECT failures, last FROM attempt WHERE name = ?", (digest,)).fetchone()
            failures, last = found or (0, at)
            left = last + _wait(failures) - at
            if left > 0:
                raise TooManyError(left)
            store.execute("REPLACE INTO attempt VALUES (?, ?, ?)", (digest, failures + 1, at))

    def succeeded(self, name: str) -> None:
        """Forget the attempts on a name, for somebody who was found to be right elsewhere."""
        with self._transaction() as store:
            store.execute("DELETE FROM attempt WHERE name = ?", (_digest(name),))

    # --- the file ---------------------------------------------------------------------------

    def _make(self) -> None:
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return  # Another process made it in between.
        except OSError as error:
            raise KursError(say("check.unwritable", file=self.path, why=error.strerror)) from None
        with os.fdopen(descriptor):
            os.fchmod(descriptor, 0o600)
            if os.geteuid() == 0:
                folder = self.path.parent.stat()
                os.fchown(descriptor, folder.st_uid, folder.st_gid)

    def _prepare(self, store: sqlite3.Connection) -> None:
        (version,) = store.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            raise KursError(say("accounts.version", file=self.path, found=version, expected=_VERSION))
        if version == 0:
            for table in _TABLES.strip().split(";\n"):
                store.execute(table)
            store.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            mode = os.lstat(self.path).st_mode
        except OSError as error:
            raise KursError(say("file.unreadable", file=self.path, why=error.strerror)) from None
        if not stat.S_ISREG(mode):
            raise KursError(say("file.broken", file=self.path))
        if mode & 0o077:
            raise KursError(say("accounts.readable", file=self.path, mode=f"{stat.S_IMODE(mode):03o}"))
        try:
            # mode=rw: a file that was taken away is not made anew, open to all.
            with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True, isolation_level=None)) as store:
                store.execute("PRAGMA busy_timeout = 20000")
                yield store
        except sqlite3.Error as error:
            raise KursError(say("file.unreadable", file=self.path, why=error)) from None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._connected() as store:
            store.execute("BEGIN IMMEDIATE")
            try:
                yield store
            except BaseException:
                store.execute("ROLLBACK")
                raise
            store.execute("COMMIT")


def _known(store: sqlite3.Connection) -> set[str]:
    return {name for (name,) in store.execute("SELECT id FROM account")}


def _wait(failures: int) -> int:
    """Return how many seconds there are after an attempt, when so many in a row have failed."""
    return min(WAIT * 2 ** min(failures - FREE, 10), LONGEST_WAIT) if failures >= FREE else 0


def _normal(password: str) -> str:
    """Return a password as every keyboard writes it: å may come as one sign or as two."""
    return unicodedata.normalize("NFKC", password)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
