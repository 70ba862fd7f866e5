"""The longer work of the desk: one job at a time in an occasion, each in a process of its own.

A job goes on when the service ends, and is there when it starts again. It holds a lock for as long as it runs, which
the system lets go of however it ends; so one that was stopped midway is seen to be. What it does it tells in
``log/jobs/<job>.jsonl``, line by line, which is all that is read of it.
"""

import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from toolkit.errors import KursError
from toolkit.face.page.dates import short
from toolkit.formats.base import write_time
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

Work = Literal["release", "grade", "feedback", "report"]
State = Literal["running", "done", "failed", "stopped"]
STEPS: dict[Work, tuple[str, ...]] = {
    "release": ("release",),
    "grade": ("collect", "grade", "table", "count"),
    "feedback": ("feedback",),
    "report": ("table", "report"),
}
"""What each consists of, in order; ``desk.step`` says what each step is."""
_LOCK = ".lock"


@dataclass(frozen=True)
class Part:
    """One step of a job.

    Parameters
    ----------
    said
        What came of it, in Swedish; empty as long as nothing has.
    """

    step: str
    state: Literal["done", "now", "todo", "stopped"]
    said: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Job:
    """A job, as its file tells.

    Parameters
    ----------
    n, of
        How many of how many are done of the step that takes longest; 0 of 0 as long as that is not known.
    problems
        What could not be done, and stopped nothing.
    log
        All that was said, with its time.
    said
        How it ended, in Swedish.
    """

    id: str
    work: Work
    module: str | None
    who: str
    since: datetime
    state: State
    parts: tuple[Part, ...]
    n: int
    of: int
    problems: tuple[str, ...]
    log: tuple[tuple[datetime, str], ...]
    said: str

    @property
    def token(self) -> str:
        """What tells whether anything has happened since."""
        return f"{self.id} {self.state} {self.n} {len(self.log)} {len(self.problems)} {self._began}"

    @property
    def _began(self) -> int:
        return sum(part.state != "todo" for part in self.parts)


class BusyError(KursError):
    """Another job runs, or somebody works in the occasion from a terminal."""


class Jobs:
    """The jobs of one occasion.

    Parameters
    ----------
    courses
        Where courses are, for a release.
    """

    def __init__(self, here: Path, courses: Path) -> None:
        self._here, self._courses = here, courses.resolve()
        self._looking = threading.Lock()

    def start(self, work: Work, who: str, module: str | None = None) -> None:
        """Start a job.

        Raises
        ------
        BusyError
            If another runs, or somebody else writes in the occasion; the sentence says who and since when.
        """
        here = OccasionFolder(self._here)
        folder = folder_of(here)
        folder.mkdir(parents=True, exist_ok=True)
        # The process gets this very lock: it is never free between here and there.
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with self._looking:  # Whether the lock is free is seen by taking it.
                is_free = _take(descriptor, fcntl.LOCK_EX)
            if not is_free:
                raise BusyError(busy(self.last()))
            _require_free(here, work)
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}+{work}+{module or ''}"
            tell(here, name, work=work, module=module, who=who, courses=str(self._courses))
            here.log("desk", {"who": who, "what": work, "module": module, "job": name})
            _run(here, name, who, descriptor)
        finally:
            os.close(descriptor)

    def last(self, module: str | None = None) -> Job | None:
        """Return the newest job, or the newest that is about a module, if there is any."""
        runs = self.running()  # First, so that one that ends meanwhile has told of its end.
        found = sorted(folder_of(OccasionFolder(self._here)).glob("*.jsonl"), reverse=True)
        for path in found:
            if module is None or path.stem.endswith(f"+{module}"):
                lines = list(read_lines(path))
                if lines:
                    return _job(path.stem, lines, running=runs and path == found[0])
        return None

    def running(self) -> bool:
        """Tell whether a job runs."""
        try:
            descriptor = os.open(folder_of(OccasionFolder(self._here)) / _LOCK, os.O_RDWR)
        except FileNotFoundError:
            return False
        with self._looking:
            is_free = _take(descriptor, fcntl.LOCK_SH)
            os.close(descriptor)
        return not is_free


def folder_of(here: OccasionFolder) -> Path:
    """Return where the files of an occasion's jobs are."""
    return here.path / "log" / "jobs"


def tell(here: OccasionFolder, job: str, **fields: Any) -> None:
    """Write a line in the file of a job."""
    line = {"at": write_time(datetime.now(UTC)), **fields}
    with (folder_of(here) / f"{job}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Give the lines of a job's file; the last one may be in the making."""
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(text)
        except ValueError:
            return


def busy(job: Job | None) -> str:
    """Say who does what since when; between two jobs nothing is known of it."""
    if job is None or job.state != "running":
        return say("desk.busy")
    return say(f"desk.busy.{job.work}", who=job.who, since=short(job.since))


def _take(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _require_free(here: OccasionFolder, work: Work) -> None:
    try:
        with here.writing(work):
            pass
    except KursError as error:
        raise BusyError(str(error)) from None


def _run(here: OccasionFolder, name: str, who: str, lock: int) -> None:
    """Start the process; a session of its own, so that what ends the service does not end it."""
    # By LOGNAME who waits for the occasion is told whose work it is.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "graders.desk.job", str(here.path), name, str(lock)],
        env={**os.environ, "LOGNAME": who},
        stdin=subprocess.DEVNULL,
        pass_fds=(lock,),
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True, name=name).start()


def _job(name: str, lines: list[dict[str, Any]], *, running: bool) -> Job:
    first, at = lines[0], [datetime.fromisoformat(line["at"]) for line in lines]
    ended = next((line for line in lines if "end" in line), None)
    state: State = ended["end"] if ended else "running" if running else "stopped"
    counted: dict[str, Any] = next((line for line in reversed(lines) if "n" in line), {"n": 0, "of": 0})
    log = [(when, line.get("said") or line["problem"]) for when, line in zip(at, lines, strict=True) if _says(line)]
    return Job(
        id=name,
        work=first["work"],
        module=first["module"],
        who=first["who"],
        since=at[0],
        state=state,
        parts=tuple(_parts(first["work"], lines, state)),
        n=counted["n"],
        of=counted["of"],
        problems=tuple(line["problem"] for line in lines if "problem" in line),
        log=tuple(log),
        said=ended["said"] if ended else say("desk.job.stopped") if state == "stopped" else "",
    )


def _says(line: dict[str, Any]) -> bool:
    return bool(line.get("said") or line.get("problem"))


def _parts(work: Work, lines: list[dict[str, Any]], state: str) -> Iterator[Part]:
    begun = [line["step"] for line in lines if "step" in line]
    said = {line["of_step"]: line for line in lines if "of_step" in line}
    for step in STEPS[work]:
        if step in said:
            yield Part(step, "done", said[step]["said"], datetime.fromisoformat(said[step]["at"]))
        elif step not in begun:
            yield Part(step, "todo")
        else:
            yield Part(step, "now" if state == "running" else "stopped")
