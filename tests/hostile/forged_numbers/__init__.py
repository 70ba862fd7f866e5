"""Line numbers that go backwards, repeat, are huge or no numbers: the order in the file is what counts."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    wild = [2**53, 2**53 + 1, 2**70, -1, 0, 1.0, "1", True, None]
    rows = [line("beredskap", n=n, seq=number) for number, n in enumerate(wild, 10)]
    scene.hand_in(*rows, line("beredskap", n=2**53, seq=1), line(n=1, seq=2))
    return Outcome({WHO: 2.0})
