"""Disclosure control: which counts of people may be shown so that no small group can be read or worked out.

`protect` is for counts that add up and stand with their sums: a table, or the bars of a distribution. `among` is for
counts beside a rest that nobody sees, `nested` for counts of which each is part of the one before, `share` for one
count of another, and `quartiles` for values. Nothing about people reaches a table or a chart otherwise;
``docs/disclosure.md`` says what this protects against and what it does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_array, lil_array

from graders.statistics import Estimate, Spread, spread, wilson
from graders.statistics.intervals import Vector

INTERNAL = 5
"""Fewest people that a number may be about, in a report that stays among those who give the course."""
PUBLIC = 10
"""Fewest people that a number may be about, in a report for others."""

Counts = NDArray[np.integer]


@dataclass(frozen=True)
class Part:
    """People among people, both so many that they may be shown."""

    count: int
    of: int
    share: Estimate


@dataclass(frozen=True, eq=False)
class Protected:
    """Counts that may be shown together; None stands for a hidden one.

    Parameters
    ----------
    cells
        The counts, in the shape that they came in.
    rows, columns
        Their sums by row and by column; empty for counts in one dimension.
    total
        The sum of all. Hidden only together with everything else.
    """

    cells: NDArray[np.object_]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


def protect(counts: Counts, threshold: int, *, named: bool = False) -> Protected:
    """Hide what is under the threshold, and as much more as keeps it from being worked out.

    First go counts and sums from 1 up to the threshold; then, line by line, the smallest next to what could be
    subtracted; then the smallest beside whatever a linear program still finds within less than the threshold, given all
    that is shown. Sums go when there is no count left that could.

    Parameters
    ----------
    counts
        People, in one or two dimensions. Each person is in exactly one cell, and the sums are shown too.
    threshold
        Fewest people that a shown number may be about: `INTERNAL` or `PUBLIC`.
    named
        Whether a line stands for a group with a name, such as an actor or a region. There a 0 says something of
        everybody in it, and is hidden as well. Else a 0 is shown where the sum of its line is.

    Returns
    -------
    Protected
        For every hidden number, those who know all shown ones are left with a range as wide as the threshold, or wider.
    """
    hiding = _Hiding(_with_sums(counts), threshold, named)
    hiding.until_nothing_leaks()
    shown = hiding.shown()
    if counts.ndim == 1:
        return Protected(shown[:-1], (), (), shown[-1])
    return Protected(shown[:-1, :-1], tuple(shown[:-1, -1]), tuple(shown[-1, :-1]), shown[-1, -1])


def among(counts: Sequence[int], of: int, threshold: int) -> tuple[int | None, ...]:
    """Return which counts may stand beside the number of people that they are among, when the rest is not shown.

    Parameters
    ----------
    counts
        People; each person is in one count at most.
    of
        All of them, also those in no count.
    threshold
        Fewest people that a shown number may be about: `INTERNAL` or `PUBLIC`.

    Returns
    -------
    tuple
        The counts, None for hidden ones.
    """
    hiding = _Hiding(_with_sums(np.array([*counts, of - sum(counts)])), threshold, named=False)
    if hiding.hidden.any():
        # The rest is what nobody sees, and may hide others at no cost.
        hiding.hidden[len(counts)] = True
    hiding.until_nothing_leaks()
    return tuple(hiding.shown()[: len(counts)])


def nested(counts: Sequence[int], threshold: int) -> tuple[int | None, ...]:
    """Return which counts may stand together when each counts people among those of the one before.

    Parameters
    ----------
    counts
        People, step by step fewer. What other numbers rest on comes last, since it is hidden only if it is small.
    threshold
        Fewest people that a shown number may be about: `INTERNAL` or `PUBLIC`.

    Returns
    -------
    tuple
        The counts, None for hidden ones; two that are shown are equal, or at least the threshold apart.
    """
    shown: list[int | None] = []
    under: int | None = None
    for count in reversed(counts):
        may = count >= threshold and (under is None or apart(count, under, threshold))
        shown.append(count if may else None)
        under = count if may else under
    return tuple(reversed(shown))


def apart(some: int, others: int, threshold: int) -> bool:
    """Tell whether two counts may stand together when the people of one are among those of the other."""
    return some == others or abs(some - others) >= threshold


def quartiles(values: Vector, threshold: int) -> Spread | None:
    """Return the median and the quartiles of people's values, None where a quarter of them are too few.

    They are values of single people, or between those of two: which, cannot be told when many have less and many more.
    The smallest and the greatest value are one person's, and are never shown.
    """
    return spread(values) if len(values) >= 4 * threshold else None


def share(count: int, of: int, threshold: int, *, named: bool) -> Part | None:
    """Return a share of people with its interval, None where it may not be shown.

    Parameters
    ----------
    count, of
        People, and the people that they are among.
    threshold
        Fewest people that a shown number may be about: `INTERNAL` or `PUBLIC`.
    named
        Whether they are among a group with a name, such as an actor or a region. There the rest must reach the
        threshold too: 100 per cent, and all but a few, say something of each of them.
    """
    estimate = wilson(count, of)
    if estimate is None or count < threshold or (named and of - count < threshold):
        return None
    return Part(count, of, estimate)


def _with_sums(counts: Counts) -> Counts:
    """Return counts with their sums after them, in each dimension."""
    found = counts.astype(np.int64)
    for axis in range(found.ndim):
        found = np.concatenate([found, found.sum(axis=axis, keepdims=True)], axis=axis)
    return found


class _Hiding:
    """A table with its sums, of which more and more is hidden.

    Everything is addressed by its place in the flat table. A line is the places of counts and, last, that of their sum;
    sums by row and by column form lines with the total.
    """

    def __init__(self, table: Counts, threshold: int, named: bool) -> None:
        self.shape = table.shape
        self.values = table.ravel()
        self.threshold = threshold
        self.named = named
        places = np.arange(table.size).reshape(table.shape)
        self.lines: list[NDArray[np.int64]] = [*places] if table.ndim == 2 else []
        self.lines += [*places.T] if table.ndim == 2 else [places]
        self.sums = {int(line[-1]) for line in self.lines}
        self.total = table.size - 1
        self.hidden = (self.values < threshold) & ((self.values > 0) | named)
        self.safe: set[int] = set()
        self._hide_with_sums()

    def shown(self) -> NDArray[np.object_]:
        """Return the table with None for what is hidden."""
        flat = np.array([None if gone else int(n) for n, gone in zip(self.values, self.hidden, strict=True)], object)
        return flat.reshape(self.shape)

    def until_nothing_leaks(self) -> None:
        """Hide more until neither subtraction nor the linear program tells anything hidden."""
        while True:
            line = next((line for line in self.lines if self._subtracts(line)), None)
            if line is not None:
                self._hide_one(line)
                continue
            leak = self._leak()
            if leak is None:
                return
            beside = np.concatenate([line for line in self.lines if leak in line])
            self._hide_one(beside)

    def _subtracts(self, line: NDArray[np.int64]) -> bool:
        """Tell whether a line by itself gives away what is hidden in it."""
        gone = line[self.hidden[line]]
        if len(gone) < 2:
            return len(gone) == 1
        if self.hidden[line[-1]]:
            return False
        return bool(self.values[gone].sum() - self._least(gone).sum() < self.threshold)

    def _leak(self) -> int | None:
        """Return the first hidden place whose range is too narrow, given all that is shown; None where there is none.

        The lines of a table with its sums are a network, so the ends of a range are whole numbers that some table has.
        What is hidden later only widens a range, so that each is found wide enough once.
        """
        gone = np.flatnonzero(self.hidden)
        if len(gone) == 0 or self.hidden[self.total]:
            return None
        column = {int(place): n for n, place in enumerate(gone)}
        left, right = lil_array((len(self.lines), len(gone))), np.zeros(len(self.lines))
        for n, line in enumerate(self.lines):
            for place in line:
                sign = -1 if place == line[-1] else 1
                if self.hidden[place]:
                    left[n, column[int(place)]] = sign
                else:
                    right[n] -= sign * self.values[place]
        table = csc_array(left)
        bounds = [(int(least), None) for least in self._least(gone)]
        for place, n in column.items():
            if place not in self.safe and _width(table, right, bounds, n) < self.threshold - 0.5:
                return place
            self.safe.add(place)
        return None

    def _least(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the least that hidden places may have: where every 0 is shown, who sees none knows that it is more."""
        if self.named:
            return np.zeros(len(places), dtype=np.int64)
        open_lines = {int(place) for line in self.lines if self.hidden[line[-1]] for place in line[:-1]}
        return np.array([int(place) not in open_lines for place in places], dtype=np.int64)

    def _hide_one(self, places: Iterable[int]) -> None:
        """Hide the smallest count that these places show, the smallest sum where there is none, else one anywhere."""

        def rank(place: int) -> tuple[bool, bool, int]:
            return place == self.total, place in self.sums, int(self.values[place])

        near = [int(place) for place in places if self._can_be_hidden(int(place))]
        found = near or [place for place in range(len(self.values)) if self._can_be_hidden(place)]
        self.hidden[min(found, key=rank)] = True
        self._hide_with_sums()

    def _can_be_hidden(self, place: int) -> bool:
        return not self.hidden[place] and bool(self.values[place])

    def _hide_with_sums(self) -> None:
        """Hide what would tell of a hidden sum: everything with the total, the 0 in a line without its sum."""
        if self.hidden[self.total]:
            self.hidden[:] = True
        for line in self.lines:
            if self.hidden[line[-1]]:
                self.hidden[line] |= self.values[line] == 0


def _width(left: csc_array, right: NDArray[np.float64], bounds: list[tuple[int, None]], n: int) -> float:
    """Return how wide the range of one hidden number is; infinite where it has no upper end."""
    aim = np.zeros(left.shape[1])
    aim[n] = 1.0
    lowest = linprog(aim, A_eq=left, b_eq=right, bounds=bounds, method="highs")
    highest = linprog(-aim, A_eq=left, b_eq=right, bounds=bounds, method="highs")
    if highest.status == 3:
        return float("inf")
    return float(-highest.fun - lowest.fun)
