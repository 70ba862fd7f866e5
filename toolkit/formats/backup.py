"""``manifest.jsonl`` of a backup: its first line says what the archive is, each further one what is in it."""

from typing import Annotated

from pydantic import Field

from toolkit.formats.base import Model, Sha256, Time
from toolkit.formats.course import One


class Backup(Model):
    """The first line of `manifest.jsonl`."""

    v: One = Field(default=1, description="version of the format")
    at: Time = Field(description="when the backup began")
    occasions: list[str] = Field(description="the folders of the occasions in it")


class BackupEntry(Model):
    """A further line: a file or a folder, in the archive's order."""

    path: str = Field(description="its place in the archive")
    mode: Annotated[str, Field(pattern=r"^[0-7]{4}$")] = Field(description="its permissions, in octal")
    size: Annotated[int, Field(ge=0)] = Field(default=0, description="bytes of a file")
    sha256: Sha256 | None = Field(default=None, description="checksum of a file's bytes; unset for a folder")
