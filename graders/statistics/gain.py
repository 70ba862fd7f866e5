"""What the same people gained from one test to another."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from graders.statistics.intervals import LEVEL, TINY, Estimate, Vector

RESAMPLES = 2000
NODES, WEIGHTS = np.polynomial.legendre.leggauss(300)
TAILS = ((1 + LEVEL) / 2, (1 - LEVEL) / 2)


@dataclass(frozen=True)
class Gain:
    """The gain of people who took both tests.

    Parameters
    ----------
    difference
        Mean difference, in points, with a t interval.
    d_av
        The difference in standard deviations of the mean variance of the two tests; None where both give everybody
        the same, or everybody gained the same.
    normalised
        The part of what was left to gain that the class gained, at most 1; None where nothing was left.
    """

    difference: Estimate
    d_av: Estimate | None
    normalised: Estimate | None


def gain(before: Vector, after: Vector, max_points: float, seed: int = 1) -> Gain | None:
    """Estimate the gain of the same people from one test to another.

    ``difference = mean(after - before)``, with ``t(0.975, n-1) · s_D / √n``.
    ``d_av = difference / √((s1² + s2²) / 2)``. Its interval is Algina and Keselman's: the noncentralities that put t
    at the 97.5 % and 2.5 % points, times ``√(2 s_D² / (n (s1² + s2²)))``.
    ``normalised = (mean(after) - mean(before)) / (max_points - mean(before))``, from the means of the class and not
    as a mean over people; its interval has the 2.5 % and 97.5 % points of 2000 resamples of the pairs.

    Parameters
    ----------
    before, after
        Points of the same people in the same order, without gaps.
    max_points
        Points that both tests can give.
    seed
        Of the resamples.

    Returns
    -------
    Gain or None
        None under 2 people.

    Notes
    -----
    Sources: Algina and Keselman (2003), Educational and Psychological Measurement 63, 537-553; Hake (1998), American
    Journal of Physics 66, 64-74. Without a group that did not take the course a gain is no effect of it: who takes
    a test twice does better, and a low start tends to be followed by a less low one.
    """
    found = difference(before, after)
    if found is None:
        return None
    apart, both = float((after - before).std(ddof=1)), float(before.var(ddof=1) + after.var(ddof=1))
    return Gain(found, _d_av(found.value, apart, both, found.n), _normalised(before, after, max_points, seed))


def difference(before: Vector, after: Vector) -> Estimate | None:
    """Estimate the mean difference of the same people from one test to another, as `gain` does; None under 2 people."""
    n = len(before)
    if n < 2:
        return None
    changes = after - before
    mean = float(changes.mean())
    half = float(stats.t.ppf(TAILS[0], n - 1)) * float(changes.std(ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n)


def _d_av(difference: float, apart: float, both: float, n: int) -> Estimate | None:
    if apart < TINY or both < TINY:
        return None
    t = difference / (apart / math.sqrt(n))
    scale = math.sqrt(2 * apart**2 / (n * both))
    low, high = (scale * _noncentrality(t, n - 1, tail) for tail in TAILS)
    return Estimate(difference / math.sqrt(both / 2), low, high, n)


def _noncentrality(t: float, df: int, tail: float) -> float:
    """Return the noncentrality at which so much of the t distribution lies below `t`.

    ``P(T ≤ t)`` is the mean of ``Φ(t s - nc)`` over s, the root of a chi-square by its degrees of freedom, here taken
    at nodes of its quantiles. `scipy.stats.nct` is not a number far from its middle, where a search must look.
    """
    spread = np.sqrt(stats.chi2.ppf((1 + NODES) / 2, df) / df)

    def below(nc: float) -> float:
        return float(WEIGHTS @ special.ndtr(t * spread - nc)) / 2

    reach = 8 * math.sqrt(1 + t * t / (2 * df)) + 2
    return float(optimize.brentq(lambda nc: below(nc) - tail, t - reach, t + reach))


def _normalised(before: Vector, after: Vector, max_points: float, seed: int) -> Estimate | None:
    left = max_points - float(before.mean())
    if left < TINY:
        return None
    n = len(before)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES):
        chosen = rng.integers(n, size=n)
        start = float(before[chosen].mean())
        if max_points - start > TINY:
            found.append((float(after[chosen].mean()) - start) / (max_points - start))
    low, high = (float(one) for one in np.quantile(found, TAILS[::-1]))
    return Estimate(float((after - before).mean()) / left, low, high, n)
