"""``kurs backup``: all occasions and the account store in one archive, while they are in use.

An archive is a ``.tar.gz`` like any other, and its last member says what must be in it. What counts is the order in
which things are copied. A journal comes before the exchange, so that after a restore nobody who handed in meanwhile is
shut out without a hand-in; receipts come before hand-ins, since none may be without. What the grader writes is copied
under the occasion's lock, and the gradebook last, as what has been graded has its rows there.
"""

import gzip
import hashlib
import json
import os
import sqlite3
import stat
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from io import BufferedIOBase
from pathlib import Path
from urllib.parse import quote

from graders.pseudonym import VARIABLE, key_file
from toolkit.errors import KursError
from toolkit.files import DEEPEST, sync_folder, walk
from toolkit.formats import Backup, BackupEntry
from toolkit.messages import printable, say
from toolkit.occasion import LOCK, OccasionFolder
from toolkit.signin.accounts import FILE

MANIFEST = "manifest.jsonl"
OCCASIONS = "occasions"
"""The folder of the occasions, and of the account store, in an archive."""
APPENDED = ("journals", "log")
"""Folders whose files are only ever added to."""
FIRST = (*APPENDED, "exchange")
"""What participants' answers are in, in the order in which it is copied."""
BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite adds to the name of a database for files of its own."""
CODES = "codes-*.csv"
"""One-time codes for mail merge: who finds a backup shall not be able to sign in, and a code can be made again."""
TRIES = 20
"""How often a file that changes while it is read is begun again."""
CHUNK = 1024 * 1024
LEVEL = 6
"""Of compression: twice as fast as the most, and next to nothing larger."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class BackedUp:
    """What is in a backup."""

    file: Path
    occasions: list[str]
    files: int


def backup(occasions: Path, file: Path, tell: Tell) -> BackedUp:
    """Write all occasions and the account store into a new archive that only its owner may read.

    Parameters
    ----------
    occasions
        The folder of the occasions and of the account store.
    file
        The archive, which must not exist; in a folder it gets the time as its name.
    tell
        Told, one sentence each, what is left out and who is waited for.

    Raises
    ------
    KursError
        If there is nothing to back up, or it cannot be read or written; then there is no archive.
    """
    at = datetime.now(UTC)
    found = [OccasionFolder(path.parent.resolve()) for path in sorted(occasions.glob("*/occasion.yml"))]
    accounts = occasions.resolve() / FILE
    if not found and not accounts.exists():
        raise KursError(say("backup.nothing", folder=occasions))
    target = (file / f"kurs-{at:%Y-%m-%d-%H%M%S}.tar.gz" if file.is_dir() else file).resolve()
    if target.exists():
        raise KursError(say("backup.exists", file=target))
    if occasions.resolve() in target.parents:
        raise KursError(say("backup.inside", file=target, folder=occasions))
    key = key_file().resolve()
    if any(here.path in key.parents for here in found):
        raise KursError(say("pseudonym.inside", file=key, variable=VARIABLE))
    try:
        with tempfile.TemporaryDirectory(prefix=".tmp-", dir=target.parent) as making:
            new = Path(making) / target.name
            with _making(new, Backup(at=at, occasions=[here.id for here in found]), tell) as archive:
                archive.folder(OCCASIONS, occasions.stat())
                if accounts.exists():
                    archive.database(accounts, f"{OCCASIONS}/{FILE}")
                for here in found:
                    _occasion(archive, here, tell)
            new.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise KursError(say("backup.failed", file=error.filename or target, why=error.strerror)) from error
    return BackedUp(target, [here.id for here in found], archive.files)


def _occasion(archive: "_Archive", here: OccasionFolder, tell: Tell) -> None:
    name, gradebook = f"{OCCASIONS}/{here.id}", own_gradebook(here, tell, "backup.elsewhere")
    archive.folder(name, here.path.stat())
    for first in FIRST:
        archive.tree(here.path, name, {first}.__contains__)
    last = {LOCK, *FIRST}
    if gradebook:
        last |= {gradebook.name + more for more in ("", *BESIDE)}
    with here.writing("backup", tell):
        archive.tree(here.path, name, lambda one: one not in last and not fnmatch(one, CODES))
        if gradebook:
            archive.database(gradebook, f"{name}/{gradebook.name}")


def own_gradebook(here: OccasionFolder, tell: Tell, elsewhere: str) -> Path | None:
    """Return the gradebook, where it is a file in the occasion's folder.

    Parameters
    ----------
    elsewhere
        The sentence that is told of one that is not.
    """
    try:
        found = here.gradebook_file
    except KursError as error:  # What cannot be graded just now can be backed up all the same.
        tell(f"{here.id}: {error}")
        found = here.path / "gradebook.db"
    if found is None or found.parent != here.path:
        tell(say(elsewhere, occasion=here.id, where=here.gradebook_url))
        return None
    return found if found.exists() else None


@contextmanager
def _making(new: Path, head: Backup, tell: Tell) -> Iterator["_Archive"]:
    """Make an archive; where nothing went wrong it gets its manifest at the end, and is brought onto the disk."""
    with (
        os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        tempfile.TemporaryFile(dir=new.parent) as manifest,
        tempfile.TemporaryFile(dir=new.parent) as spool,
    ):
        with (
            gzip.GzipFile(new.name, "wb", LEVEL, file) as packed,
            tarfile.open(fileobj=packed, mode="w") as tar,
        ):
            archive = _Archive(tar, manifest, spool, new.parent, tell)
            manifest.write(line_of(head))
            yield archive
            archive.finish(head)
        file.flush()
        os.fsync(file.fileno())


def line_of(said: Backup | BackupEntry) -> bytes:
    """Return a line of the manifest."""
    return json.dumps(said.model_dump(mode="json")).encode() + b"\n"


def forget_members(tar: tarfile.TarFile) -> None:
    """Keep an open archive from remembering every member, which for a million files is half a gigabyte."""
    tar.members = []  # type: ignore[attr-defined]


class _Archive:
    """An archive that is being made. Whatever is put in it goes through a file, and little of it through memory.

    Parameters
    ----------
    manifest
        Takes a line for each file and folder.
    spool
        Takes each file, until it is known to be whole.
    folder
        A folder for copies of databases.
    """

    def __init__(
        self, tar: tarfile.TarFile, manifest: BufferedIOBase, spool: BufferedIOBase, folder: Path, tell: Tell
    ) -> None:
        self._tar, self._manifest, self._spool, self._folder, self._tell = tar, manifest, spool, folder, tell
        self.files = 0

    def folder(self, name: str, status: os.stat_result) -> None:
        """Add a folder, without what is in it."""
        self._add(_member(name, status, tarfile.DIRTYPE), None)

    def tree(self, top: Path, name: str, wanted: Callable[[str], bool]) -> None:
        """Add those of the things right in a folder that are wanted, and all that is in them."""
        for parts, folders, files, at in walk(top):
            entries = [one for one in sorted((*folders, *files)) if not one.startswith(".tmp-")]
            if not parts:
                entries = [one for one in entries if wanted(one)]
            place = "/".join((name, *parts))
            folders[:] = [one for one in entries if self._entry(f"{place}/{one}", top.joinpath(*parts, one), at)]

    def _entry(self, name: str, path: Path, at: int) -> bool:
        """Add one file or folder; tells whether it is a folder that was added."""
        try:
            status = os.stat(path.name, dir_fd=at, follow_symlinks=False)
        except FileNotFoundError:
            return False  # It was there a moment ago.
        is_folder = stat.S_ISDIR(status.st_mode)
        if why := _unfit(name, status):
            self._tell(printable(say("backup.left", file=path, why=say(why))))
        elif is_folder:
            self.folder(name, status)
        else:
            self._file(name, path, at)
        return is_folder and not why

    def _file(self, name: str, path: Path, at: int) -> None:
        """Add a file, begun again where it was changed meanwhile; of one that is added to, its whole lines."""
        for _ in range(TRIES):
            try:
                flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
                descriptor = os.open(path.name, flags, dir_fd=at)
            except FileNotFoundError:
                return
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(path)) from error
            with os.fdopen(descriptor, "rb") as source:
                before = os.fstat(descriptor)
                self._take(source, before.st_size)
                after = os.fstat(descriptor)
            if name.split("/")[2] in APPENDED:
                _cut_to_whole_lines(self._spool)
            elif (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                continue
            self._add(_member(name, before), self._spool)
            return
        raise KursError(say("backup.changing", file=path))

    def _take(self, source: BufferedIOBase, size: int) -> None:
        """Put the beginning of a file in the spool."""
        self._spool.seek(0)
        self._spool.truncate()
        while size and (part := source.read(min(size, CHUNK))):
            self._spool.write(part)
            size -= len(part)

    def database(self, path: Path, name: str) -> None:
        """Add a database of SQLite as it is at one moment, copied by SQLite itself.

        Raises
        ------
        KursError
            If it is none, or cannot be read.
        """
        copy = self._folder / "database"
        try:
            with (
                closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as error:
            raise KursError(say("backup.database", file=path, why=error)) from error
        with copy.open("rb") as file:
            self._add(_member(name, path.stat()), file)
        copy.unlink()

    def _add(self, member: tarfile.TarInfo, content: BufferedIOBase | None) -> None:
        entry = BackupEntry(path=member.name, mode=f"{member.mode:04o}")
        if content:
            content.seek(0)
            digest = hashlib.file_digest(content, "sha256").hexdigest()
            member.size = content.tell()
            content.seek(0)
            entry = entry.model_copy(update={"size": member.size, "sha256": digest})
            self.files += 1
        self._manifest.write(line_of(entry))
        self._put(member, content)

    def finish(self, head: Backup) -> None:
        """Add the manifest."""
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode, member.mtime = self._manifest.tell(), 0o600, int(head.at.timestamp())
        self._manifest.seek(0)
        self._put(member, self._manifest)

    def _put(self, member: tarfile.TarInfo, content: BufferedIOBase | None) -> None:
        self._tar.addfile(member, content)
        forget_members(self._tar)


def _member(name: str, status: os.stat_result, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.mode, member.mtime = kind, stat.S_IMODE(status.st_mode), int(status.st_mtime)
    return member


def _unfit(name: str, status: os.stat_result) -> str:
    """Return the sentence that says why something is not put in an archive; empty for what is."""
    if not (stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)):
        return "backup.not_regular"
    if name.count("/") > DEEPEST:
        return "backup.too_deep"
    try:
        name.encode()
    except UnicodeEncodeError:
        return "backup.no_text"
    return ""


def _cut_to_whole_lines(file: BufferedIOBase) -> None:
    """Cut off what stands after the last newline: somebody was writing it, or a crash has torn it."""
    end = file.tell()
    while end:
        start = max(0, end - CHUNK)
        file.seek(start)
        newline = file.read(end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    file.truncate(end)
