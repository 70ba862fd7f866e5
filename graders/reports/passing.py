"""Who reached the line of the final test, how many stand close to it, and how often its verdict is right."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd

from graders.disclosure import apart
from graders.reports.inputs import Inputs
from graders.reports.numbers import SHOWN, Part, Result, part
from graders.reports.reached import line_of
from graders.reports.scored import complete, max_points, reliability, struck, too_early, waiting
from graders.statistics import MIN_PEOPLE, score_table
from graders.statistics.classification import classification


@dataclass(frozen=True)
class Passing:
    """The verdict of the final test.

    Parameters
    ----------
    line
        Share of the points that passing takes.
    points
        The same in points of the exercises that count; lower where some are struck, since those who handed in have
        full points for them.
    reached
        Share of those who handed in that reached the line.
    complete
        Of those who reached it, the people who handed in every module that passing takes; None also where a few did
        not, and where one of these is not released.
    near
        People whose points are so close to the line that an error of measurement could decide, on either side.
    accuracy, consistency
        Share that would have the same verdict by their true score, and on another test like it.
    """

    line: float
    points: float
    reached: Result
    complete: Part | None
    near: Part | None
    accuracy: Result
    consistency: Result


def passing(inputs: Inputs, rows: pd.DataFrame) -> Passing | None:
    """Return the verdict of the final test; None where none is released.

    Parameters
    ----------
    rows
        Those of every module, as `scored.told` returns them.
    """
    test = rows[rows["module_role"] == "test"]
    if test.empty:
        return None
    line, gone = Fraction(line_of(inputs)), struck(test)
    left = [name for name in dict.fromkeys(test["exercise"]) if name not in gone]
    given = Fraction(str(float(max_points(test, sorted(gone)).sum())))
    most = max_points(test, left)
    cut = line * (Fraction(str(float(most.sum()))) + given) - given
    points = complete(test, left)
    early = too_early(waiting(test[test["exercise"].isin(left)]), len(points))
    if not left or early or len(points) < SHOWN:
        why = Result(None, None, "withdrawn" if not left else "waiting" if early else "few")
        return Passing(float(line), float(cut), why, None, None, why, why)
    totals, n = points.sum(axis=1), len(points)
    over = points.index[np.rint(100 * totals) >= ceil(100 * cut)]
    found = part(len(over), n)
    trust = reliability(points, most)
    close = abs(totals - float(cut)) <= trust.sem if trust else None
    accuracy, consistency = _trust(points, most, float(cut))
    return Passing(
        line=float(line),
        points=float(cut),
        reached=Result(n, found.share) if found else Result(n, None, "few_reach"),
        complete=_complete(inputs, rows, over) if found else None,
        near=part(int(close.sum()), n) if close is not None else None,
        accuracy=accuracy,
        consistency=consistency,
    )


def _trust(points: pd.DataFrame, most: "np.ndarray[tuple[int], np.dtype[np.float64]]", cut: float) -> list[Result]:
    """Return how often the verdict is right, and the same again."""
    n = len(points)
    if n < MIN_PEOPLE:
        return [Result(n, None, "under_30")] * 2
    found = classification(score_table(points.to_numpy(), most), cut)
    if found is None:
        return [Result(n, None, "no_model")] * 2
    return [Result(n, found[name]) for name in ("accuracy", "consistency")]


def _complete(inputs: Inputs, rows: pd.DataFrame, people: pd.Index) -> Part | None:
    """Return how many of some people handed in every module that passing takes."""
    asked = (inputs.occasion.passing or inputs.course.passing).modules
    names = [entry.id for entry in inputs.course.modules if entry.role == "module"] if asked == "all" else asked
    if not set(names) <= set(inputs.release.modules):
        return None
    given = rows[rows["handed_in"] & rows["module"].isin(names) & rows["pid"].isin(people)]
    handed_in = given.groupby("pid")["module"].nunique()
    every = int((handed_in == len(set(names))).sum())
    return part(every, len(people)) if apart(every, len(people), SHOWN) else None
