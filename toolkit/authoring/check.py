"""`kurs check`: everything that can be seen to be wrong in a course, at once, before anyone meets it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from toolkit.authoring.findings import WAIVABLE, Finding
from toolkit.authoring.material import Material, Module, all_courses, find_courses, read_material
from toolkit.authoring.rules import cells, course, files, tables, teaching, text

Rule = Callable[[Module], Iterator[Finding]]

ALWAYS: tuple[Rule, ...] = (
    cells.formats,
    cells.notebook_format,
    cells.cell_ids,
    cells.code,
    cells.metadata,
    cells.keys,
    cells.delimiters,
    cells.leftovers,
    files.beside,
    files.missing,
    files.pictures,
    files.places,
    text.html,
    text.placeholders,
    teaching.goals,
    teaching.sources,
    teaching.withdrawn,
    teaching.waivers,
)
"""What holds for a draft too: what exists can be read, points at what exists, and gives nothing away."""

WHEN_READY: tuple[Rule, ...] = (
    text.headings,
    text.section_lengths,
    text.alternatives,
    teaching.coverage,
    teaching.feedback,
)
"""What makes a module complete."""


def check_courses(courses_dir: Path, names: Sequence[str] = (), *, run: bool = False) -> list[Finding]:
    """Check courses, and return everything found, by file and cell.

    Parameters
    ----------
    courses_dir
        The folder that courses stand in; ids are unique over all of them.
    names
        Names of courses in it, or paths of their folders; all courses when empty.
    run
        Whether to run each notebook in a kernel as well.

    Raises
    ------
    KursError
        If there is no such course.
    """
    chosen = find_courses(courses_dir, names)
    before = [read_material(path) for path in all_courses(courses_dir) if path not in chosen]
    findings: list[Finding] = []
    for path in chosen:
        material = read_material(path)
        findings += _course(material, before)
        before.append(material)
        if run:
            from toolkit.authoring.run import run_notebooks

            findings += run_notebooks(material)
    return sorted(findings, key=lambda f: (f.file, f.cell or 0, f.line or 0, f.rule, f.field))


def _course(material: Material, before: Sequence[Material]) -> Iterator[Finding]:
    yield from material.findings
    yield from course.folders(material)
    yield from course.ids(material, before)
    yield from course.pairs(material)
    yield from course.placeholders(material)
    yield from files.in_source(material)
    yield from tables.made(material)
    for module in material.modules:
        waived = {c.number: c.exercise.spec.waive for c in module.cells if c.exercise}
        rules = (*ALWAYS, *WHEN_READY) if module.ready else ALWAYS
        for finding in (finding for rule in rules for finding in rule(module)):
            if finding.rule not in WAIVABLE or finding.rule not in waived.get(finding.cell or 0, {}):
                yield finding
