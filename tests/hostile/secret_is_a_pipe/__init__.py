"""The secret is a pipe that nobody writes to."""

import os

from tests.hostile_support import SECRET, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    secret = scene.hand_in(line()) / SECRET
    secret.unlink()
    os.mkfifo(secret)
    return Outcome(broken=("vanlig fil",))
