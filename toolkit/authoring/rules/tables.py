"""Rules on the tables and charts that a course takes from Åkershamn."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.authoring import akershamn
from toolkit.authoring.findings import Finding, Spot
from toolkit.authoring.material import Material, without_name
from toolkit.errors import KursError, ProblemsError
from toolkit.messages import quoted, say


def made(material: Material) -> Iterator[Finding]:
    """Find files that are not as Åkershamn makes them, and tables that come from somewhere else.

    A course that takes nothing from Åkershamn has its tables from where it wants.
    """
    manifest = material.path / akershamn.MANIFEST
    spot = _at(material, manifest)
    try:
        wanted = akershamn.made(material.path)
    except ProblemsError as error:
        for problem in error.problems:
            yield spot.problem("format", problem)
    except KursError as error:
        yield spot.finding("format", hint=without_name(error, manifest))
    else:
        if manifest.exists():
            yield from _modules(material, wanted, spot)
            yield from _as_made(material, wanted)
            yield from _others(material, wanted)


def _modules(material: Material, wanted: Mapping[Path, bytes], spot: Spot) -> Iterator[Finding]:
    """Find modules that are given tables and do not exist."""
    for name in dict.fromkeys(path.parent.name for path in wanted):
        if material.course and not material.course.module(name):
            yield spot.finding("module", quoted(name), say("check.in_course_yml"), field="modules")


def _as_made(material: Material, wanted: Mapping[Path, bytes]) -> Iterator[Finding]:
    """Find files that are missing, or that somebody has changed."""
    expected, hint = say("check.made", file=akershamn.MANIFEST), say("check.fix")
    for path, data in wanted.items():
        if not path.is_file():
            yield _at(material, path).finding("table", say("found.nothing"), expected, hint=hint)
        elif path.read_bytes() != data:
            yield _at(material, path).finding("table", say("check.not_as_made"), expected, hint=hint)


def _others(material: Material, wanted: Mapping[Path, bytes]) -> Iterator[Finding]:
    """Find tables that nothing makes."""
    for module in material.modules:
        for path in sorted(module.folder.glob("*.csv")):
            if path not in wanted:
                found = say("check.not_named", file=akershamn.MANIFEST)
                yield _at(material, path).finding("table", found, say("check.named"))


def _at(material: Material, path: Path) -> Spot:
    return Spot(f"{material.path.name}/{path.relative_to(material.path).as_posix()}")
