"""The statistics against sums done by hand, published figures, and other implementations on made-up data."""

import doctest
import math
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
    score_table,
    spread,
    wilson,
)
from graders.statistics.items import alpha_if_deleted, d27, item_total, spread_of_items, weighted_quantile
from graders.statistics.moodle import greatest_covariance, greatest_of_counts, moodle
from graders.statistics.packed import Packed, places
from graders.statistics.people import time_on_task
from graders.statistics.prairielearn import prairielearn
from graders.statistics.reliability import conditional_sem, kr20
from tests.statistics_support import LSAT6, LSAT7, Matrix, lsat, partial, table_of
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
    shares = partial(80, 1, seed=5)[:, 0]
    interval = stats.ttest_1samp(shares, 0.5).confidence_interval(0.95)
    close(mean_share(shares), float(shares.mean()), interval.low, interval.high, 80)


def test_mean_share_of_all_or_nothing_is_a_proportion() -> None:
    assert mean_share(np.array([1.0, 0.0, 1.0, 1.0])) == wilson(3, 4)
    assert mean_share(np.ones(6)) == wilson(6, 6)


@pytest.mark.parametrize("shares", [[], [0.5], [0.25] * 40])
def test_mean_share_without_an_interval_is_none(shares: list[float]) -> None:
    assert mean_share(np.array(shares)) is None


def test_difficulty_of_all_or_nothing_is_wilsons() -> None:
    assert difficulty(table_of(2 * BOTH, most=2.0)) == [wilson(20, 40), wilson(20, 40)]


def test_difficulty_of_partial_credit_is_the_mean_with_a_t_interval() -> None:
    # 20 of 40 have 3 of 4 points, 20 have 1: p = 2/4; s = 0.25 · √(40/39) = 0.25318
    # t(0.975, 39) = 2.02269: half 2.02269 · 0.25318 / √40 = 0.08097
    points = np.array([[3.0]] * 20 + [[1.0]] * 20)
    close(difficulty(table_of(points, most=4.0))[0], 0.5, 0.5 - 0.08097, 0.5 + 0.08097, 40)


def test_an_item_that_can_give_no_points_has_no_difficulty() -> None:
    table = score_table(np.column_stack([FIRST, np.zeros(40)]), np.array([1.0, 0.0]))
    assert difficulty(table)[1] is None
    assert d27(table)[1] is None
    assert moodle(table, np.zeros(2)).items[1].facility is None


def test_no_points_are_not_nothing_right() -> None:
    # Of the second item a quarter is missing: p is of those who have points, and the total of the others alone.
    missing = BOTH.copy()
    missing[:10, 1] = np.nan
    table = table_of(missing)
    second = difficulty(table)[1]
    assert second is not None
    assert (second.n, second.value) == (30, pytest.approx(10 / 30))
    zeros = difficulty(table_of(np.nan_to_num(missing)))[1]
    assert zeros is not None
    assert zeros.value == pytest.approx(10 / 40)
    assert (table.people, table.n) == (40, 30)
    # Listwise: as if the ten were not there. Pairwise, each covariance of those that it has, gives another alpha.
    assert alpha(table) == alpha(table_of(BOTH[10:]))
    pairwise = np.array([[np.var(FIRST, ddof=1), np.cov(FIRST[10:], SECOND[10:])[0, 1]]] * 2)
    pairwise[1] = pairwise[0, 1], np.var(SECOND[10:], ddof=1)
    found = alpha(table)
    assert found is not None
    assert abs(2 * (1 - np.trace(pairwise) / pairwise.sum()) - found.alpha.value) > 0.01


def test_item_rest_by_hand() -> None:
    # c = cov(x, T) = 10/39 + 5/39 = 15/39, V = 10/39 + 10/39 + 2 · 5/39 = 30/39
    # r = (15 - 10) / √(10 · (30 - 2 · 15 + 10)) = 5 / 10 = 0.5, not the item-total 15 / √(10 · 30) = 0.87
    # atanh 0.5 = 0.54931, half 1.95996 / √37 = 0.32222: tanh 0.22709 = 0.22327, tanh 0.87153 = 0.70218
    close(item_rest(table_of(BOTH))[0], 0.5, 0.22327, 0.70218, 40)
    assert item_total(table_of(BOTH))[0] == pytest.approx(15 / math.sqrt(300))


@pytest.mark.parametrize("seed", range(5))
def test_item_rest_is_scipys_with_the_rest(seed: int) -> None:
    points = partial(60, 6, seed)
    expected = stats.pearsonr(points[:, 0], points[:, 1:].sum(axis=1))
    interval = expected.confidence_interval(0.95)
    close(item_rest(table_of(points))[0], float(expected.statistic), interval.low, interval.high, 60)


def test_the_rest_is_lower_than_the_total_the_more_so_the_fewer_items() -> None:
    apart = []
    for items in (3, 12):
        table = table_of(partial(200, items, seed=3))
        both = zip(item_total(table), item_rest(table), strict=True)
        apart.append(np.mean([(total or 0) - rest.value for total, rest in both if rest]))
    assert apart[0] > apart[1] > 0


@pytest.mark.parametrize(
    "points",
    [np.column_stack([np.ones(40), SECOND]), np.column_stack([FIRST, np.ones(40)]), np.full((40, 2), 0.1)],
    ids=["the item", "the rest", "both"],
)
def test_no_correlation_when_all_are_alike(points: Matrix) -> None:
    table = table_of(points)
    assert item_rest(table) == [None, None], "None and not 0"
    alike = [float(np.ptp(column)) == 0 for column in points.T]
    assert [one is None for one in item_total(table)] == [one or all(alike) for one in alike]
    assert [sd == 0 for sd in spread_of_items(table)] == alike


def test_item_rest_of_two_that_are_the_same_is_one() -> None:
    close(item_rest(table_of(np.column_stack([FIRST, FIRST])))[0], 1.0, 1.0, 1.0, 40)
    close(item_rest(table_of(np.column_stack([FIRST, 1 - FIRST, 1 - FIRST])))[0], -1.0, -1.0, -1.0, 40)


def test_d27_by_hand_with_ties() -> None:
    # Totals of 40: 0 for 15, 1 for 10, 2 for 15. q(0.27) is between places 10 and 11: 0; q(0.73) 28 and 29: 2.
    # So 15 are in each group, not 27 % of 40 = 10.8. All of the upper have both right, none of the lower any.
    found = d27(table_of(BOTH))
    assert [(one.value, one.upper, one.lower) for one in found if one] == [(1.0, 15, 15)] * 2


def test_d27_takes_everybody_with_the_bounding_total() -> None:
    points = partial(300, 5, seed=4)
    totals = points.sum(axis=1)
    upper, lower = totals >= np.quantile(totals, 0.73) - 1e-9, totals <= np.quantile(totals, 0.27) + 1e-9
    for item, one in enumerate(d27(table_of(points))):
        assert one is not None
        assert (one.upper, one.lower) == (upper.sum(), lower.sum())
        assert one.value == pytest.approx(points[upper, item].mean() - points[lower, item].mean())


def test_d27_is_none_when_the_bounds_are_one_total() -> None:
    points = np.vstack([np.ones((38, 2)), [[1.0, 0.0], [0.0, 0.0]]])
    assert d27(table_of(points)) == [None, None]


@pytest.mark.parametrize("share", [0.0, 0.27, 1 / 3, 0.5, 0.73, 1.0])
def test_a_quantile_of_counts_is_numpys(share: float) -> None:
    values = np.repeat([0.0, 1.0, 2.5, 7.0], [3, 1, 8, 5])
    found = weighted_quantile(np.array([0.0, 1.0, 2.5, 7.0]), np.array([3, 1, 8, 5]), share)
    assert found == pytest.approx(np.quantile(values, share))


def test_alpha_by_hand() -> None:
    # 2/1 · (1 - (10 + 10) / 30) = 2/3; sem = √(30/39) · √(1/3) = 0.87706 · 0.57735 = 0.50637
    # F(0.975; 39, 39) = 1.89072: 1 - 1.89072/3 = 0.36976; F(0.025) = 1/1.89072: 1 - 0.52890/3 = 0.82370
    found = alpha(table_of(BOTH))
    assert found is not None
    close(found.alpha, 2 / 3, 0.36976, 0.82370, 40)
    assert found.sem == pytest.approx(0.50637, abs=5e-5)
    assert found.items == 2


def test_a_negative_alpha_stays_negative() -> None:
    # The second turned round: cov = -5/39, V = 10/39, alpha = 2 · (1 - 20/10) = -2, sem = √(10/39) · √3 = 0.87706
    table = table_of(np.column_stack([FIRST, 1 - SECOND]))
    found = alpha(table)
    assert found is not None
    assert found.alpha.value == pytest.approx(-2)
    assert found.alpha.low < -2 < found.alpha.high
    assert found.sem == pytest.approx(0.87706, abs=5e-5)
    shown = moodle(table, np.ones(2))
    assert shown.cic == pytest.approx(-200)
    assert shown.error_ratio == pytest.approx(100 * math.sqrt(3)), "above 100, as Moodle has it"


# R's ltm, descript(LSAT): Rizopoulos (2006), Journal of Statistical Software 17 (5), section 4.1.
@pytest.mark.parametrize(
    ("counts", "expected", "deleted"),
    [(LSAT6, 0.2950, [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]), (LSAT7, 0.4534, None)],
)
def test_alpha_of_the_law_school_test_is_the_published(
    counts: "np.ndarray[tuple[int], np.dtype[np.int64]]", expected: float, deleted: list[float] | None
) -> None:
    table = table_of(lsat(counts))
    found = alpha(table)
    assert found is not None
    assert found.alpha.value == pytest.approx(expected, abs=5e-5)
    assert kr20(table) == pytest.approx(expected, abs=5e-5)
    if deleted:
        assert alpha_if_deleted(table) == pytest.approx(deleted, abs=5e-5)


@pytest.mark.parametrize("seed", range(3))
def test_alpha_if_deleted_is_alpha_of_the_others(seed: int) -> None:
    points = partial(50, 5, seed)
    for item, found in enumerate(alpha_if_deleted(table_of(points))):
        without = alpha(table_of(np.delete(points, item, axis=1)))
        assert without is not None
        assert found == pytest.approx(without.alpha.value)


def test_kr20_is_its_own_formula_and_only_for_right_or_wrong() -> None:
    points = lsat(LSAT7)[::7]
    p = points.mean(axis=0)
    expected = 5 / 4 * (1 - (p * (1 - p)).sum() / points.sum(axis=1).var())
    assert kr20(table_of(points)) == pytest.approx(expected)
    assert kr20(table_of(partial(50, 5, 1))) is None
    assert kr20(score_table(points * [1, 1, 1, 1, 2], np.array([1.0, 1, 1, 1, 2]))) is None


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_the_mean_covariance_over_the_mean_element(seed: int) -> None:
    # The same coefficient by another road: k · mean cov / (mean v + (k-1) · mean cov), standard in psychometrics.
    points = partial(50, 8, seed)
    matrix = np.cov(points, rowvar=False)
    between = matrix[~np.eye(8, dtype=bool)].mean()
    found = alpha(table_of(points))
    assert found is not None
    assert found.alpha.value == pytest.approx(8 * between / (np.diag(matrix).mean() + 7 * between))


def test_feldts_interval_holds_the_true_alpha_as_often_as_it_says() -> None:
    # Parallel items with covariance 0.5 and variance 1: alpha = 6 · 0.5 / (1 + 5 · 0.5) = 0.857
    rng = np.random.default_rng(8)
    hits = 0
    for _ in range(400):
        points = rng.normal(size=(40, 1)) * 0.5**0.5 + rng.normal(size=(40, 6)) * 0.5**0.5
        found = alpha(table_of(points))
        assert found is not None
        hits += found.alpha.low < 6 / 7 < found.alpha.high
    # 380 expected, standard deviation 4.4
    assert 365 <= hits <= 393


def test_alpha_is_none_for_one_item_one_person_or_when_all_totals_are_alike() -> None:
    assert alpha(table_of(FIRST[:, None])) is None
    assert alpha(table_of(BOTH[:1])) is None
    assert alpha(table_of(np.column_stack([FIRST, 1 - FIRST]))) is None
    assert alpha(table_of(np.ones((40, 3)))) is None


def test_a_ceiling_lowers_alpha_and_not_the_error() -> None:
    # The same people and items of the same kind, hard for them and then so easy that nearly all have everything.
    rng = np.random.default_rng(2)
    theta = rng.normal(size=400)
    found = []
    for b in (0.0, -3.5):
        right = rng.random((400, 20)) < 1 / (1 + np.exp(b - theta))[:, None]
        found.append(alpha(table_of(right.astype(float))))
    assert found[0] is not None
    assert found[1] is not None
    assert found[1].alpha.value < found[0].alpha.value
    assert found[1].sem < found[0].sem


def test_conditional_error_is_lords() -> None:
    # 40 items, 24 right: √(24 · 16 / 39) = 3.1379; the mean of its square over the people is KR-21's error variance.
    assert conditional_sem(np.array([0.0, 24.0, 40.0]), 40) == pytest.approx([0, 3.1379, 0], abs=5e-5)
    totals = lsat(LSAT6).sum(axis=1)
    kr21 = 5 / 4 * (1 - totals.mean() * (5 - totals.mean()) / (5 * totals.var()))
    assert np.mean(conditional_sem(totals, 5) ** 2) == pytest.approx(totals.var() * (1 - kr21))


def naive_moodle(points: Matrix, most: Matrix) -> dict[str, list[float]]:
    """Moodle's figures of each question, in Moodle's order of work and in loops."""
    s, totals = len(points), points.sum(axis=1)
    found: dict[str, list[float]] = {name: [] for name in ("facility", "sd", "weight", "index", "efficiency")}

    def cov(x: Matrix, y: Matrix) -> float:
        return sum((one - x.mean()) * (other - y.mean()) for one, other in zip(x, y, strict=True)) / (s - 1)

    for x, maximum in zip(points.T, most, strict=True):
        rest = totals - x
        found["facility"].append(100 * x.mean() / maximum)
        found["sd"].append(100 * math.sqrt(cov(x, x)) / maximum)
        found["weight"].append(math.sqrt(cov(x, totals)))
        found["index"].append(100 * cov(x, rest) / math.sqrt(cov(x, x) * cov(rest, rest)))
        found["efficiency"].append(100 * cov(x, rest) / cov(np.sort(x), np.sort(rest)))
    together = sum(found["weight"])
    found["weight"] = [100 * one / together for one in found["weight"]]
    return found


@pytest.mark.parametrize("points", [lsat(LSAT7)[::5], partial(80, 5, 6)], ids=["right or wrong", "partial credit"])
def test_moodles_figures_are_those_of_its_formulas(points: Matrix) -> None:
    points = points * [1, 2, 1, 1, 3]
    most = np.array([1.0, 2, 1, 1, 3])
    table = score_table(points, most)
    rests = points.sum(axis=1, keepdims=True) - points
    greatest = np.array([greatest_covariance(own, rest) for own, rest in zip(points.T, rests.T, strict=True)])
    found, expected = moodle(table, greatest), naive_moodle(points, most)
    assert [one.facility for one in found.items] == pytest.approx(expected["facility"])
    assert [one.sd for one in found.items] == pytest.approx(expected["sd"])
    assert [one.effective_weight for one in found.items] == pytest.approx(expected["weight"])
    assert [one.discrimination_index for one in found.items] == pytest.approx(expected["index"])
    assert [one.discriminative_efficiency for one in found.items] == pytest.approx(expected["efficiency"])
    assert sum(one.intended_weight or 0 for one in found.items) == pytest.approx(100)
    totals = points.sum(axis=1)
    # The k-statistics are scipy's, by other algebra.
    k2, k3, k4 = (float(stats.kstat(totals, order)) for order in (2, 3, 4))
    assert found.skewness == pytest.approx(k3 / k2**1.5)
    assert found.kurtosis == pytest.approx(k4 / k2**2)
    reliability = alpha(table)
    assert reliability is not None
    assert found.standard_error == pytest.approx(reliability.sem)
    if table.all_or_nothing.all():
        assert [greatest_of_counts(table, item) for item in range(5)] == pytest.approx(greatest.tolist())


def test_moodle_has_no_weight_for_an_item_that_goes_against_the_total() -> None:
    points = np.column_stack([FIRST, FIRST, FIRST, 1 - FIRST])
    weights = [one.effective_weight for one in moodle(table_of(points), np.ones(4)).items]
    assert weights[3] is None
    assert weights[:3] == pytest.approx([100 / 3] * 3)


def test_prairielearns_figures_are_those_of_its_queries() -> None:
    scores = 100 * partial(52, 4, 9)
    whole = scores.mean(axis=1)
    for own, found in zip(scores.T, prairielearn(scores, whole), strict=True):
        assert found.discrimination == pytest.approx(100 * np.corrcoef(own, whole)[0, 1]), "item-total, not item-rest"
        assert found.sd == pytest.approx(np.std(own, ddof=0))
        assert found.median == pytest.approx(np.percentile(own, 50))
        # ntile(5) of 52 people: 11, 11, 10, 10, 10.
        parts = np.split(own[np.argsort(whole, kind="stable")], [11, 22, 32, 42])
        assert found.fifths == pytest.approx([part.mean() for part in parts])
    assert prairielearn(np.full((5, 1), 50.0), np.arange(5.0))[0].discrimination == 0, "0 and not None"


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_people_and_items_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = partial(60, 6, seed)
    people, items = rng.permutation(60), rng.permutation(6)
    before, after = table_of(points), table_of(points[people][:, items])
    one, other = alpha(before), alpha(after)
    assert one is not None
    assert other is not None
    assert one.alpha.value == pytest.approx(other.alpha.value)
    rests = [(rest.value if rest else 0) for rest in item_rest(before)]
    assert [rests[item] for item in items] == pytest.approx([rest.value if rest else 0 for rest in item_rest(after)])


@pytest.mark.parametrize("seed", range(3))
def test_tables_of_parts_add_up_to_the_table_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = partial(90, 4, seed)
    points[rng.random(points.shape) < 0.05] = np.nan
    group = rng.integers(2, size=90)
    most = np.ones(4)
    whole = score_table(points, most, group=group, groups=2)
    parts = [
        score_table(points[part], most, group=group[part], groups=2)
        for part in (slice(0, 1), slice(1, 40), slice(40, 90))
    ]
    added = parts[0] + parts[1] + parts[2]
    for name in ("totals", "counts", "sums", "squares", "cross", "seen"):
        assert np.allclose(getattr(whole, name), getattr(added, name)), name
    assert whole.people == added.people == 90
    complete = ~np.isnan(points).any(axis=1)
    assert whole.n == complete.sum()
    assert np.allclose(whole.covariance, np.cov(points[complete], rowvar=False))
    assert whole.total_variance == pytest.approx(points[complete].sum(axis=1).var(ddof=1))


def test_packed_points_come_out_as_they_went_in() -> None:
    rng = np.random.default_rng(1)
    levels = [np.array([0.0, 1.0]), np.arange(9) / 4, np.array([0.0, 0.33, 0.67, 1.0]), np.arange(300.0)] * 6
    laid = places([len(one) for one in levels])
    codes = np.column_stack([rng.integers(0, len(one) + 1, size=10_000) for one in levels])
    words = np.zeros((10_000, laid[-1].word + 1), dtype=np.uint64)
    for item, place in enumerate(laid):
        words[:, place.word] |= codes[:, item].astype(np.uint64) << np.uint64(place.shift)
    most = np.array([one[-1] for one in levels])
    names = tuple(f"i{n}" for n in range(24))
    packed = Packed(names, most, tuple(levels), words, np.zeros(10_000, dtype=np.int8), 1)
    expected = np.column_stack([np.concatenate([[np.nan], one])[codes[:, n]] for n, one in enumerate(levels)])
    assert np.array_equal(np.concatenate([points for points, _ in packed.chunks(range(24))]), expected, equal_nan=True)
    assert np.array_equal(packed.column(3), expected[:, 3], equal_nan=True)
    assert packed.table([0, 2]).seen[0].tolist() == (~np.isnan(expected[:, [0, 2]])).sum(axis=0).tolist()


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


def test_time_on_task_is_a_median_in_minutes_of_those_who_were_there() -> None:
    seconds = np.array([[60.0, 60.0], [0.0, 0.0], [300.0, 300.0], [1800.0, 1800.0]])
    found = time_on_task(seconds)
    assert found is not None
    assert (found.median, found.n) == (10.0, 3)
    assert time_on_task(np.zeros((2, 2))) is None
