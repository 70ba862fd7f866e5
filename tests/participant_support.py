"""A participant's server as a hub starts it, without the hub: Anna's, in a workshop."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.request import Request, urlopen

import psutil

from graders.hub.lab import prepare
from tests.lab_support import free_port, wait_until_it_listens
from toolkit.occasion import OccasionFolder
from toolkit.testing import CHECKOUT


def prepared(here: OccasionFolder, name: str = "anna") -> Any:
    """Return what the hub knows of somebody's server before it starts it."""
    spawner = SimpleNamespace(user=SimpleNamespace(name=name), name=here.id, environment={})
    prepare(spawner, here)
    return spawner


class Server:
    """A server that runs."""

    def __init__(self, here: OccasionFolder, home: Path) -> None:
        spawner = prepared(here)
        self.here = here
        self.folder = Path(spawner.notebook_dir)
        self.port = free_port()
        self._landing = spawner.default_url
        home.mkdir()
        variables = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
        hub = {"JUPYTERHUB_USER": "anna", "JUPYTERHUB_BASE_URL": "/", "HOME": str(home), "PYTHONPATH": str(CHECKOUT)}
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser", f"--port={self.port}"),
                *("--IdentityProvider.token=lov", f"--ServerApp.root_dir={self.folder}"),
                "--JupyterNotebookApp.expose_app_in_browser=True",
            ],
            env={**variables, **hub, **spawner.environment},
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until_it_listens(self.process, self.port)

    def address(self, path: str = "") -> str:
        """Return an address on it; that of the module which it begins with, if no other is named."""
        return f"http://127.0.0.1:{self.port}{path or self._landing}?token=lov"

    def kernels(self) -> list[psutil.Process]:
        """Return the kernels that run."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in family if any("ipykernel" in word for word in one.cmdline())]

    def end_kernels(self) -> None:
        """End the kernels as Jupyter does, which then starts none in their place."""
        for kernel in self._ask("GET", "/api/kernels"):
            self._ask("DELETE", f"/api/kernels/{kernel['id']}")

    def _ask(self, method: str, path: str) -> Any:
        request = Request(self.address(path), method=method, headers={"Authorization": "token lov"})
        with urlopen(request, timeout=30) as reply:
            return json.loads(reply.read() or "null")

    def stop(self) -> None:
        """End it and its kernels."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        for child in family:
            if child.is_running():
                child.kill()


@contextmanager
def running_server(here: OccasionFolder, home: Path) -> Iterator[Server]:
    """Run a server."""
    server = Server(here, home)
    try:
        yield server
    finally:
        server.stop()
