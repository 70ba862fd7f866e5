"""The tests' own browser: how it is found, that it reaches no other machine, and that what goes wrong is seen."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from graders.reports.build import cohort_report
from tests import browser_support
from tests.browser_support import Keyboard, NoBrowserError, Outside, Windows, axe_problems, by_mouse, find_browser
from tests.kinds_support import PRACTICE, TASKS
from tests.report_support import EXERCISES, occasion, rows
from tests.site_support import COURSE_PAGE, MODULE_PAGE, Site, expect_saved, press, region

Show = Callable[[str], Page]


@pytest.fixture
def show(windows: Windows) -> Iterator[Show]:
    """Return what shows HTML at an address of its own."""
    pages: dict[str, bytes] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", "script-src 'self'")
            self.end_headers()
            self.wfile.write(pages["body"])

        def log_message(self, *_: object) -> None:
            pass

    def show(html: str) -> Page:
        head = "<!doctype html><html lang='sv'><title>Prov</title><link rel='icon' href='data:,'>"
        pages["body"] = f"{head}<main><h1>Prov</h1>{html}</main>".encode()
        page = windows.open().new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        return page

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield show
        server.shutdown()
        thread.join()


# --- what is seen -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<img src='https://example.org/bild.png' alt=''>", "asked https://example.org/bild.png"),
        ("<link rel='stylesheet' href='http://192.0.2.7/a.css'>", "asked http://192.0.2.7/a.css"),
        ("<img src='http://localhost:1/bild.png' alt=''>", "asked http://localhost:1/bild.png"),
        ("<script>1</script>", "console: Executing inline script violates"),
        ("<img src='data:image/png;base64,eA==' alt='' onerror='1'>", "violates the following Content Security Policy"),
    ],
    ids=["a picture", "a style sheet", "another name of this machine", "a script", "a handler"],
)
def test_what_a_page_must_not_do_is_seen(show: Show, windows: Windows, html: str, seen: str) -> None:
    show(html)
    problems = windows.close()
    assert any(seen in problem for problem in problems), problems


def test_an_error_of_a_script_is_seen_and_may_be_expected(show: Show, windows: Windows) -> None:
    page = show("")
    page.evaluate("setTimeout(() => { throw new Error('ett fel') })")
    page.evaluate("console.error('ett till')")
    assert [problem.split(" (")[0] for problem in windows.watch.problems()] == [
        "page error: ett fel",
        "console: ett till",
    ]
    windows.watch.expect("en gång till")
    page.evaluate("console.error('en gång till')")
    assert windows.watch.problems() == []


def test_another_machine_is_stopped_before_it_is_asked(show: Show, windows: Windows, outside: Outside) -> None:
    page = show("")
    with pytest.raises(Error, match="ERR_TUNNEL_CONNECTION_FAILED"):
        page.goto("https://example.org/")
    assert "CONNECT example.org:443 HTTP/1.1" in outside.asked
    assert any("asked CONNECT example.org" in problem for problem in windows.watch.problems())


def test_axe_sees_colours_names_and_repeated_ids(show: Show) -> None:
    page = show(
        "<style>p { color: #ccc; background: #fff }</style><p id='a'>Svagt</p><input id='a'>"
        "<section class='ours'><p style='color: #000'>Starkt</p></section>"
    )
    found = axe_problems(page)
    for rule in ("color-contrast (serious)", "label (critical)", "the id a stands 2 times"):
        assert any(one.startswith(rule) for one in found), found
    assert axe_problems(page, within=".ours") == []


def test_axe_judges_colours_where_the_body_has_no_height(show: Show) -> None:
    page = show("<style>body { height: 0; overflow: hidden } p { color: #ccc; background: #fff }</style><p>Svagt</p>")
    assert any(one.startswith("color-contrast") for one in axe_problems(page, taller=True))


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ("<style>:focus { outline: none }</style><button>Ett</button>", "cannot be seen"),
        ("<button>Ett</button><div style='position: fixed; inset: 0; background: #fff'></div>", "cannot be seen"),
        ("", "is lost"),
    ],
    ids=["no ring", "covered", "nowhere"],
)
def test_focus_that_cannot_be_seen_or_is_lost_is_noticed(show: Show, html: str, wrong: str) -> None:
    keyboard = Keyboard(show(html))
    with pytest.raises(AssertionError, match=wrong):
        keyboard.press("Tab")


# --- nothing leaves the machine -----------------------------------------------------------------


def test_nothing_is_asked_of_another_machine_when_everything_is_used(site: Site) -> None:
    page = site.open(COURSE_PAGE)
    page.goto(MODULE_PAGE)
    for one in TASKS:
        for act, _ in one.question.steps:
            by_mouse(region(page, one), act)
        expect_saved(page, one)
    for one in PRACTICE:
        press(region(page, one), one.question.check)
    page.goto(f"{MODULE_PAGE}lamna-in")
    press(page.get_by_role("main"), "Lämna in")
    page.wait_for_url("**/kvitto")
    assert site.windows.watch.problems() == []


def test_the_cohort_report_asks_nobody_and_axe_finds_nothing(windows: Windows, tmp_path: Path) -> None:
    modules = {"1-uppdraget": EXERCISES}
    folder = occasion(tmp_path / "intro-2026-ht", rows(60), title="Introduktion, hösten 2026", modules=modules)
    page = windows.open().new_page()
    page.goto(cohort_report(folder).html.as_uri())
    assert page.get_by_role("img").count() >= 3
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += axe_problems(page)
    assert found == []
    assert windows.watch.problems() == []


# --- finding a browser --------------------------------------------------------------------------


def program(folder: Path, name: str, code: int = 0) -> Path:
    """Write what looks like a browser and ends with a code."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is all of PATH, on a machine where nothing can be downloaded or installed."""
    tried = tmp_path / "tried"

    def run(command: list[object], **options: object) -> subprocess.CompletedProcess[bytes]:
        if str(command[0]) in (sys.executable, "apt-get"):
            with tried.open("a") as file:
                file.write(" ".join(map(str, command)) + "\n")
            return subprocess.CompletedProcess(command, 1)
        return real(command, **options)  # type: ignore[call-overload,no-any-return]

    real = subprocess.run
    monkeypatch.setattr(browser_support.subprocess, "run", run)
    monkeypatch.setattr(browser_support, "DOWNLOADS", tmp_path / "browsers")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def tried(bare: Path) -> str:
    path = bare / "tried"
    return path.read_text() if path.exists() else ""


def test_a_browser_that_runs_is_taken_from_the_path(bare: Path) -> None:
    program(bare / "bin", "chromium", code=1)  # a stub that only says where to get one
    chrome = program(bare / "bin", "google-chrome")
    assert find_browser() == chrome
    assert tried(bare) == ""


def test_a_browser_that_was_downloaded_is_used_again(bare: Path) -> None:
    shell = program(bare / "browsers" / "chromium_headless_shell-1" / "linux", "chrome-headless-shell")
    assert find_browser() == shell
    assert tried(bare) == ""


def test_without_a_browser_one_line_says_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program(bare / "bin", "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    for _ in range(2):  # What was tried in vain is not tried again in the same run.
        with pytest.raises(NoBrowserError, match=r"^no browser for the tests: install Chromium or Chrome.*PATH$"):
            find_browser()
    lines = tried(bare).splitlines()
    assert [line.split(" -o ")[0].removeprefix(sys.executable).strip() for line in lines] == [
        "-m playwright install chromium-headless-shell",
        "apt-get",
        "apt-get",
    ]
    assert lines[-1].endswith("install -y --no-install-recommends chromium")
    assert "apt-get install chromium" in capsys.readouterr().err


def test_only_root_installs(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "bin", "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(NoBrowserError):
        find_browser()
    assert "apt-get" not in tried(bare)
