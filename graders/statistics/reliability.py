"""How well the points hold together, and what that says about one person's points."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from graders.statistics.intervals import LEVEL, TINY, Estimate, Vector
from graders.statistics.table import ScoreTable


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
        Number of items.
    """

    alpha: Estimate
    sem: float
    items: int


def coefficient(k: int, variances: float, total: float) -> float | None:
    """Return ``k/(k-1) · (1 - Σv / V)`` of k items; None under 2 items or without variance in the total."""
    if k < 2 or total < TINY:
        return None
    return k / (k - 1) * (1 - variances / total)


def feldt(alpha: float, n: int, k: int) -> Estimate | None:
    """Give a coefficient alpha of n people on k items its interval, by Feldt.

    ``1 - (1-alpha) · F(0.975)`` to ``1 - (1-alpha) · F(0.025)`` with F on n-1 and (n-1)(k-1) degrees of freedom.

    Notes
    -----
    Source: Feldt (1965), Psychometrika 30, 357-370.
    """
    if n < 2 or k < 2:
        return None
    freedom = (n - 1, (n - 1) * (k - 1))
    low = 1 - (1 - alpha) * float(stats.f.ppf((1 + LEVEL) / 2, *freedom))
    high = 1 - (1 - alpha) * float(stats.f.ppf((1 - LEVEL) / 2, *freedom))
    return Estimate(alpha, low, high, n)


def alpha(table: ScoreTable) -> Reliability | None:
    """Estimate Cronbach's alpha, with Feldt's interval and the standard error of measurement.

    ``alpha = k/(k-1) · (1 - Σv / V)``, k items, v their variances and V the variance of the totals (ddof 1), over
    people with points on every item. ``sem = √V · √(1-alpha)``.

    Returns
    -------
    Reliability or None
        Alpha has no unit and is never above 1; a negative one is not cut at 0. None under 2 items or 2 people, and
        when everybody has the same total.

    Notes
    -----
    Moodle calls it coefficient of internal consistency (times 100). Source: Cronbach (1951), Psychometrika 16,
    297-334. It does not say that the items measure one thing, and where nearly everybody passes it is low without
    the test being bad.
    """
    if table.n < 2:
        return None
    value = coefficient(table.k, float(table.variances.sum()), table.total_variance)
    if value is None:
        return None
    estimate = feldt(value, table.n, table.k)
    assert estimate, "a coefficient is of two people and two items"
    return Reliability(estimate, math.sqrt(table.total_variance * max(0.0, 1 - value)), table.k)


def kr20(table: ScoreTable) -> float | None:
    """Return Kuder and Richardson's formula 20, which is alpha where every item gives all or nothing.

    ``k/(k-1) · (1 - Σ p(1-p) / V)`` with variances over n on both sides, for items of one point.

    Returns
    -------
    float or None
        None where an item gives something in between, where the items give different points, and as `alpha`.

    Notes
    -----
    Source: Kuder and Richardson (1937), Psychometrika 2, 151-160.
    """
    if not table.all_or_nothing.all() or len(set(table.max_points.tolist())) != 1:
        return None
    found = alpha(table)
    return found.alpha.value if found else None


def conditional_sem(right: Vector, items: int) -> Vector:
    """Return the standard error of measurement at each number of right answers: ``√(x (k-x) / (k-1))``.

    Parameters
    ----------
    right
        Numbers of right answers, 0 to `items`.
    items
        Items of one point each, at least 2.

    Returns
    -------
    Vector
        Points: largest in the middle, 0 at both ends, where it says nothing.

    Notes
    -----
    Lord's binomial error model: the items are a sample of all that could have been asked. Source: Lord (1955),
    Educational and Psychological Measurement 15, 325-336.
    """
    found: Vector = np.sqrt(right * (items - right) / (items - 1))
    return found
