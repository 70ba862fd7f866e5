"""``kurs grade``: score the collected hand-ins into nbgrader's gradebook and its ``autograded/`` folder, in batch.

Hand-ins are scored in chunks by a ``concurrent.futures.Executor``; their rows are written by this process alone. Of a
chunk first the folders are made under a hidden name, then the rows are committed, and then the folders are put in
place. So after a stop at any moment what has no folder is graded again, and what has one is done.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.utils import parse_utc

from graders.collect import SECRET, SMALL, TIMESTAMP
from graders.given import waits
from graders.gradebook import open_gradebook, prepare_gradebook
from graders.inprocess import collecting_only_new
from graders.rows import HandInRows, ModuleRows
from graders.scoring import read_hand_in
from graders.sheet import Sheet, sheet_of
from toolkit.errors import KursError
from toolkit.exchange import TIME_FORMAT
from toolkit.fold import read_regular
from toolkit.formats import RosterRow
from toolkit.messages import say
from toolkit.occasion import JOURNAL, OccasionFolder
from toolkit.roster import read_roster

Progress = Callable[[str, str], None]
CHUNK = 50
"""Hand-ins that are scored and written together."""
_READ_ONLY = 0o444
"""How nbgrader leaves what it has graded."""
_FILES = ".files"
"""The module's pictures and data, in the folder that a chunk is made in; no participant is called that."""


@dataclass
class Graded:
    """What a grading did; ``broken`` holds participant, module and reason."""

    graded: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    broken: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Chunk:
    """What came of some hand-ins: their folders, the rows to write, and what could not be read and why."""

    making: Path
    rows: list[HandInRows] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)


def grade(
    here: OccasionFolder,
    modules: list[str],
    *,
    force: bool = False,
    dry_run: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = lambda module, participant: None,
) -> Graded:
    """Grade what has been collected and not been graded since.

    Parameters
    ----------
    force
        Grade everything again; marks given by hand stay.
    dry_run
        Only say what would be graded.
    workers
        Processes that score beside each other; 1 is this one alone.
    executor
        What scores, in place of processes of our own. It must see the occasion's folder, and may score something
        again that it has lost.
    progress
        Called with module and participant after each.

    Returns
    -------
    Graded
        Hand-ins that could not be graded are listed in it, and stop nobody.
    """
    result = Graded()
    roster = read_roster(here.path / "roster.csv")
    with here.writing("grade"), collecting_only_new(), _executor(workers, executor) as pool:
        prepare_gradebook(here)
        with open_gradebook(here) as gradebook:
            for module in modules:
                found = [folder.parent.name for folder in sorted(here.path.glob(f"submitted/*/{module}"))]
                result.broken += [(name, module, say("collect.unknown_person")) for name in found if name not in roster]
                known = [name for name in found if name in roster]
                waiting = [name for name in known if force or is_new(here, name, module)]
                result.unchanged += len(known) - len(waiting)
                if dry_run:
                    result.graded += [(name, module) for name in waiting]
                else:
                    rows = ModuleRows(here, gradebook, module)
                    # Also of what was graded before: a due or an extension may have changed since.
                    rows.write_deadlines()
                    for chunk in _grade(here, module, waiting, rows, roster, pool):
                        result.graded += [(one.participant, module) for one in chunk.rows]
                        result.broken += [(name, module, reason) for name, reason in chunk.broken]
                        for name in dict.fromkeys([*(one.participant for one in chunk.rows), *dict(chunk.broken)]):
                            progress(module, name)
    return result


def _executor(workers: int, executor: Executor | None) -> AbstractContextManager[Executor]:
    """Return what scores; one that was given is not closed."""
    if executor is not None:
        return nullcontext(executor)
    return ProcessPoolExecutor(workers) if workers > 1 else _Here()


class _Here(Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _grade(
    here: OccasionFolder,
    module: str,
    waiting: Sequence[str],
    rows: ModuleRows,
    roster: Mapping[str, RosterRow],
    pool: Executor,
) -> Iterator[_Chunk]:
    """Grade hand-ins of a module, and yield each chunk when its rows are written and its folders in place."""
    autograded = here.path / "autograded"
    autograded.mkdir(exist_ok=True)
    for left in autograded.glob(".tmp-*"):
        shutil.rmtree(left)  # of a run that was stopped: we hold the lock
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=autograded) as folder:
        chunks = [waiting[start : start + CHUNK] for start in range(0, len(waiting), CHUNK)]
        score = partial(score_chunk, str(here.path), module, rows.checksums, folder)
        for future in _in_turn(partial(pool.submit, score), chunks, _ahead(pool, len(chunks))):
            try:
                chunk = future.result()
            except BrokenExecutor as error:
                raise KursError(say("grade.workers", module=module)) from error
            rows.write([roster[one.participant] for one in chunk.rows], chunk.rows)
            for one in chunk.rows:
                _put_in_place(chunk.making, autograded / one.participant / module)
            yield chunk


def _ahead(pool: Executor, chunks: int) -> int:
    """Return how many chunks are scored ahead of what is written: what is under way must end before we can stop."""
    if isinstance(pool, _Here):
        return 1
    # How many can work beside each other on other machines is not for us to know.
    return 2 * (os.cpu_count() or 1) if isinstance(pool, ProcessPoolExecutor) else chunks


def _in_turn(
    submit: Callable[[Sequence[str]], Future[_Chunk]], chunks: Sequence[Sequence[str]], ahead: int
) -> Iterator[Future[_Chunk]]:
    """Let chunks be scored, so many ahead of what is written, and yield each when it is ready."""
    waiting, running = list(reversed(chunks)), set[Future[_Chunk]]()
    while waiting or running:
        while waiting and len(running) < ahead:
            running.add(submit(waiting.pop()))
        done, running = wait(running, return_when=FIRST_COMPLETED)
        yield from done


def score_chunk(
    root: str, module: str, checksums: Mapping[str, str | None], folder: str, names: Sequence[str]
) -> _Chunk:
    """Score some hand-ins and make their folders; of each three files are read, and nothing else.

    Raises
    ------
    KursError
        If the folder cannot be written to from where this runs.
    """
    try:
        # Each time another: who scores this again may have been taken for dead, and still be at it.
        chunk = _Chunk(Path(tempfile.mkdtemp(dir=folder)))
    except OSError as error:
        raise KursError(say("grade.out_of_reach", folder=folder, why=error.strerror)) from error
    here = OccasionFolder(Path(root))
    sheet = sheet_of(here, module, checksums)
    _copy_files(here.path / "source" / module, chunk.making / _FILES)
    for name in names:
        try:
            rows, reason = _score(here, module, name, sheet, chunk.making)
        except (KursError, OSError, ValueError, OverflowError) as error:
            chunk.broken.append((name, str(error)))
            continue
        chunk.rows.append(rows)
        if reason:
            chunk.broken.append((name, reason))
    return chunk


def _score(here: OccasionFolder, module: str, name: str, sheet: Sheet, making: Path) -> tuple[HandInRows, str | None]:
    """Score a hand-in and make its folder; a journal that is none counts as empty, and the reason is returned."""
    folder = here.submitted(name, module)
    files = {one: read_regular(folder / one, SMALL) for one in (TIMESTAMP, SECRET)}
    at, hand_in = _time(files[TIMESTAMP]), read_hand_in(here, module, folder)
    made = making / name
    made.mkdir()
    _write(made / f"{module}.ipynb", sheet.filled(hand_in.scored).encode())
    for one, data in {**files, JOURNAL: hand_in.journal}.items():
        if data is not None:
            _write(made / one, data)
    _link_files(making / _FILES, made)
    return HandInRows(name, at, hand_in.points, hand_in.by_hand), hand_in.reason


def _time(stamp: bytes | None) -> datetime | None:
    """Read when something was handed in, as nbgrader does.

    Raises
    ------
    KursError
        If it is no time.
    """
    text = (stamp or b"").decode("utf-8", "replace").strip()
    with suppress(ValueError):
        return datetime.strptime(text, TIME_FORMAT)  # what we write; nbgrader's own reader takes ten times as long
    try:
        found: datetime | None = parse_utc(text) if text else None
    except (ValueError, OverflowError) as error:
        raise KursError(say("grade.no_time", file=TIMESTAMP, found=text[:40])) from error
    return found


def handed_in_at(folder: Path) -> datetime | None:
    """Read when a hand-in was made, in UTC and without zone as nbgrader has it; None where it has no time with it.

    Raises
    ------
    KursError
        If what stands there is no time, or no regular file.
    """
    return _time(read_regular(folder / TIMESTAMP, SMALL))


def is_new(here: OccasionFolder, name: str, module: str) -> bool:
    """Tell whether a hand-in has not been graded, or came after the one that was."""
    graded = here.autograded(name, module)
    if not graded.is_dir():
        return True
    try:
        new, old = handed_in_at(here.submitted(name, module)), handed_in_at(graded)
    except KursError:
        return True  # Grading says what is wrong with it.
    return new is not None and (old is None or new > old)


def _link_files(copies: Path, made: Path) -> None:
    """Put the module's pictures and data in a hand-in's folder: one copy on the disk for all of a chunk."""
    for folder, _, names in os.walk(copies):
        target = made / Path(folder).relative_to(copies)
        target.mkdir(exist_ok=True)
        for name in names:
            os.link(Path(folder) / name, target / name)


def _copy_files(source: Path, target: Path) -> None:
    target.mkdir()
    for entry in sorted(source.iterdir()):
        if entry.is_dir() and not entry.is_symlink():
            _copy_files(entry, target / entry.name)
        elif entry.is_file() and entry.suffix != ".ipynb" and entry.name != JOURNAL:
            _write(target / entry.name, entry.read_bytes())


def _write(path: Path, data: bytes) -> None:
    """Write a file that can be made again: durable is what it is made from, and the gradebook."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READ_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        os.fchmod(descriptor, _READ_ONLY)


def _put_in_place(making: Path, target: Path) -> None:
    """Put a hand-in's new folder in place of the old one; between the two it has none, and would be graded again."""
    target.parent.mkdir(exist_ok=True)
    name = target.parent.name
    if target.exists():
        target.rename(making / f".old-{name}")
    (making / name).rename(target)


def scores(here: OccasionFolder, module: str, participant: str) -> dict[str, tuple[float | None, bool]]:
    """Return score and whether a marker is awaited, per exercise, as the gradebook has them."""
    with open_gradebook(here) as gradebook:
        try:
            submission = gradebook.find_submission(module, participant)
        except MissingEntry:
            return {}
        return {
            grade.name: (None if waits(grade) else float(grade.score), waits(grade))
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
