"""`kurs check --fix`: writes what authors never write by hand, and clears what a run leaves behind."""

import copy
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from toolkit.authoring import akershamn, svg
from toolkit.authoring.material import Material, Module, find_courses, read_material
from toolkit.authoring.rules.files import drawings
from toolkit.errors import KursError
from toolkit.files import replace_file
from toolkit.messages import listed, say
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
    _write(notebook.path.resolve(), text.encode())
    return True


def fix_courses(courses_dir: Path, names: Sequence[str]) -> list[str]:
    """Mend what can be read of some courses: notebooks, drawings, and what is made; return what was done."""
    done: list[str] = []
    for material in [read_material(path) for path in find_courses(courses_dir, names)]:
        done += _make_tables(material)
        for module in material.modules:
            if module.notebook and fix_notebook(module.notebook):
                done.append(say("check.mended", file=module.file))
            done += _clean_drawings(module)
    return done


def _clean_drawings(module: Module) -> Iterator[str]:
    """Rewrite the SVG files of a module that hold more than a drawing; say what was taken out of each."""
    for path, data in drawings(module.folder):
        cleaned, found = svg.clean(data), [problem.found for problem in svg.problems(data)]
        if cleaned is not None and found:
            _write(path, cleaned)
            yield say("check.cleaned", file=module.beside(path).file, what=listed(found, "och"))


def _make_tables(material: Material) -> Iterator[str]:
    """Write the tables and charts that a course takes from Åkershamn, where they are not as they are made."""
    try:
        wanted = akershamn.made(material.path)
    except KursError:  # What is wrong in the list of them is for `check` to say.
        return
    for path, data in wanted.items():
        if not path.is_file() or path.read_bytes() != data:
            _write(path, data)
            yield say("check.mended", file=path.relative_to(material.path.parent).as_posix())


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data, path.stat().st_mode & 0o777 if path.exists() else 0o644)
    except OSError as error:
        raise KursError(say("check.unwritable", file=path, why=error.strerror)) from None
