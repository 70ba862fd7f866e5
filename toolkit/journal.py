"""The answer journal: the one writer of ``answers.jsonl``.

Everything happens under a lock on the journal file itself: bring the fold up to date with what others
wrote, decide, append one line, wait until it is on the disk, and only then acknowledge. So nothing that was
acknowledged is lost when a process, or the machine, stops at any byte. `toolkit.fold` reads what is written.

Source: the format reference, sections Journal and Saving.
"""

import errno
import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import JsonValue, ValidationError

from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise
from toolkit.files import is_shared, make_folder, sync_folder
from toolkit.fold import (
    AnyLine,
    BadLine,
    ExerciseLine,
    Fold,
    Present,
    UnfitError,
    fold,
    judge,
    read,
    read_from,
    require_regular,
    unusable,
)
from toolkit.formats import saving
from toolkit.formats.base import write_time
from toolkit.formats.journal import (
    MAX_FILE,
    MAX_LINE,
    ROOM_TO_SUBMIT,
    AnswerLine,
    CheckLine,
    LineError,
    read_line,
)
from toolkit.formats.saving import (
    MESSAGE,
    Checked,
    CheckMessage,
    Hinted,
    HintMessage,
    Refusal,
    Saved,
    SaveMessage,
)
from toolkit.formats.strictjson import JsonError, loads
from toolkit.messages import say

__all__ = ["BadLine", "Fold", "Journal", "Present", "Receipt", "fold", "read"]

T = TypeVar("T")
AnyMessage = SaveMessage | CheckMessage | HintMessage

_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_BYTES_A_WORD = 7
"""About what a Swedish word takes with its space, to say how much a text must be cut."""
_MARK = 64
"""Bytes before the end of the fold that must still stand there when the next bytes are read."""
_log = logging.getLogger("kurs")


@dataclass(frozen=True)
class Receipt(Generic[T]):
    """A hand-in that was delivered and written in the journal.

    Parameters
    ----------
    at
        The time of the hand-in; an automatic one has the time when the module closed.
    answered, total
        Graded exercises that had an answer, and all graded ones.
    sha256
        Of exactly the bytes that were handed in.
    result
        What `deliver` returned.
    """

    at: datetime
    answered: int
    total: int
    sha256: str
    result: T


class _RefusedError(Exception):
    """Nothing is written; carries the reply."""

    def __init__(self, why: saving.Why, sentence: str, present: Present | None = None) -> None:
        super().__init__(why)
        shown = saving.Present(n=present.n, at=present.at, answer=present.answer) if present else None
        self.reply = Refusal(why=why, message=sentence, present=shown)


class Journal:
    """One participant's journal of one module, to be written to.

    Any number of objects, threads and processes may write to the same file. An object remembers what it has
    folded and reads only what is new, so that a save costs the same in a long journal as in a short one.

    Parameters
    ----------
    path
        The file; it and its folders are made at the first line.
    exercises
        The exercises of the module by id, practice as well as graded.
    pretest
        Whether the module has the role pretest, where *Vet inte* is an answer.
    closes
        The last moment when an answer is taken; None for never closed. Mastery tasks stay open until `ends`.
    ends
        The last moment when anything at all is taken; None for never.
    once
        Whether the participant hands in once: nothing is taken after that. An automatic hand-in closes
        nothing: it comes when the time is out, and who then gets more time may use it.
    clock
        What time it is.
    """

    def __init__(
        self,
        path: Path,
        exercises: Mapping[str, Exercise],
        *,
        pretest: bool = False,
        closes: datetime | None = None,
        ends: datetime | None = None,
        once: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = path
        self.exercises = exercises
        self.pretest = pretest
        self.closes = closes
        self.ends = ends
        self.once = once
        self._clock = clock
        self._fold = self._empty()
        self._file: tuple[int, int] | None = None
        self._mark = b""
        self._known_on_disk: tuple[int, int] | None = None

    # --- what views and pages call ------------------------------------------------------

    def receive(self, message: JsonValue) -> dict[str, Any]:
        """Take one message from a view and return the reply; whatever was sent, nothing is raised.

        A message that came as text is better given to `receive_json`, which sees repeated keys.
        """
        try:
            raw = json.dumps(message, ensure_ascii=False).encode("utf-8")
        except (TypeError, ValueError, RecursionError):
            return _dumped(_invalid(say("journal.unreadable_message")).reply)
        return self.receive_json(raw)

    def receive_json(self, raw: bytes) -> dict[str, Any]:
        """Take one message as the JSON text that was sent, and return the reply."""
        try:
            reply: Saved | Refusal = self._take(raw)
        except _RefusedError as refused:
            reply = refused.reply
        except OSError as error:
            _log.error("%s: the journal cannot be written: %s", self.path, error)
            reply = Refusal(why="disk", message=say("journal.disk"))
        except Exception:
            # A mistake of ours must not leave the participant waiting: the view says that nothing was saved.
            _log.exception("%s: a message could not be handled", self.path)
            reply = Refusal(why="disk", message=say("journal.disk"))
        return _dumped(reply)

    def opened(self) -> dict[str, Any]:
        """Write that the module was shown; the reply is as for an answer."""
        try:
            now = self._clock()
            self._require_open(now)
            with self._locked() as descriptor:
                line = self._append(descriptor, {"type": "open"}, now)
                return _dumped(Saved(n=line.n, at=line.t))
        except _RefusedError as refused:
            return _dumped(refused.reply)
        except OSError as error:
            _log.error("%s: the journal cannot be written: %s", self.path, error)
            return _dumped(Refusal(why="disk", message=say("journal.disk")))

    def hand_in(
        self,
        deliver: Callable[[bytes, datetime], T],
        by: Literal["participant", "auto"] = "participant",
    ) -> Receipt[T]:
        """Hand in the journal as it stands, and write in it that this was done.

        Nobody can write between the bytes that are delivered and the line that says so. If `deliver` raises,
        nothing was handed in and nothing is written.

        Parameters
        ----------
        deliver
            Puts the bytes where they are handed in, with the time of the hand-in. It runs under the lock,
            so it must not use this journal.
        by
            ``auto`` for the hand-in that the module's closing makes; it may come later, and has that time.

        Raises
        ------
        KursError
            If the module is closed or handed in for good, the journal is full, or it cannot be read or written.
        """
        self._hand_in_time(self._clock(), by)
        with ExitStack() as stack:
            with self._hand_in_errors():
                descriptor = stack.enter_context(self._locked())
                now = self._clock()
                at = self._hand_in_time(now, by)
                if self._is_final:
                    raise KursError(say("journal.handed_in_once"))
                if not os.fstat(descriptor).st_size:
                    # A file without one valid line would be unreadable; nothing answered is something else.
                    self._append(descriptor, {"type": "open"}, now)
                data = read_from(descriptor, 0, MAX_FILE + 1)
                graded = [name for name, exercise in self.exercises.items() if exercise.graded]
                answered, digest = self._fold.answered(graded), hashlib.sha256(data).hexdigest()
                fields = {"type": "submit", "by": by, "answered": answered, "sha256": digest}
                self._prepared(fields, now)
            result = deliver(data, at)
            with self._hand_in_errors():
                self._append(descriptor, fields, now)
        return Receipt(at, answered, len(graded), digest, result)

    # --- one message --------------------------------------------------------------------

    def _take(self, raw: bytes) -> Saved:
        message = _read_message(raw)
        exercise = self.exercises.get(message.ex)
        if exercise is None:
            raise _invalid(say("journal.unknown_exercise"))
        if not os.path.lexists(self.path):
            # What would be refused anyway makes no file: an empty one cannot be read as a journal.
            self._require(message, exercise, self._empty(), self._clock())
        with self._locked() as descriptor:
            recorded = self._recorded(descriptor, message)
            if recorded:
                # Whoever wrote it may have ended before it was on the disk.
                self._onto_disk(descriptor)
                return self._reply(recorded)
            now = self._clock()
            present = self._fold.answers.get(message.ex)
            if present and exercise.binding and isinstance(message, SaveMessage) and _says(message, present):
                return Saved(n=present.n, at=present.at)
            self._require(message, exercise, self._fold, now)
            line = self._append(descriptor, self._fields(message, exercise), now)
            assert isinstance(line, ExerciseLine)
            return self._reply(line)

    def _require(self, message: AnyMessage, exercise: Exercise, known: Fold, now: datetime) -> None:
        """Refuse a message that is too late, of another revision, unfit, behind, or takes back what is binding."""
        if exercise.spec.mastery:
            _require_time(now, self.ends)
        else:
            self._require_open(now)
        if message.rev != exercise.rev:
            raise _RefusedError("stale", say("journal.changed"))
        try:
            judge(message, self.exercises, pretest=self.pretest)
        except UnfitError as error:
            raise _invalid(error.sentence) from None
        present = known.answers.get(message.ex)
        if present and present.n > (message.base or 0) and not isinstance(message, HintMessage):
            raise _RefusedError("stale", say("journal.newer", when=_recent(present.at, now)), present)
        if isinstance(message, SaveMessage) and not known.admits(message):
            raise _invalid(say("journal.binding"), present)

    def _recorded(self, descriptor: int, message: AnyMessage) -> ExerciseLine | None:
        """Return the line that this message has become before, if it has."""
        place = self._fold.place(message.view, message.seq)
        if place is None:
            return None
        line = read_line(read_from(descriptor, place, MAX_LINE).split(b"\n", 1)[0])
        assert isinstance(line, ExerciseLine)
        if _content(line) != _content(message):
            # To acknowledge it would be to lose it: this (view, seq) already says something else.
            raise _invalid(say("journal.unreadable_message"))
        return line

    def _fields(self, message: AnyMessage, exercise: Exercise) -> dict[str, Any]:
        """Return what is written of a message: the fields that we know, never what else was sent."""
        fields: dict[str, Any] = {
            "type": message.type,
            "ex": message.ex,
            "var": message.var,
            "rev": message.rev,
            "view": message.view,
            "seq": message.seq,
            "base": message.base,
        }
        if isinstance(message, HintMessage):
            return {**fields, "hint": message.hint}
        fields["answer"] = message.answer
        if isinstance(message, CheckMessage):
            score = exercise.score(message.var, message.answer, pretest=self.pretest)
            return {**fields, "points": score.points, "max": score.max}  # 0 of 0 where nothing is right or wrong
        if message.confidence is not None:
            fields["confidence"] = message.confidence
        return fields

    def _reply(self, line: ExerciseLine) -> Saved:
        """Return the reply to a line that is on the disk, the same each time."""
        if isinstance(line, AnswerLine):
            return Saved(n=line.n, at=line.t)
        exercise = self.exercises[line.ex]
        if isinstance(line, CheckLine):
            feedback = _feedback(exercise, line)
            return Checked(n=line.n, at=line.t, points=line.points, max=line.max, feedback=feedback)
        return Hinted(n=line.n, at=line.t, hint=exercise.specs[line.var].hints[line.hint - 1])

    # --- time ---------------------------------------------------------------------------

    def _require_open(self, now: datetime) -> None:
        _require_time(now, self.closes)
        if self._is_final:
            raise _RefusedError("closed", say("journal.handed_in_once"))

    @property
    def _is_final(self) -> bool:
        """Whether the participant has made the one hand-in that there is."""
        return self.once and self._fold.handed_in_by_participant

    def _hand_in_time(self, now: datetime, by: str) -> datetime:
        if self.closes is None or now <= self.closes:
            return now
        if by != "auto":
            raise KursError(say("journal.hand_in_closed", when=_date(self.closes)))
        return self.closes

    # --- the file -----------------------------------------------------------------------

    def _empty(self) -> Fold:
        return Fold(self.exercises, pretest=self.pretest, keep_events=False)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Hold the journal's lock, with the fold brought up to date."""
        descriptor = _open_locked(self.path)
        try:
            self._catch_up(descriptor)
            yield descriptor
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)

    def _catch_up(self, descriptor: int) -> None:
        """Fold what was added since last time, or everything if the file is not the one it was."""
        status = os.fstat(descriptor)
        file = (status.st_dev, status.st_ino)
        if file != self._file or not self._still_there(descriptor):
            self._fold, self._file, self._mark = self._empty(), file, b""
        self._fold.too_large = status.st_size > MAX_FILE
        if not self._fold.too_large:
            self._fold.feed(read_from(descriptor, self._fold.end, MAX_FILE))
            self._remember(descriptor)
            self._complete(descriptor)

    def _still_there(self, descriptor: int) -> bool:
        start = self._fold.end - len(self._mark)
        return os.pread(descriptor, len(self._mark), start) == self._mark

    def _remember(self, descriptor: int) -> None:
        start = max(0, self._fold.end - _MARK)
        self._mark = os.pread(descriptor, self._fold.end - start, start)

    def _complete(self, descriptor: int) -> None:
        """End a last line of which only the newline is missing.

        It is torn, but the newline that the next line starts on would make it count again: then its number
        and its (view, seq) must be known before anything is decided.
        """
        if not self._fold.tail or self._fold.end + len(self._fold.tail) == MAX_FILE:
            return
        with suppress(LineError):
            read_line(self._fold.tail)
            self._write(descriptor, b"\n")

    def _append(self, descriptor: int, fields: Mapping[str, Any], now: datetime) -> AnyLine:
        """Append one line and wait until it is on the disk."""
        raw, line = self._prepared(fields, now)
        # A torn last line is left as it is; ours starts on a fresh line.
        self._write(descriptor, b"\n" + raw if self._fold.tail else raw)
        return line

    def _prepared(self, fields: Mapping[str, Any], now: datetime) -> tuple[bytes, AnyLine]:
        """Return the line to be appended, newline included, if it has room; read as the grader will."""
        full = {"v": 1, "n": self._fold.last_n + 1, "t": write_time(now), **fields}
        raw = json.dumps(full, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
        if len(raw) > MAX_LINE:
            raise _too_long(len(raw))
        size = self._fold.end + len(self._fold.tail) + bool(self._fold.tail) + len(raw)
        room = MAX_FILE if fields["type"] == "submit" else MAX_FILE - ROOM_TO_SUBMIT
        if self._fold.too_large or size > room:
            raise _full()
        try:
            return raw, read_line(raw[:-1])
        except LineError as error:
            # Only a number beyond the greatest, which no writer of ours has given, comes here.
            _log.error("%s: the next line would not be valid: %s", self.path, error)
            raise _full() from None

    def _write(self, descriptor: int, data: bytes) -> None:
        append(descriptor, data)
        self._folder_onto_disk()
        self._fold.feed(self._fold.tail + data)
        self._remember(descriptor)

    def _onto_disk(self, descriptor: int) -> None:
        os.fsync(descriptor)
        self._folder_onto_disk()

    def _folder_onto_disk(self) -> None:
        """Make sure that the file's name is on the disk too, once for each file."""
        if self._known_on_disk != self._file:
            sync_folder(self.path.parent)
            self._known_on_disk = self._file

    @contextmanager
    def _hand_in_errors(self) -> Iterator[None]:
        """Say what stops a hand-in in one sentence."""
        try:
            yield
        except _RefusedError:
            raise KursError(say("journal.hand_in_full")) from None
        except OSError as error:
            _log.error("%s: the journal cannot be handed in: %s", self.path, error)
            if error.errno == errno.ELOOP:
                raise unusable(self.path, error) from error
            raise KursError(say("journal.hand_in_failed")) from error


def append(descriptor: int, data: bytes) -> None:
    """Write all of `data` at the end of a file and onto the disk.

    Raises
    ------
    OSError
        If that fails; the file is then cut back to what it was, where that is possible.
    """
    before = os.fstat(descriptor).st_size
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, before)
        raise


def _open_locked(path: Path) -> int:
    """Open a journal, made if it is missing, and wait for its lock.

    While we waited the file may have been replaced, by a restored copy for example; then the lock is on a
    file that nobody will read, and we begin again.
    """
    while True:
        descriptor = _open(path)
        try:
            require_regular(descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), os.lstat(path)):
                    return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _open(path: Path) -> int:
    """Open a journal; one that is missing is made, and its folder's group may read it where the folder is shared."""
    flags = os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with suppress(FileNotFoundError):
        return os.open(path, flags)
    make_folder(path.parent)
    descriptor = os.open(path, flags | os.O_CREAT, 0o600)
    if is_shared(path.parent):
        os.fchmod(descriptor, 0o640)
    return descriptor


def _read_message(raw: bytes) -> AnyMessage:
    if len(raw) > MAX_LINE:
        raise _too_long(len(raw))
    try:
        message: AnyMessage = MESSAGE.validate_python(loads(raw))
    except (JsonError, ValidationError):
        raise _invalid(say("journal.unreadable_message")) from None
    return message


def _says(message: SaveMessage, present: Present) -> bool:
    """Tell whether a message says what is the present answer already."""
    said = (message.var, message.answer, message.confidence)
    return said == (present.var, present.answer, present.confidence)


def _content(event: ExerciseLine | AnyMessage) -> tuple[Any, ...]:
    """Return what an event says, apart from when and on what ground it was said."""
    said = event.hint if event.type == "hint" else event.answer
    return event.type, event.ex, event.var, said, getattr(event, "confidence", None)


def _feedback(exercise: Exercise, line: CheckLine) -> dict[str, Any]:
    """Return the explanation, which of its lines are the author's on a part, and what the answer is compared with."""
    solution = exercise.solutions[line.var]
    comparison = exercise.kind.comparison(solution)
    explanation = exercise.explain(line.var, line.answer, shown=True)
    return {
        "explanation": explanation,
        "parts": {part: text for part, text in solution.feedback.items() if text in explanation},
        **({} if comparison is None else {"comparison": comparison}),
    }


def _invalid(sentence: str, present: Present | None = None) -> _RefusedError:
    return _RefusedError("invalid", say("journal.invalid", why=sentence), present)


def _too_long(size: int) -> _RefusedError:
    words = (size - MAX_LINE) // _BYTES_A_WORD + 1
    return _RefusedError("too_big", say("journal.too_long", words=-(-words // 10) * 10))


def _full() -> _RefusedError:
    return _RefusedError("too_big", say("journal.full"))


def _require_time(now: datetime, end: datetime | None) -> None:
    if end is not None and now > end:
        raise _RefusedError("closed", say("journal.closed", when=_date(end)))


def _dumped(reply: Saved | Refusal) -> dict[str, Any]:
    return reply.model_dump(mode="json")


def _date(at: datetime) -> str:
    """Write a time as in a list: ``fre 4 dec 23:59``."""
    local = at.astimezone(_STOCKHOLM)
    month = say("journal.months").split()[local.month - 1]
    return f"{_weekday(local)} {local.day} {month} {local:%H:%M}"


def _recent(at: datetime, now: datetime) -> str:
    """Write a time as ``tis 14:02``; with its date where the weekday alone could be another week's."""
    local = at.astimezone(_STOCKHOLM)
    return f"{_weekday(local)} {local:%H:%M}" if abs(now - at) < timedelta(days=6) else _date(at)


def _weekday(local: datetime) -> str:
    return say("journal.weekdays").split()[local.weekday()]
