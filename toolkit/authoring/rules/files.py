"""Rules on the files beside a notebook: all of them are released to participants."""

import mimetypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from toolkit.authoring import svg
from toolkit.authoring.findings import Finding, Spot
from toolkit.authoring.material import IGNORED, Material, Module
from toolkit.errors import KursError, Problem
from toolkit.exercises import Spec
from toolkit.exercises.hotspot import HotspotSolution, HotspotSpec
from toolkit.exercises.hotspot.drawing import read_box
from toolkit.messages import quoted, say
from toolkit.notebook import Cell

SVG = "image/svg+xml"
PICTURES = {
    "image/png": ("PNG", rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": ("JPEG", rb"\xff\xd8\xff"),
    "image/gif": ("GIF", rb"GIF8[79]a"),
    "image/webp": ("WebP", rb"(?s:RIFF....WEBP)"),
}
"""The other pictures that the page shows: what they are called, and how such a file begins."""
SCHEMES = ("", "http", "https", "mailto")
"""What a link may begin with; the page makes no link of a script or of data."""


def beside(module: Module) -> Iterator[Finding]:
    """Find journals, and files that the notebook neither shows nor links to."""
    known = {module.path, *(module.folder / name for name in referred(module))}
    unreadable = any(cell.problems for cell in module.cells)
    for path in _files(module.folder):
        if path.name.endswith(".jsonl"):
            yield module.beside(path).finding("journal", say("check.journal"), say("check.no_journal"))
        elif path.is_symlink():
            yield module.beside(path).finding("stray-file", say("check.link"), say("check.a_file"))
        elif path.suffix == ".ipynb" and path != module.path:
            yield module.beside(path).finding("module", quoted(path.name), quoted(module.path.name))
        elif path not in known and module.notebook and not unreadable:
            yield module.beside(path).finding("stray-file", say("check.stray"), say("check.used"))


def pictures(module: Module) -> Iterator[Finding]:
    """Find SVG that is more than a drawing, and pictures that are not what their name says or cannot be shown."""
    for path in _files(module.folder):
        if not path.is_symlink():  # A link is a finding of its own.
            for problem in picture_problems(path):
                yield module.beside(path).problem("picture", problem)
    for picture in module.prose.pictures:
        if not _shown(module, picture.file):
            spot = module.at(picture.cell)
            yield spot.finding("picture", quoted(picture.file), say("check.picture_type"), line=picture.line)
    for cell in module.cells:
        for field, name in _pictures(cell):
            if not _shown(module, name):
                yield module.at(cell).finding("picture", quoted(name), say("check.picture_type"), field=field)


def picture_problems(path: Path) -> list[Problem]:
    """Return what is wrong with a file that is a picture by its name, as the page goes by it; nothing for others.

    Raises
    ------
    KursError
        If it cannot be read.
    """
    kind = _type(path.name)
    if kind not in (SVG, *PICTURES) or not path.is_file():
        return []
    data = _content(path)
    if kind == SVG:
        found = svg.problems(data)
        return [replace(problem, hint=say("check.fix")) for problem in found] if svg.clean(data) else found
    name, begins = PICTURES[kind]
    if re.match(begins, data):
        return []
    return [Problem("", say("check.no_picture", type=name), say("check.picture_named"))]


def drawings(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Return the SVG files in the folder of a module, with what they hold."""
    for path in _files(folder):
        if _type(path.name) == SVG and path.is_file() and not path.is_symlink():
            yield path, _content(path)


def _content(path: Path) -> bytes:
    """Return what a picture holds, or so much of it that it is seen to be too large."""
    try:
        with path.open("rb") as file:
            return file.read(svg.MAX_BYTES + 1)
    except OSError as error:
        raise KursError(say("file.unreadable", file=path, why=error.strerror)) from None


def _type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or ""


def _shown(module: Module, target: str) -> bool:
    """Tell whether the page can show a file as a picture; one that is no file is another rule's."""
    return _type(_local(target) or "") in (SVG, *PICTURES) or bool(_absent(module, target, outside=False))


def _specs(cell: Cell) -> Iterable[Spec]:
    return cell.exercise.specs.values() if cell.exercise else ()


def _pictures(cell: Cell) -> Iterable[tuple[str, str]]:
    """Return the pictures that an exercise shows, each with the field that names it; variants may share them."""
    return dict.fromkeys(pair for spec in _specs(cell) for pair in spec.shown_files().items())


def places(module: Module) -> Iterator[Finding]:
    """Find places to mark that lie outside their drawing, and drawings that do not say what their units are."""
    for cell in module.cells:
        exercise = cell.exercise
        for var, spec in exercise.specs.items() if exercise else ():
            path = module.folder / spec.figure.file if spec.figure else None
            if not isinstance(spec, HotspotSpec) or path is None or not path.is_file():
                continue
            box = read_box(path)
            if box is None:
                yield module.at(cell).finding("picture", say("check.no_box"), say("check.box"), field="figure.file")
                continue
            areas = {f"areas.{name}": area for name, area in (spec.areas or {}).items()}
            solution = exercise.solutions.get(var) if exercise else None
            if isinstance(solution, HotspotSolution):
                areas |= {f"key.{name}": area for name, area in solution.places.items()}
            expected = say("check.within", box=" ".join(f"{number:f}" for number in box))
            for field, area in areas.items():
                if not area.is_within(box):
                    yield module.at(cell).finding("picture", say("check.outside"), expected, field=field)


def missing(module: Module) -> Iterator[Finding]:
    """Find pictures, tables and files that the notebook names but that do not stand beside it."""
    for picture in module.prose.pictures:
        problem = _absent(module, picture.file, outside=False)
        if problem and not picture.file.startswith("attachment:"):
            yield module.at(picture.cell).finding("missing-file", *problem, line=picture.line)
    for link in module.prose.links:
        problem = _absent(module, link.target, outside=True)
        if problem:
            yield module.at(link.cell).finding("missing-file", *problem, line=link.line)
    for cell in module.cells:
        names: dict[str, str] = {}
        for spec in _specs(cell):
            names |= {name: field for field, name in spec.files().items()}
        for name, field in names.items():
            problem = _absent(module, name, outside=False)
            if problem:
                yield module.at(cell).finding("missing-file", *problem, field=field)


def in_source(material: Material) -> Iterator[Finding]:
    """Find what stands in ``source/`` and is no folder of a module."""
    for path in sorted((material.path / "source").glob("*")):
        name = f"{material.path.name}/source/{path.name}"
        if not path.is_dir():
            rule, found = ("journal", "check.journal") if path.suffix == ".jsonl" else ("stray-file", "check.stray")
            yield Spot(name).finding(rule, say(found), say("check.only_folders"))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            if path.name not in IGNORED:
                yield from _files(path)
        else:
            yield path


def _local(target: str) -> str | None:
    """Return the path that a link means in the module's folder; None for other addresses and places in the text."""
    try:
        parts = urlsplit(target)
    except ValueError:  # Brackets that no address has: it is none, and so no file either.
        return target
    return unquote(parts.path) if not parts.scheme and not parts.netloc and parts.path else None


def referred(module: Module) -> Iterator[str]:
    """Return the names of the files that a notebook shows or links to: they are released with it."""
    targets = [*(p.file for p in module.prose.pictures), *(link.target for link in module.prose.links)]
    for target in targets:
        if (path := _local(target)) is not None:
            yield path.removeprefix("./")
    for cell in module.cells:
        for spec in _specs(cell):
            yield from spec.files().values()


def _absent(module: Module, target: str, *, outside: bool) -> tuple[str, str] | None:
    """Return found and expected where a target is no file beside the notebook."""
    path = _local(target)
    if path is None:
        if not outside:
            return quoted(target), say("check.own_file")
        return None if urlsplit(target).scheme in SCHEMES else (quoted(target), say("check.link_target"))
    folder = module.folder.resolve()
    try:
        file = (folder / path).resolve()
        # What stands in a folder that is not released is as good as missing.
        inside = file.is_relative_to(folder) and not set(IGNORED) & set(file.relative_to(folder).parts)
        exists = inside and file.is_file()
    except (OSError, ValueError):  # A name that no file can have.
        exists = False
    return None if exists else (quoted(target), say("check.existing_file"))
