"""The points of people: their share of what could be had, and how they spread."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graders.statistics.intervals import Vector


@dataclass(frozen=True)
class Spread:
    """The middle of some values and the half of the people around it, in the unit of the values."""

    lower: float
    median: float
    upper: float
    n: int


def person_shares(points: NDArray[np.float64], max_points: Vector) -> Vector:
    """Return each person's share of the points over some exercises.

    ``Σ points / Σ max_points``: an exercise weighs as many points as it can give. Over the exercises of a
    goal it is the person's result on the goal; its mean with an interval is `mean_share`.

    Parameters
    ----------
    points
        One row per person and one column per exercise, without gaps.
    max_points
        Points that each exercise can give; more than 0 together.
    """
    result: Vector = points.sum(axis=1) / max_points.sum()
    return result


def spread(values: Vector) -> Spread | None:
    """Return the median and the quartiles; None for nobody.

    Between two people the value is interpolated linearly (definition 7 of Hyndman and Fan, 1996, The American
    Statistician 50, 361-365; numpy's default).
    """
    if len(values) == 0:
        return None
    lower, median, upper = (float(q) for q in np.quantile(values, [0.25, 0.5, 0.75]))
    return Spread(lower, median, upper, len(values))
