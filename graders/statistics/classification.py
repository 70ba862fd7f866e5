"""How often a test would pass and fail the same people again, and how often it is right."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from graders.statistics.intervals import LEVEL, TINY, Estimate, Vector
from graders.statistics.reliability import coefficient
from graders.statistics.table import ScoreTable

RESAMPLES = 500
NODES, WEIGHTS = np.polynomial.legendre.leggauss(200)


@dataclass(frozen=True)
class Classification:
    """What is to be expected of the verdicts.

    Parameters
    ----------
    consistency
        Share of people with the same verdict on another test like it.
    kappa
        How far that is above chance, of what chance leaves: ``(consistency - chance) / (1 - chance)``.
    accuracy
        Share of people whose verdict is that of their true score.
    """

    consistency: float
    kappa: float
    accuracy: float


@dataclass(frozen=True)
class Beta:
    """A beta distribution between two shares."""

    a: float
    b: float
    low: float
    high: float


def livingston_lewis(
    totals: Vector, people: NDArray[np.int64] | Vector, reliability: float, max_points: float, cut: float
) -> Classification | None:
    """Estimate consistency and accuracy of pass and fail.

    The effective length of the test is ``((μ - min)(max - μ) - r s²) / (s² (1 - r))``, rounded: so many items of one
    point, equally hard, would be as reliable. True scores are a beta distribution with four parameters that has the
    moments of the scores on such a test, or with two where those give no such distribution. With p the binomial
    probability to reach the cut at a true score, consistency is the mean of ``p² + (1-p)²``, accuracy that of p above
    the cut and 1 - p below it.

    Parameters
    ----------
    totals
        The totals that occur.
    people
        How many people have each.
    reliability
        Of the totals, such as alpha.
    max_points
        Points that the test can give; it can give 0.
    cut
        Fewest points that pass. On the effective test that is the least whole number that is no smaller a share.

    Returns
    -------
    Classification or None
        None when everybody has the same total, when the reliability is not above 0 and below 1, and when the
        effective test would have under 2 items.

    Notes
    -----
    Sources: Livingston and Lewis (1995), Journal of Educational Measurement 32, 179-197; Lord (1965), Psychometrika
    30, 239-270, for the distribution. With n items of one point and KR-21 for the reliability it is the method of
    Hanson and Brennan (1990). Expects what the model says of the average; it says nothing about one person's verdict.
    """
    n = float(people.sum())
    if n < 2:
        return None
    mean = float(people @ totals) / n
    variance = float(people @ (totals - mean) ** 2) / (n - 1)
    if variance < TINY or not 0 < reliability < 1 - TINY:
        return None
    length = round((mean * (max_points - mean) - reliability * variance) / (variance * (1 - reliability)))
    if length < 2:
        return None
    true = _true_scores(length * totals / max_points, people, length)
    if true is None:
        return None
    # A cut that is a share of the effective length, 0.6 · 40 say, must not become 25 by rounding.
    needed = math.ceil(cut / max_points * length - TINY)
    return _expected(true, length, needed, cut / max_points)


def _expected(true: Beta, length: int, needed: int, share: float) -> Classification:
    """Integrate over the true scores, on each side of the cut by itself."""
    consistency = accuracy = passing = 0.0
    middle = min(true.high, max(true.low, share))
    for low, high, above in ((true.low, middle, False), (middle, true.high, True)):
        if high - low < TINY:
            continue
        # In probability and not in share, so that a density that is endless at its ends does no harm.
        ends = stats.beta.cdf((np.array([low, high]) - true.low) / (true.high - true.low), true.a, true.b)
        half = float(ends[1] - ends[0]) / 2
        at = ends[0] + half * (NODES + 1)
        scores = true.low + (true.high - true.low) * stats.beta.ppf(at, true.a, true.b)
        p = stats.binom.sf(needed - 1, length, scores)
        weights = half * WEIGHTS
        consistency += float(weights @ (p * p + (1 - p) ** 2))
        accuracy += float(weights @ (p if above else 1 - p))
        passing += float(weights @ p)
    chance = passing**2 + (1 - passing) ** 2
    kappa = (consistency - chance) / (1 - chance) if chance < 1 - TINY else 0.0
    return Classification(consistency, kappa, accuracy)


def _true_scores(scores: Vector, people: NDArray[np.int64] | Vector, length: int) -> Beta | None:
    """Fit a beta distribution to the true shares behind scores on so many items, by their moments.

    The moments about 0 are those of falling factorials: E π^j = E x(x-1)...(x-j+1) / (n(n-1)...(n-j+1)).
    """
    n = float(people.sum())
    moments = []
    falling, below = np.ones_like(scores), 1.0
    for power in range(4):
        falling, below = falling * (scores - power), below * (length - power)
        moments.append(float(people @ falling) / n / below if below > 0 else math.nan)
    m1, m2, m3, m4 = moments
    variance = m2 - m1 * m1
    if not 0 < m1 < 1 or not TINY < variance < m1 * (1 - m1):
        return None
    four = _four(m1, variance, m3, m4) if length >= 4 else None
    if four is not None:
        return four
    precision = m1 * (1 - m1) / variance - 1
    return Beta(m1 * precision, (1 - m1) * precision, 0.0, 1.0)


def _four(m1: float, variance: float, m3: float, m4: float) -> Beta | None:
    """Return the beta distribution with four given moments, None where it would leave 0 to 1 or there is none."""
    m2 = variance + m1 * m1
    skew = (m3 - 3 * m1 * m2 + 2 * m1**3) / variance**1.5
    kurtosis = (m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4) / variance**2
    below = 6 + 3 * skew**2 - 2 * kurtosis
    if abs(below) < TINY:
        return None
    r = 6 * (kurtosis - skew**2 - 1) / below
    if r <= 0:
        return None
    inside = 1 - 24 * (r + 1) / ((r + 2) * (r + 3) * kurtosis - 3 * (r - 6) * (r + 1))
    if not 0 <= inside < 1:
        return None
    larger, smaller = r / 2 * (1 + math.sqrt(inside)), r / 2 * (1 - math.sqrt(inside))
    a, b = (smaller, larger) if skew >= 0 else (larger, smaller)
    if min(a, b) <= 0.01:
        return None
    width = math.sqrt(variance * (a + b + 1) / (a * b)) * (a + b)
    low = m1 - width * a / (a + b)
    return Beta(a, b, low, low + width) if low >= 0 and low + width <= 1 else None


def classification(table: ScoreTable, cut: float, seed: int = 1) -> dict[str, Estimate] | None:
    """Estimate consistency, kappa and accuracy at a cut, with alpha for the reliability and bootstrap intervals.

    Resamples the table and not the people: the number of people at each total anew, each with the mean points that
    people there have. The ends are the 2.5 % and 97.5 % points of 500 resamples.

    Returns
    -------
    dict or None
        By the names of `Classification`. None as `livingston_lewis`, and when more than one in ten resamples has no
        result.
    """
    people = table.by_total
    most = float(table.max_points.sum())
    found = _with_alpha(table, people, most, cut)
    if found is None:
        return None
    rng = np.random.default_rng(seed)
    drawn = [_with_alpha(table, one, most, cut) for one in rng.multinomial(table.n, people / table.n, size=RESAMPLES)]
    known = [one for one in drawn if one]
    if len(known) < 0.9 * RESAMPLES:
        return None
    estimates = {}
    for name in ("consistency", "kappa", "accuracy"):
        ends = np.quantile([getattr(one, name) for one in known], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        estimates[name] = Estimate(getattr(found, name), float(ends[0]), float(ends[1]), table.n)
    return estimates


def _with_alpha(table: ScoreTable, people: NDArray[np.int64], most: float, cut: float) -> Classification | None:
    """Return the classification of so many people at each total, with their alpha."""
    n = int(people.sum())
    if n < 2:
        return None
    weights = people / np.maximum(table.by_total, 1)
    means = weights @ table.points_by_total / n
    squares = float(weights @ table.squares.sum(axis=0))
    variances = (squares - n * float(means @ means)) / (n - 1)
    mean = float(people @ table.totals) / n
    total = float(people @ (table.totals - mean) ** 2) / (n - 1)
    value = coefficient(table.k, variances, total)
    return None if value is None else livingston_lewis(table.totals, people, value, most, cut)
