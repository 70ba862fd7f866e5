"""What `kurs check` looks at: the folders of courses and modules, read as far as they can be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from toolkit.authoring.findings import Finding, Spot
from toolkit.authoring.prose import Prose
from toolkit.authortext import read_file
from toolkit.errors import KursError, ProblemsError
from toolkit.formats.course import Course, ModuleEntry
from toolkit.messages import listed, say
from toolkit.notebook import Cell, Notebook, read

IGNORED = (".ipynb_checkpoints", "__pycache__")
"""Folders that nbgrader leaves behind when it releases, as we do."""
_ID = re.compile(r"^id:\s*[\"']?([a-z0-9-]+)", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class Module:
    """The folder of one module, as it was read once.

    Parameters
    ----------
    file
        The notebook as findings name it.
    course, entry
        What course.yml says, where it could be read and names the module.
    notebook
        What could be read of the notebook; None where there is none, or it is none.
    """

    folder: Path
    file: str
    course: Course | None
    entry: ModuleEntry | None
    notebook: Notebook | None

    @property
    def path(self) -> Path:
        """Where the notebook should stand."""
        return self.folder / f"{self.folder.name}.ipynb"

    @property
    def ready(self) -> bool:
        """Whether the module must be complete; of a draft only what exists is checked."""
        return self.entry is not None and self.entry.state == "ready"

    @property
    def cells(self) -> Sequence[Cell]:
        """The notebook's cells."""
        return self.notebook.cells if self.notebook else ()

    @cached_property
    def prose(self) -> Prose:
        """The Markdown of the notebook."""
        return Prose(self.cells)

    @property
    def spot(self) -> Spot:
        """The notebook as a whole."""
        return Spot(self.file)

    def at(self, cell: Cell) -> Spot:
        """Return the place of a cell."""
        exercise = cell.exercise.id if cell.exercise else None
        if cell.problems and (named := _ID.search(cell.source)):
            exercise = named[1]
        cell_id = cell.raw.get("id")
        return Spot(self.file, cell.number, cell_id if isinstance(cell_id, str) else None, exercise)

    def beside(self, path: Path) -> Spot:
        """Return the place of a file in the folder."""
        name = path.relative_to(self.folder).as_posix()
        return Spot(f"{self.file.removesuffix(self.path.name)}{name}")


@dataclass
class Material:
    """The folder of one course, and what could not be read in it."""

    path: Path
    course: Course | None = None
    modules: list[Module] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def spot(self) -> Spot:
        """The file course.yml."""
        return Spot(f"{self.path.name}/course.yml")


def find_courses(courses_dir: Path, names: Sequence[str]) -> list[Path]:
    """Return the folders of the courses that are named, or of all under `courses_dir`.

    Raises
    ------
    KursError
        If there is no such course; the sentence names those that exist.
    """
    known, found = all_courses(courses_dir), []
    for name in names:
        inside, outside = (courses_dir / name).resolve(), Path(name).resolve()
        path = next((path for path in (inside, outside) if _is_course(path)), None)
        if path is None:
            there = listed([path.name for path in known], "och") or say("found.nothing")
            raise KursError(say("check.no_course", name=name, folder=courses_dir, there=there))
        found.append(path)
    if not names and not known:
        raise KursError(say("check.no_courses", folder=courses_dir))
    return list(dict.fromkeys(found)) or known


def all_courses(courses_dir: Path) -> list[Path]:
    """Return the folders under `courses_dir` that are courses."""
    return sorted(path.resolve() for path in courses_dir.glob("*") if _is_course(path))


def _is_course(path: Path) -> bool:
    return (path / "course.yml").is_file() or (path / "source").is_dir()


def read_material(path: Path) -> Material:
    """Read a course as far as it can be read."""
    material = Material(path)
    try:
        material.course = read_file(path / "course.yml", Course)
    except ProblemsError as error:
        material.findings += [material.spot.problem("format", problem) for problem in error.problems]
    except KursError as error:
        material.findings.append(material.spot.finding("format", hint=without_name(error, path / "course.yml")))
    folders = sorted(folder for folder in (path / "source").glob("*") if folder.is_dir())
    for folder in folders:
        if folder.name not in IGNORED:
            material.modules.append(_module(material, folder))
    return material


def _module(material: Material, folder: Path) -> Module:
    entry = material.course.module(folder.name) if material.course else None
    file = f"{material.path.name}/source/{folder.name}/{folder.name}.ipynb"
    notebook, path = None, folder / f"{folder.name}.ipynb"
    try:
        notebook = read(path) if path.exists() else None
    except KursError as error:
        material.findings.append(Spot(file).finding("notebook", hint=without_name(error, path)))
    return Module(folder, file, material.course, entry, notebook)


def without_name(error: KursError, path: Path) -> str:
    """Return the sentence of an error without the name of the file, which the finding says."""
    return str(error).removeprefix(f"{path}: ").removeprefix(f"{path.name}: ")
