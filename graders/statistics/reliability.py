"""How well the points of a module hold together."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from graders.statistics.intervals import LEVEL, TINY, Estimate
from graders.statistics.items import MIN_PEOPLE


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha and what it says about one person's points.

    Parameters
    ----------
    alpha
        The coefficient with its interval; it can be negative.
    sem
        Standard error of measurement, in points.
    items
        Number of exercises.
    """

    alpha: Estimate
    sem: float
    items: int


def alpha(points: NDArray[np.float64]) -> Reliability | None:
    """Estimate Cronbach's alpha, with Feldt's interval and the standard error of measurement.

    ``alpha = k/(k-1) · (1 - Σv / V)``, k exercises, v their variances and V the variance of the totals
    (ddof 1). The interval is ``1 - (1-alpha) · F(0.975)`` to ``1 - (1-alpha) · F(0.025)`` with F on n-1 and
    (n-1)(k-1) degrees of freedom. ``sem = √V · √(1-alpha)``.

    Parameters
    ----------
    points
        One row per person and one column per exercise, without gaps.

    Returns
    -------
    Reliability or None
        Alpha has no unit and is never above 1; a negative one is not cut at 0. None under 2 exercises or
        30 people, and when everybody has the same total.

    Notes
    -----
    KR-20 where every exercise gives all or nothing; Moodle calls it coefficient of internal consistency.
    Source of the interval: Feldt (1965), Psychometrika 30, 357-370.
    """
    n, k = points.shape
    if k < 2 or n < MIN_PEOPLE:
        return None
    total = float(np.var(points.sum(axis=1), ddof=1))
    if total < TINY:
        return None
    value = k / (k - 1) * (1 - float(np.var(points, axis=0, ddof=1).sum()) / total)
    freedom = (n - 1, (n - 1) * (k - 1))
    low = 1 - (1 - value) * float(stats.f.ppf((1 + LEVEL) / 2, *freedom))
    high = 1 - (1 - value) * float(stats.f.ppf((1 - LEVEL) / 2, *freedom))
    sem = math.sqrt(total * max(0.0, 1 - value))
    return Reliability(Estimate(value, low, high, n), sem, k)
