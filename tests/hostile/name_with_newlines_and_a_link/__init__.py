"""A sound name but for its end, which has newlines, and a journal that is a link: the reason names the folder."""

from tests.hostile_support import NAME, Outcome, Scene, line


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    folder = scene.hand_in_as(NAME + "+x\n\x1b[31mKlart.", line())
    (folder / "answers.jsonl").unlink()
    (folder / "answers.jsonl").symlink_to("/etc/passwd")
    return Outcome(broken=("vanlig fil",))
