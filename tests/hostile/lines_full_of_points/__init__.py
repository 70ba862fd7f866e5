"""Points on a map, nine thousand in each answer where one is asked for."""

from tests.hostile_support import PUNKT, WHO, Outcome, Scene, line
from toolkit.formats.journal import MAX_FILE

MARK = "long"


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    row = line([[1, 1]] * 6_000, ex=PUNKT)
    scene.hand_in(line([[165, 115]], ex=PUNKT), *[row] * (MAX_FILE // len(row) - 1))
    return Outcome({WHO: 2.0})
