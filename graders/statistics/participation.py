"""How far people come: from being invited to having passed, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graders.statistics.intervals import Estimate, Vector, Z, wilson


def completion(steps: Sequence[int]) -> list[Estimate | None]:
    """Estimate which share of those who were invited came to each step.

    ``count / count of the first step``, with Wilson's interval.

    Parameters
    ----------
    steps
        Number of people at each step, the first that of everybody invited.

    Returns
    -------
    list
        One share per step, 0 to 1; None throughout when nobody was invited.
    """
    return [wilson(count, steps[0]) for count in steps]


@dataclass(frozen=True)
class Incidence:
    """The share of people that something had happened to by each time, with a 95 % interval.

    Parameters
    ----------
    times
        Times at which it happened to someone, ascending.
    share, low, high
        At and after each time, until the next.
    """

    times: Vector
    share: Vector
    low: Vector
    high: Vector


def incidence(times: Vector, what: NDArray[np.int64], which: int) -> Incidence:
    """Estimate how the share of people that something has happened to grows, when something else may come first.

    Who has completed a course can no longer drop out of it, and the other way round: each ends the other. Aalen and
    Johansen's estimate is ``Σ S(t-) d/n`` over times up to t: d people that it happened to among the n who were still
    there, S the share of people that nothing had happened to. The interval is ``± 1.96`` standard errors by the delta
    method, cut at 0 and 1.

    Parameters
    ----------
    times
        When it happened to each person, or until when each was seen.
    what
        What happened: 0 for nothing yet, and whole numbers from 1 for the rest.
    which
        Of these the one that is meant.

    Notes
    -----
    Source: Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150; the variance as in Marubini and
    Valsecchi (1995), Analysing Survival Data, 10.2. One less Kaplan and Meier's estimate would be too high, since it
    takes those who have completed for people who may still drop out.
    """
    moments = np.unique(times[what > 0])
    there = np.array([(times >= moment).sum() for moment in moments], dtype=float)
    mine = np.array([((times == moment) & (what == which)).sum() for moment in moments], dtype=float)
    events = np.array([((times == moment) & (what > 0)).sum() for moment in moments], dtype=float)
    left = np.cumprod(1 - events / there)
    before = np.concatenate([[1.0], left[:-1]])
    share = np.cumsum(before * mine / there)
    variance = np.zeros(len(moments))
    for place in range(len(moments)):
        upto = slice(place + 1)
        apart, n, d, e, s = share[place] - share[upto], there[upto], mine[upto], events[upto], before[upto]
        steady = np.divide(e, n * (n - e), out=np.zeros_like(n), where=n > e)
        variance[place] = np.sum(apart**2 * steady + s**2 * (n - d) / n**3 * d - 2 * apart * s * d / n**2)
    half = Z * np.sqrt(np.maximum(0.0, variance))
    kept = mine > 0
    low, high = np.maximum(0.0, share - half), np.minimum(1.0, share + half)
    return Incidence(moments[kept], share[kept], low[kept], high[kept])
