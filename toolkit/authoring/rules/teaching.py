"""Rules on goals, exercises and sources: what a module promises and what it holds."""

from collections.abc import Iterator

from toolkit.authoring.findings import RULES, WAIVABLE, Finding
from toolkit.authoring.material import Module
from toolkit.authoring.prose import references
from toolkit.authortext import dotted, nearest, scalars
from toolkit.formats.course import Level
from toolkit.messages import listed, quoted, say
from toolkit.notebook import Cell

REVIEW = "Minns du?"
"""The part of a module that takes up earlier modules."""
ENOUGH = 2
"""Practice exercises, and graded ones, for each goal of a ready module."""
REVIEWED = 3
"""Practice exercises on earlier modules."""
EXAMPLE = "Så tänkte"
"""What the heading of a worked example begins with; there is one for each goal that asks for more than to explain."""
EXPLAINED: tuple[Level, ...] = ("minnas", "förstå")


def goals(module: Module) -> Iterator[Finding]:
    """Find goals that are not the module's own; what reviews has an earlier module's, a test any."""
    course, entry = module.course, module.entry
    if course is None or entry is None:
        return
    for cell in module.cells:
        if cell.exercise is None:
            continue
        goal, wanted = cell.exercise.spec.goal, list(course.goals)
        if entry.role == "module" and module.prose.part(cell.number) == REVIEW:
            earlier = [m for m in course.modules if m.role == "module" and m.number < entry.number]
            wanted = [goal.id for other in earlier for goal in other.goals]
        elif entry.role == "module":
            wanted = [goal.id for goal in entry.goals]
        if goal not in wanted:
            key = "goal_known" if goal in course.goals else "goal_exists"
            expected = listed(wanted) if len(wanted) <= 6 else say(f"check.{key}")
            yield module.at(cell).finding("goal", quoted(goal), expected or say("check.goal_exists"), field="goal")


def sources(module: Module) -> Iterator[Finding]:
    """Find sources that are referred to but do not stand in course.yml."""
    if module.course is None:
        return
    known = [source.id for source in module.course.sources]
    expected = listed(known) or say("check.sources")
    for cell in module.cells:
        for source, (field, line) in _named(cell).items():
            if source not in known:
                yield module.at(cell).finding("source", quoted(source), expected, field=field, line=line)
    for reference in module.prose.references:
        if reference.target not in known:
            spot = module.at(reference.cell)
            yield spot.finding("source", quoted(f"[{reference.target}]"), expected, line=reference.line)


def _named(cell: Cell) -> dict[str, tuple[str, int | None]]:
    """Return the sources that an exercise lists, or refers to in any of its texts: the field and line of the first."""
    named: dict[str, tuple[str, int | None]] = {}
    exercise = cell.exercise
    if exercise is None:
        return named
    for solution in exercise.solutions.values():
        named |= {source: ("sources", None) for source in solution.sources}
    rows = cell.source.splitlines()
    for part in (*exercise.specs.values(), *exercise.solutions.values()):
        for path, text in scalars(part.model_dump()):
            for source in references(text):
                line = next((number for number, row in enumerate(rows, 1) if f"[{source}]" in row), None)
                named.setdefault(source, (dotted(path), line))
    return named


def coverage(module: Module) -> Iterator[Finding]:
    """Find goals with too few practice or graded exercises; those withdrawn are not counted."""
    entry = module.entry
    if entry is None or entry.role != "module" or not _counts(module):
        return
    if not entry.goals:
        yield module.spot.finding("coverage", say("check.no_goals"), say("check.goals"), field="goals")
    counted = [c.exercise for c in module.cells if c.exercise and not c.exercise.spec.withdrawn]
    for goal in entry.goals:
        graded = sum(exercise.spec.goal == goal.id and exercise.graded for exercise in counted)
        practice = sum(exercise.spec.goal == goal.id and not exercise.graded for exercise in counted)
        if graded < ENOUGH or practice < ENOUGH:
            found = say("check.covered", practice=practice, graded=graded)
            yield module.spot.finding("coverage", found, say("check.coverage", n=ENOUGH), field=goal.id)
    parts = [module.prose.part(cell.number) for cell in module.cells if cell.exercise and not cell.exercise.graded]
    if entry.number > 1 and parts.count(REVIEW) != REVIEWED:
        found = say("check.reviews", n=parts.count(REVIEW))
        yield module.spot.finding("coverage", found, str(REVIEWED), field=REVIEW)
    shown = sum(heading.text.startswith(EXAMPLE) for heading in module.prose.headings)
    applied = sum(goal.level not in EXPLAINED for goal in entry.goals)
    if shown < applied:
        found, expected = say("check.examples", n=shown, name=EXAMPLE), say("check.at_least", n=applied)
        yield module.spot.finding("coverage", found, expected)


def _counts(module: Module) -> bool:
    """Tell whether every exercise can be read and has a goal that exists; else other rules say what to mend."""
    code = [cell for cell in module.cells if cell.type == "code"]
    known = module.course.goals if module.course else {}
    return bool(code) and all(cell.exercise and cell.exercise.spec.goal in known for cell in code[1:])


def feedback(module: Module) -> Iterator[Finding]:
    """Find practice that lacks a text for what can be answered wrong."""
    for cell in module.cells:
        exercise = cell.exercise
        if exercise is None or exercise.graded:
            continue
        lacking = [
            f"{var}.{name}" if var else name
            for var, solution in exercise.solutions.items()
            for name in exercise.kind.needs_feedback(exercise.specs[var], solution)
            if name not in solution.feedback
        ]
        if lacking:
            expected = say("check.feedback", names=listed(lacking, "och"))
            yield module.at(cell).finding("feedback", say("found.nothing"), expected, field="feedback")


def withdrawn(module: Module) -> Iterator[Finding]:
    """Find withdrawn exercises: they give everyone full points, so another should take their place."""
    for cell in module.cells:
        if cell.exercise and cell.exercise.spec.withdrawn:
            yield module.at(cell).finding(
                "withdrawn", say("check.withdrawn"), say("check.replacement"), field="withdrawn"
            )


def waivers(module: Module) -> Iterator[Finding]:
    """Find waivers of rules that do not exist or cannot be waived."""
    for cell in module.cells:
        for rule in cell.exercise.spec.waive if cell.exercise else ():
            if rule not in WAIVABLE:
                key = "unknown" if rule not in RULES else "error" if RULES[rule] == "fel" else "other"
                meant = nearest(rule, sorted(WAIVABLE)) if key == "unknown" else None
                found, expected = (
                    say(f"check.waives_{key}", rule=rule),
                    quoted(meant) if meant else say("check.waivable"),
                )
                yield module.at(cell).finding("waive", found, expected, field=f"waive.{rule}")
