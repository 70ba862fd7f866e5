"""An occasion as the desk has it at hand: who may see it, how it stands, and its jobs."""

import threading
from pathlib import Path

from graders.desk.jobs import Jobs
from graders.desk.overview import Overview, overview
from graders.desk.stamps import stamps
from graders.journals import Journals
from graders.status import Look, look_at
from toolkit.face.page.state import Clock, Kept, now, signature
from toolkit.occasion import OccasionFolder

MODULES = 100
"""Modules whose state is remembered."""


class Desk:
    """One occasion; used by any number of threads.

    Parameters
    ----------
    courses
        Where courses are, for a release.
    """

    def __init__(self, folder: OccasionFolder, *, courses: Path, clock: Clock = now) -> None:
        self.path, self.id, self.clock, self.courses = folder.path, folder.id, clock, courses
        self.jobs = Jobs(folder.path, courses)
        self._here: Kept[OccasionFolder] = Kept(1)
        self._journals = Journals()
        self._looks: Kept[Look] = Kept(MODULES)
        self._looking = threading.Lock()
        self._seen: Overview | None = None

    @property
    def here(self) -> OccasionFolder:
        """The folder, with ``occasion.yml`` and ``course.yml`` as they are now.

        Raises
        ------
        KursError
            If one of them is missing or broken.
        """

        def read() -> OccasionFolder:
            found = OccasionFolder(self.path)
            _ = found.occasion, found.course
            return found

        return self._here.get("", signature(self.path / "occasion.yml", self.path / "course.yml"), read)

    def admits(self, who: str) -> bool:
        """Tell whether somebody is an instructor of the occasion now."""
        return who in self.here.occasion.instructors

    def overview(self) -> Overview:
        """Return how the occasion stands; looked at anew when something has changed, and once a minute.

        Raises
        ------
        KursError
            If one of the occasion's own files is missing or broken.
        """
        here, at = self.here, self.clock()
        found = stamps(here, at)
        with self._looking:  # Who else asks meanwhile waits for the same.
            if self._seen is None or self._seen.version != found.all:
                looks = [self._look(here, module, found.modules[module]) for module in _released(here)]
                self._seen = overview(here, looks, self._journals, at, found.all)
            return self._seen

    def _look(self, here: OccasionFolder, module: str, stamp: str) -> Look:
        """Return how a module stands; looked at anew when something in it has changed."""
        return self._looks.get(module, stamp, lambda: look_at(here, module, self._journals))


def _released(here: OccasionFolder) -> list[str]:
    return here.require_released() if here.release.modules else []
