"""One click, timed where things happen: in the page, and at the file that the answer is written to.

Both ends of a time are taken from the machine's own clock: the click and what is shown by the page, with
``performance.now()``; the file by a thread that looks at it again and again.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faces import Face
from benchmarks.questions import Exercise

LOOKS_EVERY = 0.0002
"""Seconds between two looks at the file."""
SECONDS = 30
ARM = """(box, [line, told]) => {
  const sought = new RegExp(told, "u");
  const seen = { clicked: null, shown: null };
  const look = () => {
    if (seen.clicked === null || seen.shown !== null) return;
    if (sought.test(box.querySelector(line)?.textContent ?? "")) seen.shown = performance.now();
  };
  box.addEventListener("click", () => (seen.clicked ??= performance.now()), { capture: true });
  new MutationObserver(look).observe(box, { attributes: true, characterData: true, childList: true, subtree: true });
  globalThis.seen = seen;
}"""
SHOWN = "() => globalThis.seen.shown !== null"
SEEN = "() => [performance.timeOrigin + globalThis.seen.clicked, globalThis.seen.shown - globalThis.seen.clicked]"


@dataclass(frozen=True)
class Click:
    """What one click took.

    Parameters
    ----------
    shown
        Milliseconds from the click event to the change of the page that says what has become of the answer.
    on_disk
        Milliseconds from the click event until the answer could be read in the file and `fsync` had returned; None
        for a tool that writes nothing.
    """

    shown: float
    on_disk: float | None


def time_click(face: Face, exercise: Exercise) -> Click:
    """Choose the first of an exercise's right options, where nothing has been answered yet."""
    part = exercise.parts[0]
    box = face.box(exercise, part)
    box.evaluate(ARM, [face.line, face.told])
    with _watched(face, exercise) as written:
        face.choose(exercise, {part: exercise.right[part][:1]})
        face.page.wait_for_function(SHOWN)
        clicked, shown = face.page.evaluate(SEEN)
        on_disk = written.result() * 1000 - clicked if written else None
    return Click(shown, on_disk)


def time_clicks(face: Face, exercises: Sequence[Exercise]) -> list[Click]:
    """Time one click in each exercise that is answered by clicking."""
    sys.setswitchinterval(LOOKS_EVERY)  # Else the thread that looks at the file may wait 5 ms for its turn.
    return [time_click(face, one) for one in exercises if one.kind != "numeric"]


@contextmanager
def _watched(face: Face, exercise: Exercise) -> "Iterator[Future[float] | None]":
    """Look at the file meanwhile; gives the time when it was on the disk, in seconds since 1970."""
    if face.file is None:
        yield None
        return
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(_look, face, exercise, face.file)


def _look(face: Face, exercise: Exercise, path: Path) -> float:
    pause, end, before = threading.Event(), time.monotonic() + SECONDS, None
    while time.monotonic() < end:
        now = _state(path)
        if now != before and face.holds(exercise, path.read_bytes()):
            _onto_disk(path)
            return time.time()
        before = now
        pause.wait(LOOKS_EVERY)
    raise AssertionError(f"{path.name} never got an answer of {exercise.id}")


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def _onto_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
