"""A JupyterHub on a loopback port, with our sign-in and the proxy in Python."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen, TimeoutExpired
from urllib.request import urlopen

from tests.lab_support import free_port
from toolkit.testing import CHECKOUT

CONFIG = """
import sys
from pathlib import Path
from toolkit.signin.pages import configure

c = get_config()
here = Path({folder!r})
configure(c)
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = [str(Path(sys.executable).with_name("configurable-http-proxy"))]
c.JupyterHub.db_url = f"sqlite:///{{here}}/hub.db"
c.JupyterHub.cookie_secret_file = str(here / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(here / "proxy.pid")
c.JupyterHub.default_url = "/hub/home"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.log_level = "DEBUG"
c.KursAuthenticator.reserved = {{"kurs-grader"}}
c.JupyterHub.load_roles = [
    {{"name": "user", "scopes": ["read:users:name!user", "read:users:groups!user"]}},
    {{"name": "staff", "groups": ["staff"], "scopes": ["self"]}},
]
exec((here / "sign_in.py").read_text(encoding="utf-8"))
"""
ACCOUNTS = """
from datetime import datetime
from traitlets import default
from tests.signin_support import CHEAP
from toolkit.signin.accounts import Accounts
from toolkit.signin.authenticator import KursAuthenticator

class Timed(KursAuthenticator):
    @default("accounts")
    def _open_accounts(self):
        return Accounts(here / "accounts.db", clock=read_clock, cost=CHEAP)

def read_clock():
    return datetime.fromisoformat((here / "clock").read_text())

c.JupyterHub.authenticator_class = Timed
c.KursAuthenticator.staff = {"lena"}
c.KursAuthenticator.auth_refresh_age = 1
"""
"""Sign-in by a store in the hub's folder, at the time that its file ``clock`` says."""


class Hub:
    """A hub that runs.

    Parameters
    ----------
    folder
        Where its files lie, its log among them.
    sign_in
        The part of its configuration about how one signs in.
    variables
        What else that part reads, besides its own address.
    """

    def __init__(self, folder: Path, sign_in: str, **variables: str) -> None:
        self.folder = folder
        self.port = free_port()
        ports = {"port": self.port, "hub_port": free_port(), "api_port": free_port()}
        config = folder / "jupyterhub_config.py"
        config.write_text(CONFIG.format(folder=str(folder), **ports), encoding="utf-8")
        (folder / "sign_in.py").write_text(sign_in, encoding="utf-8")
        variables |= {"PYTHONPATH": str(CHECKOUT), "HUB_ADDRESS": self.address("")}
        with self.log.open("wb") as log:
            self._process = Popen(
                [sys.executable, "-m", "jupyterhub", "-f", config],
                cwd=folder,
                env={**os.environ, **variables},
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
            )
        self._wait()

    def _wait(self) -> None:
        """Wait until the proxy leads to the hub."""
        while True:
            with suppress(OSError):
                urlopen(self.address("/hub/health"), timeout=10).close()
                return
            with suppress(TimeoutExpired):
                self._process.wait(0.1)
                raise AssertionError(self.log.read_text(encoding="utf-8"))

    @property
    def log(self) -> Path:
        """What it said."""
        return self.folder / "hub.log"

    def address(self, path: str = "/") -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self) -> None:
        """Stop it and its proxy."""
        self._process.terminate()
        self._process.wait(60)
