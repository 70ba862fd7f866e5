"""A module on a participant's server: met as a page, answered at once, and no program in sight."""

import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from graders.collect import hand_ins
from tests.browser_support import Windows, axe_problems
from tests.kinds_support import HEADING, MODULE, OTHER, RIGHT, SINGLE, TASKS, Task, answers, make_occasion, task
from tests.participant_support import Server, running_server
from tests.site_support import SAVED

pytestmark = pytest.mark.long

MODULE_PAGE = f"/notebooks/{MODULE}/{MODULE}.ipynb"
NOT_SEEN = (
    ".jp-InputPrompt",
    ".jp-OutputPrompt",
    ".jp-Cell-inputWrapper .cm-content",
    ".jp-Toolbar",
    ".lm-MenuBar",
    "#top-panel",
    ".jp-SideBar",
    ".jp-Collapser",
    ".jp-Notebook-footer",
    ".jp-Dialog",
    ".lm-Menu",
    ".k-run-first",
)
NO_WORDS = re.compile(r"%%|%hand_in|load_ext|\[ ?\d* ?\]:|Kernel|Jupyter|Untitled|Run|skift och retur")
CELLS = "() => window.jupyterapp.shell.currentWidget.content.widgets.length"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("server")
    with running_server(make_occasion(root, surface="lab"), root / "home") as server:
        yield server


@pytest.fixture(autouse=True)
def _restored(server: Server) -> Iterator[None]:
    """Begin each test with nothing answered, and without a kernel."""
    before = (server.folder / MODULE / f"{MODULE}.ipynb").read_bytes()
    yield
    server.end_kernels()
    (server.folder / MODULE / f"{MODULE}.ipynb").write_bytes(before)
    server.here.journal("anna", MODULE).unlink(missing_ok=True)


def open_module(server: Server, windows: Windows, **options: object) -> Page:
    """Open the module, and wait until all of it can be answered and handed in."""
    page = windows.open(**options).new_page()
    page.goto(server.address(MODULE_PAGE))
    wait_until_live(page)
    return page


def wait_until_live(page: Page) -> None:
    expect(page.locator(".k-widget .k-ex__foot")).to_have_count(len(TASKS), timeout=60_000)
    expect(page.locator(".k-widget .k-next, .k-widget .k-receipt")).to_be_visible(timeout=60_000)


def exercise(page: Page, one: Task) -> Locator:
    return page.get_by_role("region", name=one.title, exact=True)


@pytest.mark.parametrize("look", ["light", "dark", "narrow"])
def test_a_module_is_met_as_a_page_and_no_program_is_seen(server: Server, windows: Windows, look: str) -> None:
    options = {"dark": {"color_scheme": "dark"}, "narrow": {"viewport": {"width": 320, "height": 640}}}
    page = open_module(server, windows, **options.get(look, {}))
    expect(page).to_have_title(HEADING)
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    for selector in NOT_SEEN:
        assert [one for one in page.locator(selector).all() if one.is_visible()] == [], selector
    assert NO_WORDS.findall(page.inner_text("body")) == []
    assert page.locator("html").get_attribute("lang") == "sv"
    assert page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollWidth <= innerWidth")
    assert axe_problems(page, taller=True) == []


def test_before_it_is_live_it_is_a_still_page(server: Server, windows: Windows) -> None:
    page = windows.open().new_page()
    page.route("**/api/kernels/*/channels*", lambda route: route.abort())
    windows.watch.expect("WebSocket", "ERR_FAILED")
    page.route_web_socket(re.compile("/channels"), lambda socket: None)  # a kernel that never says a word
    page.goto(server.address(MODULE_PAGE))
    expect(page.get_by_text("Öva – ger inga poäng").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("radio").first).to_be_disabled()
    assert NO_WORDS.findall(page.inner_text("body")) == []


def test_keys_and_clicks_beside_the_exercises_change_nothing(server: Server, windows: Windows) -> None:
    page = open_module(server, windows)
    cells = page.evaluate(CELLS)
    heading = page.get_by_role("heading", name=HEADING)
    heading.dblclick()
    for keys in ("a", "b", "x", "d", "d", "m", "z", "Enter", "Shift+Enter", "Control+Enter", "Escape", "o"):
        page.keyboard.press(keys)
    heading.click(button="right")
    assert page.evaluate(CELLS) == cells
    expect(heading).to_be_visible()
    for selector in NOT_SEEN:
        assert [one for one in page.locator(selector).all() if one.is_visible()] == [], selector
    one = task(SINGLE, practice=False)
    exercise(page, one).get_by_role("radio", name=RIGHT).click()
    expect(exercise(page, one).get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    assert answers(server.here) == {one.id: "plan"}
    page.close(run_before_unload=True)  # nothing is asked about a notebook that is not saved
    outbound = server.here.exchange / server.here.id / "outbound" / MODULE / f"{MODULE}.ipynb"
    assert (server.folder / MODULE / outbound.name).read_bytes() == outbound.read_bytes()


def test_it_is_handed_in_from_the_end_of_the_notebook(server: Server, windows: Windows) -> None:
    page, one = open_module(server, windows), task(SINGLE, practice=False)
    page.get_by_role("link", name="Lämna in modul 1").click()
    heading = page.get_by_role("heading", name="Lämna in modul 1?")
    expect(heading).to_be_focused()
    assert axe_problems(page, taller=True) == []
    page.get_by_role("link", name="Gå till övning").click()
    expect(exercise(page, one)).to_be_in_viewport()
    expect(exercise(page, one).get_by_role("radio").first).to_be_focused()
    exercise(page, one).get_by_role("radio", name=RIGHT).click()
    expect(page.get_by_text("Du har besvarat 1 av")).to_be_visible()
    page.get_by_role("button", name="Lämna in ändå").click()
    receipt = page.get_by_role("heading", name="Modul 1 är inlämnad")
    expect(receipt).to_be_focused()
    exercise(page, one).get_by_role("radio", name=OTHER).click()
    expect(page.get_by_text("Ändrad efter inlämning.")).to_be_visible()
    assert axe_problems(page, taller=True) == []
    page.reload()
    wait_until_live(page)
    page.get_by_role("link", name="Lämna in igen").click()
    page.get_by_role("button", name="Lämna in ändå").click()
    expect(receipt).to_be_focused()
    expect(page.get_by_text("Ändrad efter inlämning.")).to_have_count(0)
    found, _ = hand_ins(server.here, MODULE)
    assert [hand_in.participant for hand_in in found] == ["anna", "anna"]


def test_a_file_beside_the_notebook_is_downloaded(server: Server, windows: Windows) -> None:
    page = open_module(server, windows)
    with page.expect_download() as download:
        page.get_by_role("link", name="tabell").click()
    assert download.value.suggested_filename == "cykelstolder.csv"


def test_only_what_was_released_is_run(server: Server, windows: Windows, tmp_path: Path) -> None:
    path = server.folder / MODULE / f"{MODULE}.ipynb"
    book = nbformat.read(path, as_version=4)
    ran = [tmp_path / f"ran-{number}" for number in range(4)]
    cells = [nbformat.v4.new_code_cell(f"open({str(one)!r}, 'w').close()") for one in ran]
    cells[1].metadata |= {"editable": False, "deletable": False, "init_cell": True}
    cells[2].source = f"%load_ext toolkit\n{cells[2].source}"
    cells[3].source = f" %%exercise\n{cells[3].source}"
    for cell in cells[2:]:
        cell.metadata |= {"editable": False}
    book.cells[3:3] = cells
    nbformat.write(book, path)
    open_module(server, windows)
    assert [one.name for one in ran if one.exists()] == []


def test_a_notebook_that_is_not_the_modules_own_is_not_run(server: Server, windows: Windows) -> None:
    copied = shutil.copytree(server.folder / MODULE, server.folder / "eget") / f"{MODULE}.ipynb"
    copied.rename(copied.with_name("eget.ipynb"))
    page = windows.open().new_page()
    page.goto(server.address("/notebooks/eget/eget.ipynb"))
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext.session?.kernel?.status === 'idle'"
    )
    expect(page.get_by_text("Öva – ger inga poäng").first).to_be_visible()
    expect(page.locator(".k-widget")).to_have_count(0)


def test_what_is_answered_when_the_kernel_has_died_is_saved_by_itself(server: Server, windows: Windows) -> None:
    windows.watch.expect("WebSocket", "kernel", "Kernel", "404", "comm")
    page = open_module(server, windows)
    one = task(SINGLE, practice=False)
    exercise(page, one).get_by_role("radio", name=OTHER).click()
    expect(exercise(page, one).get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    for _ in range(3):  # Jupyter says each time that the kernel has died.
        (kernel,) = server.kernels()
        os.kill(kernel.pid, signal.SIGKILL)
        name = {"lofte": RIGHT, "plan": OTHER}[str(answers(server.here)[one.id])]
        exercise(page, one).get_by_role("radio", name=name).click()
        page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"
        )
        expect(exercise(page, one).get_by_role("status").filter(has_text=SAVED)).to_be_visible(timeout=60_000)
        wait_until_live(page)
        expect(exercise(page, one).get_by_role("radio", name=name)).to_be_checked()
        assert answers(server.here)[one.id] == {RIGHT: "plan", OTHER: "lofte"}[name]
        assert page.locator(".jp-Dialog").count() == 0


def test_a_participants_server_has_no_terminals(server: Server, windows: Windows) -> None:
    asked = windows.open().request
    assert asked.post(server.address("/api/terminals")).status == 404
