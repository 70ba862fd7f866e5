"""Newlines and signs that steer a terminal in the folder's name, to write lines of one's own in what is said."""

from tests.hostile_support import NAME, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    for name in (f"{WHO}\nbo", f"{WHO}\x1b[2K\x1b[1Abo", "bo\u202e", "bo\r"):
        scene.hand_in_as(NAME.replace(WHO, name) + "+x", line())
    scene.hand_in_as(NAME + "+x\n\x1b[31mKlart.", line())
    return Outcome({WHO: 2.0}, ("finns inte på deltagarlistan",) * 4)
