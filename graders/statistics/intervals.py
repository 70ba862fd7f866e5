"""Estimates of shares, with 95 % intervals."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Vector = NDArray[np.float64]
LEVEL = 0.95
"""Confidence level of every interval."""
TINY = 1e-9
"""Differences smaller than this are rounding: points are multiples of 0.01 kept as floats."""


@dataclass(frozen=True)
class Estimate:
    """A number with its uncertainty.

    Parameters
    ----------
    value
        The estimate.
    low, high
        Ends of the 95 % interval, in the unit of `value`.
    n
        Number of people that it rests on.
    """

    value: float
    low: float
    high: float
    n: int


def wilson(count: int, n: int) -> Estimate | None:
    """Estimate a proportion with Wilson's score interval.

    ``p = count / n``; the interval is ``(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)``, z = 1.96.

    Parameters
    ----------
    count
        Number of people with the property, 0 to `n`.
    n
        Number of people.

    Returns
    -------
    Estimate or None
        A share, 0 to 1. None when `n` is 0.

    Notes
    -----
    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212. The same numbers as
    ``scipy.stats.binomtest(count, n).proportion_ci(method="wilson")``.

    Examples
    --------
    >>> estimate = wilson(8, 10)
    >>> round(estimate.low, 3), round(estimate.high, 3)
    (0.49, 0.943)
    """
    if n == 0:
        return None
    z = float(stats.norm.ppf((1 + LEVEL) / 2))
    p = count / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, max(0.0, centre - half), min(1.0, centre + half), n)


def mean_share(shares: Vector) -> Estimate | None:
    """Estimate the mean of shares, one per person.

    Where every share is 0 or 1 the mean is a proportion and has Wilson's interval. Else the interval is
    ``mean ± t(0.975, n-1) · s / √n`` with ``s`` the standard deviation (ddof 1), cut at 0 and 1.

    Parameters
    ----------
    shares
        One share of the points per person, 0 to 1, without gaps.

    Returns
    -------
    Estimate or None
        A share, 0 to 1. None for nobody, and where no interval can be computed: one person with partial
        credit, or everybody with the same partial credit.

    Notes
    -----
    Source: the one-sample t interval of any textbook; the bounds hold because a share cannot leave 0 to 1.

    Examples
    --------
    >>> mean_share(np.array([0.5, 1.0, 0.75])).value
    0.75
    """
    n = len(shares)
    if n == 0:
        return None
    right = np.abs(shares - 1) < TINY
    if bool(np.all(right | (np.abs(shares) < TINY))):
        return wilson(int(np.count_nonzero(right)), n)
    spread = float(np.std(shares, ddof=1)) if n > 1 else 0.0
    if spread < TINY:
        return None
    mean = float(np.mean(shares))
    half = float(stats.t.ppf((1 + LEVEL) / 2, n - 1)) * spread / math.sqrt(n)
    return Estimate(mean, max(0.0, mean - half), min(1.0, mean + half), n)
