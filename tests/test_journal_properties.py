"""What holds for the journal whatever is sent to it and whatever stands in it."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import journal_support as js
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journal_support import EXERCISES, PRACTICE_ID, SINGLE_ID, SORT_ID, VARIANTS_ID, Clock, line, message

from toolkit.fold import Fold, read
from toolkit.journal import Journal

FEW = settings(max_examples=40, deadline=None, derandomize=True, database=None)
MANY = settings(max_examples=500, deadline=None, derandomize=True, database=None)


@contextmanager
def a_path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "answers.jsonl"


# --- two writers -------------------------------------------------------------------------

ANSWERS: dict[str, list[tuple[str | None, Any]]] = {
    SINGLE_ID: [(None, "a"), (None, "b"), (None, None)],
    SORT_ID: [(None, {"rad": "ska"}), (None, {"rad": "inte", "plan": "ingen"}), (None, None)],
    VARIANTS_ID: [("a", "ett"), ("b", "fyra"), ("a", None)],
    PRACTICE_ID: [(None, {"x": "ja"}), (None, {"y": "ja"}), (None, None)],
}

STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("save"),
            st.sampled_from(["one", "two"]),
            st.sampled_from(list(ANSWERS)),
            st.integers(0, 2),
            st.integers(0, 3),
        ),
        st.tuples(st.just("resend"), st.sampled_from(["one", "two"]), st.integers(0, 30)),
        st.tuples(st.just("restart"), st.sampled_from(["one", "two"])),
        st.tuples(st.just("tear"), st.binary(min_size=1, max_size=30)),
        st.tuples(st.just("foreign"), st.integers(0, 9)),
    ),
    max_size=40,
)

FOREIGN = [
    b"\n",
    b"{}\n",
    b"\xff\xfe" * 30 + b"\n",
    b"x" * 70_000 + b"\n",
    line("finns_inte", n=1, view="f", seq=1),
    line("a", ex="finns-inte", n=1, view="f", seq=2),
    line(v=2, n=1, view="f", seq=3),
    line("ett", ex=VARIANTS_ID, n=1, view="f", seq=4),
    js.opened(2),
    js.submitted(3),
]


class Model:
    """What must be true: everything that was acknowledged, and the last of it for each exercise."""

    def __init__(self) -> None:
        self.acked: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.last: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}

    def save(self, sent: dict[str, Any], reply: dict[str, Any]) -> None:
        """Judge the reply to a new message."""
        newest = self.last.get(sent["ex"])
        if newest and newest[1]["n"] > sent["base"]:
            assert reply["why"] == "stale"
            expected = {"n": newest[1]["n"], "at": newest[1]["at"], "answer": newest[0]["answer"]}
            assert reply["present"] == expected
            return
        assert reply["ok"], reply
        assert reply["n"] > max((ack["n"] for _, ack in self.acked), default=0)
        self.acked.append((sent, reply))
        self.last[sent["ex"]] = (sent, reply)

    def agrees(self, folded: Fold) -> None:
        """Compare with what a reader finds."""
        events = {(e.view, e.seq): e for e in folded.events if e.type == "answer"}
        assert len(events) == len(self.acked)
        for sent, reply in self.acked:
            event = events[sent["view"], sent["seq"]]
            assert (event.ex, event.var, event.answer) == (sent["ex"], sent["var"], sent["answer"])
            assert (event.n, event.t.isoformat(timespec="milliseconds")) == (reply["n"], reply["at"])
        present = {ex: (p.n, p.answer, p.var) for ex, p in folded.answers.items()}
        assert present == {ex: (reply["n"], sent["answer"], sent["var"]) for ex, (sent, reply) in self.last.items()}


def two_writers(steps: list[tuple[Any, ...]]) -> None:
    with a_path() as path:
        clock, model = Clock(), Model()
        writers = {name: Journal(path, EXERCISES, clock=clock) for name in ("one", "two")}
        for number, step in enumerate(steps):
            before = path.read_bytes() if path.exists() else b""
            match step:
                case "save", who, ex, which, behind:
                    var, answer = ANSWERS[ex][which]
                    last = model.last[ex][1]["n"] if ex in model.last else 0
                    base = max(0, last - behind)
                    sent = message(answer, ex=ex, var=var, view=who, seq=number, base=base)
                    model.save(sent, writers[who].receive(sent))
                case "resend", who, which if model.acked:
                    sent, reply = model.acked[which % len(model.acked)]
                    assert writers[who].receive(sent) == reply
                case "restart", who:
                    writers[who] = Journal(path, EXERCISES, clock=clock)
                case "tear", tail:
                    # Somebody died in the middle of a line; a line of ours is never without newline.
                    before += tail.replace(b"\n", b"")
                    path.write_bytes(before)
                case "foreign", which:
                    before += b"\n" * (before[-1:] not in (b"", b"\n")) + FOREIGN[which]
                    path.write_bytes(before)
            # What once stood there stands there.
            assert not path.exists() or path.read_bytes().startswith(before)
        model.agrees(read(path, EXERCISES))


@given(STEPS)
@FEW
def test_two_writers_acknowledge_what_a_reader_finds(steps: list[tuple[Any, ...]]) -> None:
    two_writers(steps)


@pytest.mark.long
@given(STEPS)
@MANY
def test_two_writers_acknowledge_what_a_reader_finds_long(steps: list[tuple[Any, ...]]) -> None:
    two_writers(steps)


# --- any message ---------------------------------------------------------------------------

TEXT = st.text(st.characters(codec=None), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from(["a", "ja", "ska"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(["type", "ex", "var", "rev", "view", "seq", "base", "answer", "confidence", "hint", "nytt"]),
    st.one_of(
        JSON,
        st.sampled_from(["answer", "check", "hint", "a", "b", 1, 2, {"dk": True}, {"x": "ja"}, {"rad": "ska"}]),
        st.sampled_from(list(EXERCISES)),
    ),
    max_size=4,
)
STARTS = [message(), message({"rad": "ska"}, ex=SORT_ID), js.check({"x": "ja"}), js.hint()]
MESSAGES = st.lists(
    st.one_of(JSON, st.tuples(st.sampled_from(STARTS), FIELDS).map(lambda both: {**both[0], **both[1]})),
    max_size=8,
)


def any_message(messages: list[Any]) -> None:
    with a_path() as path:
        journal = Journal(path, EXERCISES, clock=Clock())
        acked = []
        for sent in messages:
            size = path.stat().st_size if path.exists() else 0
            reply = journal.receive(sent)
            json.dumps(reply, allow_nan=False)
            if reply["ok"]:
                acked.append((sent["view"], sent["seq"], reply["n"]))
            else:
                assert reply["why"] in ("stale", "invalid")
                assert reply["message"]
                assert size == (path.stat().st_size if path.exists() else 0)
        folded = read(path, EXERCISES)
        assert folded.bad == ()
        assert folded.missing == (not acked)
        assert {(e.view, e.seq, e.n) for e in folded.events if e.type not in ("open", "submit")} == set(acked)


@given(MESSAGES)
@FEW
def test_any_message_gets_a_reply_and_only_valid_lines_are_written(messages: list[Any]) -> None:
    any_message(messages)


@pytest.mark.long
@given(MESSAGES)
@MANY
def test_any_message_gets_a_reply_and_only_valid_lines_are_written_long(messages: list[Any]) -> None:
    any_message(messages)


# --- any file --------------------------------------------------------------------------------

GOOD = [
    line("a", n=1),
    line("b", n=2, seconds=70),
    line(None, n=3),
    line("a", n=4, seq=1),
    line({"rad": "ska"}, ex=SORT_ID, n=5),
    line("ett", ex=VARIANTS_ID, var="a", n=6),
    line({"x": "ja"}, ex=PRACTICE_ID, n=7, type="check", points=0.5, max=1.0),
]
PIECES = st.lists(
    st.one_of(
        st.sampled_from(GOOD + FOREIGN),
        st.binary(max_size=60),
        st.tuples(st.sampled_from(GOOD), st.integers(0, 60), st.binary(max_size=3)).map(
            lambda change: change[0][: change[1]] + change[2] + change[0][change[1] + len(change[2]) :]
        ),
    ),
    max_size=20,
).map(b"".join)
CUTS = st.lists(st.integers(0, 4000), max_size=5)


def state(folded: Fold) -> tuple[Any, ...]:
    """Return everything that a fold says."""
    each = [(ex, folded.unreadable(ex), folded.last_seen(ex), folded.seconds(ex)) for ex in EXERCISES]
    flags = folded.changed_after_submit, folded.graded_after_submit, folded.last_n, folded.bad_count
    return folded.events, folded.answers, folded.bad, folded.submits, each, flags


def any_file(data: bytes, cuts: list[int]) -> None:
    folded = js.fold(data)
    # Every line is counted once: valid, repeated or bad.
    lines = data.count(b"\n") + (data[-1:] not in (b"", b"\n"))
    assert len(folded.events) + folded.bad_count <= lines
    for ex, present in folded.answers.items():
        assert not folded.unreadable(ex)
        if present.answer is not None:
            assert EXERCISES[ex].score(present.var, present.answer).points >= 0
    # Read piece by piece, it says the same.
    piecewise = Fold(EXERCISES)
    for cut in [*sorted(cuts), len(data)]:
        piecewise.feed(data[piecewise.end : max(piecewise.end, min(cut, len(data)))])
    assert state(piecewise) == state(folded)
    # Bad lines change nothing but their own count: without them it says the same.
    numbers = {bad.number for bad in folded.bad}
    kept = [row for i, row in enumerate(data.split(b"\n"), 1) if i not in numbers]
    clean = js.fold(b"\n".join(kept) + b"\n" * bool(kept and kept[-1]))
    assert clean.events == folded.events
    assert clean.answers == folded.answers
    # And a writer goes on behind it without losing what it said.
    with a_path() as path:
        path.write_bytes(data)
        base = max((p.n for p in folded.answers.values()), default=0)
        reply = Journal(path, EXERCISES).receive(message("c", view="new", base=base + 10))
        after = read(path, EXERCISES)
        assert path.read_bytes().startswith(data)
        assert reply["ok"], reply
        assert after.answers[SINGLE_ID].answer == "c"
        assert after.events[: len(folded.events)] == folded.events


@given(PIECES, CUTS)
@FEW
def test_any_file_can_be_read_and_written_on(data: bytes, cuts: list[int]) -> None:
    any_file(data, cuts)


@pytest.mark.long
@given(PIECES, CUTS)
@MANY
def test_any_file_can_be_read_and_written_on_long(data: bytes, cuts: list[int]) -> None:
    any_file(data, cuts)
