"""Revisions of the exercise that never were: an answer to one counts, and what is no revision is a bad line."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    wild = ["ABCDEF", "", "12345", "1234567", 123456, ["000000"], "zzzzzz"]
    rows = [line("beredskap", n=n, rev=rev) for n, rev in enumerate(wild, 2)]
    scene.hand_in(line(n=1, rev="000000"), *rows)
    return Outcome({WHO: 2.0})
