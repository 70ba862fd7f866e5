"""Another participant's whole journal, with her name written in every line."""

from tests.hostile_support import WHO, Outcome, Scene, worth


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    copied = (scene.of("bo") / "answers.jsonl").read_bytes()
    scene.hand_in(copied.replace(b'"v"', b'"participant": "bo", "student": "bo", "user": "bo", "v"'))
    return Outcome({WHO: worth("bo")})
