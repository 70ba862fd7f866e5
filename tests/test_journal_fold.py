"""What a journal says, line by line."""

import os
from datetime import timedelta
from pathlib import Path

import journal_support as js
import pytest
from journal_support import EXERCISES, GRADED, PRACTICE_ID, SINGLE_ID, SORT_ID, START, VARIANTS_ID, fold, line

from toolkit.errors import KursError
from toolkit.fold import MAX_BAD, BadLine, read
from toolkit.formats.journal import MAX_FILE, MAX_LINE
from toolkit.formats.strictjson import MAX_DEPTH

EXAMPLE = (
    b'{"v":1,"n":17,"t":"2026-11-22T13:02:05.123+00:00","type":"answer","ex":"prov-1-sortera","var":null,'
    b'"rev":"9f31c2","view":"k3v9","seq":4,"base":12,"answer":{"rad":"inte"},"confidence":2}\n'
)


def test_the_line_of_the_format_reference_is_an_answer() -> None:
    present = fold(EXAMPLE).answers[SORT_ID]
    assert (present.n, present.answer, present.var, present.rev) == (17, {"rad": "inte"}, None, "9f31c2")
    assert present.confidence == 2
    assert present.at.isoformat() == "2026-11-22T13:02:05.123000+00:00"


def test_the_present_answer_is_the_last_in_file_order() -> None:
    # The greater number and the later time stand first: the file's order decides.
    folded = fold(line("a", n=9, seconds=100) + line("b", n=3, seconds=0))
    assert folded.answers[SINGLE_ID].answer == "b"
    assert folded.answers[SINGLE_ID].n == 3
    assert [event.n for event in folded.events] == [9, 3]
    assert folded.last_n == 9
    assert folded.last_seen(SINGLE_ID) == 9


def test_null_is_a_cleared_answer() -> None:
    folded = fold(line("a", n=1) + line(None, n=2))
    assert folded.answers[SINGLE_ID].answer is None
    assert folded.answered(GRADED) == 0
    assert not folded.unreadable(SINGLE_ID)


def test_first_and_last_time_and_changes_are_kept() -> None:
    rows = [("a", 0), ("a", 10), ("b", 20), (None, 30), ("b", 40)]
    folded = fold(b"".join(line(answer, n=i, seconds=s) for i, (answer, s) in enumerate(rows, 1)))
    present = folded.answers[SINGLE_ID]
    assert present.first_at == START
    assert present.last_at == present.at == START + timedelta(seconds=40)
    # a a b null b: the second a is no change.
    assert present.changes == 3


def test_a_repeated_view_and_seq_is_ignored_without_a_word() -> None:
    folded = fold(line("a", n=1, seq=4) + line("b", n=2, seq=4) + line("c", n=3, seq=4, view="v2"))
    assert [event.n for event in folded.events] == [1, 3]
    assert folded.answers[SINGLE_ID].answer == "c"
    assert folded.bad == ()
    assert folded.answers[SINGLE_ID].changes == 1


def test_a_bad_line_does_not_take_the_place_of_a_good_one() -> None:
    folded = fold(line("finns_inte", n=1, seq=1) + line("b", n=2, seq=1))
    assert folded.answers[SINGLE_ID].answer == "b"


BAD = {
    "not JSON": (b"x" * 50 + b"\n", "not JSON", None),
    "not UTF-8": (line("a").replace(b"v1", b"\xff\xfe"), "not JSON", None),
    "short": (b"{}\n", "not a line", None),
    "empty": (b"\n", "not a line", None),
    "a list": (b"[" + b"1," * 30 + b"1]\n", "line: model_attributes_type", None),
    "too long": (b"x" * MAX_LINE + b"\n", "line too long", None),
    "another version": (line(v=2), "v: less_than_equal", SINGLE_ID),
    "version as text": (line(v="1"), "v: int_type", SINGLE_ID),
    "version as true": (line(v=True), "v: int_type", SINGLE_ID),
    "version as 1.0": (line(v=1.0), "v: int_type", SINGLE_ID),
    "no number": (line(n=...), "n: missing", SINGLE_ID),
    "number zero": (line(n=0), "n: greater_than_equal", SINGLE_ID),
    "number as text": (line(n="1"), "n: int_type", SINGLE_ID),
    "no time": (line(t=...), "t: missing", SINGLE_ID),
    "time without offset": (line(t="2026-11-22T13:02:05"), "t: kurs", SINGLE_ID),
    "time as number": (line(t=1), "t: kurs", SINGLE_ID),
    "no exercise": (line(ex=...), "ex: missing", None),
    "no view": (line(view=...), "view: missing", SINGLE_ID),
    "view with a space": (line(view="a b"), "view: string_pattern_mismatch", SINGLE_ID),
    "no seq": (line(seq=...), "seq: missing", SINGLE_ID),
    "negative seq": (line(seq=-1), "seq: greater_than_equal", SINGLE_ID),
    "no answer": (line(answer=...), "answer: missing", SINGLE_ID),
    "confidence four": (line(confidence=4), "confidence: less_than_equal", SINGLE_ID),
    "repeated key": (line().replace(b'"n":1', b'"n":1,"n":2'), "repeated key", None),
    "NaN": (line(float("nan")), "NaN is not JSON", None),
    "number out of range": (line("a").replace(b'"a"', b"1e999"), "number out of range", None),
    "lone surrogate": (line("a").replace(b'"a"', b'"\\ud800"'), "lone surrogate", None),
    "nested too deep": (line("a").replace(b'"a"', b"[" * 40 + b"]" * 40), "nested too deep", None),
    "bottomless": (line("a").replace(b'"a"', b"[" * 9000 + b"]" * 9000), "nested too deep", None),
    "unknown exercise": (line(ex="finns-inte"), "unknown exercise", "finns-inte"),
    "variant where there are none": (line(var="a"), "unknown variant", SINGLE_ID),
    "no variant where there are some": (line("ett", ex=VARIANTS_ID), "unknown variant", VARIANTS_ID),
    "unknown variant": (line("ett", ex=VARIANTS_ID, var="c"), "unknown variant", VARIANTS_ID),
    "another variant's option": (line("ett", ex=VARIANTS_ID, var="b"), "answer refused", VARIANTS_ID),
    "unknown option": (line("finns_inte"), "answer refused", SINGLE_ID),
    "a list for a single": (line(["a"]), "answer refused", SINGLE_ID),
    "repeated key in the answer": (
        line({"rad": "ska"}, ex=SORT_ID).replace(b'{"rad"', b'{"rad":"inte","rad"'),
        "repeated key",
        None,
    ),
    "dk outside a pretest": (line({"dk": True}), "answer refused", SINGLE_ID),
    "check of a graded exercise": (line(type="check", points=1, max=1), "not a practice exercise", SINGLE_ID),
    "hint to a graded one": (line(answer=..., type="hint", hint=1), "not a practice exercise", SINGLE_ID),
    "a third hint of two": (
        line(answer=..., type="hint", hint=3, ex=PRACTICE_ID),
        "unknown hint",
        PRACTICE_ID,
    ),
    "check of nothing": (
        line(None, type="check", points=0, max=1, ex=PRACTICE_ID),
        "nothing to check",
        PRACTICE_ID,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_listed_and_the_others_count(name: str) -> None:
    raw, reason, ex = BAD[name]
    good = line("b", n=5)
    folded = fold(good + raw + line({"rad": "ska"}, n=6, ex=SORT_ID))
    assert folded.bad == (BadLine(2, reason, ex),)
    assert folded.bad_count == 1
    assert folded.answers[SINGLE_ID].answer == "b"
    assert folded.answers[SORT_ID].answer == {"rad": "ska"}
    assert [event.n for event in folded.events] == [5, 6]


def test_dk_is_an_answer_in_a_pretest_and_only_as_it_is() -> None:
    dont_know = line({"dk": True})
    assert fold(dont_know, pretest=True).answers[SINGLE_ID].answer == {"dk": True}
    for other in ({"dk": True, "a": 1}, {"dk": False}, {"dk": 1}, {"dk": "true"}):
        assert fold(line(other), pretest=True).answers == {}


def test_a_last_line_without_newline_is_torn_even_when_it_is_whole() -> None:
    folded = fold(line("a", n=1) + line("b", n=2)[:-1])
    assert folded.answers[SINGLE_ID].answer == "a"
    assert folded.bad == (BadLine(2, "torn last line"),)
    assert folded.bad_count == 1


def test_the_longest_line_counts_and_one_byte_more_does_not() -> None:
    room = MAX_LINE - len(line(extra=""))
    assert SINGLE_ID in fold(line(extra="x" * room)).answers
    assert fold(line(extra="x" * (room + 1))).bad == (BadLine(1, "line too long"),)


def test_unknown_fields_are_ignored() -> None:
    assert fold(line(nytt={"a": [1]})).answers[SINGLE_ID].answer == "a"


def test_a_sign_may_be_written_as_two_surrogates() -> None:
    signs = rb'"\ud83d\uDE00 \\ud800"'
    assert fold(line("a").replace(b'"base":0', b'"nytt":' + signs)).answers[SINGLE_ID].answer == "a"


def test_a_line_is_as_deep_as_its_lists_and_objects_and_not_as_the_brackets_in_it() -> None:
    def nested(levels: int) -> bytes:
        return line()[:-2] + b',"nytt":' + b"[" * levels + b"]" * levels + b"}\n"

    assert fold(nested(MAX_DEPTH - 1)).bad == ()
    assert fold(nested(MAX_DEPTH)).bad == (BadLine(1, "nested too deep"),)
    assert fold(line(nytt=["[{" * 40, [[]] * 40])).bad == ()


def test_an_answer_to_an_older_revision_counts_and_says_so() -> None:
    assert fold(line(rev="abc123")).answers[SINGLE_ID].rev == "abc123"
    assert fold(line(rev=...)).answers[SINGLE_ID].rev is None


def test_of_several_variants_the_last_valid_line_decides() -> None:
    rows = [line("ett", ex=VARIANTS_ID, var="a", n=1), line("fyra", ex=VARIANTS_ID, var="b", n=2)]
    assert fold(b"".join(rows)).answers[VARIANTS_ID].var == "b"


# --- unreadable ---------------------------------------------------------------------------


def test_an_exercise_is_unreadable_only_if_it_has_lines_and_none_is_valid() -> None:
    rows = [line("finns_inte", n=2), line({}, ex=SORT_ID, n=3), line(None, ex=SORT_ID, n=4)]
    folded = fold(js.opened() + b"".join(rows))
    assert folded.unreadable(SINGLE_ID)
    assert not folded.unreadable(SORT_ID)
    assert not folded.unreadable(VARIANTS_ID)


@pytest.mark.parametrize("data", [b"", b"\n", b"x" * 60 + b"\n", line()[:-1]])
def test_a_file_without_one_valid_line_makes_everything_unreadable(data: bytes) -> None:
    assert all(fold(data).unreadable(ex) for ex in EXERCISES)


def test_a_file_over_the_limit_makes_everything_unreadable() -> None:
    last = line("b", n=2)
    full = line("a") + b"\n" * (MAX_FILE - len(line("a")) - len(last)) + last
    assert fold(full).answers[SINGLE_ID].answer == "b"
    over = fold(b"\n" + full)
    assert over.too_large
    assert all(over.unreadable(ex) for ex in EXERCISES)
    assert over.answers == {}
    assert over.events == []


def test_a_flood_of_bad_lines_is_counted_and_only_its_beginning_listed() -> None:
    folded = fold(b"\n" * 5000 + line("a") + (b"x" * 60 + b"\n") * 5000)
    assert folded.bad_count == 10000
    assert len(folded.bad) == MAX_BAD
    assert folded.bad[-1].number == MAX_BAD
    assert folded.answers[SINGLE_ID].answer == "a"


# --- hand-ins and time -------------------------------------------------------------------


def test_hand_ins_are_found_and_what_changed_after_the_last() -> None:
    data = line("a", n=1) + js.submitted(2)
    assert not fold(line("a")).changed_after_submit
    assert fold(line("a")).graded_after_submit
    assert fold(data).last_submit == fold(data).submits[0]
    assert not fold(data).changed_after_submit
    assert not fold(data + js.opened(3)).changed_after_submit
    assert fold(data + line("a", n=3)).changed_after_submit
    assert fold(data + line("a", n=3)).graded_after_submit
    again = fold(data + line("b", n=3) + js.submitted(4))
    assert not again.changed_after_submit
    assert not again.graded_after_submit
    assert [submit.n for submit in again.submits] == [2, 4]


def test_who_does_without_events_is_told_the_same() -> None:
    data = js.opened() + line("a", n=2) + js.submitted(3) + line("b", n=4) + js.submitted(5) + line("a", n=6)
    whole, lean = js.fold(data), js.fold(data, keep_events=False)
    assert (lean.events, lean.submits) == ([], [])
    assert lean.answers == whole.answers
    assert lean.last_submit == whole.submits[-1]
    assert lean.handed_in_by_participant == whole.handed_in_by_participant
    assert lean.changed_after_submit
    assert lean.graded_after_submit


def test_a_practice_answer_after_the_hand_in_calls_for_no_new_one() -> None:
    folded = fold(line("a", n=1) + js.submitted(2) + line({"x": "ja"}, ex=PRACTICE_ID, n=3))
    assert folded.changed_after_submit
    assert not folded.graded_after_submit


def test_answered_counts_graded_exercises_with_an_answer() -> None:
    data = line("a", n=1) + line({"x": "ja"}, ex=PRACTICE_ID, n=2) + line(None, ex=SORT_ID, n=3)
    assert fold(data).answered(GRADED) == 1


def test_seconds_are_the_gaps_that_end_in_a_line_of_the_exercise() -> None:
    rows = [
        js.opened(1, 0),
        line("a", n=2, seconds=10),  # 10 s for the single
        line({"rad": "ska"}, ex=SORT_ID, n=3, seconds=40),  # 30 s for the sort
        b"x" * 60 + b"\n",  # a bad line is no moment
        line("b", n=4, seconds=45.5),  # 5.5 s
        line("a", n=4, seq=4, seconds=46),  # repeated (view, seq): ignored
        line("a", n=5, seconds=20),  # the clock went back: 0 s
        line("c", n=6, seconds=5000),  # away: 1800 s
    ]
    folded = fold(b"".join(rows))
    assert folded.seconds(SINGLE_ID) == pytest.approx(10 + 5.5 + 1800)
    assert folded.seconds(SORT_ID) == pytest.approx(30)
    assert folded.seconds(VARIANTS_ID) == 0


def test_checks_and_hints_are_lines_of_their_exercise() -> None:
    rows = [
        line(answer=..., type="hint", hint=2, ex=PRACTICE_ID, n=1),
        line({"x": "ja"}, type="check", points=0.5, max=1.0, ex=PRACTICE_ID, n=2, seconds=7),
    ]
    folded = fold(b"".join(rows))
    assert folded.bad == ()
    assert folded.last_seen(PRACTICE_ID) == 2
    assert folded.seconds(PRACTICE_ID) == 7
    assert folded.answers == {}


# --- the file ---------------------------------------------------------------------------


def test_a_missing_file_is_an_empty_fold(tmp_path: Path) -> None:
    folded = read(tmp_path / "finns" / "inte.jsonl", EXERCISES)
    assert folded.missing
    assert not folded.unreadable(SINGLE_ID)
    assert folded.answers == {}


def test_a_file_is_read_and_folded(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(line({"dk": True}))
    assert read(path, EXERCISES, pretest=True).answers[SINGLE_ID].answer == {"dk": True}
    assert read(path, EXERCISES).unreadable(SINGLE_ID)


def test_a_file_over_the_limit_is_not_read_further(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(line())
    os.truncate(path, 10 * 1024**3)  # sparse: it takes no room, but reading it all would take minutes
    assert read(path, EXERCISES).too_large


def test_links_and_what_is_no_file_are_refused_in_one_sentence(tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "real", tmp_path / "link", tmp_path / "pipe"
    real.write_bytes(line())
    link.symlink_to(real)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path, Path("/dev/zero")):
        with pytest.raises(KursError, match="ingen vanlig fil"):
            read(path, EXERCISES)
    with pytest.raises(KursError, match="går inte att läsa"):
        read(real / "answers.jsonl", EXERCISES)


def test_a_hard_link_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(line())
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert SINGLE_ID in read(tmp_path / "b", EXERCISES).answers
