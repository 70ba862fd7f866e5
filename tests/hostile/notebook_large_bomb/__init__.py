"""The notebook is 1 GiB of cells, sparse on the disk."""

import os

from tests.grading_support import MODULE
from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    book = scene.hand_in(line()) / f"{MODULE}.ipynb"
    os.truncate(book, 1 << 30)
    return Outcome({WHO: 2.0})
