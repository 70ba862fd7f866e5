"""The statistics against sums done by hand, and against scipy and numpy on made-up data."""

import doctest
from typing import get_args

import numpy as np
import pytest
from scipy import stats

from graders.statistics import (
    COUNTED,
    NOT_COUNTED,
    Estimate,
    alpha,
    difficulty,
    intervals,
    item_rest,
    mean_share,
    person_shares,
    spread,
    wilson,
)
from toolkit.formats.responses import Status

# Forty people and two exercises of one point. Of twenty who get the first right fifteen get the second right, of
# the twenty others five do:
#   mean 1/2, v = 1/4 · 40/39 = 10/39 for both; cov = (15/40 - 1/4) · 40/39 = 5/39
FIRST = np.array([1.0] * 20 + [0.0] * 20)
SECOND = np.array([1.0] * 15 + [0.0] * 5 + [1.0] * 5 + [0.0] * 15)
BOTH = np.column_stack([FIRST, SECOND])


def close(estimate: Estimate | None, value: float, low: float, high: float, n: int) -> None:
    assert estimate is not None
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((value, low, high), abs=5e-5)
    assert estimate.n == n


def made_up(people: int, exercises: int, seed: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(people, 1))
    found: np.ndarray[tuple[int, int], np.dtype[np.float64]] = np.clip(
        np.round(2 * (ability + rng.normal(size=(people, exercises))) + 4) / 8, 0, 1
    )
    return found


def test_every_status_either_counts_or_does_not() -> None:
    assert sorted(COUNTED + NOT_COUNTED) == sorted(get_args(Status))


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(intervals).failed == 0
    assert doctest.testmod(intervals).attempted > 0


def test_wilson_by_hand() -> None:
    # p = 0.8, z² = 3.8415: centre (0.8 + 3.8415/20) / (1 + 3.8415/10) = 0.99207 / 1.38415 = 0.71674
    # half 1.96 / 1.38415 · √(0.16/10 + 3.8415/400) = 1.41601 · 0.16001 = 0.22658
    close(wilson(8, 10), 0.8, 0.71674 - 0.22658, 0.71674 + 0.22658, 10)


@pytest.mark.parametrize(("count", "n"), [(0, 5), (5, 5), (1, 7), (150, 300), (299, 300), (3, 1000)])
def test_wilson_is_scipys(count: int, n: int) -> None:
    interval = stats.binomtest(count, n).proportion_ci(method="wilson")
    close(wilson(count, n), count / n, interval.low, interval.high, n)


def test_wilson_of_nobody_is_none() -> None:
    assert wilson(0, 0) is None


def test_mean_share_by_hand() -> None:
    # mean 0.75, s = √((0.0625 + 0.0625 + 0) / 2) = 0.25, t(0.975, 2) = 4.3027: half 4.3027 · 0.25 / √3 = 0.6210
    # 0.75 - 0.6210 = 0.1290; 0.75 + 0.6210 is cut at 1
    close(mean_share(np.array([0.5, 1.0, 0.75])), 0.75, 0.12897, 1.0, 3)


def test_mean_share_is_scipys() -> None:
    shares = made_up(80, 1, seed=5)[:, 0]
    interval = stats.ttest_1samp(shares, 0.5).confidence_interval(0.95)
    close(mean_share(shares), float(shares.mean()), interval.low, interval.high, 80)


def test_mean_share_of_all_or_nothing_is_a_proportion() -> None:
    assert mean_share(np.array([1.0, 0.0, 1.0, 1.0])) == wilson(3, 4)
    assert mean_share(np.ones(6)) == wilson(6, 6)


@pytest.mark.parametrize("shares", [[], [0.5], [0.25] * 40])
def test_mean_share_without_an_interval_is_none(shares: list[float]) -> None:
    assert mean_share(np.array(shares)) is None


def test_difficulty_of_all_or_nothing_is_wilsons() -> None:
    assert difficulty(2 * FIRST, 2.0) == wilson(20, 40)


def test_difficulty_of_partial_credit_is_the_mean_with_a_t_interval() -> None:
    # 20 of 40 have 3 of 4 points, 20 have 1: p = 2/4; s = 0.25 · √(40/39) = 0.25318
    # t(0.975, 39) = 2.02269: half 2.02269 · 0.25318 / √40 = 0.08097
    points = np.array([3.0] * 20 + [1.0] * 20)
    close(difficulty(points, 4.0), 0.5, 0.5 - 0.08097, 0.5 + 0.08097, 40)


def test_item_rest_by_hand() -> None:
    # c = cov(x, T) = 10/39 + 5/39 = 15/39, V = 10/39 + 10/39 + 2 · 5/39 = 30/39
    # r = (15 - 10) / √(10 · (30 - 2 · 15 + 10)) = 5 / 10 = 0.5, not the item-total 15 / √(10 · 30) = 0.87
    # atanh 0.5 = 0.54931, half 1.95996 / √37 = 0.32222: tanh 0.22709 = 0.22327, tanh 0.87153 = 0.70218
    close(item_rest(FIRST, BOTH.sum(axis=1)), 0.5, 0.22327, 0.70218, 40)


@pytest.mark.parametrize("seed", range(5))
def test_item_rest_is_scipys_with_the_rest(seed: int) -> None:
    points = made_up(60, 6, seed)
    rest = points[:, 1:].sum(axis=1)
    expected = stats.pearsonr(points[:, 0], rest)
    interval = expected.confidence_interval(0.95)
    found = item_rest(points[:, 0], points.sum(axis=1))
    close(found, float(expected.statistic), interval.low, interval.high, 60)


@pytest.mark.parametrize(
    ("points", "rest"),
    [(np.ones(40), SECOND), (FIRST, np.ones(40)), (np.full(40, 0.1), np.full(40, 0.2))],
    ids=["the exercise", "the rest", "both"],
)
def test_item_rest_is_none_when_all_are_alike(points: intervals.Vector, rest: intervals.Vector) -> None:
    assert item_rest(points, points + rest) is None


def test_item_rest_of_two_that_are_the_same_is_one() -> None:
    close(item_rest(FIRST, 2 * FIRST), 1.0, 1.0, 1.0, 40)
    close(item_rest(FIRST, np.ones(40)), -1.0, -1.0, -1.0, 40)


def test_alpha_by_hand() -> None:
    # 2/1 · (1 - (10 + 10) / 30) = 2/3; sem = √(30/39) · √(1/3) = 0.87706 · 0.57735 = 0.50637
    # F(0.975; 39, 39) = 1.89072: 1 - 1.89072/3 = 0.36976; F(0.025) = 1/1.89072: 1 - 0.52890/3 = 0.82370
    found = alpha(BOTH)
    assert found is not None
    close(found.alpha, 2 / 3, 0.36976, 0.82370, 40)
    assert found.sem == pytest.approx(0.50637, abs=5e-5)
    assert found.items == 2


def test_a_negative_alpha_stays_negative() -> None:
    # The second turned round: cov = -5/39, V = 10/39, alpha = 2 · (1 - 20/10) = -2, sem = √(10/39) · √3 = 0.87706
    found = alpha(np.column_stack([FIRST, 1 - SECOND]))
    assert found is not None
    assert found.alpha.value == pytest.approx(-2)
    assert found.alpha.low < -2 < found.alpha.high
    assert found.sem == pytest.approx(0.87706, abs=5e-5)


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_the_mean_covariance_over_the_mean_element(seed: int) -> None:
    # The same coefficient by another road: k · mean cov / (mean v + (k-1) · mean cov), standard in psychometrics.
    points = made_up(50, 8, seed)
    matrix = np.cov(points, rowvar=False)
    between = matrix[~np.eye(8, dtype=bool)].mean()
    found = alpha(points)
    assert found is not None
    assert found.alpha.value == pytest.approx(8 * between / (np.diag(matrix).mean() + 7 * between))


def test_feldts_interval_holds_the_true_alpha_as_often_as_it_says() -> None:
    # Parallel exercises with covariance 0.5 and variance 1: alpha = 6 · 0.5 / (1 + 5 · 0.5) = 0.857
    rng = np.random.default_rng(8)
    hits = 0
    for _ in range(400):
        points = rng.normal(size=(40, 1)) * 0.5**0.5 + rng.normal(size=(40, 6)) * 0.5**0.5
        found = alpha(points)
        assert found is not None
        hits += found.alpha.low < 6 / 7 < found.alpha.high
    # 380 expected, standard deviation 4.4
    assert 365 <= hits <= 393


def test_alpha_is_none_for_one_exercise_or_when_all_totals_are_alike() -> None:
    assert alpha(FIRST[:, None]) is None
    assert alpha(np.column_stack([FIRST, 1 - FIRST])) is None


def test_no_coefficient_for_fewer_than_thirty() -> None:
    few = np.tile([0.0, 1.0, 1.0], 10)[:29]
    assert difficulty(few, 1.0) is None
    assert item_rest(few, few + few[::-1]) is None
    assert alpha(np.column_stack([few, few[::-1]])) is None
    enough = np.tile([0.0, 1.0, 1.0], 10)
    assert difficulty(enough, 1.0) is not None


def test_an_exercise_without_points_has_no_difficulty() -> None:
    assert difficulty(np.zeros(40), 0.0) is None


def test_person_shares_weigh_by_points() -> None:
    # (1 + 0) / (1 + 3) = 0.25 and (0.5 + 3) / 4 = 0.875
    shares = person_shares(np.array([[1.0, 0.0], [0.5, 3.0]]), np.array([1.0, 3.0]))
    assert shares.tolist() == [0.25, 0.875]


def test_spread_interpolates() -> None:
    # Places 0.25 · 3 = 0.75, 1.5 and 2.25 among 0, 1, 2, 10: 0.75, 1.5 and 2 + 0.25 · 8 = 4
    found = spread(np.array([10.0, 2.0, 0.0, 1.0]))
    assert found is not None
    assert (found.lower, found.median, found.upper, found.n) == (0.75, 1.5, 4.0, 4)
    assert spread(np.array([])) is None
