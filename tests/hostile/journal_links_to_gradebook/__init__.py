"""The journal is a link to the gradebook, so that who follows it copies every key into a hand-in."""

from tests.hostile_support import Outcome, Scene


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.instead_of_journal().symlink_to(scene.here.path / "gradebook.db")
    return Outcome(broken=("vanlig fil",))
