"""``kurs test``: the project's tests, in an environment that lies inside the checkout.

Jupyter, IPython, nbgrader, git and Hypothesis all read and write in the home folder. A run gets an empty one
of its own under ``.kurs/test``, so it neither uses nor changes what the person who runs it has. The folder
goes when the run succeeds; after a failure it stays until the next run.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from toolkit.errors import KursError
from toolkit.messages import say

CHECKOUT = Path(__file__).resolve().parents[1]
"""The folder with ``tests/``, as kurs is installed in place from a checkout."""

SOCKET_PATH = 103
"""Bytes that the path of a Unix socket may have on macOS; Linux allows four more."""
SOCKET_NAME = 45
"""The most that a socket adds to TMPDIR: Chromium's is ``/org.chromium.Chromium.xxxxxx/SingletonSocket``."""

FOLDERS = {
    "HOME": "home",
    "TMPDIR": "t",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_RUNTIME_DIR": "run",
    "JUPYTER_CONFIG_DIR": "jupyter/config",
    "JUPYTER_DATA_DIR": "jupyter/data",
    "JUPYTER_RUNTIME_DIR": "jupyter/run",
    "JUPYTERLAB_SETTINGS_DIR": "jupyter/lab/settings",
    "JUPYTERLAB_WORKSPACES_DIR": "jupyter/lab/workspaces",
    "IPYTHONDIR": "ipython",
    "MPLCONFIGDIR": "matplotlib",
}
LEFT_OUT = (
    "GIT_",
    "HYPOTHESIS_",
    "IPYTHON",
    "JPY_",
    "JUPYTER",
    "KURS_",
    "NBGRADER_",
    "PYTEST_",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONWARNINGS",
    "XDG_",
)
"""Beginnings of variables that would let the caller's settings into a run."""

SUCCEEDED = (0, 5)
"""pytest's exit codes when nothing failed: all passed, and no test was asked for."""


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a run whose own things lie in `folder`, and make the folders they name.

    Programs of the environment come first on PATH, as where it is activated.
    """
    variables = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    for name, place in FOLDERS.items():
        (folder / place).mkdir(mode=0o700, parents=True, exist_ok=True)
        variables[name] = str(folder / place)
    programs = str(Path(sys.executable).parent)
    variables["PATH"] = os.pathsep.join([programs, variables.get("PATH", os.defpath)])
    variables["JUPYTER_PATH"] = ""
    variables["JUPYTER_PLATFORM_DIRS"] = "1"
    variables["KURS_PSEUDONYM_KEY_FILE"] = str(folder / "pseudonym.key")
    return variables


@contextmanager
def _held(path: Path, mode: int = fcntl.LOCK_EX) -> Iterator[None]:
    with path.open("rb") as file:
        fcntl.flock(file, mode)
        yield


def _remove(folder: Path) -> None:
    """Remove a folder, folders without write permission in it too (nbgrader's exchange makes such)."""
    for parent, names, _ in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(folder)


def _remove_old_runs(runs: Path) -> None:
    """Remove what failed runs left; one that still goes on holds its lock."""
    for mark in runs.glob("*/lock"):
        try:
            with _held(mark, fcntl.LOCK_EX | fcntl.LOCK_NB):
                _remove(mark.parent)
        except (BlockingIOError, FileNotFoundError):
            continue


@contextmanager
def run_folder(checkout: Path) -> Iterator[Path]:
    """Give a new folder for one run; it stays, until the next run, if nobody removes it."""
    runs = checkout / ".kurs" / "test"
    runs.mkdir(parents=True, exist_ok=True)
    (runs / "lock").touch()
    with _held(runs / "lock"):
        _remove_old_runs(runs)
        folder = Path(tempfile.mkdtemp(prefix="", dir=runs))
        mark = (folder / "lock").open("a")
        fcntl.flock(mark, fcntl.LOCK_EX)
    folder.chmod(0o755)  # what lies in it is closed where it should be; other accounts may pass
    with mark:
        yield folder


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """Give the run in `folder` its TMPDIR: one elsewhere, if that path leaves no room for sockets."""
    inside = folder / FOLDERS["TMPDIR"]
    if len(os.fsencode(inside)) + SOCKET_NAME <= SOCKET_PATH:
        yield inside
        return
    with tempfile.TemporaryDirectory(prefix="kurs-") as outside:
        _tell(say("test.outside", folder=outside))
        yield Path(outside)


def _tell(text: str) -> None:
    print(f"kurs: {text}", file=sys.stderr, flush=True)


def _workers() -> int:
    available = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(available, 4)


def run(checkout: Path, arguments: list[str], everything: bool) -> int:
    """Run pytest in `checkout` and return its exit code."""
    cache = checkout / ".kurs" / "test" / "cache"
    with run_folder(checkout) as folder, temporary_folder(folder) as temporary:
        _tell(say("test.folder", folder=folder))
        command = [sys.executable, "-m", "pytest", "-n", str(_workers())]
        command += ["--basetemp", str(folder / "p"), "-o", f"cache_dir={cache / 'pytest'}"]
        command += ["-m", ""] if everything else []
        variables = environment(folder)
        variables |= {"TMPDIR": str(temporary), "HYPOTHESIS_STORAGE_DIRECTORY": str(cache / "hypothesis")}
        process = subprocess.Popen([*command, *arguments], cwd=checkout, env=variables)
        code = _wait(process)
        if code in SUCCEEDED:
            _remove(folder)
    return code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait to the end, through Ctrl-C too: pytest gets it as well and has closing lines to write."""
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue
        return code if code >= 0 else 128 - code


@click.command(context_settings={"ignore_unknown_options": True}, help=say("test.help"))
@click.option("--all", "everything", is_flag=True, help=say("test.all"))
@click.argument("arguments", metavar="[PYTEST ...]", nargs=-1, type=click.UNPROCESSED)
def test(everything: bool, arguments: tuple[str, ...]) -> None:
    """Run the tests of a checkout."""
    if not (CHECKOUT / "tests").is_dir():
        raise KursError(say("test.no_tests", folder=CHECKOUT))
    sys.exit(run(CHECKOUT, list(arguments), everything))
