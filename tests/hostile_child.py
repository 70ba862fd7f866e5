"""Collect and grade in a process of its own, and write down which files it opens and which programs it starts.

It is run two ways: forked from a process that has imported everything already, or as a program, where the imports are
watched too.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STARTS = {
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "pty.spawn",
    "socket.connect",
}
LISTS = {"os.listdir", "os.scandir"}
MOST_MEMORY = 2 << 30
"""Bytes of address space: what goes wild shall not take the machine with it."""


class Watch:
    """What a process has done since it was watched."""

    def __init__(self) -> None:
        self.opened: set[tuple[str, bool, bool]] = set()
        """Where the file really lies, whether a link would be followed, and whether it is written."""
        self.listed: set[str] = set()
        self.started: list[str] = []
        self.executed: set[str] = set()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what Python is about to do: an audit hook."""
        if event == "open" and not isinstance(arguments[0], int):
            path, _, flags = arguments
            if not os.path.isabs(path) and not os.path.lexists(path):  # noqa: PTH117  # within an open folder
                return
            follows = not flags & os.O_NOFOLLOW
            self.opened.add((place(path, follows), follows, bool(flags & (os.O_WRONLY | os.O_RDWR))))
        elif event == "sqlite3.connect":
            self.opened.add((place(arguments[0], True), True, True))
        elif event in LISTS and not isinstance(arguments[0], int):
            self.listed.add(place(arguments[0] or ".", True))
        elif event in STARTS:
            self.started.append(f"{event} {arguments}"[:200])
        elif event == "exec":
            self.executed.add(getattr(arguments[0], "co_filename", "?"))
        elif event == "import" and arguments[1]:
            self.executed.add(arguments[1])


def place(path: Any, follows: bool) -> str:
    """Return where a path leads; the last link only if it is followed."""
    whole = os.path.join(os.getcwd(), os.fsdecode(path))  # noqa: PTH109, PTH118  # pathlib would listen to the hook
    if follows:
        return os.path.realpath(whole)
    folder, name = os.path.split(whole)
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118


def run(occasion: str, module: str, way: str, said: str) -> None:
    """Collect and grade the hand-ins of a module, and write what was seen to the file `said`."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    watch = Watch()
    sys.addaudithook(watch)
    from graders.collect import collect
    from graders.responses import write_responses
    from toolkit.occasion import OccasionFolder

    here = OccasionFolder(Path(occasion))
    began = time.perf_counter()
    collected = collect(here, [module])
    broken = [reason for _, reason in collected.broken]
    broken += WAYS[way](here, module)
    graded, started = time.perf_counter(), list(watch.started)  # the table asks git whether the key is safe from it
    write_responses(here)
    done = {
        "opened": sorted(watch.opened),
        "listed": sorted(watch.listed),
        "started": started,
        "executed": sorted(watch.executed),
        "broken": broken,
        "seconds": [graded - began, time.perf_counter() - graded],
        "mebibytes": peak(),
    }
    Path(said).write_text(json.dumps(done), encoding="ascii")


def peak() -> float:
    """Return the most memory that this process has had, in MiB."""
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    # Not getrusage, which on Linux also counts what the process was before it became this program.
    rows = dict(row.split(":", 1) for row in Path("/proc/self/status").read_text().splitlines())
    return int(rows["VmHWM"].split()[0]) / 2**10


def by_batch(here: Any, module: str) -> list[str]:
    """Grade as ``kurs grade`` does; returns why hand-ins could not be graded."""
    from graders.grade import grade

    return [reason for _, _, reason in grade(here, [module]).broken]


def by_autograde(here: Any, module: str) -> list[str]:
    """Grade as ``nbgrader autograde`` does, mark what waits, and let nbgrader make its feedback."""
    from nbgrader.api import Grade, Gradebook
    from nbgrader.converters import Autograde, GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    from graders.inprocess import nbgrader_log, recorded
    from graders.nbgrader_plugin import load_config

    config, log = load_config(here), nbgrader_log("hostile")
    with recorded(log) as errors:
        for step in (Autograde, GenerateFeedback):
            step(coursedir=CourseDirectory(config=config, assignment_id=module), config=config, log=log).start()
            with Gradebook(here.gradebook_url, here.id) as gradebook:
                for grade in gradebook.db.query(Grade).filter(Grade.needs_manual_grade):
                    grade.manual_score, grade.needs_manual_grade = 0.0, False
                gradebook.db.commit()
    return errors


WAYS: dict[str, Callable[[Any, str], list[str]]] = {"batch": by_batch, "autograde": by_autograde}

if __name__ == "__main__":
    run(*sys.argv[1:])
