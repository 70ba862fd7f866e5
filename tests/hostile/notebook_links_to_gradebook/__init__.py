"""The notebook is a link to the gradebook, and others lead to the source with its keys."""

from tests.grading_support import MODULE
from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    book = scene.hand_in(line()) / f"{MODULE}.ipynb"
    book.unlink()
    book.symlink_to(scene.here.path / "gradebook.db")
    (book.parent / "keys").symlink_to(scene.here.path / "source")
    (book.parent / "keys.ipynb").symlink_to(scene.here.source(MODULE))
    return Outcome({WHO: 2.0})
