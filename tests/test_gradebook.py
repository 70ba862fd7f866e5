"""The gradebook of an occasion: the file beside it, or a database in PostgreSQL."""

import shutil
import socket
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import graders.grade
import graders.gradebook
from graders import cli
from graders.feedback import publish
from graders.grade import grade
from graders.gradebook import open_gradebook, prepare_gradebook
from graders.occasion import new_occasion
from graders.release import release
from graders.responses import read_responses
from graders.status import status
from tests.grading_support import DUE, MODULE, edit_course, gradebook, make_occasion, notebooks, write_course
from tests.postgresql_support import Server, copied, moved, use_gradebook
from toolkit.errors import KursError
from toolkit.formats import Occasion
from toolkit.formats.base import read_time
from toolkit.occasion import OccasionFolder

VAL = "gallery-visa-val"


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    return make_occasion(tmp_path_factory.mktemp("gradebook"))


@pytest.fixture(scope="module")
def there(default: OccasionFolder, postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    return moved(default, tmp_path_factory.mktemp("postgresql"), postgresql.database())


# --- in PostgreSQL --------------------------------------------------------------------------------


def all_of_it(here: OccasionFolder) -> dict[str, Any]:
    """Go the whole way from grading, and return what each command has made."""
    folders = ["--occasions", str(here.path.parent), "--courses", str(here.path.parents[1] / "courses")]

    def run(name: str, *more: str) -> None:
        done = CliRunner().invoke(getattr(cli, name), [here.id, *more, *folders], catch_exceptions=False)
        assert done.exit_code == 0, done.output

    run("grade")
    found = {"status": status(here).to_json()}
    with open_gradebook(here) as book:
        for submission in book.assignment_submissions(MODULE):
            for one in (one for each in submission.notebooks for one in each.grades if one.needs_manual_grade):
                one.manual_score, one.needs_manual_grade = 1.5, False
        book.db.commit()
    edit_course(here, VAL, lambda text: text.replace("points: 2\n", 'points: 2\nwithdrawn: "Frågan var oklar"\n'))
    run("regrade", MODULE, "--from-course", "--reason", "Oklar", "--yes")
    publish(here, [MODULE], read_time(DUE) + timedelta(days=1))
    run("export", str(here.path / "results.csv"))
    published = sorted(here.path.glob("published/*/*.json"))
    return {
        **found,
        "gradebook": gradebook(here),
        "notebooks": notebooks(here),
        "published": {path.parent.name: path.read_text(encoding="utf-8") for path in published},
        "results": (here.path / "results.csv").read_text(encoding="utf-8-sig"),
        "responses": read_responses(here).to_csv(),
    }


@pytest.mark.system
def test_every_command_does_the_same_in_postgresql(
    default: OccasionFolder, there: OccasionFolder, tmp_path: Path
) -> None:
    made = []
    for name, one in (("file", default), ("server", there)):
        shutil.copytree(default.path.parents[1] / "courses", tmp_path / name / "courses")
        made.append(all_of_it(copied(one, tmp_path / name / "occasions")))
    ours, theirs = made
    for what, found in ours.items():
        assert found == theirs[what], what
    assert len(ours["published"]) == 11
    assert not list(tmp_path.glob("server/**/gradebook.db"))


@pytest.mark.system
def test_a_name_that_is_too_long_for_it_is_cut(there: OccasionFolder, tmp_path: Path) -> None:
    here = copied(there, tmp_path)
    path = here.path / "roster.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("ratt Prov", f"ratt {'Å' * 200}"), encoding="utf-8")
    assert len(grade(here, [MODULE]).graded) == 11
    with open_gradebook(here) as book:
        assert book.find_student("ratt").last_name == "Å" * 128


@pytest.mark.system
def test_a_server_that_goes_away_is_told_and_what_is_graded_stays(
    there: OccasionFolder, postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = copied(there, tmp_path)
    monkeypatch.setattr(graders.grade, "CHUNK", 4)
    with pytest.raises(KursError, match=r"^Betygsboken postgresql.* går inte att använda: "):
        grade(here, [MODULE], progress=lambda module, name: postgresql.hang_up())
    left = grade(here, [MODULE])
    assert (len(left.graded), left.unchanged) == (7, 4)
    whole = copied(there, tmp_path / "whole")
    grade(whole, [MODULE])
    assert gradebook(here) == gradebook(whole)


@pytest.mark.system
def test_a_server_that_knows_nobody_without_a_password_is_told(
    there: OccasionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "nothing"))
    said = refusal(there)
    assert said.startswith(f"Betygsboken {there.gradebook_url} går inte att använda: ")
    assert said.endswith("no password supplied")


# --- where it is not ------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    """Return an occasion where nothing is released."""
    return made(tmp_path, "allt-2026")


def made(root: Path, name: str) -> OccasionFolder:
    course = root / "courses" / "allt"
    if not course.exists():
        write_course(root / "courses")
    return new_occasion(root / "occasions", course, Occasion(id=name, course="allt", title="Prov"))


def refusal(here: OccasionFolder) -> str:
    """Return what is said to who asks for something in the gradebook."""
    with pytest.raises(KursError) as said, open_gradebook(here):
        pass
    assert "\n" not in str(said.value)
    return str(said.value)


def test_nobody_answers(here: OccasionFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    url = f"postgresql+psycopg://kurs@127.0.0.1:{port}/betyg"
    said = refusal(use_gradebook(here, url))
    assert said.startswith(f"Betygsboken {url} går inte att använda: ")
    assert "Connection refused" in said


@pytest.mark.system
def test_somebody_who_never_answers_is_not_waited_for(here: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graders.gradebook, "PATIENCE", 2)
    monkeypatch.delenv("PGCONNECT_TIMEOUT", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://kurs@127.0.0.1:{silent.getsockname()[1]}/betyg"
        assert "timeout" in refusal(use_gradebook(here, url))


def test_without_the_driver_what_to_install_is_said(here: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'psycopg[binary]'" in refusal(use_gradebook(here, "postgresql+psycopg://kurs@server/betyg"))


@pytest.mark.parametrize("url", ["postgresql://kurs@server:port/betyg", "postgresql://kurs@server/betyg?finns=inte"])
def test_an_address_that_cannot_be_used_is_told(here: OccasionFolder, url: str) -> None:
    assert refusal(use_gradebook(here, url)).startswith(f"Betygsboken {url} går inte att använda: ")


PASSWORDS = [
    "postgresql+psycopg://kurs:hemligt@server/betyg",
    "postgresql://kurs:hem/ligt?@hemligt@server/betyg",
    "postgresql://kurs@server/betyg?host=a&passw%6frd=hemligt",
    "mysql://kurs:hemligt@server/betyg",
]


@pytest.mark.parametrize("url", PASSWORDS)
def test_a_password_is_refused_and_not_repeated(here: OccasionFolder, url: str) -> None:
    said = refusal(use_gradebook(here, url))
    assert "gradebook: hittade ett lösenord, väntade en adress utan" in said
    assert "ligt" not in said


@pytest.mark.parametrize("url", ["gradebook.db", "mysql://server/betyg", "kurs:hemligt@server"])
def test_another_database_is_refused(here: OccasionFolder, url: str) -> None:
    said = refusal(use_gradebook(here, url))
    assert "väntade en databas, till exempel sqlite:" in said
    assert "hemligt" not in said


@pytest.mark.long
def test_two_occasions_cannot_share_one(tmp_path: Path) -> None:
    first, second = made(tmp_path, "allt-2026"), made(tmp_path, "allt-2027")
    prepare_gradebook(first)
    with open_gradebook(first) as book:
        book.add_assignment(MODULE)
    second = use_gradebook(second, first.gradebook_url)
    with pytest.raises(KursError, match="hör till kurstillfället allt-2026"):
        release(second, MODULE, tmp_path / "courses")
    prepare_gradebook(first)
