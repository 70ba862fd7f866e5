"""When a module is due, for one person, with the extensions applied."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from toolkit.formats import Extension, ModuleRules, Release
from toolkit.formats.base import write_time
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_extensions


def due_for(participant: str, module: str, rules: ModuleRules, extensions: Iterable[Extension]) -> datetime | None:
    """Return when a module is due for one person, or None when it has no end.

    Of several extensions the one that was decided last holds.
    """
    mine = [e for e in extensions if e.id == participant and e.module == module]
    return max(mine, key=lambda e: e.at).due if mine else rules.due


def extensions_of(here: OccasionFolder) -> list[Extension]:
    """Return an occasion's extensions, those left out that came too late.

    Raises
    ------
    KursError
        If ``extensions.csv`` or ``release.json`` cannot be read.
    """
    release = here.release
    return [one for one in _written(here) if not _is_too_late(here, release, one)]


def refused_extensions(here: OccasionFolder) -> list[Extension]:
    """Return the extensions that came too late: of a pre-test or final test, after its feedback had been published.

    Whoever has feedback, or has spoken to somebody who has, would answer with it. What was there when it was
    published stands in ``release.json``: what a row itself says of when it was decided anybody can write.

    Raises
    ------
    KursError
        If ``extensions.csv`` or ``release.json`` cannot be read.
    """
    release = here.release
    return [one for one in _written(here) if _is_too_late(here, release, one)]


def _written(here: OccasionFolder) -> list[Extension]:
    return read_extensions(here.path / "extensions.csv")


def _is_too_late(here: OccasionFolder, release: Release, extension: Extension) -> bool:
    entry = release.modules.get(extension.module)
    if entry is None or entry.published is None or here.role(extension.module) == "module":
        return False
    return fingerprint(extension) not in entry.published.extensions


def fingerprint(extension: Extension) -> str:
    """Return what an extension is known by in ``release.json``; who decided it, when and why may be corrected."""
    text = f"{extension.id}|{extension.module}|{write_time(extension.due)}"
    return hashlib.sha256(text.encode()).hexdigest()
