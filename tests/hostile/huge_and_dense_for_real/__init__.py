"""The journal is 1 GiB of right answers."""

from tests.hostile_support import Outcome, Scene, huge, line

MARK = "long"


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    row = line()
    return huge(scene, row, (1 << 30) // len(row))
