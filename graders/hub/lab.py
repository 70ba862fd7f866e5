"""The servers of participants who work in JupyterLab: one for each, in each occasion with the surface lab.

They run under the hub's account, as all does where there are no accounts: whoever can program can read there what the
hub can read. Only a workshop among people who trust each other is given so.
"""

from functools import cache
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

from graders.hub.plan import Plan
from toolkit.errors import KursError
from toolkit.face.lab import DATA, OCCASION, SETTINGS, notebook, server_address
from toolkit.face.lab.folder import folder_of, renew
from toolkit.face.page.render import Visit, is_next
from toolkit.face.page.state import Pages
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

SCOPES = ["servers!user", "read:servers!user", "access:servers!user", "users:activity!user"]
"""What participants may do besides reading the pages, on a hub with such an occasion."""
AT_ONCE = 100
"""Servers that may be starting at one moment: in a workshop all come at the same time."""


class NoServerError(HTTPError):
    """Somebody may not have the server that was asked for."""

    def __init__(self, sentence: str = say("page.no_access")) -> None:
        super().__init__(403)
        self.jupyterhub_message = sentence


def landing(plan: Plan, name: str, hub: str) -> str | None:
    """Return where a participant begins who takes part in one occasion, worked in in JupyterLab; None for all others.

    Parameters
    ----------
    hub
        Where the hub's own addresses begin.
    """
    seats = [visit for folder in plan.folders if (visit := _visit(folder.path, name))]
    if len(seats) != 1 or seats[0].snapshot.here.occasion.surface != "lab" or not _opened(seats[0]):
        return None
    return server_address(hub, name, seats[0].pages.id)


def prepare(spawner: Any, folder: OccasionFolder) -> None:
    """Give a participant's server the modules that are open, and our own look of Notebook.

    Raises
    ------
    NoServerError
        If the person has no seat in the occasion, or works on its pages, or no module is open.
    OSError
        If the modules cannot be put where they belong.
    """
    name = spawner.user.name
    visit = _visit(folder.path, name)
    if visit is None or folder.occasion.surface != "lab":
        raise NoServerError
    modules = renew(visit.snapshot, name, visit.pages.clock())
    if not modules:
        raise NoServerError(say("page.nothing_now"))
    entries = [entry for entry in visit.snapshot.here.course.modules if entry.id in modules]
    first = next((entry.id for entry in entries if is_next(visit.standing(entry))), modules[0])
    spawner.notebook_dir = str(folder_of(folder, name))
    spawner.default_url = notebook(first)
    spawner.environment |= {
        "JUPYTER_CONFIG_PATH": str(SETTINGS),
        "JUPYTER_PATH": str(DATA),
        OCCASION: str(folder.path),
    }


def _opened(visit: Visit) -> bool:
    at = visit.pages.clock()
    return any(visit.snapshot.open_from(entry.id, at) for entry in visit.snapshot.here.course.modules)


def _visit(path: Path, name: str) -> Visit | None:
    """Return what is known of a participant in an occasion; None for who has no seat, or where it cannot be read."""
    pages = _pages(path)
    try:
        snapshot = pages.snapshot()
    except (KursError, OSError):
        return None  # The page service says so, to whoever is led there.
    person = snapshot.participant(name)
    return Visit(pages, snapshot, person, "") if person else None


@cache
def _pages(path: Path) -> Pages:
    return Pages(OccasionFolder(path))
