"""What a journal says: its lines folded into one present answer per exercise.

A journal is only ever added to, so the present answer is the last valid one. Writer and grader both ask
this module, the writer before it acknowledges and the grader afterwards: what the one accepts, the other
scores. The fold is pure (no clock, no file) and takes time in proportion to the bytes, whatever they are.

Source: the format reference, sections Journal and Saving.
"""

import errno
import os
import re
import stat
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from toolkit.errors import AnswerError, KursError
from toolkit.exercises.cell import Exercise
from toolkit.formats.journal import (
    MAX_FILE,
    AnswerLine,
    CheckLine,
    HintLine,
    LineError,
    OpenLine,
    SubmitLine,
    read_line,
)
from toolkit.formats.saving import CheckMessage, HintMessage, SaveMessage
from toolkit.messages import say

ExerciseLine = AnswerLine | CheckLine | HintLine
AnyLine = ExerciseLine | OpenLine | SubmitLine

MAX_BAD = 1000
"""Bad lines that are listed; further ones are only counted: a file can hold sixteen million of them."""
MAX_GAP = 1800
"""Seconds that one gap between two lines counts at most: who leaves the desk does not work on it."""
_SHORTEST = 40
"""No valid line has fewer bytes, its newline not counted."""
_SHORT_LINES = re.compile(rb"(?:[^\n]{0,%d}\n)++" % (_SHORTEST - 1))


class UnfitError(Exception):
    """A line or message is well formed but says something that its exercise cannot take.

    Parameters
    ----------
    reason
        In a few words, for the list of bad lines; its text.
    sentence
        In Swedish, for the participant.
    """

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(reason)
        self.sentence = sentence


@dataclass(frozen=True)
class BadLine:
    """A line that does not count.

    Parameters
    ----------
    number
        Line in the file, counted from 1.
    ex
        The exercise that it names, where that can be told.
    """

    number: int
    reason: str
    ex: str | None = None


class Present(NamedTuple):
    """The present answer to one exercise: its last valid ``answer`` line.

    A tuple, since every such line becomes one for a while, and a frozen dataclass takes three times as long.

    Parameters
    ----------
    n, at
        Number and time of that line.
    answer
        The answer; None when it was cleared.
    first_at
        Time of the first valid answer.
    changes
        How many times a valid answer differed from the one before it; the first is no change.
    """

    n: int
    at: datetime
    answer: JsonValue
    var: str | None
    rev: str | None
    confidence: int | None
    first_at: datetime
    changes: int = 0

    @property
    def last_at(self) -> datetime:
        """Time of the last valid answer."""
        return self.at


@dataclass
class _Tally:
    """What is counted for one exercise over all its valid lines."""

    last_n: int = 0
    seconds: float = 0.0
    wrong_checks: int = 0


def judge(
    line: ExerciseLine | SaveMessage | CheckMessage | HintMessage,
    exercises: Mapping[str, Exercise],
    *,
    pretest: bool = False,
) -> None:
    """Ask whether a line, or a message before it becomes one, fits its exercise.

    Raises
    ------
    UnfitError
        If the exercise or the variant does not exist, the kind refuses the answer, or something is checked or
        hinted at that is no practice.
    """
    exercise = exercises.get(line.ex)
    if exercise is None:
        raise UnfitError("unknown exercise", say("journal.unknown_exercise"))
    if line.var not in exercise.specs:
        raise UnfitError("unknown variant", say("answer.variant"))
    if line.type != "answer":
        _judge_practice(line, exercise)
    if line.type == "hint" or line.answer is None:
        return
    try:
        exercise.read_answer(line.var, line.answer, pretest=pretest)
    except AnswerError as error:
        raise UnfitError("answer refused", str(error)) from error


def _judge_practice(line: CheckLine | HintLine | CheckMessage | HintMessage, exercise: Exercise) -> None:
    if exercise.graded:
        raise UnfitError("not a practice exercise", say("journal.practice_only"))
    if line.type == "hint":
        if line.hint > len(exercise.specs[line.var].hints):
            raise UnfitError("unknown hint", say("journal.unknown_hint"))
    elif line.answer is None:
        raise UnfitError("nothing to check", say("journal.nothing_to_check"))


class Fold:
    """A journal, or as much of it as has been fed, as what it says.

    Parameters
    ----------
    exercises
        The exercises of the module, by id.
    pretest
        Whether the module has the role pretest, where *Vet inte* is an answer.
    missing
        Whether there is no file at all.
    keep_events
        Whether `events` and `submits` are filled. Who does not read them does without: a journal has room for a
        hundred thousand lines, and each takes a kilobyte when it is read.

    Attributes
    ----------
    events
        The valid lines in file order, a repeated (view, seq) left out.
    answers
        The present answers by exercise id; an exercise without a valid answer line is not there.
    submits
        The hand-ins in file order.
    last_submit
        The last hand-in.
    handed_in_by_participant
        Whether the participant has handed in, not only the clock.
    changed_after_submit
        Whether an answer came after the last hand-in.
    graded_after_submit
        Whether an answer to a graded exercise came after the last hand-in, or with none at all.
    too_large
        Whether the file is over the limit; nothing in it counts then.
    last_n
        The greatest number of any well-formed line; the next line is the one after it.
    end
        Bytes folded; ends with a newline.
    tail
        What stands after `end`: a torn line, or nothing.
    """

    def __init__(
        self,
        exercises: Mapping[str, Exercise],
        *,
        pretest: bool = False,
        missing: bool = False,
        keep_events: bool = True,
    ) -> None:
        self.exercises = exercises
        self.pretest = pretest
        self.missing = missing
        self.too_large = False
        self.events: list[AnyLine] = []
        self.answers: dict[str, Present] = {}
        self.submits: list[SubmitLine] = []
        self.last_submit: SubmitLine | None = None
        self.handed_in_by_participant = False
        self.last_n = 0
        self.end = 0
        self.tail = b""
        self.changed_after_submit = False
        self.graded_after_submit = False
        self._keep_events = keep_events
        self._lines = 0
        self._valid = 0
        self._rejected = 0
        self._bad: list[BadLine] = []
        self._bad_exercises: set[str] = set()
        self._tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
        self._places: dict[tuple[str, int], int] = {}
        self._last_t: datetime | None = None

    # --- what a journal says ------------------------------------------------------------

    @property
    def bad(self) -> tuple[BadLine, ...]:
        """The bad lines, the first thousand of them; a last line without newline is torn."""
        torn = [BadLine(self._lines + 1, "torn last line")] if self.tail else []
        return (*self._bad, *torn)[:MAX_BAD]

    @property
    def bad_count(self) -> int:
        """How many lines are bad, also those that are not listed in `bad`."""
        return self._rejected + bool(self.tail)

    def unreadable(self, ex: str) -> bool:
        """Tell whether nothing can be read about an exercise although something was written.

        So it is when it has lines and none is valid, and for every exercise when the file is over the limit
        or has no valid line.
        """
        if self.missing:
            return False
        if self.too_large or not self._valid:
            return True
        return ex in self._bad_exercises and ex not in self._tallies

    def last_seen(self, ex: str) -> int:
        """Return the last `n` of an exercise, 0 without lines: what a view that is drawn now has seen."""
        tally = self._tallies.get(ex)
        return tally.last_n if tally else 0

    def answered(self, graded: Collection[str]) -> int:
        """Count the exercises that have an answer now."""
        found = (self.answers.get(ex) for ex in graded)
        return sum(present is not None and present.answer is not None for present in found)

    def seconds(self, ex: str) -> float:
        """Return the time spent on an exercise: the gaps between lines that end in a line of it."""
        tally = self._tallies.get(ex)
        return tally.seconds if tally else 0.0

    def wrong_checks(self, ex: str) -> int:
        """Count the checks of a practice exercise that did not get all the points."""
        tally = self._tallies.get(ex)
        return tally.wrong_checks if tally else 0

    def place(self, view: str, seq: int) -> int | None:
        """Return the byte where the line with this (view, seq) begins, or None if there is none."""
        return self._places.get((view, seq))

    def admits(self, said: AnswerLine | SaveMessage) -> bool:
        """Tell whether an answer may follow the present one: where that is binding it must keep all of it."""
        present = self.answers.get(said.ex)
        if present is None:
            return True
        return self.exercises[said.ex].keeps(present.var, present.answer, said.var, said.answer)

    # --- how it is read -----------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Fold the bytes that follow `end`; those of an unfinished line are to be fed again when it is."""
        position = 0
        while (newline := data.find(b"\n", position)) >= 0:
            if newline - position < _SHORTEST:
                run = _SHORT_LINES.match(data, position)
                assert run
                self._skip(data.count(b"\n", position, run.end()))
                position = run.end()
            else:
                self._lines += 1
                self._line(data[position:newline], self.end + position)
                position = newline + 1
        self.end += position
        self.tail = data[position:]

    def _skip(self, lines: int) -> None:
        """Count lines that are too short to be any."""
        listed = max(0, min(lines, MAX_BAD - len(self._bad)))
        self._bad += [BadLine(self._lines + i, "not a line") for i in range(1, listed + 1)]
        self._lines += lines
        self._rejected += lines

    def _line(self, raw: bytes, place: int) -> None:
        try:
            line: AnyLine = read_line(raw)
        except LineError as error:
            self._reject(error, error.ex)
            return
        self.last_n = max(self.last_n, line.n)
        if isinstance(line, ExerciseLine):
            try:
                judge(line, self.exercises, pretest=self.pretest)
            except UnfitError as error:
                self._reject(error, line.ex)
                return
            sent = line.view, line.seq
            if sent in self._places:
                return
            if line.type == "answer" and not self.admits(line):
                self._reject("takes back what is binding", line.ex)
                return
            self._places[sent] = place
        self._accept(line)

    def _reject(self, why: str | LineError | UnfitError, ex: str | None) -> None:
        self._rejected += 1
        if ex is not None and ex in self.exercises:
            self._bad_exercises.add(ex)
        if len(self._bad) < MAX_BAD:
            self._bad.append(BadLine(self._lines, str(why), ex))

    def _accept(self, line: AnyLine) -> None:
        self._valid += 1
        gap = (line.t - self._last_t).total_seconds() if self._last_t else 0.0
        self._last_t = line.t
        if self._keep_events:
            self.events.append(line)
        if line.type == "submit":
            if self._keep_events:
                self.submits.append(line)
            self.last_submit = line
            self.handed_in_by_participant |= line.by == "participant"
            self.changed_after_submit = self.graded_after_submit = False
        elif line.type != "open":
            tally = self._tallies[line.ex]
            tally.last_n = max(tally.last_n, line.n)
            tally.seconds += min(max(gap, 0.0), MAX_GAP)
            if line.type == "answer":
                self._answer(line)
            elif line.type == "check":
                tally.wrong_checks += line.points < line.max

    def _answer(self, line: AnswerLine) -> None:
        self.changed_after_submit = self.last_submit is not None
        self.graded_after_submit |= self.exercises[line.ex].graded
        first_at, changes = line.t, 0
        before = self.answers.get(line.ex)
        if before:
            first_at = before.first_at
            changes = before.changes + ((before.var, before.answer) != (line.var, line.answer))
        self.answers[line.ex] = Present(
            line.n, line.t, line.answer, line.var, line.rev, line.confidence, first_at, changes
        )


def fold(data: bytes, exercises: Mapping[str, Exercise], *, pretest: bool = False, keep_events: bool = True) -> Fold:
    """Fold a whole journal.

    >>> fold(b"", {}).answers
    {}
    """
    folded = Fold(exercises, pretest=pretest, keep_events=keep_events)
    if len(data) > MAX_FILE:
        folded.too_large = True
    else:
        folded.feed(data)
    return folded


def read(path: Path, exercises: Mapping[str, Exercise], *, pretest: bool = False, keep_events: bool = True) -> Fold:
    """Read and fold a journal from disk; a missing one is an empty fold with ``missing=True``.

    Raises
    ------
    KursError
        If it is a link, a folder or anything but a regular file, or cannot be read.
    """
    data = read_regular(path, MAX_FILE + 1)
    if data is None:
        return Fold(exercises, pretest=pretest, missing=True)
    return fold(data, exercises, pretest=pretest, keep_events=keep_events)


def read_regular(path: Path, limit: int) -> bytes | None:
    """Return up to `limit` bytes of a file that a participant may have put there; None where there is none.

    Raises
    ------
    KursError
        If it is a link, a folder or anything but a regular file, or cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unusable(path, error) from error
    try:
        require_regular(descriptor)
        return read_from(descriptor, 0, limit)
    except OSError as error:
        raise unusable(path, error) from error
    finally:
        os.close(descriptor)


def require_regular(descriptor: int) -> None:
    """Refuse what is no regular file.

    Raises
    ------
    OSError
        With the same errno as a link that was not followed.
    """
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def read_from(descriptor: int, start: int, limit: int) -> bytes:
    """Read up to `limit` bytes from the place `start`, to the end of the file at most."""
    parts = []
    while limit > 0 and (part := os.pread(descriptor, min(limit, 1 << 20), start)):
        parts.append(part)
        start += len(part)
        limit -= len(part)
    return b"".join(parts)


def unusable(path: Path, error: OSError) -> KursError:
    """Return the error for a journal that cannot be read, in one sentence."""
    if error.errno == errno.ELOOP:
        return KursError(say("journal.not_regular", file=path))
    return KursError(say("file.unreadable", file=path, why=error.strerror))
