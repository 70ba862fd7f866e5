"""A journal in UTF-16, with its mark of the byte order."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in((line(n=1) + line(n=2)).decode().encode("utf-16"))
    return Outcome({WHO: 0.0})
