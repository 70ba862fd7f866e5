"""What is said about one exercise: how hard it is, and whether it goes with the rest."""

import math

import numpy as np
from scipy import stats

from graders.statistics.intervals import LEVEL, TINY, Estimate, Vector, mean_share

MIN_PEOPLE = 30
"""Fewest people for difficulty, item-rest r and alpha."""


def difficulty(points: Vector, max_points: float) -> Estimate | None:
    """Estimate the difficulty of an exercise: the mean share of its points.

    ``p = mean(points / max_points)``. The interval is Wilson's where everybody has all or nothing, else a
    t interval (`mean_share`). A high p is an easy exercise.

    Parameters
    ----------
    points
        Points of everybody whose row counts (`COUNTED`), unanswered as 0.
    max_points
        Points that the exercise can give.

    Returns
    -------
    Estimate or None
        A share, 0 to 1. None under 30 people, when `max_points` is 0, or without an interval.

    Notes
    -----
    The number that Moodle calls facility index.
    """
    if len(points) < MIN_PEOPLE or max_points <= 0:
        return None
    return mean_share(points / max_points)


def item_rest(points: Vector, totals: Vector) -> Estimate | None:
    """Estimate how an exercise goes with the others: Pearson's r between it and the rest of the score.

    ``r = (c - v) / √(v (V - 2c + v))`` with c = cov(points, totals), v = var(points), V = var(totals), all
    with ddof 1: the correlation with the total less the exercise itself. The interval is Fisher's,
    ``tanh(atanh r ± 1.96 / √(n-3))``.

    Parameters
    ----------
    points
        Points of the exercise, one per person.
    totals
        Points of the same people on all exercises together, this one included.

    Returns
    -------
    Estimate or None
        -1 to 1. None under 30 people, and when the exercise or the rest is the same for everybody.

    Notes
    -----
    The number that Moodle calls discrimination index (divided by 100). An item-total r, which counts the
    exercise in what it is compared with, is always higher and is not used. Source of the interval: Fisher
    (1921), Metron 1, 3-32.
    """
    n = len(points)
    if n < MIN_PEOPLE:
        return None
    covariance = float(np.cov(points, totals, ddof=1)[0, 1])
    own = float(np.var(points, ddof=1))
    rest = float(np.var(totals, ddof=1)) - 2 * covariance + own
    if own < TINY or rest < TINY:
        return None
    r = min(1.0, max(-1.0, (covariance - own) / math.sqrt(own * rest)))
    if abs(r) > 1 - TINY:
        return Estimate(r, r, r, n)
    z, half = math.atanh(r), float(stats.norm.ppf((1 + LEVEL) / 2)) / math.sqrt(n - 3)
    return Estimate(r, math.tanh(z - half), math.tanh(z + half), n)
