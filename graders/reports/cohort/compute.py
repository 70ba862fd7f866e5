"""From the table of responses to the numbers of the cohort report."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graders.reports.cohort.numbers import ROLES, Cohort, GoalResult, Item, Module, Summary
from graders.reports.inputs import Inputs
from graders.reports.numbers import SHOWN, Result, Why, part, shown
from graders.statistics import (
    COUNTED,
    MIN_PEOPLE,
    Estimate,
    Reliability,
    alpha,
    difficulty,
    item_rest,
    mean_share,
    person_shares,
    score_table,
    spread,
)
from toolkit.formats.course import ModuleEntry

BINS = 10
"""Bars of a distribution: tenths of a module's points."""
UNMARKED = 0.1
"""Largest share of the hand-ins that may wait for marking: who left a text empty has 0 at once, so that until the
answers are marked mostly those would count."""


def build(inputs: Inputs) -> Cohort:
    """Compute everything that a cohort report shows."""
    rows = inputs.rows.assign(
        counts=inputs.rows["status"].isin(COUNTED) & inputs.rows["points"].notna(),
        handed_in=_handed_in(inputs.rows),
    )
    rows["started"] = rows["handed_in"] | (rows["status"] == "not_submitted") | rows["first_at"].notna()
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


def _handed_in(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows belong to a hand-in that was graded; a struck exercise says it by its time only."""
    struck = (rows["status"] == "withdrawn") & rows["submitted_at"].notna()
    return rows["status"].isin((*COUNTED, "awaiting_marking")) | struck


def _struck(rows: pd.DataFrame) -> set[str]:
    return set(rows.loc[rows["status"] == "withdrawn", "exercise"])


def _complete(rows: pd.DataFrame, exercises: Sequence[str]) -> pd.DataFrame:
    """Return points by person and exercise, for the people who have points on every one of them."""
    mine = rows[rows["counts"] & rows["exercise"].isin(exercises)]
    return mine.pivot(index="pid", columns="exercise", values="points").reindex(columns=list(exercises)).dropna()


def _max_points(rows: pd.DataFrame, exercises: Sequence[str]) -> NDArray[np.float64]:
    most = rows.groupby("exercise")["max_points"].max()
    return np.array([float(most[name]) for name in exercises], dtype=np.float64)


def _result(n: int, estimate: Estimate | None, why: Why) -> Result:
    """Return what may be shown of an estimate; `why` says why there is none for five people or more."""
    if n < SHOWN:
        return Result(None, None, "few")
    return Result(n, estimate, None if estimate else why)


def _too_early(waiting: int, counted: int) -> bool:
    return waiting > UNMARKED * (waiting + counted)


def _waiting(rows: pd.DataFrame) -> int:
    """Count the people who have an answer that waits for marking."""
    return rows[rows["status"] == "awaiting_marking"]["pid"].nunique()


def _shares(rows: pd.DataFrame, exercises: Sequence[str]) -> Result:
    """Return the mean share of the points over some exercises, struck ones left out."""
    struck = _struck(rows)
    if exercises and set(exercises) <= struck:
        return Result(None, None, "withdrawn")
    left = [name for name in exercises if name not in struck]
    points = _complete(rows, left)
    waiting = _waiting(rows[rows["exercise"].isin(left)])
    if waiting + len(points) >= SHOWN and _too_early(waiting, len(points)):
        return Result(None, None, "waiting")
    return _result(len(points), mean_share(person_shares(points.to_numpy(), _max_points(rows, left))), "alike")


def _reliability(points: pd.DataFrame, max_points: NDArray[np.float64]) -> Reliability | None:
    return alpha(score_table(points.to_numpy(), max_points)) if len(points) >= MIN_PEOPLE else None


def _people(rows: pd.DataFrame, flag: str, modules: int) -> int:
    """Count the people who have a flag in as many modules."""
    flagged = rows[rows[flag]].groupby("pid")["module"].nunique()
    return int((flagged >= modules).sum())


def _module(inputs: Inputs, entry: ModuleEntry, rows: pd.DataFrame, before: int) -> Module:
    everyone = inputs.rows["pid"].nunique()
    known = dict.fromkeys(rows["exercise"])
    released = [name for name in inputs.release.modules[entry.id].exercises if name in known]
    order = list(dict.fromkeys([*released, *known]))
    left = [name for name in order if name not in _struck(rows)]
    points = _complete(rows, left)
    scores = _shares(rows, order)
    may_show = scores.n is not None
    totals = points.to_numpy().sum(axis=1)
    max_points = _max_points(rows, left)
    most = float(max_points.sum())
    rests = dict(zip(left, item_rest(score_table(points.to_numpy(), max_points)), strict=True))
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
        reliability=_reliability(points, max_points) if may_show else None,
        waiting=shown(_waiting(rows)),
        items=tuple(_item(inputs, rows, name, rests, scores, before + n) for n, name in enumerate(order, 1)),
    )


def _bins(shares: NDArray[np.float64]) -> tuple[int | None, ...]:
    """Count people per tenth of the points; the last tenth includes all the points."""
    place = np.minimum(np.floor(shares * BINS + 1e-9).astype(int), BINS - 1)
    return tuple(shown(int(count)) for count in np.bincount(place, minlength=BINS))


def _item(
    inputs: Inputs, rows: pd.DataFrame, name: str, rests: Mapping[str, Estimate | None], scores: Result, number: int
) -> Item:
    own = rows[rows["exercise"] == name]
    counted = own[own["counts"]]
    exercise = inputs.exercises.get(name)
    goal = str(own["goal"].iloc[0])
    share = _item_share(own, counted)
    return Item(
        number=number,
        id=name,
        text=exercise.spec.prompt if exercise else name,
        kind=str(own["kind"].iloc[0]),
        goal=goal.partition(".")[2],
        share=share,
        rest=share if share.n is None else _item_rest(name, rests, scores),
        omitted=shown(int((counted["status"] == "omitted").sum())),
        not_reached=shown(int((counted["status"] == "not_reached").sum())),
    )


def _item_share(own: pd.DataFrame, counted: pd.DataFrame) -> Result:
    """Return the difficulty of an exercise."""
    if (own["status"] == "withdrawn").any():
        return Result(None, None, "withdrawn")
    n, waiting = len(counted), _waiting(own)
    if waiting + n >= SHOWN and _too_early(waiting, n):
        return Result(None, None, "waiting")
    if n < MIN_PEOPLE:
        return _result(n, None, "under_30")
    table = score_table(counted[["points"]].to_numpy(), np.array([float(own["max_points"].max())]))
    return _result(n, difficulty(table)[0], "alike")


def _item_rest(name: str, rests: Mapping[str, Estimate | None], scores: Result) -> Result:
    """Return the item-rest r of an exercise among the people with points on the whole module."""
    if scores.n is None:
        return scores
    if len(rests) < 2:
        return Result(scores.n, None, "alone")
    if scores.n < MIN_PEOPLE:
        return _result(scores.n, None, "under_30")
    return _result(scores.n, rests[name], "alike")


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
                result=_shares(mine, exercises),
            )
        )
    return tuple(results)


def _summary(entries: Sequence[ModuleEntry], rows: pd.DataFrame) -> Summary:
    by_role = {role: [entry for entry in entries if entry.role == role] for role in ROLES}
    scope = by_role["test"] or by_role["module"] or by_role["pretest"]
    names = [entry.id for entry in scope]
    mine = rows[rows["module"].isin(names)]
    order = list(dict.fromkeys(mine["exercise"]))
    result = _shares(mine, order)
    left = [name for name in order if name not in _struck(mine)]
    points = _complete(mine, left)
    everyone = rows["pid"].nunique()
    return Summary(
        scope=tuple(entry.title for entry in scope),
        started=part(_people(rows, "started", 1), everyone),
        handed_in=part(_people(mine, "handed_in", len(names)), everyone),
        result=result,
        reliability=_reliability(points, _max_points(mine, left)) if len(names) == 1 and result.n is not None else None,
    )
