"""Every way in which saving can go, in a browser: no connection, other tabs and devices, and when it is too late."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser_support import Keyboard
from tests.kinds_support import MODULE, NUMERIC, OTHER, RIGHT, SINGLE, SORT, answers, history, task
from tests.site_support import (
    MODULE_PAGE,
    SAVED,
    Site,
    choose,
    expect_not_saved,
    expect_saved,
    press,
    region,
    says,
    signed_in,
)
from toolkit.face.page.state import now

VAL = task(SINGLE, practice=False)
TAL = task(NUMERIC, practice=False)
LOST = "Svaret finns kvar här och skickas igen när anslutningen är tillbaka."
REFUSED = r"net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED)"


def set_due(site: Site, **ago: float) -> None:
    """Let the module have closed some time ago."""
    path = site.here.path / "occasion.yml"
    text = path.read_text(encoding="utf-8").split("modules:")[0]
    due = (now() - timedelta(**ago)).isoformat()
    path.write_text(f'{text}modules:\n  {MODULE}:\n    due: "{due}"\n', encoding="utf-8")


# --- no connection ------------------------------------------------------------------------------


def test_what_could_not_be_saved_is_kept_and_sent_when_the_server_is_back(site: Site) -> None:
    site.windows.watch.expect(REFUSED)
    page = site.open()
    site.stop()
    choose(region(page, VAL), RIGHT)
    expect_not_saved(page, VAL, LOST)
    expect(page.get_by_text("1 INTE sparad")).to_be_visible()
    expect(region(page, VAL).get_by_role("radio", name=RIGHT)).to_be_checked()
    site.restart()
    expect_saved(page, VAL)
    expect(page.get_by_text("1 INTE sparad")).to_be_hidden()
    assert history(site.here) == [(VAL.id, "plan")]


def test_the_button_sends_again_at_once_and_focus_stays(site: Site) -> None:
    site.windows.watch.expect(REFUSED)
    page = site.open()
    site.stop()
    choose(region(page, VAL), RIGHT)
    expect_not_saved(page, VAL, LOST)
    site.restart()
    keyboard = Keyboard(page)
    keyboard.tab_to(region(page, VAL).get_by_role("button", name="Försök nu"))
    keyboard.press("Enter")
    expect_saved(page, VAL)
    keyboard.press("Tab")
    assert answers(site.here) == {VAL.id: "plan"}


@contextmanager
def hanging(site: Site) -> Iterator[None]:
    """Let the server take connections and answer nothing."""
    goes_on = threading.Event()
    site.app.loop.call_soon_threadsafe(goes_on.wait)
    try:
        yield
    finally:
        goes_on.set()


def test_a_server_that_does_not_answer_is_told_after_four_seconds(site: Site) -> None:
    context = site.context()
    page = context.new_page()
    page.clock.install()
    page.goto(MODULE_PAGE)
    page.clock.pause_at(now() + timedelta(minutes=1))
    here = region(page, VAL)
    with hanging(site):
        choose(region(page, VAL), RIGHT)
        page.clock.run_for(390)
        says(here, "Inte besvarad")
        page.clock.run_for(20)
        says(here, "Sparar …")
        page.clock.run_for(3580)
        says(here, "Sparar …")
        page.clock.run_for(20)
        expect_not_saved(page, VAL, LOST)
    expect_saved(page, VAL)  # The reply counts, late as it is.
    assert history(site.here) == [(VAL.id, "plan")]


def test_what_was_saved_before_is_not_said_of_the_answer_that_came_after(site: Site) -> None:
    page = site.open()
    choose(region(page, VAL), RIGHT)
    expect_saved(page, VAL)
    page.clock.install()
    page.clock.pause_at(now() + timedelta(minutes=1))
    with hanging(site):
        choose(region(page, VAL), OTHER)
        expect(region(page, VAL).get_by_role("status").filter(has_text=SAVED)).to_have_count(0)
    expect_saved(page, VAL)


def test_what_was_not_saved_when_the_page_was_closed_is_sent_when_it_is_opened(site: Site) -> None:
    site.windows.watch.expect(REFUSED)
    page = site.open()
    site.stop()
    choose(region(page, VAL), RIGHT)
    expect_not_saved(page, VAL, LOST)
    page.close()
    site.restart()
    again = page.context.new_page()
    again.goto(MODULE_PAGE)
    expect_saved(again, VAL)
    expect(region(again, VAL).get_by_role("radio", name=RIGHT)).to_be_checked()
    assert history(site.here) == [(VAL.id, "plan")]


def test_what_an_old_copy_of_the_browser_still_holds_does_not_replace_what_came_later(site: Site) -> None:
    """A browser writes what it keeps to its disk with some delay: after a crash it has what was sent long ago."""
    page = site.open()
    with hanging(site):
        choose(region(page, VAL), RIGHT)
        kept = page.evaluate("Object.entries(localStorage)")
        assert len(kept) == 1
    expect_saved(page, VAL)
    choose(region(page, VAL), OTHER)
    expect_saved(page, VAL)
    assert history(site.here) == [(VAL.id, "plan"), (VAL.id, "lofte")]
    page.evaluate("([[key, value]]) => localStorage.setItem(key, value)", kept)
    page.reload()
    expect_saved(page, VAL)
    expect(region(page, VAL).get_by_role("radio", name=OTHER)).to_be_checked()
    assert answers(site.here) == {VAL.id: "lofte"}


def test_a_page_with_something_unsaved_asks_before_it_is_left(site: Site) -> None:
    site.windows.watch.expect(REFUSED)
    page = site.open()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.context.set_offline(True)
    choose(region(page, VAL), RIGHT)
    expect_not_saved(page, VAL, LOST)
    with page.expect_event("dialog"):
        page.evaluate("location.reload()")
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    expect_saved(page, VAL)
    page.reload()
    assert asked == ["beforeunload"]


def test_the_browsers_own_word_that_the_net_is_back_sends_at_once(site: Site) -> None:
    site.windows.watch.expect(REFUSED)
    page = site.open()
    page.clock.install()  # No time passes: it is not the next attempt that comes.
    page.clock.pause_at(now() + timedelta(minutes=1))
    page.context.set_offline(True)
    choose(region(page, VAL), RIGHT)
    expect_not_saved(page, VAL, LOST)
    page.context.set_offline(False)
    expect_saved(page, VAL)
    assert answers(site.here) == {VAL.id: "plan"}


# --- elsewhere ----------------------------------------------------------------------------------


def test_a_second_tab_follows_the_first(site: Site) -> None:
    first = site.open()
    second = first.context.new_page()
    second.goto(MODULE_PAGE)
    choose(region(first, VAL), RIGHT)
    expect_saved(second, VAL)
    expect(region(second, VAL).get_by_role("radio", name=RIGHT)).to_be_checked()
    choose(region(second, VAL), OTHER)
    expect(region(first, VAL).get_by_role("radio", name=OTHER)).to_be_checked()
    expect_saved(first, VAL)
    field = region(second, TAL).get_by_role("textbox", name="Ditt svar")
    field.fill("38")
    field.blur()
    expect(region(first, TAL).get_by_role("textbox", name="Ditt svar")).to_have_value("38")
    assert history(site.here) == [(VAL.id, "plan"), (VAL.id, "lofte"), (TAL.id, "38")]


def test_another_device_follows_when_it_is_looked_at_again(site: Site) -> None:
    here, there = site.open(), site.open()
    choose(region(there, VAL), RIGHT)
    expect_saved(there, VAL)
    here.context.set_offline(True)
    here.context.set_offline(False)
    expect(region(here, VAL).get_by_role("radio", name=RIGHT)).to_be_checked()
    expect_saved(here, VAL)


@pytest.mark.parametrize(("choice", "stands"), [("Visa det senare", RIGHT), ("Behåll det här", OTHER)])
def test_a_later_answer_on_another_device_is_never_overwritten_unseen(site: Site, choice: str, stands: str) -> None:
    here, there = site.open(), site.open()
    choose(region(there, VAL), RIGHT)
    expect_saved(there, VAL)
    choose(region(here, VAL), OTHER)
    exercise = region(here, VAL)
    expect(exercise.get_by_role("alert")).to_have_text(
        re.compile(r"^Ett senare svar finns \(sparat \w{3} \d\d:\d\d\)$")
    )
    assert answers(site.here) == {VAL.id: "plan"}
    keyboard = Keyboard(here)
    keyboard.tab_to(exercise.get_by_role("button", name=choice))
    keyboard.press("Enter")
    expect_saved(here, VAL)
    expect(exercise.get_by_role("radio", name=stands)).to_be_checked()
    keyboard.press("Tab")
    assert answers(site.here) == {VAL.id: {RIGHT: "plan", OTHER: "lofte"}[stands]}


# --- no longer ----------------------------------------------------------------------------------


def test_a_closed_module_shows_what_was_answered_and_takes_nothing(site: Site) -> None:
    page = site.open()
    choose(region(page, VAL), RIGHT)
    expect_saved(page, VAL)
    set_due(site, hours=1)
    page.reload()
    when = r"\w{3} \d+ \w+ \d\d:\d\d"
    says(region(page, VAL), re.compile(rf"^Stängd {when}\. Ditt svar är inlämnat\.$"))
    says(region(page, TAL), re.compile(rf"^Stängd {when}\. Inget svar lämnades\.$"))
    expect(region(page, VAL).get_by_role("radio", name=RIGHT)).to_be_checked()
    for one in (VAL, TAL, task(SORT, practice=False)):
        for role in ("radio", "textbox"):
            for found in region(page, one).get_by_role(role).all():  # type: ignore[arg-type]
                expect(found).to_be_disabled()
        expect(region(page, one).get_by_role("button")).to_have_count(0)


def test_an_answer_after_the_time_is_refused_with_the_time(site: Site) -> None:
    page = site.open()
    set_due(site, minutes=1)
    choose(region(page, VAL), RIGHT)
    expect(region(page, VAL).get_by_role("alert")).to_have_text(
        re.compile(r"^INTE sparat\. Tiden gick ut \w{3} \d+ \w+ \d\d:\d\d\.$")
    )
    assert answers(site.here) == {}


def test_who_is_signed_out_loses_nothing(site: Site) -> None:
    site.windows.watch.expect("status of 401")
    page = site.open()
    page.context.set_extra_http_headers({})
    choose(region(page, VAL), RIGHT)
    expect_not_saved(page, VAL, "Du är utloggad. Logga in i en ny flik, svaret finns kvar här.")
    assert answers(site.here) == {}
    page.context.set_extra_http_headers(signed_in("anna"))
    press(region(page, VAL), "Försök nu")
    expect_saved(page, VAL)
    assert answers(site.here) == {VAL.id: "plan"}


def test_a_page_of_somebody_else_on_the_same_computer_saves_nothing(site: Site) -> None:
    site.windows.watch.expect("status of 403")
    page = site.open()
    page.context.set_extra_http_headers(signed_in("bo"))
    choose(region(page, VAL), RIGHT)
    expect(region(page, VAL).get_by_role("alert")).to_contain_text("INTE sparat.")
    assert answers(site.here) == answers(site.here, "bo") == {}
