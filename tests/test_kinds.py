"""Every kind of exercise: what it scores, what it refuses, and what it says.

The points are checked against rows worked out by hand and against a second reading of the rules (`oracle`),
and every exercise of every course answers the samples that its kind makes up for it.
"""

import string
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import oracle
import pytest
from rows import PRETEST_ROWS, ROWS, Row

from toolkit.errors import AnswerError
from toolkit.exercises import KINDS
from toolkit.exercises.base import points_of
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.notebook import read

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
NOT_YET = {"layout"}
"""Open fields that rows name and no kind has; they change a view and no points."""


def made(kind: str, spec: dict[str, object], key: object, points: str = "1") -> Exercise:
    """Make an exercise of the fields that matter; what has no part in the points is filled in."""
    of = KINDS[kind]
    fields = {name: value for name, value in spec.items() if name not in NOT_YET}
    common = {"id": "prov-1-x", "kind": kind, "goal": "prov.1.1", "points": points, "prompt": "Vad?"}
    whole = of.spec.model_validate({**common, **fields})
    return Exercise(of, {None: whole}, {None: of.solution.model_validate({"key": key, "explanation": "Så."})}, "000000")


def named(rows: dict[str, tuple[Row, ...]]) -> list[Any]:
    return [pytest.param(kind, row, id=f"{kind}: {row.note}") for kind in rows for row in rows[kind]]


@pytest.mark.parametrize(("kind", "row"), named(ROWS))
def test_a_row_scores_as_worked_out_by_hand(kind: str, row: Row) -> None:
    exercise = made(kind, row.spec, row.key, row.max_points)
    for pretest in (False, True):
        score = exercise.score(None, row.answer, pretest=pretest)  # type: ignore[arg-type]
        assert (score.points, score.max) == (row.points, float(row.max_points))
        assert type(score.points) is type(score.max) is float
    assert oracle.points(kind, row.key, row.max_points, row.answer) == row.points


@pytest.mark.parametrize(("kind", "row"), named(PRETEST_ROWS))
def test_do_not_know_is_an_answer_in_a_pretest_only(kind: str, row: Row) -> None:
    exercise = made(kind, row.spec, row.key, row.max_points)
    assert exercise.score(None, row.answer, pretest=True).points == row.points == 0.0  # type: ignore[arg-type]
    assert exercise.words(None, row.answer) == ["Svar: Vet inte."]  # type: ignore[arg-type]
    assert exercise.explain(None, row.answer) == ["Svar: Vet inte.", "Så."]  # type: ignore[arg-type]
    with pytest.raises(AnswerError):
        exercise.score(None, row.answer)  # type: ignore[arg-type]


def test_every_kind_has_rows() -> None:
    assert set(ROWS) == set(PRETEST_ROWS) == set(KINDS)
    assert all(len(rows) >= 8 for rows in ROWS.values())


def ids(rng: Random, least: int, most: int) -> list[str]:
    letters = string.ascii_lowercase + string.digits + "_"
    wanted, found = rng.randint(least, most), set[str]()
    while len(found) < wanted:
        found.add("".join(rng.choices(letters, k=rng.choice([1, 2, 30]))))
    return sorted(found - {"ingen"}) or ["a"]


def texts(names: list[str]) -> dict[str, object]:
    return {name: f"Text {number}" for number, name in enumerate(names)}


def random_single(rng: Random) -> tuple[dict[str, object], object, object]:
    options = ids(rng, 3, 8)
    return {"options": texts(options)}, rng.choice(options), rng.choice(options)


def random_sort(rng: Random) -> tuple[dict[str, object], object, object]:
    groups, items = ids(rng, 3, 8), ids(rng, 3, 40)
    places = [*groups, "ingen"]
    key: dict[str, object] = {}
    for item in items:
        accepted = rng.sample(places, rng.randint(1, len(groups) - 1))
        key[item] = accepted if len(accepted) > 1 or rng.random() < 0.3 else accepted[0]
    answered = rng.sample(items, rng.randint(1, len(items)))
    spec: dict[str, object] = {"groups": texts(groups), "items": texts(items)}
    return spec, key, {item: rng.choice(places) for item in answered}


RANDOM = {"single": random_single, "sort": random_sort}


@pytest.mark.parametrize("kind", KINDS)
def test_random_answers_score_as_the_oracle_says(kind: str) -> None:
    rng = Random(f"{kind} 1")
    for _ in range(500):
        spec, key, answer = RANDOM[kind](rng)
        points = str(Decimal(rng.randint(1, 40)) / 2)
        score = made(kind, spec, key, points).score(None, answer)  # type: ignore[arg-type]
        assert score.points == oracle.points(kind, key, points, answer)
        assert 0 <= score.points <= score.max == float(points)


def exercises() -> list[Any]:
    """Return every exercise there is, with its variants: the golden cells, and the real courses."""
    found = [(path.stem, read_exercise(path.read_text(encoding="utf-8"))) for path in sorted(GOLDEN.glob("cell-*.txt"))]
    for path in sorted(ROOT.glob("courses/*/source/*/*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts:
            found += [(name, exercise) for name, exercise in read(path).exercises.items()]
    return [
        pytest.param(exercise, var, id=f"{name}{f' {var}' if var else ''}")
        for name, exercise in found
        for var in exercise.specs
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_simulated_answers_score_as_the_oracle_says(kind: str) -> None:
    rng = Random(f"{kind} 2")
    mine = [param.values for param in exercises() if param.values[0].kind.name == kind]
    for turn in range(2000):
        exercise, var = mine[turn % len(mine)]
        spec, solution = exercise.specs[var], exercise.solutions[var]
        answer = exercise.kind.simulate(spec, solution, rng.random(), rng)
        expected = oracle.points(kind, solution.model_dump()["key"], str(exercise.max_points), answer)
        assert exercise.score(var, answer).points == expected


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_every_exercise_scores_its_samples_as_they_say(exercise: Exercise, var: str | None) -> None:
    spec, solution = exercise.specs[var], exercise.solutions[var]
    samples = exercise.kind.samples(spec, solution)
    assert {"right", "wrong", "empty", "malformed"} <= {sample.name for sample in samples}
    for sample in samples:
        if sample.share is None:
            with pytest.raises(AnswerError):
                exercise.score(var, sample.answer)
            continue
        score = exercise.score(var, sample.answer)
        assert score.points == points_of(sample.share, exercise.max_points)
        assert score.points == oracle.points(
            exercise.kind.name,
            solution.model_dump()["key"],
            str(exercise.max_points),
            sample.answer,
        )
        assert (score.points == score.max) == (sample.name == "right")
        # What is said of it ends with why, and what was answered is said in both.
        said = exercise.explain(var, sample.answer)
        assert said[-1] == solution.explanation
        assert all(isinstance(line, str) and line for line in [*said, *exercise.words(var, sample.answer)])


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_simulated_participants_answer_as_they_are_able(exercise: Exercise, var: str | None) -> None:
    kind, spec, solution = exercise.kind, exercise.specs[var], exercise.solutions[var]

    def mean(right: float) -> float:
        rng = Random(1)
        answers = [kind.simulate(spec, solution, right, rng) for _ in range(50)]
        return sum(exercise.score(var, answer).points for answer in answers) / 50 / float(exercise.max_points)

    assert mean(0.0) < mean(0.5) < mean(1.0) == 1.0
    assert mean(0.0) == 0.0
    assert kind.simulate(spec, solution, 0.5, Random(7)) == kind.simulate(spec, solution, 0.5, Random(7))


def deep(levels: int) -> object:
    value: object = "a"
    for _ in range(levels):
        value = [value]
    return value


# No answer to any exercise below, whatever its kind.
HOSTILE: dict[str, object] = {
    "true": True,
    "false": False,
    "zero": 0,
    "one": 1,
    "fraction": 0.5,
    "nan": float("nan"),
    "infinity": float("inf"),
    "huge number": 10**5000,
    "empty text": "",
    "space": " ",
    "id with space": "a ",
    "id in capitals": "A",
    "id with nul": "a\x00",
    "id with newline": "a\n",
    "half a character": "\ud800",
    "combining": "a\u0308",
    "huge text": "a" * 10_000_000,
    "bytes": b"a",
    "empty list": [],
    "list of the id": ["a"],
    "the id twice": ["a", "a"],
    "deep list": deep(100_000),
    "tuple": ("a",),
    "set": {"a"},
    "empty mapping": {},
    "number for a group": {"a": 1},
    "true for a group": {"a": True},
    "null for a group": {"a": None},
    "list for a group": {"a": ["g"]},
    "mapping for a group": {"a": {"a": "g"}},
    "unknown group": {"a": "x"},
    "group with space": {"a": "g "},
    "unknown item": {"x": "g"},
    "known and unknown item": {"a": "g", "x": "g"},
    "item that is no text": {1: "g"},
    "nothing for an item": {None: "g"},
    "huge mapping": {str(number): "g" for number in range(100_000)},
    "do not know": {"dk": True},
    "do not know, falsely": {"dk": False},
    "do not know, in numbers": {"dk": 1},
    "do not know, in text": {"dk": "true"},
    "do not know, and an answer": {"dk": True, "a": "g"},
}
SINGLE_SPEC: dict[str, object] = {"options": {"a": "A", "b": "B"}}
SORT_SPEC: dict[str, object] = {"groups": {"g": "G", "h": "H"}, "items": {"a": "A", "b": "B"}}
PLAIN = {"single": made("single", SINGLE_SPEC, "a"), "sort": made("sort", SORT_SPEC, {"a": "g", "b": "h"})}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_answer_is_refused_in_one_sentence(kind: str, name: str) -> None:
    for pretest in (False, True):
        if pretest and name == "do not know":
            continue
        with pytest.raises(AnswerError) as caught:
            PLAIN[kind].score(None, HOSTILE[name], pretest=pretest)  # type: ignore[arg-type]
        assert len(str(caught.value)) < 200


def test_no_card_at_all_is_no_answer() -> None:
    """Nothing chosen is sent as null; an empty mapping is refused, so that it cannot earn what `ingen` earns."""
    left = made("sort", SORT_SPEC, {"a": "ingen", "b": "g"})
    assert left.score(None, None).points == 0.0
    with pytest.raises(AnswerError):
        left.score(None, {})
    assert left.score(None, {"a": "ingen"}).points == 0.5


def test_a_card_explicitly_in_no_group_is_a_card_left_out() -> None:
    for item in ("a", "b"):
        exercise = made("sort", SORT_SPEC, {"a": "g", "b": "ingen"})
        placed: dict[str, Any] = {"a": "g", "b": "h"}
        without = {name: group for name, group in placed.items() if name != item}
        assert exercise.score(None, without) == exercise.score(None, {**without, item: "ingen"})


def test_parts_may_have_ids_that_mean_something_elsewhere() -> None:
    """`dk` can be a card or an option; only the value true makes it "Vet inte"."""
    cards: dict[str, object] = {"groups": {"g": "G", "true": "H"}, "items": {"dk": "A", "b": "B"}}
    exercise = made("sort", cards, {"dk": "true", "b": "g"})
    assert exercise.score(None, {"dk": "true"}, pretest=True).points == 0.5
    assert exercise.score(None, {"dk": True}, pretest=True).points == 0.0
    assert made("single", {"options": {"dk": "A", "ingen": "B"}}, "dk").score(None, "dk").points == 1.0


@pytest.mark.parametrize(
    ("share", "points", "expected"),
    [
        (Fraction(1, 8), "1", 0.13),  # half a hundredth is rounded up
        (Fraction(3, 40), "1", 0.08),  # and 0.075 is one, though not as a binary number
        (Fraction(2, 3), "2.5", 1.67),  # once, at the end
        (Fraction(-1, 2), "3", 0.0),
        (Fraction(3, 2), "3", 3.0),
        (Fraction(1), "100", 100.0),
        (Fraction(1, 10**30), "0.5", 0.0),
    ],
)
def test_points_are_rounded_half_up_once_and_stay_within_their_bounds(
    share: Fraction, points: str, expected: float
) -> None:
    assert points_of(share, Decimal(points)) == expected


MARKUP = '<script>alert("x")</script>&amp; \'" <img src=x onerror=alert(1)>'


class Tags(HTMLParser):
    """Gathers the elements and attributes of a piece of HTML, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_wrote_is_never_markup(kind: str) -> None:
    fields: dict[str, dict[str, object]] = {
        "single": {"options": {"a": MARKUP, "b": "B"}},
        "sort": {"groups": {"g": MARKUP, "h": "H"}, "items": {"a": MARKUP, "b": "B"}},
    }
    exercise = made(kind, fields[kind], {"single": "a", "sort": {"a": "g", "b": "h"}}[kind])
    of, spec = exercise.kind, exercise.specs[None]
    for answer in (None, {"single": "a", "sort": {"a": "g"}}[kind]):
        drawn = Tags(of.html(spec, of.shuffled(spec), answer))
        assert drawn.tags <= {"ul", "li", "label", "input", "p"}
        assert drawn.attributes <= {"type", "disabled", "checked"}
        assert ("checked" in drawn.attributes) == (answer is not None)
        assert MARKUP in drawn.text


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_every_exercise_is_drawn_with_what_was_answered(exercise: Exercise, var: str | None) -> None:
    kind, spec = exercise.kind, exercise.specs[var]
    parts = kind.shuffled(spec)
    assert len(set(parts)) == len(parts) > 1
    right = kind.samples(spec, exercise.solutions[var])[0]
    for answer in (None, exercise.read_answer(var, right.answer)):
        for order in (parts, parts[::-1]):
            assert Tags(kind.html(spec, order, answer)).text.strip()


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_what_needs_feedback_is_a_part_that_can_be_wrong(exercise: Exercise, var: str | None) -> None:
    spec, solution = exercise.specs[var], exercise.solutions[var]
    needed = exercise.kind.needs_feedback(spec, solution)
    assert needed
    assert set(needed) <= set(exercise.kind.shuffled(spec))
