"""`kurs lab`: JupyterLab on a course, with exercises shown and nbgrader's marks in step on every save.

JupyterLab runs in a process of its own, with folders of its own for settings, data and IPython: what a person
has set for other work is neither used nor changed. All of it lies in a temporary folder, which goes at the end.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from toolkit.errors import KursError
from toolkit.messages import say

ADDRESS = "127.0.0.1"
SECONDS_TO_END = 20
FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
    "TMPDIR": "tmp",
}
# nbgrader's marks are written on save, and what its menus offer belongs to an occasion and not to a course. Nothing is
# asked on the net about news and newer versions. A terminal is no login shell, which would forget where `kurs` is.
SETTINGS = Path(__file__).parent / "labsettings"
"""What JupyterLab is told wherever it shows courses, for ``JUPYTER_CONFIG_PATH``."""
LEFT_OUT = ("IPYTHON", "JPY_", "JUPYTER", "NBGRADER_", "PYTHONSTARTUP")
"""Beginnings of variables that would let a person's own settings in."""
# Not `%load_ext toolkit`: the first cell of a module does that, and is to find nothing to complain of.
IPYTHON_CONFIG = """\
c = get_config()
c.InteractiveShellApp.exec_lines = ["__import__('toolkit').load_ipython_extension(get_ipython())"]
"""


@click.command("lab", help=say("lab.help"))
@click.argument("course")
@click.option("--port", type=click.IntRange(1, 65535), help=say("lab.port_help"))
@click.option("--no-browser", is_flag=True, help=say("lab.no_browser_help"))
@click.option(
    "--courses",
    envvar="KURS_COURSES",
    default="courses",
    show_default=True,
    type=click.Path(path_type=Path),
    help=say("cli.check_courses"),
)
def lab(course: str, port: int | None, *, no_browser: bool, courses: Path) -> None:
    """Start JupyterLab on a course, and wait until it ends."""
    from toolkit.authoring.material import find_courses

    (path,) = find_courses(courses, [course])
    if port and not _is_free(port):
        raise KursError(say("lab.port_taken", port=port))
    with tempfile.TemporaryDirectory(prefix="kurs-lab-") as name:
        folder = Path(name)
        variables = environment(folder)
        configure(folder, path, port)
        command = [sys.executable, "-m", "jupyterlab", *(["--no-browser"] if no_browser else [])]
        code = _run(command, variables, folder)
    if code:
        raise KursError(say("lab.failed", code=code))


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a JupyterLab whose own things lie in `folder`, and make the folders they name."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    for name, place in FOLDERS.items():
        (folder / place).mkdir()
        variables[name] = str(folder / place)
    return variables | {"JUPYTER_CONFIG_PATH": str(SETTINGS)}


def configure(folder: Path, course: Path, port: int | None) -> None:
    """Write the settings of JupyterLab and IPython.

    Parameters
    ----------
    port
        None for the first free one from Jupyter's usual on.
    """
    server: dict[str, Any] = {
        "ip": ADDRESS,
        "root_dir": str(course),
        "allow_root": True,
        "log_level": "ERROR",
        **({"port": port, "port_retries": 0} if port else {}),
    }
    settings = {
        "ServerApp": server,
        "IdentityProvider": {"token": secrets.token_hex(24)},
        "LabApp": {"log_level": "ERROR"},
    }
    config = folder / FOLDERS["JUPYTER_CONFIG_DIR"]
    (config / "jupyter_server_config.json").write_text(json.dumps(settings), encoding="utf-8")
    profile = folder / FOLDERS["IPYTHONDIR"] / "profile_default"
    profile.mkdir()
    (profile / "ipython_config.py").write_text(IPYTHON_CONFIG, encoding="utf-8")


def _is_free(port: int) -> bool:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def _run(command: list[str], variables: dict[str, str], folder: Path) -> int:
    """Run JupyterLab until it ends, or until somebody ends this; return its exit code, 0 if it was ended."""
    # A session of its own, and no terminal: Ctrl-C comes here alone, and Jupyter does not ask back.
    with (
        _ended_by_signals() as (started, asked),
        subprocess.Popen(
            command, env=variables, cwd=folder, stdin=subprocess.DEVNULL, start_new_session=True
        ) as process,
    ):
        started.append(process)
        if asked:
            process.terminate()
        address = _address(process, folder / FOLDERS["JUPYTER_RUNTIME_DIR"])
        if address:
            click.echo(say("lab.address", address=address))
        code = process.wait()
    return 0 if asked else code


@contextmanager
def _ended_by_signals() -> Iterator[tuple[list["subprocess.Popen[bytes]"], list[int]]]:
    """Pass on Ctrl-C, a closed terminal and a request to end, the second time with force.

    Gives the list of processes to pass it on to, and the list of signals that have come.
    """
    started: list[subprocess.Popen[bytes]] = []
    asked: list[int] = []

    def kill() -> None:
        for process in started:
            process.kill()

    force = threading.Timer(SECONDS_TO_END, kill)
    force.daemon = True

    def stop(number: int, _: FrameType | None) -> None:
        for process in started:
            if asked:
                process.kill()
            else:
                process.terminate()
        if not asked:
            force.start()
        asked.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield started, asked
    finally:
        force.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


def _address(process: "subprocess.Popen[bytes]", runtime: Path) -> str:
    """Wait until Jupyter listens where its file says that it will; empty if it ends before."""
    path = runtime / f"jpserver-{process.pid}.json"
    while process.poll() is None:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            # The file is written before the socket is bound: an address that nobody answers at is no use yet.
            with socket.create_connection((ADDRESS, found["port"]), timeout=1):
                return f"{found['url']}lab?token={found['token']}"
        except (OSError, ValueError):  # Not there yet, half written, or not listening.
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
    return ""
