"""A journal of nothing but newlines, as many as it has room for."""

from tests.hostile_support import WHO, Outcome, Scene, line
from toolkit.formats.journal import MAX_FILE


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(line(), b"\n" * (MAX_FILE - len(line())))
    return Outcome({WHO: 2.0})
