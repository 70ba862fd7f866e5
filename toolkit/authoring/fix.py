"""`kurs check --fix`: writes what authors never write by hand, and clears what a run leaves behind."""

import copy
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolkit.authoring.material import find_courses, read_material
from toolkit.errors import KursError
from toolkit.files import replace_file
from toolkit.messages import say
from toolkit.notebook import Cell, Notebook


def wanted_metadata(cell: Cell) -> dict[str, Any] | None:
    """Return what nbgrader needs in a cell's metadata; None where there must be nothing."""
    exercise = cell.exercise
    if exercise is None or not exercise.graded:
        return None
    points = exercise.max_points
    return {
        "grade": True,
        "grade_id": exercise.id,
        "locked": True,
        "points": int(points) if points == int(points) else float(points),
        "schema_version": 3,
        "solution": False,
        "task": False,
    }


def fixed(notebook: Notebook) -> dict[str, Any]:
    """Return the notebook's JSON with metadata in step, ids on every cell, and nothing of a run."""
    raw: dict[str, Any] = copy.deepcopy(dict(notebook.raw))
    if raw.get("nbformat") != 4:
        return raw
    taken: set[str] = set()
    for cell, data in zip(notebook.cells, raw["cells"], strict=True):
        given = data.get("id")
        data["id"] = given if isinstance(given, str) and given not in taken else _new_id(cell, notebook, taken)
        taken.add(data["id"])
        if cell.type == "code":
            data["outputs"], data["execution_count"] = [], None
        if not cell.problems:
            _set_metadata(data, wanted_metadata(cell))
    if isinstance(raw.get("nbformat_minor"), int):
        raw["nbformat_minor"] = max(raw["nbformat_minor"], 5)
    if isinstance(raw.get("metadata"), dict):
        raw["metadata"].pop("widgets", None)
    return raw


def _set_metadata(data: dict[str, Any], wanted: dict[str, Any] | None) -> None:
    metadata = data.get("metadata")
    if not isinstance(metadata, dict):
        metadata = data["metadata"] = {}
    if wanted is None:
        metadata.pop("nbgrader", None)
    elif metadata.get("nbgrader") != wanted:
        metadata["nbgrader"] = wanted


def _new_id(cell: Cell, notebook: Notebook, taken: set[str]) -> str:
    """Make up an id: the exercise's own, or one that the same text always gets."""
    used = taken | {str(other.raw.get("id")) for other in notebook.cells}
    name = cell.exercise.id if cell.exercise else ""
    count = 0
    while not name or name in used:
        name = hashlib.sha256(f"{cell.source}|{count}".encode()).hexdigest()[:8]
        count += 1
    return name


def fix_notebook(notebook: Notebook) -> bool:
    """Rewrite a notebook if there is anything to mend in it; return whether there was.

    Raises
    ------
    KursError
        If it cannot be written.
    """
    mended = fixed(notebook)
    if mended == notebook.raw:
        return False
    for cell in mended["cells"]:
        if isinstance(cell.get("source"), str):
            cell["source"] = cell["source"].splitlines(keepends=True)
    # As nbformat writes it, so that Jupyter's next save changes nothing.
    text = json.dumps(mended, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    path = notebook.path.resolve()
    try:
        replace_file(path, text.encode(), path.stat().st_mode & 0o777)
    except OSError as error:
        raise KursError(say("check.unwritable", file=path, why=error.strerror)) from None
    return True


def fix_courses(courses_dir: Path, names: Sequence[str]) -> list[str]:
    """Mend every notebook of some courses that can be read; return those that were rewritten."""
    materials = [read_material(path) for path in find_courses(courses_dir, names)]
    return [
        module.file
        for material in materials
        for module in material.modules
        if module.notebook and fix_notebook(module.notebook)
    ]
