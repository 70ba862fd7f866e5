"""The points and the time of people: their share of what could be had, and how they spread."""

from dataclasses import dataclass

import numpy as np

from graders.statistics.intervals import Matrix, Vector


@dataclass(frozen=True)
class Spread:
    """The middle of some values and the half of the people around it, in the unit of the values."""

    lower: float
    median: float
    upper: float
    n: int


def person_shares(points: Matrix, max_points: Vector) -> Vector:
    """Return each person's share of the points over some items.

    ``Σ points / Σ max_points``: an item weighs as many points as it can give. Over the items of a
    goal it is the person's result on the goal; its mean with an interval is `mean_share`.

    Parameters
    ----------
    points
        One row per person and one column per item, without gaps.
    max_points
        Points that each item can give; more than 0 together.
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


def time_on_task(seconds: Matrix) -> Spread | None:
    """Return how the people's time spreads, in minutes.

    A person's time is ``Σ seconds / 60`` over the items. Who has no time at all has not been there and does not
    count. Median and quartiles, never a mean: a few who left a page open would decide it.

    Parameters
    ----------
    seconds
        One row per person and one column per item: the gaps between a person's events, each capped (in the table
        of responses at 1800 s).

    Returns
    -------
    Spread or None
        None for nobody. A lower bound: what somebody read before the first event, or away from the screen, is not
        in it.
    """
    minutes = seconds.sum(axis=1) / 60
    return spread(minutes[minutes > 0])
