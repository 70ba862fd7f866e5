"""How long it takes until every exercise can be answered: from the navigation, and in JupyterLab from *Run All*."""

import gzip
import json
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, Response

from tests.lab_support import RUN, Lab

SECONDS = 90
OURS = ".k-save[role]"
"""The foot that the views draw in each exercise; the one that the server draws has no role."""
QUIZ = ".Quiz .MCButton, .Quiz .Input-text"
"""What is clicked or typed in, in the peers' quizzes."""
WATCH = """(() => {
  const look = () => {
    if (globalThis.readyAt !== undefined || document.querySelectorAll(%s).length < %d) return;
    globalThis.readyAt = performance.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})()"""
READY = "() => globalThis.readyAt !== undefined"
RUN_ALL = f"() => {{ globalThis.ranAt = performance.now(); return ({RUN})(); }}"
SENT_TYPES = ("document", "script", "stylesheet")


@dataclass(frozen=True)
class Ready:
    """What one load took, in milliseconds.

    Parameters
    ----------
    navigated
        From the start of the navigation.
    again
        The same for a page when it is loaded again in the same browser.
    ran
        From *Run All*, in JupyterLab.
    """

    navigated: float
    again: float | None = None
    ran: float | None = None


@dataclass(frozen=True)
class Sent:
    """Bytes of a page's HTML, script and style, as they are sent and as gzip would make them."""

    raw: int
    gzipped: int


def load_page(context: BrowserContext, path: str, count: int) -> tuple[Page, Ready, Sent]:
    """Load a page of ours and wait until so many exercises can be answered; then load it again."""
    page = _watched(context, OURS, count)
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(path)
    first = _wait(page)
    bodies = [one.body() for one in responses if one.request.resource_type in SENT_TYPES]
    page.reload()
    ready = Ready(first, again=_wait(page))
    return page, ready, Sent(sum(map(len, bodies)), sum(len(gzip.compress(body)) for body in bodies))


def load_notebook(context: BrowserContext, lab: Lab, path: str, sought: str, count: int) -> tuple[Page, Ready]:
    """Open a notebook in JupyterLab, with a kernel of its own, run all its cells and wait as for a page.

    Parameters
    ----------
    sought
        Selector of what is there when something can be answered.
    count
        How many of them.
    """
    page = _watched(context, sought, count)
    page.goto(f"{lab.address(path=path)}&reset")
    lab.wait_idle(page)
    page.evaluate(RUN_ALL)
    navigated = _wait(page)
    return page, Ready(navigated, ran=navigated - page.evaluate("globalThis.ranAt"))


def _watched(context: BrowserContext, sought: str, count: int) -> Page:
    context.add_init_script(WATCH % (json.dumps(sought), count))
    return context.new_page()


def _wait(page: Page) -> float:
    page.wait_for_function(READY, timeout=SECONDS * 1000)
    found: float = page.evaluate("globalThis.readyAt")
    return found
