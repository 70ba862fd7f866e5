"""The score table: the little that nearly every figure needs, of however many people.

For each group and each total how many people have it and how many points they have on each item, and X'X over
everybody. Tables of different people add up to the table of all of them, so it is made piece by piece, and can be
kept when the persons' own rows are deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from graders.statistics.intervals import TINY, Matrix, Vector

DECIMALS = 6
"""Totals that differ by less than half of the last decimal are the same total."""


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """Counts and sums over people; only those with points on every item count, unless another is said.

    Parameters
    ----------
    items
        Names of the items.
    max_points
        Points that each item can give.
    totals
        The totals that occur, ascending.
    counts
        People, by group and total: N[score].
    sums
        Their points, by group, total and item: S[score, item].
    squares
        The sum of their squared points over all items, by group and total.
    cross
        X'X: the sum over people of the product of their points, item by item.
    seen
        For each item, over everybody with points on it: people, sum of points, sum of squared points.
    people
        People in all, also those with gaps.
    """

    items: tuple[str, ...]
    max_points: Vector
    totals: Vector
    counts: NDArray[np.int64]
    sums: Matrix
    squares: Matrix
    cross: Matrix
    seen: Matrix
    people: int

    @cached_property
    def n(self) -> int:
        """People with points on every item."""
        return int(self.counts.sum())

    @property
    def k(self) -> int:
        """Items."""
        return len(self.items)

    @cached_property
    def by_total(self) -> NDArray[np.int64]:
        """People by total, all groups together."""
        return np.asarray(self.counts.sum(axis=0))

    @cached_property
    def points_by_total(self) -> Matrix:
        """Sum of points by total and item, all groups together."""
        return np.asarray(self.sums.sum(axis=0))

    @cached_property
    def means(self) -> Vector:
        """Mean points of each item."""
        return np.asarray(self.points_by_total.sum(axis=0) / self.n)

    @cached_property
    def covariance(self) -> Matrix:
        """Covariances of the items, divided by n - 1; exactly 0 for an item that gives everybody the same."""
        cov = (self.cross - self.n * np.outer(self.means, self.means)) / (self.n - 1)
        alike = np.diag(cov) < TINY
        cov[alike] = cov[:, alike] = 0.0
        return cov

    @property
    def variances(self) -> Vector:
        """Variance of each item."""
        return np.diag(self.covariance)

    @cached_property
    def with_total(self) -> Vector:
        """Covariance of each item with the total, the item itself included."""
        return np.asarray(self.covariance.sum(axis=1))

    @cached_property
    def total_variance(self) -> float:
        """Variance of the totals; exactly 0 where everybody has the same."""
        variance = float(self.covariance.sum())
        return variance if variance >= TINY else 0.0

    @property
    def total_mean(self) -> float:
        """Mean of the totals."""
        return float(self.means.sum())

    @cached_property
    def all_or_nothing(self) -> NDArray[np.bool_]:
        """Which items gave everybody either all their points or none."""
        count, total, squares = self.seen
        # Between 0 and the maximum x(max - x) is nowhere negative, so in sum nothing only where all are.
        return np.asarray(np.abs(self.max_points * total - squares) < TINY * np.maximum(count, 1))

    def of_groups(self, *groups: int) -> "ScoreTable":
        """Return the table of some groups; what is over everybody (`cross`, `seen`, `people`) stays."""
        kept = list(groups)
        return self._replaced(self.totals, self.counts[kept], self.sums[kept], self.squares[kept])

    def between(self, low: float, high: float) -> "ScoreTable":
        """Return the table of the totals from `low` to `high`; what is over everybody stays."""
        kept = (self.totals >= low - TINY) & (self.totals <= high + TINY)
        return self._replaced(self.totals[kept], self.counts[:, kept], self.sums[:, kept], self.squares[:, kept])

    def _replaced(self, totals: Vector, counts: NDArray[np.int64], sums: Matrix, squares: Matrix) -> "ScoreTable":
        return ScoreTable(
            self.items, self.max_points, totals, counts, sums, squares, self.cross, self.seen, self.people
        )

    def __add__(self, other: "ScoreTable") -> "ScoreTable":
        """Return the table of the people of both; items and groups must be the same."""
        totals = np.union1d(self.totals, other.totals)
        groups, k = len(self.counts), self.k
        counts = np.zeros((groups, len(totals)), dtype=np.int64)
        sums, squares = np.zeros((groups, len(totals), k)), np.zeros((groups, len(totals)))
        for one in (self, other):
            places = np.searchsorted(totals, one.totals)
            counts[:, places] += one.counts
            sums[:, places] += one.sums
            squares[:, places] += one.squares
        return ScoreTable(
            self.items,
            self.max_points,
            totals,
            counts,
            sums,
            squares,
            self.cross + other.cross,
            self.seen + other.seen,
            self.people + other.people,
        )


def score_table(
    points: Matrix,
    max_points: Vector,
    items: Sequence[str] | None = None,
    group: NDArray[np.integer] | None = None,
    groups: int = 1,
) -> ScoreTable:
    """Make the score table of people whose points are at hand.

    Parameters
    ----------
    points
        One row per person and one column per item; NaN where a person has no points on an item.
    max_points
        Points that each item can give.
    items
        Names of the items; numbers from 1 where none are given.
    group
        The group of each person, counted from 0.
    groups
        Number of groups.
    """
    people, k = points.shape
    columns = np.ascontiguousarray(points.T)
    raw = columns.sum(axis=0)
    complete = ~np.isnan(raw)
    of = np.zeros(people, dtype=np.int64) if group is None else group.astype(np.int64)
    rows = columns
    if not complete.all():
        rows, raw, of = columns[:, complete], raw[complete], of[complete]
    totals, places = np.unique(np.round(raw, DECIMALS), return_inverse=True)
    cells = of * len(totals) + places
    shape = (groups, len(totals))
    sums = np.zeros((*shape, k))
    for item, row in enumerate(rows):
        sums[..., item] = _summed(cells, row, shape)
    cross = rows @ rows.T
    if rows is columns:
        seen = np.array([np.full(k, people), sums.sum(axis=(0, 1)), np.diag(cross)])
    else:
        present = ~np.isnan(columns)
        known = np.where(present, columns, 0.0)
        seen = np.array([present.sum(axis=1), known.sum(axis=1), (known * known).sum(axis=1)])
    return ScoreTable(
        tuple(items) if items is not None else tuple(str(place) for place in range(1, k + 1)),
        max_points,
        totals,
        np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape),
        sums,
        _summed(cells, np.einsum("ij,ij->j", rows, rows), shape),
        cross,
        seen,
        people,
    )


def _summed(cells: NDArray[np.int64], values: Vector, shape: tuple[int, int]) -> Matrix:
    """Sum values by cell."""
    return np.bincount(cells, weights=values, minlength=shape[0] * shape[1]).astype(np.float64).reshape(shape)


def added(tables: Sequence[ScoreTable]) -> ScoreTable:
    """Return the table of all people of some tables."""
    return reduce(lambda one, other: one + other, tables)
