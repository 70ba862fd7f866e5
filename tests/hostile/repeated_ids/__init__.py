"""The same view and number with another answer, and the same option many times in one answer."""

from tests.hostile_support import FLERA, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(
        line("beredskap", n=1, seq=1),
        line(n=2, seq=1),
        line(["invanare"] * 2 + ["skola"], ex=FLERA, n=3),
        line(["invanare", "skola"] * 500, ex=FLERA, n=4),
    )
    return Outcome({WHO: 0.0})
