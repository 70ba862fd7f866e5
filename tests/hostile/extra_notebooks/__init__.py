"""Notebooks of other names, hidden ones and ones in folders, with full points in their outputs."""

import shutil

from tests.grading_support import MODULE
from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    book = scene.hand_in(line()) / f"{MODULE}.ipynb"
    for name in (
        "2-krav.ipynb",
        f"{MODULE}-Copy1.ipynb",
        ".ipynb_checkpoints/x.ipynb",
        "a/b/c.ipynb",
        f"{MODULE}.IPYNB",
    ):
        (book.parent / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(book, book.parent / name)
    return Outcome({WHO: 2.0})
