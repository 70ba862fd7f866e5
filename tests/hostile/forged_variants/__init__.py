"""Variants that do not exist, none where there are some, and some where there are none."""

from tests.grading_support import VARIANT
from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    rows = [
        line("p", ex=VARIANT, n=n, var=var) for n, var in enumerate(["c", "", "A", None, ["a"], "../a", 0, True], 1)
    ]
    scene.hand_in(*rows, line(n=20, var="a"), line("w", ex=VARIANT, n=21, var="b"))
    return Outcome({WHO: 1.5})
