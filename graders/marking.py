"""What there was for a marker to read when a hand-in was last graded.

nbgrader's gradebook has no room for answers, and ``autograded/`` is emptied before a hand-in is graded again. So that
a mark is not taken for that of another answer, the digests of the answers that are marked by hand lie beside it.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from toolkit.files import replace_file
from toolkit.formats import Marked


def read_marked(path: Path) -> Mapping[str, str]:
    """Return the digests by exercise; none where nothing was graded before, or the file is broken.

    Without them every mark waits to be looked at again, which loses nothing.
    """
    try:
        return Marked.model_validate_json(path.read_bytes()).answers
    except (FileNotFoundError, ValidationError):
        return {}


def write_marked(path: Path, answers: Mapping[str, str]) -> None:
    """Write the digests by exercise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, (Marked(answers=dict(answers)).model_dump_json(indent=1) + "\n").encode())
