"""Due, extensions and what is late, in nbgrader's own tables."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect

from graders.collect import collect
from graders.grade import grade
from graders.inprocess import nbgrader_log
from graders.nbgrader_plugin import load_config
from graders.pseudonym import pseudonym, read_key
from graders.responses import read_responses, write_responses
from tests.grading_support import by_autograde, by_formgrader, gradebook
from tests.occasion_support import MODULE, line, make_occasion
from tests.test_grading import VAL, give
from tests.test_page import set_rules
from toolkit.occasion import OccasionFolder

DUE = datetime(2026, 11, 22, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def extend(here: OccasionFolder, **hours: float) -> None:
    """Write who has how many hours more than `DUE`; the later in the list was decided later."""
    rows = [
        f"{who};{MODULE};{(DUE + hour * HOUR).isoformat()};sjuk;lena;2026-11-2{n}T12:00:00+00:00"
        for n, (who, hour) in enumerate(hours.items())
    ]
    (here.path / "extensions.csv").write_text("\n".join(["id;module;due;reason_code;by;at", *rows]) + "\n")


def deadlines(here: OccasionFolder) -> tuple[datetime | None, dict[str, timedelta | None]]:
    """Return the module's due and everybody's extension as nbgrader reads them."""
    with Gradebook(here.gradebook_url, here.occasion.id) as book:
        extensions = {one.student.id: one.extension for one in book.assignment_submissions(MODULE)}
        due = book.find_assignment(MODULE).duedate
    return due.replace(tzinfo=UTC) if due else None, extensions


def moved(here: OccasionFolder, **rules: Any) -> OccasionFolder:
    """Write rules in occasion.yml, and read it anew as the next command does."""
    set_rules(here, **rules)
    return OccasionFolder(here.path)


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    """Return an occasion where anna and bo have handed in and are collected, and bo has two hours more."""
    made = moved(make_occasion(tmp_path, ["anna", "bo"]), due=DUE.isoformat())
    extend(made, bo=2)
    for who in ("anna", "bo"):
        give(made, who, [line(1, VAL, "q")])
    collect(made, [MODULE])
    return made


def test_an_extension_is_what_somebody_has_beyond_due(here: OccasionFolder) -> None:
    grade(here, [MODULE])
    assert deadlines(here) == (DUE, {"anna": None, "bo": 2 * HOUR})
    with Gradebook(here.gradebook_url, here.occasion.id) as book:
        assert book.find_submission(MODULE, "bo").duedate == (DUE + 2 * HOUR).replace(tzinfo=None)


def test_what_has_changed_follows_although_nothing_is_graded_again(here: OccasionFolder) -> None:
    grade(here, [MODULE])
    before = gradebook(here)
    # The due comes an hour later, so that bo has only one hour beyond it; and anna now has less than the others.
    later = moved(here, due=(DUE + HOUR).isoformat())
    extend(later, bo=2, anna=0.5)
    assert grade(later, [MODULE]).graded == []
    assert deadlines(later) == (DUE + HOUR, {"anna": -HOUR / 2, "bo": HOUR})
    extend(later, bo=1)  # the same as everybody has
    grade(later, [MODULE])
    assert deadlines(later) == (DUE + HOUR, {"anna": None, "bo": None})
    extend(later, bo=2)
    endless = moved(later, opens=DUE.isoformat())
    grade(endless, [MODULE])
    assert deadlines(endless) == (None, {"anna": None, "bo": None})
    grade(moved(endless, due=DUE.isoformat()), [MODULE])
    assert gradebook(here) == before


def test_release_writes_when_the_module_is_due(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, [], modules={MODULE: {"due": DUE.isoformat()}})
    assert deadlines(here) == (DUE, {})


def test_saying_what_would_be_graded_writes_no_deadline(here: OccasionFolder) -> None:
    grade(moved(here, due=(DUE + HOUR).isoformat()), [MODULE], dry_run=True)
    assert deadlines(here)[0] is None


@pytest.mark.parametrize("way", [by_autograde, by_formgrader])
def test_nbgraders_own_ways_bring_them_about_for_all_of_the_module(here: OccasionFolder, way: Any) -> None:
    grade(here, [MODULE])
    later = moved(here, due=(DUE + HOUR).isoformat())
    give(later, "anna", [line(1, VAL, "z")], "2026-11-22T14:30:00+00:00")
    collect(later, [MODULE])
    way(later, MODULE)
    # Bo was not graded again, and would have had an hour too much.
    assert deadlines(later) == (DUE + HOUR, {"anna": None, "bo": HOUR})


def test_the_last_decision_holds(here: OccasionFolder) -> None:
    extend(here, bo=5)
    path = here.path / "extensions.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"bo;{MODULE};{(DUE + HOUR).isoformat()};sjuk;lena;2026-11-23T12:00:00+00:00\n")
    grade(here, [MODULE])
    assert deadlines(here)[1]["bo"] == HOUR


def test_what_nbgraders_collect_brings_in_after_due_is_late_and_costs_nothing(here: OccasionFolder) -> None:
    give(here, "anna", [line(1, VAL, "z")], "2026-11-22T16:30:00+00:00")
    give(here, "bo", [line(1, VAL, "q"), line(2, VAL, "z")], "2026-11-22T16:30:00+00:00")
    assert [one.participant for one in collect(here, [MODULE]).taken] == ["bo"]
    coursedir = CourseDirectory(config=load_config(here), assignment_id=MODULE)
    ExchangeCollect(coursedir=coursedir, config=load_config(here), log=nbgrader_log("collect"), update=True).start()
    grade(here, [MODULE])
    assert gradebook(here)["submitted_notebook"] == [(who, MODULE, 0, None) for who in ("anna", "bo")]
    write_responses(here)
    late = read_responses(here).set_index(["pid", "exercise"]).late
    key = read_key(here.path)
    # Bo had until five.
    assert [late[pseudonym(key, who), VAL] for who in ("anna", "bo")] == [True, False]
