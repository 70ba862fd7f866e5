"""The points in a table of responses: which rows count, and what people have on some exercises together."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graders.disclosure import apart
from graders.reports.inputs import Inputs
from graders.reports.numbers import SHOWN, Result, Why
from graders.statistics import (
    COUNTED,
    MIN_PEOPLE,
    Estimate,
    Reliability,
    alpha,
    mean_share,
    person_shares,
    score_table,
)

UNMARKED = 0.1
"""Largest share of the hand-ins that may wait for marking: who left a text empty has 0 at once, so that until the
answers are marked mostly those would count."""


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with whether each counts in figures about points, belongs to a hand-in, and was started."""
    found = rows.assign(counts=_counts(rows), handed_in=_handed_in(rows))
    found["started"] = found["handed_in"] | (found["status"] == "not_submitted") | found["first_at"].notna()
    return found


def _counts(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows count in figures about points.

    All figures of a module are of the same people, those with points on everything in it: else the difference of two
    would be the points of the few who wait for marking. While too many wait for such figures, there are only those of
    the exercises that nobody waits for.
    """
    waits = rows["status"] == "awaiting_marking"
    person = waits.groupby([rows["module"], rows["pid"]]).transform("any")
    exercise = waits.groupby([rows["module"], rows["exercise"]]).transform("any")
    has_points = rows["status"].isin(COUNTED) & rows["points"].notna()
    early = pd.Series(False, index=rows.index)
    for _, mine in rows.groupby("module"):
        waiting_people, people = (set(mine.loc[some.loc[mine.index], "pid"]) for some in (waits, has_points))
        early.loc[mine.index] = too_early(len(waiting_people), len(people - waiting_people))
    return has_points & ~(exercise.where(early, person))


def _handed_in(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows belong to a hand-in that was graded; a struck exercise says it by its time only."""
    struck = (rows["status"] == "withdrawn") & rows["submitted_at"].notna()
    return rows["status"].isin((*COUNTED, "awaiting_marking")) | struck


def in_order(inputs: Inputs, module: str, rows: pd.DataFrame) -> list[str]:
    """Return the exercises of a module's rows in the order of the released module."""
    known = dict.fromkeys(rows["exercise"])
    released = [name for name in inputs.release.modules[module].exercises if name in known]
    return list(dict.fromkeys([*released, *known]))


def struck(rows: pd.DataFrame) -> set[str]:
    """Return the exercises that no longer count."""
    return set(rows.loc[rows["status"] == "withdrawn", "exercise"])


def complete(rows: pd.DataFrame, exercises: Sequence[str]) -> pd.DataFrame:
    """Return points by person and exercise, for the people who have points on every one of them."""
    mine = rows[rows["counts"] & rows["exercise"].isin(exercises)]
    return mine.pivot(index="pid", columns="exercise", values="points").reindex(columns=list(exercises)).dropna()


def max_points(rows: pd.DataFrame, exercises: Sequence[str]) -> NDArray[np.float64]:
    """Return what each exercise can give."""
    most = rows.groupby("exercise")["max_points"].max()
    return np.array([float(most[name]) for name in exercises], dtype=np.float64)


def result(n: int, estimate: Estimate | None, why: Why) -> Result:
    """Return what may be shown of an estimate; `why` says why there is none for five people or more."""
    if n < SHOWN:
        return Result(None, None, "few")
    return Result(n, estimate, None if estimate else why)


def waiting(rows: pd.DataFrame) -> int:
    """Count the people who have an answer that waits for marking."""
    return rows[rows["status"] == "awaiting_marking"]["pid"].nunique()


def too_early(waits: int, counted: int) -> bool:
    """Tell whether so many wait for marking that the others say nothing of them all."""
    return waits > UNMARKED * (waits + counted)


def tells_few(rows: pd.DataFrame, exercises: Sequence[str], n: int) -> bool:
    """Tell whether people with points on exercises of several modules are a few less than those of one of them.

    The figures of that module are of its own people, and what is left between the two would be those few's.

    Parameters
    ----------
    n
        People with points on all of the exercises.
    """
    modules = rows[rows["exercise"].isin(exercises)].groupby("module")["exercise"].unique()
    return not all(apart(n, len(complete(rows, list(names))), SHOWN) for names in modules)


def shares(rows: pd.DataFrame, exercises: Sequence[str]) -> Result:
    """Return the mean share of the points over some exercises, struck ones left out."""
    gone = struck(rows)
    if exercises and set(exercises) <= gone:
        return Result(None, None, "withdrawn")
    left = [name for name in exercises if name not in gone]
    points = complete(rows, left)
    if too_early(waiting(rows[rows["exercise"].isin(left)]), len(points)):
        return Result(None, None, "waiting")
    if tells_few(rows, left, len(points)):
        return Result(None, None, "few")
    return result(len(points), mean_share(person_shares(points.to_numpy(), max_points(rows, left))), "alike")


def reliability(points: pd.DataFrame, most: NDArray[np.float64]) -> Reliability | None:
    """Return alpha of the people who have points on every exercise; None under thirty of them."""
    return alpha(score_table(points.to_numpy(), most)) if len(points) >= MIN_PEOPLE else None
