"""As many valid answers as a journal has room for, the last one right."""

from tests.hostile_support import VAL, WHO, Outcome, Scene, line
from toolkit.formats.journal import MAX_FILE

MARK = "long"


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    row = (
        b'{"v":1,"n":1,"t":"2026-11-22T13:00Z","type":"answer","ex":"%s","view":"%07x","seq":1,"answer":"beredskap"}\n'
    )
    room = MAX_FILE - len(line())
    rows = (row % (VAL.encode(), n) for n in range(room // len(row % (VAL.encode(), 0))))
    scene.hand_in(*rows, line())
    return Outcome({WHO: 2.0})
