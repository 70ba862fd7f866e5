"""A workshop in a real hub: from the sign-in to the receipt in the notebook, and on to what the grader has of it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from graders.collect import collect
from graders.grade import grade
from tests.browser_support import Windows, axe_problems
from tests.hubs_support import Hub, running_hub, sign_in
from tests.kinds_support import GALLERY, OCCASION, PRETEST, make_occasion
from tests.site_support import SAVED
from tests.test_browser_screenshots import PICTURES, WIDE, size
from toolkit.face import bundle
from toolkit.occasion import OccasionFolder

pytestmark = pytest.mark.long

OTHERS_SERVER = f"/user/bo/{OCCASION}/"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    return make_occasion(tmp_path_factory.mktemp("workshop"), ("anna", "bo"), surface="lab")


@pytest.fixture(scope="module")
def hub(here: OccasionFolder) -> Iterator[Hub]:
    bundle.ensure()
    with running_hub([here], GALLERY.parent, ["anna", "bo"], ["lena"]) as hub:
        yield hub


def test_from_the_sign_in_to_the_receipt_and_to_the_gradebook(
    here: OccasionFolder, hub: Hub, windows: Windows, tmp_path: Path
) -> None:
    # The proxy does not pass on which protocol of a kernel's socket is meant, and the next attempt names none.
    windows.watch.expect("Sec-WebSocket-Protocol")
    anna = windows.open(viewport=WIDE).new_page()
    anna.set_default_timeout(120_000)
    sign_in(anna, hub, "anna")
    expect(anna.get_by_role("heading", name="Modulen öppnas")).to_be_visible()
    assert axe_problems(anna) == []
    exercise = anna.get_by_role("region", name="Övning 1 av 1")
    exercise.get_by_role("radio", name="Kommunen").click()
    expect(exercise.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    expect(anna.get_by_text("1 av 1 besvarade")).to_be_visible()
    assert axe_problems(anna, taller=True) == []
    picture(anna, tmp_path)
    anna.get_by_role("link", name="Lämna in Förkunskaper").click()
    expect(anna.get_by_text("Lämnas in en gång. Sedan kan du inte ändra.")).to_be_visible()
    anna.get_by_role("button", name="Lämna in").click()
    receipt = anna.get_by_role("heading", name="Inlämnat: Förkunskaper")
    expect(receipt).to_be_focused()
    expect(anna.get_by_text("Anna Prov (anna)")).to_be_visible()
    expect(exercise.get_by_role("radio", name="Polisen")).to_be_disabled()
    assert axe_problems(anna, taller=True) == []

    anna.get_by_role("link", name="Till kursen").first.click()
    expect(anna.get_by_text(re.compile("^Inlämnad "))).to_be_visible()
    anna.get_by_role("link", name=re.compile("^Övning tills det är rätt")).click()
    expect(exercise.get_by_role("button", name="Kontrollera svaret")).to_be_visible(timeout=120_000)

    assert [one.participant for one in collect(here, [PRETEST]).taken] == ["anna"]
    grade(here, [PRETEST])
    with Gradebook(here.gradebook_url, here.id) as gradebook:
        submission = gradebook.find_submission(PRETEST, "anna")
        assert submission.score == submission.max_score > 0


def picture(page: Page, tmp_path: Path) -> None:
    """Take the picture that docs/hub.md has, from its top."""
    page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    path = (PICTURES if os.environ.get("UPDATE_GOLDENS") else tmp_path) / "workshop.png"
    page.screenshot(path=path)
    assert size(path) == size(PICTURES / path.name)


def test_nobody_gets_another_server_than_their_own(hub: Hub, windows: Windows) -> None:
    windows.watch.expect("403", "404", "503", "Sec-WebSocket-Protocol")
    anna, bo = (windows.open().new_page() for _ in range(2))
    for page, name in ((anna, "anna"), (bo, "bo")):
        page.set_default_timeout(120_000)
        sign_in(page, hub, name)
        expect(page.get_by_role("heading", name="Förkunskaper", level=1)).to_be_visible(timeout=120_000)
    for path in (OTHERS_SERVER, f"{OTHERS_SERVER}notebooks/{PRETEST}/{PRETEST}.ipynb", f"/hub/spawn/bo/{OCCASION}"):
        reply = anna.goto(hub.address + path)
        assert reply
        assert reply.status in (403, 404), path
        assert "Vem ska" not in anna.inner_text("body")
    for path in ("/hub/spawn/anna", "/hub/spawn/anna/annat", "/services/desk/"):
        reply = anna.goto(hub.address + path)
        assert reply
        assert reply.status in (403, 404, 503), path
    expect(anna.get_by_text("Traceback")).to_have_count(0)
