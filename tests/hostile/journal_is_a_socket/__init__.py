"""The journal is a socket, which cannot be opened as a file."""

import os
import socket
from pathlib import Path

from tests.hostile_support import Outcome, Scene


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    path = scene.instead_of_journal()
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(path.parent)  # the whole path is too long for a socket
        one.bind(path.name)
        os.chdir(here)
    return Outcome(broken=("går inte att läsa",))
