"""The same data as Moodle's quiz statistics show them, by Moodle's own formulas.

Shares are in per cent, as Moodle prints them. All variances and covariances divide by n - 1. What differs from ours:
the effective weight and the discriminative efficiency have no counterpart here, and nothing has an interval.
Source: Moodle's ``question/classes/statistics/questions/calculator.php`` and ``mod/quiz/report/statistics/``.
"""

import math
from dataclasses import dataclass

import numpy as np

from graders.statistics.intervals import TINY, Vector
from graders.statistics.items import item_rest
from graders.statistics.reliability import alpha
from graders.statistics.table import ScoreTable


@dataclass(frozen=True)
class MoodleItem:
    """What Moodle says about one question.

    Parameters
    ----------
    facility
        Facility index: mean points in per cent of the maximum; None where that is 0.
    sd
        Standard deviation in per cent of the maximum; None where that is 0, and under two people.
    intended_weight
        The maximum in per cent of the quiz's.
    effective_weight
        ``100 · √c / Σ√c`` with c = cov(item, total), summed over the questions where it is not negative; None where
        it is.
    discrimination_index
        100 times the item-rest r; None where the item or the rest is the same for everybody.
    discriminative_efficiency
        ``100 · cov(x, rest) / cov(sorted x, sorted rest)``: the covariance in per cent of the greatest that the
        same points could have; None where that is 0.
    """

    item: str
    facility: float | None
    sd: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None


@dataclass(frozen=True)
class Moodle:
    """What Moodle says about a quiz.

    Parameters
    ----------
    cic
        Coefficient of internal consistency: 100 times alpha, not cut at 0.
    error_ratio
        ``100 · √(1 - cic/100)``; above 100 where the coefficient is negative.
    standard_error
        The standard error in points: ``error_ratio/100 · sd``.
    skewness, kurtosis
        Of the totals, by k-statistics: ``k3 / k2^1.5`` and ``k4 / k2²``; None without variance, or under three and
        four people.
    """

    cic: float | None
    error_ratio: float | None
    standard_error: float | None
    skewness: float | None
    kurtosis: float | None
    items: tuple[MoodleItem, ...]


def moodle(table: ScoreTable, greatest: Vector) -> Moodle:
    """Compute Moodle's quiz statistics over people with points on every item.

    Parameters
    ----------
    greatest
        For each item the greatest covariance that its points could have with the rest (`greatest_covariance`).
    """
    found = alpha(table)
    ratio = None if found is None else 100 * math.sqrt(max(0.0, 1 - found.alpha.value))
    skewness, kurtosis = _shape(table)
    return Moodle(
        None if found is None else 100 * found.alpha.value,
        ratio,
        None if ratio is None else ratio * math.sqrt(table.total_variance) / 100,
        skewness,
        kurtosis,
        _items(table, greatest),
    )


def _items(table: ScoreTable, greatest: Vector) -> tuple[MoodleItem, ...]:
    known = table.n >= 2
    k = table.k
    common = table.with_total if known else np.zeros(k)
    own = table.variances if known else np.zeros(k)
    weights = np.sqrt(np.where(common >= 0, common, np.nan))
    together = float(np.nansum(weights))
    quiz = float(table.max_points.sum())
    rest = item_rest(table)
    found = []
    for place, most in enumerate(table.max_points.tolist()):
        r, weight = rest[place], float(weights[place])
        found.append(
            MoodleItem(
                table.items[place],
                100 * float(table.means[place]) / most if table.n and most > 0 else None,
                100 * math.sqrt(own[place]) / most if known and most > 0 else None,
                100 * most / quiz if quiz > 0 else None,
                None if math.isnan(weight) or together < TINY else 100 * weight / together,
                None if r is None else 100 * r.value,
                100 * float(common[place] - own[place]) / float(greatest[place])
                if known and abs(greatest[place]) > TINY
                else None,
            )
        )
    return tuple(found)


def greatest_covariance(points: Vector, rest: Vector) -> float:
    """Return the covariance of points and rest when both are sorted: the greatest that these numbers can have."""
    if len(points) < 2:
        return 0.0
    return float(np.cov(np.sort(points), np.sort(rest))[0, 1])


def greatest_of_counts(table: ScoreTable, item: int) -> float:
    """Return `greatest_covariance` of an item that gives all or nothing, from the table's counts.

    Who has the total T has the rest T - max or T, according to the item, and the table counts both.
    """
    most = float(table.max_points[item])
    if table.n < 2 or most <= 0:
        return 0.0
    right = np.rint(table.points_by_total[:, item] / most).astype(np.int64)
    rests = np.concatenate([table.totals - most, table.totals])
    people = np.concatenate([right, table.by_total - right])
    order = np.argsort(rests)
    rests, people = rests[order], people[order]
    wrong = table.n - int(right.sum())
    # Sorted, the people with the lowest rests have nothing on the item, and the others all of it.
    lowest = np.diff(np.minimum(np.cumsum(people), wrong), prepend=0)
    mean = float(people @ rests) / table.n
    return most * (float((people - lowest) @ rests) - (table.n - wrong) * mean) / (table.n - 1)


def _shape(table: ScoreTable) -> tuple[float | None, float | None]:
    """Return skewness and kurtosis of the totals by k-statistics."""
    n = table.n
    if n < 3 or table.total_variance < TINY:
        return None, None
    apart = table.totals - table.total_mean
    m2, m3, m4 = (float((table.by_total * apart**power).sum()) / n for power in (2, 3, 4))
    k2 = n * m2 / (n - 1)
    k3 = n**2 * m3 / ((n - 1) * (n - 2))
    if n < 4:
        return k3 / k2**1.5, None
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return k3 / k2**1.5, k4 / k2**2
