"""The courses as they are shipped."""

from collections.abc import Iterator
from pathlib import Path

from toolkit.occasion import read_course
from toolkit.testing import CHECKOUT

COURSES = CHECKOUT / "courses"


def ready() -> Iterator[tuple[str, str]]:
    """Give course and module of everything that participants can be given."""
    for path in sorted(COURSES.glob("*/course.yml")):
        for module in read_course(path.parent).modules:
            if module.state == "ready":
                yield path.parent.name, module.id


def notebook_of(course: str, module: str) -> Path:
    """Return where a module's notebook is."""
    return COURSES / course / "source" / module / f"{module}.ipynb"
