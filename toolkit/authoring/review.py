"""`kurs check --review`: a reviewer's sheet, with what a program saw and what only a person can judge."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from toolkit.authoring.check import check_courses
from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Material, Module, find_courses, read_material
from toolkit.authoring.rules.plain import readability
from toolkit.authoring.rules.teaching import REVIEW
from toolkit.exercises.cell import Exercise
from toolkit.exercises.numeric.numbers import write_number
from toolkit.formats.course import Course, Role
from toolkit.messages import say
from toolkit.notebook import Cell

ASPECTS = ("law", "fact", "method", "language")
"""What a person judges, in each exercise and in each module as a whole."""
_BOX = "☐"
_PAGE = "\f"
"""Where a printer takes a new page."""


def sheet(courses_dir: Path, names: Sequence[str] = ()) -> str:
    """Return the reviewer's sheet of courses as Markdown: a page for each course, and one for each module.

    Parameters
    ----------
    courses_dir
        The folder that courses stand in.
    names
        Names of courses in it, or paths of their folders; all courses when empty.

    Raises
    ------
    KursError
        If there is no such course.
    """
    found = check_courses(courses_dir, names)
    pages = []
    for path in find_courses(courses_dir, names):
        material = read_material(path)
        if material.course:
            pages += ["\n".join(_course(material.course, material))]
            entries = {entry.id: place for place, entry in enumerate(material.course.modules)}
            modules = [module for module in material.modules if module.entry]
            for module in sorted(modules, key=lambda one: entries[one.folder.name]):
                pages.append("\n".join(_module(module, [one for one in found if one.file == module.file])))
    return f"\n{_PAGE}\n".join(pages)


def _course(course: Course, material: Material) -> Iterator[str]:
    """Yield a course's blueprint: for each goal what there is to practise, and the points by kind."""
    yield f"# {say('review.title', course=course.title, version=course.version)}\n"
    yield say("review.about") + "\n"
    if course.review.needed():
        yield course.review.needed() + "\n"
    columns = ("goal", "level", "strand", "practice", "again", "shown", "before", "after")
    yield from _head([say(f"review.{name}") for name in columns])
    total = {role: Decimal(0) for role in ("module", "test")}
    for goal in course.goals.values():
        cells = [(module, cell) for module in material.modules for cell in module.cells if _on(cell, goal.id)]
        points = {role: _points(cells, role) for role in ("module", "test")}
        total = {role: total[role] + points[role] for role in total}
        yield _row(
            f"{goal.id} {goal.text}",
            goal.level,
            goal.strand,
            _kinds(cells, "module", graded=False, again=False),
            _kinds(cells, "module", graded=False, again=True),
            _with_points(_kinds(cells, "module", graded=True, again=False), points["module"]),
            _kinds(cells, "pretest", graded=True, again=False),
            _with_points(_kinds(cells, "test", graded=True, again=False), points["test"]),
        )
    yield _row(say("review.total"), *[""] * 4, _number(total["module"]), "", _number(total["test"]))


def _on(cell: Cell, goal: str) -> bool:
    exercise = cell.exercise
    return exercise is not None and exercise.spec.goal == goal and not exercise.spec.withdrawn


def _kinds(cells: Sequence[tuple[Module, Cell]], role: Role, *, graded: bool, again: bool) -> str:
    """Return the kinds of exercises in modules of a role, in the order of the course."""
    return ", ".join(
        cell.exercise.kind.name
        for module, cell in cells
        if cell.exercise
        and module.entry
        and module.entry.role == role
        and cell.exercise.graded == graded
        and (module.prose.part(cell.number) == REVIEW) == again
    )


def _points(cells: Sequence[tuple[Module, Cell]], role: str) -> Decimal:
    found = (cell.exercise for module, cell in cells if module.entry and module.entry.role == role)
    return sum((one.max_points for one in found if one and one.graded), Decimal(0))


def _with_points(kinds: str, points: Decimal) -> str:
    return f"{kinds}: {_number(points)}" if kinds else ""


def _module(module: Module, found: Sequence[Finding]) -> Iterator[str]:
    """Yield what a reviewer of one module is to look at, and room for what they find."""
    entry = module.entry
    if entry is None:
        return
    yield f"# {entry.number}. {entry.title}\n"
    lix, apart, count = readability(module)
    time = say("review.time", read=entry.minutes.read, exercises=entry.minutes.exercises)
    state = say(f"review.{entry.state}")
    yield f"{state} {time}" + (f" {say('review.lix', n=round(lix), apart=round(apart))}" if count else "") + "\n"
    yield from (f"- {goal.id} ({goal.level}): {goal.text}" for goal in entry.goals)
    whole = [one for one in found if not one.exercise]
    yield f"\n{say('review.text_saw')} {_saw(whole) or say('review.nothing')}\n"
    yield from _head([say(f"review.{name}") for name in ("exercise", "kind", "goal", "points", "saw", *ASPECTS)])
    for cell in module.cells:
        if cell.exercise:
            yield _exercise(cell.exercise, [one for one in found if one.cell == cell.number])
    yield f"\n## {say('review.judge')}\n"
    for aspect in ASPECTS:
        yield f"{_BOX} **{say(f'review.{aspect}')}.** {say(f'review.ask_{aspect}')}\n\n{say('review.remarks')}\n"
    yield say("review.signed")


def _exercise(exercise: Exercise, found: Sequence[Finding]) -> str:
    spec = exercise.spec
    seen = [_saw(found), *(say("review.waived", rule=rule, reason=reason) for rule, reason in spec.waive.items())]
    points = _number(exercise.max_points) if exercise.graded else say("review.no_points")
    saw = "; ".join(one for one in seen if one) or "–"
    return _row(exercise.id, exercise.kind.name, spec.goal, points, saw, *[_BOX] * len(ASPECTS))


def _saw(found: Sequence[Finding]) -> str:
    """Return the names of the rules that found something."""
    return ", ".join(dict.fromkeys(one.rule for one in found))


def _number(value: Decimal) -> str:
    return write_number(value)


def _head(names: Sequence[str]) -> Iterator[str]:
    yield _row(*names)
    yield _row(*["---"] * len(names))


def _row(*fields: str) -> str:
    return f"| {' | '.join(field.replace('|', '/') for field in fields)} |"
