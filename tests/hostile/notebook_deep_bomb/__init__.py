"""The notebook is JSON a hundred thousand levels deep."""

from tests.grading_support import MODULE
from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    book = scene.hand_in(line()) / f"{MODULE}.ipynb"
    book.write_bytes(b'{"cells":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    return Outcome({WHO: 2.0})
