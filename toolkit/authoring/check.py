"""`kurs check`: everything that can be seen to be wrong in a course, at once, before anyone meets it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.authoring.findings import WAIVABLE, Finding
from toolkit.authoring.material import Material, Module, all_courses, find_courses, read_material
from toolkit.authoring.parts import Task, tasks
from toolkit.authoring.rules import (
    blueprint,
    cells,
    course,
    files,
    grounds,
    kinds,
    likeness,
    options,
    plain,
    said,
    tables,
    teaching,
    text,
    traps,
    wording,
)

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
    traps.traps,
)
"""What holds for a draft too: what exists can be read, points at what exists, and gives nothing away."""

WHEN_READY: tuple[Rule, ...] = (
    text.headings,
    text.section_lengths,
    text.alternatives,
    teaching.coverage,
    teaching.feedback,
    grounds.sections,
    grounds.independent,
    plain.hard,
    plain.language,
    plain.acronyms,
    kinds.variants,
)
"""What makes a module complete."""

OF_EACH: tuple[Callable[[Task], Iterator[Finding]], ...] = (
    wording.question,
    wording.negations,
    wording.giveaways,
    wording.counted,
    wording.lengths,
    options.number,
    options.apart,
    options.order,
    options.form,
    options.length,
    options.clues,
    kinds.sorting,
    kinds.ranking,
    kinds.numbers,
    kinds.branching,
    kinds.planning,
    kinds.places,
    kinds.gaps,
    kinds.rubric,
    kinds.guess,
    grounds.material,
    grounds.cited,
    said.feedback,
    said.related,
)
"""The same, of each variant of each exercise."""


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
    waived = {
        (module.file, cell.number): cell.exercise.spec.waive
        for module in material.modules
        for cell in module.cells
        if cell.exercise
    }
    ready = replace(material, modules=[module for module in material.modules if module.ready])
    found = [
        *(finding for module in material.modules for rule in ALWAYS for finding in rule(module)),
        *(finding for module in ready.modules for rule in WHEN_READY for finding in rule(module)),
        *_of_each(ready.modules),
        *likeness.similar(ready),
        *likeness.same_variants(ready),
        *said.repeated(ready),
        *blueprint.blueprint(ready),
    ]
    for finding in found:
        if finding.rule not in WAIVABLE or finding.rule not in waived.get((finding.file, finding.cell or 0), {}):
            yield finding


def _of_each(modules: Sequence[Module]) -> Iterator[Finding]:
    """Yield what is found in variants of exercises; what several variants share is said of the first."""
    for module in modules:
        told: set[tuple[object, ...]] = set()
        for task in tasks(module):
            for finding in (finding for rule in OF_EACH for finding in rule(task)):
                field = finding.field.removeprefix(f"{task.var}.")
                if (key := (finding.cell, finding.rule, field, finding.found)) not in told:
                    told.add(key)
                    yield finding
