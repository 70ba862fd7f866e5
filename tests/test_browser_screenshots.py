"""The pictures in README and docs, taken of the introduction and the gallery as a participant meets them.

``UPDATE_GOLDENS=1`` puts the pictures of now in their place; look at them before they are committed.
"""

import os
import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graders.roster import import_roster
from tests.browser_support import Windows
from tests.intro_support import released_intro
from tests.kinds_support import PRACTICE
from tests.page_support import START, Clock, Running, who
from tests.site_support import SAVED, Site, region, signed_in
from toolkit.face import bundle
from toolkit.face.page.app import make_app
from toolkit.testing import CHECKOUT

pytestmark = pytest.mark.long
PICTURES = CHECKOUT / "docs" / "pictures"
WIDE = {"width": 1100, "height": 720}
PHONE = {"width": 390, "height": 760}
ROSTER = "id;name;actor;active\nanna;Anna Berg;kommun;ja\n"
OCCASION = """
modules:
  1-uppdraget: {due: "2026-12-04T22:59:00+00:00"}
contact: "Lena Holm, kursledare@example.se"
"""


@pytest.fixture
def course(tmp_path: Path, windows: Windows) -> Iterator[str]:
    """Give the introduction, as it is shipped, and return its address."""
    bundle.ensure()
    here = released_intro(tmp_path)
    file = tmp_path / "roster.csv"
    file.write_text(ROSTER, encoding="utf-8")
    import_roster(here.path / "roster.csv", file)
    path = here.path / "occasion.yml"
    kept = re.sub(r"(?m)^(title|contact|modules):.*\n", "", path.read_text(encoding="utf-8"))
    path.write_text(f'{kept}title: "Introduktion, hösten 2026"{OCCASION}', encoding="utf-8")
    running = Running(make_app([here], who, clock=Clock()))
    yield f"http://127.0.0.1:{running.port}/{here.id}/"
    running.stop()


def opened(windows: Windows, address: str, **options: object) -> Page:
    page = windows.open(extra_http_headers=signed_in("anna"), **options).new_page()
    page.clock.set_fixed_time(START)
    page.goto(address)
    return page


def taken(page: Page, name: str, tmp_path: Path) -> None:
    """Take a picture; the one in README shows as much, and README says in words what it shows."""
    path = (PICTURES if os.environ.get("UPDATE_GOLDENS") else tmp_path) / f"{name}.png"
    page.screenshot(path=path)
    assert size(path) == size(PICTURES / path.name)
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"!\[[^\]]{{40,}}\]\(docs/pictures/{name}\.png\)", readme)


def size(path: Path) -> tuple[int, int]:
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return width, height


def answer_practice(page: Page) -> None:
    """Answer the first exercise that has one right option with its first, and have that checked."""
    single = page.locator(".k-opts").filter(has=page.get_by_role("radio"))
    exercise = page.locator("section.k-ex").filter(has=single).first
    exercise.get_by_role("radio").first.click()
    expect(exercise.get_by_role("status").filter(has_text=SAVED)).to_be_visible()
    exercise.get_by_role("button", name="Kontrollera svaret").click()
    expect(exercise.get_by_role("button", name="Kontrollera igen")).to_be_visible()
    exercise.evaluate("one => one.scrollIntoView()")


def test_the_course_page(course: str, windows: Windows, tmp_path: Path) -> None:
    taken(opened(windows, course, viewport=WIDE), "kurs", tmp_path)


def test_an_exercise_that_was_checked(course: str, windows: Windows, tmp_path: Path) -> None:
    page = opened(windows, f"{course}1-uppdraget/", viewport=WIDE)
    answer_practice(page)
    taken(page, "modul", tmp_path)


def test_an_exercise_on_a_phone_in_the_dark(course: str, windows: Windows, tmp_path: Path) -> None:
    page = opened(windows, f"{course}1-uppdraget/", viewport=PHONE, color_scheme="dark")
    answer_practice(page)
    taken(page, "mobil", tmp_path)


def test_the_receipt(course: str, windows: Windows, tmp_path: Path) -> None:
    page = opened(windows, f"{course}1-uppdraget/lamna-in", viewport=WIDE)
    page.get_by_role("button", name="Lämna in ändå").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("inlämnad")
    taken(page, "kvitto", tmp_path)


def test_every_kind(site: Site, tmp_path: Path) -> None:
    page = site.open(viewport=WIDE)
    for one in PRACTICE:
        path = (PICTURES / "kinds" if os.environ.get("UPDATE_GOLDENS") else tmp_path) / f"{one.question.name}.png"
        region(page, one).screenshot(path=path)
        # How high it is depends on the machine's fonts.
        assert size(path)[0] == size(PICTURES / "kinds" / path.name)[0]
    kept = {path.stem for path in (PICTURES / "kinds").iterdir()}
    assert kept == {one.question.name for one in PRACTICE}
