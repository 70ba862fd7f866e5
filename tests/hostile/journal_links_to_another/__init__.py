"""The journal is a link to that of somebody who answered everything rightly, to get her points."""

from tests.hostile_support import Outcome, Scene


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.instead_of_journal().symlink_to(scene.of("anna.berg") / "answers.jsonl")
    return Outcome(broken=("vanlig fil",))
