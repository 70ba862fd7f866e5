"""The kind `cloze`: which typed texts are right, what is said of them, and which texts have no gaps."""

import time
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from toolkit.exercises.cell import Exercise
from toolkit.exercises.cloze import Cloze, ClozeSolution, ClozeSpec
from toolkit.exercises.cloze.words import folded, slipped

KIND = Cloze()
TEXT = "Kommunen {krav} minst {tid} uppdatera sin {vad}."
GAPS = {"krav": {"choices": ["bör", "ska", "kan"]}}
KEY = {"krav": ["ska"], "tid": ["vartannat år", "varje år"], "vad": ["lägesbild"]}


def cloze(key: dict[str, list[str]], feedback: dict[str, str] | None = None, **fields: Any) -> Exercise:
    """Make an exercise with its key."""
    common = {"id": "prov-1-x", "kind": "cloze", "goal": "prov.1.1", "points": "1", "prompt": "Fyll i."}
    hidden = {"key": key, "explanation": "Så.", "feedback": feedback or {}}
    whole = ClozeSpec.model_validate({**common, **fields})
    return Exercise(KIND, {None: whole}, {None: ClozeSolution.model_validate(hidden)}, "000000")


LAW = cloze(KEY, {"tid": "Läs 10 §."}, text=TEXT, gaps=GAPS, spelling="1")


# --- what is right ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Lägesbild", "lägesbild"),
        ("  läges \n bild ", "läges bild"),
        ("LA\u0308GESBILD", "lägesbild"),
        ("\u00a0år\u202f", "år"),
        ("STRASSE", "straße"),
        ("\u212bR", "år"),  # the sign for the unit ångström
    ],
)
def test_capitals_composition_and_white_space_do_not_count(text: str, same: str) -> None:
    assert folded(text) == folded(same)
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize("text", ["lagesbild", "läges-bild", "lägesbild.", "lägesbilden"])
def test_other_letters_and_marks_do(text: str) -> None:
    assert folded(text) != "lägesbild"


@pytest.mark.parametrize(
    ("accepted", "typed", "right"),
    [
        ("lägesbild", "lägsbild", True),
        ("lägesbild", "lägesbbild", True),
        ("lägesbild", "lägesbilt", True),
        ("lägesbild", "ägesbild", True),
        ("lägesbild", "lägesbil", True),
        ("lägesbild", "läges bild", True),
        ("lägesbild", "lägesbidl", False),
        ("lägesbild", "lägsbil", False),
        ("råde", "rådet", False),
        ("rådet", "råde", True),
        ("råd12", "råd1", False),
        ("vartannat år", "vartanat år", True),
        ("vartannat år", "vartannat å", False),
        ("vartannat år", "vartannatår", False),
        ("vartannat år", "vartannat", False),
        ("vart 2 år", "vart 3 år", False),
        ("minst vartannat år", "minsta vartannat år", True),
        ("minst vartannat år", "minst vartanat år", True),
        ("minst vartannat år", "mins vartanat år", False),
        ("aaaaa aaaaa", "aaaa aaaaa", True),
    ],
)
def test_one_slip_within_a_word_of_five_letters(accepted: str, typed: str, right: bool) -> None:
    assert slipped(accepted, typed) == right


def test_a_slip_is_what_one_edit_leads_to() -> None:
    """Every edit of a short alphabet, made one by one."""
    word, letters = "abbab", "abc"
    edits = {word[:n] + one + word[n:] for n, one in product(range(6), letters)}
    edits |= {word[:n] + one + word[n + 1 :] for n, one in product(range(5), ["", *letters])} - {word}
    for length in range(3, 8):
        for typed in map("".join, product(letters, repeat=length)):
            assert slipped(word, typed) == (typed in edits)


def test_huge_texts_cost_little() -> None:
    long = "a" * 50_000
    started = time.perf_counter()
    assert slipped(f"{long} {long}", f"{long}b {long}")
    assert not slipped(f"{long} {long}", f"{long}b {long}"[:-1] + "b")
    assert time.perf_counter() - started < 1


# --- what is said -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        (
            {"krav": "ska", "tid": " Varje ÅR", "vad": "lägsbild"},
            [
                "Lucka 1: ”ska”. Det stämmer.",
                "Lucka 2: ” Varje ÅR”. Det stämmer.",
                "Lucka 3: ”lägsbild”. Det räknas som rätt. Rätt stavning: ”lägesbild”.",
                "Så.",
            ],
        ),
        (
            {"krav": "kan", "tid": "ibland"},
            [
                "Lucka 1: ”kan”. Rätt svar: ”ska”.",
                "Lucka 2: ”ibland”. Rätt svar: ”vartannat år” eller ”varje år”.",
                "Läs 10 §.",
                "Lucka 3: inget svar. Rätt svar: ”lägesbild”.",
                "Så.",
            ],
        ),
    ],
)
def test_what_was_answered_is_explained(answer: dict[str, Any], lines: list[str]) -> None:
    assert LAW.explain(None, answer) == lines


def test_the_text_has_an_input_in_each_gap_and_the_choices_under_it() -> None:
    spec: Any = cloze(KEY, text="<b>Kommunen</b>\n\n" + TEXT, gaps=GAPS).spec
    html = KIND.html(spec, ["kan", "ska", "bör"], {"krav": "ska", "tid": '"x"'})
    assert html.startswith("<p>&lt;b&gt;Kommunen&lt;/b&gt;</p><p>Kommunen <label>(Lucka 1) <input")
    assert '<label>(Lucka 2) <input type="text" disabled value="&quot;x&quot;"></label> uppdatera' in html
    assert '<label>(Lucka 3) <input type="text" disabled></label>.</p><ul><li><p>Lucka 1</p>' in html
    places = [html.index(f"> {choice}</label>") for choice in ("kan", "ska", "bör")]
    assert places == sorted(places)
    assert html.count(" checked") == 1
    assert "<ul>" not in KIND.html(cloze({"a": ["A"]}, text="{a}").spec, [], None)  # type: ignore[arg-type]


def test_the_choices_are_shuffled_and_each_stands_once() -> None:
    gaps = {"a": {"choices": ["ja", "nej"]}, "c": {"choices": ["nej", "kanske"]}}
    spec: Any = cloze({}, text="{a} {b} {c}", gaps=gaps).spec
    assert KIND.shuffled(spec) == ["ja", "nej", "kanske"]
    assert KIND.chance(spec) == Fraction(1, 3)  # a half, nothing and a half
    assert KIND.chance(cloze({}, text="{a}").spec) == 0  # type: ignore[arg-type]


# --- what does not go together ------------------------------------------------------------


def found(exercise: Exercise) -> list[tuple[str, str]]:
    spec: Any = exercise.spec
    return [(one.field, one.found) for one in KIND.problems(spec, exercise.solutions[None])]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exercise", "problems"),
    [
        (LAW, []),
        (cloze({"a": ["A"]}, text="{a} {b}"), [("key.b", "ingenting")]),
        (cloze({"a": ["A"], "x": ["X"]}, text="{a}"), [("key.x", "”x” som inte finns")]),
        (cloze({"a": ["A"]}, {"b": "Nej."}, text="{a}"), [("feedback.b", "”b” som inte finns")]),
        (cloze({"a": ["Ett", " ett "]}, text="{a}"), [("key.a", "” ett ” två gånger".replace("” ett ”", "”ett”"))]),
        (cloze({"a": ["x" * 101]}, text="{a}"), [("key.a.1", f"”{'x' * 59}…”")]),
        (cloze({"krav": ["ska", "Kan"]}, text="{krav}", gaps=GAPS), [("key.krav.2", "”Kan”")]),
        (cloze({"krav": ["ska", "kan", "bör"]}, text="{krav}", gaps=GAPS), [("key.krav", "alla alternativ som rätta")]),
        (
            cloze({"a": ["A"]}, text="{a}", gaps={"a": {"choices": ["A", "B", "a"]}}),
            [("gaps.a.choices", "”a” två gånger")],
        ),
    ],
)
def test_what_does_not_go_together_is_found(exercise: Exercise, problems: list[tuple[str, str]]) -> None:
    assert found(exercise) == problems


def test_a_gap_may_be_named_though_it_is_typed_in() -> None:
    spec: Any = cloze({"a": ["A"]}, text="{a}", gaps={"a": {}}).spec
    assert spec.choices("a") == []
    assert KIND.read_answer(spec, {"a": "B"}) == {"a": "B"}
