"""Rasch, the two-parameter model and DIF against published figures, other programs, brute force and known truth."""

import itertools
import math

import girth
import numpy as np
import pytest
import statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import StratifiedTable

from graders.statistics import ScoreTable, score_table
from graders.statistics.dif import MantelHaenszel, adjusted_p, logistic, mantel_haenszel, screen
from graders.statistics.rasch import abilities, andersen, estimable, fit, halves, rasch, symmetric, without
from graders.statistics.twopl import TwoPL, twopl
from tests.statistics_support import LSAT6, LSAT7, PATTERNS, Matrix, answers, lsat, table_of

Counts = np.ndarray[tuple[int], np.dtype[np.int64]]


def naive_symmetric(easiness: Matrix, r: int) -> float:
    return sum(math.prod(chosen) for chosen in itertools.combinations(easiness.tolist(), r))


def test_symmetric_functions_are_sums_over_all_sets() -> None:
    easiness = np.exp(np.array([-1.2, 0.3, 2.0, 0.0, 0.7]))
    found = symmetric(easiness)
    assert found == pytest.approx([naive_symmetric(easiness, r) for r in range(6)])
    for item, left in enumerate(without(found, easiness)):
        assert left == pytest.approx([naive_symmetric(np.delete(easiness, item), r) for r in range(5)])


def test_leaving_out_one_of_many_loses_no_digits() -> None:
    easiness = np.exp(np.linspace(-6, 6, 150))
    for item, left in zip((0, 75, 149), without(symmetric(easiness), easiness)[[0, 75, 149]], strict=True):
        assert left == pytest.approx(symmetric(np.delete(easiness, item)), rel=1e-10)


def conditional_loss(b: Matrix, points: Matrix) -> float:
    """Sum the conditional log-likelihood person by person, over every way to have the same number right."""
    loss = 0.0
    for row in points:
        ways = [np.array(way) for way in itertools.product([0, 1], repeat=len(b)) if sum(way) == row.sum()]
        loss += row @ b + math.log(sum(math.exp(-way @ b) for way in ways))
    return loss


# R's ltm, rasch(LSAT): Rizopoulos (2006), Journal of Statistical Software 17 (5), section 4.1, with one slope for all.
# Times the slope and less their mean, these are estimates of the same difficulties by marginal likelihood.
def test_rasch_of_the_law_school_test_is_the_published() -> None:
    found = rasch(table_of(lsat(LSAT6)))
    assert found is not None
    published = 0.7551 * np.array([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802])
    assert found.b == pytest.approx(published - published.mean(), abs=3e-3)
    assert found.n == 1000 - 3 - 298
    assert found.b.sum() == pytest.approx(0)


def test_rasch_is_what_brute_force_finds() -> None:
    points = lsat(LSAT7)[::25]
    found = rasch(table_of(points))
    assert found is not None

    def loss(free: Matrix) -> float:
        return conditional_loss(np.append(free, -free.sum()), points)

    expected = optimize.minimize(loss, np.zeros(4), options={"gtol": 1e-8})
    assert found.b[:4] == pytest.approx(expected.x, abs=1e-4)
    assert found.logl == pytest.approx(-expected.fun)
    # Standard errors from the curvature, by differences.
    step = 1e-3
    hessian = np.array(
        [
            [
                sum(
                    one * other * loss(found.b[:4] + step * (one * np.eye(4)[i] + other * np.eye(4)[j]))
                    for one, other in itertools.product((-1, 1), repeat=2)
                )
                / (4 * step * step)
                for j in range(4)
            ]
            for i in range(4)
        ]
    )
    covariance = np.linalg.inv(hessian)
    errors = [*np.sqrt(np.diag(covariance)), math.sqrt(covariance.sum())]
    assert found.se == pytest.approx(errors, rel=1e-3)


@pytest.mark.long
def test_rasch_finds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    truth = np.linspace(-2, 2, 12)
    hits = []
    for _ in range(60):
        # Ability that is nothing like normal, which the conditional likelihood does not mind.
        found = rasch(table_of(answers(rng, 400, truth, ability=rng.exponential(1.5, size=400) - 1)))
        assert found is not None
        hits += (np.abs(found.b - truth) < 1.96 * found.se).tolist()
    # 720 intervals: 684 expected, about 6 by chance.
    assert 660 <= sum(hits) <= 710


def test_rasch_of_sixty_items_is_quick_and_right() -> None:
    truth = np.linspace(-3, 3, 60)
    found = rasch(table_of(answers(np.random.default_rng(1), 3000, truth)))
    assert found is not None
    assert np.abs(found.b - truth).max() < 0.35
    assert np.sqrt(np.mean(((found.b - truth) / found.se) ** 2)) == pytest.approx(1, abs=0.25)


def test_no_rasch_where_the_likelihood_has_no_maximum() -> None:
    perfect = np.tril(np.ones((5, 4)), -1)
    assert rasch(table_of(np.repeat(perfect, 10, axis=0))) is None, "each item parts the people in two"
    assert rasch(table_of(np.ones((10, 4)))) is None
    assert rasch(table_of(np.zeros((10, 4)))) is None
    assert rasch(table_of(lsat(LSAT6)[:, :1])) is None
    assert estimable(table_of(np.column_stack([np.ones(6), [1.0, 0, 1, 0, 1, 1], np.zeros(6)]))).tolist() == [0, 1, 0]


def test_andersens_test_is_of_two_likelihoods_and_finds_what_is_there() -> None:
    rng = np.random.default_rng(3)
    b = np.linspace(-1.5, 1.5, 8)
    kept = table_of(answers(rng, 1500, b))
    parts = halves(kept)
    assert parts is not None
    holds = andersen(parts)
    assert holds is not None
    assert holds.df == 7
    assert holds.p > 0.01
    single = [rasch(part) for part in (*parts, kept)]
    logl = [one.logl if one else math.nan for one in single]
    assert holds.chi2 == pytest.approx(2 * (logl[0] + logl[1] - logl[2]))
    steep = andersen(halves(table_of(answers(rng, 1500, b, a=np.linspace(0.3, 2.5, 8)))) or ())
    assert steep is not None
    assert steep.p < 1e-6
    group = rng.integers(2, size=1500)
    moved = np.where(group[:, None] == 1, b + 0.8 * (np.arange(8) == 2), b)
    shown = (rng.random((1500, 8)) < 1 / (1 + np.exp(moved - rng.normal(size=(1500, 1))))).astype(float)
    table = table_of(shown, group=group)
    by_group = andersen([table.of_groups(0), table.of_groups(1)])
    assert by_group is not None
    assert by_group.p < 0.001


def test_fit_is_that_of_the_residuals_of_every_person() -> None:
    points = answers(np.random.default_rng(7), 300, np.linspace(-1.5, 1.5, 6))
    table = table_of(points)
    model = rasch(table)
    assert model is not None
    kept = points[(points.sum(axis=1) > 0) & (points.sum(axis=1) < 6)]
    theta = abilities(model.b)
    assert [float((1 / (1 + np.exp(model.b - one))).sum()) for one in theta] == pytest.approx([1, 2, 3, 4, 5])
    p = 1 / (1 + np.exp(model.b - theta[kept.sum(axis=1).astype(int) - 1][:, None]))
    squares = (kept - p) ** 2
    for item, found in enumerate(fit(table, model)):
        assert found.outfit == pytest.approx((squares / (p * (1 - p)))[:, item].mean())
        assert found.infit == pytest.approx(squares[:, item].sum() / (p * (1 - p))[:, item].sum())


def test_an_item_that_anybody_guesses_fits_badly() -> None:
    rng = np.random.default_rng(9)
    points = answers(rng, 800, np.linspace(-1.5, 1.5, 10))
    points[:, 9] = rng.random(800) < 0.25
    table = table_of(points)
    model = rasch(table)
    assert model is not None
    outfit = [one.outfit for one in fit(table, model)]
    assert np.argmax(outfit) == 9
    assert outfit[9] > 1.3


def two_parameters(counts: Counts) -> TwoPL:
    found = twopl(("1", "2", "3", "4", "5"), lambda: [(PATTERNS, counts.astype(np.float64))])
    assert found is not None
    return found


# R's ltm 1.2, summary(ltm(LSAT ~ z1)), and R's mirt, coef(mirt(expand.table(LSAT7), 1)).
def test_two_parameters_of_the_law_school_test_are_the_published() -> None:
    found = two_parameters(LSAT6)
    assert found.logl == pytest.approx(-2466.653, abs=5e-4)
    assert found.a == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=1e-3)
    assert found.b == pytest.approx([-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], abs=3e-3)
    # Theirs are from the second derivatives, ours from the products of the first.
    assert found.se_a == pytest.approx([0.2581, 0.1867, 0.2326, 0.1852, 0.2100], rel=0.05)
    assert found.se_b == pytest.approx([0.8669, 0.3073, 0.0997, 0.4341, 0.8700], rel=0.05)
    other = two_parameters(LSAT7)
    assert other.logl == pytest.approx(-2658.805, abs=5e-4)
    assert other.a == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], abs=2e-3)
    assert other.d == pytest.approx([1.856, 0.808, 1.804, 0.486, 1.855], abs=2e-3)


def test_two_parameters_are_girths() -> None:
    points = answers(np.random.default_rng(2), 600, np.linspace(-1.5, 1.5, 8), a=np.linspace(0.6, 2.0, 8))
    ours = twopl(tuple("abcdefgh"), lambda: [(points[:350], np.ones(350)), (points[350:], np.ones(250))])
    theirs = girth.twopl_mml(points.T.astype(int), options={"max_iteration": 200})
    assert ours is not None
    assert ours.a == pytest.approx(theirs["Discrimination"], abs=0.02)
    assert ours.b == pytest.approx(theirs["Difficulty"], abs=0.02)


def test_two_parameters_mirror_with_the_items() -> None:
    # Right for wrong on every item: the same slopes, with all difficulties turned round.
    found = two_parameters(LSAT7)
    turned = twopl(found.items, lambda: [(1 - PATTERNS, LSAT7.astype(np.float64))])
    assert turned is not None
    assert turned.a == pytest.approx(found.a, abs=1e-3)
    assert turned.b == pytest.approx(-found.b, abs=1e-2)
    # One item turned round has a negative slope.
    reversed_ = PATTERNS.copy()
    reversed_[:, 2] = 1 - reversed_[:, 2]
    one = twopl(found.items, lambda: [(reversed_, LSAT7.astype(np.float64))])
    assert one is not None
    assert one.a == pytest.approx(found.a * [1, 1, -1, 1, 1], abs=1e-3)


@pytest.mark.long
def test_two_parameters_find_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    a, b = np.tile([0.8, 1.2, 1.6], 4), np.linspace(-1.5, 1.5, 12)
    hits = []
    for _ in range(25):
        points = answers(rng, 1000, b, a)
        found = twopl(tuple("abcdefghijkl"), lambda points=points: [(points, np.ones(len(points)))])
        assert found is not None
        hits += (np.abs(found.a - a) < 1.96 * found.se_a).tolist()
        hits += (np.abs(found.b - b) < 1.96 * found.se_b).tolist()
    # 600 intervals: 570 expected.
    assert 548 <= sum(hits) <= 590


def test_no_two_parameters_where_a_slope_grows_or_all_are_alike() -> None:
    def model(points: Matrix) -> TwoPL | None:
        return twopl(tuple(map(str, range(points.shape[1]))), lambda: [(points, np.ones(len(points)))])

    assert model(lsat(LSAT6)[:, :2]) is None
    assert model(np.column_stack([lsat(LSAT6), np.ones(1000)])) is None
    perfect = np.repeat(np.tril(np.ones((5, 4)), -1), 10, axis=0)
    assert model(perfect) is None


# Six departments of Berkeley in 1973 (Bickel, Hammel and O'Connell, 1975, Science 187, 398-404; R's UCBAdmissions):
# admitted and rejected men, admitted and rejected women.
BERKELEY = np.array(
    [
        [512, 313, 89, 19],
        [353, 207, 17, 8],
        [120, 205, 202, 391],
        [138, 279, 131, 244],
        [53, 138, 94, 299],
        [22, 351, 24, 317],
    ]
)


def strata(cells: Matrix) -> ScoreTable:
    """Return a table whose totals are numbered strata and whose only item is right for the first of each pair."""
    points, group, total = [], [], []
    for place, (a, b, c, d) in enumerate(cells):
        for count, right, of in ((a, 1.0, 0), (b, 0.0, 0), (c, 1.0, 1), (d, 0.0, 1)):
            points += [right] * int(count)
            group += [of] * int(count)
            total += [10.0 * place] * int(count)
    # A second item makes up the total.
    both = np.column_stack([points, np.array(total) - points + 1])
    return score_table(both, np.array([1.0, 100.0]), group=np.array(group), groups=2)


def test_mantel_haenszel_of_berkeley_is_rs() -> None:
    # R's mantelhaen.test(UCBAdmissions): common odds ratio 0.9046968, interval 0.7719074 to 1.0603298.
    found = mantel_haenszel(strata(BERKELEY), 0, 0, 1)
    assert found is not None
    assert found.alpha == pytest.approx(0.9046968, abs=1e-7)
    half = 1.959964 * found.se / 2.35
    assert (found.alpha * math.exp(-half), found.alpha * math.exp(half)) == pytest.approx(
        (0.7719074, 1.0603298), abs=1e-6
    )
    table = StratifiedTable([row.reshape(2, 2) for row in BERKELEY])
    test = table.test_null_odds(correction=True)
    assert (found.chi2, found.p) == pytest.approx((test.statistic, test.pvalue))
    assert found.ets == "A"


def with_dif(rng: np.random.Generator, people: int, shift: float, items: int = 12) -> tuple[Matrix, Counts]:
    """Draw people of two groups, the second less able, and one item that is harder for it by so many logits."""
    group = rng.integers(2, size=people)
    theta = rng.normal(size=people) - 0.5 * group
    b = np.linspace(-1.5, 1.5, items) + shift * np.outer(group, np.arange(items) == 4)
    return (rng.random((people, items)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(float), group


def screened(points: Matrix, group: Counts, reference: int = 0, focal: int = 1) -> tuple[MantelHaenszel | None, ...]:
    def part(items: "list[int]") -> ScoreTable:
        return table_of(points[:, list(items)], group=group)

    return screen(table_of(points, group=group), part, reference, focal).items  # type: ignore[arg-type]


def test_the_focal_group_decides_the_sign() -> None:
    points, group = with_dif(np.random.default_rng(6), 3000, 0.8)
    found = mantel_haenszel(table_of(points, group=group), 4, 0, 1)
    turned = mantel_haenszel(table_of(points, group=group), 4, 1, 0)
    assert found is not None
    assert turned is not None
    assert found.delta < -1, "harder for the focal group"
    assert found.alpha > 1
    assert turned.delta == pytest.approx(-found.delta)
    assert turned.chi2 == pytest.approx(found.chi2)
    swapped = mantel_haenszel(table_of(points, group=1 - group), 4, 0, 1)
    assert swapped is not None
    assert swapped.delta == pytest.approx(-found.delta), "labels that are mixed up turn the sign"


def test_dif_is_found_and_its_size_is_right() -> None:
    points, group = with_dif(np.random.default_rng(6), 6000, 0.8)
    found = screened(points, group)
    # In a Rasch model alpha is exp(shift) and delta -2.35 times the shift.
    four = found[4]
    assert four is not None
    assert four.delta == pytest.approx(-2.35 * 0.8, abs=2.5 * four.se)
    assert four.ets == "C"
    assert [one.ets for item, one in enumerate(found) if one and item != 4] == ["A"] * 11


def test_purification_leaves_the_flagged_out_of_the_score() -> None:
    points, group = with_dif(np.random.default_rng(6), 3000, 1.2)
    table = table_of(points, group=group)
    result = screen(table, lambda items: table_of(points[:, list(items)], group=group), 0, 1)
    assert result.settled
    assert 4 in result.flagged
    anchors = [item for item in range(12) if item not in result.flagged]
    for item in (0, 4):
        kept = sorted({*anchors, item})
        expected = mantel_haenszel(table_of(points[:, kept], group=group), kept.index(item), 0, 1)
        found = result.items[item]
        assert found is not None
        assert expected is not None
        assert (found.alpha, found.chi2) == pytest.approx((expected.alpha, expected.chi2))


def test_purification_that_does_not_settle_ends_and_says_so() -> None:
    points, group = with_dif(np.random.default_rng(6), 1000, 1.2)
    calls = 0

    def part(items: "list[int]") -> ScoreTable:
        # Whoever is matched by fewer items sees no difference at all, and so the flags come and go.
        nonlocal calls
        calls += 1
        rows = np.repeat(np.eye(len(items)), 40, axis=0)
        return table_of(rows, group=np.arange(len(rows)) % 2)

    result = screen(table_of(points, group=group), part, 0, 1)  # type: ignore[arg-type]
    assert not result.settled
    assert calls > 0


def test_a_score_with_one_person_says_nothing() -> None:
    alone = np.array([[3, 1, 2, 4], [5, 2, 3, 3], [1, 0, 0, 0], [0, 0, 0, 1]])
    found = mantel_haenszel(strata(alone), 0, 0, 1)
    without = mantel_haenszel(strata(alone[:2]), 0, 0, 1)
    assert found is not None
    assert without is not None
    assert (found.chi2, found.alpha, found.se) == pytest.approx((without.chi2, without.alpha, without.se))


def test_the_correction_is_taken_from_no_difference_too() -> None:
    # As Holland and Thayer have it: (0 - 0.5)² / (20 · 20 · 20 · 20 / (40² · 39) + 10⁴ / (20² · 19)) = 0.25 / 3.88
    found = mantel_haenszel(strata(np.array([[10, 10, 10, 10], [5, 5, 5, 5]])), 0, 0, 1)
    assert found is not None
    assert (found.chi2, found.alpha) == pytest.approx((0.0644, 1), abs=5e-5)


def test_groups_that_never_meet_are_not_compared() -> None:
    assert mantel_haenszel(strata(np.array([[5, 0, 0, 5]])), 0, 0, 1) is None
    assert mantel_haenszel(strata(np.array([[5, 5, 0, 0], [0, 0, 5, 5]])), 0, 0, 1) is None


@pytest.mark.parametrize(
    ("p", "delta", "se", "letter"),
    [
        (0.20, -2.0, 1.5, "A"),  # large but not significant
        (0.001, -0.9, 0.2, "A"),  # significant but small
        (0.001, -1.4, 0.1, "B"),
        (0.001, 1.6, 0.5, "B"),  # not significantly more than 1: 1.6 - 1.645 · 0.5 = 0.78
        (0.001, 1.6, 0.3, "C"),  # 1.6 - 1.645 · 0.3 = 1.11
    ],
)
def test_the_class_of_ets_needs_size_and_significance(p: float, delta: float, se: float, letter: str) -> None:
    assert MantelHaenszel("q", 1.0, p, math.exp(-delta / 2.35), delta, se).ets == letter


def test_adjusted_p_is_that_of_benjamini_and_hochberg() -> None:
    p = [0.01, 0.04, 0.03, 0.005]
    # Times 4, over the rank 2, 4, 3, 1, and never more than that of a larger one.
    assert adjusted_p(p) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert adjusted_p([]) == []


def test_logistic_dif_is_that_of_statsmodels() -> None:
    points, group = with_dif(np.random.default_rng(8), 700, 0.8)
    total = points.sum(axis=1)
    found = logistic(table_of(points, group=group), 4, 0, 1)
    assert found is not None
    columns = np.column_stack([np.ones(700), total, group, total * group])
    none, small, large = (sm.Logit(points[:, 4], columns[:, :width]).fit(disp=0).llf for width in (1, 2, 4))
    assert found.chi2 == pytest.approx(2 * (large - small))
    assert found.p == pytest.approx(stats.chi2.sf(2 * (large - small), 2))
    nagelkerke = [(1 - math.exp(2 * (none - one) / 700)) / (1 - math.exp(2 * none / 700)) for one in (small, large)]
    assert found.r2_change == pytest.approx(nagelkerke[1] - nagelkerke[0])


def test_logistic_dif_sees_curves_that_cross() -> None:
    rng = np.random.default_rng(12)
    group = rng.integers(2, size=4000)
    slope = np.where(np.outer(group, np.arange(15) == 4), 0.3, 1.5)
    points = (rng.random((4000, 15)) < 1 / (1 + np.exp(-slope * rng.normal(size=(4000, 1))))).astype(float)
    table = table_of(points, group=group)
    crossing, uniform = logistic(table, 4, 0, 1), mantel_haenszel(table, 4, 0, 1)
    assert crossing is not None
    assert uniform is not None
    assert crossing.p < 1e-10
    assert uniform.p > 0.001


def test_no_logistic_dif_where_there_is_nothing_to_estimate() -> None:
    points, group = with_dif(np.random.default_rng(8), 200, 0.5)
    assert logistic(table_of(points, group=np.where(group == 1, 2, 0)), 4, 0, 1) is None, "an empty group"
    points[:, 4] = 1
    assert logistic(table_of(points, group=group), 4, 0, 1) is None
    points[:, 4] = points.sum(axis=1) > np.median(points.sum(axis=1))
    assert logistic(table_of(points[:, 4:5], group=group), 0, 0, 1) is None, "the score is the item"


@pytest.mark.long
def test_without_dif_about_one_in_twenty_items_is_significant() -> None:
    rng = np.random.default_rng(10)
    p = []
    for _ in range(60):
        points, group = with_dif(rng, 600, 0.0)
        table = table_of(points, group=group)
        p += [one.p for one in (mantel_haenszel(table, item, 0, 1) for item in range(12)) if one]
    # The continuity correction makes it a little less than one in twenty.
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.065
