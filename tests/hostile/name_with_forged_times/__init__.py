"""Times in the folder's name that are none, are in other digits, or lie beyond due; the year 1 is the earliest."""

from tests.hostile_support import NAME, TAL, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    start = NAME.rpartition("+")[0]
    wild = [
        "2026-13-45 25:61:61.000000 UTC",
        "0000-00-00 00:00:00.000000 UTC",
        "2026-11-22 14:00:00.000000 CET",
        "nu UTC",
        " UTC",
    ]
    for at in wild:
        scene.hand_in_as(f"{start}+{at}+x", line())
    late = ["9999-12-31 23:59:59.999999 UTC", "2026-11-22 15:00:00.000001 UTC", "2026-11-22 23:59:59.000000 UTC"]
    for at in late:
        scene.hand_in_as(f"{start}+{at}+x", line("38", ex=TAL))
    scene.hand_in_as(f"{start}+0001-01-01 00:00:00.000000 UTC+x", line("38", ex=TAL), line())
    scene.hand_in_as(f"{start}+\u0662\u0660\u0662\u0666-11-22 13:59:59.000000 UTC+x", line())
    return Outcome({WHO: 2.0}, ("har inte rätt form",) * len(wild))
