"""Grading: the same score by stock nbgrader, by our steps in it, and by an independent sum over the journals."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook, get_alembic_version
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from graders.collect import collect
from graders.grade import grade, scores
from graders.inprocess import nbgrader_log, recorded
from graders.nbgrader_plugin import load_config
from graders.release import release
from tests.occasion_support import MODULE, line, make_occasion
from tests.oracle import total
from toolkit.exchange import HandIn, hand_in
from toolkit.formats.base import read_time
from toolkit.occasion import OccasionFolder
from toolkit.variants import expected_variant

VAL, SORTERA, VARIANT = "liten-1-val", "liten-1-sortera", "liten-1-variant"
RIGHT = {"torsk": "hav", "ko": "land", "groda": "land"}
KEYS: dict[str, dict[str, Any]] = {
    VAL: {"kind": "single", "key": "q", "points": "2"},
    SORTERA: {
        "kind": "sort",
        "key": {"torsk": "hav", "ko": "land", "groda": ["hav", "land"], "drake": "ingen"},
        "points": "3",
    },
}

# participant -> lines of the journal (None: no journal at all), and what val and sortera must score by hand:
# sortera gives 3 points for four cards, 0.75 a card.
SUBMISSIONS: dict[str, tuple[list[bytes] | None, float, float]] = {
    "ratt": ([line(1, VAL, "q"), line(2, SORTERA, RIGHT)], 2.0, 3.0),
    "delvis": (
        [line(1, VAL, "q"), line(2, SORTERA, {"torsk": "land", "ko": "land", "groda": "hav"})],
        2.0,
        2.25,
    ),
    "fel": ([line(1, VAL, "z"), line(2, SORTERA, {"torsk": "land", "ko": "hav", "drake": "hav"})], 0.0, 0.0),
    "inget": (None, 0.0, 0.0),
    "tom": ([b""], 0.0, 0.0),
    "skrap": ([b"\x00\xff{[\n", b"[1,2]\n"], 0.0, 0.0),
    "andrat": ([line(1, VAL, "b"), line(2, VAL, "z"), line(3, VAL, "q")], 2.0, 0.0),
    "rensat": ([line(1, VAL, "q"), line(2, VAL, None), line(3, SORTERA, {"ko": "land"})], 0.0, 1.5),
    "okant": ([line(1, VAL, "q"), line(2, VAL, "finns-inte"), line(3, "liten-1-borta", "q")], 2.0, 0.0),
    "sliten": ([line(1, VAL, "q"), line(2, SORTERA, RIGHT)[:-20]], 2.0, 0.0),
    "igen": ([line(1, VAL, "q"), line(1, VAL, "z")], 2.0, 0.0),
    "markup": ([line(1, VAL, "<script>alert(1)</script>"), line(2, SORTERA, {"torsk": "hav"})], 0.0, 1.5),
}


def give(here: OccasionFolder, who: str, lines: list[bytes] | None, at: str = "2026-11-22T14:00:00+00:00") -> HandIn:
    """Hand in a journal of these lines."""
    made = hand_in(here.exchange, here.occasion.id, MODULE, who, b"".join(lines or []), read_time(at))
    if lines is None:
        (made.folder / "answers.jsonl").unlink()
    return made


def stored(here: OccasionFolder) -> dict[tuple[str, str], tuple[float | None, int]]:
    """Read grades straight from the database, without nbgrader."""
    query = """
        select submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.needs_manual_grade
        from grade join base_cell on grade.cell_id = base_cell.id
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
    """
    with sqlite3.connect(here.path / "gradebook.db") as connection:
        found = {(who, name): (auto, needs) for who, name, auto, needs in connection.execute(query)}
    connection.close()
    return found


def answered_variants(here: OccasionFolder) -> dict[str, list[bytes]]:
    """Let some answer the exercise with variants: the expected one, another one, and none where there are some."""
    seed, found = here.release.seed, {}
    for who in ("ratt", "delvis", "fel"):
        mine = expected_variant(["a", "b"], seed, who, VARIANT)
        other = "b" if mine == "a" else "a"
        var = {"ratt": mine, "delvis": other, "fel": None}[who]
        found[who] = [line(9, VARIANT, {"a": "p", "b": "w", None: "p"}[var], var=var)]
    return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    here = make_occasion(tmp_path_factory.mktemp("ours"), list(SUBMISSIONS))
    more = answered_variants(here)
    for who, (lines, _, _) in SUBMISSIONS.items():
        give(here, who, lines if lines is None else [*lines, *more.get(who, [])])
    assert len(collect(here, [MODULE]).taken) == len(SUBMISSIONS)
    result = grade(here, [MODULE])
    assert len(result.graded) == len(SUBMISSIONS)
    assert result.broken == []
    return here


def test_scores_are_those_worked_out_by_hand(graded: OccasionFolder) -> None:
    found = stored(graded)
    for who, (_, val, sortera) in SUBMISSIONS.items():
        assert found[who, VAL] == (val, 0), who
        assert found[who, SORTERA] == (sortera, 0), who


def test_a_recorded_variant_is_scored_under_itself_and_none_is_a_bad_line(graded: OccasionFolder) -> None:
    found = stored(graded)
    assert found["ratt", VARIANT] == (1.5, 0)
    assert found["delvis", VARIANT] == (1.5, 0)
    assert found["fel", VARIANT] == (0.0, 0)


def test_grades_equal_an_independent_sum_over_the_journals(graded: OccasionFolder) -> None:
    found = stored(graded)
    for who in SUBMISSIONS:
        journal = graded.submitted(who, MODULE) / "answers.jsonl"
        text = journal.read_bytes() if journal.exists() else b""
        whole = [row.decode("utf-8", "replace") for row in text.split(b"\n")[:-1]]
        known = [row for row in whole if "finns-inte" not in row and "script" not in row]
        for exercise, points in total(known, KEYS).items():
            assert found[who, exercise][0] == points, (who, exercise)


@pytest.mark.long
def test_stock_execute_in_a_kernel_gives_the_same_grades(
    graded: OccasionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = make_occasion(tmp_path, list(SUBMISSIONS))
    shutil.copytree(graded.path / "submitted", stock.path / "submitted", dirs_exist_ok=True)
    config = load_config(stock)
    del config.Autograde["sanitize_preprocessors"]
    del config.Autograde["autograde_preprocessors"]
    coursedir = CourseDirectory(config=config, assignment_id=MODULE)
    log = nbgrader_log("stock")
    with recorded(log):
        Autograde(coursedir=coursedir, config=config, log=log).start()
    assert stored(stock) == stored(graded)


def test_an_autograded_notebook_is_the_master_with_answers_and_scores(graded: OccasionFolder) -> None:
    path = graded.path / "autograded" / "delvis" / MODULE / f"{MODULE}.ipynb"
    master = nbformat.read(graded.source(MODULE), as_version=4)
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.source for cell in cells] == [cell.source for cell in master.cells]
    val = next(cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == VAL)
    shown, score = val.outputs
    assert "Valt alternativ: ”Kon”." in shown.data["text/html"]
    assert score.data["text/plain"] == "2.0"


def test_nothing_that_people_wrote_becomes_markup(tmp_path: Path) -> None:
    from tests.occasion_support import SINGLE, write_course

    here = make_occasion(tmp_path, ["anna"], released=False)
    hostile = SINGLE.replace('Kon"', '<img src=x onerror=alert(1)>\\n\\n[x](javascript:alert(1))"')
    write_course(tmp_path / "courses", hostile)
    from graders.release import release

    release(here, MODULE, tmp_path / "courses")
    give(here, "anna", [line(1, VAL, "q")])
    collect(here, [MODULE])
    grade(here, [MODULE])
    book = nbformat.read(here.path / "autograded" / "anna" / MODULE / f"{MODULE}.ipynb", as_version=4)
    shown = "".join(o.data.get("text/html", "") for c in book.cells for o in c.get("outputs", []))
    assert "<img" not in shown
    assert "&lt;img" in shown
    # A blank line would end the HTML block, and Markdown after it would come alive.
    assert "\n" not in shown


def test_the_participants_notebook_is_neither_run_nor_kept(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna", "bo", "cia"])
    trace = tmp_path / "sparat.txt"
    evil = give(here, "anna", [line(1, VAL, "z")])
    book = nbformat.read(evil.folder / f"{MODULE}.ipynb", as_version=4)
    book.cells.insert(1, nbformat.v4.new_code_cell(f"open({str(trace)!r}, 'w').write('körd')"))
    book.cells.append(nbformat.from_dict({**book.cells[4], "id": "dubbel"}))
    nbformat.write(book, evil.folder / f"{MODULE}.ipynb")
    (evil.folder / "toolkit.py").write_text("raise SystemExit")
    missing = give(here, "bo", [line(1, VAL, "q")])
    (missing.folder / f"{MODULE}.ipynb").unlink()
    broken = give(here, "cia", [line(1, VAL, "q")])
    (broken.folder / f"{MODULE}.ipynb").write_text("{ingen notebook")
    collect(here, [MODULE])
    assert grade(here, [MODULE]).broken == []
    assert [scores(here, MODULE, who)[VAL][0] for who in ("anna", "bo", "cia")] == [0.0, 2.0, 2.0]
    assert not trace.exists()
    # What was handed in stays in the exchange and comes no further.
    assert list(here.path.glob("**/toolkit.py")) == [evil.folder / "toolkit.py"]
    assert "körd" not in (here.path / "autograded" / "anna" / MODULE / f"{MODULE}.ipynb").read_text()


def test_a_journal_that_is_a_link_or_a_folder_is_reported_and_stops_nobody(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna", "bo", "cia"])
    give(here, "cia", [line(1, VAL, "q")])
    link = give(here, "anna", []).folder / "answers.jsonl"
    link.unlink()
    link.symlink_to(here.path / "gradebook.db")
    folder = give(here, "bo", []).folder / "answers.jsonl"
    folder.unlink()
    folder.mkdir()
    result = collect(here, [MODULE])
    assert [name.split("+")[0] for name, _ in result.broken] == ["anna", "bo"]
    assert all("vanlig fil" in reason for _, reason in result.broken)
    assert [f.participant for f in result.taken] == ["cia"]
    grade(here, [MODULE])
    assert scores(here, MODULE, "cia")[VAL] == (2.0, False)


def test_a_link_put_into_submitted_later_is_not_followed(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    secret = tmp_path / "annans.jsonl"
    secret.write_bytes(line(1, VAL, "q"))
    give(here, "anna", [line(1, VAL, "z")])
    collect(here, [MODULE])
    journal = here.submitted("anna", MODULE) / "answers.jsonl"
    journal.unlink()
    journal.symlink_to(secret)
    grade(here, [MODULE])
    assert scores(here, MODULE, "anna")[VAL] == (0.0, False)


def test_a_stray_journal_in_the_snapshot_replaces_nobodys_answers(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    (here.path / "source" / MODULE / "answers.jsonl").write_bytes(line(1, VAL, "z"))
    give(here, "anna", [line(1, VAL, "q")])
    collect(here, [MODULE])
    grade(here, [MODULE])
    assert scores(here, MODULE, "anna")[VAL] == (2.0, False)
    kept = here.path / "autograded" / "anna" / MODULE / "answers.jsonl"
    assert kept.read_bytes() == line(1, VAL, "q")


def test_the_last_hand_in_before_due_counts_with_extensions(tmp_path: Path) -> None:
    rules = {MODULE: {"due": "2026-11-22T15:00:00+00:00"}}
    here = make_occasion(tmp_path, ["anna", "bo"], modules=rules)
    for who in ("anna", "bo"):
        give(here, who, [line(1, VAL, "z")], "2026-11-22T13:00:00+00:00")
        give(here, who, [line(1, VAL, "q")], "2026-11-22T14:00:00+00:00")
        give(here, who, [line(1, VAL, "b"), line(2, SORTERA, RIGHT)], "2026-11-22T16:00:00+00:00")
    extension = "bo;1-djur;2026-11-22T17:00:00+00:00;sjuk;lena;2026-11-22T12:00:00+00:00"
    (here.path / "extensions.csv").write_text(f"id;module;due;reason_code;by;at\n{extension}\n")
    collect(here, [MODULE])
    grade(here, [MODULE])
    assert scores(here, MODULE, "anna")[VAL][0] == 2.0
    assert scores(here, MODULE, "anna")[SORTERA][0] == 0.0
    assert scores(here, MODULE, "bo")[VAL][0] == 0.0
    assert scores(here, MODULE, "bo")[SORTERA][0] == 3.0


def test_only_what_is_new_is_graded_again_and_a_mark_by_hand_stays(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna", "bo"])
    give(here, "anna", [line(1, VAL, "z")], "2026-11-22T13:00:00+00:00")
    give(here, "bo", [line(1, VAL, "q")], "2026-11-22T13:00:00+00:00")
    collect(here, [MODULE])
    grade(here, [MODULE])
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        gradebook.find_grade(VAL, MODULE, MODULE, "bo").manual_score = 1.25
        gradebook.db.commit()
    give(here, "anna", [line(1, VAL, "q")], "2026-11-22T14:00:00+00:00")
    again = collect(here, [MODULE])
    assert ([f.participant for f in again.taken], again.unchanged) == (["anna"], 1)
    result = grade(here, [MODULE])
    assert (result.graded, result.unchanged) == ([("anna", MODULE)], 1)
    assert len(grade(here, [MODULE], force=True).graded) == 2
    assert scores(here, MODULE, "anna")[VAL] == (2.0, False)
    assert scores(here, MODULE, "bo")[VAL] == (1.25, False)


def test_who_is_not_on_the_roster_is_reported_and_not_graded(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    give(here, "anna", [line(1, VAL, "q")])
    give(here, "okand", [line(1, VAL, "q")])
    (here.exchange / here.occasion.id / "inbound" / "skräp").mkdir()
    reasons = [reason for _, reason in collect(here, [MODULE]).broken]
    assert reasons == [
        "deltagaren finns inte på deltagarlistan",
        "ingen inlämning, namnet har inte rätt form",
    ]
    # Stock collect knows no roster: what it brings in is reported too.
    shutil.copytree(here.submitted("anna", MODULE), here.submitted("okand", MODULE))
    result = grade(here, [MODULE])
    assert result.broken == [("okand", MODULE, "deltagaren finns inte på deltagarlistan")]
    assert result.graded == [("anna", MODULE)]
    assert {who for who, _ in stored(here)} == {"anna"}


def test_a_new_gradebook_has_the_version_that_nbgrader_gives_it_and_no_program_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = get_alembic_version()
    monkeypatch.setenv("PATH", "")
    here = make_occasion(tmp_path, [], released=False)
    release(here, MODULE, tmp_path / "courses")
    with closing(sqlite3.connect(here.path / "gradebook.db")) as db:
        assert db.execute("select version_num from alembic_version").fetchall() == [(wanted,)]


HOSTILE = [
    None,
    "",
    "bra",
    -1,
    True,
    [1.0],
    {"q": 1},
    10**400,
    "q" * 70_000,
    {"a": {"b": {}}},
    "\ud800",
    float("nan"),
]


@pytest.mark.parametrize("answer", HOSTILE, ids=lambda a: str(a)[:12])
def test_no_answer_gives_more_than_it_is_worth_in_a_kernel(
    answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nbgrader gives full points for None, text, lists and negatives, and 0 for anything on stderr."""
    from tests.occasion_support import SINGLE
    from toolkit.magic import exercise_cell

    text = json.dumps({**json.loads(line(2, VAL, "q")), "answer": answer})
    (tmp_path / "answers.jsonl").write_bytes(line(1, VAL, "z") + text.encode("utf-8", "surrogatepass") + b"\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    result = exercise_cell("", SINGLE.split("\n", 1)[1])
    assert type(result) is float
    assert result == 0.0
    assert capfd.readouterr().err == ""


def test_a_kernel_without_a_readable_journal_scores_zero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.occasion_support import SINGLE
    from toolkit.magic import exercise_cell

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert exercise_cell("", SINGLE.split("\n", 1)[1]) == 0.0
    (tmp_path / "answers.jsonl").mkdir()
    assert exercise_cell("", SINGLE.split("\n", 1)[1]) == 0.0
