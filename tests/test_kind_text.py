"""The kind `text`: what is a text, what is said of it, and how it waits for whoever marks it."""

import json
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbgrader.api import Gradebook

from graders.collect import collect
from graders.grade import grade, scores
from graders.release import release
from graders.responses import read_responses, write_responses
from graders.simulate import mark, simulate
from tests.grading_support import by_formgrader, in_a_kernel
from tests.occasion_support import MODULE, SINGLE, line, make_occasion, write_course
from tests.oracle import total
from tests.test_grading import VAL, give
from toolkit.errors import AnswerError, KursError, ProblemsError
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.exercises.text import TextKind, count_words
from toolkit.face.plain import exercise_html
from toolkit.fold import read as read_journal
from toolkit.journal import Journal
from toolkit.magic import exercise_cell
from toolkit.occasion import OccasionFolder

KIND = TextKind()
NAME = "liten-1-skriv"
HEAD = f"""%%exercise
id: {NAME}
kind: text
goal: liten.1.1
ROLE
prompt: "Varför säger kon mu?"
words: {{min: 5, max: 30}}
"""
REGION = """rubric:
  orsak: {text: "Anger svaret en orsak?", points: 1.5}
  prova: {text: "Säger svaret hur den kan prövas?", points: 0.5}
strong:
  text: "Kalven är borta. Släpp in den och lyssna."
  why: "Orsaken kan prövas i dag."
weak:
  text: "Kor låter alltid så."
  why: "Inget i svaret kan ändras."
explanation: "En orsak ska gå att pröva."
"""
TEXT = f"{HEAD.replace('ROLE', 'points: 2')}### BEGIN HIDDEN TESTS\n{REGION}### END HIDDEN TESTS"
PRACTICE = HEAD.replace("ROLE", "practice: true").replace(NAME, f"{NAME}-prova") + REGION.replace(
    ", points: 1.5", ""
).replace(", points: 0.5", "")


@pytest.fixture
def exercise() -> Exercise:
    return read_exercise(TEXT)


# --- what is written --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n\t", 0),
        ("Det – och 3 ord till.", 5),
        ("brottsförebyggande arbete", 2),
        ("en\u00a0plats\u2003och\nen tid", 5),
        ("klockan 15–17", 2),
        ("... --- !!!", 0),
        ("[x](javascript:alert(1))", 1),
        ("a" * 60_000, 1),
    ],
)
def test_words_are_counted_as_people_count_them(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize("text", ["a", "Vid skolan\n\n\tklockan 15", "<script>", "\u202eöknab", "😀", "å" * 30_000])
def test_a_text_is_kept_as_it_was_written(exercise: Exercise, text: str) -> None:
    assert exercise.read_answer(None, text) == text
    assert exercise.score(None, text).points is None


def test_a_text_that_a_journal_cannot_hold_costs_no_time(exercise: Exercise) -> None:
    with pytest.raises(AnswerError, match="för lång"):
        exercise.read_answer(None, "\x00" * 10_000_000)


def test_what_is_written_is_said_line_by_line_with_what_to_look_for(exercise: Exercise) -> None:
    assert exercise.words(None, "Hon är hungrig.\r\n\n  Ge henne hö.\n".replace("\r", "")) == [
        "Hon är hungrig.",
        "  Ge henne hö.",
    ]
    assert exercise.explain(None, "Hon är hungrig.") == [
        "Hon är hungrig.",
        "3 ord, ungefär 5 till 30 är lagom",
        "Bedöm: Anger svaret en orsak? (1,5 poäng)",
        "Bedöm: Säger svaret hur den kan prövas? (0,5 poäng)",
        "Ett starkt exempel: Kalven är borta. Släpp in den och lyssna.",
        "Varför: Orsaken kan prövas i dag.",
        "Ett svagare exempel: Kor låter alltid så.",
        "Varför: Inget i svaret kan ändras.",
        "En orsak ska gå att pröva.",
    ]
    assert exercise.explain(None, None) == ["Inget svar.", "En orsak ska gå att pröva."]


def test_a_work_sheet_has_an_empty_field_and_an_answer_is_whole(exercise: Exercise) -> None:
    empty = exercise_html(exercise)
    assert "<p>Skriv ungefär 5 till 30 ord.</p>" in empty
    assert "<label>Ditt svar<br><textarea" in empty
    written = exercise_html(exercise, None, "Hon är <b>hungrig</b>.\n\n[Ge](javascript:alert(1)) hö.")
    assert "<blockquote>Hon är &lt;b&gt;hungrig&lt;/b&gt;.<br><br>[Ge](javascript:alert(1)) hö.</blockquote>" in written
    assert "textarea" not in written


# --- what an author writes --------------------------------------------------------------------


def slips(cell: str) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_exercise(cell)
    return [problem.sentence for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("cell", "old", "new", "sentence"),
    [
        (TEXT, "points: 0.5", "points: 1", "rubric: hittade 2,5 poäng sammanlagt, väntade 2, lika många som i points."),
        (
            TEXT,
            ", points: 0.5",
            "",
            "rubric.prova.points: hittade ingenting, väntade poäng i steg om 0,5, till exempel 2 eller 2,5.",
        ),
        (
            TEXT,
            "Säger svaret hur den kan prövas?",
            "Anger svaret  EN orsak?",
            "rubric.prova: hittade samma text som i ”orsak”, väntade en egen text.",
        ),
        (
            TEXT,
            "Kor låter alltid så.",
            "Kalven är borta. Släpp in den och lyssna.",
            "weak.text: hittade samma text som i ”strong”, väntade en egen text.",
        ),
        (
            TEXT,
            "explanation:",
            "feedback: {orsak: Nej}\nexplanation:",
            "feedback.orsak: hittade ”orsak” som inte finns, "
            "väntade att texten står i why, vid exemplet som den gäller.",
        ),
        (TEXT, "max: 30", "max: 5", "words.max: hittade 5, väntade mer än 5."),
        (TEXT, "words: {min: 5, max: 30}\n", "", "words: hittade ingenting, väntade ett värde, fältet måste finnas."),
        (
            PRACTICE,
            "Anger svaret en orsak?",
            "Anger en orsak",
            "rubric.orsak.text: hittade en text som inte är en fråga, "
            "väntade en fråga till den egna texten, med frågetecken sist.",
        ),
        (
            PRACTICE,
            'orsak?"}',
            'orsak?", points: 1}',
            "rubric.orsak.points: hittade poäng i en övning utan poäng, väntade att fältet är borta.",
        ),
        (
            PRACTICE,
            "practice: true",
            "practice: true\nmastery: true",
            "mastery: hittade mastery i en fritext, "
            "väntade att fältet är borta, för ingen kan pröva en fritext direkt.",
        ),
    ],
)
def test_what_does_not_go_together_is_one_sentence(cell: str, old: str, new: str, sentence: str) -> None:
    assert old in cell
    assert slips(cell.replace(old, new)) == [sentence]


def test_a_key_is_no_part_of_a_text() -> None:
    (sentence,) = slips(TEXT.replace("rubric:", "key: a\nrubric:"))
    assert sentence.startswith("key: hittade ett okänt fält")


# --- practice ---------------------------------------------------------------------------------


def test_practice_is_compared_and_counts_no_points_right_or_wrong(tmp_path: Path) -> None:
    practice = read_exercise(PRACTICE)
    exercises = {practice.id: practice}
    journal = Journal(tmp_path / "answers.jsonl", exercises)
    sent = {"ex": practice.id, "var": None, "rev": practice.rev, "view": "v", "answer": "Hon är hungrig."}
    assert journal.receive({**sent, "type": "answer", "seq": 1})["ok"]
    reply = journal.receive({**sent, "type": "check", "seq": 2, "base": 1})
    assert (reply["points"], reply["max"]) == (0.0, 0.0)
    assert reply["feedback"] == {
        "explanation": ["En orsak ska gå att pröva."],
        "parts": {},
        "comparison": {
            "questions": ["Anger svaret en orsak?", "Säger svaret hur den kan prövas?"],
            "strong": {"text": "Kalven är borta. Släpp in den och lyssna.", "why": "Orsaken kan prövas i dag."},
            "weak": {"text": "Kor låter alltid så.", "why": "Inget i svaret kan ändras."},
        },
    }
    folded = read_journal(journal.path, exercises)
    assert folded.bad == ()
    assert folded.wrong_checks(practice.id) == 0
    said = practice.explain(None, "Hon är hungrig.")
    assert "Fråga: Anger svaret en orsak?" in said
    assert not any("poäng" in row for row in said)


def test_a_text_that_is_too_long_says_how_much_to_cut(tmp_path: Path) -> None:
    exercise = read_exercise(TEXT)
    journal = Journal(tmp_path / "answers.jsonl", {exercise.id: exercise})
    sent = {"ex": exercise.id, "var": None, "rev": exercise.rev, "view": "v", "seq": 1, "type": "answer"}
    reply = journal.receive({**sent, "answer": "ord " * 20_000})
    assert reply["why"] == "too_big"
    assert reply["message"].startswith("INTE sparat. Texten är för lång. Korta den med ungefär ")
    assert not journal.path.exists()


# --- simulated ---------------------------------------------------------------------------------


def test_a_simulated_text_says_so_and_is_worth_the_criteria_that_it_meets(exercise: Exercise) -> None:
    spec: Any = exercise.spec
    solution: Any = exercise.solutions[None]
    nothing, everything = (KIND.simulate(spec, solution, right, Random(1)) for right in (0.0, 1.0))
    assert nothing == "Simulerat svar."
    assert everything == "Simulerat svar.\nAnger svaret en orsak?\nSäger svaret hur den kan prövas?"
    found = {
        text: KIND.simulated_share(spec, solution, text)
        for text in (nothing, everything, "Simulerat svar.\nAnger svaret en orsak?", "Anger svaret en orsak? Ja.")
        if isinstance(text, str)
    }
    assert list(found.values()) == [0, 1, Fraction(3, 4), 0]


# --- in the gradebook --------------------------------------------------------------------------


def occasion(root: Path, people: list[str]) -> OccasionFolder:
    here = make_occasion(root, people, released=False)
    write_course(root / "courses", SINGLE, TEXT, PRACTICE)
    release(here, MODULE, root / "courses")
    return here


ANSWERED = "Hon är <b>hungrig</b>.\n\n[Ge](javascript:alert(1)) henne hö."
LINES: dict[str, list[bytes] | None] = {
    "skrev": [line(1, NAME, ANSWERED), line(2, VAL, "q")],
    "prova": [line(1, f"{NAME}-prova", "Hon är hungrig."), line(2, VAL, "q")],
    "rensat": [line(1, NAME, "Hon är hungrig."), line(2, NAME, None)],
    "blankt": [line(1, NAME, " \n "), line(2, VAL, "z")],
    "tal": [line(1, NAME, 2), line(2, VAL, "q")],
    "inget": None,
}


def handed_in(here: OccasionFolder) -> None:
    for who, lines in LINES.items():
        give(here, who, lines)
    collect(here, [MODULE])


def row(here: OccasionFolder, who: str, name: str = NAME) -> tuple[float | None, float | None, bool, float]:
    """Return what the gradebook has: score of ours, mark, whether it waits, and what it counts for."""
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        one = gradebook.find_grade(name, MODULE, MODULE, who)
        return one.auto_score, one.manual_score, one.needs_manual_grade, one.score


def comments(here: OccasionFolder, who: str) -> dict[str, str | None]:
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        book = gradebook.find_submission_notebook(MODULE, MODULE, who)
        return {comment.name: comment.comment for comment in book.comments}


def give_mark(here: OccasionFolder, who: str, points: float, comment: str = "Bra orsak.") -> None:
    """Do in the gradebook what formgrader does when a marker fills in its boxes."""
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        one = gradebook.find_grade(NAME, MODULE, MODULE, who)
        one.manual_score, one.needs_manual_grade = points, False
        gradebook.find_comment(NAME, MODULE, MODULE, who).manual_comment = comment
        gradebook.db.commit()


WAYS = {
    "kurs grade": lambda here: grade(here, [MODULE]),
    "formgrader": lambda here: by_formgrader(here, MODULE),
    "kernel": lambda here: in_a_kernel(here, MODULE),
}


@pytest.mark.parametrize("way", [pytest.param(way, marks=pytest.mark.long) if way == "kernel" else way for way in WAYS])
def test_what_was_written_waits_for_a_marker_and_nothing_is_0(tmp_path: Path, way: str) -> None:
    here = occasion(tmp_path, list(LINES))
    handed_in(here)
    WAYS[way](here)
    assert row(here, "skrev") == (None, None, True, 0.0)
    assert scores(here, MODULE, "skrev") == {NAME: (None, True), VAL: (2.0, False)}
    for who in LINES:
        if who != "skrev":
            assert row(here, who) == (0.0, None, False, 0.0), who
            assert scores(here, MODULE, who)[NAME] == (0.0, False), who
        # Every exercise has a place for a comment, and only a text that is not there gets one by machine.
        assert comments(here, who) == {NAME: None if who == "skrev" else "Inget svar.", VAL: None}
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        waiting = {one.student.id for one in gradebook.assignment_submissions(MODULE) if one.needs_manual_grade}
    assert waiting == {"skrev"}


def test_an_independent_reading_agrees_on_who_waits(tmp_path: Path) -> None:
    here = occasion(tmp_path, list(LINES))
    handed_in(here)
    grade(here, [MODULE])
    keys = {NAME: {"kind": "text", "key": None, "points": "2"}, VAL: {"kind": "single", "key": "q", "points": "2"}}
    for who, lines in LINES.items():
        for name, points in total([raw.decode() for raw in lines or []], keys).items():
            assert scores(here, MODULE, who)[name] == (points, points is None)


def test_a_released_text_holds_nothing_that_it_is_marked_by(tmp_path: Path) -> None:
    here = occasion(tmp_path, [])
    released = (here.path / "release" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")
    assert "Varför säger kon mu?" in released
    for cell in nbformat.reads(released, as_version=4).cells:
        if NAME in cell.source and "prova" not in cell.source:
            assert "rubric" not in cell.source
            assert "strong" not in cell.source
            assert (cell.metadata.nbgrader.solution, cell.metadata.nbgrader.locked) == (False, True)


def test_the_marker_sees_the_text_apart_and_escaped_with_what_to_mark_it_by(tmp_path: Path) -> None:
    here = occasion(tmp_path, list(LINES))
    handed_in(here)
    grade(here, [MODULE])

    def cell(who: str) -> Any:
        path = here.path / "autograded" / who / MODULE / f"{MODULE}.ipynb"
        book = nbformat.read(path, as_version=4)
        return next(one for one in book.cells if one.metadata.get("nbgrader", {}).get("grade_id") == NAME)

    answered = cell("skrev")
    (shown,) = answered.outputs
    html = shown.data["text/html"]
    assert html.startswith(
        '<blockquote lang="sv">Hon är &lt;b&gt;hungrig&lt;/b&gt;.<br>[Ge](javascript:alert(1)) henne hö.</blockquote>'
    )
    assert "Bedöm: Anger svaret en orsak? (1,5 poäng)<br>" in html
    assert "Ett starkt exempel: Kalven är borta." in html
    assert "Varför: Inget i svaret kan ändras.<br>En orsak ska gå att pröva.</p>" in html
    # A blank line would end the HTML block, and Markdown after it would come alive.
    assert "\n" not in html
    # Formgrader puts its box for a comment at what is a solution.
    assert answered.metadata.nbgrader.solution is True
    nothing = cell("inget")
    assert nothing.metadata.nbgrader.solution is True
    assert [output.output_type for output in nothing.outputs] == ["display_data", "execute_result"]
    assert "Inget svar." in nothing.outputs[0].data["text/html"]


def test_a_mark_stays_while_the_answer_is_the_same_and_waits_again_when_it_is_not(tmp_path: Path) -> None:
    here = occasion(tmp_path, ["anna", "bo"])
    for who in ("anna", "bo"):
        give(here, who, [line(1, NAME, "Hon är hungrig."), line(2, VAL, "z")], "2026-11-22T13:00:00+00:00")
    collect(here, [MODULE])
    grade(here, [MODULE])
    give_mark(here, "anna", 1.5)
    give_mark(here, "bo", 0.5)
    marked = (None, 1.5, False, 1.5)
    # Graded again as it is, and when something else was changed.
    grade(here, [MODULE], force=True)
    assert row(here, "anna") == marked
    give(here, "anna", [line(1, NAME, "Hon är hungrig."), line(2, VAL, "q")], "2026-11-22T14:00:00+00:00")
    collect(here, [MODULE])
    grade(here, [MODULE])
    assert row(here, "anna") == marked
    assert scores(here, MODULE, "anna") == {NAME: (1.5, False), VAL: (2.0, False)}
    # Another answer: the mark is there for the marker to see, and counts for nothing of ours until it is given anew.
    give(here, "anna", [line(1, NAME, "Hon saknar kalven."), line(2, VAL, "q")], "2026-11-22T15:00:00+00:00")
    collect(here, [MODULE])
    for _ in range(2):
        grade(here, [MODULE], force=True)
        assert row(here, "anna") == (None, 1.5, True, 1.5)
        assert scores(here, MODULE, "anna")[NAME] == (None, True)
    assert comments(here, "anna") == {NAME: "Bra orsak.", VAL: None}
    give_mark(here, "anna", 2.0)
    grade(here, [MODULE], force=True)
    assert row(here, "anna") == (None, 2.0, False, 2.0)
    assert row(here, "bo") == (None, 0.5, False, 0.5)
    # Taken away after it was marked: a person looks at that too.
    give(here, "bo", [line(1, NAME, "Hon är hungrig."), line(2, NAME, None)], "2026-11-22T16:00:00+00:00")
    collect(here, [MODULE])
    grade(here, [MODULE])
    assert row(here, "bo") == (0.0, 0.5, True, 0.5)


@pytest.mark.parametrize("broken", [None, b"", b"{", b'{"v":1,"answers":{"liten-1-skriv":"x"}}'])
def test_without_what_was_read_before_a_mark_waits_again(tmp_path: Path, broken: bytes | None) -> None:
    here = occasion(tmp_path, ["anna"])
    give(here, "anna", [line(1, NAME, "Hon är hungrig.")])
    collect(here, [MODULE])
    grade(here, [MODULE])
    give_mark(here, "anna", 1.5)
    path = here.marked("anna", MODULE)
    if broken is None:
        path.unlink()
    else:
        path.write_bytes(broken)
    grade(here, [MODULE], force=True)
    assert row(here, "anna") == (None, 1.5, True, 1.5)


def test_a_participants_text_is_in_no_file_beside_the_journal_and_what_the_marker_reads(tmp_path: Path) -> None:
    here = occasion(tmp_path, ["anna"])
    give(here, "anna", [line(1, NAME, "Hon är hungrig.")])
    collect(here, [MODULE])
    grade(here, [MODULE])
    write_responses(here)
    found = {path.relative_to(here.path).parts[0] for path in here.path.rglob("*") if path.is_file()
             and any(word in path.read_bytes() for word in (b"hungrig", json.dumps("Hon är").encode()))}  # fmt: skip
    assert found == {"exchange", "submitted", "autograded"}


def test_the_table_of_responses_counts_the_words_and_holds_none(tmp_path: Path) -> None:
    here = occasion(tmp_path, list(LINES))
    handed_in(here)
    grade(here, [MODULE])
    write_responses(here)
    frame = read_responses(here)
    mine = frame[(frame.exercise == NAME) & frame.words.notna()]
    assert [tuple(one) for one in mine[["status", "words"]].itertuples(index=False)] == [("awaiting_marking", 6)]
    assert mine.points.isna().all()
    assert mine.answer.isna().all()
    others = frame[(frame.exercise == NAME) & frame.words.isna()]
    assert set(others.status) == {"not_reached", "unreadable"}
    assert set(others.points) == {0.0}
    give_mark(here, "skrev", 1.5)
    write_responses(here)
    frame = read_responses(here)
    (fields,) = frame[(frame.exercise == NAME) & frame.words.notna()].to_dict("records")
    assert (fields["status"], fields["points"], fields["kind"]) == ("answered", 1.5, "text")
    assert pd.isna(fields["answer"])


def test_a_kernel_alone_gives_a_text_no_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For nbgrader a cell without a number is worth all its points."""
    (tmp_path / "answers.jsonl").write_bytes(line(1, NAME, "Hon är hungrig."))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    result = exercise_cell("", TEXT.split("\n", 1)[1])
    assert (type(result), result) == (float, 0.0)


def test_simulated_texts_are_marked_by_a_simulated_marker(tmp_path: Path) -> None:
    here = occasion(tmp_path, [])
    simulate(here, 30, seed=1)
    collect(here, [MODULE])
    assert grade(here, [MODULE]).broken == []
    write_responses(here)
    before = read_responses(here)
    waiting = int((before.status == "awaiting_marking").sum())
    assert waiting > 15
    assert mark(here) == waiting
    assert mark(here) == 0
    write_responses(here)
    after = read_responses(here)
    mine = after[(after.exercise == NAME) & (after.status == "answered")]
    assert len(mine) == waiting
    assert set(mine.points) == {0.0, 0.5, 1.5, 2.0}
    assert not (after.status == "awaiting_marking").any()
    marked = next(path for path in here.path.glob("marking/*/*.json"))
    assert comments(here, marked.parent.name)[NAME] in ("Simulerad bedömning", "Inget svar.")


def test_nobody_real_is_marked_by_a_simulated_marker(tmp_path: Path) -> None:
    here = occasion(tmp_path, ["anna"])
    with pytest.raises(KursError, match="deltagare som inte är simulerade"):
        mark(here)
