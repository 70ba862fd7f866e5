"""The participants' pages as a whole: what a screen reader is told, the hand-in by keys, and pages without script.

What is told of each page lies in ``tests/golden/aria``. ``UPDATE_GOLDENS=1`` writes what is told now; look at what
changed before it is committed.
"""

import difflib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser_support import Keyboard, Windows, by_mouse
from tests.kinds_support import (
    GRADED,
    HEADING,
    MODULE,
    OCCASION,
    PRACTICE,
    PRETEST,
    SINGLE,
    TASKS,
    TITLE,
    history,
    task,
)
from tests.page_support import START, Clock
from tests.site_support import COURSE_PAGE, MODULE_PAGE, Site, expect_saved, press, region

GOLDEN = Path(__file__).parent / "golden" / "aria"
HAND_IN = f"{MODULE_PAGE}lamna-in"
CHECKSUM = re.compile(r"\b(?:[0-9a-f]{4} ){3}[0-9a-f]{4}\b")


@pytest.fixture
def still(tmp_path: Path, windows: Windows) -> Iterator[Site]:
    """Give pages on which it is always the same time."""
    site = Site(tmp_path, windows, Clock())
    yield site
    site.stop()


def open_still(site: Site, path: str) -> Page:
    page = site.context().new_page()
    page.clock.set_fixed_time(START)
    page.goto(path)
    return page


def require_told(page: Page, name: str) -> None:
    """Require that a screen reader is told what the golden file says."""
    told = CHECKSUM.sub("(kontrollsumma)", page.locator("body").aria_snapshot()) + "\n"
    path = GOLDEN / f"{name}.yml"
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = difflib.unified_diff(wanted.splitlines(), told.splitlines(), path.name, "now", lineterm="")
    if told != wanted:
        pytest.fail("\n".join(changes), pytrace=False)  # pytest's own account of it would hide the lines that differ


def test_what_is_told_of_the_course_page(still: Site) -> None:
    page = open_still(still, COURSE_PAGE)
    require_told(page, "course")


def test_what_is_told_of_a_new_module(still: Site) -> None:
    require_told(open_still(still, MODULE_PAGE), "module")


def test_what_is_told_of_a_module_that_is_answered_and_checked(still: Site) -> None:
    page = open_still(still, MODULE_PAGE)
    for one in TASKS:
        for act, _ in one.question.steps:
            by_mouse(region(page, one), act)
        expect_saved(page, one)
    for one in PRACTICE:
        press(region(page, one), one.question.check)
        expect(region(page, one).get_by_role("heading", name=one.question.head)).to_be_visible()
    require_told(page, "module-answered")


def test_what_is_told_of_a_pretest(still: Site) -> None:
    require_told(open_still(still, f"/{OCCASION}/{PRETEST}/"), "pretest")


def test_what_is_told_of_the_hand_in_and_the_receipt(still: Site) -> None:
    page = open_still(still, HAND_IN)
    require_told(page, "hand-in")
    press(page.get_by_role("main"), "Lämna in ändå")
    expect(page.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")
    require_told(page, "receipt")
    page.goto(COURSE_PAGE)
    require_told(page, "course-handed-in")


def inbound(site: Site) -> list[Path]:
    return [path / "answers.jsonl" for path in (site.here.exchange / OCCASION / "inbound").glob(f"anna+{MODULE}+*")]


def test_a_module_is_answered_and_handed_in_by_keys_alone(site: Site) -> None:
    page = site.open(COURSE_PAGE)
    keyboard, main = Keyboard(page), page.get_by_role("main")
    keyboard.tab_to(main.get_by_role("link", name=re.compile(f"^{HEADING}")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADING)
    for one in GRADED:
        for act, _ in one.question.steps:
            keyboard.act(region(page, one), act)
        expect_saved(page, one)
    keyboard.tab_to(main.get_by_role("link", name="Lämna in modul 1"))
    page.keyboard.press("Enter")
    expect(main).to_contain_text("Alla övningar är besvarade. Vill du lämna in nu?")
    keyboard.tab_to(main.get_by_role("button", name="Lämna in"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")
    (delivered,) = inbound(site)
    digest = hashlib.sha256(delivered.read_bytes()).hexdigest()
    receipt = page.get_by_role("region", name="Kvitto").inner_text()
    assert digest in re.sub(r"\s", "", receipt)
    assert f"{len(GRADED)} av {len(GRADED)} övningar" in receipt
    keyboard.tab_to(main.get_by_role("link", name="Till kursen").last)
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text=HEADING)).to_contain_text("Inlämnad")


def test_what_is_missing_leads_to_the_exercise(site: Site) -> None:
    page = site.open(HAND_IN)
    missing = page.get_by_role("main").get_by_role("link", name=re.compile(r"^Övning \d+$"))
    expect(missing).to_have_count(len(GRADED))
    missing.first.click()
    expect(region(page, GRADED[0])).to_be_in_viewport()


def test_the_course_can_be_read_and_a_module_handed_in_without_script(site: Site) -> None:
    page = site.open(COURSE_PAGE, java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("listitem").filter(has_text=HEADING)).to_contain_text("Ej påbörjad")
    page.get_by_role("link", name=re.compile(f"^{HEADING}")).click()
    page.get_by_role("link", name="Lämna in modul 1").click()
    press(page.get_by_role("main"), "Lämna in ändå")
    expect(page.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")
    assert len(inbound(site)) == 1


def test_a_module_without_script_says_so_and_shows_its_exercises(site: Site) -> None:
    page = site.open(java_script_enabled=False)
    # Playwright finds no text in <noscript>, even where it is shown.
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_have_text(re.compile("för att svara behöver webbläsaren tillåta JavaScript"))
    for one in TASKS:
        for act, _ in one.question.steps:
            # A measure's cost stands in the same label, in other words.
            if act.role in ("radio", "checkbox"):
                expect(region(page, one).get_by_text(re.split(r" \d+ tkr", act.name)[0]).first).to_be_visible()
        expect(region(page, one)).to_contain_text("Inte besvarad")
    expect(page.get_by_role("heading", name="Visa", exact=True)).to_be_visible()
    assert history(site.here) == []


def test_with_script_the_sentence_about_script_is_not_there(site: Site) -> None:
    page = site.open()
    expect(region(page, task(SINGLE, practice=True)).get_by_role("radio").first).to_be_enabled()
    expect(page.locator("noscript")).to_be_hidden()


def test_the_pages_of_a_course_lead_to_each_other(site: Site) -> None:
    page = site.open(COURSE_PAGE)
    page.get_by_role("link", name="Förkunskaper").first.click()
    page.get_by_role("navigation", name="Andra moduler").get_by_role("link", name=f"Nästa: Modul 1: {HEADING}").click()
    contents = page.get_by_role("navigation", name="Innehåll i modulen")
    contents.get_by_role("link", name=re.compile("^Visa")).click()
    expect(page.get_by_role("heading", name="Visa", exact=True)).to_be_in_viewport()
    page.get_by_role("main").get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
