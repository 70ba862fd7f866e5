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


@pytest.fixture
def fresh_intro(tmp_path: Path) -> Any:
    """Return an occasion of the introduction, released, for a test of its own."""
    from tests.intro_support import released_intro

    return released_intro(tmp_path)
