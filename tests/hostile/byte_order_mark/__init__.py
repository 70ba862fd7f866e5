"""A journal that begins with a byte order mark, as an editor leaves it: its first line is none."""

from tests.hostile_support import TAL, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(b"\xef\xbb\xbf" + line("38", ex=TAL, n=1), line(n=2))
    return Outcome({WHO: 2.0})
