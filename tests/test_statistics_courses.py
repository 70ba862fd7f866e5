"""What a course asks of the statistics: gain, mastery, the cut, verdicts, options, and how far people come."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from graders.statistics.classification import classification, livingston_lewis
from graders.statistics.cut import angoff
from graders.statistics.distractors import distractors
from graders.statistics.gain import gain
from graders.statistics.mastery import fitted_prior, mastery, probability
from graders.statistics.participation import completion, incidence
from tests.statistics_support import answers, table_of

BEFORE = np.array([2.0, 4.0, 5.0, 3.0, 6.0, 4.0])
AFTER = np.array([5.0, 6.0, 6.0, 7.0, 8.0, 4.0])


def test_gain_by_hand() -> None:
    # Changes 3, 2, 1, 4, 2, 0: mean 2, s = √(10/5) = 1.41421; half t(0.975, 5) · s / √6 = 2.57058 · 0.57735 = 1.48413
    # s1² = 2, s2² = 2: d_av = 2 / √2 = 1.41421. Of 10 points 6 were left to gain before: 2/6.
    found = gain(BEFORE, AFTER, 10)
    assert found is not None
    difference = found.difference
    assert (difference.value, difference.low, difference.high) == pytest.approx((2, 0.51587, 3.48413), abs=1e-5)
    assert found.d_av is not None
    assert found.d_av.value == pytest.approx(math.sqrt(2))
    assert found.normalised is not None
    assert found.normalised.value == pytest.approx(1 / 3)
    assert found.normalised.low < 1 / 3 < found.normalised.high
    assert gain(BEFORE, AFTER, 10) == found, "the same seed, the same interval"


def test_the_interval_of_d_is_algina_and_keselmans() -> None:
    # Their equation, with scipy's noncentral t by quantiles, where ours searches its distribution function.
    found = gain(BEFORE, AFTER, 10)
    assert found is not None
    assert found.d_av is not None
    changes = AFTER - BEFORE
    t = changes.mean() / (changes.std(ddof=1) / math.sqrt(6))
    both = BEFORE.var(ddof=1) + AFTER.var(ddof=1)
    scale = math.sqrt(2 * changes.var(ddof=1) / (6 * both))

    def limit(share: float) -> float:
        return scale * float(optimize.brentq(lambda nc: stats.nct.ppf(share, 5, nc) - t, -5, 15))

    assert (found.d_av.low, found.d_av.high) == pytest.approx((limit(0.975), limit(0.025)), abs=1e-5)


def test_who_lost_has_the_mirror_of_the_gain() -> None:
    one, other = gain(BEFORE, AFTER, 10), gain(AFTER, BEFORE, 10)
    assert one is not None
    assert other is not None
    assert one.d_av is not None
    assert other.d_av is not None
    assert (other.d_av.low, other.d_av.high) == pytest.approx((-one.d_av.high, -one.d_av.low))


def test_gain_has_no_d_without_spread_and_no_part_when_nothing_was_left() -> None:
    found = gain(np.full(5, 10.0), np.full(5, 10.0), 10)
    assert found is not None
    assert found.d_av is None
    assert found.normalised is None
    same = gain(BEFORE, BEFORE + 1, 10)
    assert same is not None
    assert same.d_av is None, "everybody gained the same"
    assert gain(BEFORE[:1], AFTER[:1], 10) is None


@pytest.mark.long
def test_the_intervals_of_gain_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    hits = np.zeros(3)
    for _ in range(300):
        # Means 10 and 12, standard deviations 2 and 3, correlation 0.5: d_av = 2 / √((4 + 9) / 2); 2 of 10 left.
        both = rng.multivariate_normal([10, 12], [[4, 3], [3, 9]], size=60)
        found = gain(both[:, 0], both[:, 1], 20, seed=int(rng.integers(1 << 30)))
        assert found is not None
        truth = (2.0, 2 / math.sqrt(6.5), 0.2)
        for place, (one, true) in enumerate(zip((found.difference, found.d_av, found.normalised), truth, strict=True)):
            assert one is not None
            hits[place] += one.low < true < one.high
    # 285 of 300 expected, standard deviation 3.8; the bootstrap's is known to be a little short.
    assert np.all(hits >= 273)
    assert np.all(hits <= 297)


def test_mastery_is_a_share_of_those_with_enough_right() -> None:
    found = mastery(np.array([0, 1, 2, 3, 4, 4, 4, 2]), 3)
    assert found is not None
    interval = stats.binomtest(4, 8).proportion_ci(method="wilson")
    assert (found.value, found.low, found.high) == pytest.approx((0.5, interval.low, interval.high))
    assert mastery(np.array([], dtype=np.int64), 3) is None


def test_a_prior_is_found_again_and_is_the_likeliest() -> None:
    right = stats.betabinom.rvs(4, 6.0, 2.0, size=20_000, random_state=1)
    prior = fitted_prior(right, 4)
    assert prior is not None
    assert prior.a / (prior.a + prior.b) == pytest.approx(0.75, abs=0.01)
    assert prior.a + prior.b == pytest.approx(8, rel=0.15)
    best = stats.betabinom.logpmf(right, 4, prior.a, prior.b).sum()
    for a, b in ((1.1, 1), (0.9, 1), (1, 1.1), (1, 0.9)):
        assert stats.betabinom.logpmf(right, 4, prior.a * a, prior.b * b).sum() < best


def test_the_probability_of_mastery_is_an_integral() -> None:
    prior = fitted_prior(np.array([0, 1, 2, 2, 3, 3, 4, 4, 4, 1]), 4)
    assert prior is not None

    def weight(share: float) -> float:
        return float(stats.beta.pdf(share, prior.a, prior.b) * stats.binom.pmf(3, 4, share))

    expected = integrate.quad(weight, 0.7, 1)[0] / integrate.quad(weight, 0, 1)[0]
    assert probability(prior, 3, 4, 0.7) == pytest.approx(expected, abs=1e-6)
    rising = [probability(prior, right, 4, 0.7) for right in range(5)]
    assert rising == sorted(rising)


@pytest.mark.parametrize("right", [[], [4, 4, 4], [0, 0]])
def test_no_prior_where_people_do_not_differ(right: list[int]) -> None:
    assert fitted_prior(np.array(right, dtype=np.int64), 4) is None
    assert fitted_prior(np.array([0, 1, 1]), 1) is None


def test_angoff_by_hand() -> None:
    # Sums of the judges 1.5, 1.8, 2.1: mean 1.8, s = 0.3, se = 0.3 / √3
    judgements = np.array([[0.5, 0.4, 0.6], [0.6, 0.5, 0.7], [0.7, 0.6, 0.8]])
    found = angoff(judgements)
    assert found is not None
    assert (found.points, found.se, found.judges) == pytest.approx((1.8, 0.173205, 3))
    doubled = angoff(judgements, np.array([2.0, 2.0, 2.0]))
    assert doubled is not None
    assert doubled.points == pytest.approx(3.6)
    assert angoff(judgements[:1]) is None


LENGTH, PASS = 40, 24


def true_classification(a: float, b: float, low: float, high: float) -> tuple[float, float]:
    """Integrate consistency and accuracy over known true scores."""
    density = stats.beta(a, b, loc=low, scale=high - low)

    def over(what: Callable[[float], float]) -> float:
        parts = ((low, PASS / LENGTH), (PASS / LENGTH, high))
        return sum(float(integrate.quad(lambda t: density.pdf(t) * what(t), *ends)[0]) for ends in parts)

    def passing(t: float) -> float:
        return float(stats.binom.sf(PASS - 1, LENGTH, t))

    consistency = over(lambda t: passing(t) ** 2 + (1 - passing(t)) ** 2)
    return consistency, over(lambda t: passing(t) if t >= PASS / LENGTH else 1 - passing(t))


@pytest.mark.parametrize("truth", [(4.0, 3.0, 0.3, 0.95), (6.0, 2.0, 0.0, 1.0)])
def test_livingston_and_lewis_find_the_truth(truth: tuple[float, float, float, float]) -> None:
    a, b, low, high = truth
    rng = np.random.default_rng(1)
    shares = low + (high - low) * rng.beta(a, b, size=200_000)
    totals, people = np.unique(rng.binomial(LENGTH, shares), return_counts=True)
    spread = np.average((totals - np.average(totals, weights=people)) ** 2, weights=people)
    reliability = shares.var() * LENGTH**2 / spread
    found = livingston_lewis(totals.astype(float), people, float(reliability), LENGTH, PASS)
    assert found is not None
    consistency, accuracy = true_classification(*truth)
    assert found.consistency == pytest.approx(consistency, abs=0.003)
    assert found.accuracy == pytest.approx(accuracy, abs=0.003)
    passing = people[totals >= PASS].sum() / people.sum()
    chance = passing**2 + (1 - passing) ** 2
    assert found.kappa == pytest.approx((consistency - chance) / (1 - chance), abs=0.01)


def test_a_cut_that_is_a_share_does_not_move_by_rounding() -> None:
    rng = np.random.default_rng(2)
    totals, people = np.unique(rng.binomial(LENGTH, rng.beta(6, 3, size=5000)), return_counts=True)
    found = [livingston_lewis(totals.astype(float), people, 0.8, LENGTH, cut) for cut in (24, 0.6 * 40, 0.1 * 3 * 80)]
    assert 0.1 * 3 * 80 > 24, "which rounding makes more than it is"
    assert found[0] is not None
    assert found[1] == found[0]
    assert found[2] is not None
    assert found[2].consistency == pytest.approx(found[0].consistency, abs=1e-9)


def test_no_classification_without_differences_or_reliability() -> None:
    totals, people = np.arange(11.0), np.full(11, 9)
    assert livingston_lewis(np.array([7.0]), np.array([50]), 0.8, 10, 5) is None
    for reliability in (-0.2, 0.0, 1.0):
        assert livingston_lewis(totals, people, reliability, 10, 5) is None


def test_a_bootstrap_interval_of_the_table_is_that_of_people() -> None:
    rng = np.random.default_rng(5)
    points = answers(rng, 300, np.linspace(-2.5, 0.5, 20))
    found = classification(table_of(points), 14)
    assert found is not None
    assert found["consistency"].low < found["consistency"].value < found["consistency"].high
    assert found["accuracy"].value > found["consistency"].value > found["kappa"].value
    drawn = []
    for _ in range(60):
        # By people: alpha and the totals of each resample anew.
        again = points[rng.integers(300, size=300)]
        totals, people = np.unique(again.sum(axis=1), return_counts=True)
        matrix = np.cov(again, rowvar=False)
        reliability = 20 / 19 * (1 - np.trace(matrix) / matrix.sum())
        one = livingston_lewis(totals, people, float(reliability), 20, 14)
        assert one is not None
        drawn.append(one.consistency)
    width = found["consistency"].high - found["consistency"].low
    assert width == pytest.approx(2 * 1.96 * np.std(drawn), rel=0.35)


def test_distractors_by_hand() -> None:
    # Twelve people with totals 0 to 11, the key a. b draws the weak, c one of the strong, d nobody.
    totals = np.arange(12.0)
    names = ["b", "b", "b", "b", "a", "b", "a", "c", "a", "c", "a", "a"]
    chosen = np.array([[name == option for option in "abcd"] for name in names])
    points = (np.array(names) == "a").astype(float)
    a, b, c, d = distractors(chosen, list("abcd"), {"a"}, points, totals)
    # q(1/3) = 3.67 and q(2/3) = 7.33: four people in each third.
    assert a.thirds == (0, 0.5, 0.75)
    assert b.thirds == (1, 0.25, 0)
    assert a.share.value == pytest.approx(5 / 12)
    assert b.r is not None
    assert b.r.value == pytest.approx(np.corrcoef(chosen[:, 1], totals - points)[0, 1])
    assert b.flags == ()
    assert c.flags == ("draws_strong",)
    assert d.flags == ("rare",)
    assert d.r is None
    assert distractors(chosen[:0], list("abcd"), {"a"}, points[:0], totals[:0]) == []


def test_a_key_that_is_wrong_is_seen() -> None:
    rng = np.random.default_rng(1)
    ability = rng.normal(size=300)
    likes = rng.random(300) < 1 / (1 + np.exp(-2 * ability))
    chosen = np.column_stack([~likes, likes])
    points = chosen[:, 0].astype(float)
    found = distractors(chosen, ["a", "b"], {"a"}, points, np.round(5 + 2 * ability) + points)
    assert found[1].flags == ("draws_strong", "beats_key")


def test_people_with_the_same_total_are_in_the_same_third() -> None:
    totals = np.array([3.0] * 5 + [4.0] * 5)
    chosen = np.ones((10, 1), dtype=bool)
    assert distractors(chosen, ["a"], {"a"}, np.zeros(10), totals)[0].thirds == (1, None, 1)
    assert distractors(chosen, ["a"], {"a"}, np.zeros(10), np.full(10, 3.0))[0].thirds == (1, None, None)


def test_completion_is_of_those_who_were_invited() -> None:
    found = completion([50, 40, 10, 0])
    assert [one.value for one in found if one] == [1, 0.8, 0.2, 0]
    interval = stats.binomtest(40, 50).proportion_ci(method="wilson")
    assert found[1] is not None
    assert (found[1].low, found[1].high) == pytest.approx((interval.low, interval.high))
    assert completion([0, 0]) == [None, None]


def test_incidence_by_hand() -> None:
    # Of five one completes at 1, one drops out at 2, one is last seen at 3, and two complete at 4 and 5.
    # F(1) = 1/5; S = 4/5, then 3/5; F(4) = 1/5 + 3/5 · 1/2 = 0.5; F(5) = 0.5 + 3/10 · 1 = 0.8
    times, what = np.array([1.0, 2, 3, 4, 5]), np.array([1, 2, 0, 1, 1])
    found = incidence(times, what, 1)
    assert found.times.tolist() == [1, 4, 5]
    assert found.share.tolist() == pytest.approx([0.2, 0.5, 0.8])
    dropped = incidence(times, what, 2)
    assert dropped.share.tolist() == pytest.approx([0.2])
    # As if who completed were still there to drop out: 1 - 4/5 · 3/4 is more than the fifth that did.
    assert len(incidence(times, np.zeros(5, dtype=np.int64), 1).times) == 0


def test_incidence_of_people_seen_to_the_end_is_a_proportion() -> None:
    rng = np.random.default_rng(2)
    times, what = rng.integers(1, 30, size=200).astype(float), rng.integers(1, 3, size=200)
    found = incidence(times, what, 1)
    shares = np.array([((times <= moment) & (what == 1)).mean() for moment in found.times])
    assert found.share == pytest.approx(shares)
    half = stats.norm.ppf(0.975) * np.sqrt(shares * (1 - shares) / 200)
    assert found.high - found.share == pytest.approx(half, rel=0.01)
