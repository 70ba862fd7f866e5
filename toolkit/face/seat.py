"""A participant's seat in an occasion, in a kernel of the server that a hub has started for it.

The kernel asks the occasion what the pages ask: until when answers are taken, and what has been handed in.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit.errors import KursError
from toolkit.face.lab import OCCASION
from toolkit.face.page.render import Visit, closed_in_words
from toolkit.face.page.state import Pages
from toolkit.formats import Mark
from toolkit.formats.course import ModuleEntry
from toolkit.journal import Journal
from toolkit.messages import say
from toolkit.occasion import OccasionFolder


@dataclass(frozen=True)
class Seat:
    """Whose notebook it is, and of what.

    All that is asked is answered as the occasion's files say then: a due can be moved while the kernel runs.

    Raises
    ------
    KursError
        From every method, if one of the files is missing or broken, or the participant has no seat.
    """

    folder: Path
    participant: str
    module: str

    def visit(self) -> tuple[Visit, ModuleEntry]:
        """Return what the pages of the occasion are drawn from, and the module's entry in the course."""
        pages = _pages(self.folder)
        snapshot = pages.snapshot()
        person, entry = snapshot.participant(self.participant), snapshot.here.course.module(self.module)
        if person is None or entry is None:
            raise KursError(say("page.no_access"))
        return Visit(pages, snapshot, person, ""), entry

    def journal(self) -> Journal:
        """Return the participant's journal of the module, to be written to."""
        visit, _ = self.visit()
        return visit.pages.journal(visit.snapshot, self.participant, self.module)

    def closed(self, *, mastery: bool) -> str | None:
        """Return when an exercise was closed, in words, if it is; a mastery task is open longer."""
        visit, entry = self.visit()
        return closed_in_words(visit.standing(entry), mastery=mastery)


@cache
def _pages(folder: Path) -> Pages:
    return Pages(OccasionFolder(folder))


def seat(mark: Mark | None) -> Seat | None:
    """Return whose seat a released notebook belongs to; None where no hub has started the server for it."""
    folder, participant = os.environ.get(OCCASION), os.environ.get("JUPYTERHUB_USER")
    if mark is None or not folder or not participant or Path(folder).name != mark.occasion:
        return None
    return Seat(Path(folder), participant, mark.module)
