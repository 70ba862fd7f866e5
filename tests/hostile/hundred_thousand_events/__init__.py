"""A hundred thousand valid answers in one journal, the last one right."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    rows = [line("beredskap", n=n, **{"rev": ..., "var": ...}) for n in range(1, 100_000)]
    scene.hand_in(*rows, line(n=100_000))
    return Outcome({WHO: 2.0})
