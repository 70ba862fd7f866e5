"""Every module of the courses opens without an error, fits a phone, and is found accessible by axe-core."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from tests.browser_support import Windows, axe_problems
from tests.course_support import COURSES, notebook_of, ready
from tests.page_support import Running, who
from tests.site_support import signed_in
from toolkit.face import bundle
from toolkit.face.page.app import make_app
from toolkit.formats import Occasion
from toolkit.notebook import read

pytestmark = pytest.mark.long
LOOKS: dict[str, dict[str, Any]] = {
    "wide, light": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "light"},
    "phone, dark": {"viewport": {"width": 360, "height": 800}, "color_scheme": "dark"},
    "forced colours": {"viewport": {"width": 1200, "height": 900}, "forced_colors": "active"},
}

TOO_WIDE = """[...document.querySelectorAll(".k-ex")].filter(
    exercise => [...exercise.querySelectorAll("img, .k-scroll, label")].some(
        part => part.getBoundingClientRect().right > exercise.getBoundingClientRect().right)).length"""
"""How many exercises hold something that reaches out of them."""
QUOTES_RUN_TOGETHER = """[...document.querySelectorAll("blockquote > * + *")].filter(
    part => part.getBoundingClientRect().top - part.previousElementSibling.getBoundingClientRect().bottom < 4).length"""
"""How many paragraphs and lists in a quote stand without space above."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve an occasion of every course, with all its modules that are ready."""
    bundle.ensure()
    root = tmp_path_factory.mktemp("courses")
    roster = root / "lista.csv"
    roster.write_text("id;name\nanna;Anna Berg\n", encoding="utf-8")
    occasions = {}
    for course, module in ready():
        if course not in occasions:
            made = Occasion(id=occasion_of(course), course=course, title="Prov")
            occasions[course] = new_occasion(root, COURSES / course, made, seed="0011223344556677")
            import_roster(occasions[course].path / "roster.csv", roster)
        release(occasions[course], module, COURSES)
    app = Running(make_app(list(occasions.values()), who))
    yield app
    app.stop()


def occasion_of(course: str) -> str:
    return f"{course.replace('_', '-')}-prov"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("course", "module"), [pytest.param(*one, id="/".join(one)) for one in ready()])
def test_a_module_opens(course: str, module: str, look: str, running: Running, windows: Windows) -> None:
    page = windows.open(extra_http_headers=signed_in("anna"), **LOOKS[look]).new_page()
    page.goto(f"http://127.0.0.1:{running.port}/{occasion_of(course)}/{module}/")
    asked = read(notebook_of(course, module)).exercises
    exercises = page.locator("section.k-ex")
    expect(exercises).to_have_count(len(asked))
    for number in range(len(asked)):
        expect(exercises.nth(number).locator("input, textarea, select, button").first).to_be_attached()
    pictures = page.locator("img")
    for number in range(pictures.count()):
        pictures.nth(number).scroll_into_view_if_needed()
        pictures.nth(number).evaluate("picture => picture.decode()")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate(TOO_WIDE) == 0
    assert page.evaluate(QUOTES_RUN_TOGETHER) == 0
    assert axe_problems(page) == []
