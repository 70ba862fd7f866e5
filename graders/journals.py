"""What everybody's journals say, each read once for each version of its file.

Who follows an occasion while it is taken asks again and again of all who take part; most journals are then as they
were. Of each as little is kept as is asked of everybody: not what was answered, but that it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from graders.scoring import exercises_of
from toolkit.errors import KursError
from toolkit.exercises.cell import Variant
from toolkit.face.page.state import Kept, Signature, signature
from toolkit.fold import Fold
from toolkit.fold import read as read_journal
from toolkit.formats.journal import AnswerLine, CheckLine, SubmitLine
from toolkit.occasion import OccasionFolder

MOST = 50_000
"""Journals that are remembered; each takes a few kilobytes."""


@dataclass(frozen=True)
class Said:
    """What a journal says.

    Parameters
    ----------
    started
        Whether an answer was saved, also one that was cleared since.
    answered
        Variant and revision of each exercise that has an answer now.
    unreadable
        Exercises of which nothing can be read although something was written.
    changed
        Exercises that were answered after the last hand-in.
    right
        Exercises that a check has found right.
    first_at, last_at
        Time of the first and of the last line.
    """

    started: bool = False
    answered: Mapping[str, tuple[Variant, str | None]] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()
    first_at: datetime | None = None
    last_at: datetime | None = None


class Journals:
    """Reads journals; used by any number of threads."""

    def __init__(self) -> None:
        self._kept: Kept[Said] = Kept(MOST)

    def read(self, here: OccasionFolder, module: str, path: Path) -> Said:
        """Return what a journal of a released module says; where none can be read, nothing is said."""
        exercises, pretest = exercises_of(here, module), here.is_pretest(module)

        def make() -> Said:
            try:
                return _said(read_journal(path, exercises, pretest=pretest))
            except KursError:
                return Said()  # What stands there instead is told of as a hand-in that is broken.

        return self._kept.get(path, (_version(path), _version(here.source(module))), make)


def _version(path: Path) -> Signature | str:
    try:
        return signature(path)
    except OSError as error:
        return str(error)


def _said(found: Fold) -> Said:
    events = found.events
    since = takewhile(lambda line: not isinstance(line, SubmitLine), reversed(events))
    checks = (line for line in events if isinstance(line, CheckLine))
    return Said(
        started=bool(found.answers),
        answered={name: (one.var, one.rev) for name, one in found.answers.items() if one.answer is not None},
        unreadable=frozenset(name for name in found.exercises if found.unreadable(name)),
        changed=frozenset(line.ex for line in since if isinstance(line, AnswerLine) and found.last_submit),
        right=frozenset(line.ex for line in checks if line.points >= line.max),
        first_at=events[0].t if events else None,
        last_at=events[-1].t if events else None,
    )
