"""From clicks on the page to the points in the gradebook, for every kind of exercise."""

from collections.abc import Sequence

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from graders.collect import collect
from graders.grade import grade
from tests.browser_support import by_mouse
from tests.kinds_support import GRADED, KINDS, MODULE, Act, Question
from tests.site_support import MODULE_PAGE, Site, press, region, wait_until_sent
from toolkit.occasion import OccasionFolder

WHO = {"anna": "right", "bo": "partly", "cia": "wrong"}
FULL = 2
"""The points of every exercise of the gallery."""


def acts(question: Question, how: str) -> Sequence[Act]:
    steps = [act for act, _ in question.steps]
    return {"right": steps, "partly": question.partly, "wrong": question.wrong}[how]


def answer_and_hand_in(site: Site, who: str, kind: str) -> None:
    page = site.open(name=who)
    for task in GRADED:
        if task.question.kind == kind:
            for act in acts(task.question, WHO[who]):
                by_mouse(region(page, task), act)
            wait_until_sent(page, task.id)
    page.goto(f"{MODULE_PAGE}lamna-in")
    press(page.get_by_role("main"), "Lämna in ändå")
    expect(page.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")


def points(here: OccasionFolder, kind: str) -> dict[tuple[str, str], tuple[float | None, bool]]:
    """Return what the gradebook has for each question and participant: the score, and whether it waits for a marker."""
    found = {}
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        for task in GRADED:
            for who in WHO:
                one = gradebook.find_grade(task.id, MODULE, MODULE, who)
                if task.question.kind == kind:
                    found[task.question.name, who] = (one.auto_score, one.needs_manual_grade)
                else:
                    assert (one.score, one.needs_manual_grade) == (0, False)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_clicked_is_what_the_gradebook_has(site: Site, kind: str) -> None:
    for who in WHO:
        answer_and_hand_in(site, who, kind)
    collect(site.here, [MODULE])
    grade(site.here, [MODULE])
    wanted: dict[tuple[str, str], tuple[float | None, bool]] = {}
    for task in GRADED:
        one = task.question
        if one.kind == kind:
            marked = kind == "text"
            given = {"anna": FULL, "bo": one.points, "cia": 0}
            wanted |= {(one.name, who): (None, True) if marked else (given[who], False) for who in WHO}
    assert points(site.here, kind) == wanted


def test_what_a_marker_gives_a_text_stands_beside_what_was_scored(site: Site) -> None:
    given = {"anna": 2.0, "bo": 1.0, "cia": 0.0}
    for who in WHO:
        answer_and_hand_in(site, who, "text")
    collect(site.here, [MODULE])
    grade(site.here, [MODULE])
    name = next(task.id for task in GRADED if task.question.kind == "text")
    with Gradebook(site.here.gradebook_url, site.here.occasion.id) as gradebook:
        for who, mark in given.items():
            one = gradebook.find_grade(name, MODULE, MODULE, who)
            one.manual_score, one.needs_manual_grade = mark, False
        gradebook.db.commit()
    grade(site.here, [MODULE])
    with Gradebook(site.here.gradebook_url, site.here.occasion.id) as gradebook:
        sums = {who: gradebook.find_submission(MODULE, who).score for who in WHO}
    assert sums == given
