"""A real hub: ``kurs hub`` in a process of its own, and people who sign in with or without a browser."""

import csv
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from playwright.sync_api import Page

from tests.lab_support import free_port
from tests.machine_support import Machine
from tests.signin_support import PASSWORD, make_accounts, with_password
from toolkit.occasion import OccasionFolder
from toolkit.testing import CHECKOUT

XSRF = re.compile(r'name="_xsrf" value="([^"]+)"')


@dataclass
class Hub:
    """A hub that runs.

    Parameters
    ----------
    process
        ``kurs hub``.
    said
        What it has written so far, to either stream.
    """

    root: Path
    port: int
    process: "subprocess.Popen[str]"
    said: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def part(self, word: str) -> int:
        """Return the process of one of the hub's parts, by a word of its command."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in map(int, children):
            if word in Path(f"/proc/{pid}/cmdline").read_text():
                return pid
        raise LookupError(word)

    def kill(self, word: str) -> None:
        """End one of the hub's parts without a warning."""
        os.kill(self.part(word), signal.SIGKILL)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(90)
        assert self.process.stdout
        self.process.stdout.close()

    def log(self, name: str) -> str:
        return (self.root / ".hub" / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_hub(
    here: Sequence[OccasionFolder], courses: Path, people: Sequence[str], staff: Sequence[str] = ()
) -> Iterator[Hub]:
    """Run a hub of some occasions, where all have the same password."""
    root, port = here[0].path.parent, free_port()
    accounts = make_accounts(root)
    for name in (*people, *staff):
        with_password(accounts, name)
    hub = start_hub(root, [one.id for one in here], courses, staff, port)
    try:
        yield hub
    finally:
        if hub.process.poll() is None:
            hub.stop()


def start_hub(root: Path, names: Sequence[str], courses: Path, staff: Sequence[str], port: int) -> Hub:
    """Start a hub, and wait until people can sign in."""
    command = [str(Path(sys.executable).with_name("kurs")), "hub", *names, "--port", str(port)]
    command += ["--occasions", str(root), "--courses", str(courses)]
    command += [word for name in staff for word in ("--staff", name)]
    said = root / "hub.log"
    with said.open("a") as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
    assert process.stdout
    line = process.stdout.readline()
    assert str(port) in line, f"{line!r}, {said.read_text()}"
    return Hub(root, port, process, said)


def machine_command(made: Machine, occasion: str, port: int, *more: object) -> list[str]:
    """Return what starts a hub as root on a machine that is set up."""
    words: list[object] = [*made.namespace, "env", f"PYTHONPATH={CHECKOUT}", f"KURS_PSEUDONYM_KEY_FILE={made.key}"]
    words += [Path(sys.executable).with_name("kurs"), "hub", occasion, "--port", port]
    words += ["--proxy-account", made.proxy, "--page-account", made.page, "--grader-account", made.grader]
    words += ["--staff-group", f"{made.staff}s"]
    words += ["--occasions", made.occasions, "--courses", made.data / "courses", *more]
    return [str(word) for word in words]


@contextmanager
def running_on(made: Machine, occasion: str) -> Iterator[Hub]:
    """Run a hub on a machine that is set up, each part under its own account."""
    port, said = free_port(), made.root / "hub.log"
    words = machine_command(made, occasion, port, "--state", made.root / "state")
    with said.open("a") as log:
        process = subprocess.Popen(
            words, cwd="/", stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        )
    assert process.stdout
    line = process.stdout.readline()
    assert str(port) in line, f"{shlex.join(words)}\n{line}{said.read_text()}"
    hub = Hub(made.occasions, port, process, said)
    try:
        yield hub
    finally:
        hub.stop()


def code_on(made: Machine, occasion: str, name: str) -> str:
    """Return somebody's one-time code, as it stands in the file for mail merge."""
    (path,) = (made.occasions / occasion).glob("codes-*.csv")
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    return next(row["code"] for row in rows if row["id"] == name)


@dataclass
class Someone:
    """Somebody without a browser, who follows where they are sent."""

    hub: Hub
    name: str
    jar: CookieJar = field(default_factory=CookieJar)
    came_to: str = ""

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """Ask for a page; return its status, where it was in the end, and its text."""
        address = path if path.startswith("http") else self.hub.address + path
        request = Request(address, data, {name.replace("_", "-"): value for name, value in headers.items()})
        try:
            with build_opener(HTTPCookieProcessor(self.jar)).open(request, timeout=60) as page:
                return page.status, urlsplit(page.url).path, page.read().decode()
        except HTTPError as error:
            return error.code, urlsplit(error.url or "").path, error.read().decode("utf-8", "replace")

    def sign_in(self, password: str = PASSWORD, to: str = "") -> str:
        """Sign in; return where one came to: where one is led, or is on the way to."""
        _, _, page = self.ask("/hub/login")
        found = XSRF.search(page)
        assert found, page
        form = urlencode({"username": self.name, "password": password, "_xsrf": found[1]}).encode()
        status, path, text = self.ask(f"/hub/login?{urlencode({'next': to})}" if to else "/hub/login", form)
        assert status == 200, (status, text)
        return path

    def cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self.jar if cookie.name == name), "")


def sign_in(page: Page, hub: Hub, name: str, password: str = PASSWORD) -> None:
    """Sign in by the form, as somebody does who starts at the hub's address."""
    page.goto(hub.address)
    page.get_by_label("Namn").fill(name)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()
