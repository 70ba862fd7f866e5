"""As many lines as there is room for where nothing is as it should be, which cost most to read for their length."""

from tests.hostile_support import WHO, Outcome, Scene, line
from toolkit.formats.journal import MAX_FILE

MARK = "long"


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    row = b'{"type":"answer","t":1,"a":"\\ud83d\\ude00"}\n'
    first = line()
    scene.hand_in(first, row * ((MAX_FILE - len(first)) // len(row)))
    return Outcome({WHO: 2.0})
