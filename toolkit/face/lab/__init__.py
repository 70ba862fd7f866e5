"""Notebook as participants meet it, on the server that a hub starts for each: settings, and an extension.

Nothing of it is for whoever writes or gives courses.
"""

import os
from pathlib import Path

OCCASION = "KURS_OCCASION"
"""The variable that tells a server, and its kernels, which occasion it is for: the occasion's folder."""
DATA = Path(__file__).parent
"""What ``JUPYTER_PATH`` gets: the extension."""
SETTINGS = DATA / "settings"
"""What ``JUPYTER_CONFIG_PATH`` gets."""


def course_page(occasion: str) -> str | None:
    """Return the address of an occasion's course page on the hub that has started this server; None where none has."""
    base = os.environ.get("JUPYTERHUB_BASE_URL")
    return f"{base}services/kurs/{occasion}/" if base else None


def notebook(module: str) -> str:
    """Return the address of a module on a participant's server."""
    return f"/notebooks/{module}/{module}.ipynb"


def server_address(hub: str, participant: str, occasion: str, module: str = "") -> str:
    """Return the address at which the hub starts a participant's server, if need be, and shows a module there.

    Parameters
    ----------
    hub
        Where the hub's own addresses begin.
    module
        Empty for the one that the server itself begins with.
    """
    start = f"{hub}spawn/{participant}/{occasion}"
    shown = f"{hub.removesuffix('hub/')}user/{participant}/{occasion}{notebook(module)}"
    return f"{start}?next={shown}" if module else start
