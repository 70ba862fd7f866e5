"""The journal is a device that never comes to an end, like /dev/zero."""

import os
import stat

from tests.hostile_support import Outcome, Scene

MARK = "system"
"""Only root makes devices."""


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    os.mknod(scene.instead_of_journal(), stat.S_IFCHR | 0o666, os.makedev(1, 5))
    return Outcome(broken=("vanlig fil",))
