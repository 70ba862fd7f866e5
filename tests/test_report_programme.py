"""What the programme report counts, whom it keeps apart, and what it hides; no kernel is started here."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from graders.disclosure import PUBLIC
from graders.reports import programme
from graders.reports.programme.numbers import Programme, Step
from tests.programme_support import BEGAN, Someone, change_rows, programme_occasion, some
from tests.report_support import Page, person, plain

SECTIONS: tuple[programme.Section, ...] = get_args(programme.Section)
UNDRAWN = tuple(section for section in SECTIONS if section not in ("completion", "goals", "gain"))


def built(*folders: Path) -> Programme:
    return programme.build(programme.declare(folders))


def page(found: Programme, *sections: programme.Section) -> Page:
    return Page("\n".join(programme.render(found, section) for section in sections))


def said(found: Programme, *sections: programme.Section) -> str:
    """Return the text of some sections; when none is named, of those without charts, which take their time to draw."""
    return plain(page(found, *(sections or UNDRAWN)).text)


def counts(step: Step) -> tuple[int, int] | None:
    return (step.part.count, step.part.of) if step.part else None


CROWD = {"not_started": 20, "no_test": 30, "not_passed": 40, "passed": 110}


def test_the_way_through_a_course_is_counted(tmp_path: Path) -> None:
    found = built(programme_occasion(tmp_path, "intro-1", some(0, **CROWD), seats=220))
    course = found.courses[0]
    assert (course.seats, course.places) == (220, 200)
    assert counts(course.started) == (180, 200)
    assert [counts(step) for step in course.modules] == [(150, 200), (150, 200)]
    assert counts(course.test) == (150, 200)
    assert counts(course.passed_of_places) == (110, 200)
    assert counts(course.passed) == (110, 150)
    text = said(found)
    assert "200 av 220 platser användes, av 200 deltagare." in text
    assert "På 180 av dem, 90 % (95 % intervall 85–93), påbörjades kursen." in text
    assert "Kunskapsprovet genomfördes på 150 av 200 använda platser, 75 % (95 % intervall 69–80)." in text
    assert "Av 150 som genomförde kunskapsprovet blev 110 godkända, 73 % (95 % intervall 66–80)." in text
    assert "Gränsen, 70 % av poängen, är preliminär." in text


def test_each_person_counts_once_and_places_are_told_too(tmp_path: Path) -> None:
    first = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    second = programme_occasion(tmp_path, "social-1", some(180, **CROWD), course="social")
    found = built(first, second)
    assert found.all is not None
    assert (found.all.places, found.all.persons) == (400, 380)
    assert "på 400 platser" in said(found)


def test_few_with_two_places_hide_how_many_people_there_are(tmp_path: Path) -> None:
    first = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    second = programme_occasion(tmp_path, "social-1", some(197, **CROWD), course="social")
    found = built(first, second)
    assert found.all is not None
    assert (found.all.places, found.all.persons) == (400, None)
    assert found.all.by_group is not None
    assert found.all.by_group.total == 400
    text = said(found)
    assert "397" not in text
    assert "färre än 10 har använt mer än en plats" in text


def test_a_retake_adds_no_place_and_one_attempt_that_passes_is_enough(tmp_path: Path) -> None:
    crowd = some(0, **CROWD)
    first = programme_occasion(tmp_path, "intro-1", crowd, seats=220)
    again = [replace(one, stage="passed") for one in crowd if one.stage == "not_passed"][:25]
    second = programme_occasion(
        tmp_path,
        "intro-2",
        again,
        modules=["kunskapsprov"],
        retake_of="intro-1",
        began=datetime(2027, 1, 4, tzinfo=UTC),
    )
    alone, both = built(first).courses[0], built(first, second)
    course = both.courses[0]
    assert both.all is not None
    assert (both.all.seats, both.all.places, both.all.persons) == (220, 200, 200)
    assert (course.occasions, course.retakes) == (1, 1)
    assert both.years == (2026,)
    assert counts(course.passed) == (135, 150)
    assert (course.goals, course.changes) == (alone.goals, alone.changes), "points are of first attempts"
    assert "1 kurstillfälle och 1 omprov" in said(both)


def test_who_first_takes_the_test_in_the_retake_counts_with_that(tmp_path: Path) -> None:
    crowd = some(0, **CROWD)
    first = programme_occasion(tmp_path, "intro-1", crowd)
    late = [replace(one, stage="passed") for one in crowd if one.stage == "no_test"][:12]
    second = programme_occasion(tmp_path, "intro-2", late, modules=["kunskapsprov"], retake_of="intro-1")
    course = built(first, second).courses[0]
    assert counts(course.test) == (162, 200)
    # They have the final test, but not the modules that passing takes.
    assert counts(course.passed) == (110, 162)
    assert course.points.n is not None
    assert course.points.n.least == 162


def test_retakes_that_go_round_or_of_an_occasion_elsewhere_end(tmp_path: Path) -> None:
    crowd = some(0, passed=30, not_passed=20)
    one = programme_occasion(tmp_path, "intro-1", crowd, retake_of="intro-2")
    other = programme_occasion(tmp_path, "intro-2", crowd, retake_of="intro-1")
    elsewhere = programme_occasion(tmp_path, "intro-3", some(100, passed=30), retake_of="intro-0")
    found = built(one, other, elsewhere)
    assert found.all is not None
    assert found.all.persons == 80


def test_made_up_people_are_in_no_figure_beside_real_ones(tmp_path: Path) -> None:
    real = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    made_up = programme_occasion(tmp_path, "intro-2", some(300, **CROWD), title="Prov – Simulerade deltagare")
    alone, both = built(real), built(real, made_up)
    assert both.all == alone.all
    assert both.courses == alone.courses
    assert not both.simulated
    text = said(both)
    assert text.index("Simulerade deltagare") < text.index("I korthet")
    assert "”Prov – Simulerade deltagare” har påhittade deltagare. De ingår inte i någon siffra." in text


def test_made_up_people_alone_are_counted_and_the_report_says_so_at_the_top(tmp_path: Path) -> None:
    found = built(programme_occasion(tmp_path, "intro-1", some(0, **CROWD), title="Prov – Simulerade deltagare"))
    assert found.simulated
    assert found.courses
    text = said(found)
    assert text.index("Svaren är påhittade av ett program.") < text.index("I korthet")


def test_an_occasion_that_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    crowd = some(300, passed=30)
    names = ("utan-tabell", "trasig-tabell", "dubbla-rader", "trasig-yml", "utan-slapp")
    bad = {name: programme_occasion(tmp_path, name, crowd) for name in names}
    (bad["utan-tabell"] / "responses.parquet").unlink()
    (bad["trasig-tabell"] / "responses.parquet").write_bytes(b"PAR1 nothing PAR1")
    (bad["dubbla-rader"] / "occasion.yml").write_text('v: 1\nid: "intro-1"\ncourse: "intro"\ntitle: "Samma igen"\n')
    (bad["trasig-yml"] / "occasion.yml").write_text("v: 1\nseats: många\n")
    (bad["utan-slapp"] / "release.json").write_text('{"v": 1, "seed": "0123456789abcdef"}')
    found = built(good, *bad.values(), tmp_path / "finns-inte")
    assert found.courses == built(good).courses
    assert [one.name for one in found.left_out] == [*names, "finns-inte"]
    text = said(found)
    for one in found.left_out:
        assert "\n" not in one.why
        assert f"{one.name}: {one.why}" in text
    assert str(tmp_path) not in text


def test_nothing_to_count_is_one_sentence(tmp_path: Path) -> None:
    seen = page(built(), *SECTIONS)
    assert [line for line in seen.text.split("\n") if line] == [
        "Redovisning. Det finns inga svar än",
        "Utbildning i brottsförebyggande arbete",
        "Det finns inga kurstillfällen att redovisa.",
    ]
    few = built(programme_occasion(tmp_path, "intro-1", some(0, passed=9)))
    assert few.all is None
    assert "i varje kurs har färre än 10 platser använts" in said(few)


def test_a_course_with_few_places_is_in_no_sum(tmp_path: Path) -> None:
    large = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    small = programme_occasion(tmp_path, "social-1", some(300, passed=9), course="social")
    found = built(large, small)
    assert found.all == built(large).all
    assert found.small == ("Social prevention och unga",)
    assert "”Social prevention och unga” har färre än 10 använda platser" in said(found)


def test_people_by_actor_and_region(tmp_path: Path) -> None:
    groups = [("kommun", "Skåne", 40), ("kommun", "Uppsala", 30), ("polis", "Skåne", 25), ("polis", "Uppsala", 35)]
    people = [(actor, region) for actor, region, n in groups for _ in range(n)]
    crowd = [Someone(n, "passed" if n % 3 else "not_passed", *group) for n, group in enumerate(people)]
    cross = built(programme_occasion(tmp_path / "all", "intro-1", crowd)).all
    assert cross is not None
    assert cross.by_group is not None
    assert (cross.by_group.rows, cross.by_group.columns) == (("kommun", "polis"), ("Skåne", "Uppsala"))
    assert cross.by_group.cells == ((40, 30), (25, 35))
    few = [*crowd, *(Someone(200 + n, "passed", "region", "Skåne") for n in range(4))]
    hidden = built(programme_occasion(tmp_path / "few", "intro-1", few)).all
    assert hidden is not None
    assert hidden.by_group is not None
    assert hidden.by_group.row_sums[2] is None
    assert hidden.by_group.total == 134
    assert sum(count is None for count in (*hidden.by_group.row_sums, *hidden.by_group.column_sums)) >= 2


def test_a_group_that_an_occasion_keeps_to_itself_is_not_used(tmp_path: Path) -> None:
    open_ = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    closed = programme_occasion(tmp_path, "intro-2", some(300, **CROWD), groups=["actor"])
    found = built(open_, closed).all
    assert found is not None
    assert found.by_group is not None
    assert found.by_group.columns == ("Skåne", "Uppgift saknas")
    neither = programme_occasion(tmp_path, "intro-3", some(600, **CROWD), groups=[])
    assert "inga uppgifter om aktör och region" in said(built(neither))


def test_years_are_told_apart_by_swedish_time(tmp_path: Path) -> None:
    old = programme_occasion(tmp_path, "intro-1", some(0, **CROWD), began=datetime(2025, 12, 31, 22, 30, tzinfo=UTC))
    new = programme_occasion(tmp_path, "intro-2", some(300, **CROWD), began=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    found = built(new, old)
    years = found.courses[0].years
    assert found.years == (2025, 2026)
    assert [(year.year, year.places, counts(year.test), counts(year.passed)) for year in years] == [
        (2025, 200, (150, 200), (110, 150)),
        (2026, 200, (150, 200), (110, 150)),
    ]
    assert all(year.gain.estimate for year in years)
    assert "Utbildning i brottsförebyggande arbete 2025–2026" in said(found)


def test_a_year_that_would_tell_of_few_is_hidden_with_another(tmp_path: Path) -> None:
    old = programme_occasion(tmp_path, "intro-1", some(0, **CROWD), began=datetime(2025, 3, 1, tzinfo=UTC))
    new = programme_occasion(tmp_path, "intro-2", some(300, no_test=20, not_passed=3, passed=60))
    first, second = built(old, new).courses[0].years
    assert first.passed.part is None
    assert second.passed.part is None
    # The test itself is not about few, and what of it passed is known only together.
    assert second.test.part is None or second.passed.part is None


def test_versions_are_counted_together_and_it_is_said(tmp_path: Path) -> None:
    old = programme_occasion(tmp_path, "intro-1", some(0, **CROWD), version="1.9.0")
    new = programme_occasion(tmp_path, "intro-2", some(300, **CROWD), version="1.10.0", revision="aaaaaa")
    found = built(old, new)
    assert found.courses[0].versions == ("1.9.0", "1.10.0")
    assert found.courses[0].changed == ("1.1", "1.2", "1.3", "1.4")
    text = said(found, "goals")
    assert "Kursen har getts i version 1.9.0 och 1.10.0. De räknas ihop här." in text
    assert "inte desamma i alla kurstillfällen för målen 1.1, 1.2, 1.3 och 1.4." in text
    assert built(old).courses[0].changed == ()


def test_goals_and_strands_are_means_over_first_attempts(tmp_path: Path) -> None:
    folder = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    course = built(folder).courses[0]
    given = programme.declare([folder]).given[0].rows
    test = given[(given["module_role"] == "test") & given["points"].notna()]
    sums = test.groupby(["goal", "pid"], observed=True)[["points", "max_points"]].sum()
    means = (sums["points"] / sums["max_points"]).groupby("goal", observed=True).mean()
    assert [goal.name[:3] for goal in course.goals if goal.name] == ["1.1", "1.2", "1.3", "1.4"]
    for goal in course.goals:
        assert goal.result.estimate is not None
        assert goal.result.n is not None
        assert (goal.result.n.least, goal.result.n.exact) == (150, True)
        if goal.name:
            assert goal.result.estimate.value == pytest.approx(means[f"intro.{goal.name.split()[0]}"])
    whole = [goal for goal in course.goals if not goal.name]
    assert [goal.strand for goal in whole] == ["", "uppdrag", "analys"]
    two = test[test["strand"] == "analys"].groupby("pid", observed=True)[["points", "max_points"]].sum()
    assert whole[2].result.estimate is not None
    assert whole[2].result.estimate.value == pytest.approx((two["points"] / two["max_points"]).mean())


def test_gain_is_of_those_with_both_tests_in_time_and_is_called_no_effect(tmp_path: Path) -> None:
    crowd = [replace(one, pretest=one.number % 5 > 0) for one in some(0, **CROWD)]
    folder = programme_occasion(tmp_path, "intro-1", crowd)
    found = built(folder)
    course = found.courses[0]
    rows = programme.declare([folder]).given[0].rows.astype({"exercise": str})
    pairs = {f"intro-{letter}-{n}" for letter in "fp" for n in range(1, 5)}
    both = rows[rows["exercise"].isin(pairs)].pivot(index="pid", columns="exercise", values="points").dropna()
    before = both[[f"intro-f-{n}" for n in range(1, 5)]].sum(axis=1) / 4
    after = both[[f"intro-p-{n}" for n in range(1, 5)]].sum(axis=1) / 4
    assert len(both) == 120
    assert course.gain.n is not None
    assert course.gain.n.least == 120
    assert course.gain.gain is not None
    assert course.gain.gain.value == pytest.approx((after - before).mean())
    assert [change.name[:3] for change in course.changes if change.name] == ["1.1", "1.2", "1.3", "1.4"]
    text = said(found)
    gained, low, high = (100 * one for one in (course.gain.gain.value, course.gain.gain.low, course.gain.gain.high))
    assert f"en ökning på {gained:.0f} procentenheter (95 % intervall {low:.0f}–{high:.0f}, n 120)" in text
    assert "Det finns ingen jämförelsegrupp, så ökningen är inget mått på kursens effekt." in text


def test_a_number_beside_another_that_it_would_tell_of_few_with_is_rounded_down(tmp_path: Path) -> None:
    crowd = [replace(one, pretest=one.number != 100) for one in some(0, **CROWD)]
    course = built(programme_occasion(tmp_path, "intro-1", crowd)).courses[0]
    assert course.gain.n is not None
    assert (course.gain.n.least, course.gain.n.exact) == (140, False)
    assert course.gain.gain is not None
    assert course.gain.gain.n == 140


def test_an_occasion_without_its_tests_has_everything_but_gain(tmp_path: Path) -> None:
    first = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    second = programme_occasion(tmp_path, "intro-2", some(300, **CROWD), title="Hösten", revision="bbbbbb")
    (second / "source" / "kunskapsprov" / "kunskapsprov.ipynb").unlink()
    found = built(first, second)
    course = found.courses[0]
    assert counts(course.test) == (300, 400)
    assert course.gain.n is not None
    assert course.gain.n.least == 150
    assert "”Hösten” ingår inte i ökningen: det går inte att se" in said(found, "gain")


def test_who_waits_for_marking_has_not_passed_yet(tmp_path: Path) -> None:
    folder = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    waiting = {person(n) for n in range(90, 102)}

    def wait(row: dict[str, Any]) -> dict[str, Any]:
        waits = row["pid"] in waiting and row["exercise"] == "intro-q-1"
        return row | {"status": "awaiting_marking", "points": None} if waits else row

    change_rows(folder, wait)
    found = built(folder)
    course = found.courses[0]
    assert counts(course.test) == (150, 200)
    assert counts(course.passed) == (98, 150)
    assert course.waiting is not None
    assert course.waiting.least == 12
    assert "Antal som väntar på bedömning: 12." in said(found, "completion")
    assert course.points.n is not None
    assert course.points.n.least == 138


def test_a_struck_exercise_gives_full_points_towards_passing_and_counts_in_no_goal(tmp_path: Path) -> None:
    folder = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))

    def strike(row: dict[str, Any]) -> dict[str, Any]:
        return row | {"status": "withdrawn", "points": None} if row["goal"] == "intro.1.1" else row

    change_rows(folder, strike)
    course = built(folder).courses[0]
    goals = [goal for goal in course.goals if goal.name]
    assert [goal.result.why for goal in goals] == ["withdrawn", None, None, None]
    assert counts(course.test) == (150, 200)
    assert course.passed.part is not None
    assert course.passed.part.count >= 110
    assert [change.name[:3] for change in course.changes if change.name] == ["1.2", "1.3", "1.4"]


def test_an_occasions_own_line_decides(tmp_path: Path) -> None:
    rule = {"total": 0.95, "modules": "all"}
    strict = built(programme_occasion(tmp_path, "intro-1", some(0, **CROWD), **{"pass": rule})).courses[0]
    assert strict.lines == (0.95,)
    assert strict.passed.part is None
    nobody = {"total": 0.7, "modules": ["1-uppdraget"]}
    assert built(programme_occasion(tmp_path, "intro-2", some(0, **CROWD), **{"pass": nobody})).courses[0].passed.part


def test_a_goal_on_which_all_have_everything_is_hidden(tmp_path: Path) -> None:
    folder = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))

    def right(row: dict[str, Any]) -> dict[str, Any]:
        full = row["goal"] == "intro.1.2" and row["points"] is not None
        return row | {"points": row["max_points"]} if full else row

    change_rows(folder, right)
    results = {goal.name[:3]: goal.result for goal in built(folder).courses[0].goals}
    assert (results["1.2"].estimate, results["1.2"].why) == (None, "few")
    assert results["1.1"].estimate


def test_that_everybody_passed_is_not_shown(tmp_path: Path) -> None:
    course = built(programme_occasion(tmp_path, "intro-1", some(0, not_started=20, no_test=30, passed=110))).courses[0]
    assert course.places == 160
    assert not (course.test.part and course.passed_of_places.part)
    assert course.passed.part is None


@pytest.mark.parametrize(("changed", "status"), [(range(20, 45), "answered"), (range(54, 90), "not_submitted")])
def test_a_module_is_hidden_where_few_differ_from_those_who_began_or_passed(
    tmp_path: Path, changed: range, status: str
) -> None:
    folder = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    pids = {person(n) for n in changed}
    points = 1.0 if status == "answered" else None

    def change(row: dict[str, Any]) -> dict[str, Any]:
        mine = row["pid"] in pids and row["module"] == "2-mal"
        return row | {"status": status, "points": points} if mine else row

    change_rows(folder, change)
    course = built(folder).courses[0]
    # 175 of the 180 who began, and 114 beside the 110 who passed.
    assert [counts(step) for step in course.modules] == [(150, 200), None]
    assert counts(course.started) == (180, 200)
    assert counts(course.passed_of_places) == (110, 200)


def test_a_report_reads_its_own_files_and_no_others(tmp_path: Path) -> None:
    folders = [programme_occasion(tmp_path, name, some(0, **CROWD)) for name in ("intro-1", "intro-2")]
    opened: set[str] = set()
    watching = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "open" and isinstance(arguments[0], str | bytes | Path):
            opened.add(str(arguments[0]))

    sys.addaudithook(watch)
    try:
        found = built(*folders)
    finally:
        watching = False
    ours = {str(Path(name).relative_to(tmp_path)) for name in opened if name.startswith(str(tmp_path))}
    tests = {f"intro-1/source/{module}/{module}.ipynb" for module in ("forkunskaper", "kunskapsprov")}
    names = ("occasion.yml", "course.yml", "release.json", "responses.parquet")
    assert ours <= {f"{folder.name}/{name}" for folder in folders for name in names} | tests
    assert tests <= ours, "what has the same revisions is read once"
    text = json.dumps(asdict(found), default=str)
    assert not any(hidden in text for hidden in ("Hemlig", "hemlig", person(0), str(tmp_path)))


def shown_counts(value: Any, name: str = "") -> Iterator[int]:
    """Give every number of people in a report's JSON."""
    people = ("places", "persons", "count", "of", "cells", "row_sums", "column_sums", "total", "least", "n")
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from shown_counts(inner, key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from shown_counts(inner, name)
    elif name in people and value is not None:
        yield value


@pytest.mark.parametrize("seed", range(8))
def test_no_shown_number_and_no_difference_of_two_is_about_few(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    folders, first = [], 0
    for n in range(4):
        crowd = _drawn(rng, first, int(rng.integers(4, 90)))
        first += len(crowd) - int(rng.integers(0, 15))
        course = "social" if n % 2 else "intro"
        began = BEGAN.replace(year=2025 + n // 2)
        folders.append(programme_occasion(tmp_path, f"{course}-{n}", crowd, course=course, began=began))
    found = built(*folders)
    assert all(count == 0 or count >= PUBLIC for count in shown_counts(asdict(found)))
    lines = [(course.places, course) for course in found.courses]
    for places, course in lines:
        nested = [step.part.count for step in (course.started, course.test, course.passed_of_places) if step.part]
        assert apart([places, *nested])
        for step in course.modules:
            assert step.part is None or apart([places, step.part.count])
        for year in course.years:
            assert apart([year.places, *(step.part.count for step in (year.test, year.passed) if step.part)])
        n = course.gain.n
        assert (
            n is None or not n.exact or course.test.part is None or apart([course.test.part.count, n.least], same=True)
        )
    if found.all:
        total = [found.all.places, *(s.part.count for s in (found.all.started, found.all.test) if s.part)]
        assert apart(total)
        if found.all.persons is not None:
            assert apart([found.all.places, found.all.persons], same=True)
        for name in ("started", "test", "passed_of_places"):
            parts = [getattr(course, name).part for course in found.courses]
            if getattr(found.all, name).part and len(parts) > 1:
                assert [part is None for part in parts].count(True) != 1, "the sum would tell the hidden one"
    assert not re.search(r"\bn [1-9]\b", said(found))


def _drawn(rng: np.random.Generator, first: int, n: int) -> list[Someone]:
    stages = rng.choice(["not_started", "no_test", "not_passed", "passed"], size=n, p=[0.1, 0.15, 0.2, 0.55])
    actors, regions = rng.choice(["kommun", "polis", "annan"], size=n), rng.choice(["Skåne", "Uppsala"], size=n)
    return [
        Someone(first + k, str(stage), str(actor), str(region), bool(rng.random() < 0.9))  # type: ignore[arg-type]
        for k, (stage, actor, region) in enumerate(zip(stages, actors, regions, strict=True))
    ]


def apart(counts: Sequence[int | None], *, same: bool = False) -> bool:
    """Tell whether numbers of nested groups differ by enough people, or by none where that may be."""
    known = [count for count in counts if count is not None]
    steps = [one - other for one, other in pairwise(known)]
    return all(step >= PUBLIC or (same and step == 0) for step in steps)


def test_every_figure_has_a_text_and_a_table_and_the_end_says_what_may_not_be_concluded(tmp_path: Path) -> None:
    first = programme_occasion(tmp_path, "intro-1", some(0, **CROWD))
    seen = page(built(first), *SECTIONS)
    assert len(seen.all("figure")) == len(seen.all("figcaption")) == 3
    assert len(seen.alts) == 3
    assert all("Alla värden finns i tabellen." in alt for alt in seen.alts)
    assert (
        "200 använda platser. Har börjat 180 (90 %); Har lämnat in modul 1, Uppdraget och lagen 150 (75 %)"
        in seen.alts[0]
    )
    text = plain(seen.text)
    ends = text.split("6 Vad redovisningen inte visar")[1]
    for what in ("brotten har minskat", "ingen jämförelsegrupp", "själva sökt sig", "preliminär", "enskilda personer"):
        assert what in ends
    assert [name for level, name in seen.headings if level == 2][-1] == "7 Så är siffrorna räknade"
