"""A real hub: who comes where, who is let in to what, and what goes on while its parts are ended."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from tests.hubs_support import Hub, Someone, running_hub, start_hub
from tests.occasion_support import MODULE, write_course
from toolkit.formats import Occasion
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder

ONE, OTHER, OVER, SOON = "liten-ett", "liten-annat", "liten-slut", "liten-snart"
NOW = datetime.now(UTC)
PAGE = f"/services/kurs/{ONE}/{MODULE}/"
pytestmark = pytest.mark.long


def make(root: Path, name: str, participant: str, instructor: str, **times: datetime) -> OccasionFolder:
    made = Occasion(id=name, course="liten", title=f"Kursen {name}", instructors=[instructor], **times)
    here = new_occasion(root / "occasions", root / "courses" / "liten", made)
    listing = root / f"{name}.csv"
    listing.write_text(f"id;name\n{participant};{participant.title()}\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", listing)
    release(here, MODULE, root / "courses")
    return here


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    root = tmp_path_factory.mktemp("hub")
    write_course(root / "courses")
    occasions = [
        make(root, ONE, "anna", "lena"),
        make(root, OTHER, "bo", "olle"),
        make(root, OVER, "cia", "lena", ends=NOW - timedelta(hours=1)),
        make(root, SOON, "cia", "lena", starts=NOW + timedelta(days=2)),
    ]
    with running_hub(occasions, root / "courses", ["anna", "bo", "cia"], ["lena", "olle", "dag"]) as hub:
        yield hub


@pytest.fixture(scope="module")
def signed_in(hub: Hub) -> dict[str, Someone]:
    people = {name: Someone(hub, name) for name in ("anna", "bo", "cia", "lena", "olle", "dag")}
    for one in people.values():
        one.came_to = one.sign_in(to="/hub/home" if one.name == "dag" else "")
    return people


def until(holds: Callable[[], Any]) -> Any:
    waiting = threading.Event()
    while not (found := holds()):
        waiting.wait(0.05)
    return found


def save(one: Someone, path: str = PAGE, answer: str = "q", seq: int = 1, view: str = "vy") -> tuple[int, Any]:
    """Save an answer to the first exercise; return the status and the reply."""
    occasion = path.split("/")[3]
    notebook = read(one.hub.root / occasion / "release" / MODULE / f"{MODULE}.ipynb")
    exercise = notebook.exercises["liten-1-val"]
    message = {"type": "answer", "ex": exercise.id, "var": None, "rev": exercise.rev, "view": view, "seq": seq}
    known = journal(one.hub, one.name, occasion)
    base = known[-1]["n"] if known else 0
    body = json.dumps({**message, "base": base, "answer": answer}).encode()
    status, _, text = one.ask(f"{path}svar", body, X_XSRFToken=one.cookie("kurs_xsrf"))
    with suppress(ValueError):
        return status, json.loads(text)
    return status, text


def journal(hub: Hub, name: str = "anna", occasion: str = ONE) -> list[Any]:
    path = hub.root / occasion / "journals" / name / MODULE / "answers.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines if '"type":"answer"' in line]


def test_each_comes_to_where_their_work_is(signed_in: dict[str, Someone]) -> None:
    assert signed_in["anna"].came_to == f"/services/kurs/{ONE}/"
    assert signed_in["anna"].ask("/")[1] == f"/services/kurs/{ONE}/"
    assert signed_in["lena"].ask("/")[1] == "/services/desk/"
    assert signed_in["lena"].came_to == signed_in["olle"].came_to == "/services/desk/"


REFUSED = [
    # Another occasion's participant, and what is no participant's business.
    ("bo", f"/services/kurs/{ONE}/", 403),
    ("bo", PAGE, 403),
    ("anna", f"/services/kurs/{OTHER}/{MODULE}/", 403),
    ("anna", "/services/desk/", 403),
    ("anna", f"/services/desk/{ONE}/", 403),
    ("anna", "/hub/spawn", 403),
    ("anna", "/hub/admin", 403),
    ("anna", "/hub/api/users", 403),
    ("anna", "/hub/api/users/lena", 404),
    # Instructors see their own occasions, and are participants in none.
    ("olle", f"/services/desk/{ONE}/", 403),
    ("olle", f"/services/desk/{ONE}/formgrader/", 403),
    ("olle", f"/services/desk/{ONE}/formgrader/?starta", 403),
    ("lena", PAGE, 403),
    ("lena", "/hub/admin", 403),
    ("dag", f"/services/desk/{ONE}/", 403),
    # An occasion that has not started, and one that has ended, of which only an instructor or nobody may see the rest.
    ("cia", f"/services/kurs/{SOON}/{MODULE}/", 403),
    ("cia", f"/services/kurs/{SOON}/{MODULE}/lage", 403),
    ("cia", f"/services/kurs/{SOON}/{MODULE}/lamna-in", 403),
    ("cia", f"/services/kurs/{OVER}/{MODULE}/aterkoppling", 404),
    ("cia", PAGE, 403),
    ("cia", f"/services/desk/{OVER}/", 403),
    ("anna", f"/services/kurs/{OVER}/", 403),
    ("anna", f"/services/kurs/{OVER}/{MODULE}/", 403),
    ("anna", f"/services/kurs/{SOON}/{MODULE}/", 403),
    ("lena", f"/services/kurs/{OVER}/{MODULE}/", 403),
    # Tricks with paths.
    ("anna", f"{PAGE}fil/{MODULE}.ipynb", 404),
    ("anna", f"{PAGE}fil/..%2f..%2f..%2fsource%2f{MODULE}%2f{MODULE}.ipynb", 404),
    ("anna", f"/services/kurs/{ONE}/..%2f{OTHER}/", 404),
    ("anna", "/services/kurs/../desk/", 404),
]


@pytest.mark.parametrize(("name", "path", "status"), REFUSED)
def test_who_has_no_business_there_is_refused(signed_in: dict[str, Someone], name: str, path: str, status: int) -> None:
    found, _, text = signed_in[name].ask(path)
    assert found == status, text[:500]
    assert "liten-1-val" not in text


def test_an_ended_occasion_is_read_and_takes_nothing_and_one_that_has_not_started_is_shut(
    signed_in: dict[str, Someone], hub: Hub
) -> None:
    cia = signed_in["cia"]
    over, soon = (f"/services/kurs/{name}/{MODULE}/" for name in (OVER, SOON))
    assert "Kursen är avslutad" in cia.ask(f"/services/kurs/{OVER}/")[2]
    assert cia.ask(over)[0] == 200
    assert "Modul 1: Djur öppnar " in cia.ask(soon)[2]
    for path in (over, soon):
        status, reply = save(cia, path)
        assert (status, reply["why"]) == (200, "closed")
        form = urlencode({"_xsrf": cia.cookie("kurs_xsrf")}).encode()
        assert cia.ask(f"{path}lamna-in", form)[0] in (403, 409)
    assert signed_in["lena"].ask(f"/services/desk/{OVER}/")[0] == 200
    assert list(hub.root.glob(f"{OVER}/journals/*")) == list(hub.root.glob(f"{SOON}/journals/*")) == []


def test_formgrader_opens_for_the_occasions_instructors_and_shows_nothing_else(signed_in: dict[str, Someone]) -> None:
    server = f"/user/kurs-grader/{ONE}"
    link = f"/services/desk/{ONE}/formgrader/manage_submissions/{MODULE}"
    status, path, text = signed_in["lena"].ask(link)
    assert (status, path) == (200, link)
    assert "<h1>Formgrader startas</h1>" in text
    assert 'content="0; url=?starta"' in text
    assert 'href="../../../_static/page.css' in text
    assert signed_in["lena"].ask(f"{link}?starta")[1] == f"{server}/formgrader/manage_submissions/{MODULE}"
    status, path, text = signed_in["lena"].ask(link)  # It runs: there is nothing to wait for.
    assert (status, path) == (200, f"{server}/formgrader/manage_submissions/{MODULE}")
    assert "nbgrader" in text
    for name in ("anna", "bo", "olle", "dag"):
        assert signed_in[name].ask(f"{server}/formgrader/")[0] == 403
        assert signed_in[name].ask(f"{server}/api/contents")[0] == 403
    token = signed_in["lena"].cookie("_xsrf")
    for path in ("api/contents", "api/contents/gradebook.db", "files/gradebook.db", "tree", "lab", "terminals/1"):
        assert signed_in["lena"].ask(f"{server}/{path}")[0] in (403, 404, 503), path
    for path, data in (("api/kernels", b'{"name": "python3"}'), ("api/terminals", b""), ("api/config/notebook", b"{}")):
        assert signed_in["lena"].ask(f"{server}/{path}", data, X_XSRFToken=token)[0] >= 400, path


def test_a_participant_starts_no_server(signed_in: dict[str, Someone]) -> None:
    anna = signed_in["anna"]
    status, _, _ = anna.ask("/hub/api/users/anna/server", b"", X_XSRFToken=anna.cookie("_xsrf"))
    assert status == 403


def test_a_stranger_is_sent_to_sign_in_and_nothing_is_taken_from_them(hub: Hub) -> None:
    nobody = Someone(hub, "ingen")
    for path in (PAGE, f"/services/desk/{ONE}/", f"/user/kurs-grader/{ONE}/formgrader/"):
        assert nobody.ask(path)[1] == "/hub/login"
    before = journal(hub)
    assert save(nobody)[0] in (401, 403)
    assert nobody.ask(f"{PAGE}lage")[0] == 401
    assert journal(hub) == before


def test_one_cannot_save_without_the_page_and_not_in_anothers_name(signed_in: dict[str, Someone], hub: Hub) -> None:
    anna = signed_in["anna"]
    status, _, _ = anna.ask(f"{PAGE}svar", b"{}")
    assert status == 403
    forged = anna.cookie("service-kurs-session")
    bo = signed_in["bo"]
    assert forged != bo.cookie("service-kurs-session")
    assert save(bo)[0] == 403
    assert journal(hub, "bo") == []


def test_signing_out_ends_the_pages_too(hub: Hub) -> None:
    anna = Someone(hub, "anna")
    anna.sign_in()
    assert anna.ask(PAGE)[0] == 200
    anna.ask("/hub/logout")
    assert anna.ask(PAGE)[1] == "/hub/login"
    assert save(anna)[0] == 401


# --- its parts are ended -----------------------------------------------------------------------


def test_saving_goes_on_while_the_hub_is_away_and_after_each_part_is_back(
    signed_in: dict[str, Someone], hub: Hub
) -> None:
    anna = signed_in["anna"]
    anna.ask(PAGE)
    hub.kill("jupyterhub")
    status, reply = save(anna, answer="b", view="utan-nav")
    assert reply["ok"], (status, reply)
    status, _, page = Someone(hub, "bo").ask("/hub/login")
    assert status == 503, "the hub is back already"
    assert "<h1>Sidan kan inte visas just nu.</h1>" in page
    hub.kill("page.service")
    reply = until(lambda: (r := save(anna, answer="q", view="ny-sida"))[0] == 200 and r)
    assert reply[1]["ok"]  # Nobody had to be asked about: what the hub said lies in the cookie.
    until(lambda: Someone(hub, "bo").ask("/hub/health")[0] == 200)
    hub.kill("configurable-http-proxy")
    with suppress(OSError):
        save(anna, answer="z", view="utan-ombud")

    def through() -> Any:
        with suppress(OSError):
            status, reply = save(anna, answer="z", view="utan-ombud", seq=2)
            return status == 200 and reply
        return None

    assert until(through)["ok"]
    kept = journal(hub)
    assert [line["answer"] for line in kept if line["view"] == "utan-nav"] == ["b"]
    assert [line["answer"] for line in kept if line["view"] == "ny-sida"] == ["q"]
    assert [line["answer"] for line in kept if line["view"] == "utan-ombud" and line["seq"] == 2] == ["z"]
    assert until(lambda: Someone(hub, "bo").sign_in()) == f"/services/kurs/{OTHER}/"


def test_logs_hold_no_answers_and_no_tokens(hub: Hub, signed_in: dict[str, Someone]) -> None:
    plan = json.loads((hub.root / ".hub" / "plan.json").read_text(encoding="utf-8"))
    secret = [*plan["tokens"].values(), "tre vanliga ord"]
    secret += [cookie.value or "" for one in signed_in.values() for cookie in one.jar if len(cookie.value or "") > 20]
    for path in (hub.root / ".hub" / "log").glob("*.log"):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [word for word in secret if word in text], path.name
        assert '"answer"' not in text


def test_it_stops_and_starts_again_with_everybody_signed_in(hub: Hub, signed_in: dict[str, Someone]) -> None:
    pids = [hub.part(word) for word in ("jupyterhub", "page.service", "desk.service", "configurable-http-proxy")]
    hub.stop()
    assert hub.process.returncode == 0
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    courses = hub.root.parent / "courses"
    again = start_hub(hub.root, [ONE, OTHER], courses, ["dag"], hub.port)
    hub.process = again.process
    assert signed_in["anna"].ask(PAGE)[0] == 200
    assert hub.process.poll() is None


def test_a_second_hub_on_the_same_port_is_refused(hub: Hub) -> None:
    command = [str(Path(sys.executable).with_name("kurs")), "hub", ONE, "--port", str(hub.port)]
    done = subprocess.run(
        [*command, "--occasions", str(hub.root)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {hub.port} är upptagen. Välj en annan med --port."
