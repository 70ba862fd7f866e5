"""Exercises that do not exist, names that are paths and numbers, and types that nobody knows."""

from tests.hostile_support import TAL, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    strange = [
        "finns-inte",
        "../../gradebook",
        "",
        1,
        None,
        ["x"],
        "gallery-visa-val\n",
        "Gallery-Visa-Val",
        "x" * 60_000,
    ]
    rows = [line(ex=name, n=n) for n, name in enumerate(strange, 2)]
    kinds = [line(n=n, type=name) for n, name in enumerate(["grade", "", 1, None, "ANSWER", {"a": 1}], 20)]
    scene.hand_in(line("38", ex=TAL, n=1), *rows, *kinds)
    return Outcome({WHO: 2.0})
