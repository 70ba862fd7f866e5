"""What a module's folder must not hold when it is released, by our command or by formgrader's button."""

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import KursError
from toolkit.exercises.cell import BEGIN
from toolkit.messages import say
from toolkit.notebook import Notebook, read

_LINKED = re.compile(r"\]\(\s*<?([^)\s>]+)|(?:src|href)\s*=\s*[\"']([^\"']+)[\"']")
_SETUP = re.compile(r"%load_ext\s+toolkit\s*")


def referenced(notebook: Notebook) -> set[str]:
    """Return the files that a notebook refers to: pictures, links, figures and their tables."""
    names: set[str] = set()
    for cell in notebook.cells:
        if cell.type == "markdown":
            for match in _LINKED.finditer(cell.source):
                names.add((match.group(1) or match.group(2)).split("#")[0].removeprefix("./"))
    for exercise in notebook.exercises.values():
        for spec in exercise.specs.values():
            if spec.figure:
                names |= {spec.figure.file, spec.figure.table or spec.figure.file}
    return names


def refusals(folder: Path, module: str) -> list[str]:
    """Return why a module's folder cannot be released, one sentence each; empty when it can."""
    try:
        notebook = read(folder / f"{module}.ipynb").require_sound()
    except KursError as error:
        return [str(error)]
    return [*_files(folder, notebook), *_notebook(notebook), *_exercises(notebook)]


def _files(folder: Path, notebook: Notebook) -> Iterator[str]:
    known = {notebook.path.name, *referenced(notebook)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if ".ipynb_checkpoints" in path.parts or (path.is_dir() and not path.is_symlink()):
            continue
        if path.name.endswith(".jsonl"):
            yield say("release.journal", file=name)
        elif path.is_symlink():
            yield say("release.link", file=name)
        elif name not in known:
            yield say("release.stray", file=name)
    for name in sorted(known):
        if "://" not in name and not (folder / name).is_file():
            yield say("release.absent", file=name)


def _notebook(notebook: Notebook) -> Iterator[str]:
    metadata = notebook.raw.get("metadata")
    if isinstance(metadata, dict) and "widgets" in metadata:
        yield say("release.widgets", file=notebook.path.name)
    for cell in notebook.cells:
        if cell.raw.get("outputs"):
            yield say("release.outputs", n=cell.number)
        if cell.raw.get("attachments"):
            yield say("release.attachments", n=cell.number)
        if cell.type == "code" and cell.exercise is None and not _SETUP.fullmatch(cell.source):
            yield say("release.code", n=cell.number)
        if cell.type != "code" and "HIDDEN TESTS" in cell.source:
            yield say("release.region", n=cell.number)


def _exercises(notebook: Notebook) -> Iterator[str]:
    for cell in notebook.cells:
        exercise, marks = cell.exercise, cell.metadata.get("nbgrader")
        if exercise is None:
            continue
        if not exercise.graded:
            if marks:
                yield say("release.practice_marked", exercise=exercise.id)
            continue
        if not exercise.solutions or BEGIN not in cell.source:
            yield say("release.no_key", exercise=exercise.id)
        # Without these marks nbgrader would neither take the key away nor grade the cell.
        wanted = {
            "grade": True,
            "grade_id": exercise.id,
            "points": float(exercise.max_points),
            "solution": False,
        }
        found = marks if isinstance(marks, dict) else {}
        if any(found.get(name) != value for name, value in wanted.items()):
            yield say("release.unmarked", exercise=exercise.id)
