"""Places in a drawing in a browser: the layer lies on the drawing at every width, and points need no mouse."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser_support import Keyboard, axe_problems
from tests.kinds_support import CAR_PARK, HOTSPOT, PICTURES, POINTS, answers, task
from tests.site_support import Site, expect_saved, press, region, says, wait_until_sent

MAP = task(HOTSPOT, practice=False)
POINT = task(POINTS, practice=False)
WIDE, HIGH = 380, 270
"""The units of the drawing."""
WIDTHS = [320, 500, 768, 1200]
ABOUT = re.compile(r"^Markering 1: (2[456]|49|50|51) procent från vänster, (79|80|81|49|50|51) procent uppifrån\.")


def press_at(root: Locator, x: float, y: float) -> None:
    """Press where a place is in the drawing as it is seen."""
    picture = root.get_by_role("img")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    root.page.mouse.click(box["x"] + box["width"] * x / WIDE, box["y"] + box["height"] * y / HIGH)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_layer_lies_on_the_drawing(site: Site, width: int) -> None:
    page = site.open(viewport={"width": width, "height": 900})
    for one in (MAP, POINT):
        here = region(page, one)
        picture, layer = here.get_by_role("img").bounding_box(), here.locator(".k-map__layer").bounding_box()
        assert picture is not None
        assert layer is not None
        assert picture["width"] / picture["height"] == pytest.approx(WIDE / HIGH, abs=0.01)
        assert [layer[side] for side in layer] == pytest.approx([picture[side] for side in picture], abs=0.6)
        assert picture["width"] > 230


@pytest.mark.parametrize("width", WIDTHS)
def test_pressing_in_a_place_chooses_it(site: Site, width: int) -> None:
    page = site.open(viewport={"width": width, "height": 900})
    here = region(page, MAP)
    for x, y in ((25, 35), (315, 95)):  # near the edges of the car park and of the park
        press_at(here, x, y)
    says(here, "2 platser markerade")
    expect(here.get_by_role("checkbox", name=CAR_PARK)).to_be_checked()
    press_at(here, 370, 150)  # beside all of them
    press_at(here, 55, 52)  # on the letter
    says(here, "1 plats markerad")
    expect_saved(page, MAP)
    wait_until_sent(page, MAP.id)
    assert answers(site.here) == {MAP.id: ["parken"]}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_point_is_where_it_was_pressed(site: Site, width: int) -> None:
    page = site.open(viewport={"width": width, "height": 900})
    here = region(page, POINT)
    for place in ((95, 216), (190, 135)):  # The second moves the first: it is the only one.
        press_at(here, *place)
        says(here, ABOUT)
        expect_saved(page, POINT)
        wait_until_sent(page, POINT.id)
        # A mouse points at whole pixels.
        assert answers(site.here)[POINT.id] == [pytest.approx(place, abs=2)]
    expect(here.get_by_role("listitem")).to_have_count(1)


def test_a_point_is_placed_and_taken_away_by_keys_alone(site: Site) -> None:
    page = site.open()
    here, keyboard = region(page, POINT), Keyboard(page)
    keyboard.tab_to(here.get_by_role("slider", name="Från vänster"))
    for key in ("Home", "PageUp", "PageUp", "ArrowRight", "ArrowRight"):
        keyboard.press(key)
    expect(here.get_by_role("slider", name="Från vänster")).to_have_attribute("aria-valuetext", "22 procent")
    keyboard.press("Tab")
    keyboard.press("End")
    expect(here.locator(".cross")).to_be_visible()
    keyboard.press("Tab")
    keyboard.press("Enter")
    says(here, "Markering 1: 22 procent från vänster, 100 procent uppifrån. 1 av 1 punkt markerad")
    expect_saved(page, POINT)
    assert answers(site.here) == {POINT.id: [[83.6, 270]]}
    keyboard.press("Tab")
    expect(here.get_by_role("button", name="Ta bort markering 1")).to_be_focused()
    keyboard.press("Enter")
    expect(here.get_by_role("button", name="Markera här")).to_be_focused()
    says(here, "Markering 1 är borttagen. 0 av 1 punkt markerad")
    wait_until_sent(page, POINT.id)
    assert answers(site.here) == {}


def test_what_was_hit_is_said(site: Site) -> None:
    page = site.open()
    here = region(page, task(POINTS, practice=True))
    press_at(here, 100, 100)
    press(here, "Kontrollera svaret")
    expect(here.get_by_text("Markering 1 ligger inte i någon av de rätta platserna.")).to_be_visible()
    press(here, "Markera här")
    press(here, "Kontrollera igen")
    says(here, "Ditt svar stämmer")


@pytest.mark.parametrize("look", ["light", "dark", "forced colours"])
def test_marked_places_and_pictures_are_accessible_in_every_look(site: Site, look: str) -> None:
    schemes = {"light": {}, "dark": {"color_scheme": "dark"}, "forced colours": {"forced_colors": "active"}}
    page = site.open(**schemes[look])
    press_at(region(page, MAP), 60, 60)
    press(region(page, POINT), "Markera här")
    region(page, POINT).get_by_role("slider", name="Uppifrån").focus()
    region(page, task(PICTURES, practice=False)).get_by_role("checkbox", name="Skiss två").click()
    for one in (MAP, POINT, task(PICTURES, practice=False)):
        expect_saved(page, one)
    assert axe_problems(page) == []


def test_the_pictures_of_options_are_fetched_and_described(site: Site) -> None:
    page = site.open()
    here = region(page, task(PICTURES, practice=False))
    expect(here.get_by_role("checkbox", name="Skiss två")).to_have_accessible_description(
        "En gångväg, en häck som når till knät, och en bänk bakom häcken"
    )
    loaded = here.locator("img").evaluate_all("all => all.map((one) => one.complete && one.naturalWidth > 0)")
    assert loaded == [True] * 4


def test_a_printed_map_keeps_its_places(site: Site) -> None:
    page = site.open()
    here = region(page, MAP)
    press_at(here, 60, 60)
    page.emulate_media(media="print")
    picture, layer = here.get_by_role("img").bounding_box(), here.locator(".k-map__layer").bounding_box()
    assert picture is not None
    assert layer is not None
    assert [layer[side] for side in layer] == pytest.approx([picture[side] for side in picture], abs=0.6)
    expect(region(page, POINT).get_by_role("slider")).to_have_count(0)
