"""The hand-in is a file and no folder."""

from tests.hostile_support import NAME, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    (scene.inbound / f"{NAME}+x").write_bytes(line())
    return Outcome(broken=("har inte rätt form",))
