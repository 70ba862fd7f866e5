"""Links, pictures, formulas and HTML as Markdown has them, after blank lines that would end a block of HTML."""

from tests.hostile_support import WHO, Outcome, Scene, written

TEXTS = (
    "\n\n[x](javascript:alert(1))\n\n![x](//x/spy.png)\n\n<javascript:alert(1)>\n\n[y]: javascript:alert(1)\n\n[y]",
    "text\n\n<script>alert(1)</script>\n\n# Poäng: 2,0",
    "x\n\n$\\\\href{javascript:alert(1)}{x}$ \\\\(\\\\def\\\\x{\\\\x}\\\\x\\\\)",
    "a\u2028\u2028<b>b</b>\u2029\r\r{{ self }} {% raw %} ${x} \u202eutskrift",
)


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    scene.hand_in(*written(TEXTS))
    return Outcome({WHO: 0.0})
