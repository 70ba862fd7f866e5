"""An exercise as a rule looks at it: one variant at a time, with what can be chosen in it and what is said of that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from toolkit.authoring.findings import Finding, Severity
from toolkit.authoring.material import Module
from toolkit.authoring.rules.teaching import EXPLAINED
from toolkit.authortext import dotted, scalars
from toolkit.exercises.base import Kind, OptionsSpec, Solution, Spec
from toolkit.exercises.branch.model import BranchSolution, BranchSpec
from toolkit.exercises.branch.ways import worth
from toolkit.exercises.cell import Exercise, Variant
from toolkit.exercises.cloze import ClozeSolution, ClozeSpec
from toolkit.exercises.hotspot import HotspotSolution, HotspotSpec
from toolkit.exercises.multiple import MultipleSolution
from toolkit.exercises.numeric import NumericSolution, NumericSpec
from toolkit.exercises.plan import PlanSolution, PlanSpec
from toolkit.exercises.rank import RankSpec
from toolkit.exercises.single import SingleSolution
from toolkit.exercises.sort import NONE, SortSolution, SortSpec
from toolkit.notebook import Cell

_DENIED = re.compile(r"\b(?:inte|ingen|inget|inga|ej)\b", re.IGNORECASE)
_NAMES = frozenset(
    ("id", "kind", "goal", "pair", "withdrawn", "waive", "data", "start", "layout", "scoring", "requires", "excludes")
)
_INNER_NAMES = frozenset(
    [("figure", "file"), ("figure", "table"), ("pictures", "file"), ("areas", "shape"), ("nodes", "to")]
)
"""Fields that hold names and reasons, and nothing that a participant reads."""


@dataclass(frozen=True)
class Part:
    """Something that can be answered.

    Parameters
    ----------
    field
        Where it is written.
    right
        Whether the key accepts it; for a card that lies in a group which says no, it does not.
    feedback
        What is said of it; empty where nothing is.
    """

    id: str
    field: str
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Task:
    """One variant of an exercise, where it stands."""

    module: Module
    cell: Cell
    exercise: Exercise
    var: Variant
    spec: Spec
    solution: Solution

    @property
    def kind(self) -> Kind:  # type: ignore[type-arg]
        """Its kind."""
        return self.exercise.kind

    @property
    def slot(self) -> str:
        """What it shares with its other half where it is one of a pair: the id of the pair; else the exercise's."""
        return self.spec.pair or self.exercise.id

    @property
    def applies(self) -> bool:
        """Whether its goal asks for more than to know and to explain."""
        course = self.module.course
        goal = course.goals.get(self.spec.goal) if course else None
        return goal is not None and goal.level not in EXPLAINED

    @cached_property
    def parts(self) -> list[Part]:
        """What can be answered."""
        return list(_parts(self.spec, self.solution))

    @property
    def options(self) -> list[Part]:
        """The options, where it has options to choose among."""
        return self.parts if isinstance(self.spec, OptionsSpec) else []

    @cached_property
    def shown(self) -> list[tuple[str, str]]:
        """The texts that a participant reads before answering, by field."""
        return [(field, text) for field, text in _texts(self.spec) if not field.startswith("hints")]

    @cached_property
    def hidden(self) -> list[tuple[str, str]]:
        """The texts of the solution, by field; the key itself is none."""
        return [(field, text) for field, text in _texts(self.solution) if field.split(".")[0] not in ("key", "sources")]

    @property
    def material(self) -> str:
        """What there is to go by: the case and what the figure shows."""
        alt = self.spec.figure.alt if self.spec.figure else ""
        return f"{self.spec.case or ''} {alt}".strip()

    def finding(
        self, rule: str, found: str, expected: str, *, field: str = "", severity: Severity | None = None
    ) -> Finding:
        """Return a finding in it; the variant is named where one of several is meant."""
        named = f"{self.var}.{field}".strip(".") if self.var else field
        made = self.module.at(self.cell).finding(rule, found, expected, field=named)
        return replace(made, severity=severity) if severity else made


@lru_cache(maxsize=64)
def tasks(module: Module) -> tuple[Task, ...]:
    """Return every variant of the exercises in a module that can be read whole; what is withdrawn is left alone.

    Each rule asks for them, so they are kept with what they have worked out.
    """
    return tuple(
        Task(module, cell, exercise, var, spec, exercise.solutions[var])
        for cell in module.cells
        if (exercise := cell.exercise) and exercise.solutions and not exercise.spec.withdrawn
        for var, spec in exercise.specs.items()
    )


def _texts(model: Spec | Solution) -> Iterator[tuple[str, str]]:
    for path, text in scalars(model.model_dump(by_alias=True, exclude_unset=True)):
        names = [str(part) for part in path]
        if names[0] not in _NAMES and (names[0], names[-1]) not in _INNER_NAMES and "if" not in names[-2:-1]:
            yield dotted(path), text


_Row = tuple[str, str, str, bool]
"""Id, field, text and whether it is right."""


def _parts(spec: Spec, solution: Solution) -> Iterator[Part]:
    if isinstance(spec, NumericSpec) and isinstance(solution, NumericSolution):
        for place, wrong in enumerate(solution.wrong, 1):
            yield Part(wrong.value, f"wrong.{place}", wrong.value, False, wrong.feedback)
    else:
        for name, field, text, right in _rows(spec, solution):
            yield Part(name, field, text, right, solution.feedback.get(name, ""))


def _rows(spec: Spec, solution: Solution) -> Iterator[_Row]:
    match spec, solution:
        case OptionsSpec(), SingleSolution() | MultipleSolution():
            keys = [solution.key] if isinstance(solution.key, str) else solution.key
            yield from ((name, f"options.{name}", text, name in keys) for name, text in spec.options.items())
        case SortSpec(), SortSolution():
            for name, text in spec.items.items():
                yield name, f"items.{name}", text, not _lies_apart(spec, solution.accepted(name))
        case RankSpec(), _:
            yield from ((name, f"items.{name}", text, True) for name, text in spec.items.items())
        case PlanSpec(), PlanSolution():
            for name, measure in spec.measures.items():
                yield name, f"measures.{name}.text", measure.text, solution.key.get(name, 0) > 0
        case HotspotSpec(), HotspotSolution():
            areas = (spec.areas or {}).items()
            yield from ((name, f"areas.{name}.name", area.name, name in solution.ids) for name, area in areas)
        case ClozeSpec(), ClozeSolution():
            yield from _of_gaps(spec, solution)
        case BranchSpec(), BranchSolution():
            yield from _of_nodes(spec, solution)


def _of_gaps(spec: ClozeSpec, solution: ClozeSolution) -> Iterator[_Row]:
    for gap in spec.ids:
        for place, text in enumerate(spec.choices(gap), 1):
            yield gap, f"gaps.{gap}.choices.{place}", text, text in solution.key[gap]


def _of_nodes(spec: BranchSpec, solution: BranchSolution) -> Iterator[_Row]:
    for node, inside in spec.nodes.items():
        for name, choice in inside.choices.items():
            field = f"nodes.{node}.choices.{name}.text"
            yield f"{node}.{name}", field, choice.text, worth(solution, node, name) > 0


def _lies_apart(spec: SortSpec, groups: list[str]) -> bool:
    """Tell whether a card belongs in no group, or in one for what is not so."""
    return all(group == NONE or _DENIED.search(spec.groups[group]) for group in groups)


def named(task: Task, part: Part) -> str:
    """Return the field of what is said of a part."""
    return f"{part.field}.feedback" if isinstance(task.spec, NumericSpec) else f"feedback.{part.id}"
