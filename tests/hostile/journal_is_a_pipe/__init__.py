"""The journal is a pipe that nobody writes to: who opens it as an ordinary file waits for ever."""

import os

from tests.hostile_support import Outcome, Scene


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    os.mkfifo(scene.instead_of_journal())
    return Outcome(broken=("vanlig fil",))
