"""Rules on a course's blueprint: what its goals, tests and points must add up to when it is ready."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from math import comb

from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Material, Module
from toolkit.authoring.parts import Task, tasks
from toolkit.authoring.rules.options import longest_is_key
from toolkit.authoring.rules.teaching import REVIEW
from toolkit.authoring.swedish import words
from toolkit.exercises.cell import Exercise
from toolkit.formats.course import Course, Level, Role
from toolkit.messages import listed, quoted, say
from toolkit.notebook import Cell

SLOTS, VARIANTS, PER_CASE = 2, 3, 4
"""In a final test: slots for each goal, variants of each, and slots that one case may carry."""
LARGEST = Decimal("0.1")
"""The share of the points that one slot of a final test may have."""
LOWEST: Level = "minnas"
MINUTES = (75, 85)
SAME_CASE = 0.7
CHANCE, CLEAR = 0.05, 0.01
"""How unlikely it must be that the key is the longest option so often, for a varning and for a fel."""


def points_by_level(course: Course, exercises: Sequence[Exercise]) -> Counter[Level]:
    """Return the points that some exercises give, by the level of their goal."""
    points: Counter[Level] = Counter()
    for exercise in exercises:
        if goal := course.goals.get(exercise.spec.goal):
            points[goal.level] += exercise.max_points  # type: ignore[assignment]
    return points


def graded(module: Module) -> list[tuple[Cell, Exercise]]:
    """Return the exercises of a module that give points and are not withdrawn."""
    found = ((cell, cell.exercise) for cell in module.cells if cell.exercise)
    return [(cell, one) for cell, one in found if one.graded and not one.spec.withdrawn]


def blueprint(material: Material) -> Iterator[Finding]:
    """Find what a course that is ready lacks, as far as its modules are ready."""
    course = material.course
    if course is None:
        return
    ready = {entry.id for entry in course.modules if entry.state == "ready"}
    for module in material.modules:
        if module.entry and module.ready:
            if module.entry.role != "module":
                yield from _PER_ROLE[module.entry.role](course, module)
            if module.entry.role == "test":
                yield from _longest_keys(module)
    taught = [entry for entry in course.modules if entry.role == "module"]
    if {entry.id for entry in taught} <= ready:
        yield from _reviews(material, course)
        exercises = [one for module in _of_role(material, "module") for _, one in graded(module)]
        yield from _levels(course, exercises, material)


def _of_role(material: Material, role: Role) -> list[Module]:
    return [module for module in material.modules if module.entry and module.entry.role == role]


def _levels(course: Course, exercises: Sequence[Exercise], material: Material | Module) -> Iterator[Finding]:
    """Find points of which more than half ask for nothing but to remember."""
    points = points_by_level(course, exercises)
    total = sum(points.values())
    if total and points[LOWEST] * 2 > total:
        found = say("check.points_lowest", n=points[LOWEST], of=total)
        yield material.spot.finding("blueprint", found, say("check.points_above"))


def _reviews(material: Material, course: Course) -> Iterator[Finding]:
    """Find goals that no later module takes up again; those of the last one cannot be.

    There may be fewer places for that than goals, so that it is never an error.
    """
    reviewed = {
        cell.exercise.spec.goal
        for module in _of_role(material, "module")
        for cell in module.cells
        if cell.exercise and module.prose.part(cell.number) == REVIEW
    }
    taught = sorted((entry for entry in course.modules if entry.role == "module"), key=lambda entry: entry.number)
    missed = [goal.id for entry in taught[:-1] for goal in entry.goals if goal.id not in reviewed]
    if missed:
        expected = say("check.reviewed", part=REVIEW)
        yield replace(material.spot.finding("blueprint", listed(missed, "och"), expected), severity="varning")


def _test(course: Course, module: Module) -> Iterator[Finding]:
    """Find what a final test lacks: slots, variants, an even spread of points, and cases enough."""
    found = graded(module)
    exercises = [exercise for _, exercise in found]
    slots = Counter(exercise.spec.goal for exercise in exercises)
    for goal, said in course.goals.items():
        if slots[goal] != SLOTS:
            expected = say("check.slots", n=SLOTS)
            yield module.spot.finding("blueprint", say("check.slot_count", n=slots[goal]), expected, field=goal)
        if "beräkna" in said.text.casefold() and not any(
            one.kind.name == "numeric" for one in exercises if one.spec.goal == goal
        ):
            yield module.spot.finding("blueprint", quoted(said.text), say("check.a_numeric"), field=goal)
    total = sum((exercise.max_points for exercise in exercises), Decimal(0))
    for cell, exercise in found:
        if exercise.max_points > LARGEST * total:
            said_ = say("check.points_of", n=exercise.max_points, of=total)
            expected = say("check.largest", n=int(LARGEST * 100))
            yield module.at(cell).finding("blueprint", said_, expected, field="points")
        if len(exercise.variants) < VARIANTS:
            said_ = say("check.variants", n=len(exercise.variants))
            yield module.at(cell).finding(
                "few-variants", said_, say("check.min_variants", n=VARIANTS), field="variants"
            )
    for cell, ids in _crowded(module):
        said_, expected = listed(ids, "och"), say("check.per_case", n=PER_CASE)
        yield module.at(cell).finding("blueprint", said_, expected, field="case")
    if module.entry and not MINUTES[0] <= module.entry.minutes.exercises <= MINUTES[1]:
        said_ = say("check.minutes", n=module.entry.minutes.exercises)
        expected = say("check.between", low=MINUTES[0], high=MINUTES[1])
        yield module.spot.finding("blueprint", said_, expected, field="minutes.exercises")
    yield from _levels(course, exercises, module)


def _crowded(module: Module) -> Iterator[tuple[Cell, list[str]]]:
    """Yield the first exercise of each case that too many share, with the ids of them all."""
    cases: list[tuple[frozenset[str], dict[str, Task]]] = []
    for task in tasks(module):
        told = frozenset(word.casefold() for word in words(task.material))
        if not told or not task.exercise.graded:
            continue
        for known, sharing in cases:
            if len(told & known) > SAME_CASE * len(told | known):
                sharing.setdefault(task.exercise.id, task)
                break
        else:
            cases.append((told, {task.exercise.id: task}))
    for _, sharing in cases:
        if len(sharing) > PER_CASE:
            yield next(iter(sharing.values())).cell, list(sharing)


def _pretest(course: Course, module: Module) -> Iterator[Finding]:
    """Find goals without exactly one exercise in a pre-test, and exercises there that have no pair."""
    count = Counter(exercise.spec.goal for _, exercise in graded(module))
    for goal in course.goals:
        if count[goal] != 1:
            found, expected = say("check.slot_count", n=count[goal]), say("check.slots", n=1)
            yield module.spot.finding("blueprint", found, expected, field=goal)
    for cell, exercise in graded(module):
        if not exercise.spec.pair:
            yield module.at(cell).finding("blueprint", say("found.nothing"), say("check.pair_place"), field="pair")


_PER_ROLE = {"test": _test, "pretest": _pretest}


def _longest_keys(module: Module) -> Iterator[Finding]:
    """Find a test in which the key is the longest option more often than chance gives."""
    found: dict[str, list[Task]] = defaultdict(list)
    for task in tasks(module):
        if task.kind.name == "single" and task.exercise.graded:
            found[task.exercise.id].append(task)
    several = [task for variants in found.values() for task in variants]
    if not several:
        return
    longest = sum(map(longest_is_key, several))
    share = sum(1 / len(task.options) for task in several) / len(several)
    n = len(several)
    chance = sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(longest, n + 1))
    if chance < CHANCE:
        said, expected = say("check.longest_keys", n=longest, of=n), say("check.about", n=round(share * n))
        made = module.spot.finding("long-keys", said, expected)
        yield replace(made, severity="fel") if chance < CLEAR else made
