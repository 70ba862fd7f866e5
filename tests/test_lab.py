"""`kurs lab`: a real JupyterLab on a course, what a save leaves on disk, and that nothing stays behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from click.testing import CliRunner
from test_check import Folder, cells, code, folder

from toolkit.authoring import lab_hook
from toolkit.authoring.lab import configure, environment, lab
from toolkit.errors import KursError

__all__ = ["folder"]  # the fixture

NOTEBOOK = "source/1-start/1-start.ipynb"


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


@contextmanager
def running(folder: Folder, temporary: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command as a person does; gives it and the address that it prints."""
    temporary.mkdir()
    arguments = ["lab", "prov", "--port", str(free_port()), "--no-browser", "--courses", str(folder.root)]
    variables = {**os.environ, "TMPDIR": str(temporary), "JUPYTER_CONFIG_DIR": str(temporary / "someone-elses")}
    with subprocess.Popen(
        [Path(sys.executable).with_name("kurs"), *arguments],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().split()[-1]
        finally:
            for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []:
                child.kill()
            process.kill()


def ask(address: str, method: str, path: str, body: object = None, token: bool = True) -> tuple[int, Any]:
    parts = urlsplit(address)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    headers = {"Authorization": f"token {parts.query.removeprefix('token=')}"} if token else {}
    try:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    return answer.status, json.loads(text) if text[:1] in (b"{", b"[") else text


def put(address: str, inside: list[dict[str, object]]) -> int:
    content = {"cells": inside, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    body = {"type": "notebook", "format": "json", "content": content}
    return ask(address, "PUT", f"/api/contents/{NOTEBOOK}", body)[0]


def ran() -> list[dict[str, object]]:
    """Return the cells of a module where the graded exercise is worth 4 points and has been run."""
    inside = cells()
    output = {"output_type": "stream", "name": "stdout", "text": "x"}
    source = str(inside[9]["source"]).replace("points: 2.5", "points: 4")
    inside[9].update(source=source, execution_count=3, outputs=[output])
    return inside


def saved(folder: Folder) -> list[dict[str, Any]]:
    inside: list[dict[str, Any]] = json.loads(folder.path.read_text(encoding="utf-8"))["cells"]
    return inside


def test_a_save_keeps_the_marks_in_step_and_nothing_stays_behind(folder: Folder, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    with running(folder, temporary) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        assert ask(address, "GET", "/api/contents", token=False)[0] == 403

        assert put(address, ran()) == 200
        cell = saved(folder)[9]
        assert cell["metadata"]["nbgrader"]["points"] == 4
        assert (cell["outputs"], cell["execution_count"]) == ([], None)
        assert folder.check() == []

        broken = ran()
        broken[9]["source"] = str(broken[9]["source"]).replace("prompt:", "promt:")
        assert put(address, broken) == 200
        assert "promt:" in "".join(saved(folder)[9]["source"])

        assert ask(address, "POST", "/api/kernels", {"name": "python3"})[0] == 201
        (server,) = psutil.Process(process.pid).children()
        family = [server, *server.children(recursive=True)]
        assert len(family) >= 2
        assert list(temporary.glob("kurs-lab-*/runtime/kernel-*.json"))
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []
    assert list(temporary.iterdir()) == []  # neither the settings of its own, nor anything in another's
    with pytest.raises(ConnectionRefusedError):
        ask(address, "GET", "/api")


class Log:
    """Stands in for the contents manager, and keeps what is logged."""

    def __init__(self) -> None:
        self.log = self
        self.said: list[str] = []

    def error(self, text: str, **_: object) -> None:
        self.said.append(text)


@pytest.mark.parametrize("content", [None, {}, {"cells": 3}, {"cells": ["x"]}, {"cells": [], "x": {1, 2}}])
def test_a_save_is_never_blocked(content: object) -> None:
    model, manager = {"type": "notebook", "content": content}, Log()
    lab_hook.on_save(model=model, path=NOTEBOOK, contents_manager=manager)
    assert model == {"type": "notebook", "content": content}
    assert manager.said == [
        f"{NOTEBOOK}: sparad som den är, för metadata och poäng gick inte att uppdatera.",
    ]


@pytest.mark.parametrize(
    "path", ["1-start.ipynb", "source/a.ipynb", "annat/1-start/1-start.ipynb", "source/a/b/c.ipynb"]
)
def test_other_notebooks_are_saved_as_they_are(path: str) -> None:
    content = {"cells": [{**code("x", "1"), "execution_count": 3}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    model = {"type": "notebook", "content": content}
    lab_hook.on_save(model=model, path=path)
    assert model["content"] is content


def test_exercises_are_shown_from_the_start(tmp_path: Path) -> None:
    variables = environment(tmp_path)
    configure(tmp_path, tmp_path, None)
    # Without the cell that loads the toolkit, and then with it: it finds nothing to complain of.
    inside = [code("a", str(cells()[6]["source"])), code("b", "%load_ext toolkit")]
    path = tmp_path / "x.ipynb"
    raw = {"cells": inside, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(raw), encoding="utf-8")
    arguments = ["-c", "from nbclient.cli import main; main()", "--inplace", "--kernel_name=python3", str(path)]
    done = subprocess.run([sys.executable, *arguments], env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, second = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert "Vilket tal är ett?" in str(first["outputs"])
    assert second["outputs"] == []


def test_settings_of_ones_own_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JUPYTER_TOKEN", "JUPYTER_PATH", "JUPYTERLAB_DIR", "IPYTHONDIR", "PYTHONSTARTUP"):
        monkeypatch.setenv(name, "mitt")
    variables = environment(tmp_path)
    assert "mitt" not in variables.values()
    assert Path(variables["IPYTHONDIR"]).parent == Path(variables["JUPYTER_CONFIG_DIR"]).parent == tmp_path


def test_a_port_that_is_taken(folder: Folder) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        port = sock.getsockname()[1]
        done = CliRunner().invoke(lab, ["prov", "--courses", str(folder.root), "--port", str(port)])
    assert isinstance(done.exception, KursError)
    assert str(done.exception) == f"Porten {port} är upptagen."
    assert not list(Path(tempfile.gettempdir()).glob("kurs-lab-*/config"))


def test_a_course_that_does_not_exist(folder: Folder) -> None:
    done = CliRunner().invoke(lab, ["nej", "--courses", str(folder.root)])
    assert isinstance(done.exception, KursError)
    assert "nej" in str(done.exception)
