"""Names of 255 bytes, in the participant's place and in the place of what is drawn."""

from tests.hostile_support import NAME, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in_as("m" * (255 - len(NAME) + len(WHO)) + NAME.removeprefix(WHO), line())
    scene.hand_in_as(NAME + "+" + "x" * (254 - len(NAME)), line())
    return Outcome({WHO: 2.0}, ("finns inte på deltagarlistan",))
