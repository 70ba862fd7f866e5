"""Estimates with 95 % intervals: shares, means and correlations."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Vector = NDArray[np.float64]
"""Numbers, one per person, item or score."""
Matrix = NDArray[np.float64]
"""Numbers in two dimensions or more; each function says which."""
LEVEL = 0.95
"""Confidence level of every interval."""
Z = float(stats.norm.ppf((1 + LEVEL) / 2))
"""The normal distribution's 97.5 % point, 1.96."""
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


def wilson(count: float, n: int) -> Estimate | None:
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
    p = count / n
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
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
    return share_of_sums(len(shares), float(np.sum(shares)), float(np.sum(shares * shares)))


def share_of_sums(n: int, total: float, squares: float) -> Estimate | None:
    """Return `mean_share` of shares of which only the number, the sum and the sum of squares are known."""
    if n == 0:
        return None
    # Shares lie between 0 and 1, so x - x² is nowhere negative, and nothing in sum only where all are 0 or 1.
    if abs(total - squares) < TINY * n:
        return wilson(min(float(n), max(0.0, total)), n)
    mean = total / n
    variance = (squares - n * mean * mean) / (n - 1) if n > 1 else 0.0
    if variance < TINY:
        return None
    half = float(stats.t.ppf((1 + LEVEL) / 2, n - 1)) * math.sqrt(variance / n)
    return Estimate(mean, max(0.0, mean - half), min(1.0, mean + half), n)


def correlation(r: float, n: int) -> Estimate | None:
    """Give Pearson's r its interval by Fisher's transformation, ``tanh(atanh r ± 1.96 / √(n-3))``.

    Returns
    -------
    Estimate or None
        -1 to 1; at -1 and 1 the interval is that point. None under 4 people.

    Notes
    -----
    Source: Fisher (1921), Metron 1, 3-32.
    """
    if n < 4:
        return None
    if abs(r) > 1 - TINY:
        return Estimate(round(r), round(r), round(r), n)
    z, half = math.atanh(r), Z / math.sqrt(n - 3)
    return Estimate(r, math.tanh(z - half), math.tanh(z + half), n)
