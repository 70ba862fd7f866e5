"""NUL bytes before, in and after lines, and one in the answer itself."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(
        line(n=1), b"\0" * 5_000, line("beredskap", n=2), line("beredskap\0", n=3), line("plan\0", n=4), b"\0"
    )
    return Outcome({WHO: 2.0})
