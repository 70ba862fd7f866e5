"""What happens when a notebook of a course is saved in JupyterLab: the same as `kurs check --fix`.

Jupyter's contents manager calls `on_save` before it writes (``ContentsManager.pre_save_hook``).
"""

import json
import logging
from pathlib import Path, PurePosixPath
from typing import Any

from toolkit.messages import say

_log = logging.getLogger("kurs")


def on_save(model: dict[str, Any], path: str, contents_manager: Any = None, **_: Any) -> None:
    """Put a module's notebook in step before it is written; whatever goes wrong, it is saved as it is.

    Parameters
    ----------
    model
        What Jupyter is about to write; its ``content`` is exchanged.
    path
        Where, counted from the folder of the course or from the one that holds courses.
    """
    try:
        if model.get("type") == "notebook" and is_module(path):
            model["content"] = mended(model["content"], path)
    except Exception:  # An author's work is worth more than what we would have written in it.
        log = getattr(contents_manager, "log", _log)
        log.error(say("lab.hook_failed", file=path), exc_info=True)


def is_module(path: str) -> bool:
    """Tell whether a path is a notebook under a course's ``source/<module>/``."""
    parts = PurePosixPath(path.strip("/")).parts
    return 3 <= len(parts) <= 4 and parts[-3] == "source" and parts[-1].endswith(".ipynb")


def mended(content: Any, path: str) -> dict[str, Any]:
    """Return a notebook with metadata in step, ids on every cell, and nothing of a run."""
    from toolkit.authoring.fix import fixed
    from toolkit.notebook import parse

    return fixed(parse(json.dumps(content), Path(path)))
