"""Every kind of exercise in a browser: answered by mouse, by keys alone and on a narrow screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser_support import Keyboard, by_mouse, control
from tests.kinds_support import KINDS, TASKS, Act, Task, answers
from tests.site_support import Site, expect_saved, region

NARROW = {"width": 320, "height": 640}
Does = Callable[[Page, Locator, Act], None]


def of_kind(kind: str) -> list[Task]:
    return [task for task in TASKS if task.question.kind == kind]


def answer(page: Page, kind: str, does: Callable[[Locator, Act], None]) -> None:
    for task in of_kind(kind):
        for act, _ in task.question.steps:
            does(region(page, task), act)
        expect_saved(page, task)


def shows(page: Page, task: Task, act: Act) -> None:
    """Require that a control shows what was done with it."""
    found = control(region(page, task), act)
    if not act.stays:
        expect(found).to_have_count(0)
        if act.role == "radio":
            expect(region(page, task).get_by_text(f"Du valde: {act.name}")).to_be_visible()
    elif act.role in ("radio", "checkbox"):
        expect(found).to_be_checked()
    elif act.role == "combobox":
        assert found.evaluate("one => one.selectedOptions[0].label") == act.value
    elif act.role == "textbox":
        expect(found).to_have_value(act.value)


def require_answers(site: Site, page: Page, kind: str) -> None:
    """Require that the journal has the answers, and that the page shows them when it is opened again."""
    wanted = {task.id: task.answer for task in of_kind(kind)}
    assert answers(site.here) == wanted
    page.reload()
    for task in of_kind(kind):
        expect_saved(page, task)
        for act, _ in task.question.steps:
            shows(page, task, act)
    assert answers(site.here) == wanted


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_answered_by_mouse(site: Site, kind: str) -> None:
    page = site.open()
    answer(page, kind, by_mouse)
    require_answers(site, page, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_answered_by_keys_alone(site: Site, kind: str) -> None:
    page = site.open()
    keyboard = Keyboard(page)
    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    answer(page, kind, keyboard.act)
    require_answers(site, page, kind)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_answered_on_a_screen_320_pixels_wide(site: Site, kind: str) -> None:
    page = site.open(viewport=NARROW)

    def width() -> int:
        found: int = page.evaluate("document.scrollingElement.scrollWidth")
        return found

    assert width() <= 320
    answer(page, kind, by_mouse)
    assert width() <= 320
    require_answers(site, page, kind)
