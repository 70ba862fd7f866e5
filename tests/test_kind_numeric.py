"""The kind `numeric`: which texts are numbers, how near is near enough, and what is said of a mistake."""

import json
import re
import string
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_cell import NUMERIC, SINGLE
from toolkit.authoring.material import Module
from toolkit.authoring.rules import files
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.exercises.numeric import Numeric, NumericSolution, NumericSpec
from toolkit.exercises.numeric.numbers import MAX_CHARACTERS, MINUS, SPACES, read_number, write_number
from toolkit.notebook import read

MANY = settings(max_examples=500, deadline=None, derandomize=True, database=None)
KIND = Numeric()


def numeric(
    value: str, *, wrong: list[dict[str, str]] | None = None, spec: dict[str, str] | None = None, **tolerance: str
) -> Exercise:
    """Make an exercise with its key; `tolerance` is `abs` or `rel`."""
    common = {"id": "prov-1-x", "kind": "numeric", "goal": "prov.1.1", "points": "1", "prompt": "Hur många?"}
    hidden = {"key": {"value": value, **tolerance}, "wrong": wrong or [], "explanation": "Så."}
    whole = NumericSpec.model_validate({**common, **(spec or {})})
    return Exercise(KIND, {None: whole}, {None: NumericSolution.model_validate(hidden)}, "000000")


# --- numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u2009234,5", "1234.5"),
        ("1  234", "1234"),
        ("1.234", "1.234"),
        ("0,123 456", "0.123456"),
        ("+3", "3"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("-0", "0"),
        ("007", "7"),
        (" 12\n", "12"),
        ("\u00a012\u202f", "12"),
        ("9" * MAX_CHARACTERS, "9" * MAX_CHARACTERS),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


PARTS = st.text(string.digits, min_size=1, max_size=15)


@MANY
@given(
    st.sampled_from(["", "+", "-", MINUS]),
    PARTS,
    st.one_of(st.none(), st.tuples(st.sampled_from(",."), PARTS)),
    st.sampled_from(SPACES),
    st.integers(1, 3),
)
def test_a_number_is_what_decimal_says(
    sign: str, whole: str, rest: tuple[str, str] | None, space: str, group: int
) -> None:
    grouped = space.join(whole[max(0, end - group) : end] for end in range(len(whole), 0, -group)[::-1])
    plain = f"{sign.replace(MINUS, '-')}{whole}" + (f".{rest[1]}" if rest else "")
    text = f"{sign}{grouped}" + ("".join(rest) if rest else "")
    if len(text) <= MAX_CHARACTERS:
        read = read_number(text)
        assert read == Decimal(plain)
        assert read.as_tuple().exponent == Decimal(plain).as_tuple().exponent  # nothing is rounded away
    else:
        with pytest.raises(ValueError, match="not a number"):
            read_number(text)


@MANY
@given(st.text(alphabet=f"0123456789,.+-{MINUS}{SPACES}eE%_xé\t\n\u0661\u2013", max_size=12))
def test_what_is_read_has_one_meaning(text: str) -> None:
    """Whatever is read is what remains when spaces are gone and the mark is a point: a plain number."""
    try:
        read = read_number(text)
    except ValueError:
        return
    plain = "".join(text.split()).replace(",", ".").replace(MINUS, "-")
    assert re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", plain)
    assert read == Decimal(plain)


@MANY
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_what_is_written_is_read_back(number: Decimal) -> None:
    assert read_number(write_number(number)) == number


def test_a_number_is_written_as_in_swedish_text() -> None:
    written = {"0.5": "0,5", "1240": "1240", "12500": "12\u00a0500", "-1234567.80": "\u22121\u00a0234\u00a0567,80"}
    assert {number: write_number(Decimal(number)) for number in written} == written
    assert write_number(read_number("-0,0")) == "0,0"


# --- the tolerance ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "right", "wrong"),
    [
        (numeric("12,5", abs="0,1"), ["12,4", "12,6", "12,60", "12.5"], ["12,39999", "12,60001", "-12,5"]),
        (numeric("200", rel="0,05"), ["190", "210"], ["189,99", "210,01"]),
        (numeric("-200", rel="0,05"), ["-190", f"{MINUS}210"], ["-189,99", "-210,01", "200"]),
        (numeric("0", abs="0"), ["0", "-0", "0,00"], ["0,0001"]),
        (numeric("0", rel="0,5"), ["0"], ["0,0001"]),
        (numeric("0,3", abs="0"), ["0,3", "0,30"], ["0,30000000000000004"]),
        # As binary numbers, 0.1 + 0.2 is more than 0.3, and 1.1 - 1.05 more than 0.05.
        (numeric("0,2", abs="0,1"), ["0,3", "0,1"], ["0,30000000000000000000000000000001"]),
        (numeric("1,1", abs="0,05"), ["1,15", "1,05"], ["1,1500000000000000000001"]),
        # The margin is 9.99..., of 78 digits.
        (numeric("9" * 39, rel="0." + "0" * 37 + "1"), ["9" * 38 + "0", "1" + "0" * 39], ["9" * 37 + "89"]),
    ],
)
def test_the_ends_of_the_tolerance_are_right_and_nothing_beyond(
    exercise: Exercise, right: list[str], wrong: list[str]
) -> None:
    for answers, points in ((right, 1.0), (wrong, 0.0)):
        for answer in answers:
            with localcontext() as context:
                context.prec = 3  # whoever calls may have any precision
                assert exercise.score(None, answer).points == points


LONG = st.tuples(st.text("0123456789", min_size=1, max_size=19), st.text("0123456789", min_size=1, max_size=19)).map(
    ".".join
)


@MANY
@given(LONG, LONG, LONG, st.booleans())
def test_the_arithmetic_is_exact(value: str, tolerance: str, answer: str, relative: bool) -> None:
    exercise = numeric(value, **{"rel" if relative else "abs": tolerance})
    margin = Fraction(tolerance) * (Fraction(value) if relative else 1)
    expected = abs(Fraction(answer) - Fraction(value)) <= margin
    assert exercise.score(None, answer).points == float(expected)


# --- what is said -------------------------------------------------------------------------

SLIPS = [
    {"value": "11,1", "abs": "0,2", "feedback": "Fel nämnare."},
    {"value": "11,4", "abs": "0,2", "feedback": "Fel täljare."},
    {"value": "0,125", "feedback": "Det är andelen, inte procenten."},
    {"value": "12 500", "abs": "500", "feedback": "Gånger tusen."},
]
SHARE = numeric("12,5", abs="1", wrong=SLIPS, spec={"unit": "%"})


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ("12.5", ["Det är rätt.", "Svaret läses som 12,5 %.", "Så."]),
        ("13", ["Det är rätt.", "Svaret läses som 13 %.", "Rätt svar: 12,5 %.", "Så."]),
        # Within the tolerance of a known mistake too, but right.
        ("11,5", ["Det är rätt.", "Svaret läses som 11,5 %.", "Rätt svar: 12,5 %.", "Så."]),
        ("7", ["Svaret läses som 7 %.", "Rätt svar: 12,5 %.", "Så."]),
        (
            "0,125",
            [
                "Svaret läses som 0,125 %.",
                "0,125 % är resultatet av en vanlig felräkning.",
                "Det är andelen, inte procenten.",
                "Rätt svar: 12,5 %.",
                "Så.",
            ],
        ),
        (
            " 12\u202f450",
            [
                "Svaret läses som 12\u00a0450 %.",
                "12\u00a0500 % är resultatet av en vanlig felräkning.",
                "Gånger tusen.",
                "Rätt svar: 12,5 %.",
                "Så.",
            ],
        ),
    ],
)
def test_what_was_answered_is_explained(answer: str, lines: list[str]) -> None:
    assert SHARE.explain(None, answer) == lines


def test_of_two_known_mistakes_the_nearest_is_named() -> None:
    found = {answer: SHARE.explain(None, answer)[2] for answer in ("11,20", "11,25", "11,3", "11,4")}
    assert found == {
        "11,20": "Fel nämnare.",
        "11,25": "Fel nämnare.",  # as near to the first
        "11,3": "Fel täljare.",
        "11,4": "Fel täljare.",
    }


def test_a_number_without_unit_is_said_alone() -> None:
    assert numeric("12500", abs="0").words(None, "-12500,0") == [f"{MINUS}12\u00a0500,0"]
    assert numeric("1", abs="0").explain(None, "1") == ["Det är rätt.", "Svaret läses som 1.", "Så."]


@pytest.mark.parametrize(
    ("decimals", "said"), [("0", "Svara med heltal."), ("1", "Svara med 1 decimal."), ("2", "Svara med 2 decimaler.")]
)
def test_the_input_has_its_unit_its_rounding_and_its_data(decimals: str, said: str) -> None:
    drawn = numeric("12,5", abs="1", spec={"unit": "kr", "round": decimals, "data": "tal.csv"})
    html = KIND.html(drawn.spec, [], '12" onclick="x')  # type: ignore[arg-type]
    assert said in html
    assert '<a href="tal.csv">Underlag: tal.csv</a>' in html
    assert '<a href="fil/tal.csv">' in KIND.html(drawn.spec, [], None, "fil/")  # type: ignore[arg-type]
    assert '<input type="text" disabled value="12&quot; onclick=&quot;x"> kr</label>' in html
    assert KIND.html(numeric("1", abs="0").spec, [], None) == (  # type: ignore[arg-type]
        '<p><label><input type="text" disabled> </label></p>'
    )


# --- what does not go together --------------------------------------------------------------


def found(exercise: Exercise) -> list[str]:
    spec: Any = exercise.spec
    return [problem.field for problem in KIND.problems(spec, exercise.solutions[None])]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exercise", "fields"),
    [
        (SHARE, []),
        (numeric("12,5", abs="0,1", spec={"round": "1"}), []),
        (numeric("12,5", abs="0,5", spec={"round": "0"}), []),
        (numeric("12,5", abs="0,4", spec={"round": "0"}), ["key.value"]),
        (numeric("-2,345", abs="0,004", spec={"round": "2"}), ["key.value"]),
        (numeric("1240", abs="0", spec={"round": "6"}), []),
        (numeric("9" * 40, abs="0", spec={"round": "6"}), []),
        (numeric("0", rel="0,1"), ["key.rel"]),
        (numeric("0,000", rel="0"), ["key.rel"]),
        (numeric("5", abs="1", wrong=[{"value": "6", "feedback": "Nej."}]), ["wrong.1.value"]),
        (numeric("5", abs="1", wrong=[{"value": "6,01", "abs": "3", "feedback": "Nej."}]), []),
        (
            numeric("5", abs="1", wrong=[{"value": n, "feedback": "Nej."} for n in ("7", "8", "7,0", "4", "4")]),
            ["wrong.3.value", "wrong.4.value", "wrong.5.value", "wrong.5.value"],
        ),
    ],
)
def test_what_does_not_go_together_is_found(exercise: Exercise, fields: list[str]) -> None:
    assert found(exercise) == fields


def test_made_up_answers_are_numbers_also_where_the_key_is_long() -> None:
    for value in ("9" * 40, "0." + "0" * 37 + "1", "-" + "9" * 39, "0", "1 000"):
        for tolerance in ("0", "9" * 40, "0." + "1" * 38):
            exercise = numeric(value, abs=tolerance)
            spec, solution, rng = exercise.specs[None], exercise.solutions[None], Random(1)
            for sample in KIND.samples(spec, solution):  # type: ignore[arg-type]
                if sample.share is not None:
                    assert exercise.score(None, sample.answer).points == float(sample.share)
            for _ in range(20):
                answer = KIND.simulate(spec, solution, 0.0, rng)  # type: ignore[arg-type]
                assert exercise.score(None, answer).points == 0.0


def test_wrong_answers_are_known_mistakes_and_near_misses() -> None:
    rng = Random(1)
    answers = {KIND.simulate(SHARE.spec, SHARE.solutions[None], 0.0, rng) for _ in range(200)}  # type: ignore[arg-type]
    assert {"11,1", "0,125", "13,6", "11,4"} <= answers


def test_the_files_of_an_exercise_are_its_figure_and_its_data() -> None:
    figure = "figure:\n  file: karta.svg\n  alt: x\n  table: karta.csv\n"
    both = NUMERIC.replace("unit: brott\n", f"unit: brott\n{figure}")
    assert read_exercise(both).spec.files() == {
        "figure.file": "karta.svg",
        "figure.table": "karta.csv",
        "data": "brott.csv",
    }
    assert read_exercise(NUMERIC).spec.files() == {"data": "brott.csv"}
    assert read_exercise(SINGLE).spec.files() == {}


def test_the_data_goes_out_with_the_module_and_must_stand_there(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": [], "source": NUMERIC}
    folder = tmp_path / "1-start"
    folder.mkdir()
    notebook = folder / "1-start.ipynb"
    notebook.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    module = Module(folder, notebook.name, None, None, read(notebook))
    assert list(files.referred(module)) == ["brott.csv"]
    (folder / "annat.csv").touch()
    assert [(one.rule, one.field) for one in files.missing(module)] == [("missing-file", "data")]
    (folder / "brott.csv").touch()
    assert list(files.missing(module)) == []
    assert [(one.rule, one.file) for one in files.beside(module)] == [("stray-file", "annat.csv")]
