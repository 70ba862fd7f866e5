"""Times before the common era of computers, after the last year, without offset, and in no order."""

from tests.hostile_support import TAL, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    times = ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-14:00"]
    times += ["0001-01-01T00:00:00+14:00", "2026-11-22T13:00:00", "i går", "", 0, None, 1e18, "1970-01-01T00:00:00Z"]
    rows = [line("38", ex=TAL, n=n, t=at, view=f"v{n}") for n, at in enumerate(times, 1)]
    scene.hand_in(line(n=50), *rows, line("beredskap", n=51, t="2099-01-01T00:00:00+00:00"), line(n=52, view="sist"))
    return Outcome({WHO: 4.0})
