"""A real formgrader in an occasion's folder, as JupyterLab serves it, and what a marker finds there."""

import json
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from playwright.sync_api import Locator, Page, expect

from tests.browser_support import Windows
from tests.lab_support import free_port, wait_until_it_listens
from toolkit.authoring.lab import ADDRESS, FOLDERS, environment
from toolkit.occasion import OccasionFolder

SUBMISSION = """
    select submitted_notebook.id from submitted_notebook
    join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id where student_id = ?"""


class Formgrader:
    """JupyterLab, started as an instructor does.

    Parameters
    ----------
    settings
        A new folder for its settings.
    root
        The folder that it is started in: the occasion's, or one above it.
    """

    def __init__(self, settings: Path, here: OccasionFolder, root: Path) -> None:
        self.here = here
        settings.mkdir()
        variables = environment(settings)
        del variables["JUPYTER_CONFIG_PATH"]  # Those are the settings of who writes a course, who has no formgrader.
        self.token, self.port = secrets.token_hex(24), free_port()
        server = {"ip": ADDRESS, "port": self.port, "port_retries": 0, "root_dir": str(root), "allow_root": True}
        lab = {"news_url": None, "check_for_updates_class": "jupyterlab.NeverCheckForUpdate"}
        config = {"ServerApp": server, "IdentityProvider": {"token": self.token}, "LabApp": lab}
        path = settings / FOLDERS["JUPYTER_CONFIG_DIR"] / "jupyter_server_config.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        self._log = (settings / "log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser"],
            env=variables,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        wait_until_it_listens(self._process, self.port)

    def address(self, path: str) -> str:
        """Return the address that leads to a page of formgrader's by way of signing in."""
        # By formgrader's own pages one would be signed in to them alone, and not to what their scripts ask.
        query = urlencode({"token": self.token, "next": f"/formgrader/{path}"})
        return f"http://{ADDRESS}:{self.port}/login?{query}"

    def submission(self, participant: str) -> str:
        """Return the address of a graded hand-in."""
        with closing(sqlite3.connect(self.here.path / "gradebook.db")) as connection:
            (key,) = connection.execute(SUBMISSION, [participant]).fetchone()
        return self.address(f"submissions/{key}/")

    def read(self, participant: str) -> str:
        """Return the page of a graded hand-in without a browser."""
        opener = build_opener(HTTPCookieProcessor())
        with opener.open(self.submission(participant)) as page:
            text: str = page.read().decode()
        return text

    def open(self, windows: Windows, participant: str) -> Page:
        """Open a graded hand-in in a browser of its own, with its points loaded."""
        page = windows.open().new_page()
        self.show(page, participant)
        return page

    def show(self, page: Page, participant: str) -> None:
        """Open a graded hand-in, with its points and comments loaded."""
        page.goto(self.submission(participant))
        page.wait_for_function("() => formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded")

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._log.close()


def exercise(page: Page, name: str) -> Locator:
    """Find an exercise with its boxes."""
    return page.locator(".nbgrader_cell").filter(has=page.locator("code", has_text=name))


def score_box(page: Page, name: str) -> Locator:
    """Find where the points of an exercise are written."""
    return page.locator(f"[id='{name}']")


def comment_box(page: Page, name: str) -> Locator:
    """Find where a comment to an exercise is written."""
    return page.locator(f"[id='{name}-comment']")


def write(page: Page, box: Locator, text: str) -> None:
    """Write in a box and leave it, until it is saved."""
    with page.expect_response(lambda response: response.request.method == "PUT") as answer:
        box.fill(text)
        box.blur()
    assert answer.value.ok
    expect(box).to_have_value(text)


@contextmanager
def running(settings: Path, here: OccasionFolder, root: Path | None = None) -> Iterator[Formgrader]:
    """Run JupyterLab in an occasion's folder, or above it."""
    formgrader = Formgrader(settings, here, root or here.path)
    try:
        yield formgrader
    finally:
        formgrader.stop()
