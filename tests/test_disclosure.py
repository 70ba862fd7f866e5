"""What disclosure control hides: small counts, what would give them away, and nothing when nothing is small."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from graders.disclosure import INTERNAL, PUBLIC, Protected, among, nested, protect, quartiles, share
from graders.reports.bins import bins

Counts = NDArray[np.int64]
SMALL = 3
"""A threshold low enough to try every table that could stand behind a protected one."""
FEW = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def published(found: Protected) -> NDArray[np.object_]:
    """Return everything that is shown, sums included, in one table."""
    if found.cells.ndim == 1:
        return np.array([*found.cells, found.total], object)
    return np.vstack([np.column_stack([found.cells, found.rows]), [*found.columns, found.total]])


def full(counts: Counts) -> Counts:
    """Return counts with their sums."""
    if counts.ndim == 1:
        return np.append(counts, counts.sum())
    wide = np.column_stack([counts, counts.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)])


@cache
def splits(total: int, cells: int) -> Counts:
    """Return every way to split people over cells, one a row."""
    if cells == 1:
        return np.array([[total]])
    rests = [splits(total - first, cells - 1) for first in range(total + 1)]
    firsts = np.repeat(np.arange(total + 1), [len(rest) for rest in rests])
    return np.column_stack([firsts, np.vstack(rests)])


def behind(seen: NDArray[np.object_], cells: tuple[int, ...]) -> Counts:
    """Return every table of counts that shows what is seen, sums included."""
    inner = splits(seen.ravel()[-1], int(np.prod(cells))).reshape(-1, *cells)
    tables = inner
    for axis in range(1, inner.ndim):
        tables = np.concatenate([tables, tables.sum(axis=axis, keepdims=True)], axis=axis)
    shown = seen != None  # noqa: E711
    return tables[(tables[:, shown] == seen[shown].astype(np.int64)).all(axis=1)]


def narrow(counts: Counts, found: Protected, threshold: int) -> list[tuple[int, ...]]:
    """Return the hidden places that all possible tables leave within less than the threshold."""
    seen = published(found)
    tables = behind(seen, counts.shape)
    assert (tables == full(counts)).all(axis=tuple(range(1, tables.ndim))).any(), "the true table is among them"
    width = tables.max(axis=0) - tables.min(axis=0)
    return [tuple(place) for place in np.argwhere((seen == None) & (width < threshold))]  # noqa: E711


def test_thresholds() -> None:
    assert (INTERNAL, PUBLIC) == (5, 10)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ([30, 20, 10], [30, 20, 10], 60),
        ([30, 0, 10], [30, 0, 10], 40),
        ([4, 50, 30, 20], [None, 50, 30, None], 104),
        ([4, 3, 50], [None, None, 50], 57),
        ([1, 1, 50, 40], [None, None, 50, None], 92),
        ([4, 0, 0], [None, None, None], None),
        ([2, 3], [None, None], None),
        ([2, 40], [None, None], 42),
    ],
    ids=["nothing small", "0", "one small", "two that hide each other", "two too small", "few in all", "five", "pair"],
)
def test_one_dimension(counts: list[int], cells: list[int | None], total: int | None) -> None:
    found = protect(np.array(counts), INTERNAL)
    assert list(found.cells) == cells
    assert found.total == total


def test_nothing_small_hides_nothing() -> None:
    counts = np.array([[12, 7, 0], [9, 30, 5]])
    found = protect(counts, INTERNAL)
    assert (published(found) == full(counts)).all()


def test_one_small_count_takes_the_corners_of_a_rectangle_with_it() -> None:
    found = protect(np.array([[3, 20, 30], [20, 8, 40], [30, 40, 50]]), INTERNAL)
    hidden = [tuple(place) for place in np.argwhere(found.cells == None)]  # noqa: E711
    assert hidden == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert found.rows == (53, 68, 120)
    assert found.columns == (53, 68, 120)


def test_a_small_sum_is_hidden_with_another_sum() -> None:
    found = protect(np.array([[2, 2], [30, 40], [20, 15]]), INTERNAL)
    assert found.rows == (None, 70, None)
    assert found.total == 109


def test_a_0_tells_of_everybody_in_a_named_group() -> None:
    counts = np.array([[12, 0], [20, 30], [15, 14]])
    assert protect(counts, INTERNAL).cells[0, 1] == 0
    found = protect(counts, INTERNAL, named=True)
    assert list(found.cells[0]) == [None, None]
    assert found.rows == (12, 50, 29)


tables = st.one_of(
    arrays(np.int64, st.integers(1, 4), elements=st.integers(0, 7)),
    arrays(np.int64, st.tuples(st.integers(1, 3), st.just(2)), elements=st.integers(0, 3)),
)


@FEW
@given(tables, st.booleans())
def test_nothing_hidden_can_be_worked_out(counts: Counts, named: bool) -> None:
    found = protect(counts, SMALL, named=named)
    if found.total is None:
        assert (published(found) == None).all()  # noqa: E711
        return
    assert narrow(counts, found, SMALL) == []


@FEW
@given(arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.integers(0, 40)), st.booleans())
def test_what_is_shown_is_true_and_not_small(counts: Counts, named: bool) -> None:
    seen, true = published(protect(counts, INTERNAL, named=named)), full(counts)
    shown = seen != None  # noqa: E711
    assert (seen[shown] == true[shown]).all()
    assert not ((true[shown] > 0) & (true[shown] < INTERNAL)).any()
    assert not (named and (true[shown] == 0).any())


@pytest.mark.parametrize(
    ("count", "of", "named", "may"),
    [
        (5, 100, False, True),
        (4, 100, False, False),
        (0, 100, False, False),
        (100, 100, False, True),
        (97, 100, False, True),
        (5, 10, True, True),
        (97, 100, True, False),
        (100, 100, True, False),
        (0, 0, False, False),
    ],
)
def test_share(count: int, of: int, named: bool, may: bool) -> None:
    found = share(count, of, INTERNAL, named=named)
    assert (found is not None) == may
    if found:
        assert (found.count, found.of, found.share.value) == (count, of, count / of)


@pytest.mark.parametrize(
    ("counts", "of", "shown"),
    [
        ([12, 7], 60, [12, 7]),
        ([12, 0], 60, [12, 0]),
        ([3, 14], 60, [None, 14]),
        ([3, 2], 60, [None, None]),
        ([30, 27], 60, [30, None]),
        ([30, 30], 60, [30, 30]),
        ([1, 0], 4, [None, None]),
    ],
    ids=["both", "0", "the rest hides one", "both small", "a small rest", "no rest", "few in all"],
)
def test_counts_beside_a_rest_that_nobody_sees(counts: list[int], of: int, shown: list[int | None]) -> None:
    assert list(among(counts, of, INTERNAL)) == shown


@FEW
@given(st.lists(st.integers(0, 6), min_size=1, max_size=3), st.integers(0, 6))
def test_nothing_among_others_can_be_worked_out(counts: list[int], rest: int) -> None:
    shown = among(counts, sum(counts) + rest, SMALL)
    seen = np.array([*shown, None, sum(counts) + rest], object)
    tables = behind(seen, (len(counts) + 1,))
    if shown == (None,) * len(counts):
        return
    narrow = [n for n, one in enumerate(shown) if one is None and tables[:, n].max() - tables[:, n].min() < SMALL]
    assert narrow == []
    hidden_rest = tables[:, -2]
    assert rest == 0 or rest >= SMALL or hidden_rest.max() - hidden_rest.min() >= SMALL


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([285, 270, 256], [285, 270, 256]),
        ([285, 270, 270], [285, 270, 270]),
        ([285, 270, 267], [285, None, 267]),
        ([270, 268, 267], [None, None, 267]),
        ([272, 268, 267], [272, None, 267]),
        ([40, 12, 3], [40, 12, None]),
        ([4, 4, 4], [None, None, None]),
    ],
)
def test_steps_that_differ_by_few_are_not_shown_together(counts: list[int], shown: list[int | None]) -> None:
    assert list(nested(counts, INTERNAL)) == shown


def test_quartiles_of_few_people_are_their_own_values() -> None:
    assert quartiles(np.arange(19.0), INTERNAL) is None
    found = quartiles(np.arange(21.0), INTERNAL)
    assert found is not None
    assert (found.lower, found.median, found.upper) == (5, 10, 15)
    assert quartiles(np.arange(39.0), PUBLIC) is None


def test_a_bar_cannot_be_worked_out_from_how_many_passed() -> None:
    # Fewest over the line: 6 in the last bar. Beside the 2 under it, both would be told by the number of the passed.
    shares = np.repeat([0.35, 0.55, 0.65, 0.75, 0.85, 0.95], [2, 30, 40, 30, 20, 6])
    assert bins(shares) == (0, 0, 0, None, 0, 30, 40, 30, 20, None)
    assert bins(shares, line=0.7) == (0, 0, 0, None, 0, None, 40, 30, 20, 6)


def test_a_bar_that_the_line_runs_through_is_the_sum_of_its_sides() -> None:
    shares = np.repeat([0.5, 0.72, 0.78, 0.9], [20, 8, 9, 15])
    assert bins(shares, line=0.75) == (0, 0, 0, 0, 0, 20, 0, 17, 0, 15)
    few = np.repeat([0.5, 0.72, 0.78, 0.9], [20, 8, 2, 15])
    assert bins(few, line=0.75) == (0, 0, 0, 0, 0, 20, 0, None, 0, None)
