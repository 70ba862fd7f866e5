"""From the table of responses to the numbers of the item report."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from graders.reports import scored
from graders.reports.inputs import Inputs
from graders.reports.item import items_of
from graders.reports.items.exercise import Scores, exercise_of
from graders.reports.items.models import compared, rasch_of
from graders.reports.items.numbers import GROUPS, Exercise, Items, Known, Line, Module
from graders.reports.items.verdicts import findings
from graders.reports.numbers import Result, Why, shown
from graders.reports.passing import Passing, passing
from graders.statistics import MIN_PEOPLE, Estimate
from graders.statistics.dif import adjusted_p
from graders.statistics.reliability import conditional_sem
from toolkit.formats.course import ModuleEntry, Role


def build(inputs: Inputs) -> Items:
    """Compute everything that an item report shows."""
    rows = scored.told(inputs.rows)
    entries = [entry for entry in inputs.course.modules if entry.id in inputs.release.modules]
    passed = passing(inputs, rows)
    modules: list[Module] = []
    for entry in entries:
        done = sum(len(module.exercises) for module in modules)
        modules.append(_module(inputs, entry, rows[rows["module"] == entry.id], done, passed))
    modules = _judged(modules)
    tests = [module for module in modules if module.role == "test"]
    found = [
        compared(rows, one.id, one.title, {own.item.id: (own.item.number, own.item.text) for own in one.exercises})
        for one in tests
    ]
    moments = [rows[name].max() for name in ("last_at", "submitted_at")]
    return Items(
        title=inputs.occasion.title,
        course=inputs.course.title,
        version=inputs.course.version,
        until=max((m.to_pydatetime() for m in moments if not pd.isna(m)), default=None),
        people=shown(rows["pid"].nunique()),
        modules=tuple(modules),
        comparisons=tuple(one for groups, _ in found for one in groups),
        not_compared=tuple(one for _, missing in found for one in missing)
        if tests
        else tuple((by, "no_test") for by in GROUPS),
    )


def _module(inputs: Inputs, entry: ModuleEntry, rows: pd.DataFrame, before: int, passed: Passing | None) -> Module:
    order = scored.in_order(inputs, entry.id, rows)
    left = [name for name in order if name not in scored.struck(rows)]
    points = scored.complete(rows, left)
    scores = Scores(points, points.sum(axis=1), scored.max_points(rows, left), scored.shares(rows, order))
    items = items_of(inputs, entry.id, rows, scores.result, before)
    logits, fits = rasch_of(points, scores.most, {item.id: item.number for item in items})
    found = scored.reliability(points, scores.most) if scores.result.n is not None else None
    return Module(
        id=entry.id,
        title=f"{entry.number} {entry.title}" if entry.role == "module" else entry.title,
        role=entry.role,
        n=scores.result.n,
        max_points=float(scores.most.sum()),
        alpha=_alpha(scores, found.alpha if found else None),
        sem=found.sem if found else None,
        line=_line(passed, scores) if passed and entry.role == "test" and left else None,
        fits=fits if scores.result.n is not None else Known(None, scores.result.why),
        exercises=tuple(exercise_of(inputs, item, rows, scores, logits) for item in items),
    )


def _alpha(scores: Scores, found: Estimate | None) -> Result:
    if scores.result.n is None:
        return scores.result
    if len(scores.most) < 2:
        return Result(scores.result.n, None, "alone")
    why: Why = "under_30" if scores.result.n < MIN_PEOPLE else "alike"
    return Result(scores.result.n, found, None if found else why)


def _line(found: Passing, scores: Scores) -> Line:
    """Return what is to be expected at the line for passing."""
    most, k = float(scores.most.sum()), len(scores.most)
    right = np.array([found.points / most * k])
    sem = float(conditional_sem(right, k)[0]) * most / k if k > 1 else None
    return Line(found.points, sem, found.accuracy, found.consistency)


def _judged(modules: Sequence[Module]) -> list[Module]:
    """Return the modules with what is said against their exercises, p of the variants adjusted for their number."""
    tests = [one.equal.value for module in modules for one in module.exercises if one.equal.value]
    adjusted = iter(adjusted_p([one.p for one in tests]))
    return [
        replace(module, exercises=tuple(_with_findings(one, module.role, adjusted) for one in module.exercises))
        for module in modules
    ]


def _with_findings(exercise: Exercise, role: Role, adjusted: Iterator[float]) -> Exercise:
    equal = exercise.equal
    if equal.value:
        equal = Known(replace(equal.value, p=next(adjusted)))
    return replace(exercise, equal=equal, findings=findings(exercise.item, role, exercise.variants, equal))
