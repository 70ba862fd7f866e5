"""The widget in a real JupyterLab, and in Notebook: every kind, Lab's keys, a kernel that is killed."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser_support import Keyboard, Windows, axe_problems, by_mouse, control
from tests.kinds_support import (
    GRADED,
    KINDS,
    MODULE,
    NUMERIC,
    OTHER,
    PRACTICE,
    RIGHT,
    SINGLE,
    SUSPECTED,
    TASKS,
    TEXT,
    Act,
    Task,
    task,
)
from tests.lab_support import CELLS, Lab, exercise, run_all, running
from tests.site_support import SAVED

NARROW = {"width": 320, "height": 640}
KILLS = 10
FITS = """() => [...document.querySelectorAll(".k-widget")].every((one) => one.scrollWidth <= one.clientWidth)"""
ACTIVE_CELL = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def lab(server: Lab) -> Iterator[Lab]:
    """Return JupyterLab with the module just fetched."""
    server.fetch()
    yield server
    for kernel in server.kernels():
        kernel.kill()


def of_kind(kind: str) -> list[Task]:
    return [one for one in TASKS if one.question.kind == kind]


def expect_saved(page: Page, one: Task) -> None:
    expect(exercise(page, one).get_by_role("status").filter(has_text=SAVED)).to_be_visible()


def answer(page: Page, tasks: list[Task], does: Callable[[Locator, Act], None] = by_mouse) -> None:
    for one in tasks:
        for act, _ in one.question.steps:
            does(exercise(page, one), act)
        expect_saved(page, one)


def test_every_kind_is_answered_by_mouse_and_shown_again(lab: Lab, windows: Windows) -> None:
    page = lab.run(windows)
    answer(page, list(TASKS))
    assert lab.answers() == {one.id: one.answer for one in TASKS}
    page = lab.run(windows)
    for one in TASKS:
        expect_saved(page, one)
        for act, _ in one.question.steps:
            if act.role in ("radio", "checkbox") and act.stays:
                expect(control(exercise(page, one), act)).to_be_checked()
    assert lab.answers() == {one.id: one.answer for one in TASKS}


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_answered_by_keys_alone(lab: Lab, windows: Windows, kind: str) -> None:
    page = lab.run(windows)
    keyboard = Keyboard(page)
    for one in of_kind(kind):
        # Between the exercises lies what is JupyterLab's own, and how it shows its focus is not ours.
        exercise(page, one).locator(".k-ans").locator("input, select, textarea, button").first.focus()
        answer(page, [one], keyboard.act)
    assert lab.answers() == {one.id: one.answer for one in of_kind(kind)}


@pytest.mark.long
def test_answered_on_a_screen_320_pixels_wide(lab: Lab, windows: Windows) -> None:
    page = lab.run(windows, "doc/tree", viewport=NARROW)
    page.wait_for_function(FITS)
    answer(page, list(TASKS))
    page.wait_for_function(FITS)
    assert lab.answers() == {one.id: one.answer for one in TASKS}


def test_labs_keys_leave_an_exercise_alone(lab: Lab, windows: Windows) -> None:
    page = lab.run(windows)
    cells = page.evaluate(CELLS)
    place = exercise(page, task(SINGLE, practice=False))
    place.get_by_role("radio", name=RIGHT).click()
    for keys in ("x", "d", "d", "a", "b", "m", "y", "ArrowDown", "ArrowDown"):
        page.keyboard.press(keys)
    assert page.evaluate(CELLS) == cells
    expect(place.get_by_role("radio", name=RIGHT)).not_to_be_checked()  # the arrows chose another option
    expect_saved(page, task(SINGLE, practice=False))


def test_labs_keys_leave_a_text_alone(lab: Lab, windows: Windows) -> None:
    page, one = lab.run(windows), task(TEXT, practice=False)
    cells = page.evaluate(CELLS)
    field = exercise(page, one).get_by_role("textbox", name="Ditt svar")
    field.click()
    before = page.evaluate(ACTIVE_CELL)
    page.keyboard.type("ax")
    for keys in (
        "Shift+Enter",
        "d",
        "d",
        "PageDown",
        "PageUp",
        "ArrowDown",
        "End",
        "Control+Enter",
        "b",
        "Escape",
        "x",
    ):
        page.keyboard.press(keys)
    expect(field).to_be_focused()
    expect(field).to_have_value("ax\nddbx")
    field.blur()
    expect_saved(page, one)
    assert page.evaluate(CELLS) == cells
    assert page.evaluate(ACTIVE_CELL) == before
    assert lab.answers() == {one.id: "ax\nddbx"}


@pytest.mark.long
def test_checked_with_hints_and_feedback(lab: Lab, windows: Windows) -> None:
    page = lab.run(windows)
    place = exercise(page, task(SINGLE, practice=True))
    place.get_by_role("button", name="Ledtråd 1 av 2").click()
    expect(place.get_by_text("Läs 5 § i lagen.").first).to_be_visible()
    place.get_by_role("radio", name=OTHER).click()
    place.get_by_role("button", name="Kontrollera svaret").click()
    expect(place.get_by_text("lagen nämner det inte")).to_be_visible()
    place.get_by_role("radio", name=RIGHT).click()
    place.get_by_role("button", name="Kontrollera igen").click()
    expect(place.get_by_text("Ditt svar stämmer").first).to_be_visible()


@pytest.mark.long
def test_two_views_of_an_exercise_follow_each_other(lab: Lab, windows: Windows) -> None:
    one = lab.run(windows)
    one.evaluate(SAVE)  # Else the other has nothing to show before it runs the cells itself.
    other = one.context.new_page()
    other.goto(lab.address("doc/tree"))
    expect(exercise(other, task(SINGLE, practice=False))).to_be_visible(timeout=60_000)
    exercise(one, task(SINGLE, practice=False)).get_by_role("radio", name=RIGHT).click()
    expect(exercise(other, task(SINGLE, practice=False)).get_by_role("radio", name=RIGHT)).to_be_checked()
    expect_saved(other, task(SINGLE, practice=False))


@pytest.mark.long
@pytest.mark.parametrize("look", ["light", "dark", "forced colours"])
def test_axe_finds_nothing_in_the_widget(lab: Lab, windows: Windows, look: str) -> None:
    page = lab.run(windows, **({"forced_colors": "active"} if look == "forced colours" else {}))
    if look == "dark":
        page.evaluate("() => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
        page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    assert problems(page) == []
    answer(page, [*PRACTICE, *GRADED])
    for one in PRACTICE:
        exercise(page, one).get_by_role("button", name=one.question.check).click()
        expect(exercise(page, one).get_by_text(one.question.told).first).to_be_visible()
    place = exercise(page, task(NUMERIC, practice=False))
    place.get_by_role("textbox").fill("en tredjedel")
    place.get_by_role("textbox").blur()
    expect(place.get_by_role("alert")).to_contain_text("INTE sparat.")
    assert problems(page) == []


def problems(page: Page) -> list[str]:
    """Return what axe finds in our widgets; JupyterLab's own shell is not ours to mend."""
    return axe_problems(page, taller=True, within=".k-widget")


@pytest.mark.long
def test_a_killed_kernel_loses_nothing_that_was_said_to_be_saved(lab: Lab, windows: Windows) -> None:
    windows.watch.expect("WebSocket", "kernel", "Kernel", "404", "comm")
    page = lab.run(windows)
    died = page.get_by_role("dialog").filter(has_text="appears to have died")
    page.add_locator_handler(died, lambda dialog: dialog.get_by_role("button", name="Ok").click())
    one = task(SINGLE, practice=False)
    names = {RIGHT: "plan", OTHER: "lofte"}
    for turn in range(KILLS):
        before, after = list(names)[turn % 2], list(names)[(turn + 1) % 2]
        exercise(page, one).get_by_role("radio", name=before).click()
        expect_saved(page, one)
        (kernel,) = lab.kernels()
        os.kill(kernel.pid, signal.SIGKILL)
        exercise(page, one).get_by_role("radio", name=after).click()
        assert lab.answers()[one.id] == names[before]
        expect(exercise(page, one).get_by_role("alert")).to_contain_text("INTE sparat.", timeout=15_000)
        lab.wait_idle(page)
        run_all(page)
        expect_saved(page, one)
        expect(exercise(page, one).get_by_role("radio", name=after)).to_be_checked()
        assert lab.answers()[one.id] == names[after]


@pytest.mark.long
def test_a_notebook_that_is_not_trusted_shows_still_pictures(lab: Lab, windows: Windows) -> None:
    page = lab.run(windows)
    answer(page, of_kind("single"))
    page.evaluate(SAVE)
    path = lab.work / MODULE / f"{MODULE}.ipynb"
    expect(page.locator(".jp-mod-current .jp-mod-dirty")).to_have_count(0)
    text = path.read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget-view+json" in text
    page.context.close()
    for kernel in lab.kernels():
        kernel.kill()
    path.write_text(text.replace(SUSPECTED, "Statistiken över åtalade"), encoding="utf-8")  # signed by nobody
    page = lab.open(windows)
    still = page.locator(".jp-OutputArea-output", has_text="med lägesbilden som underlag?").first
    expect(still).to_contain_text("Klicka här och tryck på skift och retur")


@pytest.mark.long
def test_notebook_shows_them_too(lab: Lab, windows: Windows) -> None:
    # Two of its own plugins miss JupyterLab's file browser; nothing of ours is among them.
    windows.watch.expect(r"reading 'schema'", "filebrowser:open-path")
    page = windows.open().new_page()
    page.goto(lab.address("notebooks"))
    # What is run before the kernel is there is not run afterwards either.
    lab.wait_idle(page)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    one = task(SINGLE, practice=False)
    exercise(page, one).get_by_role("radio", name=RIGHT).click(timeout=60_000)
    expect_saved(page, one)
    assert lab.answers() == {one.id: "plan"}


def test_printed_it_is_a_sheet_with_the_questions(lab: Lab, windows: Windows, tmp_path: Path) -> None:
    page = lab.run(windows)
    answer(page, of_kind("single"))
    page.emulate_media(media="print")
    place = exercise(page, task(SINGLE, practice=False))
    expect(place.get_by_text("med lägesbilden som underlag?").first).to_be_visible()
    expect(place.get_by_role("radio", name=RIGHT)).to_be_checked()
