"""The only hand-in is from the year 1, by the folder's name."""

from tests.hostile_support import NAME, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in_as(f"{NAME.rpartition('+')[0]}+0001-01-01 00:00:00.000000 UTC+x", line())
    return Outcome({WHO: 2.0})
