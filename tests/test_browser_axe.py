"""axe-core finds nothing on the participants' pages: WCAG 2.2 A and AA, light, dark and in forced colours."""

import re
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from graders.collect import collect
from graders.feedback import publish
from graders.grade import grade
from tests.browser_support import axe_problems, by_mouse
from tests.kinds_support import (
    GRADED,
    MODULE,
    NUMERIC,
    OCCASION,
    OTHER,
    PRACTICE,
    PRETEST,
    RIGHT,
    SINGLE,
    TASKS,
    TEXT,
    task,
)
from tests.site_support import (
    COURSE_PAGE,
    MODULE_PAGE,
    Site,
    choose,
    expect_saved,
    press,
    region,
    says,
    wait_until_sent,
)
from toolkit.occasion import OccasionFolder

LOOKS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}


def require_accessible(page: Page) -> None:
    found = []
    for look, media in LOOKS.items():
        page.emulate_media(**media)  # type: ignore[arg-type]
        found += [f"{look}: {problem}" for problem in axe_problems(page)]
    assert found == []


@pytest.mark.long
@pytest.mark.parametrize("width", [1200, 320])
def test_a_module_that_is_new(site: Site, width: int) -> None:
    require_accessible(site.open(viewport={"width": width, "height": 900}))


def test_a_module_that_is_answered(site: Site) -> None:
    page = site.open()
    for one in TASKS:
        for act, _ in one.question.steps:
            by_mouse(region(page, one), act)
        expect_saved(page, one)
    require_accessible(page)


@pytest.mark.long
def test_practice_that_is_checked_right_and_wrong_with_hints(site: Site) -> None:
    page = site.open()
    for one in PRACTICE:
        for act in one.question.partly or one.question.wrong:
            by_mouse(region(page, one), act)
        press(region(page, one), one.question.check)
        expect(region(page, one).locator(".k-fb, .k-compare").first).to_be_visible()
    here = region(page, task(SINGLE, practice=True))
    press(here, "Ledtråd 1 av 2")
    expect(here.get_by_text("Läs 5 § i lagen.").first).to_be_visible()
    require_accessible(page)


@pytest.mark.long
def test_answers_that_are_not_saved(site: Site) -> None:
    site.windows.watch.expect("net::ERR_")
    page, other = site.open(), site.open()
    choose(region(other, task(SINGLE, practice=False)), RIGHT)
    expect_saved(other, task(SINGLE, practice=False))
    choose(region(page, task(SINGLE, practice=False)), OTHER)
    field = region(page, task(NUMERIC, practice=False)).get_by_role("textbox")
    field.fill("trettio")
    field.blur()
    expect(field).to_have_attribute("aria-invalid", "true")
    site.stop()
    choose(region(page, task(SINGLE, practice=True)), RIGHT)
    expect(page.get_by_role("alert")).to_have_count(3)
    require_accessible(page)


@pytest.mark.long
def test_a_pretest_answered_with_not_knowing(site: Site) -> None:
    page = site.open(f"/{OCCASION}/{PRETEST}/")
    press(page.get_by_role("region", name="Övning 1 av 1"), "Vet inte")
    says(page.get_by_role("region", name="Övning 1 av 1"), re.compile("Vet inte"))
    require_accessible(page)


@pytest.mark.long
def test_a_closed_module(site: Site) -> None:
    page = site.open()
    choose(region(page, task(SINGLE, practice=False)), RIGHT)
    expect_saved(page, task(SINGLE, practice=False))
    close(site.here.path)
    page.reload()
    says(region(page, task(SINGLE, practice=False)), re.compile("^Stängd"))
    require_accessible(page)
    page.goto(COURSE_PAGE)
    require_accessible(page)


def close(occasion: Path) -> None:
    with (occasion / "occasion.yml").open("a", encoding="utf-8") as file:
        file.write('modules:\n  1-typer:\n    due: "2026-01-02T12:00:00+00:00"\n')


@pytest.mark.long
def test_the_course_the_hand_in_and_the_receipt(site: Site) -> None:
    page = site.open(COURSE_PAGE)
    require_accessible(page)
    page.goto(f"{MODULE_PAGE}lamna-in")
    require_accessible(page)
    page.get_by_role("button", name="Lämna in ändå").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")
    require_accessible(page)


@pytest.mark.long
@pytest.mark.parametrize(("path", "name", "status"), [("/finns-inte/", "anna", 404), (MODULE_PAGE, None, 401)])
def test_the_page_that_says_that_something_is_wrong(site: Site, path: str, name: str | None, status: int) -> None:
    site.windows.watch.expect(f"status of {status}")
    require_accessible(site.open(path, name))


def test_what_was_graded(site: Site) -> None:
    page = site.open()
    for one in GRADED:
        for act in one.question.partly or one.question.wrong:
            by_mouse(region(page, one), act)
        wait_until_sent(page, one.id)
    page.goto(f"{MODULE_PAGE}lamna-in")
    press(page.get_by_role("main"), "Lämna in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")
    publish_now(site)
    page.goto(COURSE_PAGE)
    page.get_by_role("link", name=re.compile("^Återkoppling")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Återkoppling: Alla övningstyper")
    expect(page.get_by_role("region", name="Övning 15")).to_contain_text("Ett medborgarlöfte")
    expect(page.get_by_text("Kommentar från kursledaren")).to_have_count(1)
    for width in (1200, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        require_accessible(page)
    shown = page.get_by_role("link", name=re.compile("^Ordna"))
    shown.click()
    expect(page.get_by_role("heading", name="Ordna: rank")).to_be_in_viewport()


def publish_now(site: Site) -> None:
    """Grade, mark and publish what was handed in, in an occasion that tells each at once."""
    path = site.here.path / "occasion.yml"
    rules = "modules:\n  1-typer: {hand_ins: once, feedback_when: at_once}\n"
    path.write_text(path.read_text(encoding="utf-8") + rules, encoding="utf-8")
    here = OccasionFolder(site.here.path)
    collect(here, [MODULE])
    grade(here, [MODULE])
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        text = task(TEXT, practice=False).id
        one = gradebook.find_grade(text, MODULE, MODULE, "anna")
        one.manual_score, one.needs_manual_grade = 1.5, False
        gradebook.find_comment(text, MODULE, MODULE, "anna").manual_comment = "Skriv också vilket utfall som väntas."
        gradebook.db.commit()
    assert publish(here, [MODULE]).published == [("anna", MODULE)]
