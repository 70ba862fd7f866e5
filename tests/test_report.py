"""What the cohort report is made from and what it counts; no kernel is started here."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import pytest

from graders.reports import cohort, words
from graders.reports.cohort.numbers import Cohort
from graders.reports.item import Item
from graders.reports.item_map import Mark, item_map
from graders.reports.numbers import Result
from graders.statistics import Estimate
from tests.report_support import EXERCISES, WAITING, Made, Page, occasion, plain, rows
from toolkit.errors import KursError
from toolkit.formats import Response

FEW = "Visas inte: kan röja färre än 5 personer"


def built(folder: Path, made: Sequence[Response], **given: Any) -> Cohort:
    return cohort.build(cohort.declare(occasion(folder / "intro-2026-ht", made, **given)))


def page(found: Cohort) -> Page:
    return Page("\n".join(cohort.render(found, name) for name in get_args(cohort.Section)))


def changed(made: Sequence[Response], exercise: str, **fields: Any) -> list[Response]:
    return [row.model_copy(update=fields) if row.exercise == exercise else row for row in made]


def test_three_people_are_too_few_for_anything(tmp_path: Path) -> None:
    found = built(tmp_path, rows(3))
    seen = page(found)
    assert found.people is None
    assert seen.all("img") == []
    assert plain(seen.text).count(FEW) >= 10
    before_method = plain(seen.text).split("Vad rapporten inte säger")[0]
    assert "%" not in before_method.replace("95 %", "").replace("70 %", "")
    assert "n 3" not in before_method


def test_twelve_people_have_results_but_no_coefficients(tmp_path: Path) -> None:
    found = built(tmp_path, rows(12))
    items = found.modules[0].items
    assert all(item.share == Result(10, None, "under_30") for item in items)
    assert all(item.rest == Result(10, None, "under_30") for item in items)
    assert found.modules[0].reliability is None
    assert all(goal.reached.n == 10 for goal in found.learned.goals)
    seen = page(found)
    assert "färre än 30" in plain(seen.text)
    assert len(seen.all("figure")) == 1, "goals only: no bar reaches five people, and no exercise is in the map"


def test_nobody_at_all_is_a_report_too(tmp_path: Path) -> None:
    nobody = [row.model_copy(update={"status": "not_started", "points": None}) for row in rows(40)]
    without_times = [row.model_copy(update={"first_at": None, "last_at": None, "submitted_at": None}) for row in nobody]
    found = built(tmp_path, without_times)
    assert found.until is None
    assert found.people == 40
    seen = page(found)
    assert "Det finns inga svar än" in seen.text
    assert seen.all("img") == []


def test_people_without_points_count_nowhere_but_on_the_roster(tmp_path: Path) -> None:
    found = built(tmp_path, rows(300)).modules[0]
    # Of every twenty one never starts and one never hands in.
    assert found.started is not None
    assert (found.started.count, found.started.of) == (285, 300)
    assert found.handed_in is not None
    assert (found.handed_in.count, found.handed_in.of) == (270, 300)
    assert found.scores.n == 270
    assert all(item.share.n == 270 for item in found.items)


def test_unanswered_and_unreadable_count_as_nothing_right(tmp_path: Path) -> None:
    made = rows(60)
    name = EXERCISES[0].id
    answered = [row for row in made if row.exercise == name and row.status == "answered"]
    gone = {row.pid for row in answered[:6]}
    worse = [
        row.model_copy(update={"status": "unreadable", "points": 0.0})
        if row.exercise == name and row.pid in gone
        else row
        for row in made
    ]
    before = built(tmp_path / "before", made).modules[0].items[0].share
    after = built(tmp_path / "after", worse).modules[0].items[0].share
    assert before.estimate is not None
    assert after.estimate is not None
    assert before.n == after.n
    lost = sum(row.points or 0 for row in answered[:6])
    assert after.estimate.value == pytest.approx(before.estimate.value - lost / 54)


def test_who_waits_for_marking_is_left_out_and_said(tmp_path: Path) -> None:
    name = EXERCISES[0].id
    made = rows(60)
    waiting = [row.pid for row in made if row.status == "answered" and row.exercise == name][:5]
    waits = [
        row.model_copy(update={"status": "awaiting_marking", "points": None})
        if row.exercise == name and row.pid in waiting
        else row
        for row in made
    ]
    found = built(tmp_path, waits)
    module = found.modules[0]
    assert module.waiting == 5
    assert module.handed_in is not None
    assert module.handed_in.count == 54
    assert module.scores.n == module.items[0].share.n == 54 - 5
    assert module.items[1].share.n == 54 - 5, "all figures of a module are of the same people"
    assert "5 deltagare väntar på bedömning" in plain(page(found).text)


def test_a_text_is_not_judged_by_those_who_left_it_empty(tmp_path: Path) -> None:
    # 14 of 270 have 0 because they did not reach it; the others wait for marking.
    module = built(tmp_path, rows(300, exercises=[WAITING], unmarked=[WAITING])).modules[0]
    assert module.waiting == 256
    assert module.scores == module.items[0].share == module.items[0].rest == Result(None, None, "waiting")
    assert module.bins == ()


def test_a_struck_exercise_counts_in_no_figure(tmp_path: Path) -> None:
    name = EXERCISES[1].id
    struck = changed(rows(300), name, status="withdrawn", points=None)
    found = built(tmp_path / "with", struck)
    module = found.modules[0]
    assert module.items[1].share.why == "withdrawn"
    assert module.max_points == sum(one.points for one in EXERCISES) - EXERCISES[1].points
    assert module.handed_in is not None
    assert module.handed_in.count == 270
    without = built(tmp_path / "without", [row for row in rows(300) if row.exercise != name])
    assert without.modules[0].scores == module.scores
    assert without.modules[0].reliability == module.reliability
    assert [item.rest for item in without.modules[0].items] == [item.rest for item in module.items if item.id != name]


def test_a_module_with_only_struck_exercises_has_no_points(tmp_path: Path) -> None:
    struck = [row.model_copy(update={"status": "withdrawn", "points": None}) for row in rows(40)]
    found = built(tmp_path, struck)
    assert found.modules[0].scores.why == "withdrawn"
    assert found.modules[0].handed_in is not None
    assert found.modules[0].handed_in.count == 36
    assert {goal.reached.why for goal in found.learned.goals} == {"withdrawn"}
    assert {goal.mean.why for goal in found.learned.goals} == {"withdrawn"}
    assert "Övningen är struken och räknas inte" in page(found).text
    assert page(found).all("img") == []


def test_a_bar_for_fewer_than_five_is_not_drawn(tmp_path: Path) -> None:
    bins = built(tmp_path, rows(60)).modules[0].bins
    assert None in bins
    assert all(count is None or count >= 5 for count in bins)


def test_the_test_gives_the_key_figures_and_goals_are_told_apart(tmp_path: Path) -> None:
    final = [Made(f"{one.id}-prov", one.goal, one.kind, one.points, one.ease) for one in EXERCISES[:3]]
    made = rows(80) + rows(80, "kunskapsprov", "test", final, seed=2)
    modules: dict[str, Sequence[Made]] = {"1-uppdraget": EXERCISES, "kunskapsprov": final}
    found = built(tmp_path, made, modules=modules)
    assert found.summary.role == "test"
    assert found.summary.scope == (("kunskapsprov", "Kunskapsprov"),)
    assert found.summary.result == found.modules[1].scores
    assert found.summary.reliability == found.modules[1].reliability
    assert [goal.exercises for goal in found.learned.goals] == [1, 1, 1]
    assert [item.number for module in found.modules for item in module.items] == list(range(1, 10))
    text = plain(page(found).text)
    assert "72 av 80 deltagare har gjort kunskapsprovet." in text
    assert "Andel som når varje kunskapsmål på kunskapsprovet" in text


def test_all_modules_together_when_there_is_no_test(tmp_path: Path) -> None:
    second = [Made("intro-2-mal", "intro.1.4", "single", 2, 0.6)]
    late = [row for row in rows(80, "2-mal", exercises=second, seed=3)]
    late = [
        row.model_copy(update={"status": "not_submitted", "points": None, "submitted_at": None}) if n < 20 else row
        for n, row in enumerate(late)
    ]
    modules: dict[str, Sequence[Made]] = {"1-uppdraget": EXERCISES, "2-mal": second}
    found = built(tmp_path, rows(80) + late, modules=modules)
    handed_in = {row.pid for row in rows(80) if row.submitted_at} & {row.pid for row in late if row.submitted_at}
    assert found.summary.handed_in is not None
    assert found.summary.handed_in.count == len(handed_in)
    assert found.summary.result.n == len(handed_in)
    assert found.summary.reliability is None
    assert found.modules[1].items[0].rest.why == "alone"
    assert "alla 2 moduler" in page(found).text


def test_a_goal_counts_people_with_points_on_all_its_exercises(tmp_path: Path) -> None:
    made = rows(60)
    first = [row for row in made if row.exercise == EXERCISES[0].id and row.status == "answered"][:5]
    pids = {row.pid for row in first}
    waits = [
        row.model_copy(update={"status": "awaiting_marking", "points": None})
        if row.exercise == EXERCISES[0].id and row.pid in pids
        else row
        for row in made
    ]
    goals = built(tmp_path, waits).learned.goals
    assert [goal.reached.n for goal in goals] == [goal.mean.n for goal in goals] == [49, 49, 49]
    mine = [row for row in waits if row.goal == "intro.1.1" and row.submitted_at and row.pid not in pids]
    # Points of 3 in all: the mean of the people's shares is the sum of their points over 3 · 49.
    assert goals[0].mean.estimate is not None
    assert goals[0].mean.estimate.value == pytest.approx(sum(row.points or 0 for row in mine) / (3 * 49))


def test_an_exercise_that_left_the_notebook_keeps_its_id(tmp_path: Path) -> None:
    folder = occasion(tmp_path / "intro-2026-ht", rows(40))
    notebook = folder / "source" / "1-uppdraget" / "1-uppdraget.ipynb"
    notebook.write_text(notebook.read_text().replace(EXERCISES[0].id, "intro-1-annan"))
    assert cohort.build(cohort.declare(folder)).modules[0].items[0].text == EXERCISES[0].id


def test_a_report_reads_its_five_kinds_of_files_and_no_others(tmp_path: Path) -> None:
    folder = occasion(tmp_path / "intro-2026-ht", rows(10))
    opened: set[str] = set()
    watching = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "open" and isinstance(arguments[0], str | bytes | Path):
            opened.add(str(arguments[0]))

    sys.addaudithook(watch)
    try:
        cohort.build(cohort.declare(folder))
    finally:
        watching = False
    ours = {str(Path(name).relative_to(folder)) for name in opened if name.startswith(str(folder))}
    allowed = {
        "occasion.yml",
        "course.yml",
        "release.json",
        "responses.parquet",
        "source/1-uppdraget/1-uppdraget.ipynb",
    }
    assert ours <= allowed
    assert "occasion.yml" in ours


@pytest.mark.parametrize(
    "name",
    ["responses.parquet", "occasion.yml", "course.yml", "release.json", "source/1-uppdraget/1-uppdraget.ipynb"],
)
def test_a_missing_file_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    from graders.reports.build import cohort_report

    folder = occasion(tmp_path / "intro-2026-ht", rows(5))
    (folder / name).unlink()
    with pytest.raises(KursError) as caught:
        cohort_report(folder)
    said = str(caught.value)
    assert "\n" not in said
    assert said.endswith(".")
    assert Path(name).name in said or "ingen svarstabell" in said
    assert not (folder / "reports").exists()


def test_a_broken_table_is_said_in_one_sentence(tmp_path: Path) -> None:
    folder = occasion(tmp_path / "intro-2026-ht", rows(5))
    (folder / "responses.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(KursError, match="skadad"):
        cohort.declare(folder)


def test_a_person_twice_is_refused(tmp_path: Path) -> None:
    made = rows(5)
    folder = occasion(tmp_path / "intro-2026-ht", [*made, made[0]])
    with pytest.raises(KursError, match="två rader"):
        cohort.declare(folder)


def item(share: float, low: float, high: float) -> Item:
    return Item(
        1, "a", "A", "single", "1.1",
        Result(50, Estimate(share, share - 0.1, share + 0.1, 50)),
        Result(50, Estimate((low + high) / 2, low, high, 50)),
        None, None,
    )  # fmt: skip


@pytest.mark.parametrize(("share", "difficulty"), [(0.85, "easy"), (0.84, "medium"), (0.40, "medium"), (0.39, "hard")])
def test_an_exercise_is_easy_or_hard_by_its_share(share: float, difficulty: str) -> None:
    assert item(share, 0, 0.5).difficulty == difficulty


@pytest.mark.parametrize(
    ("low", "high", "fit"),
    [(-0.2, 0.09, "apart"), (-0.2, 0.1, "unclear"), (0.1, 0.4, "follows"), (0.09, 0.4, "unclear")],
)
def test_an_exercise_goes_with_the_rest_by_its_whole_interval(low: float, high: float, fit: str) -> None:
    assert item(0.5, low, high).fit == fit


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.percent(0.614), "61 %"),
        (words.percent(0.9967), "99,7 %"),
        (words.percent(1.0), "100 %"),
        (words.percent(0.004), "0,4 %"),
        (words.decimal(-0.042, 2), "−0,04"),
        (words.decimal(-0.001, 2), "0,00"),
        (words.count(12345), "12 345"),
        (words.points(4.0), "4"),
        (words.points(20.0), "20"),
        (words.points(2.5), "2,5"),
        (words.decimals(Estimate(0.1, -0.2, 0.3, 9), 2), "−0,20 till 0,30"),
        (words.decimals(Estimate(0.2, 0.1, 0.3, 9), 2), "0,10–0,30"),
        (words.shortened("Ett två tre fyra", 9), "Ett två …"),
        (words.shortened("Ett två", 9), "Ett två"),
        (words.tied("n 5, 61 % av 12"), "n 5, 61 % av 12"),
    ],
)
def test_numbers_and_texts_as_swedish_writes_them(written: str, expected: str) -> None:
    assert plain(written) == expected


def test_numbers_hold_together_with_what_belongs_to_them() -> None:
    assert words.tied("n 5, 61 %, 3 av 4, r 0,1") == "n\u00a05, 61\u00a0%, 3\u00a0av 4, r\u00a00,1"


def test_a_map_of_many_exercises_names_only_those_that_stand_out() -> None:
    def marks(count: int) -> list[Mark]:
        estimate = Estimate(0.5, 0.4, 0.6, 50)
        return [Mark(f"{n}", estimate, estimate, flagged=n == 7) for n in range(1, count + 1)]

    titles = ("Andel", "Samband", "under")
    assert ">11</text>" in item_map(marks(15), 0.1, titles).wide
    many = item_map(marks(16), 0.1, titles).wide
    assert ">11</text>" not in many
    assert ">7</text>" in many
