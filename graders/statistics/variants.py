"""Whether the variants of an item are equally hard."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from graders.statistics.intervals import TINY, Vector


@dataclass(frozen=True)
class Difference:
    """The test of Kruskal and Wallis: H, its degrees of freedom, and p."""

    h: float
    df: int
    p: float


def equally_hard(points: Sequence[Vector]) -> Difference | None:
    """Test whether groups of people got equally many points, each on their own variant of an item.

    ``H = 12/(n(n+1)) Σ R²/m - 3(n+1)``, R the sum of the ranks of a variant's m people among all n, divided by
    ``1 - Σ(t³-t)/(n³-n)`` for t people with the same points. Where everybody has all or nothing it is Pearson's
    chi-square times (n-1)/n.

    Parameters
    ----------
    points
        For each variant the points of those who had it; who has which is a matter of chance, else the groups may
        differ and not the variants.

    Returns
    -------
    Difference or None
        None under two variants with people, and when everybody has the same points.

    Notes
    -----
    Source: Kruskal and Wallis (1952), Journal of the American Statistical Association 47, 583-621.
    """
    known = [one for one in points if len(one)]
    if len(known) < 2 or np.ptp(np.concatenate(known)) < TINY:
        return None
    found = stats.kruskal(*known)
    return Difference(float(found.statistic), len(known) - 1, float(found.pvalue))
