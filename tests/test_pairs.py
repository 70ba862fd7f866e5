"""What is asked before a course and after it: the same exercise, in a variant that nobody has met."""

from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest
from pydantic import JsonValue

from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from graders.simulate import simulate
from tests.occasion_support import notebook
from tests.page_support import data_of, running
from toolkit.authoring.check import check_courses
from toolkit.exercises.base import DONT_KNOW
from toolkit.fold import read as read_journal
from toolkit.formats import Occasion
from toolkit.occasion import OccasionFolder

COURSE = """v: 1
id: parkurs
prefix: par
title: "Före och efter"
version: 1.0.0
audience: "Den som provar"
pass: {total: 0.7, modules: all}
modules:
  - {id: fore, number: 0, role: pretest, state: draft, title: "Före", minutes: {read: 1, exercises: 2}, goals: []}
  - id: 1-modul
    number: 1
    role: module
    state: draft
    title: "Modul"
    minutes: {read: 1, exercises: 2}
    goals:
      - {id: par.1.1, level: tillämpa, strand: tal, text: "Räkna"}
  - {id: efter, number: 2, role: test, state: draft, title: "Efter", minutes: {read: 1, exercises: 2}, goals: []}
review: {law: needed, fact: needed, method: needed}
"""
CELL = """%%exercise
id: par-0-summa
kind: single
goal: par.1.1
points: 1
pair: par-summa
prompt: "Vad blir summan?"
variants:
  a:
    case: "Två och tre"
    options: {p: "5", k: "6", t: "7"}
  b:
    case: "Tre och fyra"
    options: {m: "5", r: "6", w: "7"}
  c:
    case: "Två och fyra"
    options: {x: "5", y: "6", z: "7"}
### BEGIN HIDDEN TESTS
variant_keys:
  a: {key: p, explanation: "Två plus tre är fem."}
  b: {key: w, explanation: "Tre plus fyra är sju."}
  c: {key: y, explanation: "Två plus fyra är sex."}
### END HIDDEN TESTS"""
AFTER = CELL.replace("par-0-summa", "par-2-summa")
PLAIN = """%%exercise
id: par-0-summa
kind: single
goal: par.1.1
points: 1
pair: par-summa
prompt: "Vad blir två och tre?"
options: {p: "5", k: "6", t: "7"}
### BEGIN HIDDEN TESTS
key: p
explanation: "Två plus tre är fem."
### END HIDDEN TESTS"""
PRACTICE = """%%exercise
id: par-1-summa
kind: single
goal: par.1.1
practice: true
pair: par-summa
prompt: "Vad blir två och tre?"
options: {p: "5", k: "6", t: "7"}
key: p
explanation: "Två plus tre är fem."
feedback: {k: "Sex är ett för mycket.", t: "Sju är två för mycket."}
"""


def write(courses: Path, before: str = CELL, after: str = AFTER, module: str = "", course: str = COURSE) -> Path:
    folder = courses / "parkurs"
    for name, cell in {"fore": before, "1-modul": module, "efter": after}.items():
        if cell:
            (folder / "source" / name).mkdir(parents=True)
            nbformat.write(notebook(*cell.split("\n\n")), folder / "source" / name / f"{name}.ipynb")
    (folder / "course.yml").write_text(course, encoding="utf-8")
    return folder


# --- what participants meet ---------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    course = write(tmp_path / "courses")
    made = Occasion(id="par-2027", course="parkurs", title="Prov")
    here = new_occasion(tmp_path / "occasions", course, made, seed="00112233445566ff")
    for module in ("fore", "efter"):
        release(here, module, tmp_path / "courses")
    return here


def met(here: OccasionFolder, module: str, people: Sequence[str]) -> list[str]:
    """Return the variants that the pages show."""
    found = []
    with running([here]) as app:
        for who in people:
            (exercise,) = data_of(app.visitor(who).get(f"/{here.id}/{module}/").text)["exercises"]
            found.append(exercise["spec"]["var"])
    return found


def test_everybody_meets_the_next_variant_after_the_course(here: OccasionFolder, tmp_path: Path) -> None:
    people = [f"person-{n}" for n in range(60)]
    rows = ["id;name;actor;region", *(f"{name};Prov;kommun;nord" for name in people)]
    (tmp_path / "lista.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", tmp_path / "lista.csv")
    before, after = (met(here, module, people) for module in ("fore", "efter"))
    assert all(one != other for one, other in zip(before, after, strict=True))
    for variants in (before, after):
        assert {variants.count(letter) > 8 for letter in "abc"} == {True}


def test_the_simulated_know_less_before_the_course_and_say_so(here: OccasionFolder) -> None:
    simulate(here, 200, seed=1)
    answers: dict[str, list[tuple[JsonValue, float]]] = {"fore": [], "efter": []}
    for module, found in answers.items():
        exercises = here.notebook(module).exercises
        (exercise,) = exercises.values()
        for path in here.path.glob(f"journals/*/{module}/answers.jsonl"):
            for one in read_journal(path, exercises, pretest=module == "fore").answers.values():
                found.append((one.answer, exercise.score(one.var, one.answer, pretest=module == "fore").points))
    before, after = ([points for _, points in found] for found in answers.values())
    assert sum(before) / len(before) < sum(after) / len(after) - 0.05
    nothing = [answer for answer, points in answers["fore"] if points == 0]
    assert 0.1 < nothing.count(DONT_KNOW) / len(nothing) < 0.5  # whatever the ability
    assert all(answer != DONT_KNOW for answer, _ in answers["efter"])


def test_the_simulated_meet_what_the_page_would_show_them(here: OccasionFolder) -> None:
    simulate(here, 30, seed=1)
    for module in ("fore", "efter"):
        answered = {}
        for path in here.path.glob(f"journals/*/{module}/answers.jsonl"):
            fold = read_journal(path, here.notebook(module).exercises, pretest=module == "fore")
            if fold.answers:
                (answer,) = fold.answers.values()
                answered[path.parent.parent.name] = answer.var
        assert len(answered) > 15
        assert answered == dict(zip(answered, met(here, module, list(answered)), strict=True))


# --- what authors are told ----------------------------------------------------------------------

SAME = "väntade samma varianter med samma facit i båda övningarna"
PLACE = "väntade ett par med en övning för poäng i förprovet och en i slutprovet"
FAULTS: dict[str, tuple[dict[str, str], list[str]]] = {
    "other words in one variant": (
        {"after": AFTER.replace("Tre och fyra", "Fyra och tre")},
        [f"pair: hittade andra värden på case än i par-0-summa, {SAME}."],
    ),
    "another key": (
        {"after": AFTER.replace("key: p", "key: k")},
        [f"pair: hittade andra värden på key än i par-0-summa, {SAME}."],
    ),
    "another letter": (
        {"after": AFTER.replace("\n  c:", "\n  d:")},
        [f"pair: hittade andra värden på variants än i par-0-summa, {SAME}."],
    ),
    "no variants": (
        {"before": PLAIN},
        [
            "variants: hittade inga varianter, väntade minst två varianter, så att ingen möter samma uppgift före och"
            " efter kursen."
        ],
    ),
    "in an ordinary module": (
        {"module": CELL.replace("par-0-", "par-1-")},
        [f"pair: hittade en övning i en vanlig modul, {PLACE}."],
    ),
    "practice": (
        {"before": PRACTICE},
        [f"pair: hittade en övning utan poäng, {PLACE}."],
    ),
    "twice before": (
        {"before": f"{CELL}\n\n{CELL.replace('par-0-summa', 'par-0-summan')}"},
        [f"pair: hittade ett id som redan står i parkurs/source/fore/fore.ipynb, cell 3, {PLACE}."],
    ),
    "only after, when what comes before is ready": (
        {
            "before": CELL.replace("pair: par-summa\n", ""),
            "course": COURSE.replace("pretest, state: draft", "pretest, state: ready"),
        },
        [f"pair: hittade ett id som inte står i förprovet, {PLACE}."],
    ),
    "only before, when what comes after is ready": (
        {
            "after": AFTER.replace("pair: par-summa\n", ""),
            "course": COURSE.replace("test, state: draft", "test, state: ready").replace(
                "pretest, state: ready", "pretest, state: draft"
            ),
        },
        [f"pair: hittade ett id som inte står i slutprovet, {PLACE}."],
    ),
}
SOUND: dict[str, dict[str, str]] = {
    "a pair": {},
    "other things that each has for itself": {
        "before": CELL.replace("points: 1", "points: 1\nconfidence: true"),
        "after": AFTER.replace("points: 1", "points: 1.0"),
    },
    "only before, while the final test is a draft": {"after": AFTER.replace("pair: par-summa\n", "")},
    "no final test yet": {"after": ""},
}


def said(courses: Path) -> list[str]:
    return [one.text for one in check_courses(courses) if one.rule == "pair"]


@pytest.mark.parametrize("name", FAULTS)
def test_a_pair_that_is_none_is_found(tmp_path: Path, name: str) -> None:
    parts, sentences = FAULTS[name]
    write(tmp_path, **parts)
    assert said(tmp_path) == sentences


@pytest.mark.parametrize("name", SOUND)
def test_a_pair_that_is_sound_is_left_in_peace(tmp_path: Path, name: str) -> None:
    write(tmp_path, **SOUND[name])
    assert said(tmp_path) == []
