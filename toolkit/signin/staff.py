"""Which of the hub's groups a member of staff belongs to: those that give access to what an instructor does."""

import logging
from collections.abc import Sequence
from pathlib import Path

from toolkit.errors import KursError
from toolkit.occasion import OccasionFolder

STAFF = "staff"
"""The hub's group of all instructors and designers."""
_log = logging.getLogger("kurs")


def staff_groups(name: str, occasions: Sequence[Path]) -> list[str]:
    """Return the groups of a member of staff: ``staff``, and one for each occasion that names them.

    The occasions are read each time, so that who is taken away from ``instructors`` is out of the group when the hub
    asks again. Nobody is an instructor of an occasion that cannot be read.
    """
    return [STAFF, *(f"instructors-{path.name}" for path in occasions if name in _instructors(path))]


def _instructors(path: Path) -> list[str]:
    try:
        return OccasionFolder(path).occasion.instructors
    except KursError as error:
        _log.error("%s", error)
        return []
