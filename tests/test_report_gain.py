"""Gain on pairs, who reaches a goal, and who passes: made-up occasions whose truth is planted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from graders.reports import paired, scored
from graders.reports.inputs import Inputs, declare
from graders.reports.numbers import Result
from graders.reports.paired import Gains, Paired, gains, named_pairs
from graders.reports.passing import Passing, passing
from graders.reports.reached import needed, reached, under
from graders.statistics import Estimate, wilson
from graders.statistics.gain import gain
from tests.report_support import START, Made, occasion, person, response
from toolkit.formats import Response

BEFORE = [
    Made(f"intro-f-{n}", goal, "single", 1, 0.4, pair=f"intro-par-{n}", variants=("a", "b"))
    for n, goal in enumerate(["intro.1.1", "intro.1.2", "intro.1.3"], 1)
]
AFTER = [
    # Not in the order of the pre-test, and with a point more for one.
    Made("intro-p-3", "intro.1.3", "single", 1, 0.7, pair="intro-par-3", variants=("a", "b")),
    Made("intro-p-1", "intro.1.1", "single", 2, 0.7, pair="intro-par-1", variants=("a", "b")),
    Made("intro-p-ny", "intro.1.1", "single", 1, 0.7),
    Made("intro-p-2", "intro.1.2", "single", 1, 0.7, pair="intro-par-2", variants=("a", "b")),
]
MIDDLE = [Made("intro-1-a", "intro.1.1", "single", 1, 0.6)]
MODULES: dict[str, Sequence[Made]] = {"forkunskaper": BEFORE, "1-uppdraget": MIDDLE, "kunskapsprov": AFTER}
DAY = timedelta(days=1)
Points = Callable[[int, Made], float]


def taken(
    people: Sequence[int], module: str, points: Points, day: float, modules: Mapping[str, Sequence[Made]] = MODULES
) -> list[Response]:
    """Make up hand-ins of a module, an hour after its first answer."""
    at = START + day * DAY
    return [
        response(
            person(number),
            module,
            one,
            "answered",
            points(number, one),
            at=at,
            submitted=at + timedelta(hours=1),
            variant="ab"[number % 2] if one.variants else None,
        )
        for number in people
        for one in modules[module]
    ]


def away(people: Sequence[int], module: str) -> list[Response]:
    """Make up people who have not been in a module."""
    return [response(person(number), module, one, "not_started", None) for number in people for one in MODULES[module]]


def read(folder: Path, made: Sequence[Response], modules: dict[str, Sequence[Made]] | None = None) -> Inputs:
    return declare(occasion(folder / "intro-2026-ht", made, modules=modules or MODULES), ["answer"])


def found(folder: Path, made: Sequence[Response], modules: dict[str, Sequence[Made]] | None = None) -> Paired:
    inputs = read(folder, made, modules)
    rows = scored.told(inputs.rows)
    return paired.paired(named_pairs(inputs.exercises, rows), rows)


def verdict(folder: Path, made: Sequence[Response], modules: dict[str, Sequence[Made]] | None = None) -> Passing:
    inputs = read(folder, made, modules)
    told = passing(inputs, scored.told(inputs.rows))
    assert told
    return told


def drawn(share: float, seed: int) -> Points:
    """Return points that are all or nothing, right for about this share."""
    rng = np.random.default_rng(seed)
    return lambda number, one: one.points if rng.random() < share else 0.0


def everybody(count: int, before: Points, after: Points) -> list[Response]:
    """Make up people who take the pre-test, a module and the final test, in that order."""
    people = range(count)
    made = taken(people, "forkunskaper", before, 0)
    return made + taken(people, "1-uppdraget", drawn(0.6, 9), 1) + taken(people, "kunskapsprov", after, 2)


def test_pairs_are_matched_by_their_name_and_not_by_their_place(tmp_path: Path) -> None:
    pairs = found(tmp_path, everybody(10, drawn(0.4, 1), drawn(0.7, 2))).pairs
    assert {(pair.before, pair.after, pair.goal, pair.points) for pair in pairs} == {
        ("intro-f-1", "intro-p-1", "intro.1.1", 2.0),
        ("intro-f-2", "intro-p-2", "intro.1.2", 1.0),
        ("intro-f-3", "intro-p-3", "intro.1.3", 1.0),
    }


def test_the_gain_that_was_planted_is_found(tmp_path: Path) -> None:
    told = gains(found(tmp_path, everybody(400, drawn(0.4, 1), drawn(0.7, 2))))
    difference = told.all.difference.estimate
    assert difference
    assert difference.n == 400
    assert difference.low < 0.3 < difference.high
    assert difference.value == pytest.approx(told.all.after.value - told.all.before.value)
    assert [(name, one.pairs) for name, one in told.strands] == [("analys", 1), ("uppdrag", 2)]
    assert {name for name, _ in told.goals} == {"intro.1.1", "intro.1.2", "intro.1.3"}
    # Half of what was left, 0.3 of 0.6.
    assert told.normalised.estimate
    assert told.normalised.estimate.low < 0.5 < told.normalised.estimate.high


def test_the_gain_is_that_of_the_statistics_on_the_weighted_shares(tmp_path: Path) -> None:
    before, after = drawn(0.4, 1), drawn(0.7, 2)
    made = everybody(60, before, after)
    points = {(row.pid, row.exercise): row.points or 0.0 for row in made}
    first = [
        (2 * points[person(n), "intro-f-1"] + points[person(n), "intro-f-2"] + points[person(n), "intro-f-3"]) / 4
        for n in range(60)
    ]
    last = [sum(points[person(n), f"intro-p-{k}"] for k in (1, 2, 3)) / 4 for n in range(60)]
    expected = gain(np.array(first), np.array(last), 1.0)
    told = gains(found(tmp_path, made))
    assert expected
    assert told.all.difference.estimate
    assert told.all.difference.estimate.value == pytest.approx(expected.difference.value)
    assert told.all.difference.estimate.low == pytest.approx(expected.difference.low)
    assert told.d_av.estimate
    assert expected.d_av
    assert told.d_av.value == pytest.approx(expected.d_av.value)


def test_who_began_the_course_before_the_pre_test_is_left_out_and_counted(tmp_path: Path) -> None:
    half, full = drawn(0.5, 1), drawn(1.0, 2)
    made = (
        taken(range(40), "forkunskaper", half, 0)
        + taken(range(40, 47), "forkunskaper", half, 1.5)
        + away(range(47, 56), "forkunskaper")
        + taken(range(56), "1-uppdraget", half, 1)
        + taken(range(56), "kunskapsprov", full, 2)
    )
    told = found(tmp_path, made)
    assert len(told.before) == 40
    assert (told.late, told.without) == (7, 9)


def test_who_took_the_pre_test_only_is_in_no_count_of_the_gain(tmp_path: Path) -> None:
    made = (
        taken(range(30), "forkunskaper", drawn(0.5, 1), 0)
        + taken(range(30), "1-uppdraget", drawn(0.5, 2), 1)
        + taken(range(20), "kunskapsprov", drawn(0.5, 3), 2)
        + away(range(20, 30), "kunskapsprov")
    )
    told = found(tmp_path, made)
    assert (len(told.before), told.late, told.without) == (20, 0, 0)


def test_vet_inte_counts_as_not_right_and_its_share_is_told(tmp_path: Path) -> None:
    made = everybody(40, drawn(0.0, 1), drawn(0.7, 2))
    unsure = {person(number) for number in range(10)}
    told = gains(
        found(
            tmp_path,
            [
                row.model_copy(update={"answer": '{"dk":true}'})
                if row.module == "forkunskaper" and row.pid in unsure
                else row
                for row in made
            ],
        )
    )
    assert told.unsure.value == pytest.approx(0.25)
    assert told.all.before.value == 0


def test_a_pair_with_a_struck_exercise_is_none(tmp_path: Path) -> None:
    struck = [
        row.model_copy(update={"status": "withdrawn", "points": None}) if row.exercise == "intro-p-1" else row
        for row in everybody(30, drawn(0.4, 1), drawn(0.7, 2))
    ]
    told = found(tmp_path, struck)
    assert [pair.after for pair in told.pairs] == ["intro-p-3", "intro-p-2"]
    assert gains(told).all.difference.n == 30


@pytest.mark.parametrize(
    ("modules", "why"),
    [
        (["1-uppdraget", "kunskapsprov"], "no_pretest"),
        (["forkunskaper", "1-uppdraget"], "no_test"),
    ],
)
def test_without_one_of_the_tests_there_is_no_gain_and_it_is_said_why(
    tmp_path: Path, modules: Sequence[str], why: str
) -> None:
    made = [row for row in everybody(30, drawn(0.4, 1), drawn(0.7, 2)) if row.module in modules]
    told = gains(found(tmp_path, made, {name: MODULES[name] for name in modules}))
    assert told.all.difference == told.d_av == told.normalised == told.unsure == Result(None, None, why)  # type: ignore[arg-type]


def test_tests_without_a_pair_have_no_gain(tmp_path: Path) -> None:
    alone: dict[str, Sequence[Made]] = {**MODULES, "forkunskaper": [Made("intro-f-9", "intro.1.1", "single", 1, 0.4)]}
    people = range(20)
    made = taken(people, "forkunskaper", drawn(0.4, 1), 0, alone) + taken(people, "kunskapsprov", drawn(0.7, 2), 2)
    assert gains(found(tmp_path, made, alone)).all.difference == Result(None, None, "no_pairs")


@pytest.mark.parametrize("count", [0, 1, 4])
def test_few_people_have_no_gain(tmp_path: Path, count: int) -> None:
    others = range(count, 10)
    made = everybody(count, drawn(0.4, 1), drawn(0.7, 2)) + [row for name in MODULES for row in away(others, name)]
    told = gains(found(tmp_path, made))
    assert told.all.difference == told.d_av == told.unsure == Result(None, None, "few")


def test_twelve_people_have_a_gain_but_no_coefficients(tmp_path: Path) -> None:
    told = gains(found(tmp_path, everybody(12, drawn(0.4, 1), drawn(0.7, 2))))
    assert told.all.difference.estimate
    assert told.d_av == told.normalised == Result(12, None, "under_30")


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_right_or_all_wrong_both_times_is_a_gain_of_nothing(tmp_path: Path, share: float) -> None:
    told: Gains = gains(found(tmp_path, everybody(40, drawn(share, 1), drawn(share, 2))))
    assert told.all.difference.value == 0
    assert told.d_av == Result(40, None, "alike")
    # Where everything was right before, nothing was left to gain.
    assert (told.normalised.estimate is None) == (share == 1)


def test_most_answers_that_wait_for_marking_keep_the_gain_back(tmp_path: Path) -> None:
    made = everybody(40, drawn(0.4, 1), drawn(0.7, 2))
    late = {person(number) for number in range(20)}
    waits = [
        row.model_copy(update={"status": "awaiting_marking", "points": None})
        if row.exercise == "intro-p-1" and row.pid in late
        else row
        for row in made
    ]
    assert gains(found(tmp_path, waits)).all.difference == Result(None, None, "waiting")


# --- who reaches a goal ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("most", "line", "points"),
    [(3, "0.7", 2.0), (2, "0.7", 1.5), (4, "0.7", 3.0), (1, "0.7", 0.5), (2.5, "0.7", 2.0), (0.5, "0.4", 0.5)],
)
def test_the_line_of_a_goal_is_that_of_the_test_to_the_nearest_half_point(
    most: float, line: str, points: float
) -> None:
    assert needed(most, Decimal(line)) == points


def test_the_share_who_reach_a_goal_has_wilsons_interval(tmp_path: Path) -> None:
    made = everybody(80, drawn(0.4, 1), drawn(0.6, 2))
    rows = scored.told(read(tmp_path, made).rows)
    test = rows[rows["module_role"] == "test"]
    told = reached(test, ["intro-p-1", "intro-p-ny"], Decimal("0.7"))
    sums = test[test["goal"] == "intro.1.1"].groupby("pid")["points"].sum()
    assert told == Result(80, wilson(int((sums >= 2).sum()), 80))


def test_a_goal_that_under_five_reach_is_under_the_line_all_the_same(tmp_path: Path) -> None:
    made = everybody(40, drawn(0.4, 1), lambda number, one: one.points if number < 2 else 0.0)
    rows = scored.told(read(tmp_path, made).rows)
    told = reached(rows[rows["module_role"] == "test"], ["intro-p-2"], Decimal("0.7"))
    assert told == Result(40, None, "few_reach")
    assert under(told, Decimal("0.7"))
    assert not under(Result(6, None, "few_reach"), Decimal("0.7"))
    assert not under(Result(None, None, "few"), Decimal("0.7"))


@pytest.mark.parametrize(("high", "expected"), [(0.69, True), (0.7, False), (0.8, False)])
def test_a_goal_is_under_the_line_with_its_whole_interval(high: float, expected: bool) -> None:
    assert under(Result(50, Estimate(0.6, 0.5, high, 50)), Decimal("0.7")) == expected


# --- who passes -----------------------------------------------------------------------------------


def test_who_has_the_line_exactly_passes(tmp_path: Path) -> None:
    # Of 5 points 70 % are 3.5, which nobody can have exactly; with 10 points 7 are.
    ten: dict[str, Sequence[Made]] = {
        **MODULES,
        "kunskapsprov": [Made(f"intro-p-{n}", "intro.1.1", "single", 1, 0.5) for n in range(10)],
    }
    right = {one.id: n for n, one in enumerate(ten["kunskapsprov"])}
    people = range(30)
    made = taken(people, "1-uppdraget", drawn(0.5, 1), 1, ten) + taken(
        people, "kunskapsprov", lambda number, one: float(right[one.id] < (7 if number < 18 else 6)), 2, ten
    )
    told = verdict(tmp_path, made, ten)
    assert told.points == 7
    assert told.reached == Result(30, wilson(18, 30))
    assert told.complete
    assert (told.complete.count, told.complete.of) == (18, 18)


def test_who_lacks_a_module_is_told_apart(tmp_path: Path) -> None:
    people = range(20)
    made = (
        taken(range(12), "1-uppdraget", drawn(0.5, 1), 1)
        + away(range(12, 20), "1-uppdraget")
        + away(people, "forkunskaper")
        + taken(people, "kunskapsprov", drawn(1.0, 2), 2)
    )
    told = verdict(tmp_path, made)
    assert told.reached == Result(20, wilson(20, 20))
    assert told.complete
    assert (told.complete.count, told.complete.of) == (12, 20)


def test_a_struck_exercise_gives_everybody_its_points_as_in_the_gradebook(tmp_path: Path) -> None:
    # 5 points, one of two struck: 3.5 less 2 are left to get of the other three.
    def points(number: int, one: Made) -> float:
        return float(one.id == "intro-p-3" or (one.id == "intro-p-2" and number < 8))

    made = [
        row.model_copy(update={"status": "withdrawn", "points": None}) if row.exercise == "intro-p-1" else row
        for row in everybody(20, drawn(0.4, 1), points)
    ]
    told = verdict(tmp_path, made)
    assert told.points == pytest.approx(1.5)
    assert told.reached == Result(20, wilson(8, 20))


def test_the_verdict_has_its_accuracy_from_thirty_people(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    able = rng.normal(size=200)

    def points(number: int, one: Made) -> float:
        return one.points * float(rng.random() < 1 / (1 + np.exp(-2 * able[number] - 1)))

    told = verdict(tmp_path / "many", everybody(200, drawn(0.4, 1), points))
    assert told.accuracy.estimate
    assert 0.5 < told.consistency.value < told.accuracy.value < 1
    assert told.near
    few = verdict(tmp_path / "few", everybody(20, drawn(0.4, 1), points))
    assert few.accuracy == few.consistency == Result(20, None, "under_30")
    assert few.near is None


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_right_or_all_wrong_has_a_verdict_but_no_model(tmp_path: Path, share: float) -> None:
    told = verdict(tmp_path, everybody(40, drawn(0.4, 1), drawn(share, 2)))
    assert told.reached == (Result(40, wilson(40, 40)) if share else Result(40, None, "few_reach"))
    assert told.accuracy == Result(40, None, "no_model")


def test_a_test_that_nobody_has_handed_in_says_so(tmp_path: Path) -> None:
    made = taken(range(20), "1-uppdraget", drawn(0.5, 1), 1) + away(range(20), "kunskapsprov")
    told = verdict(tmp_path, made)
    assert told.reached == told.accuracy == Result(None, None, "few")


def test_without_a_final_test_there_is_no_verdict(tmp_path: Path) -> None:
    inputs = read(tmp_path, taken(range(20), "1-uppdraget", drawn(0.5, 1), 1), {"1-uppdraget": MIDDLE})
    assert passing(inputs, scored.told(inputs.rows)) is None
