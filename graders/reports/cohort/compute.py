"""From the table of responses to the numbers of the cohort report."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graders.reports import scored
from graders.reports.cohort.numbers import ROLES, Cohort, GoalResult, Module, Summary
from graders.reports.inputs import Inputs
from graders.reports.item import items_of
from graders.reports.numbers import part, shown
from graders.statistics import spread
from toolkit.formats.course import ModuleEntry

BINS = 10
"""Bars of a distribution: tenths of a module's points."""


def build(inputs: Inputs) -> Cohort:
    """Compute everything that a cohort report shows."""
    rows = scored.told(inputs.rows)
    entries = [entry for entry in inputs.course.modules if entry.id in inputs.release.modules]
    modules: list[Module] = []
    for entry in entries:
        done = sum(len(module.items) for module in modules)
        modules.append(_module(inputs, entry, rows[rows["module"] == entry.id], done))
    moments = [rows[name].max() for name in ("last_at", "submitted_at")]
    return Cohort(
        title=inputs.occasion.title,
        course=inputs.course.title,
        version=inputs.course.version,
        until=max((m.to_pydatetime() for m in moments if not pd.isna(m)), default=None),
        people=shown(rows["pid"].nunique()),
        summary=_summary(entries, rows),
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


def _module(inputs: Inputs, entry: ModuleEntry, rows: pd.DataFrame, before: int) -> Module:
    everyone = inputs.rows["pid"].nunique()
    order = scored.in_order(inputs, entry.id, rows)
    left = [name for name in order if name not in scored.struck(rows)]
    points = scored.complete(rows, left)
    scores = scored.shares(rows, order)
    may_show = scores.n is not None
    totals = points.to_numpy().sum(axis=1)
    max_points = scored.max_points(rows, left)
    most = float(max_points.sum())
    return Module(
        id=entry.id,
        title=f"{entry.number} {entry.title}" if entry.role == "module" else entry.title,
        role=entry.role,
        started=part(_people(rows, "started", 1), everyone),
        handed_in=part(_people(rows, "handed_in", 1), everyone),
        max_points=most,
        scores=scores,
        spread=spread(totals) if may_show else None,
        bins=_bins(totals / most) if may_show else (),
        reliability=scored.reliability(points, max_points) if may_show else None,
        waiting=shown(scored.waiting(rows)),
        items=items_of(inputs, entry.id, rows, scores, before),
    )


def _bins(shares: NDArray[np.float64]) -> tuple[int | None, ...]:
    """Count people per tenth of the points; the last tenth includes all the points."""
    place = np.minimum(np.floor(shares * BINS + 1e-9).astype(int), BINS - 1)
    return tuple(shown(int(count)) for count in np.bincount(place, minlength=BINS))


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


def _summary(entries: Sequence[ModuleEntry], rows: pd.DataFrame) -> Summary:
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
    return Summary(
        scope=tuple(entry.title for entry in scope),
        started=part(_people(rows, "started", 1), everyone),
        handed_in=part(_people(mine, "handed_in", len(names)), everyone),
        result=result,
        reliability=scored.reliability(points, most) if len(names) == 1 and result.n is not None else None,
    )
