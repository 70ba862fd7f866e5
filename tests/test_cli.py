"""The command line: the instructor's way through an occasion, and one sentence when something is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.occasion_support import MODULE, line, write_course
from toolkit.exchange import hand_in
from toolkit.formats.base import read_time
from toolkit.occasion import OccasionFolder

COURSES = Path(__file__).parents[1] / "courses"


def kurs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder, as a person does."""
    program = Path(sys.executable).with_name("kurs")
    return subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    write_course(tmp_path / "courses")
    (tmp_path / "lista.csv").write_text("id;name\nanna;Anna Åkesson\nBo;Bo\n", encoding="cp1252")
    return tmp_path


def test_an_instructor_goes_from_a_course_to_grades(work: Path) -> None:
    made = kurs(work, "occasion", "new", "liten", "liten-ht", "--title", "Hösten", "--seats", "20")
    assert made.returncode == 0, made.stderr
    assert "ett exempel med öppet facit" in made.stdout
    roster = kurs(work, "roster", "import", "liten-ht", "lista.csv")
    assert roster.stdout.splitlines()[0] == "rad 2: anna: ny"
    assert roster.stdout.splitlines()[1].startswith("rad 3: Bo: fel id: hittade ”Bo”, väntade")
    assert roster.stdout.splitlines()[2] == "1 nya, 0 ändrade, 0 oförändrade, 1 fel"
    assert kurs(work, "release", "liten-ht", MODULE).stdout == "1-djur är utlämnad med 3 bedömda övningar.\n"
    assert kurs(work, "occasion", "list").stdout == "liten-ht  Hösten  (1-djur)\n"
    here = OccasionFolder(work / "occasions" / "liten-ht")
    at = read_time("2026-11-22T14:00:00+00:00")
    hand_in(here.exchange, "liten-ht", MODULE, "anna", line(1, "liten-1-val", "q"), at)
    hand_in(here.exchange, "liten-ht", MODULE, "okand", b"", at)
    collected = kurs(work, "collect", "liten-ht")
    assert collected.stdout == "1 inlämningar hämtade, 0 oförändrade, 1 kunde inte hämtas.\n"
    assert "okand+1-djur" in collected.stderr
    graded = kurs(work, "grade", "liten-ht")
    assert graded.returncode == 0, graded.stderr
    assert graded.stdout.splitlines()[0] == "1 inlämningar bedömda, 0 oförändrade, 0 kunde inte bedömas."
    assert (here.path / "responses.parquet").is_file()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("occasion", "new", "borta", "liten-ht"), "courses/borta/course.yml: filen finns inte."),
        (("occasion", "new", "liten", "Å"), "id: hittade ”Å”, väntade ett id av små bokstäver"),
        (("release", "liten-ht", MODULE), "Kurstillfället liten-ht finns inte."),
        (("grade", "liten-ht"), "Kurstillfället liten-ht finns inte."),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_1(work: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = kurs(work, *arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_wrong_use_is_exit_code_2(work: Path) -> None:
    assert kurs(work, "release").returncode == 2
    assert kurs(work, "finns-inte").returncode == 2


def test_every_command_has_help_in_swedish(work: Path) -> None:
    listing = kurs(work, "--help").stdout.split("Commands:")[1]
    names = [row.split()[0] for row in listing.strip().splitlines()]
    wanted = {"check", "collect", "demo", "export", "grade", "occasion", "preview", "release", "report", "roster"}
    assert wanted | {"backup", "restore", "simulate", "status", "test"} <= set(names)
    assert all(len(row.split()) > 1 for row in listing.strip().splitlines())


@pytest.mark.long
def test_the_demonstration_goes_from_notebook_to_report(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "KURS_PSEUDONYM_KEY_FILE"}
    program = Path(sys.executable).with_name("kurs")
    arguments = [program, "demo", "--participants", "12", "--folder", "demo", "--courses", COURSES]
    done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (occasions,) = tmp_path.glob("demo/*/occasions")
    own = occasions / "intro-demo" / "reports"
    reports = [own / "cohort.html", own / "items.html", occasions / "reports" / "programme.html"]
    assert done.stdout.splitlines()[-3:] == [f"Rapport: {report}" for report in reports]
    for report in reports:
        assert "Simulerade deltagare" in report.read_text(encoding="utf-8")
        assert report.with_suffix(".pdf").read_bytes().startswith(b"%PDF-1.7")
    assert "Warning" not in done.stderr
    (key,) = tmp_path.glob("demo/*/pseudonym.key")
    assert key.stat().st_mode & 0o777 == 0o600
