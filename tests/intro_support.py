"""The introduction as it is shipped, released in an occasion."""

from collections.abc import Sequence
from pathlib import Path

from graders.occasion import new_occasion
from graders.release import release
from toolkit.formats import Occasion
from toolkit.occasion import OccasionFolder, read_course

COURSES = Path(__file__).parents[1] / "courses"


def released_intro(root: Path, modules: Sequence[str] = ()) -> OccasionFolder:
    """Make an occasion of the introduction and release these modules of it, or every module that is ready."""
    made = Occasion(id="intro-prov", course="intro", title="Prov av introduktionen")
    here = new_occasion(root, COURSES / "intro", made, seed="0011223344556677")
    for entry in read_course(COURSES / "intro").modules:
        if entry.id in modules or (not modules and entry.state == "ready"):
            release(here, entry.id, COURSES)
    return here
