"""The journal is a link to itself, which leads nowhere however long it is followed."""

from tests.hostile_support import Outcome, Scene


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    path = scene.instead_of_journal()
    path.symlink_to(path.name)
    return Outcome(broken=("vanlig fil",))
