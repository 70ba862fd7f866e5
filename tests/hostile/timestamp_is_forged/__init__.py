"""The time in the hand-in says long before due, is a link and is no text; the name of the folder says after due."""

from tests.grading_support import AFTER
from tests.hostile_support import TIMESTAMP, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    folder = scene.hand_in(line(), at=AFTER)
    (folder / TIMESTAMP).unlink()
    (folder / TIMESTAMP).symlink_to(scene.of("anna.berg") / TIMESTAMP)
    return Outcome()
