"""Lines that say two things: which of two answers counts depends on who reads them."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    twice = line("beredskap", n=2).replace(b'"answer"', b'"answer": "plan", "answer"')
    scene.hand_in(twice, twice.replace(b'"ex"', b'"ex": "gallery-visa-tal", "ex"'))
    return Outcome({WHO: 0.0})
