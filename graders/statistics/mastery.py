"""Who masters a goal that a few items test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from graders.statistics.intervals import Estimate, wilson

PRECISE = 1e4
"""Largest precision of a prior: from there everybody has the same ability for all purposes."""


@dataclass(frozen=True)
class Prior:
    """A beta distribution of the people's abilities: the share of such items that a person would have right."""

    a: float
    b: float


def mastery(right: NDArray[np.int64], needed: int) -> Estimate | None:
    """Estimate the share of people with at least `needed` of a goal's items right, with Wilson's interval.

    None for nobody. Does not say that so many master the goal: with few items some pass by luck, see `probability`.
    """
    return wilson(int((right >= needed).sum()), len(right))


def fitted_prior(right: NDArray[np.int64], items: int) -> Prior | None:
    """Fit a beta distribution to the abilities of a cohort, by maximum likelihood of the beta-binomial.

    Parameters
    ----------
    right
        Number of right answers of each person, 0 to `items`.
    items
        Number of items.

    Returns
    -------
    Prior or None
        None for nobody and under 2 items, which do not show how people differ, and when everybody has everything
        right or everything wrong.

    Notes
    -----
    Source: Keats and Lord (1962), Psychometrika 27, 59-72. The precision ``a + b`` is held under 10 000: where people
    differ no more than chance, the likelihood grows without end.
    """
    share = float(right.mean()) / items if len(right) and items > 0 else 0.0
    if items < 2 or not 0 < share < 1:
        return None
    scores, people = np.unique(right, return_counts=True)

    def loss(parameters: NDArray[np.float64]) -> float:
        prior = _prior(parameters)
        return -float(people @ stats.betabinom.logpmf(scores, items, prior.a, prior.b)) / len(right)

    start = [np.log(share / (1 - share)), np.log(5.0)]
    bounds = [(-12, 12), (np.log(0.02), np.log(PRECISE))]
    return _prior(optimize.minimize(loss, start, bounds=bounds, method="L-BFGS-B").x)


def _prior(parameters: NDArray[np.float64]) -> Prior:
    mean, precision = 1 / (1 + np.exp(-parameters[0])), np.exp(parameters[1])
    return Prior(float(mean * precision), float((1 - mean) * precision))


def probability(prior: Prior, right: int, items: int, standard: float) -> float:
    """Return the probability that a person masters a goal: ``P(π ≥ standard)`` of Beta(a + right, b + wrong).

    Parameters
    ----------
    prior
        Of the cohort (`fitted_prior`).
    right, items
        The person's right answers, of how many.
    standard
        The share of all such items that mastery means, 0 to 1.

    Notes
    -----
    With five items or fewer it says more about the cohort than about the person, and no report names one by it.
    """
    return float(stats.beta.sf(standard, prior.a + right, prior.b + items - right))
