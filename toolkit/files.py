"""Writing files so that a crash leaves the old file or the new one, never half of one."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

DEEPEST = 20
"""Folders within each other that are gone into; nothing of ours is half as deep."""


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_shared(folder: Path) -> bool:
    """Tell whether what is made in a folder is for the folder's group to read too: it hands its group on (setgid)."""
    return bool(folder.stat().st_mode & stat.S_ISGID)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, for our own account; in a shared one its group may read."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    mode = 0o2750 if is_shared(folder.parent) else 0o700
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        folder.chmod(mode)  # whatever the umask is
    sync_folder(folder.parent)


def walk(top: Path) -> Iterator[tuple[tuple[str, ...], list[str], list[str], int]]:
    """Go through a folder that others may be changing, and in which they may have put anything.

    No link is followed, and what is gone is left out.

    Yields
    ------
    tuple
        For each folder the names that lead to it, the names of folders and files in it, and its descriptor. Of the
        folders those are gone into that the caller leaves in the list.
    """
    for root, folders, files, at in os.fwalk(top, onerror=_unless_gone):
        yield Path(root).relative_to(top).parts, folders, files, at


def _unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def write_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a new file and make its content durable."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), mode)


def replace_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace a file in one step; readers see the old one or the new one."""
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=path.parent) as folder:
        new = Path(folder) / path.name
        write_file(new, data, mode)
        new.replace(path)
    sync_folder(path.parent)
