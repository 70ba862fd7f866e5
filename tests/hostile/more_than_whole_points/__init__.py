"""Answers that say what they are worth, with points, max and score beyond all measure."""

from tests.hostile_support import TAL, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    wild = {"points": 1e300, "max": 1, "score": 99, "auto_score": 99, "manual_score": 99, "share": 7}
    scene.hand_in(line(n=1, **wild), line("37", ex=TAL, n=2, **wild), line("38", ex=TAL, n=3, type="check", **wild))
    return Outcome({WHO: 2.0})
