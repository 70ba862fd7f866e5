"""A branch for points cannot be won by going back: by a reload, another tab or device, or without connection."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser_support import by_mouse
from tests.kinds_support import ASK, BRANCH, CAMERAS, EVENINGS, LETTER, ONWARD, Act, answers, history, task
from tests.site_support import Site, expect_not_saved, region, says

WAY = task(BRANCH, practice=False)
BAD = [["mejl", "kamera"]]
STANDS = "Valet var redan gjort på ett annat ställe, till exempel i en annan flik. Det gäller och visas här."
REFUSED = r"net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)"


def choose(page: Page, name: str) -> Locator:
    here = region(page, WAY)
    for act in (Act("radio", name), ONWARD):
        by_mouse(here, act)
    return here


def expect_at_the_meeting(page: Page) -> None:
    here = region(page, WAY)
    expect(here.get_by_text(f"Du valde: {CAMERAS.name}")).to_be_visible()
    expect(here.get_by_text(re.compile("Ingen har ännu sagt vilka kvällar"))).to_be_visible()
    # What only who has asked can choose is not there.
    expect(here.get_by_role("radio")).to_have_count(2)
    expect(here.get_by_role("radio", name=EVENINGS.name)).to_have_count(0)
    expect(here.get_by_role("radio", name=LETTER.name)).to_be_visible()


def test_a_reload_goes_on_at_the_present_node(site: Site) -> None:
    page = site.open()
    choose(page, CAMERAS.name)
    expect_at_the_meeting(page)
    expect(region(page, WAY).get_by_role("group", name="Steg 2 av högst 2")).to_be_focused()
    page.reload()
    expect_at_the_meeting(page)
    expect(region(page, WAY).get_by_role("button")).to_have_count(1)
    choose(page, LETTER.name)
    says(region(page, WAY), "Sparat")
    page.reload()
    expect(region(page, WAY).get_by_text(re.compile("^Terminen är slut"))).to_be_visible()
    expect(region(page, WAY).get_by_role("button")).to_have_count(0)
    assert history(site.here) == [(WAY.id, BAD), (WAY.id, [*BAD, ["moten", "brev"]])]


def test_a_second_tab_follows_the_first(site: Site) -> None:
    page = site.open()
    other = page.context.new_page()
    other.goto(page.url)
    region(other, WAY).get_by_role("radio", name=ASK.name).click()
    choose(page, CAMERAS.name)
    expect_at_the_meeting(other)
    assert answers(site.here) == {WAY.id: BAD}


def test_another_device_that_has_not_heard_of_it_is_shown_what_was_chosen(site: Site) -> None:
    page, other = site.open(), site.open()
    choose(page, CAMERAS.name)
    expect_at_the_meeting(page)
    here = choose(other, ASK.name)
    expect_at_the_meeting(other)
    says(here, STANDS)
    expect(here.get_by_role("alert")).to_have_count(0)
    expect(here.get_by_role("button")).to_have_count(1)
    choose(other, LETTER.name)
    says(here, "Sparat")
    assert history(site.here) == [(WAY.id, BAD), (WAY.id, [*BAD, ["moten", "brev"]])]


def test_without_connection_nothing_that_follows_is_told(site: Site) -> None:
    site.windows.watch.expect(REFUSED)
    page = site.open()
    site.stop()
    here = choose(page, CAMERAS.name)
    expect_not_saved(page, WAY, "Svaret finns kvar här och skickas igen när anslutningen är tillbaka.")
    expect(here.get_by_text("Ingen har ännu sagt")).to_have_count(0)
    expect(here.get_by_role("radio", name=ASK.name)).to_be_disabled()
    site.restart()
    expect_at_the_meeting(page)
    assert history(site.here) == [(WAY.id, BAD)]
