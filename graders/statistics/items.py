"""Classical item analysis: how hard each item is, and whether it goes with the rest.

Every function takes a score table and returns one figure per item, in the table's order.
"""

import math
from dataclasses import dataclass

import numpy as np

from graders.statistics.intervals import TINY, Estimate, Vector, correlation, share_of_sums
from graders.statistics.reliability import coefficient
from graders.statistics.table import ScoreTable

UPPER, LOWER = 0.73, 0.27
"""Quantiles of the totals that bound the groups of D27."""


@dataclass(frozen=True)
class Discrimination:
    """The upper group's share of the points less the lower group's, and how many people are in each."""

    value: float
    upper: int
    lower: int


def difficulty(table: ScoreTable) -> list[Estimate | None]:
    """Estimate the difficulty of each item: the mean share of its points, over everybody with points on it.

    ``p = mean(points) / max_points``. The interval is Wilson's where everybody has all or nothing, else a
    t interval (`mean_share`). A high p is an easy item.

    Returns
    -------
    list
        Shares, 0 to 1. None for an item without people or with 0 as its maximum, or without an interval (one
        person with partial credit, or everybody with the same).

    Notes
    -----
    The number that Moodle calls facility index (divided by 100).
    """
    return [
        share_of_sums(int(count), total / most, squares / most**2) if most > 0 else None
        for (count, total, squares), most in zip(table.seen.T, table.max_points, strict=True)
    ]


def spread_of_items(table: ScoreTable) -> list[float | None]:
    """Return the standard deviation of each item, in points, over everybody with points on it (ddof 1).

    None under two people; 0 where everybody has the same.
    """
    found: list[float | None] = []
    for count, total, squares in table.seen.T:
        variance = (squares - total * total / count) / (count - 1) if count > 1 else None
        found.append(None if variance is None else math.sqrt(variance) if variance >= TINY else 0.0)
    return found


def item_rest(table: ScoreTable) -> list[Estimate | None]:
    """Estimate how each item goes with the others: Pearson's r between it and the rest of the total.

    ``r = (c - v) / √(v (V - 2c + v))`` with c = cov(item, total), v = var(item), V = var(total), all with
    ddof 1: the correlation with the total less the item itself. The interval is Fisher's (`correlation`).

    Returns
    -------
    list
        -1 to 1. None under 4 people, and when the item or the rest is the same for everybody.

    Notes
    -----
    The number that Moodle calls discrimination index (divided by 100).
    """
    found: list[Estimate | None] = []
    for own, common in _moments(table):
        rest = table.total_variance - 2 * common + own
        flat = own < TINY or rest < TINY
        found.append(None if flat else correlation(_within((common - own) / math.sqrt(own * rest)), table.n))
    return found or [None] * table.k


def item_total(table: ScoreTable) -> list[float | None]:
    """Return Pearson's r between each item and the total, the item itself included: ``c / √(v V)``.

    Returns
    -------
    list
        -1 to 1. None under 4 people, and when the item or the total is the same for everybody.

    Notes
    -----
    Higher than `item_rest`, the more so the fewer the items. The number that PrairieLearn calls discrimination
    (divided by 100).
    """
    found: list[float | None] = []
    for own, common in _moments(table):
        flat = own < TINY or table.total_variance < TINY
        found.append(None if flat else _within(common / math.sqrt(own * table.total_variance)))
    return found or [None] * table.k


def _moments(table: ScoreTable) -> list[tuple[float, float]]:
    """Return the variance of each item and its covariance with the total; nothing under 4 people."""
    if table.n < 4:
        return []
    return list(zip(table.variances.tolist(), table.with_total.tolist(), strict=True))


def _within(r: float) -> float:
    return min(1.0, max(-1.0, r))


def alpha_if_deleted(table: ScoreTable) -> list[float | None]:
    """Return Cronbach's alpha of the other items, for each item.

    ``(k-1)/(k-2) · (1 - (Σv - v) / (V - 2c + v))``, which needs no other pass over people.

    Returns
    -------
    list
        Without unit, never above 1, can be negative. None under 3 items or 2 people, and when the rest is the
        same for everybody.
    """
    if table.n < 2:
        return [None] * table.k
    variances = table.variances
    rest = table.total_variance - 2 * table.with_total + variances
    others = variances.sum() - variances
    return [coefficient(table.k - 1, float(own), float(total)) for own, total in zip(others, rest, strict=True)]


def d27(table: ScoreTable) -> list[Discrimination | None]:
    """Return the discrimination of each item between the best and the worst quarter or so.

    ``D = p(T ≥ q(0.73)) - p(T ≤ q(0.27))``, p a share of the item's points and q a quantile of the totals,
    interpolated linearly (`numpy.quantile`). People with the same total are in the same group, so the groups
    are often larger than 27 %, and how large they are is part of the result.

    Returns
    -------
    list
        -1 to 1. None for an item with 0 as its maximum, without people, and when the two bounds are the same
        total: then someone would be in both groups.

    Notes
    -----
    Source: Kelley (1939), Journal of Educational Psychology 30, 17-24, for the 27 %; the rule for ties is ours,
    since there is no common one. Its standard error at 300 people is up to 0.08, so it comes second to `item_rest`.
    """
    if table.n == 0:
        return [None] * table.k
    low, high = (weighted_quantile(table.totals, table.by_total, share) for share in (LOWER, UPPER))
    if high - low < TINY:
        return [None] * table.k
    groups = (table.totals >= high - TINY, table.totals <= low + TINY)
    sizes = [int(table.by_total[group].sum()) for group in groups]
    upper, lower = (table.points_by_total[group].sum(axis=0) / size for group, size in zip(groups, sizes, strict=True))
    return [
        Discrimination(float(above - below) / most, sizes[0], sizes[1]) if most > 0 else None
        for above, below, most in zip(upper, lower, table.max_points, strict=True)
    ]


def weighted_quantile(values: Vector, counts: "np.ndarray[tuple[int], np.dtype[np.int64]]", share: float) -> float:
    """Return ``numpy.quantile`` of values that each occur so many times; `values` ascend."""
    place = share * (int(counts.sum()) - 1)
    ends = np.cumsum(counts)
    below = float(values[np.searchsorted(ends, math.floor(place), side="right")])
    above = float(values[np.searchsorted(ends, math.ceil(place), side="right")])
    return below + (place - math.floor(place)) * (above - below)
