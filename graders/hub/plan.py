"""What a hub is made of: which occasions, where it listens, under which accounts it runs, and its own secrets."""

import json
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from toolkit.files import replace_file
from toolkit.occasion import OccasionFolder
from toolkit.signin.accounts import FILE

ADDRESS = "127.0.0.1"
STATE = ".hub"
"""The hub's own folder where none is named, in the one that holds the occasions."""
PARTS = ("hub", "api", "page", "desk")
"""What listens for the proxy and for each other, each on a port of its own."""


@dataclass(frozen=True)
class Accounts:
    """The accounts of the system that a hub for real runs under."""

    proxy: str
    page: str
    grader: str
    staff: str


@dataclass(frozen=True)
class Plan:
    """A hub that is about to be started.

    Parameters
    ----------
    occasions
        The folder that holds the occasions.
    names
        Those that this hub shows.
    state
        The hub's own folder: its database, secrets and logs.
    port
        Where browsers come.
    ports
        Where each of `PARTS` listens.
    tokens
        What the hub knows the proxy and the services by.
    staff
        Names of those who get JupyterLab, where the system has no group for it.
    accounts
        None where everything runs under one account.
    """

    occasions: Path
    names: list[str]
    courses: Path
    state: Path
    port: int
    ports: dict[str, int]
    tokens: dict[str, str]
    staff: list[str]
    accounts: Accounts | None = None

    @property
    def folders(self) -> list[OccasionFolder]:
        """The occasions that this hub shows."""
        return [OccasionFolder(self.occasions / name) for name in self.names]

    @property
    def labs(self) -> list[OccasionFolder]:
        """Those of them whose participants work in JupyterLab."""
        return [folder for folder in self.folders if folder.occasion.surface == "lab"]

    @property
    def grader(self) -> str:
        """The hub's user whose servers show formgrader, one for each occasion."""
        return self.accounts.grader if self.accounts else "kurs-grader"

    @property
    def store(self) -> Path:
        """The accounts."""
        return self.occasions / FILE

    @property
    def everyone(self) -> set[str]:
        """Names of all staff, where the system has no group for it."""
        return {*self.staff, *(name for folder in self.folders for name in folder.occasion.instructors)}

    @property
    def address(self) -> str:
        """Where a browser goes."""
        return f"http://{ADDRESS}:{self.port}/"

    def part(self, name: str) -> str:
        """Return the address of one of `PARTS`."""
        return f"http://{ADDRESS}:{self.ports[name]}"

    def write(self) -> Path:
        """Write the plan where JupyterHub's configuration reads it, for nobody else to read."""
        path = self.state / "plan.json"
        replace_file(path, json.dumps(asdict(self), indent=1, default=str).encode(), 0o600)
        return path


def read_plan(path: Path) -> Plan:
    """Read what `Plan.write` wrote."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    accounts = Accounts(**fields["accounts"]) if fields["accounts"] else None
    paths = {name: Path(fields[name]) for name in ("occasions", "courses", "state")}
    return Plan(**fields | paths | {"accounts": accounts})


def make_plan(
    occasions: Path,
    names: list[str],
    courses: Path,
    port: int,
    staff: list[str],
    accounts: Accounts | None = None,
    state: Path | None = None,
) -> Plan:
    """Make the plan of a hub, with the secrets of the last one where there has been one.

    The services keep what they know about who has signed in under their token: with the same one after a restart,
    nobody has to sign in again.

    Parameters
    ----------
    state
        The hub's own folder; `STATE` when None.
    """
    occasions = occasions.resolve()
    state = (state or occasions / STATE).resolve()
    state.mkdir(mode=0o700, exist_ok=True)
    state.chmod(0o700)
    kept = state / "secrets.json"
    if not kept.exists():
        made = {name: secrets.token_hex(32) for name in ("proxy", "page", "desk")}
        replace_file(kept, json.dumps(made).encode(), 0o600)
    tokens = json.loads(kept.read_text(encoding="utf-8"))
    return Plan(occasions, names, courses.resolve(), state, port, _free_ports(len(PARTS)), tokens, staff, accounts)


def _free_ports(n: int) -> dict[str, int]:
    """Return ports that nobody listens on now, all held until the last is found so that they differ."""
    held = [socket.create_server((ADDRESS, 0)) for _ in range(n)]
    try:
        return {name: sock.getsockname()[1] for name, sock in zip(PARTS, held, strict=True)}
    finally:
        for sock in held:
            sock.close()
