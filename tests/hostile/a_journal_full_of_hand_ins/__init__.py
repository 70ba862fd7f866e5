"""A journal that says a hundred thousand times that it was handed in."""

from tests.hostile_support import WHO, Outcome, Scene, line

MARK = "long"


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    row = line(type="submit", by="auto", answered=0, sha256="0" * 64, ex=..., view=..., seq=..., var=..., answer=...)
    scene.hand_in(line(), *[row] * 80_000)
    return Outcome({WHO: 2.0})
