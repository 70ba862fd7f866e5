"""The folder that a participant's server shows: the modules as they were released, with the answers beside them.

It is the participant's place among the occasion's journals, where who reads a journal looks, wherever somebody works.
"""

from datetime import datetime
from pathlib import Path

from toolkit.face.page.state import Snapshot
from toolkit.files import replace_file
from toolkit.occasion import JOURNAL, OccasionFolder


def folder_of(here: OccasionFolder, participant: str) -> Path:
    """Return a participant's folder."""
    return here.path / "journals" / participant


def renew(snapshot: Snapshot, participant: str, at: datetime) -> list[str]:
    """Put the modules that are open in a participant's folder, and return them in the course's order.

    What has been released is put there as it was released, also in place of what was changed; a journal never is.

    Raises
    ------
    OSError
        If something cannot be read or written.
    """
    here = snapshot.here
    opened = [entry.id for entry in here.course.modules if snapshot.open_from(entry.id, at)]
    folder_of(here, participant).mkdir(mode=0o700, exist_ok=True)
    for module in opened:
        _put(here.exchange / here.id / "outbound" / module, folder_of(here, participant) / module)
    return opened


def _put(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700, exist_ok=True)
    for path in sorted(source.iterdir()):
        new = target / path.name
        if path.is_dir():
            _put(path, new)
        elif path.name != JOURNAL and not (new.is_file() and new.read_bytes() == path.read_bytes()):
            replace_file(new, path.read_bytes())
