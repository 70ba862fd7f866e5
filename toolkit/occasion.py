"""An occasion's folder: one run of a course, and an nbgrader course folder with its own snapshot."""

import fcntl
import getpass
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from toolkit.authortext import read_file
from toolkit.errors import KursError
from toolkit.face.page.dates import short
from toolkit.files import replace_file
from toolkit.formats import Course, ModuleRules, Occasion, Release
from toolkit.formats.course import Role
from toolkit.messages import listed, say
from toolkit.notebook import Notebook
from toolkit.notebook import read as read_notebook

JOURNAL = "answers.jsonl"
LOCK = ".lock"
_OF_A_TEST = {"hand_ins": "once", "feedback": "points"}
"""The rules of a pre-test or final test where the occasion has no others."""
MAX_RETAKES = 20
"""Links of a chain of retakes that are followed; a longer one goes round."""


def read_course(folder: Path) -> Course:
    """Read the ``course.yml`` of a course or an occasion."""
    return read_file(folder / "course.yml", Course)


@dataclass(frozen=True)
class OccasionFolder:
    """The folder of one occasion and what stands in it.

    Parameters
    ----------
    path
        The folder; its name is the occasion's id.
    """

    path: Path

    @property
    def id(self) -> str:
        """The occasion's id."""
        return self.path.name

    @cached_property
    def occasion(self) -> Occasion:
        """What ``occasion.yml`` says."""
        return read_file(self.path / "occasion.yml", Occasion)

    @cached_property
    def course(self) -> Course:
        """The course as it was when the occasion was made."""
        return read_course(self.path)

    @property
    def release(self) -> Release:
        """What has been released, read anew each time."""
        path = self.path / "release.json"
        try:
            return Release.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise KursError(say("file.missing", file=path)) from None
        except ValidationError:
            raise KursError(say("file.broken", file=path)) from None

    def write_release(self, release: Release) -> None:
        """Replace ``release.json``."""
        text = release.model_dump_json(indent=1) + "\n"
        replace_file(self.path / "release.json", text.encode())

    def rules(self, module: str) -> ModuleRules:
        """Return when a module is open and what is shown; by its role in what the occasion does not say.

        No module opens before the occasion starts, or is due after it ends.
        """
        given, occasion = self.occasion.modules.get(module, ModuleRules()), self.occasion
        held: dict[str, Any] = {
            "opens": max((at for at in (given.opens, occasion.starts) if at), default=None),
            "due": min((at for at in (given.due, occasion.ends) if at), default=None),
        }
        if self.role(module) != "module":
            held |= {name: value for name, value in _OF_A_TEST.items() if name not in given.model_fields_set}
        return given.model_copy(update=held)

    @cached_property
    def retakes(self) -> int:
        """How many occasions this one is a retake of, one after the other."""
        here, count = self, 0
        while (before := here.occasion.retake_of) and count < MAX_RETAKES:
            here, count = OccasionFolder(here.path.parent / before), count + 1
            if not (here.path / "occasion.yml").is_file():
                break
        return count

    def role(self, module: str) -> Role:
        """Return what a module is: an ordinary one, a pre-test or a final test."""
        entry = self.course.module(module)
        return entry.role if entry else "module"

    def is_pretest(self, module: str) -> bool:
        """Tell whether a module is a pre-test, where *Vet inte* is an answer."""
        return self.role(module) == "pretest"

    def require_released(self, modules: tuple[str, ...] = ()) -> list[str]:
        """Return the released modules, or those of them that are named, in the course's order.

        Raises
        ------
        KursError
            If one that is named is not released, or none is.
        """
        released = self.release.modules
        for module in modules:
            if module not in released:
                known = listed(list(released)) or say("found.nothing")
                raise KursError(say("occasion.module_not_released", module=module, known=known))
        if not released:
            raise KursError(say("occasion.nothing_released", occasion=self.id))
        order = [entry.id for entry in self.course.modules if entry.id in released]
        return [module for module in order if not modules or module in modules]

    def source(self, module: str) -> Path:
        """Return the notebook of a module's snapshot, which holds the key."""
        return self.path / "source" / module / f"{module}.ipynb"

    def notebook(self, module: str) -> Notebook:
        """Read the snapshot of a module."""
        return read_notebook(self.source(module)).require_sound()

    def journal(self, participant: str, module: str) -> Path:
        """Return where a participant's journal of a module stands."""
        return self.path / "journals" / participant / module / JOURNAL

    def submitted(self, participant: str, module: str) -> Path:
        """Return where a collected hand-in stands."""
        return self.path / "submitted" / participant / module

    def autograded(self, participant: str, module: str) -> Path:
        """Return where a graded hand-in stands."""
        return self.path / "autograded" / participant / module

    def marked(self, participant: str, module: str) -> Path:
        """Return where it stands which answers of a hand-in a marker has been given to read."""
        return self.path / "marking" / participant / f"{module}.json"

    @property
    def exchange(self) -> Path:
        """Root of the exchange."""
        return self.path / "exchange"

    @property
    def gradebook_url(self) -> str:
        """Database of the gradebook."""
        return self.occasion.gradebook or f"sqlite:///{self.path / 'gradebook.db'}"

    @property
    def gradebook_file(self) -> Path | None:
        """File of a gradebook in SQLite; None for one on a server."""
        kind, _, place = self.gradebook_url.partition(":///")
        return Path(place.partition("?")[0]).resolve() if kind == "sqlite" else None

    def log(self, name: str, entry: Mapping[str, Any]) -> None:
        """Append one line to a log of the occasion."""
        path = self.path / "log" / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(json.dumps({"at": at, **entry}, ensure_ascii=False) + "\n")

    @contextmanager
    def writing(self, what: str, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the occasion's lock while something is written; one writer at a time.

        Parameters
        ----------
        waiting
            Told who is waited for, where it shall be waited for the lock.

        Raises
        ------
        KursError
            If somebody else holds it and it is not waited for; the sentence says who, what and since when.
        """
        path = self.path / LOCK
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = _holder(file.read())
                if waiting is None:
                    raise KursError(say("occasion.locked", **holder)) from None
                waiting(say("occasion.waiting", occasion=self.id, **holder))
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
            file.truncate(0)
            since = datetime.now(UTC).isoformat(timespec="seconds")
            json.dump({"who": getpass.getuser(), "what": what, "since": since, "pid": os.getpid()}, file)
            file.flush()
            try:
                yield
            finally:
                file.truncate(0)


def _holder(text: str) -> dict[str, object]:
    """Return who holds the lock, as its file says; between two writers it may say nothing."""
    try:
        held = json.loads(text)
        return {"who": held["who"], "what": held["what"], "since": short(datetime.fromisoformat(held["since"]))}
    except (ValueError, KeyError, TypeError):
        return {"who": "?", "what": "?", "since": "?"}


def open_occasion(occasions: Path, name: str) -> OccasionFolder:
    """Return an occasion's folder.

    Raises
    ------
    KursError
        If there is none of that name; the sentence names those that exist.
    """
    folder = OccasionFolder((occasions / name).resolve())
    if not (folder.path / "occasion.yml").is_file():
        known = sorted(p.parent.name for p in occasions.glob("*/occasion.yml"))
        raise KursError(say("occasion.unknown", occasion=name, known=listed(known) or say("found.nothing")))
    return folder
