"""Where the line for passing is drawn."""

import math
from dataclasses import dataclass

import numpy as np

from graders.statistics.intervals import Matrix


@dataclass(frozen=True)
class Cut:
    """A cut score: points, its standard error over judges, and how many judged."""

    points: float
    se: float
    judges: int


def angoff(judgements: Matrix, max_points: Matrix | None = None) -> Cut | None:
    """Set a cut score by Angoff's method.

    ``Σ_items mean_judges(p)``, p the probability that somebody who just passes has the item right; the standard
    error is the standard deviation (ddof 1) of the judges' own sums by √J. An item of more points counts p times
    them.

    Parameters
    ----------
    judgements
        One row per judge and one column per item, 0 to 1, without gaps.
    max_points
        Points of each item; one each where none are given.

    Returns
    -------
    Cut or None
        None under 2 judges, of whom nothing can be said about how they differ.

    Notes
    -----
    Source: Angoff (1971), in Educational Measurement, 514-515. The error is that of other judges of the same kind;
    it does not say that the line is right.
    """
    judges, items = judgements.shape
    if judges < 2:
        return None
    sums = judgements @ (np.ones(items) if max_points is None else max_points)
    return Cut(float(sums.mean()), float(sums.std(ddof=1)) / math.sqrt(judges), judges)
