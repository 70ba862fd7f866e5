"""From the table of responses to the numbers of the cohort report."""

from collections.abc import Sequence

import pandas as pd

from graders.disclosure import apart, nested, quartiles
from graders.reports import scored
from graders.reports.bins import bins
from graders.reports.cohort.numbers import ROLES, Cohort, GoalResult, Module, Summary
from graders.reports.inputs import Inputs
from graders.reports.item import items_of
from graders.reports.numbers import SHOWN, part, shown
from graders.reports.passing import passing
from toolkit.formats.course import ModuleEntry


def build(inputs: Inputs) -> Cohort:
    """Compute everything that a cohort report shows."""
    rows = scored.told(inputs.rows)
    entries = [entry for entry in inputs.course.modules if entry.id in inputs.release.modules]
    passed = passing(inputs, rows)
    modules: list[Module] = []
    for entry in entries:
        done = sum(len(module.items) for module in modules)
        line = passed.points if passed and entry.role == "test" else None
        modules.append(_module(inputs, entry, rows[rows["module"] == entry.id], done, line))
    moments = [rows[name].max() for name in ("last_at", "submitted_at")]
    return Cohort(
        title=inputs.occasion.title,
        course=inputs.course.title,
        version=inputs.course.version,
        until=max((m.to_pydatetime() for m in moments if not pd.isna(m)), default=None),
        people=shown(rows["pid"].nunique()),
        summary=_summary(entries, rows, modules),
        modules=tuple(modules),
        goals=tuple(
            (role, _goals(inputs, rows[rows["module_role"] == role]))
            for role in ROLES
            if any(entry.role == role for entry in entries)
        ),
    )


def _people(rows: pd.DataFrame, flag: str, modules: int) -> int:
    """Count the people who have a flag in as many modules."""
    flagged = rows[rows[flag]].groupby("pid")["module"].nunique()
    return int((flagged >= modules).sum())


def _module(inputs: Inputs, entry: ModuleEntry, rows: pd.DataFrame, before: int, line: float | None) -> Module:
    everyone = inputs.rows["pid"].nunique()
    order = scored.in_order(inputs, entry.id, rows)
    left = [name for name in order if name not in scored.struck(rows)]
    points = scored.complete(rows, left)
    scores = scored.shares(rows, order)
    may_show = scores.n is not None
    totals = points.to_numpy().sum(axis=1)
    max_points = scored.max_points(rows, left)
    most = float(max_points.sum())
    waiting = scored.waiting(rows)
    # What is shown of the points comes last: else who handed in would tell how few wait.
    taken = nested([_people(rows, "started", 1), _people(rows, "handed_in", 1), scores.n or waiting], SHOWN)
    return Module(
        id=entry.id,
        title=f"{entry.number} {entry.title}" if entry.role == "module" else entry.title,
        role=entry.role,
        started=part(taken[0], everyone),
        handed_in=part(taken[1], everyone),
        max_points=most,
        scores=scores,
        spread=quartiles(totals, SHOWN) if may_show else None,
        bins=bins(totals / most, None if line is None else line / most) if may_show else (),
        reliability=scored.reliability(points, max_points) if may_show else None,
        waiting=shown(waiting),
        items=items_of(inputs, entry.id, rows, scores, before),
    )


def _goals(inputs: Inputs, rows: pd.DataFrame) -> tuple[GoalResult, ...]:
    """Return the results of every goal that has an exercise in these rows, in the course's order."""
    known = inputs.course.goals
    found = list(dict.fromkeys(rows["goal"]))
    order = [goal for goal in known if goal in found] + [goal for goal in found if goal not in known]
    results = []
    for goal in order:
        mine = rows[rows["goal"] == goal]
        exercises = list(dict.fromkeys(mine["exercise"]))
        results.append(
            GoalResult(
                number=goal.partition(".")[2],
                text=known[goal].text if goal in known else goal,
                strand=known[goal].strand if goal in known else str(mine["strand"].iloc[0]),
                exercises=len(exercises),
                result=scored.shares(mine, exercises),
            )
        )
    return tuple(results)


def _summary(entries: Sequence[ModuleEntry], rows: pd.DataFrame, modules: Sequence[Module]) -> Summary:
    by_role = {role: [entry for entry in entries if entry.role == role] for role in ROLES}
    scope = by_role["test"] or by_role["module"] or by_role["pretest"]
    names = [entry.id for entry in scope]
    mine = rows[rows["module"].isin(names)]
    order = list(dict.fromkeys(mine["exercise"]))
    result = scored.shares(mine, order)
    left = [name for name in order if name not in scored.struck(mine)]
    points = scored.complete(mine, left)
    most = scored.max_points(mine, left)
    everyone = rows["pid"].nunique()
    started, handed_in = _people(rows, "started", 1), _people(mine, "handed_in", len(names))
    # Whoever is in all the modules is in each, and whoever is in one has started.
    each = _counts([module for module in modules if module.id in names])
    return Summary(
        scope=tuple(entry.title for entry in scope),
        started=part(started if _apart(started, _counts(modules)) else None, everyone),
        handed_in=part(handed_in if _apart(handed_in, each) else None, everyone),
        result=result,
        reliability=scored.reliability(points, most) if len(names) == 1 and result.n is not None else None,
    )


def _counts(modules: Sequence[Module]) -> list[int]:
    """Return the people of modules that the report counts."""
    parts = [part.count for module in modules for part in (module.started, module.handed_in) if part]
    return parts + [module.scores.n for module in modules if module.scores.n is not None]


def _apart(count: int, others: Sequence[int]) -> bool:
    return all(apart(count, other, SHOWN) for other in others)
