"""The journal is a folder, with a journal in it."""

from tests.hostile_support import Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    folder = scene.instead_of_journal()
    folder.mkdir()
    (folder / "answers.jsonl").write_bytes(line())
    return Outcome(broken=("vanlig fil",))
