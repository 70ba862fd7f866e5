"""Differential item functioning: items that are harder for one group than for equally able people of another.

A figure here says where to look, never that an item is unfair; that takes a review of its content.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from graders.statistics.intervals import Matrix, Vector
from graders.statistics.table import ScoreTable

SIGNIFICANT = 0.05
ROUNDS = 10
"""Most rounds of purification."""
STEPS = 100
"""Most steps of a logistic regression."""
Letter = Literal["A", "B", "C"]


@dataclass(frozen=True)
class MantelHaenszel:
    """The Mantel-Haenszel comparison of two groups on one item.

    Parameters
    ----------
    chi2, p
        Test that the odds of a right answer are the same in both groups at every score.
    alpha
        Common odds ratio: above 1, the item is easier for the reference group.
    delta
        ``-2.35 ln alpha``, the scale of ETS: below 0, the item is harder for the focal group.
    se
        Standard error of `delta`.
    p_bh
        `p` adjusted for the number of items, by Benjamini and Hochberg.
    """

    item: str
    chi2: float
    p: float
    alpha: float
    delta: float
    se: float
    p_bh: float = math.nan

    @property
    def ets(self) -> Letter:
        """The class of ETS: A negligible, B moderate, C large.

        A where `delta` is not significantly different from 0 or is under 1 in size; C where it is at least 1.5 and
        significantly more than 1; else B. Both at 5 %, the second one-sided. Source: Zwick (2012), ETS Research
        Report RR-12-08.
        """
        size = abs(self.delta)
        if self.p >= SIGNIFICANT or size < 1:
            return "A"
        more_than_one = size - float(stats.norm.ppf(1 - SIGNIFICANT)) * self.se > 1
        return "C" if size >= 1.5 and more_than_one else "B"


@dataclass(frozen=True)
class Screening:
    """All items compared.

    Parameters
    ----------
    items
        One result per item of the table, None where there is none.
    flagged
        Items that were left out of the score that people are matched on.
    settled
        Whether the flagged items were the same twice in a row; else the last of ten rounds is what is shown.
    """

    items: tuple[MantelHaenszel | None, ...]
    flagged: frozenset[int]
    settled: bool


def mantel_haenszel(table: ScoreTable, item: int, reference: int, focal: int) -> MantelHaenszel | None:
    """Compare two groups on an item at each score.

    At each score with T > 1 people of both groups together: A and B right and wrong in the reference group, C and D
    in the focal group. ``alpha = Σ(AD/T) / Σ(BC/T)``; ``chi2 = (|ΣA - ΣE| - 0.5)² / ΣVar`` on one degree of
    freedom with E and Var hypergeometric; the variance of ln alpha is that of Robins, Breslow and Greenland.

    Parameters
    ----------
    table
        Matches people on its totals, which include the item. The item gives all or nothing.
    item
        Place of the item.
    reference, focal
        The groups.

    Returns
    -------
    MantelHaenszel or None
        None where alpha would be 0 or endless: at no score does one group have someone right and the other someone
        wrong, in one direction or in both.

    Notes
    -----
    Sources: Mantel and Haenszel (1959), Journal of the National Cancer Institute 22, 719-748; Holland and Thayer
    (1988), in Test Validity, 129-145; Robins, Breslow and Greenland (1986), Biometrics 42, 311-323. Finds items that
    are harder all over the scale, not such as cross (`logistic`).
    """
    right = table.sums[[reference, focal], :, item] / table.max_points[item]
    people = table.counts[[reference, focal]].astype(float)
    kept = people.sum(axis=0) > 1
    (a, c), (b, d) = right[:, kept], (people - right)[:, kept]
    t = a + b + c + d
    ours, theirs = a * d / t, b * c / t
    if ours.sum() <= 0 or theirs.sum() <= 0:
        return None
    alpha = float(ours.sum() / theirs.sum())
    expected = (a + b) * (a + c) / t
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (t * t * (t - 1))).sum())
    chi2 = (abs(float((a - expected).sum())) - 0.5) ** 2 / variance
    one, other = (a + d) / t, (b + c) / t
    r, s = float(ours.sum()), float(theirs.sum())
    log_variance = (
        float((one * ours).sum()) / (2 * r * r)
        + float((one * theirs + other * ours).sum()) / (2 * r * s)
        + float((other * theirs).sum()) / (2 * s * s)
    )
    return MantelHaenszel(
        table.items[item],
        chi2,
        float(stats.chi2.sf(chi2, 1)),
        alpha,
        -2.35 * math.log(alpha),
        2.35 * math.sqrt(log_variance),
    )


def screen(table: ScoreTable, part: Callable[[Sequence[int]], ScoreTable], reference: int, focal: int) -> Screening:
    """Compare two groups on every item that gives all or nothing, on a score that is purified.

    Flagged are the items whose `p_bh` is under 0.05. They are left out of the score, though an item is always part
    of the score that it is itself judged by, and all are compared anew, until the same are flagged as the round
    before, at most ten times.

    Parameters
    ----------
    table
        The table of all items.
    part
        Gives the table of some items: with fewer items people have other totals.
    reference, focal
        The groups.
    """
    flagged: frozenset[int] = frozenset()
    for _ in range(ROUNDS):
        found = _round(table, part, flagged, reference, focal)
        now = frozenset(n for n, one in enumerate(found) if one and one.p_bh < SIGNIFICANT)
        if now == flagged:
            return Screening(tuple(found), flagged, settled=True)
        flagged = now
    return Screening(tuple(found), flagged, settled=False)


def _round(
    table: ScoreTable,
    part: Callable[[Sequence[int]], ScoreTable],
    flagged: frozenset[int],
    reference: int,
    focal: int,
) -> list[MantelHaenszel | None]:
    anchors = [item for item in range(table.k) if item not in flagged]
    matched = part(anchors) if flagged and anchors else table
    places = (
        {item: place for place, item in enumerate(anchors)} if flagged and anchors else dict(enumerate(range(table.k)))
    )
    found: list[MantelHaenszel | None] = []
    for item in range(table.k):
        if not table.all_or_nothing[item] or table.max_points[item] <= 0:
            found.append(None)
        elif item in places:
            found.append(mantel_haenszel(matched, places[item], reference, focal))
        else:
            own = sorted([*anchors, item])
            found.append(mantel_haenszel(part(own), own.index(item), reference, focal))
    p = [one.p for one in found if one]
    adjusted = iter(adjusted_p(p))
    return [replace(one, p_bh=next(adjusted)) if one else None for one in found]


def adjusted_p(p: Sequence[float]) -> list[float]:
    """Adjust p-values for their number, by Benjamini and Hochberg (1995), JRSS B 57, 289-300."""
    return [float(one) for one in stats.false_discovery_control(p)] if p else []


@dataclass(frozen=True)
class Logistic:
    """Whether an item's curve over the score differs between groups, in height or in slope.

    Parameters
    ----------
    chi2, p
        Likelihood ratio of score + group + score x group against score alone, on two degrees of freedom.
    r2_change
        Nagelkerke's R² of the larger model less the smaller's.
    """

    item: str
    chi2: float
    p: float
    r2_change: float


def logistic(table: ScoreTable, item: int, reference: int, focal: int) -> Logistic | None:
    """Compare two groups on an item by logistic regression on the score.

    Parameters
    ----------
    table
        Its totals, which include the item, are the score. The item gives all or nothing.
    item
        Place of the item.
    reference, focal
        The groups.

    Returns
    -------
    Logistic or None
        None when a group is empty, when everybody has the item right or wrong, and when the regression does not
        converge (the score parts right from wrong).

    Notes
    -----
    Sources: Swaminathan and Rogers (1990), Journal of Educational Measurement 27, 361-370; Nagelkerke (1991),
    Biometrika 78, 691-692. Unlike `mantel_haenszel` it sees items that are easier for one group among the weak and
    harder among the strong.
    """
    people = table.counts[[reference, focal]].astype(float)
    right = table.sums[[reference, focal], :, item] / table.max_points[item]
    n, hits = float(people.sum()), float(right.sum())
    if not people.sum(axis=1).all() or hits <= 0 or hits >= n:
        return None
    score = table.totals - table.total_mean
    group = np.repeat([[0.0], [1.0]], len(score), axis=1)
    score = np.broadcast_to(score / max(1.0, float(np.abs(score).max())), group.shape)
    columns = np.stack([np.ones_like(group), score, group, score * group], axis=-1).reshape(-1, 4)
    kept = people.ravel() > 0
    data = columns[kept], right.ravel()[kept], people.ravel()[kept]
    small, large = (_regression(data[0][:, :width], data[1], data[2]) for width in (2, 4))
    if small is None or large is None:
        return None
    none = n * (special.xlogy(hits / n, hits / n) + special.xlogy(1 - hits / n, 1 - hits / n))
    most = 1 - math.exp(2 * none / n)
    r2 = [(1 - math.exp(2 * (none - one) / n)) / most for one in (small, large)]
    chi2 = max(0.0, 2 * (large - small))
    return Logistic(table.items[item], chi2, float(stats.chi2.sf(chi2, 2)), r2[1] - r2[0])


def _regression(columns: Matrix, right: Vector, people: NDArray[np.float64]) -> float | None:
    """Return the largest log-likelihood of a binomial regression; None where there is no maximum."""
    beta = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        p = special.expit(columns @ beta)
        information = columns.T @ (columns * (people * p * (1 - p))[:, None])
        if np.linalg.cond(information) > 1e12:
            return None
        step = np.linalg.solve(information, columns.T @ (right - people * p))
        beta = beta + step * min(1.0, 5.0 / max(5.0, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-9:
            log_right, log_wrong = special.log_expit(columns @ beta), special.log_expit(-columns @ beta)
            return float(right @ log_right + (people - right) @ log_wrong)
    return None
