"""Signing in at a real JupyterHub, as somebody with a browser meets it: with a code, with a password, and not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser_support import Keyboard, Windows, axe_problems
from tests.hub_support import ACCOUNTS, Hub
from tests.page_support import START, Clock
from tests.signin_support import PASSWORD, code_of, make_accounts, with_password
from toolkit.signin.accounts import FREE, WAIT, Accounts

pytestmark = pytest.mark.system
WRONG = "Namnet eller lösenordet stämmer inte."
HOME = "Du är inloggad som {}"


class TheirClock(Clock):
    """The clock that the hub reads from a file."""

    def __init__(self, file: Path) -> None:
        super().__init__(START)
        self._file = file
        self.move()

    def move(self, **time: float) -> None:
        super().move(**time)
        self._file.write_text(self.at.isoformat(), encoding="ascii")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hub")


@pytest.fixture(scope="module")
def clock(folder: Path) -> TheirClock:
    return TheirClock(folder / "clock")


@pytest.fixture(scope="module")
def accounts(folder: Path, clock: TheirClock) -> Accounts:
    return make_accounts(folder, clock)


@pytest.fixture(scope="module")
def hub(folder: Path, accounts: Accounts) -> Iterator[Hub]:
    hub = Hub(folder, ACCOUNTS)
    yield hub
    hub.stop()


def opened(hub: Hub, windows: Windows, path: str = "/", **options: object) -> Page:
    windows.watch.expect("status of (400|403|404|429|500)")
    page = windows.open(**options).new_page()
    page.goto(hub.address(path))
    return page


def give(page: Page, name: str, secret: str) -> None:
    page.get_by_label("Användarnamn").fill(name)
    page.get_by_label("Lösenord").fill(secret)
    page.get_by_role("button", name="Logga in").click()


def choose(page: Page, password: str, again: str) -> None:
    page.get_by_label("Nytt lösenord").fill(password)
    page.get_by_label("Skriv lösenordet en gång till").fill(again)
    page.get_by_role("button", name="Spara och fortsätt").click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def refused(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert")).to_contain_text(sentence)


def test_from_the_code_to_a_password_of_ones_own_without_script(
    hub: Hub, accounts: Accounts, clock: TheirClock, windows: Windows
) -> None:
    code = code_of(accounts, "anna.berg")
    page = opened(hub, windows, "/hub/token", java_script_enabled=False)
    heading(page, "Logga in")
    give(page, "Anna.Berg ", code.lower())
    heading(page, "Välj ett lösenord")
    expect(page.get_by_label("Användarnamn")).to_have_value("anna.berg")
    choose(page, "kort", "kort")
    refused(page, "Lösenordet har 4 tecken. Det behöver ha minst 12.")
    choose(page, PASSWORD, PASSWORD + "!")
    refused(page, "De två lösenorden är inte lika.")
    choose(page, PASSWORD, PASSWORD)
    heading(page, HOME.format("anna.berg"))
    assert page.url == hub.address("/hub/token")  # where they were going
    page.get_by_role("link", name="Logga ut").click()
    heading(page, "Du är utloggad.")
    page.get_by_role("link", name="Logga in igen").click()
    give(page, "anna.berg", code)
    refused(page, "Engångskoden är använd. Be kursledaren om en ny.")
    give(page, "anna.berg", PASSWORD)
    heading(page, HOME.format("anna.berg"))
    page.goto(hub.address("/hub/logout"))
    page.goto(hub.address("/hub/login"))
    for _ in range(FREE):
        give(page, "anna.berg", "fel lösenord")
        refused(page, WRONG)
    give(page, "anna.berg", PASSWORD)
    refused(page, "För många försök. Vänta 30 sekunder.")
    clock.move(seconds=WAIT)
    give(page, "anna.berg", PASSWORD)
    heading(page, HOME.format("anna.berg"))
    log = hub.log.read_text(encoding="utf-8")
    for secret in (PASSWORD, PASSWORD.replace(" ", "+"), "fel lösenord", code, code.lower(), code.replace("-", "")):
        assert secret not in log
    assert "User logged in: anna.berg" in log


def test_what_is_typed_where_the_name_should_be_is_in_no_log(hub: Hub, accounts: Accounts, windows: Windows) -> None:
    code = code_of(accounts, "bo")
    page = opened(hub, windows)
    give(page, code, "bo")
    refused(page, WRONG)
    assert code.lower() not in hub.log.read_text(encoding="utf-8").lower()


def test_a_code_that_ended_and_a_name_that_nobody_has(
    hub: Hub, accounts: Accounts, clock: TheirClock, windows: Windows
) -> None:
    code = code_of(accounts, "cia")
    clock.move(days=14)
    page = opened(hub, windows)
    give(page, "cia", code)
    refused(page, "Engångskoden gäller inte längre. Be kursledaren om en ny.")
    give(page, "ingen", PASSWORD)
    refused(page, WRONG)


def test_a_form_that_has_become_too_old_says_so_and_can_be_sent_again(
    hub: Hub, accounts: Accounts, windows: Windows
) -> None:
    with_password(accounts, "disa")
    page = opened(hub, windows, "/hub/login?next=https://example.org/")
    page.locator("[name=_xsrf]").evaluate("one => one.value = 'gammal'")
    give(page, "disa", PASSWORD)
    refused(page, "Sidan har blivit för gammal.")
    give(page, "disa", PASSWORD)
    heading(page, HOME.format("disa"))
    assert page.url == hub.address("/hub/home")


def test_a_password_is_chosen_soon_after_the_code_or_the_code_is_given_again(hub: Hub, windows: Windows) -> None:
    page = opened(hub, windows, "/hub/valj-losenord")
    heading(page, "Logga in")


def test_the_password_page_of_a_code_that_was_renewed_leads_back(
    hub: Hub, accounts: Accounts, windows: Windows
) -> None:
    page = opened(hub, windows)
    give(page, "eva", code_of(accounts, "eva"))
    heading(page, "Välj ett lösenord")
    code = code_of(accounts, "eva", renew=True)
    choose(page, PASSWORD, PASSWORD)
    refused(page, "Engångskoden är använd. Be kursledaren om en ny.")
    page.goto(hub.address())
    give(page, "eva", code)
    choose(page, PASSWORD, PASSWORD)
    heading(page, HOME.format("eva"))


def test_a_reset_ends_what_is_signed_in(hub: Hub, accounts: Accounts, windows: Windows) -> None:
    with_password(accounts, "frans")
    page = opened(hub, windows)
    give(page, "frans", PASSWORD)
    heading(page, HOME.format("frans"))
    code_of(accounts, "frans", renew=True)
    for _ in range(500):  # until the hub asks about everybody again
        page.goto(hub.address("/hub/home"))
        if page.url != hub.address("/hub/home"):
            break
    heading(page, "Logga in")


def test_staff_meet_the_hubs_own_page_about_their_server(hub: Hub, accounts: Accounts, windows: Windows) -> None:
    with_password(accounts, "lena")
    page = opened(hub, windows)
    give(page, "lena", PASSWORD)
    expect(page.get_by_role("button", name="Start My Server")).to_be_visible()


def test_every_page_of_the_hub_that_a_participant_can_meet(hub: Hub, accounts: Accounts, windows: Windows) -> None:
    with_password(accounts, "gun")
    page = opened(hub, windows)
    look_at(page)
    give(page, "gun", "fel lösenord")
    refused(page, WRONG)
    look_at(page)
    page.get_by_text("Jag kan inte logga in").click()
    look_at(page)
    give(page, "hans", code_of(accounts, "hans"))
    look_at(page)
    choose(page, "kort", "kort")
    look_at(page)
    choose(page, PASSWORD, PASSWORD)
    look_at(page)
    for path, status, text in [
        ("/hub/token", 200, HOME.format("hans")),
        ("/hub/spawn", 403, "Du har inte tillgång till den här sidan."),
        ("/hub/spawn/gun", 403, "Du har inte tillgång till den här sidan."),
        ("/hub/spawn-pending/hans", 403, "Du har inte tillgång till den här sidan."),
        ("/hub/admin", 403, "Du har inte tillgång till den här sidan."),
        ("/user/hans/lab", 404, "Sidan finns inte."),
        ("/user/lena/lab", 404, "Sidan finns inte."),
        ("/services/finns-inte/", 404, "Sidan finns inte."),
        ("/hub/finns-inte", 404, "Sidan finns inte."),
        ("/hub/accept-share?code=x", 404, "Sidan finns inte."),
        ("/hub/api/oauth2/authorize?client_id=x", 400, "Sidan kan inte visas just nu."),
        ("/hub/error/503", 200, "Sidan kan inte visas just nu."),
    ]:
        reply = page.goto(hub.address(path))
        assert reply is not None
        assert reply.status == status, path
        heading(page, text)
        headers = reply.all_headers()
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    look_at(page)
    page.goto(hub.address("/hub/logout"))
    look_at(page)


def look_at(page: Page) -> None:
    """Require what every page has: Swedish, a strict policy, no script, nothing that axe finds, and room on a phone."""
    assert page.locator("html").get_attribute("lang") == "sv"
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-\S{44}'; img-src data:; form-action.*", policy)
    assert page.locator("script").count() == 0
    assert page.locator("body").evaluate("one => getComputedStyle(one).fontFamily") != "serif"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert axe_problems(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1200, "height": 900})


def test_by_keyboard_alone(hub: Hub, accounts: Accounts, windows: Windows) -> None:
    page = opened(hub, windows)
    keys = Keyboard(page)
    keys.tab_to(page.get_by_label("Användarnamn"))
    page.keyboard.type("ida")
    keys.tab_to(page.get_by_label("Lösenord"))
    page.keyboard.type(code_of(accounts, "ida"))
    page.keyboard.press("Enter")
    heading(page, "Välj ett lösenord")
    keys.tab_to(page.get_by_label("Nytt lösenord"))
    page.keyboard.type(PASSWORD)
    keys.tab_to(page.get_by_label("Skriv lösenordet en gång till"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, HOME.format("ida"))
