"""An environment of the tests' own, also for someone who starts pytest without ``./kurs test``."""

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from toolkit.testing import CHECKOUT, environment


def pytest_configure(config: pytest.Config) -> None:
    """Leave the home, the Jupyter settings and the key of the person who runs the tests alone."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    if not worker and not Path.home().is_relative_to(CHECKOUT / ".kurs"):
        folder = tempfile.TemporaryDirectory(prefix="kurs-test-")
        config.add_cleanup(folder.cleanup)
        variables = environment(Path(folder.name))
        del variables["TMPDIR"]  # pytest keeps what failed tests left there
        for name in os.environ.keys() - variables.keys():
            del os.environ[name]
        os.environ.update(variables)
    if worker:  # the workers are processes of pytest-xdist's, and each makes its key
        os.environ["KURS_PSEUDONYM_KEY_FILE"] += f"-{worker}"


@pytest.fixture(scope="session")
def intro(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return an occasion of the introduction, released, that no test changes."""
    from tests.intro_support import released_intro

    return released_intro(tmp_path_factory.mktemp("intro"))


@pytest.fixture(scope="session")
def postgresql() -> Any:
    """Return a PostgreSQL server."""
    from tests.postgresql_support import running_server

    with running_server() as server:
        yield server


@pytest.fixture
def clock() -> Any:
    """Return a clock that a test sets."""
    from tests.page_support import Clock

    return Clock()


@pytest.fixture
def app(here: Any, clock: Any) -> Any:
    """Return the page app on a test's occasion, by its clock."""
    from tests.page_support import running

    with running([here], clock=clock) as app:
        yield app


@pytest.fixture(scope="module")
def outside() -> Any:
    """Return what stands for all other machines."""
    from tests.browser_support import Outside

    machines = Outside()
    yield machines
    machines.close()


@pytest.fixture(scope="module")
def playwright() -> Any:
    """Return Playwright, for the tests of one module.

    It cannot be kept for longer: as long as it runs, its event loop counts as running in this thread, and other
    tests start loops of their own.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def launching(request: pytest.FixtureRequest, outside: Any) -> Any:
    """Return what a browser is started with."""
    from tests.browser_support import launch_options

    capturing = request.config.pluginmanager.getplugin("capturemanager")
    with capturing.global_and_fixture_disabled():  # What is installed is told where somebody sees it.
        return launch_options(outside)


@pytest.fixture(scope="module")
def browser(playwright: Any, launching: Any) -> Any:
    """Return a browser, the same for all the tests of a module."""
    with playwright.chromium.launch(**launching) as browser:
        yield browser


@pytest.fixture
def windows(browser: Any, outside: Any) -> Any:
    """Return what opens the contexts of a test, and fails it when a page asked another machine or had an error."""
    from tests.browser_support import Windows

    windows = Windows(browser, outside)
    yield windows
    problems = windows.close()
    assert problems == []


@pytest.fixture
def site(tmp_path: Path, windows: Any) -> Any:
    """Return the page app with every kind of exercise, and somebody's windows on it."""
    from tests.site_support import Site

    site = Site(tmp_path, windows)
    yield site
    problems = windows.close()  # before the app ends, which would be missed
    site.stop()
    assert problems == []
