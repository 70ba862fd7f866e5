"""Every kind of exercise: what it scores, what it refuses, and what it says.

The points are checked against rows worked out by hand and against a second reading of the rules (`oracle`),
and every exercise of every course answers the samples that its kind makes up for it.
"""

import string
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import oracle
import pytest
from pydantic import ValidationError
from rows import GUIDE, PRETEST_ROWS, ROWS, RUBRIC, Row

from toolkit.authortext import problems_of
from toolkit.errors import AnswerError
from toolkit.exercises import KINDS
from toolkit.exercises.base import points_of
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.exercises.cloze import ClozeSpec
from toolkit.notebook import read

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"


def made(kind: str, spec: dict[str, object], key: object, points: str = "1") -> Exercise:
    """Make an exercise of the fields that matter; what has no part in the points is filled in."""
    of = KINDS[kind]
    common = {"id": "prov-1-x", "kind": kind, "goal": "prov.1.1", "points": points, "prompt": "Vad?"}
    whole = of.spec.model_validate({**common, **spec})
    hidden: dict[str, object] = {"key": key, "explanation": "Så."}
    if isinstance(key, dict) and "wrong" in key and kind == "numeric":  # rows write it with the key
        hidden |= {"key": {name: key[name] for name in key if name != "wrong"}, "wrong": key["wrong"]}
    if kind == "text":  # what it is marked by stands in place of a key
        examples = {name: {"text": name, "why": "Så."} for name in ("strong", "weak")}
        hidden = {"rubric": key, "explanation": "Så.", **examples}
    return Exercise(of, {None: whole}, {None: of.solution.model_validate(hidden)}, "000000")


def by_oracle(exercise: Exercise, var: str | None, answer: object) -> float | None:
    """Return the points that the second reading of the rules gives."""
    spec = exercise.specs[var].model_dump(exclude_unset=True)
    key = exercise.solutions[var].model_dump(exclude_unset=True).get("key")
    return oracle.points(exercise.kind.name, key, str(exercise.max_points), answer, spec)


def named(rows: dict[str, tuple[Row, ...]]) -> list[Any]:
    return [pytest.param(kind, row, id=f"{kind}: {row.note}") for kind in rows for row in rows[kind]]


@pytest.mark.parametrize(("kind", "row"), named(ROWS))
def test_a_row_scores_as_worked_out_by_hand(kind: str, row: Row) -> None:
    exercise = made(kind, row.spec, row.key, row.max_points)
    for pretest in (False, True):
        score = exercise.score(None, row.answer, pretest=pretest)  # type: ignore[arg-type]
        assert (score.points, score.max) == (row.points, float(row.max_points))
        assert type(score.max) is float
        assert type(score.points) is (float if row.points is not None else type(None))
    assert oracle.points(kind, row.key, row.max_points, row.answer, row.spec) == row.points


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


def random_multiple(rng: Random) -> tuple[dict[str, object], object, object]:
    options = ids(rng, 3, 10)
    key = rng.sample(options, rng.randint(1, len(options) - 1))
    spec: dict[str, object] = {"options": texts(options)}
    if rng.random() < 0.3:
        spec["scoring"] = "all"
    if rng.random() < 0.3:
        spec["choose"] = str(len(key))
    near = [option for option in options if (option in key) == (rng.random() < 0.8)]
    chosen = near if near and rng.random() < 0.7 else rng.sample(options, rng.randint(1, len(options)))
    return spec, key, rng.sample(chosen, len(chosen))


def typed(rng: Random, number: Decimal) -> str:
    """Write a number as somebody may type it."""
    whole, _, decimals = f"{abs(number):f}".partition(".")
    if rng.random() < 0.5:
        whole = f"{int(whole):,}".replace(",", rng.choice([" ", "\u00a0", "\u202f"]))
    sign = rng.choice(["-", "\u2212"]) if number < 0 else rng.choice(["", "", "+"])
    rest = rng.choice(",.") + decimals + rng.choice(["", "", "0"]) if decimals else rng.choice(["", "", ",0"])
    return sign + whole + rest


def random_numeric(rng: Random) -> tuple[dict[str, object], object, object]:
    def number(digits: int) -> Decimal:
        return Decimal(rng.randint(0, 10**digits)).scaleb(-rng.randint(0, 5))

    value = number(rng.randint(1, 9)) * rng.choice([1, 1, -1])
    abs_ = number(rng.randint(1, 4))
    rel = Decimal(rng.randint(0, 100)).scaleb(-rng.choice([2, 3]))
    name, margin = rng.choice([("abs", abs_), ("rel", rel * abs(value))])
    key = {"value": typed(rng, value), name: typed(rng, abs_ if name == "abs" else rel)}
    # At the end of the tolerance, by a hair within and outside it, and anywhere.
    off = margin + rng.choice([0, 0, 1, -1]) * Decimal(1).scaleb(-rng.randint(5, 12))
    answer = value + rng.choice([off, -off, rng.choice([0, 1, 2, 10]) * off, number(5)])
    return {"unit": "kr"}, key, typed(rng, answer)


def random_shape(rng: Random, number: int) -> dict[str, object]:
    """Make a place in a column of its own, a hundred wide, so that it touches no other."""
    left = Decimal(100 * number)
    name = {"name": f"Plats {number}"}

    def tenths(least: int, most: int) -> Decimal:
        return Decimal(rng.randint(least * 10, most * 10)) / 10

    shape = rng.choice(["rect", "circle", "polygon"])
    if shape == "circle":
        return {**name, "shape": shape, "cx": str(left + 50), "cy": str(tenths(0, 90)), "r": str(tenths(1, 40))}
    if shape == "rect":
        x, y, width, height = left + tenths(0, 40), tenths(0, 90), tenths(1, 40), tenths(1, 40)
        return {**name, "shape": shape, "x": str(x), "y": str(y), "width": str(width), "height": str(height)}
    # Corners from left to right above, and back below: the sides do not cross.
    above = [[str(left + 10 * step), str(tenths(0, 40))] for step in range(rng.randint(2, 8))]
    below = [[x, str(tenths(50, 90))] for x, _ in above[::-1]]
    return {**name, "shape": shape, "points": above + below}


def random_hotspot(rng: Random) -> tuple[dict[str, object], object, object]:
    figure = {"file": "karta.svg", "alt": "En karta"}
    if rng.random() < 0.5:
        areas = {name: random_shape(rng, number) for number, name in enumerate(ids(rng, 3, 26))}
        names = list(areas)
        key = rng.sample(names, rng.randint(1, max(1, len(names) // 3)))
        near = [name for name in names if (name in key) == (rng.random() < 0.8)]
        chosen = near if near and rng.random() < 0.7 else rng.sample(names, rng.randint(1, len(names)))
        return {"figure": figure, "areas": areas}, key, rng.sample(chosen, len(chosen))
    places = {name: random_shape(rng, number) for number, name in enumerate(ids(rng, 1, 6))}
    points = []
    for number in rng.choices(range(len(places)), k=rng.randint(1, len(places))):
        shape = list(places.values())[number]
        corners = shape.get("points")
        if isinstance(corners, list) and rng.random() < 0.4:
            one, other = rng.sample(corners, 2)  # A corner, or half-way to another: often on an edge.
            points.append(
                [(float(one[i]) + float(other[i])) / 2 for i in (0, 1)]
                if rng.random() < 0.5
                else [float(n) for n in one]
            )
        else:
            points.append([100 * number + rng.randint(0, 1000) / 10, rng.randint(0, 1000) / 10])
    return {"figure": figure, "marks": str(len(places))}, places, points


def random_order(rng: Random, items: list[str]) -> list[object]:
    """Write an accepted order, some of it tied but never all."""
    left, order = rng.sample(items, len(items)), list[object]()
    while left:
        tie = [left.pop() for _ in range(rng.choice([1, 1, 1, 2, 3]) if order else 1) if left]
        order.append(tie if len(tie) > 1 or rng.random() < 0.1 else tie[0])
    return order


def random_rank(rng: Random) -> tuple[dict[str, object], object, object]:
    items = ids(rng, 2, 8)
    items = items if len(items) > 1 else ["a", "b"]
    orders = [random_order(rng, items) for _ in range(rng.choice([1, 1, 2, 3]))]
    is_flat = len(orders) == 1 and any(isinstance(step, str) for step in orders[0]) and rng.random() < 0.5
    near = [item for step in orders[-1] for item in (step if isinstance(step, list) else [step])]
    for _ in range(rng.randint(0, 3)):  # swap a few neighbours, which is what most people do
        n = rng.randrange(len(near) - 1)
        near[n : n + 2] = near[n + 1], near[n]
    answer = near if rng.random() < 0.7 else rng.sample(items, len(items))
    return {"items": texts(items)}, orders[0] if is_flat else orders, answer


def random_cloze(rng: Random) -> tuple[dict[str, object], object, object]:
    def word() -> str:
        return "".join(rng.choices("abåé1", [4, 4, 2, 1, 1], k=rng.randint(1, 8)))

    def text() -> str:
        return " ".join(word() for _ in range(rng.choice([1, 1, 2, 3])))

    def mistyped(text: str) -> str:
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            n = rng.randrange(len(text) + 1)
            text = text[:n] + rng.choice(["", "a", "b ", "å", " "]) + text[n + rng.choice([0, 1]) :]
        return rng.choice([str, str.upper, str.title, lambda one: f" {one}\u00a0", decomposed])(text)

    def decomposed(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    names = ids(rng, 1, 6)
    gaps: dict[str, object] = {}
    key: dict[str, list[str]] = {}
    answer: dict[str, str] = {}
    for name in names:
        key[name] = [text() for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.3:
            choices = list(dict.fromkeys([*key[name], *(text() for _ in range(3)), "fel"]))
            gaps[name] = {"choices": choices}
            answer[name] = rng.choice(choices)
        elif filled := mistyped(rng.choice(key[name])):
            answer[name] = filled
        if rng.random() < 0.2 or not answer.get(name, "").strip():
            answer.pop(name, None)
    spec: dict[str, object] = {"text": " och ".join(f"{{{name}}}" for name in names), "gaps": gaps}
    if rng.random() < 0.7:
        spec["spelling"] = "1"
    return spec, key, answer or None


def random_branch(rng: Random) -> tuple[dict[str, object], object, object]:
    """Make nodes whose choices lead to later ones, some under conditions, and a walk through them."""
    names = ids(rng, 2, 7)
    nodes: dict[str, Any] = {name: {"text": f"Nod {number}"} for number, name in enumerate(names)}
    key: dict[str, dict[str, object]] = {}
    for place, name in enumerate(names[:-1]):
        earlier = [f"{node}.{choice}" for node in names[:place] for choice in nodes[node].get("choices", {})]
        choices = {}
        for number, choice in enumerate(ids(rng, 1, 4)):
            choices[choice] = {"text": f"Val {number}", "to": rng.choice(names[place + 1 :])}
            if earlier and rng.random() < 0.3:
                choices[choice]["if"] = rng.sample(earlier, min(len(earlier), rng.randint(1, 2)))
        if place == 0 or rng.random() < 0.9:
            nodes[name]["choices"] = choices
            key[name] = {choice: rng.choice([0, 0, 1, 2, "0,5"]) for choice in choices if rng.random() < 0.9}
    spec = {"start": names[0], "nodes": nodes}
    key.setdefault(names[0], {})[rng.choice(list(nodes[names[0]]["choices"]))] = rng.randint(1, 3)
    path = rng.choice(list(oracle._paths(spec, [])))
    return spec, key, path[: rng.randint(1, len(path))]


def random_plan(rng: Random) -> tuple[dict[str, object], object, object]:
    names = ids(rng, 3, 7)
    measures: dict[str, Any] = {}
    for number, name in enumerate(names):
        measures[name] = {"text": f"Text {number}", "cost": rng.choice([rng.randint(0, 9), f"{rng.randint(0, 9)},5"])}
        if rng.random() < 0.3:
            measures[name]["upkeep"] = rng.randint(0, 3)
    spec: dict[str, Any] = {"measures": measures, "budget": rng.randint(9, 40)}
    if rng.random() < 0.5:
        spec["years"] = rng.randint(1, 4)
    if rng.random() < 0.7:
        requiring = rng.sample(names, rng.randint(1, len(names)))
        spec["requires"] = {name: rng.sample(names, rng.randint(1, 2)) for name in requiring if rng.random() < 0.5}
    if rng.random() < 0.7:
        spec["excludes"] = [rng.sample(names, 2) for _ in range(rng.randint(1, 3)) if len(names) > 1]
    key = {name: rng.choice([-2, -1, 0, 1, 1, 2, "1,5"]) for name in names if rng.random() < 0.9}
    # One that fits, alone and without conditions, so that there is something to earn.
    sure = rng.choice(names)
    measures[sure] = {"text": "Säker", "cost": 9}
    key[sure] = rng.randint(1, 3)
    spec.get("requires", {}).pop(sure, None)
    return spec, key, rng.sample(names, rng.randint(1, len(names)))


def random_text(rng: Random) -> tuple[dict[str, object], object, object]:
    rubric = {name: {"text": f"Nämns {name}?", "points": "1"} for name in [*ids(rng, 2, 6), "sist", "nast"]}
    answer = "".join(rng.choices(string.printable[:94] + "åäö\u00a0\u2013 \n\t", k=rng.randint(1, 300)))
    least = rng.randint(1, 500)
    spec: dict[str, object] = {"words": {"min": str(least), "max": str(least + rng.randint(1, 500))}}
    return spec, rubric, rng.choice([f"{answer}.", f"{answer}.", None])


RANDOM = {
    "single": random_single,
    "multiple": random_multiple,
    "sort": random_sort,
    "numeric": random_numeric,
    "hotspot": random_hotspot,
    "rank": random_rank,
    "branch": random_branch,
    "text": random_text,
    "plan": random_plan,
    "cloze": random_cloze,
}


@pytest.mark.parametrize("kind", KINDS)
def test_random_answers_score_as_the_oracle_says(kind: str) -> None:
    rng = Random(f"{kind} 1")
    for _ in range(500):
        spec, key, answer = RANDOM[kind](rng)
        points = str(Decimal(rng.randint(1, 40)) / 2)
        score = made(kind, spec, key, points).score(None, answer)  # type: ignore[arg-type]
        assert score.points == oracle.points(kind, key, points, answer, spec)
        assert score.max == float(points)
        assert score.points is None or 0 <= score.points <= score.max


@cache
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
        assert exercise.score(var, answer).points == by_oracle(exercise, var, answer)


def made_up(exercise: Exercise) -> set[str]:
    """Return what a kind makes up for an exercise: what is right and wrong, where a rule says which is which."""
    return {"empty", "malformed"} | ({"awaiting"} if exercise.kind.by_hand else {"right", "wrong"})


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_every_exercise_scores_its_samples_as_they_say(exercise: Exercise, var: str | None) -> None:
    spec, solution = exercise.specs[var], exercise.solutions[var]
    samples = exercise.kind.samples(spec, solution)
    assert {sample.name for sample in samples} >= made_up(exercise)
    for sample in samples:
        if sample.name == "malformed":
            with pytest.raises(AnswerError):
                exercise.score(var, sample.answer)
            continue
        score = exercise.score(var, sample.answer)
        if sample.share is not None:
            assert score.points == points_of(sample.share, exercise.max_points)
        assert score.points == by_oracle(exercise, var, sample.answer)
        assert (sample.share is None) == (sample.name == "awaiting")
        assert (score.points is None) == (sample.name == "awaiting" and exercise.graded)
        if score.max:  # a practice text gives 0 of 0
            assert (score.points == score.max) == (sample.name == "right")
        # What is said of it ends with why, and what was answered is said in both.
        said = exercise.explain(var, sample.answer)
        assert said[-1] == solution.explanation
        assert all(isinstance(line, str) and line for line in [*said, *exercise.words(var, sample.answer)])
        shown = exercise.explain(var, sample.answer, shown=True)
        assert shown
        assert said[-len(shown) :] == shown


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_simulated_participants_answer_as_they_are_able(exercise: Exercise, var: str | None) -> None:
    """What a rule scores gets the score; for what is marked by hand a simulated person gives the points."""
    kind, spec, solution = exercise.kind, exercise.specs[var], exercise.solutions[var]

    def share(answer: Any) -> Fraction:
        if answer is None:
            return Fraction(0)
        found = kind.simulated_share(spec, solution, kind.read_answer(spec, answer))
        if not kind.by_hand:
            assert found is not None
            assert exercise.score(var, answer).points == points_of(found, exercise.max_points)
        return found or Fraction(0)

    def mean(right: float) -> float:
        rng = Random(1)
        return float(sum(share(kind.simulate(spec, solution, right, rng)) for _ in range(50)) / 50)

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
# Those of them that are a text, if a short one.
WRITTEN = {"id with space", "id in capitals", "id with newline", "combining"}
SINGLE_SPEC: dict[str, object] = {"options": {"a": "A", "b": "B"}}
SORT_SPEC: dict[str, object] = {"groups": {"g": "G", "h": "H"}, "items": {"a": "A", "b": "B"}}
# Its ids are no ids above, where lists of ids are.
MULTIPLE_SPEC: dict[str, object] = {"options": {"p": "P", "q": "Q", "r": "R"}}
CLOZE_SPEC: dict[str, object] = {"text": "{p} och {q}", "gaps": {"p": {"choices": ["Ett", "ett", "Noll"]}}}
ROUND: dict[str, object] = {"shape": "circle", "cy": "0", "r": "5"}
HOTSPOT_SPEC: dict[str, object] = {
    "figure": {"file": "karta.svg", "alt": "En karta"},
    "areas": {name: {**ROUND, "name": name.upper(), "cx": str(20 * n)} for n, name in enumerate("pqr")},
}
RANK_SPEC: dict[str, object] = {"items": {"p": "P", "q": "Q", "r": "R"}}
BRANCH_SPEC: dict[str, object] = {
    "start": "s",
    "nodes": {
        "s": {"text": "S", "choices": {"p": {"text": "P", "to": "m"}, "q": {"text": "Q", "to": "e"}}},
        "m": {
            "text": "M",
            "choices": {"p": {"text": "P", "to": "e"}, "q": {"text": "Q", "to": "e", "if": ["s.q"]}},
        },
        "e": {"text": "E"},
    },
}
PLAN_SPEC: dict[str, object] = {
    "measures": {name: {"text": name.upper(), "cost": 1} for name in ("p", "q", "r")},
    "budget": 2,
}
PLAIN = {
    "single": made("single", SINGLE_SPEC, "a"),
    "multiple": made("multiple", MULTIPLE_SPEC, ["p", "q"]),
    "sort": made("sort", SORT_SPEC, {"a": "g", "b": "h"}),
    "numeric": made("numeric", {}, {"value": "12,5", "abs": "0,1"}),
    "hotspot": made("hotspot", HOTSPOT_SPEC, ["p"]),
    "rank": made("rank", RANK_SPEC, [["p", "q", "r"]]),
    "branch": made("branch", BRANCH_SPEC, {"s": {"p": 1}}),
    "text": made("text", GUIDE, RUBRIC),
    "plan": made("plan", PLAN_SPEC, {"p": 1, "q": 2}),
    "cloze": made("cloze", CLOZE_SPEC, {"p": ["Ett"], "q": ["två"]}),
}
# No answer to the plain exercise of one kind; it would be one to another kind.
HOSTILE_OF: dict[str, dict[str, object]] = {
    "multiple": {
        "an id": "p",
        "an id twice": ["p", "p"],
        "an id twice beside another": ["p", "q", "p"],
        "an id in capitals": ["P"],
        "an unknown id beside a known": ["p", "x"],
        "a list in the list": ["p", ["q"]],
        "null in the list": ["p", None],
        "true in the list": ["p", True],
        "a mapping in the list": [{"p": True}],
        "every id and one more": ["p", "q", "r", "s"],
        "an id many times": ["p"] * 1_000_000,
        "true for an id": {"p": True},
    },
    "numeric": {
        "a number": 12.5,
        "a whole number": 12,
        "a list": ["12,5"],
        "a unit": "12,5 kr",
        "per cent": "12,5 %",
        "an exponent": "1e1",
        "a word": "tolv",
        "nan": "NaN",
        "infinity": "inf",
        "hexadecimal": "0x0c",
        "an underscore": "1_2",
        "a fraction": "25/2",
        "a sum": "12+0,5",
        "other digits": "\u0661\u0662",
        "a raised digit": "12\u00b2",
        "a full-width digit": "\uff11\uff12",
        "only a sign": "-",
        "two signs": "--12,5",
        "a sign apart": "- 12,5",
        "a dash": "\u201312,5",
        "only a mark": ",",
        "nothing before the mark": ",5",
        "nothing after the mark": "12,",
        "two marks": "1,234,5",
        "point and comma": "1.234,5",
        "a space beside the mark": "12 ,5",
        "a tab in it": "1\t2",
        "a line break in it": "1\n2",
        "a nul": "12\x00",
        "an invisible space": "1\u200b2",
        "41 digits": "1" * 41,
        "40 digits, and a space": " " + "1" * 40,
        "a huge number": "9" * 1_000_000,
        "white space": " \u00a0\u202f\n",
    },
    "hotspot": {
        "an id": "p",
        "an id twice": ["p", "p"],
        "an id twice beside another": ["p", "q", "p"],
        "an id in capitals": ["P"],
        "the name of an area": ["P "],
        "an unknown id beside a known": ["p", "x"],
        "a list in the list": ["p", ["q"]],
        "null in the list": ["p", None],
        "true in the list": ["p", True],
        "a mapping in the list": [{"p": True}],
        "a point": [[0, 0]],
        "a point beside an id": ["p", [20, 0]],
        "a number": [0],
        "every id and one more": ["p", "q", "r", "s"],
        "an id many times": ["p"] * 1_000_000,
        "markup": ["<b>p</b>"],
    },
    "rank": {
        "an id": "p",
        "an item left out": ["p", "q"],
        "an item twice": ["p", "q", "q"],
        "every item, and one again": ["p", "q", "r", "p"],
        "an unknown item": ["p", "q", "x"],
        "an item in capitals": ["p", "q", "R"],
        "an item with a space": ["p", "q", "r "],
        "a tie": [["p", "q"], "r"],
        "an order in a list": [["p", "q", "r"]],
        "null for an item": ["p", "q", None],
        "a number for an item": ["p", "q", 0],
        "a mapping for an item": ["p", "q", {"r": 1}],
        "places by item": {"p": 1, "q": 2, "r": 3},
        "items by place": {"1": "p", "2": "q", "3": "r"},
        "ids in one text": "p,q,r",
        "the items many times": ["p", "q", "r"] * 1_000_000,
        "a deep list for an item": ["p", "q", deep(100_000)],
    },
    "branch": {
        "a node": "s",
        "a step that is no list": ["s", "p"],
        "a step in text": ["s.p"],
        "a step as a mapping": [{"s": "p"}],
        "a mapping": {"s": "p"},
        "half a step": [["s"]],
        "a step and more": [["s", "p", "m"]],
        "an unknown choice": [["s", "x"]],
        "an unknown node": [["x", "p"]],
        "another node than the first": [["m", "p"]],
        "an ending first": [["e", "p"]],
        "a choice that is no text": [["s", 1]],
        "a choice that is a list": [["s", ["p"]]],
        "a node that is null": [[None, "p"]],
        "a node in capitals": [["S", "p"]],
        "the same step twice": [["s", "p"], ["s", "p"]],
        "two choices in a node": [["s", "p"], ["s", "q"]],
        "a step over a node": [["s", "q"], ["m", "p"]],
        "a choice that is not open": [["s", "p"], ["m", "q"]],
        "a step after the ending": [["s", "q"], ["e", "p"]],
        "null after a step": [["s", "p"], None],
        "a step many times": [["s", "p"]] * 1_000_000,
        "a huge choice": [["s", "p" * 10_000_000]],
        "a wrong end": [["s", "p"], ["m", "x"]],
    },
    "text": {
        "a number": 12.5,
        "a list of lines": ["Vid skolan", "klockan 15"],
        "a text under a name": {"text": "Vid skolan"},
        "white space": " \u00a0\u202f\u2003\n\n\t",
        "a million line breaks": "\n" * 1_000_000,
        "a nul": "Vid skolan\x00",
        "a bell": "Vid skolan\x07",
        "an escape sequence": "\x1b[31mVid skolan",
        "a carriage return": "Vid skolan\rklockan 15",
        "a vertical tab": "Vid skolan\x0bklockan 15",
        "a control character of eight bits": "Vid skolan\x85",
        "half a character": "Vid skolan \ud83d",
        "a line more than a journal takes": "a" * (64 * 1024 + 1),
        "ten million words": "a " * 10_000_000,
        "a criterion with points": {"var": "1"},
        "how many points it is worth": 2,
    },
    "plan": {
        "an id": "p",
        "an id twice": ["p", "p"],
        "an id twice beside another": ["p", "q", "p"],
        "an id in capitals": ["P"],
        "an unknown id beside a known": ["p", "x"],
        "a list in the list": ["p", ["q"]],
        "null in the list": ["p", None],
        "true in the list": ["p", True],
        "a mapping in the list": [{"p": True}],
        "every id and one more": ["p", "q", "r", "s"],
        "an id many times": ["p"] * 1_000_000,
        "weights": {"p": 1},
        "a number of measures": 2,
    },
    "cloze": {
        "a text": "två",
        "texts without gaps": ["Ett", "två"],
        "an unknown gap": {"x": "två"},
        "a gap in capitals": {"Q": "två"},
        "a known gap and an unknown": {"q": "två", "x": "två"},
        "every gap and one more": {"p": "Ett", "q": "två", "r": "tre"},
        "another choice": {"p": "Tre"},
        "a choice in capitals": {"p": "NOLL"},
        "a choice with a space": {"p": "Ett "},
        "a choice by its number": {"p": 0},
        "a list for a gap": {"q": ["två"]},
        "a number for a gap": {"q": 2},
        "null for a gap": {"p": "Ett", "q": None},
        "nothing in a gap": {"p": "Ett", "q": ""},
        "white space in a gap": {"q": " \u00a0\u202f\t"},
        "a nul": {"q": "två\x00"},
        "a bell": {"q": "\x07två"},
        "half a character": {"q": "tv\udce5"},
        "a text that is too long": {"q": "å" * 101},
        "a huge text": {"q": "a" * 10_000_000},
        "a deep list for a gap": {"q": deep(100_000)},
        "huge gaps": {str(n): "två" for n in range(100_000)},
    },
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, mine in HOSTILE_OF.items() for name in mine])
def test_what_is_no_answer_to_its_kind_is_refused_in_one_sentence(kind: str, name: str) -> None:
    with pytest.raises(AnswerError) as caught:
        PLAIN[kind].score(None, HOSTILE_OF[kind][name])  # type: ignore[arg-type]
    assert len(str(caught.value)) < 200


THREE = {"a": "A", "b": "B", "c": "C"}
DEEP: Any = deep(200)
AREA: dict[str, object] = {**ROUND, "name": "P", "cx": "0"}


def areas(**fields: str) -> dict[str, object]:
    """Return three areas, the last with other fields."""
    return {"q": {**AREA, "cx": "100"}, "r": {**AREA, "cx": "200"}, "p": {**AREA, **fields}}


def corners(*points: str) -> dict[str, object]:
    return {"name": "P", "shape": "polygon", "points": [point.split() for point in points]}


END: dict[str, Any] = {"e": {"text": "E"}}


def nodes(**choices: object) -> dict[str, object]:
    """Make a branch with one node and an ending."""
    return {"start": "s", "nodes": {"s": {"text": "S", "choices": choices}, **END}}


TO_END = {"text": "P", "to": "e"}
MEASURES: dict[str, object] = {name: {"text": name, "cost": "1"} for name in "pqr"}
ONE_MEASURE: dict[str, Any] = {"p": "1"}
TEXT_SOLUTION: dict[str, object] = {
    "rubric": RUBRIC,
    "strong": {"text": "Vid skolan klockan 15.", "why": "Platsen och tiden finns med."},
    "weak": {"text": "På stan.", "why": "Tiden saknas."},
}
# Open fields and solution that no model may take in, for each kind.
HOSTILE_SPECS: dict[str, dict[str, tuple[dict[str, object], dict[str, object]]]] = {
    "multiple": {
        "a hundred thousand options": ({"options": {str(n): "A" for n in range(100_000)}}, {"key": ["1"]}),
        "a number of thousands of digits": ({"options": THREE, "choose": "9" * 5000}, {"key": ["a"]}),
        "more to choose than there are": ({"options": THREE, "choose": "4"}, {"key": ["a"]}),
        "an option with a nul": ({"options": {**THREE, "d": "D\x00"}}, {"key": ["a"]}),
        "a deep key": ({"options": THREE}, {"key": [DEEP]}),
        "another scoring": ({"options": THREE, "scoring": "ALL"}, {"key": ["a"]}),
        "no key": ({"options": THREE}, {"key": []}),
    },
    "numeric": {
        "a number of thousands of digits": ({}, {"key": {"value": "9" * 5000, "abs": "0"}}),
        "a number that is none": ({}, {"key": {"value": "NaN", "abs": "0"}}),
        "an endless tolerance": ({}, {"key": {"value": "1", "abs": "Infinity"}}),
        "an exponent": ({}, {"key": {"value": "1e999999999", "rel": "0"}}),
        "a negative tolerance": ({}, {"key": {"value": "1", "abs": "\u22121"}}),
        "a billion decimals": ({"round": "1000000000"}, {"key": {"value": "1", "abs": "0"}}),
        "a file elsewhere": ({"data": "../roster.csv"}, {"key": {"value": "1", "abs": "0"}}),
        "thousands of mistakes": (
            {},
            {"key": {"value": "1", "abs": "0"}, "wrong": [{"value": "2", "feedback": "Nej."}] * 9999},
        ),
        "a deep key": ({}, {"key": {"value": DEEP, "abs": "0"}}),
    },
    "hotspot": {
        "a hundred thousand areas": ({"areas": dict.fromkeys(map(str, range(100_000)), AREA)}, {"key": ["1"]}),
        "a number of thousands of digits": ({"areas": areas(cx="9" * 5000)}, {"key": ["p"]}),
        "a number that is none": ({"areas": areas(cx="NaN")}, {"key": ["p"]}),
        "an endless radius": ({"areas": areas(r="Infinity")}, {"key": ["p"]}),
        "an exponent": ({"areas": areas(r="1e99999999")}, {"key": ["p"]}),
        "a radius of nothing": ({"areas": areas(r="0")}, {"key": ["p"]}),
        "a negative radius": ({"areas": areas(r="-5")}, {"key": ["p"]}),
        "another shape": ({"areas": areas(shape="path")}, {"key": ["p"]}),
        "a script for a shape": ({"areas": areas(shape="<script>")}, {"key": ["p"]}),
        "sides that cross": ({"marks": "1"}, {"key": {"p": corners("0 0", "9 9", "9 0", "0 9")}}),
        "a corner twice": ({"marks": "1"}, {"key": {"p": corners("0 0", "9 0", "9 9", "0 0")}}),
        "corners in a row": ({"marks": "1"}, {"key": {"p": corners("0 0", "5 5", "9 9")}}),
        "a corner in space": ({"marks": "1"}, {"key": {"p": corners("0 0 0", "9 0", "9 9")}}),
        "thousands of corners": (
            {"marks": "1"},
            {"key": {"p": corners(*(f"{n} {n * n}" for n in range(300)))}},
        ),
        "a billion marks": ({"marks": "1000000000"}, {"key": {"p": AREA}}),
        "a deep shape": ({"marks": "1"}, {"key": {"p": {**AREA, "r": DEEP}}}),
        "both forms": ({"areas": areas(), "marks": "1"}, {"key": ["p"]}),
        "no form": ({}, {"key": ["p"]}),
        "no key": ({"areas": areas()}, {"key": []}),
        "a key that is text": ({"areas": areas()}, {"key": "p"}),
    },
    "rank": {
        "a hundred thousand items": ({"items": {str(n): "A" for n in range(100_000)}}, {"key": ["a"]}),
        "one item": ({"items": {"a": "A"}}, {"key": ["a"]}),
        "a hundred thousand orders": ({"items": THREE}, {"key": [["a", "b", "c"]] * 100_000}),
        "a deep key": ({"items": THREE}, {"key": [DEEP]}),
        "a tie in a tie": ({"items": THREE}, {"key": ["a", ["b", ["c"]]]}),
        "a tie of nothing": ({"items": THREE}, {"key": [["a", [], "b", "c"]]}),
        "no order": ({"items": THREE}, {"key": []}),
        "places by item": ({"items": THREE}, {"key": {"a": "1", "b": "2", "c": "3"}}),
        "an item with a nul": ({"items": {**THREE, "d": "D\x00"}}, {"key": ["a", "b", "c", "d"]}),
    },
    "branch": {
        "a hundred thousand nodes": (
            {"start": "1", "nodes": {str(n): {"text": "A"} for n in range(100_000)}},
            {"key": {"1": {}}},
        ),
        "thousands of choices": (nodes(**{f"p{n}": TO_END for n in range(9999)}), {"key": {"s": {}}}),
        "thousands of conditions": (nodes(p={**TO_END, "if": ["s.p"] * 9999}), {"key": {"s": {}}}),
        "points of thousands of digits": (nodes(p=TO_END), {"key": {"s": {"p": "9" * 5000}}}),
        "points below nothing": (nodes(p=TO_END), {"key": {"s": {"p": "-1"}}}),
        "points that are no number": (nodes(p=TO_END), {"key": {"s": {"p": "NaN"}}}),
        "points in the open": (nodes(p={**TO_END, "points": "1"}), {"key": {"s": {"p": "1"}}}),
        "a text with a nul": (nodes(p={**TO_END, "consequence": "P\x00"}), {"key": {"s": {"p": "1"}}}),
        "a deep key": (nodes(p=TO_END), {"key": {"s": {"p": DEEP}}}),
        "an unknown start": ({**nodes(p=TO_END), "start": "x" * 30}, {"key": {"s": {"p": "1"}}}),
        "a way to nowhere": (nodes(p={**TO_END, "to": "x"}), {"key": {"s": {"p": "1"}}}),
        "a node that leads to itself": (nodes(p={**TO_END, "to": "s"}), {"key": {"s": {"p": "1"}}}),
    },
    "text": {
        "no words": ({"words": {"min": "0", "max": "5"}}, TEXT_SOLUTION),
        "a number of thousands of digits": ({"words": {"min": "1", "max": "9" * 5000}}, TEXT_SOLUTION),
        "a guide the wrong way": ({"words": {"min": "80", "max": "20"}}, TEXT_SOLUTION),
        "a guide that is one number": ({"words": {"min": "80", "max": "80"}}, TEXT_SOLUTION),
        "a minimum only": ({"words": {"min": "80"}}, TEXT_SOLUTION),
        "a mastery task": ({**GUIDE, "points": None, "practice": True, "mastery": True}, TEXT_SOLUTION),
        "a key": (GUIDE, {**TEXT_SOLUTION, "key": "a"}),
        "one criterion": (GUIDE, {**TEXT_SOLUTION, "rubric": {"a": {"text": "Anger svaret en plats?"}}}),
        "a hundred thousand criteria": (
            GUIDE,
            {**TEXT_SOLUTION, "rubric": {str(n): {"text": "Anger svaret en plats?"} for n in range(100_000)}},
        ),
        "points below nothing": (
            GUIDE,
            {**TEXT_SOLUTION, "rubric": {**RUBRIC, "c": {"text": "Anger svaret en tid?", "points": "-1"}}},
        ),
        "an example without why": (GUIDE, {**TEXT_SOLUTION, "weak": {"text": "Vid skolan."}}),
        "an example with a nul": (GUIDE, {**TEXT_SOLUTION, "strong": {"text": "Vid\x00", "why": "Så."}}),
        "a deep rubric": (GUIDE, {**TEXT_SOLUTION, "rubric": {"a": DEEP, "b": {"text": "Anger svaret en tid?"}}}),
    },
    "plan": {
        "a hundred thousand measures": (
            {"measures": {str(n): {"text": "A", "cost": "1"} for n in range(100_000)}, "budget": "1"},
            {"key": {"1": "1"}},
        ),
        "seventeen measures": (
            {"measures": {str(n): {"text": "A", "cost": "1"} for n in range(17)}, "budget": "1"},
            {"key": {"1": "1"}},
        ),
        "a cost of thousands of digits": (
            {"measures": {**MEASURES, "s": {"text": "S", "cost": "9" * 5000}}, "budget": "1"},
            {"key": ONE_MEASURE},
        ),
        "a cost below nothing": (
            {"measures": {**MEASURES, "s": {"text": "S", "cost": "-1"}}, "budget": "1"},
            {"key": ONE_MEASURE},
        ),
        "an endless budget": ({"measures": MEASURES, "budget": "Infinity"}, {"key": ONE_MEASURE}),
        "a billion years": ({"measures": MEASURES, "budget": "1", "years": "1000000000"}, {"key": ONE_MEASURE}),
        "three that exclude each other": (
            {"measures": MEASURES, "budget": "1", "excludes": [["p", "q", "r"]]},
            {"key": ONE_MEASURE},
        ),
        "thousands of pairs": (
            {"measures": MEASURES, "budget": "1", "excludes": [["p", "q"]] * 9999},
            {"key": ONE_MEASURE},
        ),
        "a weight with an exponent": ({"measures": MEASURES, "budget": "1"}, {"key": {"p": "1e999999999"}}),
        "a deep key": ({"measures": MEASURES, "budget": "1"}, {"key": {"p": DEEP}}),
        "a weight in the open": (
            {"measures": {**MEASURES, "s": {"text": "S", "cost": "1", "weight": "1"}}, "budget": "1"},
            {"key": ONE_MEASURE},
        ),
    },
    "cloze": {
        "no gap": ({"text": "Ingen lucka"}, {"key": {"a": ["A"]}}),
        "a hundred thousand gaps": ({"text": "".join(f"{{{n}}}" for n in range(100_000))}, {"key": {"1": ["A"]}}),
        "a gap twice": ({"text": "{a} {a}"}, {"key": {"a": ["A"]}}),
        "a brace alone": ({"text": "{a} }"}, {"key": {"a": ["A"]}}),
        "a gap in a gap": ({"text": "{{a}}"}, {"key": {"a": ["A"]}}),
        "a gap that is no id": ({"text": "{a} {B!}"}, {"key": {"a": ["A"]}}),
        "choices for no gap": ({"text": "{a}", "gaps": {"b": {"choices": ["A", "B"]}}}, {"key": {"a": ["A"]}}),
        "one choice": ({"text": "{a}", "gaps": {"a": {"choices": ["A"]}}}, {"key": {"a": ["A"]}}),
        "a choice with a nul": ({"text": "{a}", "gaps": {"a": {"choices": ["A", "\x00"]}}}, {"key": {"a": ["A"]}}),
        "two slips": ({"text": "{a}", "spelling": "2"}, {"key": {"a": ["A"]}}),
        "a text that is no list": ({"text": "{a}"}, {"key": {"a": "A"}}),
        "nothing accepted": ({"text": "{a}"}, {"key": {"a": []}}),
        "a deep key": ({"text": "{a}"}, {"key": {"a": DEEP}}),
        "a hundred thousand accepted": ({"text": "{a}"}, {"key": {"a": ["A"] * 100_000}}),
    },
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, mine in HOSTILE_SPECS.items() for name in mine])
def test_what_no_author_means_is_refused_in_short_sentences(kind: str, name: str) -> None:
    of, (spec, solution) = KINDS[kind], HOSTILE_SPECS[kind][name]
    common = {"id": "prov-1-x", "kind": kind, "goal": "prov.1.1", "points": "1", "prompt": "Vad?"}
    found = []
    for model, fields in ((of.spec, {**common, **spec}), (of.solution, {"explanation": "Så.", **solution})):
        try:
            model.model_validate(fields)
        except ValidationError as error:
            found += problems_of(error, model)
    assert len(found) == 1
    assert "\n" not in found[0].sentence
    assert len(found[0].sentence) < 200


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_answer_is_refused_in_one_sentence(kind: str, name: str) -> None:
    for pretest in (False, True):
        if (pretest and name == "do not know") or (kind == "text" and name in WRITTEN):
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


def test_the_chosen_option_is_named_where_it_is_not_shown() -> None:
    exercise = made("single", {"options": {"a": "Ett", "b": "Två"}}, "b")
    why = exercise.explain(None, "a", shown=True)
    assert why[0] == "Rätt alternativ: ”Två”."
    assert exercise.explain(None, "a") == ["Valt alternativ: ”Ett”.", *why]


def test_every_choice_is_explained_and_so_is_what_was_missed() -> None:
    solution = {"key": ["p", "q"], "explanation": "Så.", "feedback": {"p": "Ja.", "q": "Jo.", "r": "Nej."}}
    of = KINDS["multiple"]

    def said(answer: list[str], **fields: str) -> list[str]:
        spec = made("multiple", {**MULTIPLE_SPEC, **fields}, ["p", "q"]).specs[None]
        return of.explain(spec, of.solution.model_validate(solution), of.read_answer(spec, answer))

    assert said(["q", "p"]) == ["”P” är valt och är rätt.", "Ja.", "”Q” är valt och är rätt.", "Jo.", "Så."]
    assert said(["p"]) == ["”P” är valt och är rätt.", "Ja.", "”Q” är inte valt men är rätt.", "Så."]
    wrong = ["”P” är inte valt men är rätt.", "”Q” är valt och är rätt.", "Jo.", "”R” är valt men är fel.", "Nej."]
    assert said(["r", "q"]) == [*wrong, "Ett fel val drar av lika mycket som ett rätt val ger.", "Så."]
    everything = "Poäng ges bara när alla rätta alternativ är valda och inga andra."
    assert said(["r", "q"], scoring="all") == [*wrong, everything, "Så."]
    assert said(["p"], scoring="all")[-2:] == [everything, "Så."]
    assert said(["p", "q"], scoring="all")[-2:] == ["Jo.", "Så."]


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, "Välj ett eller flera alternativ."),
        ({"choose": "2"}, "Välj 2 alternativ."),
        ({"scoring": "all"}, "Välj ett eller flera alternativ. Poäng ges bara när alla rätta alternativ är valda och"),
    ],
)
def test_a_multiple_says_how_many_to_choose(fields: dict[str, object], asked: str) -> None:
    exercise = made("multiple", {**MULTIPLE_SPEC, **fields}, ["p", "q"])
    html = exercise.kind.html(exercise.spec, ["q", "p", "r"], {"p"})
    assert Tags(html).text.startswith(asked)
    assert [part.count("checked") for part in html.split("<li>")[1:]] == [0, 1, 0]


def test_who_chooses_nothing_sends_null() -> None:
    exercise = PLAIN["multiple"]
    spec, solution = exercise.specs[None], exercise.solutions[None]
    answers = [exercise.kind.simulate(spec, solution, 0.5, Random(seed)) for seed in range(100)]
    assert None in answers
    assert [] not in answers


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


PLACES = {"a": {**AREA, "name": MARKUP}, "b": {**AREA, "cx": "50"}, "c": {**AREA, "cx": "90"}}
# Open fields with markup where people write, a key, and an answer.
MARKED_UP: dict[str, tuple[dict[str, object], object, Any]] = {
    "single": ({"options": {"a": MARKUP, "b": "B"}}, "a", "a"),
    "multiple": ({"options": {"a": MARKUP, "b": "B", "c": "C"}, "scoring": "all"}, ["a"], ["a"]),
    "sort": (
        {"groups": {"g": MARKUP, "h": "H"}, "items": {"a": MARKUP, "b": "B"}},
        {"a": "g", "b": "h"},
        {"a": "g"},
    ),
    "numeric": ({"unit": MARKUP, "round": "1", "data": "tal.csv"}, {"value": "1", "abs": "0"}, "1"),
    "hotspot": ({"areas": PLACES}, ["a"], ["a"]),
    "rank": ({"items": {"a": MARKUP, "b": "B"}}, ["b", "a"], ["b", "a"]),
    "branch": (
        {
            "start": "s",
            "nodes": {
                "s": {"text": MARKUP, "choices": {"p": {"text": MARKUP, "to": "m", "consequence": MARKUP}}},
                "m": {"text": MARKUP, "choices": {"p": {"text": MARKUP, "to": "e", "if": ["s.p"]}}},
                "e": {"text": MARKUP},
            },
        },
        {"s": {"p": 1}},
        [["s", "p"], ["m", "p"]],
    ),
    "text": (GUIDE, RUBRIC, MARKUP),
    "cloze": (
        {"text": f"{MARKUP} {{a}} {{b}}", "gaps": {"b": {"choices": [MARKUP, "B"]}}},
        {"a": ["A"], "b": ["B"]},
        {"a": MARKUP},
    ),
    "plan": (
        {
            "budget": "10",
            "measures": {
                "a": {"text": MARKUP, "cost": "1"},
                "b": {"text": "B", "cost": "1"},
                "c": {"text": "C", "cost": "1"},
            },
        },
        {"a": 1},
        ["a"],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_wrote_is_never_markup(kind: str) -> None:
    fields, key, answered = MARKED_UP[kind]
    exercise = made(kind, fields, key)
    of, spec = exercise.kind, exercise.specs[None]
    for answer in (None, of.read_answer(spec, answered)):
        drawn = Tags(of.html(spec, of.shuffled(spec), answer))
        assert drawn.tags <= {"ul", "li", "label", "input", "p", "a", "textarea", "blockquote", "br"}
        assert drawn.attributes <= {"type", "disabled", "checked", "value", "href", "size", "rows", "cols"}
        if kind == "text":  # of which the author has written nothing: what is drawn is what the participant wrote
            assert (MARKUP in drawn.text) == ("blockquote" in drawn.tags) == (answer is not None)
            continue
        filled = "value" if kind in ("numeric", "rank", "cloze") else "checked"
        assert (filled in drawn.attributes) == (answer is not None)
        assert MARKUP in drawn.text


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_every_exercise_is_drawn_with_what_was_answered(exercise: Exercise, var: str | None) -> None:
    kind, spec = exercise.kind, exercise.specs[var]
    parts = kind.shuffled(spec)
    assert len(set(parts)) == len(parts) != 1
    right = kind.samples(spec, exercise.solutions[var])[0]
    for answer in (None, exercise.read_answer(var, right.answer)):
        for order in (parts, parts[::-1]):
            assert Tags(kind.html(spec, order, answer)).text.strip()


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_what_needs_feedback_is_a_part_that_can_be_wrong(exercise: Exercise, var: str | None) -> None:
    spec, solution = exercise.specs[var], exercise.solutions[var]
    needed = exercise.kind.needs_feedback(spec, solution)
    parts = spec.ids if isinstance(spec, ClozeSpec) else exercise.kind.shuffled(spec)
    assert bool(needed) == bool(parts)
    assert set(needed) <= set(parts)


@pytest.mark.parametrize(("exercise", "var"), exercises())
def test_nobody_has_a_better_chance_than_who_knows(exercise: Exercise, var: str | None) -> None:
    assert 0 <= exercise.kind.chance(exercise.specs[var]) <= Fraction(1, 2)
