"""Who a service of the hub's takes a request to come from, and for how long without asking the hub."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.occasion_support import MODULE, make_occasion
from tests.page_support import Answer, Running, Visitor
from toolkit.face.page.app import make_app
from toolkit.signin.session import FRESH, LONGEST, Sessions

PREFIX = "/services/kurs/"
COURSE = f"{PREFIX}liten-2026/"
STATE = f"{COURSE}{MODULE}/lage"
SCOPE = "access:services!service=kurs"


class Api(BaseHTTPRequestHandler):
    """What the hub answers to a service."""

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(200, {"access_token": f"token-of-{body['code'][0]}"})

    def do_GET(self) -> None:
        hub = self.server
        assert isinstance(hub, FakeHub)
        hub.asked += 1
        name = self.headers["Authorization"].removeprefix("token token-of-")
        if name in hub.people:
            self.answer(200, {"kind": "user", "name": name, "scopes": hub.people[name]})
        else:
            self.answer(403, {"message": "Forbidden"})

    def answer(self, status: int, data: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class FakeHub(ThreadingHTTPServer):
    """The hub's interface for services, whose answers a test decides.

    Parameters
    ----------
    people
        Whom it knows, each with what they may do.
    asked
        How often it has been asked who somebody is.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Api)
        self.people = {"anna": [SCOPE], "bo": [SCOPE], "dag": []}
        self.asked = 0
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()


class Service:
    """The pages of an occasion, as a service of that hub."""

    def __init__(self, root: Path) -> None:
        self.at = 1_000_000.0
        self._folder = make_occasion(root, ["anna", "bo"])
        self.app = self._run()

    def _run(self) -> Running:
        sessions = Sessions(PREFIX, lambda: self.at)
        app = make_app([self._folder], sessions.who, prefix=PREFIX)
        sessions.install(app)
        return Running(app)

    def restart(self) -> None:
        self.app.stop()
        self.app = self._run()

    def begin(self, path: str = COURSE) -> tuple[Visitor, str]:
        """Ask for a page in a new browser; return that and the state that it is sent to the hub with."""
        browser = Visitor(self.app.port, None, {"jupyterhub-session-id": "nav"})
        sent = browser.get(path)
        assert sent.status == 302
        assert sent.headers["Location"].startswith("/hub/api/oauth2/authorize?client_id=service-kurs&")
        asked = parse_qs(urlsplit(sent.headers["Location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        return browser, asked["state"][0]

    def sign_in(self, name: str, path: str = COURSE) -> Visitor:
        browser, state = self.begin(path)
        back = browser.get(f"{PREFIX}oauth_callback?code={name}&state={state}")
        assert (back.status, back.headers["Location"]) == (302, path)
        return browser

    def show(self, browser: Visitor, path: str = COURSE) -> Answer:
        browser.port = self.app.port
        return browser.get(path)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    hub = FakeHub()
    given = {
        "API_TOKEN": "hemligt",
        "API_URL": f"http://127.0.0.1:{hub.server_port}/hub/api",
        "BASE_URL": "/",
        "CLIENT_ID": "service-kurs",
        "OAUTH_ACCESS_SCOPES": json.dumps([SCOPE]),
        "OAUTH_CALLBACK_URL": f"{PREFIX}oauth_callback",
        "SERVICE_NAME": "kurs",
        "SERVICE_PREFIX": PREFIX,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"JUPYTERHUB_{name}", value)
    yield hub
    hub.stop()


@pytest.fixture
def service(hub: FakeHub, tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    yield service
    service.app.stop()


def test_the_hub_is_asked_once_and_then_again_when_its_answer_is_old(hub: FakeHub, service: Service) -> None:
    anna = service.sign_in("anna")
    for _ in range(3):
        assert "Anna Prov" in service.show(anna).text
    assert hub.asked == 1
    service.at += FRESH - 1
    service.restart()  # Nobody has to be asked about.
    assert service.show(anna).status == 200
    assert hub.asked == 1
    service.at += 2
    assert service.show(anna).status == 200
    assert service.show(anna).status == 200
    assert hub.asked == 2


def test_a_hub_that_is_down_stops_nobody_until_its_answer_is_very_old(hub: FakeHub, service: Service) -> None:
    anna = service.sign_in("anna")
    hub.stop()
    for _ in range(2):
        service.at += LONGEST / 2 - 1
        assert service.show(anna).status == 200
    service.at += 3
    reply = service.show(anna)
    assert (reply.status, service.show(anna, STATE).json["why"]) == (503, "disk")
    assert "Sidan kan inte visas just nu." in reply.text
    back = FakeHub(hub.server_port)
    try:
        assert service.show(anna).status == 200
    finally:
        back.stop()


def test_who_is_signed_out_of_the_hub_is_signed_out_here(hub: FakeHub, service: Service) -> None:
    anna = service.sign_in("anna")
    anna.cookies["jupyterhub-session-id"] = "ett annat"
    assert service.show(anna).status == 302
    assert service.show(anna, STATE).status == 401
    anna.cookies["jupyterhub-session-id"] = "nav"
    assert service.show(anna).status == 200
    del hub.people["anna"]
    service.at += FRESH
    assert service.show(anna, STATE).status == 401
    assert service.show(anna).status == 302


def test_who_may_not_come_in_is_told_so(hub: FakeHub, service: Service) -> None:
    browser, state = service.begin()
    reply = browser.get(f"{PREFIX}oauth_callback?code=dag&state={state}")
    assert reply.status == 403
    assert "Du har inte tillgång" in reply.text
    assert browser.get(STATE).status == 401


@pytest.mark.parametrize("forged", ["", "fel", "en annans"])
def test_nobody_is_signed_in_by_a_link_that_another_made(service: Service, forged: str) -> None:
    _, others = service.begin()
    browser, _ = service.begin()
    state = others if forged == "en annans" else forged
    assert browser.get(f"{PREFIX}oauth_callback?code=bo&state={state}").status == 403
    assert Visitor(service.app.port, None).get(f"{PREFIX}oauth_callback?code=bo&state={others}").status == 403
    assert browser.get(STATE).status == 401


def test_a_cookie_that_was_changed_is_none(service: Service) -> None:
    anna, bo = service.sign_in("anna"), service.sign_in("bo")
    name = "service-kurs-session"
    assert anna.cookies[name] != bo.cookies[name]
    anna.cookies[name] = anna.cookies[name][:-2] + "00"
    assert service.show(anna, STATE).status == 401
    assert service.show(bo, STATE).status == 200
