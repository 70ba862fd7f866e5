"""What a spreadsheet takes for formulas, commands and links, in what is written."""

from tests.hostile_support import WHO, Outcome, Scene, written

TEXTS = (
    '=HYPERLINK("http://x","x")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
)


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(*written(TEXTS))
    return Outcome({WHO: 0.0})
