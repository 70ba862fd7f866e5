"""The journal is 1 GiB and takes no place on the disk; its first line is a right answer."""

import os

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    path = scene.instead_of_journal()
    path.write_bytes(line())
    os.truncate(path, 1 << 30)
    return Outcome({WHO: 0.0})
