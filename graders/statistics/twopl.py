"""The two-parameter logistic model, by marginal maximum likelihood.

``P(right) = 1 / (1 + exp(-(a θ + d)))``, on the logistic metric (no 1.7), the people's θ normal with mean 0 and
standard deviation 1. The difficulty is ``b = -d / a``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from graders.statistics.intervals import Matrix, Vector

NODES = np.linspace(-6, 6, 61)
"""Abilities at which the normal distribution is taken."""
STEEP = 25.0
"""Slope that is taken to grow without end."""


@dataclass(frozen=True)
class TwoPL:
    """An estimated two-parameter model; all per item.

    Parameters
    ----------
    items
        Names of the items.
    a, b, d
        Slopes, difficulties and intercepts.
    se_a, se_d, se_b
        Their standard errors, that of b by the delta method.
    logl
        Marginal log-likelihood at the estimates.
    n
        Number of people.
    """

    items: tuple[str, ...]
    a: Vector
    b: Vector
    d: Vector
    se_a: Vector
    se_b: Vector
    se_d: Vector
    logl: float
    n: int


def twopl(items: tuple[str, ...], chunks: Callable[[], Iterable[tuple[Matrix, Vector]]]) -> TwoPL | None:
    """Estimate a two-parameter model.

    Maximises ``Σ_persons ln Σ_q w_q Π_i P_iq^x (1 - P_iq)^(1-x)`` over 61 equally spaced nodes from -6 to 6 with
    normal weights, by L-BFGS with the exact gradient. Standard errors from the cross-products of the persons'
    scores. Of the two solutions that mirror each other it returns the one whose slopes have a positive sum.

    Parameters
    ----------
    items
        Names of the items.
    chunks
        Gives the people anew each time it is called, a part at a time: their answers, 1 for right and 0 for wrong
        without gaps, one row per pattern and one column per item; and how many people have each pattern.

    Returns
    -------
    TwoPL or None
        None under 3 items, when an item is right or wrong for everybody, and when a slope grows without end.

    Notes
    -----
    Source: Bock and Aitkin (1981), Psychometrika 46, 443-459. Needs several hundred people.
    """
    k = len(items)
    counts = [(people @ answers, float(people.sum())) for answers, people in chunks()]
    n = sum(people for _, people in counts)
    if k < 3 or n == 0:
        return None
    easy = np.sum([right for right, _ in counts], axis=0) / n
    if np.any(easy <= 0) or np.any(easy >= 1):
        return None
    weights = stats.norm.pdf(NODES)
    logs = np.log(weights / weights.sum())

    def loss(parameters: Vector) -> tuple[float, Vector]:
        value, gradient, _ = _likelihood(parameters, k, logs, chunks(), information=False)
        return -value / n, -gradient / n

    start = np.concatenate([np.ones(k), special.logit(easy) * 1.2])
    options = {"maxiter": 2000, "maxfun": 4000, "ftol": 1e-15, "gtol": 1e-7, "maxcor": 30}
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    if np.abs(found.jac).max() > 1e-4 or np.abs(found.x[:k]).max() > STEEP:
        return None
    a, d = found.x[:k], found.x[k:]
    if a.sum() < 0:
        a = -a
    logl, _, information = _likelihood(np.concatenate([a, d]), k, logs, chunks(), information=True)
    if np.linalg.cond(information) > 1e12 or np.any(a == 0):
        return None
    covariance = np.linalg.inv(information)
    variances = np.diag(covariance)
    mixed = np.diag(covariance[:k, k:])
    var_b = variances[k:] / a**2 + d**2 / a**4 * variances[:k] - 2 * d / a**3 * mixed
    se_a, se_b, se_d = np.sqrt([variances[:k], np.maximum(0.0, var_b), variances[k:]])
    return TwoPL(items, a, -d / a, d, se_a, se_b, se_d, logl, round(n))


def _likelihood(
    parameters: Vector, k: int, logs: Vector, chunks: Iterable[tuple[Matrix, Vector]], *, information: bool
) -> tuple[float, Vector, Matrix]:
    """Return the log-likelihood, its gradient, and the cross-products of the persons' gradients."""
    slopes, intercepts = parameters[:k], parameters[k:]
    scale = NODES[:, None] * slopes + intercepts
    right, wrong = special.log_expit(scale), special.log_expit(-scale)
    p = np.exp(right)
    value, gradient, crossed = 0.0, np.zeros(2 * k), np.zeros((2 * k, 2 * k))
    for answers, people in chunks:
        joint = answers @ (right - wrong).T + wrong.sum(axis=1) + logs
        peak = joint.max(axis=1, keepdims=True)
        posterior = np.exp(joint - peak)
        whole = posterior.sum(axis=1, keepdims=True)
        posterior /= whole
        value += float(people @ (np.log(whole) + peak)[:, 0])
        if information:
            own = np.concatenate(
                [answers * (posterior @ NODES)[:, None] - posterior @ (NODES[:, None] * p), answers - posterior @ p],
                axis=1,
            )
            crossed += (own * people[:, None]).T @ own
            gradient += people @ own
            continue
        # At each node: people expected there, and right answers expected of them.
        weighted = posterior * people[:, None]
        there, hits = weighted.sum(axis=0), weighted.T @ answers
        apart = hits - there[:, None] * p
        gradient += np.concatenate([NODES @ apart, apart.sum(axis=0)])
    return value, gradient, crossed
