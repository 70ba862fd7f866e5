"""``kurs restore``: put a backup into an empty place, all of it or nothing.

What an archive says is not believed until it has been compared with its manifest. Its members are opened by us one by
one, in a folder that nobody else can enter: only files and folders, only where a backup has any, and none twice.
"""

import hashlib
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import ValidationError

from graders.backup import CHUNK, MANIFEST, OCCASIONS, Tell, forget_members, line_of, own_gradebook
from toolkit.errors import KursError
from toolkit.files import DEEPEST
from toolkit.formats import Backup, BackupEntry
from toolkit.messages import printable, quoted, say
from toolkit.occasion import OccasionFolder


@dataclass(frozen=True)
class Restored:
    """What was restored.

    Parameters
    ----------
    backup
        What the archive says of itself.
    """

    backup: Backup
    files: int


class _BrokenError(Exception):
    """An archive is not what a backup has written; the text says in a few words why."""


def restore(file: Path, folder: Path, tell: Tell) -> Restored:
    """Put what is in a backup into a folder; one that is made for it only our own account may enter.

    Parameters
    ----------
    file
        The archive.
    folder
        Where to; it must be empty, or not exist.
    tell
        Told, one sentence each, what there is more to do.

    Raises
    ------
    KursError
        If it is not empty, the archive is not whole, or it cannot be written; then nothing is restored.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise KursError(say("restore.not_empty", folder=folder))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tmp-", dir=folder) as making:
            restored = _unpack(file, Path(making))
            (Path(making) / OCCASIONS).rename(folder / OCCASIONS)
    except _BrokenError as error:
        raise KursError(say("restore.broken", file=file, why=error)) from error
    except OSError as error:
        raise KursError(say("restore.failed", file=error.filename or folder, why=error.strerror)) from error
    for name in restored.backup.occasions:
        own_gradebook(OccasionFolder((folder / OCCASIONS / name).resolve()), tell, "restore.elsewhere")
    return restored


def _unpack(file: Path, making: Path) -> Restored:
    """Take an archive apart, and compare what came out of it with its manifest."""
    files = 0
    with (
        _read_errors(),
        file.open("rb") as packed,
        GzipFile(fileobj=packed) as unpacked,
        tarfile.open(fileobj=unpacked, mode="r|") as tar,
        tempfile.TemporaryFile(dir=making) as seen,
    ):
        while (member := tar.next()) and member.name != MANIFEST:
            forget_members(tar)
            entry = _extract(tar, member, making)
            files += entry.sha256 is not None
            seen.write(line_of(entry))
        manifest = tar.extractfile(member) if member else None
        if manifest is None:
            raise _BrokenError(say("restore.no_manifest"))
        seen.seek(0)
        head = _compare(manifest, seen)
        if more := tar.next():
            raise _unfit(more)
        while unpacked.read(CHUNK):  # The checksum of it all stands at the end.
            pass
    return Restored(head, files)


@contextmanager
def _read_errors() -> Iterator[None]:
    """Say what an archive that was cut off or changed may look like to those who read it."""
    try:
        yield
    except (tarfile.TarError, EOFError, BadGzipFile, zlib.error) as error:
        raise _BrokenError(say("restore.unread")) from error


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, making: Path) -> BackupEntry:
    """Write one member, and return what the manifest must say of it."""
    path, mode = making / _place(member), member.mode & 0o777
    entry = BackupEntry(path=member.name, mode=f"{member.mode & 0o7777:04o}")
    try:
        if member.isdir():
            path.mkdir(mode=0o700)
            path.chmod(mode | 0o700)
            return entry
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except (FileExistsError, FileNotFoundError, NotADirectoryError):
        raise _unfit(member) from None
    with os.fdopen(descriptor, "wb") as target:
        digest = hashlib.sha256()
        content = tar.extractfile(member)
        assert content is not None
        while part := content.read(CHUNK):
            digest.update(part)
            target.write(part)
        target.flush()
        os.fchmod(descriptor, mode)
        os.utime(descriptor, (member.mtime, member.mtime))
    return entry.model_copy(update={"size": member.size, "sha256": digest.hexdigest()})


def _place(member: tarfile.TarInfo) -> PurePosixPath:
    """Return where a member belongs, if it can be in a backup."""
    parts = member.name.split("/")
    is_ours = parts[0] == OCCASIONS and len(parts) <= DEEPEST + 1 and (len(parts) > 1 or member.isdir())
    is_plain = (member.isreg() and not member.issparse()) or member.isdir()
    if not (is_ours and is_plain) or {"", ".", ".."} & set(parts) or "\0" in member.name:
        raise _unfit(member)
    return PurePosixPath(member.name)


def _unfit(member: tarfile.TarInfo) -> _BrokenError:
    return _BrokenError(say("restore.unfit", name=printable(quoted(member.name))))


def _compare(manifest: IO[bytes], seen: IO[bytes]) -> Backup:
    """Require that the manifest says what was seen; returns its first line."""
    try:
        head = Backup.model_validate_json(manifest.readline())
    except ValidationError:
        raise _BrokenError(say("restore.no_manifest")) from None
    for said, found in zip_longest(manifest, seen):
        if said != found:
            raise _BrokenError(say("restore.differs", name=_named(found or said)))
    return head


def _named(line: bytes) -> str:
    try:
        return printable(quoted(BackupEntry.model_validate_json(line).path))
    except ValidationError:
        return MANIFEST
