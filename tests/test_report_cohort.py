"""What the cohort report says of a planted cohort: what to discuss, who has not come so far, and where lines stand."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from graders.reports import cohort
from graders.reports.charts import LABELS, VALUES, WIDE, Cut, DotRow, dots
from graders.reports.cohort.numbers import Cohort, Reach
from graders.reports.distribution import HEIGHT, Line, distribution
from graders.reports.dumbbell import Change, dumbbell
from graders.responses import SCHEMA
from graders.statistics import Estimate, wilson
from tests.report_support import Made, occasion, person, plain
from tests.test_report import built, page
from tests.test_report_gain import MODULES, away, drawn, everybody, taken
from toolkit.formats import Response

TEST = [Made(f"intro-p-{n}", f"intro.1.{n}", "single", 1, 0.5, variants=("a", "b")) for n in (1, 2, 3, 4)]
WITH_TEST: dict[str, Sequence[Made]] = {"1-uppdraget": MODULES["1-uppdraget"], "kunskapsprov": TEST}
REACHED = {"intro-p-1": 72, "intro-p-2": 30, "intro-p-3": 76, "intro-p-4": 2}
"""How many of eighty have each exercise right, and so reach its goal."""


def planted(**more: object) -> list[Response]:
    """Make up eighty people who answered the module and the test, wrong with option b."""
    made = taken(range(80), "1-uppdraget", drawn(0.9, 1), 1, WITH_TEST)
    made += taken(range(80), "kunskapsprov", lambda number, one: float(number < REACHED.get(one.id, 0)), 2, WITH_TEST)
    return [row.model_copy(update={"answer": '"a"' if row.points else '"b"', **more}) for row in made]


def test_the_goals_to_discuss_are_exactly_those_under_the_line(tmp_path: Path) -> None:
    found = built(tmp_path, planted(), modules=WITH_TEST)
    assert [goal.number for goal in found.discussion.goals] == ["1.4", "1.2"]
    assert found.discussion.goals[1].reached.estimate == wilson(30, 80)
    text = plain(page(found).text)
    told = text.split("Ta upp med gruppen")[1].split("Vad gruppen har lärt sig")[0]
    assert "1.4 Formulera mål som går att följa upp: färre än 5 av 80 når målet." in told
    assert "1.2 Skilja det som kommunen ska göra från det som kommunen ska verka för: 38 % når målet" in told
    assert "1.1 " not in told
    assert "1.3 " not in told


def test_a_mistake_that_many_share_is_told_in_its_own_words(tmp_path: Path) -> None:
    # Odd people have variant b: in the second exercise 15 of 40 are right there too.
    found = built(tmp_path, planted(), modules=WITH_TEST)
    mistakes = {(one.number, one.chosen, one.people.count, one.people.of) for one in found.discussion.mistakes}
    assert mistakes == {
        (5, "Det andra i a", 39, 40),
        (5, "Det andra i b", 39, 40),
    }, "25 of 40 is no more than guessing between two gives, with its whole interval"
    told = plain(page(found).text)
    assert "98 % svarade ”Det andra i a” (" in told
    assert "Prata om saken, och visa inte frågan." in told


def test_a_mistake_is_of_all_who_count_and_not_only_of_those_who_answered(tmp_path: Path) -> None:
    plain_test = [replace(one, variants=()) for one in TEST]
    modules = {**WITH_TEST, "kunskapsprov": plain_test}
    made = [row.model_copy(update={"variant": None}) for row in planted()]
    some = {person(number) for number in (60, 61)}
    empty = {"status": "omitted", "answer": None}
    left = [row.model_copy(update=empty) if row.exercise == "intro-p-4" and row.pid in some else row for row in made]
    found = built(tmp_path / "left", left, modules=modules).discussion.mistakes
    assert [(one.number, one.people.count, one.people.of) for one in found] == [(5, 76, 80), (3, 50, 80)]


def test_two_who_left_it_empty_are_not_told_by_the_variants_of_the_others(tmp_path: Path) -> None:
    some = {person(number) for number in (60, 62)}
    empty = {"status": "omitted", "answer": None, "variant": None}
    left = [
        row.model_copy(update=empty) if row.exercise == "intro-p-4" and row.pid in some else row for row in planted()
    ]
    found = built(tmp_path, left, modules=WITH_TEST).discussion.mistakes
    assert [(one.chosen, one.people.count, one.people.of) for one in found] == [("Det andra i b", 39, 40)]


def test_vet_inte_is_no_mistake_and_a_text_has_none(tmp_path: Path) -> None:
    unsure = [row.model_copy(update={"answer": None if row.points == 0 else '"a"'}) for row in planted()]
    assert built(tmp_path, unsure, modules=WITH_TEST).discussion.mistakes == ()


@pytest.mark.long
def test_who_was_sure_and_wrong_is_told_where_people_were_asked(tmp_path: Path) -> None:
    assert built(tmp_path / "not", planted(), modules=WITH_TEST).discussion.sure == ()
    found = built(tmp_path / "asked", planted(confidence=3), modules=WITH_TEST)
    assert [(one.number, one.people.count, one.people.of) for one in found.discussion.sure] == [
        (5, 78, 80),
        (3, 50, 80),
    ]
    assert "av dem som var säkra hade 98 % mindre än halva poängen" in plain(page(found).text)
    guessed = built(tmp_path / "guessed", planted(confidence=1), modules=WITH_TEST)
    assert guessed.discussion.sure == ()


def test_nothing_to_discuss_is_said(tmp_path: Path) -> None:
    found = built(tmp_path, everybody(60, drawn(0.4, 1), drawn(1.0, 2)), modules=MODULES)
    assert found.discussion.goals == found.discussion.mistakes == ()
    assert "Inget kunskapsmål ligger med hela sitt intervall under gränsen 70 %." in plain(page(found).text)


# --- how far people have come ---------------------------------------------------------------------


def reach(folder: Path, handed_in: int, in_test: int, in_course: int, nowhere: int) -> Cohort:
    """Build the report of a cohort of which so many came so far."""
    begun, there, people = handed_in + in_test, handed_in + in_test + in_course, sum((handed_in, in_test, in_course))
    started = taken(range(handed_in, begun), "kunskapsprov", drawn(0.5, 3), 2)
    made = (
        taken(range(handed_in), "kunskapsprov", drawn(0.7, 1), 2)
        + [row.model_copy(update={"status": "not_submitted", "points": None, "submitted_at": None}) for row in started]
        + away(range(begun, people + nowhere), "kunskapsprov")
        + taken(range(there), "1-uppdraget", drawn(0.7, 2), 1)
        + away(range(there, people + nowhere), "1-uppdraget")
        + away(range(people + nowhere), "forkunskaper")
    )
    return built(folder, made, modules=MODULES)


def test_who_has_not_reached_the_test_is_told_in_counts(tmp_path: Path) -> None:
    found = reach(tmp_path, 30, 6, 7, 7)
    assert found.reach == Reach(in_test=6, in_course=7, nowhere=7)
    assert "har börjat på provet 6, har börjat kursen men inte provet 7, har inte börjat 7." in plain(page(found).text)


@pytest.mark.parametrize(
    ("came", "told"),
    [
        # 6 is what the table says: 36 began the test, 30 handed it in. So it cannot hide the 2.
        ((30, 6, 2, 8), Reach(6, None, None)),
        ((30, 6, 8, 2), Reach(6, None, None)),
        # The table does not say how many began the test, so that one of the others must hide the 2.
        ((30, 2, 6, 8), Reach(None, None, 8)),
        ((30, 0, 9, 8), Reach(0, 9, 8)),
        # It says that 34 began the test, and those who handed it in are too few.
        ((4, 30, 9, 8), Reach(None, 9, 8)),
    ],
)
def test_a_few_who_came_so_far_are_not_told_by_what_else_is(
    tmp_path: Path, came: tuple[int, int, int, int], told: Reach
) -> None:
    assert reach(tmp_path, *came).reach == told


def test_until_five_have_taken_the_test_the_report_is_of_the_modules(tmp_path: Path) -> None:
    made = (
        taken(range(4), "kunskapsprov", drawn(0.7, 1), 2)
        + away(range(4, 40), "kunskapsprov")
        + taken(range(40), "1-uppdraget", drawn(0.5, 2), 1)
    )
    found = built(tmp_path, made, modules={name: MODULES[name] for name in ("1-uppdraget", "kunskapsprov")})
    assert found.summary.role == "module"
    assert [goal.reached.n for goal in found.learned.goals] == [40]
    text = plain(page(found).text)
    assert "färre än 5 har lämnat in kunskapsprovet." in text
    assert "gräns 70 % av provets" not in text
    assert "Ökning från förkunskaper till kunskapsprov visas inte: inga förkunskaper är utlämnade." in text


def test_an_increase_is_never_called_an_effect(tmp_path: Path) -> None:
    text = plain(page(built(tmp_path, everybody(60, drawn(0.4, 1), drawn(0.7, 2)), modules=MODULES)).text)
    assert re.search(r"fick i medel \d+ % \(\d+–\d+\) av poängen före och \d+ % \(\d+–\d+\) efter", text)
    assert re.search(r"60 deltagare med båda: \+\d+ \(\d+–\d+\) procentenheter", text)
    said = [text[max(0, found.start() - 45) : found.end()] for found in re.finditer("effekt", text)]
    assert len(said) == 3
    assert "inte ett mått på kursens effekt" in said[0]
    assert "Ökningen är inte kursens effekt" in said[1]
    assert "(övningseffekt" in said[2]
    assert "regression mot medelvärdet" in text


# --- lines in charts ------------------------------------------------------------------------------


def rules(svg: str) -> list[tuple[float, float, float]]:
    """Return x, upper and lower end of each dashed upright line in ink, in px of its group."""
    found = []
    for x, y, path in re.findall(
        r'<line transform="translate\(([\d.]+),(-?[\d.]+)\)" x2="0" y2="(-?[\d.]+)"[^>]*stroke="#25221d"', svg
    ):
        ends = sorted([float(y), float(y) + float(path)])
        found.append((float(x), *ends))
    return found


def test_the_line_of_a_dot_chart_stands_at_its_share() -> None:
    rows = [DotRow("Ett", Estimate(0.8, 0.7, 0.9, 50)), DotRow("Två", Estimate(0.5, 0.4, 0.6, 50))]
    chart = dots(rows, "Andel", lambda estimate: f"{estimate.value}", Cut(0.7, "gräns 70 %"))
    plot = WIDE - LABELS - VALUES
    ((x, top, bottom),) = rules(chart.wide)
    assert x == pytest.approx(0.7 * plot)
    assert top < 0 < bottom
    narrow = rules(chart.narrow)
    assert len(narrow) == len(rows), "beside each dot, so that it runs through no name"
    assert ">gräns 70 %<" in chart.wide
    assert len(re.findall(r'stroke-dasharray="5,3"', chart.wide)) == 1, "the goal under the line"


def test_the_line_of_a_distribution_runs_through_no_number() -> None:
    bins = (0, 0, None, 9, 12, 40, 21, 12, 8, None)
    plot, most = WIDE - 24, 40 * 1.12
    for share in (0.55, 0.7, 0.25, 0.54):
        pieces = rules(distribution(bins, Line(share, "gräns"), "Andel").wide)
        assert {round(x, 3) for x, _, _ in pieces} == {round(share * plot, 3)}
        place = int(share * 10)
        middle = HEIGHT * (1 - (bins[place] or 0) / most) - 9
        meets = abs(share * plot - (place + 0.5) * plot / 10) < 12
        assert len(pieces) == 1 + meets
        assert all(not top < middle < bottom for _, top, bottom in pieces) == meets


def test_a_dumbbell_has_both_tests_and_the_words_of_what_is_hidden() -> None:
    rows = [
        Change("Tema", "+20 (15–25)", Estimate(0.4, 0.35, 0.45, 60), Estimate(0.6, 0.55, 0.65, 60), heading=True),
        Change("Ett mål", "visas inte"),
    ]
    chart = dumbbell(rows, "Andel", "förkunskaper", "kunskapsprov")
    for svg in (chart.wide, chart.narrow):
        for words in ("förkunskaper", "kunskapsprov", "+20 (15–25)", "visas inte"):
            assert f">{words}<" in svg
        assert len(re.findall(r'stroke-dasharray="3,3"', svg)) == 1


# --- what there is little of ----------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 4])
def test_a_few_people_have_a_report_without_numbers(tmp_path: Path, count: int) -> None:
    found = built(tmp_path, everybody(count, drawn(0.4, 1), drawn(0.7, 2)), modules=MODULES)
    text = plain(page(found).text)
    assert "Visas inte: kan röja färre än 5 personer" in text
    assert page(found).all("img") == []


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_right_and_all_wrong_are_reports(tmp_path: Path, share: float) -> None:
    found = built(tmp_path, everybody(40, drawn(share, 1), drawn(share, 2)), modules=MODULES)
    text = plain(page(found).text)
    assert "0 (0–0) procentenheter" in text
    assert "Ökningen i standardavvikelser (d_av) visas inte: alla fick lika." in text
    assert [goal.number for goal in found.discussion.goals] == ([] if share else ["1.1", "1.2", "1.3"])


def test_an_occasion_without_participants_is_a_report(tmp_path: Path) -> None:
    folder = occasion(tmp_path / "intro-2026-ht", everybody(1, drawn(0.4, 1), drawn(0.7, 2)), modules=MODULES)
    pq.write_table(SCHEMA.empty_table(), folder / "responses.parquet")
    found = cohort.build(cohort.declare(folder))
    assert found.people is None
    assert found.until is None
    assert page(found).all("img") == []


def test_no_pseudonym_is_in_the_report(tmp_path: Path) -> None:
    html = page(built(tmp_path, planted(confidence=3), modules=WITH_TEST)).html
    assert not any(person(number) in html for number in range(80))
