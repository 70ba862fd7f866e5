"""The notebook is a pipe that nobody writes to."""

import os

from tests.grading_support import MODULE
from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    book = scene.hand_in(line()) / f"{MODULE}.ipynb"
    book.unlink()
    os.mkfifo(book)
    return Outcome({WHO: 2.0})
