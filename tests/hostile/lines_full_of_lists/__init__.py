"""Lines with as many lists as there is room for, which cost much to read and are no answers."""

from tests.hostile_support import WHO, Outcome, Scene, line
from toolkit.formats.journal import MAX_FILE

MARK = "long"


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    row = line([]).replace(b"[]", b"[" + b"[]," * 21_000 + b"[]]")
    scene.hand_in(line(), *[row] * (MAX_FILE // len(row) - 1))
    return Outcome({WHO: 2.0})
