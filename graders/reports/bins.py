"""The bars of a distribution: how many people got how much of the points."""

from math import ceil, floor

import numpy as np

from graders.disclosure import INTERNAL, protect
from graders.statistics.intervals import TINY, Vector

BINS = 10
"""Bars of a distribution: tenths of the points."""


def bins(shares: Vector, line: float | None = None) -> tuple[int | None, ...]:
    """Count people per tenth of the points; the last tenth includes all the points.

    Parameters
    ----------
    shares
        Each person's share of the points.
    line
        The share from which people are counted elsewhere too, such as those who passed; their number is one more sum
        that a hidden bar could be worked out from. So the bars on either side of it hide each other, never across it.

    Returns
    -------
    tuple
        People per bar, None for a hidden one.
    """
    at = BINS * (0.0 if line is None else line)
    over = shares >= at / BINS - TINY
    place = np.clip(np.floor(shares * BINS + TINY).astype(int), 0, BINS - 1)
    sides = []
    for mine, first, end in ((~over, 0, ceil(at - TINY)), (over, min(floor(at + TINY), BINS - 1), BINS)):
        found: list[int | None] = [0] * BINS
        if end > first:
            found[first:end] = protect(np.bincount(place[mine], minlength=BINS)[first:end], INTERNAL).cells
        sides.append(found)
    return tuple(None if low is None or high is None else low + high for low, high in zip(*sides, strict=True))
