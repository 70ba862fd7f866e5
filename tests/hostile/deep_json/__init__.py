"""Ten thousand levels of JSON: as an answer, as a field that nobody knows, and as a line of its own."""

from tests.hostile_support import WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    rows = [line(n=1)]
    for opening, closing in (b"[", b"]"), (b'{"a":', b"}"):
        deep = opening * 10_000 + b"1" + closing * 10_000
        rows += [
            line("HERE", n=2).replace(b'"HERE"', deep),
            line(extra="HERE", n=3).replace(b'"HERE"', deep),
            deep + b"\n",
        ]
    scene.hand_in(*rows)
    return Outcome({WHO: 2.0})
