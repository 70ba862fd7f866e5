"""What tells whether an occasion, or one of its modules, is still what it was when it was last looked at.

Everything is looked at anew once a minute: much is near a due, and no stamp sees all, such as a gradebook elsewhere.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.face.page.state import signature
from toolkit.occasion import JOURNAL, OccasionFolder

_FILES = ("occasion.yml", "course.yml", "release.json", "roster.csv", "extensions.csv", "gradebook.db")
_FOLDERS = ("submitted", "autograded", "published")
Entry = os.DirEntry[str]


@dataclass(frozen=True)
class Stamps:
    """What things look like from the outside.

    Parameters
    ----------
    all
        The occasion as a whole.
    modules
        Each released module.
    """

    all: str
    modules: Mapping[str, str]


def stamps(here: OccasionFolder, at: datetime) -> Stamps:
    """Look at an occasion from the outside: names, times and sizes, and no content."""
    common = [f"{at:%Y%m%d%H%M}", str(signature(*(here.path / name for name in _FILES)))]
    found: dict[str, list[str]] = {module: [*common] for module in here.release.modules}
    for entry in _entries(here.exchange / here.id / "inbound"):
        parts = entry.name.split("+")
        module = parts[1] if len(parts) > 1 else ""
        for told in [found[module]] if module in found else found.values():
            told.append(entry.name)
    for person in _entries(here.path / "journals"):
        for entry in _entries(person.path):
            if entry.name in found:
                found[entry.name].append(f"{person.name} {signature(Path(entry.path, JOURNAL))}")
    for folder in _FOLDERS:
        for person in _entries(here.path / folder):
            for entry in _entries(person.path):
                module = entry.name.removesuffix(".json")
                with suppress(FileNotFoundError):
                    if module in found:
                        found[module].append(f"{folder} {person.name} {entry.stat(follow_symlinks=False).st_mtime_ns}")
    modules = {module: _digest(told) for module, told in found.items()}
    return Stamps(_digest([*common, *modules.values()]), modules)


def _entries(folder: Path | str) -> Iterator[Entry]:
    """Give what a folder holds, by name; one that is none holds nothing."""
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return


def _digest(told: list[str]) -> str:
    return hashlib.blake2b("\n".join(told).encode(errors="surrogateescape"), digest_size=8).hexdigest()
