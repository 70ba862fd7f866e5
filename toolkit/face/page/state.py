"""What the pages read of an occasion, kept in memory until a file changes.

Read are ``occasion.yml``, ``course.yml``, ``release.json``, ``roster.csv``, ``extensions.csv``, ``release/``
and ``published/``, never ``source/`` or the gradebook: the service's account cannot read a key.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar

from markupsafe import Markup

from toolkit.deadlines import due_for, extensions_of
from toolkit.errors import KursError
from toolkit.face.page.prose import Prose, render
from toolkit.face.shown import Showing
from toolkit.fold import Fold
from toolkit.fold import read as read_journal
from toolkit.formats import Extension, ModuleRules, Release, RosterRow
from toolkit.formats.course import ModuleEntry, Pass
from toolkit.formats.published import Published
from toolkit.journal import Journal
from toolkit.messages import say
from toolkit.notebook import Notebook
from toolkit.notebook import read as read_notebook
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

T = TypeVar("T")
Clock = Callable[[], datetime]
Signature = tuple[tuple[int, int, int] | None, ...]

MAX_JOURNALS = 4000
"""Journals whose fold is kept; the others are read anew from their files."""
_log = logging.getLogger("kurs")


class BrokenModuleError(KursError):
    """A released module cannot be shown; the log says why, once for each version of its file."""


def now() -> datetime:
    """Return what time it is."""
    return datetime.now(UTC)


def signature(*paths: Path) -> Signature:
    """Return what tells whether files are still the same; None for one that is missing."""
    found: list[tuple[int, int, int] | None] = []
    for path in paths:
        try:
            status = path.stat()
        except FileNotFoundError:
            found.append(None)
        else:
            found.append((status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)


class Kept(Generic[T]):
    """Values that are made once for each version of what they are made from, the oldest thrown away."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()

    def get(self, name: Hashable, version: Hashable, make: Callable[[], T]) -> T:
        """Return the value of this name and version, made if it is missing."""
        with self._lock:
            found = self._values.get(name)
            if found and found[0] == version:
                self._values.move_to_end(name)
                return found[1]
        value = make()
        with self._lock:
            again = self._values.get(name)
            if again and again[0] == version:  # Another thread was first; two objects would read twice.
                return again[1]
            self._values[name] = (version, value)
            self._values.move_to_end(name)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True)
class Released:
    """A released module: its notebook without keys, and the notebook's prose."""

    notebook: Notebook
    prose: Prose
    version: Signature


@dataclass(frozen=True)
class Snapshot:
    """An occasion as its files say at one moment."""

    here: OccasionFolder
    release: Release
    roster: dict[str, RosterRow]
    extensions: list[Extension]

    @property
    def passing(self) -> Pass:
        """What passing takes here."""
        return self.here.occasion.passing or self.here.course.passing

    def participant(self, name: str) -> RosterRow | None:
        """Return who takes part under this name, if anybody does."""
        row = self.roster.get(name)
        return row if row and row.active == "ja" else None

    def due(self, participant: str, module: str) -> datetime | None:
        """Return when a module is due for one person."""
        return due_for(participant, module, self.here.rules(module), self.extensions)

    def ends(self, participant: str, module: str) -> datetime | None:
        """Return when nothing at all is taken any more: the occasion's end, or a later due of one's own."""
        ends, due = self.here.occasion.ends, self.due(participant, module)
        return max(ends, due) if ends and due else ends

    def open_from(self, module: str, at: datetime) -> bool:
        """Tell whether a module is released and has been opened."""
        opens = self.here.rules(module).opens
        return module in self.release.modules and (opens is None or opens <= at)


class Pages:
    """One occasion, for the pages; used by any number of threads.

    Parameters
    ----------
    folder
        The occasion's folder.
    read_only
        Nothing is written, neither answers nor hand-ins.
    preview
        The occasion is thrown away afterwards, and the pages say so.
    sign_out
        Where one signs out; empty where nobody signs in.
    beside
        What an author is shown under an exercise.
    """

    def __init__(
        self,
        folder: OccasionFolder,
        *,
        clock: Clock = now,
        read_only: bool = False,
        preview: bool = False,
        sign_out: str = "",
        beside: Mapping[str, Markup] | None = None,
    ) -> None:
        self.path = folder.path
        self.id = folder.id
        self.clock = clock
        self.read_only = read_only
        self.preview = preview
        self.sign_out = sign_out
        self.beside = beside or {}
        self._snapshots: Kept[Snapshot] = Kept(1)
        self._modules: Kept[Released | None] = Kept(64)
        self._journals: Kept[Journal] = Kept(MAX_JOURNALS)

    def snapshot(self) -> Snapshot:
        """Return the occasion as its files say now.

        Raises
        ------
        KursError
            If one of them is missing or broken.
        """
        names = ("occasion.yml", "course.yml", "release.json", "roster.csv", "extensions.csv")
        return self._snapshots.get("", signature(*(self.path / name for name in names)), self._read)

    def _read(self) -> Snapshot:
        here = OccasionFolder(self.path)
        _ = here.occasion, here.course
        return Snapshot(here, here.release, read_roster(self.path / "roster.csv"), extensions_of(here))

    def module(self, module: str) -> Released:
        """Return a released module.

        Raises
        ------
        BrokenModuleError
            If its notebook cannot be read.
        """
        path = self.path / "release" / module / f"{module}.ipynb"
        version = signature(path)

        def make() -> Released | None:
            try:
                notebook = read_notebook(path).require_sound()
            except KursError as error:
                _log.error("%s", error)
                return None
            return Released(notebook, render(notebook), version)

        released = self._modules.get(module, version, make)
        if released is None:
            raise BrokenModuleError(say("page.module_broken"))
        return released

    def fold(self, snapshot: Snapshot, participant: str, module: str) -> Fold:
        """Return what a participant's journal of a module says now."""
        exercises = self.module(module).notebook.exercises
        path = snapshot.here.journal(participant, module)
        return read_journal(path, exercises, pretest=snapshot.here.is_pretest(module), keep_events=False)

    def journal(self, snapshot: Snapshot, participant: str, module: str) -> Journal:
        """Return a participant's journal of a module, to be written to."""
        here, due, released = snapshot.here, snapshot.due(participant, module), self.module(module)
        once, ends = here.rules(module).hand_ins == "once", snapshot.ends(participant, module)

        def make() -> Journal:
            return Journal(
                here.journal(participant, module),
                released.notebook.exercises,
                pretest=here.is_pretest(module),
                closes=due,
                ends=ends,
                once=once,
                clock=lambda: self.clock(),
            )

        return self._journals.get((participant, module), (released.version, due, ends, once), make)

    def showing(self, snapshot: Snapshot, participant: str, module: str) -> Showing:
        """Return a module as a participant meets it."""
        return Showing(
            self.module(module).notebook.exercises,
            participant,
            snapshot.release.seed,
            snapshot.here.role(module),
            snapshot.here.retakes,
            self.path / "release" / module,
        )

    def published(self, participant: str, module: str) -> Published | None:
        """Return what the grader lets a participant see of a module, if anything yet."""
        path = self.path / "published" / participant / f"{module}.json"
        try:
            return Published.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise KursError(say("file.broken", file=path)) from None


@dataclass(frozen=True)
class Standing:
    """Where a participant stands in a module.

    Parameters
    ----------
    state
        ``shut`` (opens later), ``broken``, ``todo``, ``now``, ``submitted``, ``auto``, ``changed``, ``graded`` or
        ``missed``.
    answered, total
        All exercises, practice as well as graded.
    closed
        Whether no answer is taken any more, but to mastery tasks.
    ended
        When the occasion ended, if it has: then mastery tasks are closed too.
    at
        Time of the last hand-in; of an automatic one, when the time was out.
    """

    entry: ModuleEntry
    rules: ModuleRules
    state: str
    due: datetime | None
    extended: bool
    answered: int = 0
    total: int = 0
    graded_answered: int = 0
    graded: int = 0
    closed: bool = False
    ended: datetime | None = None
    at: datetime | None = None
    points: str = ""
    max: str = ""

    @property
    def once(self) -> bool:
        """Whether it is handed in once."""
        return self.rules.hand_ins == "once"

    @property
    def minutes(self) -> int:
        """How long the module takes."""
        return self.entry.minutes.read + self.entry.minutes.exercises

    @property
    def minutes_left(self) -> int:
        """About how long what is left takes, in steps of five minutes."""
        share = 1 - self.answered / self.total if self.total else 1
        return max(5, round(self.minutes * share / 5) * 5)

    @property
    def handed_in(self) -> bool:
        """Whether a hand-in stands."""
        return self.at is not None

    @property
    def can_hand_in(self) -> bool:
        """Whether the participant can hand in now."""
        return not self.closed and self.state not in ("shut", "broken", "graded")


def standing(
    pages: Pages, snapshot: Snapshot, participant: str, entry: ModuleEntry, fold: Fold | None = None
) -> Standing:
    """Say where a participant stands in a module."""
    here, at, module = snapshot.here, pages.clock(), entry.id
    rules, due = here.rules(module), snapshot.due(participant, module)
    extended = due is not None and rules.due is not None and due > rules.due
    if not snapshot.open_from(module, at):
        return Standing(entry, rules, "shut", due, extended)
    try:
        notebook = pages.module(module).notebook
    except BrokenModuleError:
        return Standing(entry, rules, "broken", due, extended)
    fold = fold or pages.fold(snapshot, participant, module)
    is_out = due is not None and at > due
    is_locked = rules.hand_ins == "once" and fold.handed_in_by_participant
    last = fold.last_submit
    handed, ends = None, snapshot.ends(participant, module)
    if last:
        handed = min(last.t, due) if last.by == "auto" and due else last.t
    state = "todo" if fold.missing else "now"
    if last and fold.graded_after_submit and not is_out:
        state = "changed"
    elif last:
        state = "auto" if last.by == "auto" else "submitted"
    elif is_out:
        state = "missed"
    points = most = ""
    published = pages.published(participant, module)
    if published is not None:
        state, points, most = "graded", decimal(published.points), decimal(published.max)
    return Standing(
        entry,
        rules,
        state,
        due,
        extended,
        answered=fold.answered(notebook.exercises),
        total=len(notebook.exercises),
        graded_answered=fold.answered(notebook.graded),
        graded=len(notebook.graded),
        closed=is_out or is_locked,
        ended=ends if ends and at > ends else None,
        at=handed,
        points=points,
        max=most,
    )


def decimal(value: float) -> str:
    """Write points with a comma: ``4,5``."""
    return f"{value:g}".replace(".", ",")
