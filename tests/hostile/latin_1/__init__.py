"""A journal in Latin-1: lines with other letters than ASCII cannot be read, the others can."""

from tests.hostile_support import LUCKOR, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    swedish = line({"tid": "vartannat år"}, ex=LUCKOR, n=2).replace(b"\\u00e5", "å".encode("latin-1"))
    scene.hand_in(line(n=1), swedish)
    return Outcome({WHO: 2.0})
