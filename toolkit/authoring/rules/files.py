"""Rules on the files beside a notebook: all of them are released to participants."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from toolkit.authoring.findings import Finding, Spot
from toolkit.authoring.material import IGNORED, Material, Module
from toolkit.messages import quoted, say


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
        for spec in cell.exercise.specs.values() if cell.exercise else ():
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
        for spec in cell.exercise.specs.values() if cell.exercise else ():
            yield from spec.files().values()


def _absent(module: Module, target: str, *, outside: bool) -> tuple[str, str] | None:
    """Return found and expected where a target is no file beside the notebook."""
    path = _local(target)
    if path is None:
        return None if outside else (quoted(target), say("check.own_file"))
    folder = module.folder.resolve()
    try:
        file = (folder / path).resolve()
        exists = file.is_relative_to(folder) and file.is_file()
    except (OSError, ValueError):  # A name that no file can have.
        exists = False
    return None if exists else (quoted(target), say("check.existing_file"))
