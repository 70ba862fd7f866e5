"""From clicks on the page to the points in the gradebook, for every kind of exercise."""

import re
from collections.abc import Sequence

from nbgrader.api import Gradebook
from playwright.sync_api import expect

from graders.collect import collect
from graders.grade import grade
from tests.browser_support import by_mouse
from tests.kinds_support import GRADED, MODULE, Act, Question, Task
from tests.site_support import MODULE_PAGE, Site, press, region, wait_until_sent

WHO = {"anna": "right", "bo": "partly", "cia": "wrong"}
FULL = 2
"""The points of every exercise of the gallery."""


def acts(question: Question, how: str) -> Sequence[Act]:
    steps = [act for act, _ in question.steps]
    return {"right": steps, "partly": question.partly, "wrong": question.wrong}[how]


def answer_and_hand_in(site: Site, who: str, tasks: Sequence[Task]) -> None:
    page = site.open(name=who)
    for task in tasks:
        for act in acts(task.question, WHO[who]):
            by_mouse(region(page, task), act)
        wait_until_sent(page, task.id)
    page.goto(f"{MODULE_PAGE}lamna-in")
    press(page.get_by_role("main"), re.compile("Lämna in"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")


def test_what_is_clicked_is_what_the_gradebook_has(site: Site) -> None:
    for who in WHO:
        answer_and_hand_in(site, who, GRADED)
    collect(site.here, [MODULE])
    grade(site.here, [MODULE])
    wanted, found = {}, {}
    with Gradebook(site.here.gradebook_url, site.here.occasion.id) as gradebook:
        for task in GRADED:
            given = {"anna": FULL, "bo": task.question.points, "cia": 0}
            for who in WHO:
                wanted[task.id, who] = (None, True) if task.question.kind == "text" else (given[who], False)
                one = gradebook.find_grade(task.id, MODULE, MODULE, who)
                found[task.id, who] = (one.auto_score, one.needs_manual_grade)
    assert found == wanted


def test_what_a_marker_gives_a_text_stands_beside_what_was_scored(site: Site) -> None:
    given = {"anna": 2.0, "bo": 1.0, "cia": 0.0}
    text = next(task for task in GRADED if task.question.kind == "text")
    for who in WHO:
        answer_and_hand_in(site, who, [text])
    collect(site.here, [MODULE])
    grade(site.here, [MODULE])
    with Gradebook(site.here.gradebook_url, site.here.occasion.id) as gradebook:
        for who, mark in given.items():
            one = gradebook.find_grade(text.id, MODULE, MODULE, who)
            one.manual_score, one.needs_manual_grade = mark, False
        gradebook.db.commit()
    grade(site.here, [MODULE])
    with Gradebook(site.here.gradebook_url, site.here.occasion.id) as gradebook:
        sums = {who: gradebook.find_submission(MODULE, who).score for who in WHO}
    assert sums == given
