"""Lines of just 64 KiB and of one byte more, and the longer one would take back the right answer."""

from tests.hostile_support import WHO, Outcome, Scene, line
from toolkit.formats.journal import MAX_LINE


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    long = line(n=1, fill="x" * (MAX_LINE - len(line(n=1, fill=""))))
    longer = line("beredskap", n=2, fill="x" * (MAX_LINE + 1 - len(line("beredskap", n=2, fill=""))))
    scene.hand_in(long, longer)
    return Outcome({WHO: 2.0})
