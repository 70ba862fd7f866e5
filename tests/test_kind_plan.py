"""The kind `plan`: what fits the budget, what is of use together, and what the best plan is."""

import time
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from toolkit.errors import ProblemsError
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.exercises.plan import MOST, Plan, PlanSolution, PlanSpec, _best_set
from toolkit.face.shown import Showing, Shown

KIND = Plan()
CELL = """%%exercise
id: prov-1-plan
kind: plan
goal: prov.1.1
points: 3
prompt: "Välj åtgärder."
measures:
  hinder: {text: "Hinder", cost: 90}
  vuxna: {text: "Vuxna på plats", cost: 140}
  kamera: {text: "Kamera", cost: "1200,5", upkeep: 40}
  verkstad: {text: "Verkstad", cost: 180}
years: 2
budget: 330
requires:
  verkstad: [vuxna]
excludes:
  - [kamera, hinder]
### BEGIN HIDDEN TESTS
key: {hinder: 2, vuxna: 3, kamera: 1, verkstad: 1}
explanation: "Så."
feedback:
  verkstad: "Verkstaden behöver någon som är där."
### END HIDDEN TESTS
"""
EXERCISE = read_exercise(CELL)


def sentences(cell: str) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_exercise(cell)
    return [problem.sentence for problem in caught.value.problems]


SLIPS = {
    "an unknown measure in the key": (
        "verkstad: 1}",
        "verkstaden: 1}",
        "key.verkstaden: hittade ”verkstaden” som inte finns, väntade hinder, vuxna, kamera eller verkstad.",
    ),
    "an unknown measure in the feedback": (
        '  verkstad: "Verk',
        '  verkstaden: "Verk',
        "feedback.verkstaden: hittade ”verkstaden” som inte finns, väntade hinder, vuxna, kamera eller verkstad.",
    ),
    "an unknown measure that requires": (
        "verkstad: [vuxna]",
        "stad: [vuxna]",
        "requires.stad: hittade ”stad” som inte finns, väntade hinder, vuxna, kamera eller verkstad.",
    ),
    "an unknown measure that is required": (
        "verkstad: [vuxna]",
        "verkstad: [barn]",
        "requires.verkstad: hittade ”barn” som inte finns, väntade hinder, vuxna eller kamera.",
    ),
    "a measure that requires itself": (
        "verkstad: [vuxna]",
        "verkstad: [verkstad]",
        "requires.verkstad: hittade ”verkstad” som inte finns, väntade hinder, vuxna eller kamera.",
    ),
    "a measure that requires what it excludes": (
        "[kamera, hinder]",
        "[vuxna, verkstad]",
        "requires.verkstad: hittade ”vuxna” som inte går ihop med åtgärden, väntade antingen requires eller excludes "
        "för samma två åtgärder.",
    ),
    "an unknown measure in a pair": (
        "[kamera, hinder]",
        "[kamera, staket]",
        "excludes.1: hittade ”staket” som inte finns, väntade hinder, vuxna, kamera eller verkstad.",
    ),
    "a pair of one": (
        "[kamera, hinder]",
        "[kamera, kamera]",
        "excludes.1: hittade samma åtgärd två gånger, väntade två olika åtgärder.",
    ),
    "a pair that stands there twice": (
        "[kamera, hinder]",
        "[kamera, hinder]\n  - [hinder, kamera]",
        "excludes.2: hittade samma två åtgärder en gång till, väntade varje par en gång, ordningen spelar ingen roll.",
    ),
    "three in a pair": (
        "[kamera, hinder]",
        "[kamera, hinder, vuxna]",
        "excludes.1: hittade en lista, väntade högst 2 stycken.",
    ),
    "nothing that can be earned": (
        "{hinder: 2, vuxna: 3, kamera: 1, verkstad: 1}",
        "{kamera: 1, verkstad: 0}",
        "key: hittade ingen plan inom budgeten som ger poäng, väntade mer än 0 för minst en åtgärd som ryms i "
        "budgeten.",
    ),
    "a cost below nothing": ("cost: 140", "cost: -1", "measures.vuxna.cost: hittade ”-1”, väntade minst 0."),
    "a cost that is no number": (
        "cost: 140",
        "cost: 140 tkr",
        "measures.vuxna.cost: hittade ”140 tkr”, väntade ett tal med högst nio siffror före decimaltecknet och "
        "fyra efter.",
    ),
    "a misspelt field": (
        "upkeep: 40",
        "upkep: 40",
        "measures.kamera.upkep: hittade ett okänt fält, väntade fältet ”upkeep”.",
    ),
    "a measure that says the same as another": (
        '"Vuxna på plats"',
        '"hinder"',
        "measures.vuxna: hittade samma text som i ”hinder”, väntade en egen text.",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_said_with_what_was_found_and_what_can_stand_there(name: str) -> None:
    old, new, expected = SLIPS[name]
    assert CELL.count(old) == 1
    assert sentences(CELL.replace(old, new)) == [expected]


def test_a_budget_with_room_for_all_asks_for_no_choice() -> None:
    said = "budget: hittade full poäng för den som väljer alla åtgärder, väntade en budget eller vikter som gör att "
    roomy = CELL.replace("budget: 330", "budget: 9999").replace("[kamera, hinder]", "[kamera, verkstad]")
    nothing_lost = roomy.replace("kamera: 1, verkstad: 1", "kamera: 0, verkstad: 0")
    assert sentences(nothing_lost) == [f"{said}något måste väljas bort."]
    read_exercise(roomy)  # there one of two must go


def test_the_best_plan_of_the_most_measures_is_found_in_little_time() -> None:
    _best_set.cache_clear()
    measures = {f"m{number}": {"text": f"Åtgärd {number}", "cost": number + 1} for number in range(MOST)}
    fields = {"id": "prov-1-x", "kind": "plan", "goal": "prov.1.1", "points": "1", "prompt": "Vad?", "budget": 136}
    spec = PlanSpec.model_validate({**fields, "measures": measures, "requires": {"m0": ["m1", "m2"]}})
    solution = PlanSolution.model_validate({"key": {name: "1" for name in measures}, "explanation": "Så."})
    start = time.perf_counter()
    assert KIND.share(spec, solution, set(measures)) == 1
    assert time.perf_counter() - start < 5
    start = time.perf_counter()
    for _ in range(200):  # a whole course is graded, and the search is done once
        assert KIND.share(spec, solution, {"m1", "m2"}) == Fraction(2, MOST)
    assert time.perf_counter() - start < 5


def test_the_budget_counts_the_upkeep_of_every_year_exactly() -> None:
    spec: Any = EXERCISE.spec
    assert spec.costs("kamera") == spec.measures["kamera"].cost + 80
    tenths = (
        CELL.replace("cost: 90", "cost: 0.1").replace("cost: 140", "cost: 0.2").replace("budget: 330", "budget: 0.3")
    )
    assert read_exercise(tenths).score(None, ["hinder", "vuxna"]).points == 3.0  # more than 0.3 in binary numbers


def test_what_was_chosen_is_said_with_what_stands_in_its_way() -> None:
    best = "En plan som stämmer helt: ”Hinder” och ”Vuxna på plats”."
    assert EXERCISE.explain(None, ["vuxna", "hinder"]) == [
        "Hinder",
        "Vuxna på plats",
        "Planen kostar 230 av högst 330 tkr.",
        "Så.",
    ]
    assert EXERCISE.explain(None, ["verkstad"], shown=True) == [
        "”Verkstad” kräver ”Vuxna på plats”, som inte är valt.",
        "Verkstaden behöver någon som är där.",
        best,
        "Så.",
    ]
    assert EXERCISE.explain(None, ["kamera", "hinder"]) == [
        "Hinder",
        "Kamera",
        "Planen kostar 1370,5 av högst 330 tkr.",
        "Planen kostar 1040,5 tkr för mycket och ger därför inga poäng.",
        "”Hinder” och ”Kamera” går inte ihop.",
        best,
        "Så.",
    ]


def test_measures_that_the_best_plan_does_without_need_a_text() -> None:
    spec, solution = EXERCISE.spec, EXERCISE.solutions[None]
    assert KIND.needs_feedback(spec, solution) == ["kamera", "verkstad"]  # type: ignore[arg-type]


def test_the_sheet_has_every_cost_and_condition() -> None:
    html = KIND.html(EXERCISE.spec, ["verkstad", "kamera", "hinder", "vuxna"], {"hinder"})  # type: ignore[arg-type]
    assert html.startswith("<p>Planen får kosta högst 330 tkr. Kostnaden är räknad på 2 år.</p>")
    rows = [row.split("> ", 1)[-1].split("</label>")[0] for row in html.split("<li>")[1:]]
    assert rows == [
        "Verkstad (180 tkr) Kräver: Vuxna på plats.",
        "Kamera (1280,5 tkr) 1200,5 tkr en gång och 40 tkr om året. Går inte ihop med: Hinder.",
        "Hinder (90 tkr) Går inte ihop med: Kamera.",
        "Vuxna på plats (140 tkr)",
    ]
    assert [row.count("checked") for row in html.split("<li>")[1:]] == [0, 0, 1, 0]


def test_the_view_is_told_the_measures_as_a_list_and_no_weights() -> None:
    shown = Shown(1, EXERCISE, None, ["vuxna", "verkstad", "kamera", "hinder"])
    spec = Showing({"prov-1-plan": EXERCISE}, "anna", "fro").spec(shown)
    assert spec["measures"][2] == {"id": "kamera", "text": "Kamera", "cost": 1200.5, "upkeep": 40.0}
    assert [one["id"] for one in spec["measures"]] == shown.order
    assert (spec["budget"], spec["years"], spec["binding"]) == (330.0, 2, False)
    assert (spec["requires"], spec["excludes"]) == ({"verkstad": ["vuxna"]}, [["kamera", "hinder"]])


def test_who_can_nothing_earns_nothing() -> None:
    spec, solution = EXERCISE.spec, EXERCISE.solutions[None]
    answers = [KIND.simulate(spec, solution, 0.0, Random(seed)) for seed in range(20)]  # type: ignore[arg-type]
    assert {EXERCISE.score(None, answer).points for answer in answers} == {0.0}


@pytest.mark.parametrize("order", [["kamera", "hinder"], ["hinder", "kamera"]])
def test_a_pair_excludes_both_ways(order: list[str]) -> None:
    exercise: Exercise = read_exercise(CELL.replace("[kamera, hinder]", f"[{', '.join(order)}]").replace("330", "9999"))
    # hinder and kamera give nothing together: 3 of 3 + 2 + 1.
    assert exercise.score(None, ["hinder", "kamera", "vuxna"]).points == 1.5
