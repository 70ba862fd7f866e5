"""A story with choices that bind: wrong first, then the best way, as if the first had never been."""

from tests.hostile_support import VAG, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(
        line([["mejl", "vanta"]], ex=VAG, n=1),
        line(None, ex=VAG, n=2),
        line([["mejl", "fraga"], ["moten", "bojen"]], ex=VAG, n=3),
        line({"dk": True}, ex=VAG, n=4),
    )
    return Outcome({WHO: 0.0})
