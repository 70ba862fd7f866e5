"""The notebook is cut off in the middle, and is no JSON."""

from tests.grading_support import MODULE
from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    book = scene.hand_in(line()) / f"{MODULE}.ipynb"
    text = book.read_bytes()
    book.write_bytes(text[: len(text) // 2] + b"\xff\0")
    return Outcome({WHO: 2.0})
