"""Three people in a real hub and a real browser: a module goes the whole round between them."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graders.occasion import new_occasion
from graders.roster import import_roster
from tests.browser_support import Windows
from tests.formgrader_support import comment_box, score_box, write
from tests.hubs_support import Hub, running_hub, sign_in
from tests.occasion_support import MODULE, PRACTICE, SINGLE, write_course
from tests.test_browser_axe import require_accessible
from tests.test_formgrader import TEXT
from toolkit.face import bundle
from toolkit.formats import Occasion
from toolkit.occasion import OccasionFolder
from toolkit.testing import CHECKOUT

OCCASION = "liten-2027"
WRITTEN = "liten-1-skriv"
PICTURES = CHECKOUT / "docs" / "pictures" / "hub"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    bundle.ensure()
    write_course(tmp_path / "courses", PRACTICE, SINGLE, TEXT)
    rules = {MODULE: {"hand_ins": "once", "feedback": "explanation", "feedback_when": "at_once"}}
    made = Occasion.model_validate(
        {"id": OCCASION, "course": "liten", "title": "En liten kurs", "modules": rules, "instructors": ["lena"]}
    )
    here = new_occasion(tmp_path / "occasions", tmp_path / "courses" / "liten", made)
    listing = tmp_path / "lista.csv"
    listing.write_text("id;name\nanna;Anna Prov\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", listing)
    with running_hub([here], tmp_path / "courses", ["anna"], ["lena"]) as hub:
        yield hub


def done(page: Page, what: str) -> None:
    """Wait until a job of the desk's is done."""
    expect(page.get_by_role("heading", name=re.compile(what))).to_be_visible(timeout=60_000)


def picture(page: Page, name: str) -> None:
    """Put a picture of a page in the documentation, with ``UPDATE_GOLDENS=1``; look at it before it is committed."""
    if os.environ.get("UPDATE_GOLDENS"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.emulate_media(color_scheme="light", forced_colors="none")
        page.screenshot(path=PICTURES / f"{name}.png")


def released(lena: Page, hub: Hub) -> None:
    lena.goto(hub.address)
    require_accessible(lena)
    picture(lena, "logga-in")
    sign_in(lena, hub, "lena")
    lena.get_by_role("link", name="En liten kurs").click()
    lena.get_by_role("link", name="Lämna ut").first.click()
    picture(lena, "lamna-ut")
    lena.get_by_role("button", name="Lämna ut nu").click()
    done(lena, "Utlämnat")
    require_accessible(lena)


def answered(anna: Page, hub: Hub, windows: Windows) -> None:
    """Find the module and answer, be cut off, come back, and hand in."""
    sign_in(anna, hub, "anna")
    expect(anna.get_by_role("heading", level=1)).to_have_text("En liten kurs")
    picture(anna, "kurs")
    anna.get_by_role("link", name="Börja").click()
    single, text = (anna.locator(f'[data-ex="{name}"]') for name in ("liten-1-val", WRITTEN))
    expect(single.get_by_role("radio", name="Kon")).to_be_enabled()
    windows.watch.expect("net::ERR_", "status of 50", "status of 404")
    hub.kill("page.service")
    single.get_by_role("radio", name="Kon").check()
    expect(single.locator(".k-save")).to_contain_text("INTE sparat", timeout=30_000)
    picture(anna, "inte-sparat")
    expect(single.locator(".k-save")).to_contain_text("Sparat", timeout=60_000)
    text.get_by_role("textbox").fill("Kalven ropar på kon.")
    text.get_by_role("textbox").blur()
    expect(text.locator(".k-save")).to_contain_text("Sparat")
    require_accessible(anna)
    anna.get_by_role("link", name="Lämna in modul 1").click()
    anna.get_by_role("button", name=re.compile("Lämna in")).click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Modul 1 är inlämnad")
    require_accessible(anna)
    picture(anna, "kvitto")


def graded(lena: Page, hub: Hub) -> None:
    """Grade, mark the text in formgrader, publish, and make the report."""
    desk = f"{hub.address}/services/desk/{OCCASION}/"
    lena.goto(desk)
    lena.get_by_role("button", name="Hämta och bedöm").first.click()
    done(lena, "Hämtat och bedömt")
    lena.goto(desk)
    picture(lena, "kursledare")
    lena.get_by_role("link", name="Läs svaren").first.click(timeout=120_000)  # A server is started.
    lena.wait_for_url(re.compile("/formgrader/submissions/"), timeout=120_000)
    lena.wait_for_function("() => formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded")
    expect(lena.get_by_text("Kalven ropar på kon.").first).to_be_visible()
    write(lena, score_box(lena, WRITTEN), "2")
    write(lena, comment_box(lena, WRITTEN), "Tydligt skrivet.")
    picture(lena, "formgrader")
    lena.goto(f"{desk}modul/{MODULE}/publicera")
    picture(lena, "publicera")
    lena.get_by_role("button", name="Publicera nu").click()
    done(lena, "Publicerat")
    lena.goto(desk)
    lena.locator("button:not([aria-disabled])").filter(has_text="Gör rapport").first.click()
    done(lena, "Kursrapporten är klar")


def told(anna: Page, hub: Hub) -> None:
    """Read what was said, and sign out."""
    anna.goto(hub.address)
    expect(anna.get_by_role("heading", level=1)).to_have_text("En liten kurs")
    anna.get_by_role("link", name=re.compile("^Återkoppling")).click()
    expect(anna.get_by_text("Tydligt skrivet.")).to_be_visible()
    require_accessible(anna)
    picture(anna, "aterkoppling")
    anna.get_by_role("link", name="Logga ut").click()
    require_accessible(anna)
    picture(anna, "utloggad")
    anna.goto(f"{hub.address}/services/kurs/{OCCASION}/")
    expect(anna.get_by_label("Lösenord")).to_be_visible()


@pytest.mark.long
def test_a_module_goes_the_whole_round(hub: Hub, windows: Windows) -> None:
    lena, anna = (windows.open(base_url=hub.address).new_page() for _ in range(2))
    released(lena, hub)
    answered(anna, hub, windows)
    graded(lena, hub)
    assert (OccasionFolder(hub.root / OCCASION).path / "reports" / "cohort.html").is_file()
    told(anna, hub)
