"""The participant in the folder's name is the folder above, and so is the module."""

from tests.grading_support import MODULE
from tests.hostile_support import NAME, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    _, _, at = NAME.split("+", 2)
    scene.hand_in_as(f"..+{MODULE}+{at}+x", line())
    scene.hand_in_as(f".+{MODULE}+{at}+x", line())
    scene.hand_in_as(f"{WHO}+..+{at}+x", line())
    scene.hand_in_as(f"..+..+{at}+x", line())
    return Outcome(broken=("finns inte på deltagarlistan",) * 2)
