"""Names with a leading point, as what is half made has, and as nbgrader overlooks."""

from tests.hostile_support import NAME, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in_as(f".tmp-{NAME}+x", line())
    scene.hand_in_as(f".{NAME}+x", line())
    return Outcome(broken=("finns inte på deltagarlistan",))
