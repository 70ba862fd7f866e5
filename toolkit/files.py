"""Writing files so that a crash leaves the old file or the new one, never half of one."""

import os
import tempfile
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
