"""More and fewer plus signs than a name has, other signs that look like them, and another's name among the parts."""

from tests.hostile_support import NAME, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    _, module, at = NAME.split("+", 2)
    wide = "\N{FULLWIDTH PLUS SIGN}"
    names = [
        f"{WHO}+bo+{module}+{at}+x",
        f"+{module}+{at}+x",
        f"{WHO}+{module}",
        f"bo{wide}{module}{wide}{at}{wide}x",
        "+++",
        "+",
    ]
    for name in names:
        scene.hand_in_as(name, line())
    return Outcome(broken=("har inte rätt form",) * len(names))
