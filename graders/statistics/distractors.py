"""What each option of an item draws, and from whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graders.statistics.intervals import TINY, Estimate, Vector, correlation, wilson

RARE = 0.05
"""Share under which an option draws nearly nobody."""
Flag = Literal["rare", "draws_strong", "beats_key"]


@dataclass(frozen=True)
class Option:
    """One option.

    Parameters
    ----------
    share
        Share of the people that chose it.
    thirds
        The same of the lowest, the middle and the highest third by total; None for a third without people.
    r
        Option-rest r: Pearson's r between having chosen it and the points on the other items; None where either is
        the same for everybody.
    flags
        ``rare``: under 5 % chose it. Of a wrong option ``draws_strong``: r is above 0; ``beats_key``: in the
        highest third more chose it than the right option that fewest chose.
    """

    id: str
    right: bool
    share: Estimate
    thirds: tuple[float | None, float | None, float | None]
    r: Estimate | None
    flags: tuple[Flag, ...]


def distractors(
    chosen: NDArray[np.bool_], options: Sequence[str], key: Collection[str], points: Vector, totals: Vector
) -> list[Option]:
    """Describe what each option of an item drew.

    Parameters
    ----------
    chosen
        One row per person who answered and one column per option.
    options
        Ids of the options, in the order of the columns.
    key
        The right ones.
    points
        The people's points on the item.
    totals
        Their points on all items, this one included.

    Returns
    -------
    list
        One for each option, in their order; nothing for nobody.

    Notes
    -----
    An option that nobody chooses can still be a good one; one that the strong choose may be right.
    """
    n = len(totals)
    if n == 0:
        return []
    rest = totals - points
    shares = np.array(
        [chosen[third].mean(axis=0) if third.any() else np.full(len(options), np.nan) for third in thirds(totals)]
    )
    least = min((shares[2, place] for place, one in enumerate(options) if one in key), default=np.nan)
    found = []
    for place, name in enumerate(options):
        own = chosen[:, place]
        share = wilson(int(own.sum()), n)
        assert share, "somebody answered"
        r = _r(own.astype(float), rest)
        flags: list[Flag] = ["rare"] if share.value < RARE else []
        if name not in key:
            flags += ["draws_strong"] if r and r.value > 0 else []
            flags += ["beats_key"] if shares[2, place] > least else []
        lower, middle, upper = (None if np.isnan(one) else float(one) for one in shares[:, place])
        found.append(Option(name, name in key, share, (lower, middle, upper), r, tuple(flags)))
    return found


def thirds(totals: Vector) -> NDArray[np.bool_]:
    """Part people in thirds by their totals: a row each for the lowest, the middle and the highest.

    People with the same total are in the same third: the lowest is ``T ≤ q(1/3)``, the highest ``T ≥ q(2/3)`` of the
    others, q interpolated (`numpy.quantile`).
    """
    low, high = np.quantile(totals, [1 / 3, 2 / 3])
    lowest = totals <= low + TINY
    highest = ~lowest & (totals >= high - TINY)
    return np.array([lowest, ~lowest & ~highest, highest])


def _r(own: Vector, rest: Vector) -> Estimate | None:
    if len(own) < 4 or own.var() < TINY or rest.var() < TINY:
        return None
    return correlation(float(np.clip(np.corrcoef(own, rest)[0, 1], -1, 1)), len(own))
