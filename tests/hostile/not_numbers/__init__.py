"""NaN, infinities and numbers beyond every size, as answers, points, numbers of lines and certainty."""

from tests.hostile_support import PUNKT, TAL, WHO, Outcome, Scene, line

WILD = (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"9" * 5_000)


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    rows = [line([[165, 115]], ex=PUNKT, n=1), line("38", ex=TAL, n=2)]
    for n, wild in enumerate(WILD, 3):
        rows.append(line("HERE", ex=PUNKT, n=n).replace(b'"HERE"', b"[[%s,115]]" % wild))
        rows.append(line("HERE", ex=TAL, n=n + 100).replace(b'"HERE"', wild))
        rows.append(line(wild.decode(), ex=TAL, n=n + 200))
        for field in ("n", "seq", "base", "confidence", "v"):
            rows.append(line("0", ex=TAL, **{field: "HERE", "view": f"{field}-{n}"}).replace(b'"HERE"', wild))
    scene.hand_in(*rows)
    return Outcome({WHO: 4.0})
