"""The participants' pages with every kind of exercise, as somebody with a browser meets them."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser_support import Windows
from tests.kinds_support import MODULE, OCCASION, Task, make_occasion
from tests.page_support import Clock, Running, who
from toolkit.face import bundle
from toolkit.face.page.app import make_app
from toolkit.face.page.state import now

COURSE_PAGE = f"/{OCCASION}/"
MODULE_PAGE = f"/{OCCASION}/{MODULE}/"
SAVED = re.compile(r"^Sparat (\w{3} )?\d\d:\d\d$")
NOT_SAVED = "INTE sparat."


def signed_in(name: str) -> dict[str, str]:
    """Return the header that signs somebody in, as only a test does."""
    return {"X-Who": name}


class Site:
    """The page app on an occasion of its own, and the windows that are opened on it."""

    def __init__(self, root: Path, windows: Windows, clock: Clock | None = None) -> None:
        bundle.ensure()
        self.here = make_occasion(root)
        self.windows = windows
        self.clock = clock
        self.app = self._run(0)

    def _run(self, port: int) -> Running:
        return Running(make_app([self.here], who, clock=self.clock or now), port=port)

    def stop(self) -> None:
        """Stop the app, if it runs."""
        if not self.app.loop.is_closed():
            self.app.stop()

    def restart(self) -> None:
        """Let a new app take the place of the one that was stopped."""
        self.app = self._run(self.app.port)

    def address(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.app.port}{path}"

    def context(self, name: str | None = "anna", **options: Any) -> BrowserContext:
        """Open a browser of its own, with somebody signed in."""
        headers = signed_in(name) if name else {}
        return self.windows.open(base_url=self.address(""), extra_http_headers=headers, **options)

    def open(self, path: str = MODULE_PAGE, name: str | None = "anna", **options: Any) -> Page:
        """Open a page in a browser of its own."""
        page = self.context(name, **options).new_page()
        page.goto(path)
        return page


def region(page: Page, task: Task) -> Locator:
    """Find an exercise on the page."""
    return page.get_by_role("region", name=task.title, exact=True)


def choose(root: Locator, name: str) -> None:
    """Choose an option."""
    root.get_by_role("radio", name=name, exact=True).click()


def press(root: Locator, name: str) -> None:
    """Press a button."""
    root.get_by_role("button", name=name, exact=True).click()


def says(root: Locator, text: str | re.Pattern[str]) -> None:
    """Require that a status says something: it is read aloud."""
    expect(root.get_by_role("status").filter(has_text=text)).to_have_count(1)


SENT = """(exercise) =>
  !Object.keys(localStorage).some((key) => key.startsWith("kurs:") && key.endsWith(`:${exercise}`))"""


def wait_until_sent(page: Page, exercise: str) -> None:
    """Wait until nothing of an exercise is kept to be sent: the line may still tell of the answer before."""
    page.wait_for_function(SENT, arg=exercise)


def expect_saved(page: Page, task: Task) -> None:
    """Require that the answer of an exercise is saved, and that it says when."""
    wait_until_sent(page, task.id)
    expect(region(page, task).get_by_role("status").filter(has_text=SAVED)).to_be_visible()


def expect_not_saved(page: Page, task: Task, why: str) -> None:
    """Require that an exercise says that it is not saved, and why."""
    expect(region(page, task).get_by_role("alert")).to_have_text(f"{NOT_SAVED} {why}")
