"""A hub for real: root starts it on a machine that is set up, and each part runs under its own account."""

import json
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.hubs_support import XSRF, Someone, code_on, machine_command, running_on
from tests.lab_support import free_port
from tests.machine_support import Machine, machine
from tests.occasion_support import MODULE
from tests.signin_support import PASSWORD
from toolkit.notebook import read

pytestmark = pytest.mark.system
OCCASION = "liten-2026"
PAGE = f"/services/kurs/{OCCASION}/{MODULE}/"


@pytest.fixture(scope="module")
def made() -> Iterator[Machine]:
    with machine() as made:
        listed = made.root / "listor"
        listed.mkdir()
        (listed / "lista.csv").write_text("id;name\nanna;Anna\n", encoding="utf-8")
        made.kurs("occasion", "new", "liten", OCCASION)
        made.kurs("roster", "import", OCCASION, listed / "lista.csv")
        made.kurs("release", OCCASION, MODULE)
        yield made


def refused(made: Machine, *more: object) -> str:
    words = machine_command(made, OCCASION, free_port(), *more)
    done = subprocess.run(words, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode in (1, 2), done.stdout
    return done.stderr


def test_it_does_not_start_where_the_page_could_open_a_key_or_others_its_secrets(made: Machine) -> None:
    assert "--state: en mapp som bara root kan ändra" in refused(made)
    source = made.occasions / OCCASION / "source"
    source.chmod(0o755)
    try:
        said = refused(made, "--state", made.root / "state")
    finally:
        source.chmod(0o700)
    assert f"{made.page} kan läsa {source}" in said


def test_each_part_runs_as_itself_and_a_participant_gets_through(made: Machine) -> None:
    with running_on(made, OCCASION) as hub:
        owners = {
            word: pwd.getpwuid(Path(f"/proc/{hub.part(word)}").stat().st_uid).pw_name
            for word in ("configurable-http-proxy", "jupyterhub", "page.service", "desk.service")
        }
        assert owners == {
            "configurable-http-proxy": made.proxy,
            "jupyterhub": "root",
            "page.service": made.page,
            "desk.service": made.grader,
        }
        assert (made.root / "state").stat().st_mode & 0o777 == 0o700
        assert not (made.occasions / ".hub").exists()

        anna = Someone(hub, "anna")
        _, _, form = anna.ask("/hub/login")
        found = XSRF.search(form)
        assert found
        first = {"username": "anna", "password": code_on(made, OCCASION, "anna"), "_xsrf": found[1]}
        _, path, form = anna.ask("/hub/login", urlencode(first).encode())
        found = XSRF.search(form)
        assert found, path
        chosen = {"username": "anna", "password": PASSWORD, "again": PASSWORD, "_xsrf": found[1]}
        assert anna.ask(path, urlencode(chosen).encode())[1] == f"/services/kurs/{OCCASION}/"

        assert anna.ask(PAGE)[0] == 200
        exercise = read(made.occasions / OCCASION / "release" / MODULE / f"{MODULE}.ipynb").exercises["liten-1-val"]
        message = {"type": "answer", "ex": exercise.id, "var": None, "rev": exercise.rev, "view": "vy", "seq": 1}
        body = json.dumps({**message, "base": 0, "answer": "q"}).encode()
        status, _, reply = anna.ask(f"{PAGE}svar", body, X_XSRFToken=anna.cookie("kurs_xsrf"))
        assert (status, json.loads(reply)["ok"]) == (200, True)
        form = urlencode({"_xsrf": anna.cookie("kurs_xsrf")}).encode()
        assert anna.ask(f"{PAGE}lamna-in", form)[1] == f"{PAGE}kvitto"
    assert made.kurs("collect", OCCASION).startswith("1 inlämningar hämtade")
    assert made.kurs("grade", OCCASION).startswith("1 inlämningar bedömda")
