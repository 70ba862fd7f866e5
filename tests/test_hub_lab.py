"""Who gets a server in an occasion that is worked in in JupyterLab, where they begin, and what the hub says of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from graders.hub import config, lab
from graders.hub.command import hub
from graders.hub.plan import Plan, make_plan
from tests.occasion_support import MODULE, make_occasion
from tests.page_support import running
from tests.participant_support import prepared
from tests.test_page import set_rules
from toolkit.face.lab import DATA, SETTINGS
from toolkit.occasion import OccasionFolder

FUTURE = datetime.now(UTC) + timedelta(days=1)
START = f"/hub/spawn/anna/liten-2026?next=/user/anna/liten-2026/notebooks/{MODULE}/{MODULE}.ipynb"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return make_occasion(tmp_path, ["anna"], surface="lab")


@pytest.fixture
def plan(here: OccasionFolder, tmp_path: Path) -> Plan:
    return make_plan(here.path.parent, [here.id], tmp_path / "courses", 8000, [])


def spawner(user: str, name: str = "", *groups: str) -> Any:
    person = SimpleNamespace(name=user, groups=[SimpleNamespace(name=group) for group in groups])
    return SimpleNamespace(user=person, name=name, environment={})


def handler(user: str, *groups: str) -> Any:
    person = spawner(user, "", *groups).user
    return SimpleNamespace(current_user=person, hub=SimpleNamespace(base_url="/hub/"))


def test_a_participants_server_shows_the_module_and_knows_the_occasion(here: OccasionFolder) -> None:
    made = prepared(here)
    assert made.default_url == f"/notebooks/{MODULE}/{MODULE}.ipynb"
    assert made.notebook_dir == str(here.path / "journals" / "anna")
    assert (Path(made.notebook_dir) / MODULE / f"{MODULE}.ipynb").is_file()
    assert made.environment["KURS_OCCASION"] == str(here.path)
    assert (made.environment["JUPYTER_PATH"], made.environment["JUPYTER_CONFIG_PATH"]) == (str(DATA), str(SETTINGS))


@pytest.mark.parametrize("name", ["lena", "bo"])
def test_who_has_no_seat_gets_no_server(here: OccasionFolder, name: str) -> None:
    with pytest.raises(lab.NoServerError):
        prepared(here, name)
    assert not (here.path / "journals" / name).exists()


def test_before_a_module_is_open_there_is_no_server(here: OccasionFolder) -> None:
    set_rules(here, opens=FUTURE.isoformat())
    with pytest.raises(lab.NoServerError):
        prepared(here)


def test_only_staff_get_jupyterlab_on_the_courses(plan: Plan) -> None:
    lena = spawner("lena", "", "staff")
    config.prepare(lena, plan)
    assert (lena.notebook_dir, lena.default_url) == (str(plan.courses), "/lab")
    assert lena.environment["KURS_COURSES"] == str(plan.courses)  # for kurs check and kurs preview in its terminal
    assert "KURS_OCCASION" not in lena.environment
    with pytest.raises(lab.NoServerError):
        config.prepare(spawner("anna"), plan)
    with pytest.raises(lab.NoServerError):
        config.prepare(spawner("lena", "liten-2026", "staff"), plan)


def test_an_occasion_with_pages_gives_nobody_a_server(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    plan = make_plan(here.path.parent, [here.id], tmp_path / "courses", 8000, [])
    with pytest.raises(lab.NoServerError):
        config.prepare(spawner("anna", here.id), plan)
    (user,) = [role for role in config._roles(plan) if role["name"] == "user"]
    assert user["scopes"] == config.PARTICIPANT_SCOPES
    assert config._landing(handler("anna"), plan) == config.PAGE


def test_one_begins_in_the_module_and_staff_on_their_own_page(plan: Plan) -> None:
    (user,) = [role for role in config._roles(plan) if role["name"] == "user"]
    assert "servers!user" in user["scopes"]
    assert config._landing(handler("anna"), plan) == "/hub/spawn/anna/liten-2026"
    assert config._landing(handler("lena", "staff", "instructors-liten-2026"), plan) == config.DESK
    assert config._landing(handler("bo"), plan) == config.PAGE


def test_one_begins_on_the_pages_where_nothing_is_open_or_there_is_more_than_one(tmp_path: Path, plan: Plan) -> None:
    set_rules(OccasionFolder(plan.occasions / "liten-2026"), opens=FUTURE.isoformat())
    assert config._landing(handler("anna"), plan) == config.PAGE
    set_rules(OccasionFolder(plan.occasions / "liten-2026"), hand_ins="once")
    assert config._landing(handler("anna"), plan) != config.PAGE
    other = make_occasion(tmp_path / "other", ["anna"])
    other.path.rename(plan.occasions / "andra-2026")
    both = make_plan(plan.occasions, ["liten-2026", "andra-2026"], plan.courses, 8000, [])
    assert config._landing(handler("anna"), both) == config.PAGE


def test_the_course_page_leads_to_the_server_also_with_what_is_new(here: OccasionFolder) -> None:
    with running([here], hub="/hub/") as app:
        anna = app.visitor("anna")
        assert MODULE in anna.get("/liten-2026/").text
        answer = anna.get(f"/liten-2026/{MODULE}/")
        assert (answer.status, answer.headers["Location"]) == (302, START)
        assert (here.path / "journals" / "anna" / MODULE / f"{MODULE}.ipynb").is_file()
        assert app.visitor("lena").get(f"/liten-2026/{MODULE}/").status == 403


def test_without_a_hub_every_module_is_a_page(here: OccasionFolder) -> None:
    with running([here]) as app:
        assert "Vilket djur säger mu?" in app.visitor("anna").get(f"/liten-2026/{MODULE}/").text


def test_what_is_switched_off_is_named_as_jupyter_does() -> None:
    switched_off = json.loads((SETTINGS / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    assert all("-extension" in name or name == "@jupyter/nbgrader" for name in switched_off["disabledExtensions"])
    package = json.loads((DATA / "labextensions" / "kurs-participant" / "package.json").read_text(encoding="utf-8"))
    assert (DATA / "labextensions" / package["name"] / package["jupyterlab"]["_build"]["load"]).is_file()


def test_the_hub_says_what_a_workshop_does_not_protect(here: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graders.hub.run.run_hub", lambda plan, ready, tell: ready())
    where = ["--occasions", str(here.path.parent), "--courses", str(here.path.parents[1] / "courses")]
    done = CliRunner().invoke(hub, [here.id, *where])
    assert done.exit_code == 0, done.output
    assert "varje deltagare har en egen server, och den körs under ditt konto" in done.output


def test_with_accounts_of_the_system_a_workshop_is_refused(here: OccasionFolder) -> None:
    where = ["--occasions", str(here.path.parent), "--state", str(here.path.parent.parent / "state")]
    accounts = ["--proxy-account", "kurs-proxy", "--page-account", "kurs-page", "--grader-account", "kurs-grader"]
    accounts += ["--staff-group", "staff"]
    done = CliRunner().invoke(hub, [here.id, *where, *accounts])
    assert "surface: lab" in str(done.exception)
