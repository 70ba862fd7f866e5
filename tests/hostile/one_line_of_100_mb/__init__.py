"""The journal is one line of 100 MB that begins and ends like a right answer."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    before, _, after = line(fill="FILL").partition(b"FILL")
    scene.instead_of_journal().write_bytes(before + b"x" * 100_000_000 + after)
    return Outcome({WHO: 0.0})
