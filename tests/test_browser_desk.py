"""The desk in a browser: accessible in every look, used without a mouse, and up to date while it is open."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from graders.collect import collect
from graders.desk.app import make_app
from graders.desk.jobs import folder_of
from graders.extensions import extend
from graders.grade import grade
from graders.roster import set_active
from tests.browser_support import Keyboard, Windows
from tests.desk_support import DESK, LENA, OCCASION, desk_occasion, finished
from tests.hand_in_support import Taking
from tests.occasion_support import MODULE
from tests.page_support import Clock, Running, who
from tests.site_support import signed_in
from tests.test_browser_axe import require_accessible
from tests.test_export import TEST, WRITTEN
from tests.test_grading import VAL
from toolkit.face import bundle

pytestmark = pytest.mark.long
BEGAN = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""Long ago: the process of a job has no other clock than the machine's."""
DUE = BEGAN + timedelta(weeks=3)
MODULE_PAGE = f"{DESK}modul/{MODULE}/"
PAGES = {
    "start": "/",
    "occasion": DESK,
    "module": MODULE_PAGE,
    "people": f"{DESK}deltagare/",
    "person": f"{DESK}deltagare/anna/",
    "who has left": f"{DESK}deltagare/gun/",
    "before a release": f"{MODULE_PAGE}lamna-ut",
    "before feedback": f"{MODULE_PAGE}publicera",
    "as a participant": f"{DESK}som/bo/{OCCASION}/",
}
JOB: list[dict[str, Any]] = [
    {"work": "grade", "module": MODULE, "who": "karin", "courses": ""},
    {"step": "collect"},
    {"of_step": "collect", "said": "5 inlämningar hämtade, 0 oförändrade, 1 kunde inte hämtas."},
    {"problem": f"fia+{MODULE}+2026-01-06: filen är ingen vanlig fil"},
    {"step": "grade"},
    {"n": 3, "of": 5},
]


class Lively:
    """An occasion in the last week of its first module, with something in every corner of its desk."""

    def __init__(self, root: Path, windows: Windows) -> None:
        bundle.ensure()
        self.windows, self.clock = windows, Clock(BEGAN)
        people = ["anna", "bo", "cia", "dan", "eva", "fia", "gun"]
        self.here = desk_occasion(root, people, starts=BEGAN, due=DUE)
        self.taking = Taking(self.here, self.clock)
        for name in ("bo", "cia", "dan"):
            self.taking.answer(name, VAL, "q")
            self.taking.answer(name, WRITTEN, "Kalven är borta.", TEST)
            self.taking.hand_in(name, TEST)
        self.clock.move(days=8)
        self.taking.answer("eva", VAL, "q")
        self.taking.hand_in("cia")
        self.taking.answer("cia", VAL, "z")  # changed after the hand-in
        collect(self.here, [TEST])
        grade(self.here, [TEST])
        set_active(self.here, "gun", "nej")
        extend(self.here, "fia", MODULE, DUE + timedelta(days=3), "teknik", LENA, self.clock())
        self.clock.move(days=8)
        self.app = Running(make_app([self.here], who, courses=root / "courses", clock=self.clock))

    def stop(self) -> None:
        """Stop the desk, if it runs."""
        if not self.app.loop.is_closed():
            self.app.stop()

    def open(self, path: str = DESK, name: str | None = LENA, **options: Any) -> Page:
        """Open a page in a browser of its own."""
        headers = signed_in(name) if name else {}
        base = f"http://127.0.0.1:{self.app.port}"
        page = self.windows.open(base_url=base, extra_http_headers=headers, **options).new_page()
        page.goto(path)
        return page

    def tell(self, *lines: dict[str, Any]) -> None:
        """Let a job of somebody else's have told this."""
        folder_of(self.here).mkdir(parents=True, exist_ok=True)
        path = folder_of(self.here) / f"20260113T120000000000+grade+{MODULE}.jsonl"
        text = "".join(json.dumps({"at": self.clock().isoformat(), **line}) + "\n" for line in lines)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def lively(tmp_path: Path, windows: Windows) -> Iterator[Lively]:
    lively = Lively(tmp_path, windows)
    yield lively
    problems = windows.close()  # before the app ends, which would be missed
    lively.stop()
    assert problems == []


def cell(page: Page, what: str, module: str = MODULE) -> Locator:
    return page.locator(f'tr[data-module="{module}"] [data-n="{what}"]')


# --- looks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1200, 390, 320])
def test_every_page_is_accessible_in_every_look(lively: Lively, width: int) -> None:
    lively.tell(*JOB, {"end": "failed", "said": "Filerna kunde inte läsas eller skrivas."})
    page = lively.open("/", viewport={"width": width, "height": 900})
    for name, path in PAGES.items():
        page.goto(path)
        for summary in page.locator("details > summary").all():
            summary.click()
        require_accessible(page)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, name
        assert page.locator(".k-btn--main").count() <= 1, name
        covers = "a => a.getBoundingClientRect().right <= a.closest('.k-stack').getBoundingClientRect().right + 1"
        assert all(one.evaluate(covers) for one in page.locator("table").all()), name


def test_what_is_refused_is_told_accessibly(lively: Lively) -> None:
    page = lively.open(f"{DESK}deltagare/anna/")
    page.get_by_label("Modul", exact=True).select_option(MODULE)
    page.get_by_label("Ny sista dag").fill("2026-01-20")
    page.get_by_label("Skäl").select_option("annat")
    lively.windows.watch.expect("status of 4")
    page.get_by_role("button", name="Ge mer tid").click()
    expect(page.get_by_role("alert")).to_contain_text("Sista dag för alla är måndag 26 januari")
    expect(page.get_by_label("Ny sista dag")).to_have_value("2026-01-20")
    require_accessible(page)
    for path, name in (("/finns-inte/", LENA), (DESK, None), (DESK, "anna")):
        require_accessible(lively.open(path, name))


# --- without a mouse --------------------------------------------------------------------------


def test_a_module_is_published_by_keys(lively: Lively) -> None:
    lively.clock.move(days=20)
    page = lively.open()
    keys = Keyboard(page)
    keys.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    keys.tab_to(page.get_by_role("region", name="Hämta och bedöm").get_by_role("button"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"{MODULE_PAGE}#jobb$"))
    expect(page.locator("#jobb")).to_be_focused()
    assert finished(lively.here).state == "done"
    expect(page.get_by_role("status").filter(has_text="Hämtat och bedömt: modul 1")).to_have_count(1)
    publish = page.get_by_role("link", name="Publicera återkoppling")
    keys.tab_to(publish)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Publicera återkopplingen i modul 1?")
    Keyboard(page).tab_to(page.get_by_role("button", name="Publicera nu"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"{MODULE_PAGE}#jobb$"))
    assert finished(lively.here).said.startswith("1 publicerade")
    expect(page.get_by_role("heading", name="Publicerat: återkopplingen i modul 1")).to_be_visible()


def test_without_script_everything_is_there(lively: Lively) -> None:
    page = lively.open(java_script_enabled=False)
    expect(cell(page, "started")).to_have_text("4")
    page.get_by_role("link", name="Anna Prov", exact=True).click()
    page.get_by_label("Modul", exact=True).select_option(MODULE)
    page.get_by_label("Ny sista dag").fill("2026-01-30")
    page.get_by_label("Skäl").select_option("arbete")
    page.get_by_role("button", name="Ge mer tid").click()
    expect(page.get_by_text("Anna Prov, modul 1, till fre 30 jan 23:59.")).to_be_visible()


# --- up to date -------------------------------------------------------------------------------


def test_the_page_follows_what_happens_and_moves_nobody(lively: Lively) -> None:
    page = lively.open()
    expect(cell(page, "started")).to_have_text("4")
    page.get_by_text("Vad siffrorna betyder").click()
    link = page.get_by_role("link", name="1 Djur")
    link.focus()
    lively.taking.answer("anna", VAL, "q")
    expect(cell(page, "started")).to_have_text("5", timeout=20_000)
    expect(link).to_be_focused()
    expect(page.get_by_text("Har sparat minst ett svar.")).to_be_visible()
    lively.tell(*JOB[:-1], {"n": 1, "of": 5}, {"end": "done", "said": "5 av 5 inlämningar är färdigbedömda."})
    said = page.get_by_role("status").filter(has_text="5 av 5 inlämningar är färdigbedömda.")
    expect(said).to_have_count(1, timeout=20_000)
    expect(link).to_be_focused()


def test_who_cannot_be_reached_is_told_of(lively: Lively) -> None:
    lively.windows.watch.expect("status of 403", "ERR_CONNECTION_REFUSED")
    page, other = lively.open(), lively.open()
    path = lively.here.path / "occasion.yml"
    path.write_text(path.read_text("utf-8").replace(f"[{LENA}]", "[]"), encoding="utf-8")
    expect(page.get_by_text("Du är utloggad. Ladda om sidan")).to_be_visible(timeout=20_000)
    path.write_text(path.read_text("utf-8").replace("[]", f"[{LENA}]"), encoding="utf-8")
    other.reload()
    lively.stop()
    expect(other.get_by_text("Ingen kontakt med servern.")).to_be_visible(timeout=20_000)
    expect(cell(other, "started")).to_have_text("4")
