"""Somebody who is not on the list of participants hands in, also under names that the occasion's folders have."""

from tests.hostile_support import Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    for who in (
        "ingen",
        "gradebook.db",
        "submitted",
        "autograded",
        "default",
        "*",
        "bo,cia",
        "~",
        "$HOME",
        "%s",
        "{0}",
    ):
        scene.hand_in(line(), who=who)
    return Outcome(broken=("finns inte på deltagarlistan",) * 11)
