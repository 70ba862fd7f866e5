"""Who reaches a knowledge goal, or a strand of goals: the line of the final test, held to a few exercises."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np
import pandas as pd

from graders.reports.inputs import Inputs
from graders.reports.numbers import SHOWN, Result, part
from graders.reports.scored import complete, max_points, struck, tells_few, too_early, waiting
from graders.statistics import wilson
from graders.statistics.mastery import mastery

STEP = Fraction(1, 2)
"""Exercises give points in halves, and a line between two steps would ask for more than it says."""


def line_of(inputs: Inputs) -> Decimal:
    """Return the share of the points on the final test that passing takes: the occasion's, else the course's."""
    return Decimal((inputs.occasion.passing or inputs.course.passing).total)


def needed(most: float, line: Decimal) -> float:
    """Return the points that reach a goal which gives so many: its share of them, to the nearest half point."""
    steps = floor(Fraction(line) * Fraction(str(most)) / STEP + Fraction(1, 2))
    return float(max(steps, 1) * STEP)


def reached(rows: pd.DataFrame, exercises: Sequence[str], line: Decimal) -> Result:
    """Return the share of the people who reach a goal, or a strand, on its exercises.

    Parameters
    ----------
    rows
        As `scored.told` returns them.
    exercises
        Those of the goal; struck ones are left out, and people count who have points on all the others.
    line
        The share of the points that passing takes.
    """
    gone = struck(rows)
    left = [name for name in exercises if name not in gone]
    if not left:
        return Result(None, None, "withdrawn")
    points = complete(rows, left)
    n = len(points)
    if too_early(waiting(rows[rows["exercise"].isin(left)]), n):
        return Result(None, None, "waiting")
    if n < SHOWN or tells_few(rows, left, n):
        return Result(None, None, "few")
    hundredths = np.rint(100 * points.to_numpy().sum(axis=1)).astype(np.int64)
    share = mastery(hundredths, round(100 * needed(float(max_points(rows, left).sum()), line)))
    assert share, "somebody has points"
    found = part(round(share.value * n), n)
    return Result(n, found.share, None) if found else Result(n, None, "few_reach")


def under(result: Result, line: Decimal) -> bool:
    """Tell whether a whole interval lies under the line, also of a share that so few reach that it is not shown."""
    if result.estimate:
        return result.estimate.high < float(line)
    if result.why != "few_reach" or result.n is None:
        return False
    most = wilson(SHOWN - 1, result.n)
    return most is not None and most.high < float(line)
