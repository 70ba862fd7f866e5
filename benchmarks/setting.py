"""Where a benchmark runs: folders of its own, one browser that reaches nobody, and what its pages must not do."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright, sync_playwright

from benchmarks.peers import BENCH
from tests.browser_support import Outside, Windows, launch_options
from toolkit.face import bundle
from toolkit.testing import environment, temporary_folder


@contextmanager
def own_folder() -> Iterator[Path]:
    """Give a folder on the checkout's disk, and leave the home and Jupyter's settings of who runs this alone."""
    BENCH.mkdir(parents=True, exist_ok=True)
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="run-", dir=BENCH) as name:
        own = Path(name, "own")
        variables = environment(own)
        with temporary_folder(own) as temporary:
            try:
                _set({**variables, "TMPDIR": str(temporary)})
                bundle.ensure()
                yield Path(name)
            finally:
                _set(before)


def _set(variables: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(variables)
    tempfile.tempdir = None  # Python remembers what TMPDIR was.


@dataclass(frozen=True)
class Setting:
    """A browser, and what stands for all other machines.

    Parameters
    ----------
    options
        What a browser is launched with.
    """

    playwright: Playwright
    browser: Browser
    outside: Outside
    options: dict[str, Any]

    @contextmanager
    def windows(self, *expected: str) -> Iterator[Windows]:
        """Give what opens windows, each a browser of its own, and close them.

        Parameters
        ----------
        expected
            Patterns of the errors that may happen, and of whom the pages may ask for.

        Raises
        ------
        AssertionError
            If anything else happened.
        """
        windows = Windows(self.browser, self.outside)
        windows.watch.expect(*expected)
        try:
            yield windows
        finally:
            problems = windows.close()
        assert problems == [], problems


@contextmanager
def setting() -> Iterator[Setting]:
    """Start the browser."""
    outside = Outside()
    options = launch_options(outside)
    try:
        with sync_playwright() as playwright, playwright.chromium.launch(**options) as browser:
            yield Setting(playwright, browser, outside, options)
    finally:
        outside.close()
