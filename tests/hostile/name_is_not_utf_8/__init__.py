"""A folder's name that is no UTF-8 and cannot be printed as it is."""

from tests.hostile_support import NAME, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in_as(b"\xff\xfe" + NAME.encode() + b"+x", line())
    scene.hand_in_as(NAME.encode() + b"+\xff", line())
    return Outcome({WHO: 2.0}, ("finns inte på deltagarlistan",))
