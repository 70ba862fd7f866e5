"""The notebook is that of another module, under this one's name."""

from tests.grading_support import MODULE
from tests.hostile_support import WHO, Outcome, Scene, line
from tests.kinds_support import GALLERY


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    book = scene.hand_in(line()) / f"{MODULE}.ipynb"
    book.write_bytes((GALLERY / "source" / "2-krav" / "2-krav.ipynb").read_bytes())
    return Outcome({WHO: 2.0})
