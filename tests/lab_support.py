"""A real JupyterLab on a fetched module with every kind of exercise, and what a participant does there."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Locator, Page, expect

from tests.browser_support import Windows
from tests.kinds_support import MODULE, TASKS, Task, make_occasion
from toolkit.authoring.lab import configure, environment
from toolkit.fold import Fold
from toolkit.fold import read as read_journal
from toolkit.notebook import read as read_notebook

NOTEBOOK = f"{MODULE}/{MODULE}.ipynb"
IDLE = """() => {
  const app = window.jupyterapp, kernel = app?.shell?.currentWidget?.sessionContext?.session?.kernel;
  return kernel?.status === "idle" && kernel?.connectionStatus === "connected";
}"""
RUN = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
CELLS = "() => window.jupyterapp.shell.currentWidget.content.widgets.length"


class Lab:
    """JupyterLab on a folder where somebody has fetched a module.

    Parameters
    ----------
    folder
        Where its settings lie, and under ``work`` what it shows.
    """

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        here = make_occasion(folder)
        self.fetched = here.exchange / here.id / "outbound" / MODULE
        self._settings = settings = folder / "settings"
        settings.mkdir()
        self.fetch()
        self._variables = environment(settings)
        self.port = free_port()
        configure(settings, self.work, self.port)
        path = Path(self._variables["JUPYTER_CONFIG_DIR"], "jupyter_server_config.json")
        config = json.loads(path.read_text(encoding="utf-8"))
        config["LabApp"]["expose_app_in_browser"] = True
        config["JupyterNotebookApp"] = {"expose_app_in_browser": True}
        # Jupyter gives up a kernel that dies five times in a row; a test kills more of them.
        config["KernelRestarter"] = {"restart_limit": 1000}
        path.write_text(json.dumps(config), encoding="utf-8")
        self._token = config["IdentityProvider"]["token"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser"],
            env=self._variables,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until_it_listens(self._process, self.port)

    def fetch(self) -> None:
        """Fetch the module as it was released, in place of what is there."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.fetched, self.work / MODULE)
        for layout in self._settings.rglob("*.jupyterlab-workspace"):
            layout.unlink()  # The next one is met as by somebody who comes for the first time.

    @property
    def journal(self) -> Path:
        """Where the participant's answers are."""
        return self.work / MODULE / "answers.jsonl"

    def fold(self) -> Fold:
        """Return what the journal on the disk says."""
        return read_journal(self.journal, read_notebook(self.work / NOTEBOOK).exercises)

    def answers(self) -> dict[str, Any]:
        """Return the present answers on the disk, by exercise."""
        return {name: one.answer for name, one in self.fold().answers.items() if one.answer is not None}

    def address(self, view: str = "lab/tree", path: str = NOTEBOOK) -> str:
        """Return the address of a notebook."""
        return f"http://127.0.0.1:{self.port}/{view}/{path}?token={self._token}"

    def open(self, windows: Windows, view: str = "lab/tree", **options: Any) -> Page:
        """Open the notebook in a browser of its own, with its kernel ready."""
        page = windows.open(**options).new_page()
        page.goto(self.address(view))
        self.wait_idle(page)
        return page

    def wait_idle(self, page: Page) -> None:
        """Wait until the kernel has nothing to do."""
        page.wait_for_function(IDLE, timeout=60_000)

    def run(self, windows: Windows, view: str = "lab/tree", **options: Any) -> Page:
        """Open the notebook and run all its cells, until every exercise can be answered."""
        page = self.open(windows, view, **options)
        run_all(page)
        return page

    def kernels(self) -> list[psutil.Process]:
        """Return the kernels that run."""
        return [one for one in psutil.Process(self._process.pid).children(recursive=True) if _is_kernel(one)]

    def stop(self) -> None:
        """End it and its kernels."""
        family = psutil.Process(self._process.pid).children(recursive=True)
        self._process.kill()
        self._process.wait()
        for child in family:
            if child.is_running():
                child.kill()


def run_all(page: Page) -> None:
    """Run all cells, and wait until every exercise can be answered."""
    page.evaluate(RUN)
    expect(page.locator(".k-widget .k-ex__foot")).to_have_count(len(TASKS), timeout=60_000)


def exercise(page: Page, task: Task) -> Locator:
    """Find an exercise in the notebook."""
    return page.get_by_role("region", name=task.title, exact=True)


def _is_kernel(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):  # It may end while it is asked.
        return any("ipykernel" in word for word in process.cmdline())
    return False


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


@contextmanager
def running(folder: Path) -> Iterator[Lab]:
    """Run JupyterLab."""
    lab = Lab(folder)
    try:
        yield lab
    finally:
        lab.stop()


__all__ = ["CELLS", "Lab", "exercise", "free_port", "run_all", "running"]


def wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until JupyterLab can be asked for something."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "JupyterLab ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    raise AssertionError("JupyterLab does not listen")
