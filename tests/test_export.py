"""``kurs export``: who has what, in a file that Excel opens and that does nothing there."""

import csv
import io
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

from graders import cli
from graders.collect import collect
from graders.grade import grade
from graders.release import release
from tests.hand_in_support import Taking
from tests.occasion_support import COURSE, MODULE, PRACTICE, SINGLE, SORT, make_occasion, notebook
from tests.page_support import START
from tests.test_grading import RIGHT, SORTERA, VAL
from tests.test_kind_text import TEXT
from toolkit.csvtext import safe
from toolkit.errors import KursError
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

TEST = "kunskapsprov"
MASTERY, QUESTION, WRITTEN = "liten-1-prova", "liten-2-val", "liten-2-skriv"
EXERCISES = {
    MODULE: (PRACTICE.replace("practice: true", 'practice: true\nmastery: "true"'), SINGLE, SORT),
    TEST: (SINGLE.replace(VAL, QUESTION), TEXT.replace("liten-1-skriv", WRITTEN)),
}
TEST_ENTRY = """  - id: kunskapsprov
    number: 2
    role: test
    state: draft
    title: "Kunskapsprov"
    minutes: {read: 1, exercises: 2}
review:"""
PEOPLE = ["klar", "vantar", "fel_prov", "ovade_inte", "inget_prov", "inget"]


def make(root: Path, people: list[str], *modules: str) -> OccasionFolder:
    """Make an occasion of a course with a final test, with these modules released."""
    here = make_occasion(root, people, released=False)
    course = COURSE.replace("review:", TEST_ENTRY)
    (here.path / "course.yml").write_text(course, encoding="utf-8")
    for module, exercises in EXERCISES.items():
        folder = root / "courses" / "liten" / "source" / module
        folder.mkdir(exist_ok=True)
        nbformat.write(notebook(*exercises), folder / f"{module}.ipynb")
    here = OccasionFolder(here.path)
    for module in modules:
        release(here, module, root / "courses")
    return here


def grade_all(here: OccasionFolder) -> None:
    collect(here, here.require_released())
    grade(here, here.require_released())


def mark(here: OccasionFolder, who: str, points: float) -> None:
    """Give a text its points, as a marker does."""
    with Gradebook(here.gradebook_url, here.occasion.id) as book:
        found = book.find_grade(WRITTEN, TEST, TEST, who)
        found.manual_score, found.needs_manual_grade = points, False
        book.db.commit()


def export(here: OccasionFolder, *arguments: str) -> Result:
    return CliRunner().invoke(cli.export, [here.id, *arguments, "--occasions", str(here.path.parent)])


def read(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def results(here: OccasionFolder) -> dict[str, dict[str, str]]:
    """Export and return the rows by participant."""
    assert export(here).exit_code == 0
    return {row["id"]: row for row in read(here.path / "results.csv")}


def take(taking: Taking, who: str, *, prova: bool = True, prov: str = "q") -> None:
    """Let somebody take all of the course."""
    taking.answer(who, MASTERY, "q", type="check")
    if prova:
        taking.answer(who, MASTERY, "b", type="check")
    taking.answer(who, VAL, "q")
    taking.answer(who, SORTERA, {**RIGHT, "torsk": "land"})
    taking.hand_in(who)
    taking.answer(who, QUESTION, prov, TEST)
    if prov == "q":
        taking.answer(who, WRITTEN, "Kalven är borta.", TEST)
    taking.hand_in(who, TEST)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    """Return an occasion that all have been through as their names say."""
    here = make(tmp_path_factory.mktemp("export"), PEOPLE, MODULE, TEST)
    taking = Taking(here)
    for who in ("klar", "vantar"):
        take(taking, who)
    take(taking, "ovade_inte", prova=False)
    take(taking, "fel_prov", prov="z")
    taking.answer("inget_prov", VAL, "q")
    taking.hand_in("inget_prov")
    grade_all(here)
    for who in ("klar", "ovade_inte"):
        mark(here, who, 1.5)
    return here


def test_a_row_says_what_somebody_has_of_each_module(taken: OccasionFolder) -> None:
    assert results(taken)["klar"] == {
        "id": "klar",
        "namn": "Klar Prov",
        "organisation": "",
        "aktör": "kommun",
        "kommun": "",
        "region": "nord",
        "1-djur inlämnad": "2026-12-01 13:00:00",  # Stockholm is an hour ahead of UTC in December
        "1-djur poäng": "4,25",
        "1-djur max": "5",
        "1-djur väntar på bedömning": "nej",
        "kunskapsprov inlämnad": "2026-12-01 13:00:00",
        "kunskapsprov poäng": "3,5",
        "kunskapsprov max": "4",
        "kunskapsprov väntar på bedömning": "nej",
        "andel av alla poäng": "0,8611",  # 7.75 of 9
        "andel på slutprovet": "0,875",
        "godkänd": "ja",
    }


@pytest.mark.parametrize(
    ("who", "prov", "share", "passed"),
    [
        ("klar", ("3,5", "nej"), "0,875", "ja"),
        ("vantar", ("2", "ja"), "", "oavgjort"),
        ("fel_prov", ("0", "nej"), "0", "nej"),
        ("ovade_inte", ("3,5", "nej"), "0,875", "nej"),
        ("inget_prov", ("", ""), "0", "nej"),
        ("inget", ("", ""), "0", "nej"),
    ],
)
def test_who_has_passed(taken: OccasionFolder, who: str, prov: tuple[str, str], share: str, passed: str) -> None:
    row = results(taken)[who]
    assert (row["kunskapsprov poäng"], row["kunskapsprov väntar på bedömning"]) == prov
    assert (row["andel på slutprovet"], row["godkänd"]) == (share, passed)


def test_passing_takes_the_modules_that_are_asked_for(taken: OccasionFolder, tmp_path: Path) -> None:
    here = OccasionFolder(Path(shutil.copytree(taken.path, tmp_path / taken.id)))
    for folder in ("submitted", "autograded"):
        shutil.rmtree(here.path / folder / "klar" / MODULE)
    for path in (here.exchange / here.id / "inbound").glob(f"klar+{MODULE}+*"):
        shutil.rmtree(path)
    with Gradebook(here.gradebook_url, here.occasion.id) as book:
        book.remove_submission(MODULE, "klar")
    assert results(here)["klar"]["godkänd"] == "nej"
    path = here.path / "occasion.yml"
    path.write_text(path.read_text("utf-8") + "pass: {total: 0.7, modules: [kunskapsprov]}\n", "utf-8")
    assert results(here)["klar"]["godkänd"] == "ja"
    path.write_text(path.read_text("utf-8").replace("0.7", "0.9"), "utf-8")
    assert results(here)["klar"]["godkänd"] == "nej"


def test_a_hand_in_that_is_not_graded_awaits(tmp_path: Path) -> None:
    here = make(tmp_path, ["anna", "bo"], MODULE)
    taking = Taking(here)
    taking.answer("anna", VAL, "q")
    taking.hand_in("anna")
    assert [results(here)["anna"][f"{MODULE} {what}"] for what in ("inlämnad", "poäng", "väntar på bedömning")] == [
        "2026-12-01 13:00:00",
        "",
        "ja",
    ]
    grade_all(here)
    assert results(here)["anna"][f"{MODULE} väntar på bedömning"] == "nej"
    taking.clock.move(hours=1)
    taking.hand_in("anna")
    row = results(here)["anna"]
    assert row[f"{MODULE} inlämnad"] == f"{START + timedelta(hours=1):%Y-%m-%d %H:%M:%S}"
    assert (row[f"{MODULE} poäng"], row[f"{MODULE} väntar på bedömning"]) == ("2", "ja")
    # Without a final test nobody passes, and nobody fails.
    assert {(one["andel på slutprovet"], one["godkänd"]) for one in results(here).values()} == {("", "")}


def test_the_file_is_what_excel_writes_and_only_its_owner_may_read_it(taken: OccasionFolder, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.touch(mode=0o644)
    said = export(taken, str(path)).output
    assert said == f"{path} innehåller namn och resultat för {len(PEOPLE)} deltagare och kan bara läsas av dig.\n"
    data = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert data.startswith("\ufeffid;namn;organisation;aktör".encode())
    assert data.count(b"\n") == data.count(b"\r\n") == len(PEOPLE) + 1


def test_who_has_left_is_not_in_it(taken: OccasionFolder, tmp_path: Path) -> None:
    here = OccasionFolder(Path(shutil.copytree(taken.path, tmp_path / taken.id)))
    roster = here.path / "roster.csv"
    roster.write_text(roster.read_text("utf-8-sig").replace("Klar Prov;;;kommun;;nord;;ja", "Klar Prov;;;;;;;nej"))
    assert read_roster(roster)["klar"].active == "nej"
    assert set(results(here)) == set(PEOPLE) - {"klar"}


def test_a_name_is_no_formula(tmp_path: Path) -> None:
    here = make(tmp_path, ["anna"], MODULE)
    roster = here.path / "roster.csv"
    name = '"=HYPERLINK(""http://x"";""a"")"'
    roster.write_text(roster.read_text("utf-8-sig").replace("Anna Prov;;;kommun", f"{name};;@SUM(1);+46"), "utf-8")
    (row,) = results(here).values()
    assert row["namn"] == '\'=HYPERLINK("http://x";"a")'
    assert (row["organisation"], row["aktör"]) == ("'@SUM(1)", "'+46")


@pytest.mark.parametrize(
    "cell",
    [
        "=1",
        "+1",
        "-1+1",
        "@a",
        "\tx",
        "\rx",
        "\nx",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "﹦1",
        " =1",
        "\u200b=1",
        "\ufeff@a",
        "-",
    ],
)
def test_what_could_be_a_formula_is_text(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", " ", "-1", "-12,50", "-0.5", "Anna", "a=1", "1-2", "–", "'x", "å"])
def test_what_is_none_stays_as_it_is(cell: str) -> None:
    assert safe(cell) == cell


@pytest.mark.parametrize("where", ["borta/lista.csv", "fil/lista.csv"])
def test_what_cannot_be_written_is_one_sentence(taken: OccasionFolder, tmp_path: Path, where: str) -> None:
    (tmp_path / "fil").touch()
    done: Any = export(taken, str(tmp_path / where)).exception
    assert isinstance(done, KursError)
    assert str(done).startswith(f"{tmp_path / where}: filen går inte att skriva (")


def test_before_a_release_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KursError, match="Ingen modul är utlämnad"):
        raise export(make(tmp_path, ["anna"])).exception or AssertionError
