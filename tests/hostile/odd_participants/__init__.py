"""Participants on the list whose names are numbers, options, files, words of YAML and as long as can be."""

from tests.hostile_support import Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    people = (
        "-rf",
        "--force",
        "-",
        "_",
        "0",
        "007",
        "1e5",
        "null",
        "true",
        "con",
        "a..b",
        "x.ipynb",
        "gradebook.db",
        "m" * 64,
    )
    scene.enrol(*people)
    for who in people:
        scene.hand_in(line(), who=who)
    return Outcome(dict.fromkeys(people, 2.0))
