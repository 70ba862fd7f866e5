"""What the journal does with one message, and with a hand-in."""

import fcntl
import hashlib
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import journal_support as js
import pytest
from journal_support import (
    EXERCISES,
    GRADED,
    MASTERY_ID,
    PRACTICE_ID,
    SINGLE_ID,
    SORT_ID,
    START,
    VARIANTS_ID,
    Clock,
    check,
    hint,
    line,
    message,
)

from toolkit.errors import KursError
from toolkit.fold import Fold, read
from toolkit.formats.journal import MAX_FILE, MAX_LINE, ROOM_TO_SUBMIT
from toolkit.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journals" / "anna.berg" / "1-prov" / "answers.jsonl"


@pytest.fixture
def journal(path: Path) -> Journal:
    return Journal(path, EXERCISES, clock=Clock())


def said(path: Path, **more: Any) -> Fold:
    return read(path, EXERCISES, **more)


def fill(path: Path, size: int) -> None:
    """Make a journal of `size` bytes: one open line and many that are bad."""
    first = js.opened()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(first + b"\n" * (size - len(first)))


# --- saving -----------------------------------------------------------------------------


def test_a_save_is_one_line_and_the_reply_says_when(journal: Journal, path: Path) -> None:
    reply = journal.receive(message({"rad": "inte"}, ex=SORT_ID, view="k3v9", seq=4, confidence=2))
    assert reply == {"ok": True, "n": 1, "at": "2026-12-01T13:02:06.123+00:00"}
    assert path.read_text(encoding="utf-8") == (
        '{"v":1,"n":1,"t":"2026-12-01T13:02:06.123+00:00","type":"answer","ex":"prov-1-sortera","var":null,'
        f'"rev":"{EXERCISES[SORT_ID].rev}","view":"k3v9","seq":4,"base":0,"answer":{{"rad":"inte"}},'
        '"confidence":2}\n'
    )


def test_folders_and_file_are_for_our_own_account_only(journal: Journal, path: Path) -> None:
    before = os.umask(0)
    try:
        assert journal.receive(message())["ok"]
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [folder.stat().st_mode & 0o777 for folder in list(path.parents)[:3]] == [0o700] * 3


def test_answers_are_numbered_over_the_whole_journal(journal: Journal, path: Path) -> None:
    assert journal.opened() == {"ok": True, "n": 1, "at": "2026-12-01T13:02:05.123+00:00"}
    assert journal.receive(message("a"))["n"] == 2
    assert journal.receive(message("tre", ex=VARIANTS_ID, var="b", view="v2"))["n"] == 3
    assert journal.receive(message(None, seq=2, base=2))["n"] == 4
    folded = said(path)
    assert [event.n for event in folded.events] == [1, 2, 3, 4]
    assert folded.answers[SINGLE_ID].answer is None
    assert folded.answers[VARIANTS_ID].var == "b"
    assert folded.bad == ()


def test_what_else_was_sent_is_ignored_and_not_written(journal: Journal, path: Path) -> None:
    sent = message(points=99, n=7, t="2020-01-01T00:00:00+00:00", v=3, nytt={"a": 1}, hint=1)
    assert journal.receive(sent)["n"] == 1
    fields = json.loads(path.read_bytes())
    assert not fields.keys() & {"points", "nytt", "hint"}
    assert fields["v"] == 1


def test_a_message_without_base_or_var_has_seen_nothing(journal: Journal) -> None:
    sent = message()
    del sent["base"], sent["var"]
    assert journal.receive(sent)["ok"]
    assert journal.receive({**sent, "seq": 2, "answer": "b"})["why"] == "stale"


def test_dk_is_taken_in_a_pretest(path: Path) -> None:
    journal = Journal(path, EXERCISES, pretest=True)
    assert journal.receive(message({"dk": True}))["ok"]
    assert said(path, pretest=True).answers[SINGLE_ID].answer == {"dk": True}


# --- resends ------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [message, lambda **more: check({"x": "ja"}, **more), hint])
def test_a_resend_gets_the_same_reply_and_is_not_written(path: Path, make: Callable[..., dict[str, Any]]) -> None:
    clock = Clock()
    journal = Journal(path, EXERCISES, closes=START + timedelta(seconds=30), clock=clock)
    first = journal.receive(make())
    assert first["ok"]
    written = path.read_bytes()
    assert journal.receive(make()) == first
    # By another process, with an old base, after the exercise was changed, and after closing.
    clock.at += timedelta(days=1)
    again = Journal(path, EXERCISES, closes=START, clock=clock)
    assert again.receive(make(rev="000000")) == first
    assert path.read_bytes() == written


def test_a_resend_is_known_when_later_answers_exist(journal: Journal) -> None:
    first = journal.receive(message("a"))
    assert journal.receive(message("b", seq=2, base=1))["ok"]
    assert journal.receive(message("a")) == first


@pytest.mark.parametrize(
    "other",
    [
        message("b"),
        message(None),
        message("a", confidence=1),
        message({"rad": "ska"}, ex=SORT_ID),
        check({"x": "ja"}),
        hint(),
    ],
)
def test_a_used_view_and_seq_with_another_content_is_refused(journal: Journal, other: dict[str, Any]) -> None:
    # To acknowledge it would say that something is saved which is not.
    assert journal.receive(message("a"))["ok"]
    assert journal.receive(other)["why"] == "invalid"


# --- refusals -----------------------------------------------------------------------------


def deep(levels: int) -> Any:
    value: Any = "a"
    for _ in range(levels):
        value = [value]
    return value


def circle() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


INVALID = {
    "nothing": None,
    "a text": "hej",
    "a list": [message()],
    "no fields": {},
    "no type": {k: v for k, v in message().items() if k != "type"},
    "unknown type": message(type="submit"),
    "no answer": {k: v for k, v in message().items() if k != "answer"},
    "no rev": {k: v for k, v in message().items() if k != "rev"},
    "no view": {k: v for k, v in message().items() if k != "view"},
    "no seq": {k: v for k, v in message().items() if k != "seq"},
    "seq as text": message(seq="1"),
    "seq as true": message(seq=True),
    "seq as fraction": message(seq=1.0),
    "seq below zero": message(seq=-1),
    "seq too great": message(seq=2**53 + 1),
    "endless number": message(seq=10**5000),
    "base as text": message(base="0"),
    "view too long": message(view="x" * 65),
    "view with newline": message(view="x\n"),
    "rev of another form": message(rev="9F31C2"),
    "exercise of another form": message() | {"ex": "Prov 1"},
    "unknown exercise": message() | {"ex": "finns-inte"},
    "confidence zero": message(confidence=0),
    "confidence as text": message(confidence="2"),
    "variant where there are none": message(var="a"),
    "no variant": message("ett", ex=VARIANTS_ID),
    "unknown variant": message("ett", ex=VARIANTS_ID, var="c"),
    "another variant's option": message("tre", ex=VARIANTS_ID, var="a"),
    "unknown option": message("finns_inte"),
    "a list for a single": message(["a"]),
    "number": message(1),
    "no card": message({}, ex=SORT_ID),
    "unknown card": message({"x": "ska"}, ex=SORT_ID),
    "dk outside a pretest": message({"dk": True}),
    "NaN": message(float("nan")),
    "infinite": message(float("-inf")),
    "lone surrogate": message("\ud800"),
    "too deep": message(deep(40)),
    "bottomless": message(deep(5000)),
    "circular": message(circle()),
    "no JSON": message({1, 2}),
    "bytes": message(b"a"),
    "check of a graded exercise": check("a", ex=SINGLE_ID),
    "check of nothing": check(None),
    "check of no answer": check({"x": "kanske"}),
    "hint to a graded exercise": hint(ex=SINGLE_ID),
    "third hint of two": hint(3),
    "hint zero": hint(0),
    "hint where there is none": hint(ex=MASTERY_ID),
}


@pytest.mark.parametrize("name", INVALID)
def test_what_is_no_message_is_refused_invalid_and_makes_no_file(journal: Journal, path: Path, name: str) -> None:
    reply = journal.receive(INVALID[name])
    assert (reply["ok"], reply["why"], reply["present"]) == (False, "invalid", None)
    assert reply["message"].startswith("INTE sparat. ")
    assert not path.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff",
        json.dumps(message()).replace('"seq": 1', '"seq": 1, "seq": 2').encode(),
        json.dumps(message({"rad": "ska"}, ex=SORT_ID)).replace('"rad"', '"rad": "inte", "rad"').encode(),
        json.dumps(message("\ud800")).encode(),
    ],
)
def test_text_that_is_no_strict_json_is_refused(journal: Journal, raw: bytes) -> None:
    assert journal.receive_json(raw)["why"] == "invalid"


def test_text_is_received_as_the_message_that_it_is(journal: Journal) -> None:
    assert journal.receive_json(json.dumps(message()).encode())["n"] == 1


def test_an_answer_that_the_kind_refuses_says_what_was_expected(journal: Journal) -> None:
    assert journal.receive(message("finns_inte"))["message"] == ("INTE sparat. Välj ett av alternativen.")


def test_another_revision_is_stale_without_a_newer_answer(journal: Journal, path: Path) -> None:
    reply = journal.receive(message(rev="000000"))
    assert reply == {
        "ok": False,
        "why": "stale",
        "message": "INTE sparat. Övningen har ändrats. Ladda om sidan. Ditt svar finns kvar här.",
        "present": None,
    }
    assert not path.exists()


def test_a_view_that_is_behind_gets_the_newer_answer(journal: Journal, path: Path) -> None:
    journal.receive(message("a", view="v1"))
    journal.receive(message("b", view="v2", base=1))
    written = path.read_bytes()
    assert journal.receive(message("c", view="v1", seq=2, base=1)) == {
        "ok": False,
        "why": "stale",
        "message": "Ett senare svar finns (sparat tis 14:02).",
        "present": {"n": 2, "at": "2026-12-01T13:02:07.123+00:00", "answer": "b"},
    }
    assert path.read_bytes() == written
    # Who has seen it may go on, and a cleared answer is an answer that one can be behind.
    assert journal.receive(message(None, view="v1", seq=3, base=2))["n"] == 3
    assert journal.receive(message("b", view="v2", seq=2, base=2))["present"]["answer"] is None


def test_an_old_answer_is_named_with_its_date(path: Path) -> None:
    clock = Clock()
    journal = Journal(path, EXERCISES, clock=clock)
    journal.receive(message("a"))
    clock.at += timedelta(days=7)
    assert journal.receive(message("b", seq=2))["message"] == ("Ett senare svar finns (sparat tis 1 dec 14:02).")


def test_lines_of_other_exercises_make_nobody_stale(journal: Journal) -> None:
    journal.receive(message("a"))
    assert journal.receive(message({"rad": "ska"}, ex=SORT_ID, view="v2"))["n"] == 2


def test_a_hint_elsewhere_is_no_newer_answer(journal: Journal) -> None:
    assert journal.receive(message({"x": "ja"}, ex=PRACTICE_ID))["n"] == 1
    assert journal.receive(hint(view="v2"))["n"] == 2
    assert journal.receive(message({"x": "nej"}, ex=PRACTICE_ID, seq=2, base=1))["n"] == 3
    assert journal.receive(check({"x": "nej"}, view="v2", seq=2, base=2))["why"] == "stale"


def test_the_last_moment_is_open_and_the_next_is_closed(path: Path) -> None:
    clock = Clock(step=0)
    journal = Journal(path, EXERCISES, closes=START, clock=clock)
    assert journal.receive(message("a"))["ok"]
    clock.at += timedelta(milliseconds=1)
    assert journal.receive(message("b", seq=2, base=1)) == {
        "ok": False,
        "why": "closed",
        "message": "INTE sparat. Tiden gick ut tis 1 dec 14:02.",
        "present": None,
    }
    assert journal.opened()["why"] == "closed"
    assert journal.receive(check({"x": "ja"}, view="v2"))["why"] == "closed"
    assert len(said(path).events) == 1


def test_a_mastery_task_stays_open_until_the_end(path: Path) -> None:
    clock = Clock(START + timedelta(days=9), step=0)
    journal = Journal(path, EXERCISES, closes=START, ends=clock.at, clock=clock)
    assert journal.receive(message("b", ex=MASTERY_ID))["ok"]
    assert journal.receive(check("b", ex=MASTERY_ID, seq=2, base=1))["points"] == 0.0
    clock.at += timedelta(milliseconds=1)
    assert journal.receive(message("c", ex=MASTERY_ID, seq=3, base=1))["why"] == "closed"
    assert journal.receive(check("b", ex=MASTERY_ID, seq=4, base=1))["why"] == "closed"
    assert len(said(path).events) == 2


def test_summer_and_winter_time_are_stockholms(path: Path) -> None:
    for closes, text in [
        (datetime.fromisoformat("2026-12-04T22:59:00+00:00"), "fre 4 dec 23:59"),
        (datetime.fromisoformat("2027-06-30T21:59:00+00:00"), "ons 30 juni 23:59"),
    ]:
        journal = Journal(path, EXERCISES, closes=closes, clock=Clock(closes + timedelta(days=1)))
        assert journal.receive(message())["message"] == f"INTE sparat. Tiden gick ut {text}."


# --- limits -------------------------------------------------------------------------------


def test_a_message_over_the_limit_is_refused_before_it_is_read(journal: Journal, path: Path) -> None:
    # 7 bytes a word: 700 bytes too many are about 100 words, said in tens and never too few.
    size = len(json.dumps(message(extra="")))
    reply = journal.receive(message(extra="x" * (MAX_LINE - size + 700)))
    assert reply["why"] == "too_big"
    assert reply["message"] == "INTE sparat. Texten är för lång. Korta den med ungefär 110 ord."
    assert journal.receive_json(b"[" * (MAX_LINE + 1))["why"] == "too_big"
    assert journal.receive({"a": deep(100), "b": "x" * MAX_LINE})["why"] == "too_big"
    assert not path.exists()


def test_a_journal_that_is_nearly_full_takes_no_answer_but_is_handed_in(journal: Journal, path: Path) -> None:
    probe = Journal(path.with_name("probe"), EXERCISES, clock=Clock())
    probe.opened()
    probe.receive(message())
    room = len(path.with_name("probe").read_bytes().splitlines(keepends=True)[1])
    fill(path, MAX_FILE - ROOM_TO_SUBMIT - room)
    assert journal.receive(message())["n"] == 2
    reply = journal.receive(message("b", seq=2, base=2))
    assert reply["why"] == "too_big"
    assert reply["message"] == "INTE sparat. Svarsjournalen är full. Säg till kursledaren."
    assert journal.opened()["why"] == "too_big"
    assert journal.receive(message())["n"] == 2
    assert journal.hand_in(lambda data, at: len(data)).result == MAX_FILE - ROOM_TO_SUBMIT
    assert said(path).answers[SINGLE_ID].answer == "a"


def test_one_byte_too_many_is_refused(journal: Journal, path: Path) -> None:
    journal.receive(message())
    room = len(path.read_bytes())
    fill(path, MAX_FILE - ROOM_TO_SUBMIT - room + 1)
    assert journal.receive(message())["why"] == "too_big"


def test_the_newline_after_a_torn_line_needs_room_too(journal: Journal, path: Path) -> None:
    journal.receive(message())
    room = len(path.read_bytes())
    for free, why in ((room, "too_big"), (room + 1, None)):
        fill(path, MAX_FILE - ROOM_TO_SUBMIT - free - 1)
        with path.open("ab") as file:
            file.write(b"{")
        assert journal.receive(message()).get("why") == why


def test_a_file_over_the_limit_takes_nothing_and_is_not_handed_in(journal: Journal, path: Path) -> None:
    fill(path, MAX_FILE + 1)
    assert journal.receive(message())["why"] == "too_big"
    with pytest.raises(KursError, match="full"):
        journal.hand_in(lambda data, at: pytest.fail("delivered"))
    assert path.stat().st_size == MAX_FILE + 1


def test_a_foreign_line_with_the_greatest_number_ends_the_journal(journal: Journal, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(line("b", n=2**53))
    assert journal.receive(message("a", base=2**53, seq=1))["why"] == "too_big"
    assert said(path).answers[SINGLE_ID].answer == "b"


# --- checks and hints ---------------------------------------------------------------------


def test_a_check_scores_explains_and_is_written(journal: Journal, path: Path) -> None:
    reply = journal.receive(check({"x": "ja", "y": "ja"}))
    assert reply == {
        "ok": True,
        "n": 1,
        "at": "2026-12-01T13:02:06.123+00:00",
        "points": 0.5,
        "max": 1.0,
        "feedback": {
            "explanation": EXERCISES[PRACTICE_ID].explain(None, {"x": "ja", "y": "ja"}, shown=True),
            "parts": {"y": "Den andra hör dit."},
        },
        "next": None,
    }
    fields = json.loads(path.read_bytes())
    assert (fields["type"], fields["points"], fields["max"]) == ("check", 0.5, 1.0)
    # A check is no answer: that is saved for itself.
    assert said(path).answers == {}


def test_a_check_gives_the_texts_that_apply(journal: Journal) -> None:
    reply = journal.receive(check({"y": "ja"}))  # and x left out, which is wrong too
    assert reply["feedback"]["parts"] == {"x": "Den första hör hit.", "y": "Den andra hör dit."}
    reply = journal.receive(check("b", ex=MASTERY_ID, view="v2"))
    assert reply["feedback"]["parts"] == {"b": "Det är fel."}
    reply = journal.receive(check("a", ex=MASTERY_ID, view="v2", seq=2))
    assert reply["points"] == 1.0
    assert reply["feedback"]["parts"] == {}


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        ("a", ["a"]),
        (["a", "c"], ["a", "c"]),
        ([["nod", "val"]], ["nod", "val"]),
        ({"rad": "ska"}, ["rad"]),
        ([[1, 2.5]], []),
        ({"dk": True}, ["dk"]),
    ],
)
def test_the_parts_of_an_answer_are_its_options_or_items(answer: Any, parts: list[str]) -> None:
    assert EXERCISES[SINGLE_ID].kind.parts(answer) == parts


def test_a_hint_is_given_and_written(journal: Journal, path: Path) -> None:
    reply = journal.receive(hint(2))
    assert (reply["ok"], reply["n"], reply["hint"]) == (True, 1, "Läs hela lagen.")
    assert json.loads(path.read_bytes())["hint"] == 2


# --- hand-in ------------------------------------------------------------------------------


def test_a_hand_in_delivers_exactly_the_bytes_and_writes_a_line(journal: Journal, path: Path) -> None:
    journal.receive(message("a"))
    journal.receive(message({"rad": "ska"}, ex=SORT_ID, view="v2"))
    journal.receive(message(None, ex=SORT_ID, view="v2", seq=2, base=2))
    journal.receive(message({"x": "ja"}, ex=PRACTICE_ID, view="v3"))
    before = path.read_bytes()
    receipt = journal.hand_in(lambda data, at: (data, at))
    assert receipt.result == (before, receipt.at)
    assert receipt.sha256 == hashlib.sha256(before).hexdigest()
    assert (receipt.answered, receipt.total) == (1, len(GRADED)) == (1, 3)
    after = path.read_bytes()
    assert after.startswith(before)
    assert json.loads(after[len(before) :]) == {
        "v": 1,
        "n": 5,
        "t": receipt.at.isoformat(timespec="milliseconds"),
        "type": "submit",
        "by": "participant",
        "answered": 1,
        "sha256": receipt.sha256,
    }
    assert not said(path).changed_after_submit
    assert journal.receive(message("b", seq=2, base=1))["n"] == 6
    assert said(path).changed_after_submit


def test_nothing_is_written_when_the_delivery_fails(journal: Journal, path: Path) -> None:
    journal.receive(message())
    before = path.read_bytes()

    def fails(data: bytes, at: datetime) -> None:
        raise KursError("Utbytesmappen är full.")

    with pytest.raises(KursError, match="Utbytesmappen"):
        journal.hand_in(fails)
    assert path.read_bytes() == before
    assert journal.receive(message("b", seq=2, base=1))["ok"]


def test_nobody_writes_between_the_bytes_and_the_line(journal: Journal, path: Path) -> None:
    journal.receive(message())
    code = """
import fcntl, sys
try:
    fcntl.flock(open(sys.argv[1], "rb"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    print("free")
except BlockingIOError:
    print("locked")
"""
    assert journal.hand_in(lambda data, at: js.run_child(code, path)).result == "locked\n"
    assert js.run_child(code, path) == "free\n"


def test_handing_in_nothing_hands_in_a_journal_that_can_be_read(journal: Journal, path: Path) -> None:
    receipt = journal.hand_in(lambda data, at: js.fold(data))
    assert receipt.answered == 0
    assert not any(receipt.result.unreadable(ex) for ex in EXERCISES)


def test_a_participant_hands_in_until_closing_and_the_closing_itself_later(path: Path) -> None:
    clock = Clock(step=0)
    journal = Journal(path, EXERCISES, closes=START, clock=clock)
    journal.receive(message())
    assert journal.hand_in(lambda data, at: None).at == START
    clock.at += timedelta(hours=3)
    with pytest.raises(KursError, match=r"Tiden gick ut tis 1 dec 14:02\."):
        journal.hand_in(lambda data, at: pytest.fail("delivered"))
    receipt = journal.hand_in(lambda data, at: at, by="auto")
    assert receipt.result == receipt.at == START
    last = said(path).last_submit
    assert last is not None
    assert (last.by, last.t) == ("auto", START + timedelta(hours=3))


def test_what_is_handed_in_once_takes_no_more_but_the_clocks_own_hand_in_closes_nothing(path: Path) -> None:
    journal = Journal(path, EXERCISES, once=True, clock=Clock())
    journal.receive(message("a"))
    journal.hand_in(lambda data, at: None, by="auto")
    assert journal.receive(message("b", seq=2, base=1))["ok"]
    journal.hand_in(lambda data, at: None)
    refused = journal.receive(message("a", seq=3, base=3))
    assert (refused["why"], refused["message"]) == ("closed", "INTE sparat. Modulen är inlämnad och kan inte ändras.")
    with pytest.raises(KursError, match="Modulen är inlämnad"):
        journal.hand_in(lambda data, at: pytest.fail("delivered"))
    assert journal.receive(check("a", ex=MASTERY_ID, view="v2"))["ok"]  # must be right once, however late


def test_a_closed_hand_in_makes_no_file(path: Path) -> None:
    journal = Journal(path, EXERCISES, closes=START, clock=Clock(START + timedelta(days=1)))
    with pytest.raises(KursError):
        journal.hand_in(lambda data, at: None)
    assert journal.opened()["why"] == "closed"
    assert not path.exists()


# --- several writers and changed files ------------------------------------------------------


def test_two_writers_see_each_other(path: Path) -> None:
    one, two = (Journal(path, EXERCISES, clock=Clock()) for _ in range(2))
    assert one.receive(message("a", view="v1"))["n"] == 1
    assert two.receive(message("b", view="v2"))["why"] == "stale"
    assert two.receive(message("b", view="v2", base=1))["n"] == 2
    assert one.receive(message("c", view="v1", seq=2, base=1))["present"]["answer"] == "b"
    assert one.receive(message("b", view="v2", base=1))["n"] == 2


def test_a_file_that_was_replaced_removed_or_cut_is_read_anew(journal: Journal, path: Path) -> None:
    journal.receive(message("a"))
    journal.receive(message("b", seq=2, base=1))
    first = path.read_bytes().splitlines(keepends=True)[0]
    path.write_bytes(first)  # cut, in place
    assert journal.receive(message("c", seq=3, base=1))["n"] == 2
    path.unlink()
    assert journal.receive(message("a"))["n"] == 1
    other = path.with_name("restored")
    other.write_bytes(line("c", n=40, view="v7"))
    other.replace(path)
    assert journal.receive(message("a", seq=8, base=1))["present"]["n"] == 40
    path.write_bytes(line("b", n=50, view="v8") * 2)  # written over, and longer
    assert journal.receive(message("a", seq=8, base=1))["present"]["n"] == 50


def test_a_file_that_is_replaced_while_we_wait_is_the_one_that_is_written(journal: Journal, path: Path) -> None:
    journal.receive(message("a"))
    restored = path.with_name("restored")
    restored.write_bytes(path.read_bytes())
    replies: list[dict[str, Any]] = []
    waiting = threading.Thread(target=lambda: replies.append(journal.receive(message("b", seq=2, base=1))))
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        waiting.start()
        waits = re.compile(rf"-> FLOCK .*:{path.stat().st_ino} ")
        while not waits.search(Path("/proc/locks").read_text()):
            assert waiting.is_alive()
        restored.replace(path)
    waiting.join()
    assert replies[0]["ok"]
    assert said(path).answers[SINGLE_ID].answer == "b"


@pytest.mark.parametrize("tail", [b"{", b'{"v":1,"n":2', b"\xc3", b"x" * 70_000])
def test_a_torn_last_line_is_left_and_the_next_starts_afresh(path: Path, tail: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(line("a") + tail)
    assert Journal(path, EXERCISES).receive(message("b", seq=2, base=1))["n"] == 2
    assert path.read_bytes().startswith(line("a") + tail + b"\n{")
    folded = said(path)
    assert folded.answers[SINGLE_ID].answer == "b"
    assert folded.bad_count == 1


def test_a_line_that_lacks_only_its_newline_is_completed(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(line("a") + line("b", n=2)[:-1])
    journal = Journal(path, EXERCISES)
    # Otherwise the next newline would make it count, with a number that was given again.
    assert journal.receive(message({"rad": "ska"}, ex=SORT_ID, view="v2"))["n"] == 3
    assert journal.receive(message("b", seq=2, base=1))["n"] == 2
    assert said(path).answers[SINGLE_ID].answer == "b"


def test_a_last_line_without_newline_at_the_limit_is_left(journal: Journal, path: Path) -> None:
    last = line("b", n=2)[:-1]
    fill(path, MAX_FILE - len(last))
    with path.open("ab") as file:
        file.write(last)
    assert journal.receive(message())["why"] == "too_big"
    assert path.stat().st_size == MAX_FILE


def test_a_long_journal_is_not_read_again_for_each_save(journal: Journal, path: Path) -> None:
    rows = b"".join(line({"rad": "ska"}, ex=SORT_ID, n=n, view="v9") for n in range(1, 3001))
    path.parent.mkdir(parents=True)
    path.write_bytes(rows)
    assert journal.receive(message("a"))["ok"]
    with calls() as seen:
        assert journal.receive(message("b", seq=2, base=3001))["ok"]
    assert seen.count("decode") < 20


# --- on disk before it is said ------------------------------------------------------------


@contextmanager
def calls() -> Iterator[list[str]]:
    """Collect the names of the built-in functions that are called; they run as always."""
    seen: list[str] = []

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call":
            seen.append(argument.__name__)

    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(None)


def disk_calls(seen: list[str]) -> list[str]:
    return [name for name in seen if name in ("flock", "write", "fsync", "ftruncate", "close")]


def test_a_line_is_on_the_disk_before_it_is_acknowledged_and_all_is_under_the_lock(
    journal: Journal, path: Path
) -> None:
    path.parent.mkdir(parents=True)
    with calls() as seen:
        assert journal.receive(message("a"))["ok"]
    # The file and, once, its folder.
    assert disk_calls(seen) == ["flock", "write", "fsync", "fsync", "close", "flock", "close"]
    with calls() as seen:
        assert journal.receive(message("b", seq=2, base=1))["ok"]
    assert disk_calls(seen) == ["flock", "write", "fsync", "flock", "close"]


def test_a_resend_waits_for_the_disk_and_a_refusal_does_not(journal: Journal, path: Path) -> None:
    journal.receive(message("a"))
    with calls() as seen:
        assert Journal(path, EXERCISES).receive(message("a"))["ok"]
    assert disk_calls(seen) == ["flock", "fsync", "fsync", "close", "flock", "close"]
    with calls() as seen:
        assert not journal.receive(message("b", seq=2))["ok"]
    assert disk_calls(seen) == ["flock", "flock", "close"]


# --- what cannot be written -----------------------------------------------------------------


def test_a_link_or_something_else_in_the_place_is_not_written_to(tmp_path: Path) -> None:
    real, link, pipe, inside = (tmp_path / name for name in ("real", "link", "pipe", "inside"))
    real.write_bytes(line())
    link.symlink_to(real)
    os.mkfifo(pipe)
    inside.mkdir()
    for path in (link, pipe, inside, real / "answers.jsonl", real / "a" / "answers.jsonl"):
        journal = Journal(path, EXERCISES)
        reply = journal.receive(message("b"))
        assert reply["why"] == "disk"
        assert reply["message"] == "INTE sparat. Servern kan inte spara just nu. Vi försöker igen."
        assert journal.opened()["why"] == "disk"
        with pytest.raises(KursError):
            journal.hand_in(lambda data, at: pytest.fail("delivered"))
    assert real.read_bytes() == line()


def test_a_mistake_of_ours_is_a_refusal_and_stands_in_the_log(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def no_clock() -> datetime:
        raise ZeroDivisionError

    assert Journal(path, EXERCISES, clock=no_clock).receive(message())["why"] == "disk"
    assert "ZeroDivisionError" in caplog.text
