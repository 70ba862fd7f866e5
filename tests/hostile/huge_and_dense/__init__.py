"""The journal is one line over the 16 MiB that a journal may have, every line of it a right answer."""

from tests.hostile_support import Outcome, Scene, huge, line
from toolkit.formats.journal import MAX_FILE


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    row = line()
    return huge(scene, row, MAX_FILE // len(row) + 1)
