"""A branch for points cannot be won by going back: by a reload, another tab or device, or without connection."""

from playwright.sync_api import Locator, Page, expect

from tests.browser_support import by_mouse
from tests.kinds_support import BRANCH, ONWARD, Act, answers, history, task
from tests.site_support import Site, expect_not_saved, region, says

WAY = task(BRANCH, practice=False)
BAD = [["hage", "ropa"]]
STANDS = "Valet var redan gjort på ett annat ställe, till exempel i en annan flik. Det gäller och visas här."
REFUSED = r"net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)"


def choose(page: Page, name: str) -> Locator:
    here = region(page, WAY)
    for act in (Act("radio", name), ONWARD):
        by_mouse(here, act)
    return here


def expect_at_the_road(page: Page) -> None:
    here = region(page, WAY)
    expect(here.get_by_text("Du valde: Ropa på hunden")).to_be_visible()
    expect(here.get_by_text("Hunden skäller och kon backar.")).to_be_visible()
    # What only who has lured the cow can choose is not there.
    expect(here.get_by_role("radio")).to_have_count(1)
    expect(here.get_by_role("radio", name="Jaga på kon")).to_be_visible()


def test_a_reload_goes_on_at_the_present_node(site: Site) -> None:
    page = site.open()
    choose(page, "Ropa på hunden")
    expect_at_the_road(page)
    expect(region(page, WAY).get_by_role("group", name="Steg 2 av högst 2")).to_be_focused()
    page.reload()
    expect_at_the_road(page)
    expect(region(page, WAY).get_by_role("button")).to_have_count(1)
    choose(page, "Jaga på kon")
    says(region(page, WAY), "Sparat")
    page.reload()
    expect(region(page, WAY).get_by_text("Det har blivit kväll.")).to_be_visible()
    expect(region(page, WAY).get_by_role("button")).to_have_count(0)
    assert history(site.here) == [(WAY.id, BAD), (WAY.id, [*BAD, ["vag", "jaga"]])]


def test_a_second_tab_follows_the_first(site: Site) -> None:
    page = site.open()
    other = page.context.new_page()
    other.goto(page.url)
    region(other, WAY).get_by_role("radio", name="Locka med hö").click()
    choose(page, "Ropa på hunden")
    expect_at_the_road(other)
    assert answers(site.here) == {WAY.id: BAD}


def test_another_device_that_has_not_heard_of_it_is_shown_what_was_chosen(site: Site) -> None:
    page, other = site.open(), site.open()
    choose(page, "Ropa på hunden")
    expect_at_the_road(page)
    here = choose(other, "Locka med hö")
    expect_at_the_road(other)
    says(here, STANDS)
    expect(here.get_by_role("alert")).to_have_count(0)
    expect(here.get_by_role("button")).to_have_count(1)
    choose(other, "Jaga på kon")
    says(here, "Sparat")
    assert history(site.here) == [(WAY.id, BAD), (WAY.id, [*BAD, ["vag", "jaga"]])]


def test_without_connection_nothing_that_follows_is_told(site: Site) -> None:
    site.windows.watch.expect(REFUSED)
    page = site.open()
    site.stop()
    here = choose(page, "Ropa på hunden")
    expect_not_saved(page, WAY, "Svaret finns kvar här och skickas igen när anslutningen är tillbaka.")
    expect(here.get_by_text("Hunden skäller")).to_have_count(0)
    expect(here.get_by_role("radio", name="Locka med hö")).to_be_disabled()
    site.restart()
    expect_at_the_road(page)
    assert history(site.here) == [(WAY.id, BAD)]
