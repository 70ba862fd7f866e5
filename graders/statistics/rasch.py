"""The Rasch model by conditional maximum likelihood, and whether the data follow it.

``P(right) = 1 / (1 + exp(b - θ))``: how able somebody is and how hard an item is lie on one scale, in logits. Given
how many items a person has right, which ones does not depend on θ, so the difficulties b are estimated without any
assumption about the people. All that is needed is the score table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from graders.statistics.intervals import TINY, Matrix, Vector
from graders.statistics.table import ScoreTable, added

ROUNDS = 50
"""Most steps of Newton's method."""
MOST = 500
"""Most items: of more, the symmetric functions may be larger than a float can hold."""
FAR = 20.0
"""Difficulty that is taken to grow without end."""


@dataclass(frozen=True)
class Rasch:
    """An estimated Rasch model.

    Parameters
    ----------
    items
        Names of the items.
    b
        Difficulties in logits, their sum 0; a high one is a hard item.
    se
        Their standard errors.
    logl
        Conditional log-likelihood at the estimates.
    n
        People who have something, but not everything, right: only they say anything.
    """

    items: tuple[str, ...]
    b: Vector
    se: Vector
    logl: float
    n: int


@dataclass(frozen=True)
class Fit:
    """How an item's answers deviate from the model: 1 as expected, above noisier, below more regular.

    Parameters
    ----------
    infit
        Mean square weighted by information: what happens near the item's difficulty.
    outfit
        Mean square without weights: sensitive to a few surprises far away.
    """

    infit: float
    outfit: float


@dataclass(frozen=True)
class LikelihoodRatio:
    """A likelihood ratio test: chi-square, its degrees of freedom, and p."""

    chi2: float
    df: int
    p: float


def estimable(table: ScoreTable) -> NDArray[np.bool_]:
    """Tell which items have a difficulty that can be estimated: someone has them right, and someone wrong."""
    right = table.points_by_total.sum(axis=0)
    return np.asarray((right > TINY) & (right < table.n - TINY))


def symmetric(easiness: Vector) -> Vector:
    """Return the elementary symmetric functions γ of some numbers.

    ``γ_r`` is the sum over all sets of r of the numbers of their product; together they are the coefficients of
    ``Π (1 + ε x)``. By the summation algorithm, which only adds: Fischer (1974), Einführung in die Theorie
    psychologischer Tests, 14.3.
    """
    found = np.ones(1)
    for one in easiness:
        found = np.concatenate([found, [0.0]]) + one * np.concatenate([[0.0], found])
    return found


def without(gamma: Matrix, easiness: Vector) -> Matrix:
    """Return the symmetric functions of all but one of some numbers, for several choices of that one.

    Divides by ``1 + ε x``: upwards, ``h_r = γ_r - ε h_(r-1)``, while the functions grow faster than powers of ε, and
    downwards, ``h_(r-1) = (γ_r - h_r) / ε``, where they grow slower. Either way errors shrink compared to what is
    computed; by one way alone they would swamp it.

    Parameters
    ----------
    gamma
        The functions of all.
    easiness
        The numbers to leave out.

    Returns
    -------
    Matrix
        A row for each number in `easiness`.
    """
    m = len(gamma) - 1
    up, down = np.empty((len(easiness), m)), np.empty((len(easiness), m))
    # The way that is not taken at a place may grow beyond all bounds there.
    with np.errstate(over="ignore", invalid="ignore"):
        up[:, 0], down[:, m - 1] = gamma[0], gamma[m] / easiness
        for r in range(1, m):
            up[:, r] = gamma[r] - easiness * up[:, r - 1]
            down[:, m - 1 - r] = (gamma[m - r] - down[:, m - r]) / easiness
    grows = gamma[1:] > easiness[:, None] * gamma[:-1]
    return np.where(grows, up, down)


def _inner(table: ScoreTable) -> tuple[NDArray[np.int64], Vector, Vector]:
    """Return the scores between nothing and everything right, their people, and each item's right answers there."""
    inner = table.between(0.5, table.k - 0.5)
    return np.rint(inner.totals).astype(np.int64), inner.by_total.astype(float), inner.points_by_total.sum(axis=0)


def _expected(b: Vector, scores: NDArray[np.int64], people: Vector) -> tuple[float, Vector, Matrix]:
    """Return ``Σ n_r ln γ_r``, the right answers that are expected on each item, and their information."""
    easiness = np.exp(-b)
    gamma = symmetric(easiness)
    one = without(gamma, easiness)
    single = easiness[:, None] * one[:, scores - 1] / gamma[scores]
    information = np.empty((len(b), len(b)))
    weights = np.where(scores >= 2, people / gamma[scores], 0.0)
    for item in range(len(b)):
        # At the scores from 2 on: how many have both this and another item right.
        pairs = without(one[item], easiness)[:, np.maximum(scores - 2, 0)]
        information[item] = easiness[item] * easiness * (pairs @ weights)
    information -= (single * people) @ single.T
    expected = single @ people
    np.fill_diagonal(information, expected - (single * single) @ people)
    return float(people @ np.log(gamma[scores])), expected, information


def rasch(table: ScoreTable) -> Rasch | None:
    """Estimate a Rasch model by conditional maximum likelihood.

    Maximises ``-Σ s_i b_i - Σ_r n_r ln γ_r(exp(-b))``, s_i right answers on item i among the n_r people with the
    score r, γ the elementary symmetric functions (`symmetric`), by Newton's method; standard errors from the inverse
    of the information, with the sum of b held at 0.

    Parameters
    ----------
    table
        A table of items that give 1 for right and 0 for wrong, each right for someone and wrong for someone
        (`estimable`).

    Returns
    -------
    Rasch or None
        None under 2 and over 500 items, without people between nothing and everything right, and where the likelihood
        has no maximum: a part of the items is right for everybody who has anything right on the others.

    Notes
    -----
    Source: Andersen (1972), Journal of the Royal Statistical Society B 34, 42-54; the same parametrisation, sign and
    log-likelihood as R's eRm with ``sum0 = TRUE``. Says nothing about a person.
    """
    scores, people, right = _inner(table)
    k, n = table.k, int(people.sum())
    if not 2 <= k <= MOST or n == 0 or np.any(right < TINY) or np.any(right > n - TINY):
        return None
    b = np.log((n - right) / right)
    b -= b.mean()
    for _ in range(ROUNDS):
        logs, expected, information = _expected(b, scores, people)
        gradient = expected - right
        # The likelihood does not change when all b move together; adding 1 there makes it solvable and keeps Σb at 0.
        step = np.linalg.solve(information + 1.0, gradient)
        step *= min(1.0, 2.0 / max(2.0, float(np.abs(step).max())))
        b = b + step - step.mean()
        if np.abs(b).max() > FAR:
            return None
        if np.abs(step).max() < 1e-10:
            break
    else:
        return None
    variances = np.diag(np.linalg.inv(information + 1.0)) - 1 / k**2
    logl = -float(right @ b) - logs
    return Rasch(table.items, b, np.sqrt(variances), logl, n)


def andersen(tables: Sequence[ScoreTable]) -> LikelihoodRatio | None:
    """Test whether the items are equally hard, to each other, in parts of the people.

    ``2 (Σ logl of each part - logl of all)`` is chi-square with (parts - 1)(k - 1) degrees of freedom. Part the
    people by score with `halves`, or by group with `ScoreTable.of_groups`.

    Parameters
    ----------
    tables
        The parts' tables, of the same items with 1 for right and 0 for wrong.

    Returns
    -------
    LikelihoodRatio or None
        None where a part's model or the whole's cannot be estimated.

    Notes
    -----
    Source: Andersen (1973), Psychometrika 38, 123-140. With many people it finds differences too small to matter.
    """
    parts = [rasch(table) for table in tables]
    whole = rasch(added(tables))
    if whole is None or any(part is None for part in parts):
        return None
    chi2 = 2 * (sum(part.logl for part in parts if part) - whole.logl)
    df = (len(parts) - 1) * (len(whole.b) - 1)
    return LikelihoodRatio(chi2, df, float(stats.chi2.sf(chi2, df)))


def halves(table: ScoreTable) -> tuple[ScoreTable, ScoreTable] | None:
    """Part people with something, but not everything, right by score, as evenly as the scores allow.

    None where all of them have the same score.
    """
    inner = table.between(0.5, table.k - 0.5)
    inner = inner.between(*inner.totals[inner.by_total > 0][[0, -1]]) if inner.n else inner
    if len(inner.totals) < 2:
        return None
    below = np.cumsum(inner.by_total)[:-1]
    last = int(np.argmin(np.abs(below - inner.n / 2)))
    return inner.between(0, float(inner.totals[last])), inner.between(float(inner.totals[last + 1]), table.k)


def abilities(b: Vector) -> Vector:
    """Return the ability θ, in logits, that makes each score from 1 to k - 1 the expected one."""

    def ability(score: int) -> float:
        low, high = float(b.min()) - 2 * np.log(2 * len(b)), float(b.max()) + 2 * np.log(2 * len(b))
        return float(optimize.brentq(lambda theta: float((1 / (1 + np.exp(b - theta))).sum()) - score, low, high))

    return np.array([ability(score) for score in range(1, len(b))])


def fit(table: ScoreTable, model: Rasch) -> list[Fit]:
    """Return infit and outfit of each item.

    With z² = (x - P)² / (P (1-P)) of each person who has something, but not everything, right: outfit is the mean of
    z², infit ``Σ (x - P)² / Σ P (1-P)``. P is at the person's ability, the maximum likelihood given the difficulties.

    Notes
    -----
    Source: Wright and Masters (1982), Rating Scale Analysis, chapter 5. Ability is taken from the same answers, so
    both tend to be somewhat below 1.
    """
    inner = table.between(0.5, table.k - 0.5)
    theta = abilities(model.b)[np.rint(inner.totals).astype(np.int64) - 1]
    p = 1 / (1 + np.exp(model.b[None, :] - theta[:, None]))
    people, right = inner.by_total[:, None], inner.points_by_total
    squares = right * (1 - p) ** 2 + (people - right) * p**2
    spread = p * (1 - p)
    infit = squares.sum(axis=0) / (people * spread).sum(axis=0)
    outfit = (squares / spread).sum(axis=0) / people.sum()
    return [Fit(float(near), float(far)) for near, far in zip(infit, outfit, strict=True)]
