"""A real browser for the tests: found or installed, shut off from every other machine, and watched.

Playwright's own fixtures are not used. Nothing here is about the page or JupyterLab, so that both can be tested
with it: `Windows` opens contexts and watches them, `Keyboard` goes by keys alone, and `axe_problems` asks axe-core.
"""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, WebError, expect

from tests.kinds_support import Act
from toolkit.face import bundle
from toolkit.testing import CHECKOUT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DOWNLOADS = CHECKOUT / ".kurs" / "browsers"
DOWNLOADED = ("chrome-headless-shell", "headless_shell")
"""What Playwright calls the browser that it downloads, on different machines."""
WHAT_TO_DO = "no browser for the tests: install Chromium or Chrome so that `chromium` or `google-chrome` is on PATH"
NOWHERE = "http://127.0.0.1:1/"
expect.set_options(timeout=30_000)  # A limit, and no pause: a busy machine is slow.
OPTIONS = (
    # Playwright switches off most of what a browser asks its maker by itself; these are the rest.
    "--disable-domain-reliability",
    "--no-pings",
    f"--gaia-url={NOWHERE}",
    f"--autofill-server-url={NOWHERE}",
    f"--component-updater=url-source={NOWHERE}",
)
MAKER = re.compile(r"\b(google|googleapis|gstatic|gvt1)\.com\b")
"""Whom a browser asks by itself, in versions that do not know the options: that is stopped, and no fault of ours."""
LOCAL = ("127.0.0.1",)
SCHEMES = ("http", "https", "ws", "wss")


class NoBrowserError(Exception):
    """There is no browser, and none could be installed."""


# --- finding one ------------------------------------------------------------------------------


def find_browser() -> Path:
    """Return a Chromium or Chrome that runs; one is downloaded or installed where there is none.

    Raises
    ------
    NoBrowserError
        With one line that says what to install.
    """
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    with (DOWNLOADS / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # One process installs; the others wait, and find what it installed.
        found = _on_path() or _downloaded()
        if found:
            return found
        # What one process of a run has tried in vain, the others need not.
        lock.seek(0)
        if lock.read() != _run():
            found = _download() or _install()
            if found:
                return found
            lock.truncate(0)
            lock.write(_run())
    raise NoBrowserError(WHAT_TO_DO)


def _run() -> str:
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))


def _works(path: Path) -> bool:
    """Tell whether a browser starts: some are stubs, and some lack libraries of the system."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _on_path() -> Path | None:
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path and _works(Path(path))), None)


def _downloaded() -> Path | None:
    found = (path for name in DOWNLOADED for path in sorted(DOWNLOADS.rglob(name), reverse=True))
    return next((path for path in found if path.is_file() and _works(path)), None)


def _download() -> Path | None:
    """Let Playwright download its own; that takes more of the network than package registries."""
    _tell("no Chromium on PATH; Playwright downloads one to .kurs/browsers")
    command = [sys.executable, "-m", "playwright", "install", "chromium-headless-shell"]
    variables = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(DOWNLOADS)}
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(command, env=variables, capture_output=True, check=False, timeout=300)
    return _downloaded()


def _install() -> Path | None:
    """Install the system's package, where we may and where there is one."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _tell("apt-get install chromium")
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["update"], ["install", "-y", "--no-install-recommends", "chromium"])
    for words in commands:
        command = ["apt-get", "-o", "DPkg::Lock::Timeout=120", *words]
        subprocess.run(command, env=variables, capture_output=True, check=False)
    return _on_path()


def _tell(text: str) -> None:
    print(f"tests: {text}", file=sys.stderr, flush=True)


# --- what it must not do ----------------------------------------------------------------------


class Outside:
    """What stands for all other machines: the browser's proxy, which writes down who is asked for and refuses.

    It also stops what no page tells of, such as what the browser asks by itself.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # It is closed.
                return
            with connection, suppress(OSError):
                connection.settimeout(5)
                self.asked.append(connection.recv(4096).split(b"\r\n", 1)[0].decode("latin-1"))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        """Stop."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)


def launch_options(outside: Outside) -> dict[str, Any]:
    """Return what every browser of the tests is started with."""
    # No --proxy-bypass-list: 127.0.0.1 never goes through a proxy unless that is asked for.
    arguments = [*OPTIONS, f"--proxy-server=127.0.0.1:{outside.port}"]
    # Its sandbox neither works for root nor in most containers, and only our own pages are opened.
    return {"executable_path": find_browser(), "args": arguments, "chromium_sandbox": False}


def context_options() -> dict[str, Any]:
    """Return what every context of the tests has."""
    return {"locale": "sv-SE", "timezone_id": "Europe/Stockholm", "viewport": {"width": 1200, "height": 900}}


class Watch:
    """Writes down what pages must not do: ask another machine, and end in errors."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._found: list[str] = []
        self._expected: list[str] = []

    def expect(self, *patterns: str) -> None:
        """Let errors in the console pass that match one of these."""
        self._expected += patterns

    def follow(self, context: BrowserContext) -> None:
        """Watch all the pages of a context."""
        context.set_default_timeout(60_000)
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", self._failed)

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in SCHEMES and address.hostname not in LOCAL:
            self._found.append(f"asked {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._found.append(f"console: {message.text} ({message.location['url']})")

    def _failed(self, error: WebError) -> None:
        self._found.append(f"page error: {error.error}")

    def problems(self) -> list[str]:
        """Return what was found and not expected, and begin anew."""
        unseen = [f"asked {line}" for line in self._outside.asked if not MAKER.search(line)]
        found = [*self._found, *unseen]
        self._found.clear()
        self._outside.asked.clear()
        return [one for one in found if not any(re.search(pattern, one) for pattern in self._expected)]


class Windows:
    """Opens the contexts of one test: each is a browser of its own, with its own cookies and storage."""

    def __init__(self, browser: Browser, outside: Outside) -> None:
        self.watch = Watch(outside)
        self._browser = browser
        self._open: list[BrowserContext] = []

    def open(self, **options: Any) -> BrowserContext:
        """Open a context."""
        context = self._browser.new_context(**{**context_options(), **options})
        self._open.append(context)
        self.watch.follow(context)
        return context

    def close(self) -> list[str]:
        """Close them and return what their pages did that they must not."""
        for context in self._open:
            for page in context.pages:
                with suppress(Exception):
                    page.evaluate("0")  # What happened before this has been told when it returns.
            context.close()
        self._open.clear()
        return self.watch.problems()


# --- acting -----------------------------------------------------------------------------------


def control(root: Locator, act: Act) -> Locator:
    """Find what somebody acts on, as who does not see the screen does."""
    place = root.get_by_role("group", name=act.group, exact=True) if act.group else root
    return place.get_by_role(act.role, name=act.name, exact=True)


def by_mouse(root: Locator, act: Act) -> None:
    """Do one thing with the mouse; a field is left when it is filled in."""
    found = control(root, act)
    if act.role == "combobox":
        found.select_option(label=act.value)
    elif act.role == "textbox":
        found.click()
        found.fill(act.value)
        found.blur()
    elif act.role == "slider":
        found.fill(act.value)
    else:
        found.click()


STOP = """(at, wanted) => {
  const active = document.activeElement;
  const box = active.closest("label") ?? active;
  const rings = [active, box].some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const [rect] = active.getClientRects();
  // In the middle of what is in sight: of a tall field only the line that one writes on is scrolled there.
  const middle = (from, to, size) => (Math.max(from, 0) + Math.min(to, size)) / 2;
  const hit = rect && document.elementFromPoint(
    middle(rect.left, rect.right, innerWidth), middle(rect.top, rect.bottom, innerHeight));
  const isOnTop = Boolean(hit) && (box.contains(hit) || hit.contains(active));
  const isRadio = wanted?.type === "radio" && active.type === "radio" && active.name === wanted.name;
  return {
    lost: active === document.body || active === document.documentElement,
    seen: rings && isOnTop,
    reached: active === wanted || isRadio,
    isPast: Boolean(wanted) && Boolean(active.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING),
    text: `${active.tagName} ${active.getAttribute("aria-label") ?? active.innerText ?? ""} ${active.id}`.slice(0, 80),
  };
}"""
"""What is known of the place where focus is: a row that is a label shows the focus of what stands in it."""
MOST_STOPS = 500


class Keyboard:
    """Someone who has no mouse; focus must be visible, and somewhere, at every stop."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._root = page.locator("html")

    def press(self, key: str, wanted: Any = None) -> bool:
        """Press a key and look at where focus then is; tells whether that is the element that was wanted."""
        self.page.keyboard.press(key)
        stop = self._root.evaluate(STOP, wanted)
        assert not stop["lost"], f"focus is lost after {key}"
        assert stop["seen"], f"focus cannot be seen after {key}: {stop['text']}"
        return bool(stop["reached"])

    def tab_to(self, found: Locator) -> None:
        """Press Tab, or Shift+Tab, until focus is on a control or in its group of radio buttons."""
        expect(found).to_be_enabled()  # Until the script has drawn it, it stands there as the server wrote it.
        wanted = found.element_handle()
        stop = self._root.evaluate(STOP, wanted)
        if stop["reached"]:
            return
        key = "Shift+Tab" if stop["isPast"] else "Tab"
        for _ in range(MOST_STOPS):
            if self.press(key, wanted):
                return
        raise AssertionError(f"{key} never leads to {found}")

    def act(self, root: Locator, act: Act) -> None:
        """Do one thing; a field is left when it is filled in."""
        found = control(root, act)
        self.tab_to(found)
        if act.role == "radio":
            self._choose_radio(found)
        elif act.role == "combobox":
            self._choose_option(found, act.value)
        elif act.role == "textbox":
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(act.value)
            self.press("Tab")
        else:
            self.press("Space" if act.role == "checkbox" else "Enter")

    def _choose_radio(self, found: Locator) -> None:
        for _ in range(MOST_STOPS):
            if found.evaluate("one => one === document.activeElement"):
                break
            self.press("ArrowDown")
        if not found.is_checked():
            self.press("Space")

    def _choose_option(self, found: Locator, label: str) -> None:
        self.press("Home")
        for _ in range(MOST_STOPS):
            if found.evaluate("one => one.selectedOptions[0].label") == label:
                return
            self.press("ArrowDown")


# --- looking ----------------------------------------------------------------------------------

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
AXE = """async ([tags, within, taller]) => {
  const body = document.body;
  if (taller) body.style.setProperty("height", "100vh", "important");
  const changes = document.getAnimations().filter((one) => one instanceof CSSTransition && one.playState === "running");
  await Promise.allSettled(changes.map((one) => one.finished));
  const found = await axe.run(within, {runOnly: {type: "tag", values: tags}});
  if (taller) body.style.removeProperty("height");
  const told = ({id, impact, nodes}, sure) => nodes.map((node) =>
    `${id} (${sure ? impact : "incomplete"}) ${node.target.join(" ")}: ${node.failureSummary.split("\\n").at(-1)}`);
  const ids = new Map();
  for (const one of document.querySelectorAll(`${within} [id]`)) ids.set(one.id, (ids.get(one.id) ?? 0) + 1);
  return [
    ...found.violations.flatMap((one) => told(one, true)),
    ...found.incomplete.filter((one) => one.id.startsWith("duplicate-id")).flatMap((one) => told(one, false)),
    ...[...ids].filter(([, count]) => count > 1).map(([id, count]) => `the id ${id} stands ${count} times`),
  ];
}"""


@cache
def _axe_source() -> str:
    bundle.require_tools()
    return (CHECKOUT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe_problems(page: Page, *, taller: bool = False, within: str = "html") -> list[str]:
    """Return what axe-core finds on a page, and ids that stand there more than once.

    Parameters
    ----------
    taller
        For JupyterLab, whose body has no height: axe takes all in it for hidden and then judges no colours.
    within
        Selector of what is ours.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_axe_source())
    found: list[str] = page.evaluate(AXE, [list(AXE_TAGS), within, taller])
    return found
