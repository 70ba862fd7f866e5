"""An exercise in a kernel: which notebook it stands in, whose it is, and where its answers go.

A released notebook says itself what it is (`toolkit.formats.Mark`), and its journal lies beside it. In a course's
own ``source/``, and in a notebook that is on no disk yet, it is a preview: the journal lies in a folder that goes
when the kernel ends. On a server that a hub has started for a participant (`toolkit.face.seat`), the occasion says
until when it takes answers.
"""

import getpass
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise, Variant
from toolkit.face.lab import OCCASION
from toolkit.face.shown import Showing, Shown
from toolkit.fold import Fold, read
from toolkit.formats import Mark
from toolkit.formats.course import Role
from toolkit.journal import Journal
from toolkit.notebook import Notebook
from toolkit.notebook import read as read_notebook
from toolkit.occasion import JOURNAL, read_course

if TYPE_CHECKING:
    from toolkit.face.seat import Seat

PREVIEW = "visa"
"""Who answers in a preview, and in which occasion: nobody's."""
_journals: dict[Path, tuple[dict[str, str], Journal]] = {}
_opened: set[Path] = set()


@dataclass(frozen=True)
class Place:
    """Where one exercise of a kernel is shown.

    Parameters
    ----------
    folder
        Where the notebook's files lie.
    occasion, module
        What the browser keeps unsaved answers under, with the participant.
    own
        The journal, where no occasion keeps it.
    seat
        The participant's seat in the occasion that keeps it.
    preview
        Nothing that is answered is kept.
    var
        The variant that a preview shows.
    """

    exercise: Exercise
    folder: Path
    occasion: str
    module: str
    showing: Showing
    own: Journal | None = None
    seat: "Seat | None" = None
    preview: bool = False
    var: Variant = None

    @property
    def journal(self) -> Journal:
        """The journal that answers are written in, as it is now to be written to."""
        if self.seat:
            return self.seat.journal()
        assert self.own is not None
        return self.own

    def closed(self) -> str | None:
        """Return when answers stopped being taken, in words, if they have."""
        return self.seat.closed(mastery=self.exercise.spec.mastery) if self.seat else None

    def fold(self) -> Fold:
        """Return what the journal says now.

        Raises
        ------
        KursError
            If it cannot be read.
        """
        return read(self.journal.path, self.showing.exercises, pretest=self.showing.role == "pretest")

    def opened(self) -> None:
        """Write in the journal, once for each kernel, that the module was shown."""
        journal = self.journal
        if not self.preview and journal.path not in _opened:
            _opened.add(journal.path)
            journal.opened()

    def shown(self) -> Shown:
        """Return the exercise as it is met here; in a preview in the order in which it was written."""
        if not self.preview:
            return self.showing.one(self.exercise.id, self.fold())
        number = list(self.showing.exercises).index(self.exercise.id) + 1
        order = list(self.exercise.kind.shuffled(self.exercise.specs[self.var]))
        return Shown(number, self.exercise, self.var, order)


def places(exercise: Exercise) -> list[Place]:
    """Return where an exercise is shown: once for a participant, once for each variant in a preview."""
    notebook = _notebook(exercise.id)
    folder = notebook.path.parent if notebook else Path.cwd()
    exercises = {**(notebook.exercises if notebook else {}), exercise.id: exercise}
    mark = _mark(notebook)
    if notebook is None or (mark is None and _is_source(folder)):
        showing = Showing(exercises, PREVIEW, "", _role(folder))
        found = []
        for var in exercise.specs:
            # A journal for each: they are looked at beside each other, and are not one person's answers.
            journal = _journal(Path(_throw_away().name, folder.name, var or "", JOURNAL), showing)
            found.append(Place(exercise, folder, PREVIEW, folder.name, showing, journal, preview=True, var=var))
        return found
    person = os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    if mark is None:
        showing = Showing(exercises, person, "", "module")
        return [Place(exercise, folder, str(folder), notebook.path.stem, showing, _journal(folder / JOURNAL, showing))]
    showing = Showing(exercises, person, mark.seed, mark.role, mark.retakes)
    seat = _seat(mark)
    own = None if seat else _journal(folder / JOURNAL, showing)
    return [Place(exercise, folder, mark.occasion, mark.module, showing, own, seat)]


def own_seat() -> "Seat | None":
    """Return whose seat the kernel's notebook belongs to; None where no hub has started the server for it."""
    mark = next((mark for notebook in _notebooks() if (mark := _mark(notebook))), None)
    return _seat(mark) if mark else None


def _seat(mark: Mark) -> "Seat | None":
    if OCCASION not in os.environ:  # Elsewhere a kernel is spared what it takes to read an occasion.
        return None
    from toolkit.face.seat import seat

    return seat(mark)


def _notebook(ex: str) -> Notebook | None:
    """Return the notebook that holds an exercise."""
    return next((notebook for notebook in _notebooks() if ex in notebook.exercises), None)


def _notebooks() -> Iterator[Notebook]:
    """Give the kernel's own notebook, and then those in the working folder."""
    named = Path(os.environ.get("JPY_SESSION_NAME", ""))
    beside = sorted(Path.cwd().glob("*.ipynb"), key=lambda path: (path.stem != path.parent.name, path.name))
    for path in [*([named] if named.suffix == ".ipynb" and named.is_file() else []), *beside]:
        status = path.stat()
        try:
            yield _read(path, status.st_mtime_ns, status.st_size)
        except KursError:
            continue  # Another one lies beside ours and is broken.


@cache
def _read(path: Path, changed: int, size: int) -> Notebook:
    return read_notebook(path)


def _is_source(folder: Path) -> bool:
    return folder.parent.name == "source" and (folder.parents[1] / "course.yml").is_file()


def _role(folder: Path) -> Role:
    """Return a module's role in the course that it is written in; an ordinary one where that does not say."""
    try:
        entry = read_course(folder.parents[1]).module(folder.name)
    except (KursError, IndexError):
        return "module"
    return entry.role if entry else "module"


def _mark(notebook: Notebook | None) -> Mark | None:
    metadata = notebook.raw.get("metadata") if notebook else None
    try:
        return Mark.model_validate(metadata["kurs"]) if isinstance(metadata, dict) and "kurs" in metadata else None
    except ValidationError:
        return None


def _journal(path: Path, showing: Showing) -> Journal:
    """Return the journal of a file: the same one for all its exercises, until one of them is edited."""
    revs = {name: exercise.rev for name, exercise in showing.exercises.items()}
    found = _journals.get(path)
    if found is None or found[0] != revs:
        found = (revs, Journal(path, showing.exercises, pretest=showing.role == "pretest"))
        _journals[path] = found
    return found[1]


@cache
def _throw_away() -> "tempfile.TemporaryDirectory[str]":
    """Return the folder of the previews' journals; it is removed when the kernel ends."""
    return tempfile.TemporaryDirectory(prefix="kurs-visa-")


__all__ = ["Place", "places"]
