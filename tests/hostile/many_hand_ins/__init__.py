"""The same person hands in five hundred times, and only the last time a right answer."""

import secrets

from tests.hostile_support import NAME, WHO, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    for _ in range(500):
        folder = scene.inbound / f"{NAME}+{secrets.token_hex(8)}"
        folder.mkdir()
        (folder / "answers.jsonl").write_bytes(line("beredskap"))
    scene.hand_in(line(), at="2026-11-22T14:30:00+00:00")
    return Outcome({WHO: 2.0})
