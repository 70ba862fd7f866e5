"""The whole hand-in is a link to the folder of somebody who answered everything rightly."""

from tests.hostile_support import Outcome, Scene


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    folder = scene.hand_in()
    folder.rename(scene.root / "aside")
    folder.symlink_to(scene.of("anna.berg"))
    return Outcome(broken=("har inte rätt form",))
