"""The secret is a link to the file with the occasion's participants, which would come into the hand-in."""

from tests.hostile_support import SECRET, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    secret = scene.hand_in(line()) / SECRET
    secret.unlink()
    secret.symlink_to(scene.here.path / "roster.csv")
    return Outcome(broken=("vanlig fil",))
