"""Halves of surrogate pairs in answers and names, which cannot be written as UTF-8 again."""

from tests.hostile_support import SKRIV, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(line(n=1), line("\ud800", ex=SKRIV, n=2), line(n=3, extra="\udfff"), line(n=4, view="\ud800"))
    return Outcome({WHO: 2.0})
