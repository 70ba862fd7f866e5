"""Ten thousand files and folders beside the journal."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    folder = scene.hand_in(line())
    for n in range(5_000):
        (folder / f"{n}.txt").touch()
        (folder / f"{n}").mkdir()
    return Outcome({WHO: 2.0})
