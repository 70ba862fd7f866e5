"""Lines of just 64 KiB and of one byte more, and the longer one would take back the right answer."""

from tests.hostile_support import WHO, Outcome, Scene, line
from toolkit.formats.journal import MAX_LINE


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    room = MAX_LINE - len(line(fill=""))
    scene.hand_in(line(n=1, fill="x" * room), line("beredskap", n=2, fill="x" * (room + 1)))
    return Outcome({WHO: 2.0})
