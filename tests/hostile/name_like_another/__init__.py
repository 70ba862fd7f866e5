"""Names that look like another participant's: capitals, spaces, other alphabets, combining and invisible signs."""

from tests.hostile_support import NAME, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    names = ["Bo", "BO", " bo", "bo ", "bo.", "./bo".replace("/", "\N{DIVISION SLASH}"), "b\N{CYRILLIC SMALL LETTER O}"]
    names += [
        "bo\N{ZERO WIDTH SPACE}",
        "\N{FULLWIDTH LATIN SMALL LETTER B}o",
        "bo\N{COMBINING RING ABOVE}",
        "bo\0".strip("\0") + "\t",
    ]
    for name in names:
        scene.hand_in_as(NAME.replace(WHO, name) + "+x", line())
    return Outcome(broken=("finns inte på deltagarlistan",) * len(names))
