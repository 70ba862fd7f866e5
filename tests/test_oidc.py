"""The configuration in docs/hub.md for the organisation's own sign-in, started against a provider."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from graders.occasion import new_occasion
from tests.browser_support import Windows
from tests.hub_support import Hub
from tests.occasion_support import write_course
from tests.oidc_support import CLIENT, SECRET, Provider
from toolkit.formats import Occasion
from toolkit.testing import CHECKOUT

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("hub")
    write_course(folder / "courses")
    made = Occasion(id="host", course="liten", title="Prov", instructors=["lena"])
    here = new_occasion(folder / "occasions", folder / "courses" / "liten", made)
    page = (CHECKOUT / "docs" / "hub.md").read_text(encoding="utf-8")
    documented = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert documented
    hub = Hub(
        folder,
        f"c.KursAuthenticator.occasions = [{str(here.path)!r}]\n{documented[1]}",
        OIDC_PROVIDER=provider.address,
        OIDC_CLIENT_ID=CLIENT,
        OIDC_CLIENT_SECRET=SECRET,
        KURS_STAFF="lena omar",
    )
    yield hub
    hub.stop()


def opened(hub: Hub, windows: Windows) -> Page:
    windows.watch.expect("status of 403")
    page = windows.open().new_page()
    page.goto(hub.address())
    return page


@pytest.mark.parametrize(
    ("person", "name", "groups"),
    [("Anna.Berg", "anna.berg", []), ("lena", "lena", ["instructors-host", "staff"]), ("omar", "omar", ["staff"])],
)
def test_who_signs_in_at_the_provider_is_in_with_their_groups(
    hub: Hub, provider: Provider, windows: Windows, person: str, name: str, groups: list[str]
) -> None:
    provider.person = person
    page = opened(hub, windows)
    assert page.url == hub.address("/hub/home")
    model = page.request.get(hub.address("/hub/api/user")).json()
    assert (model["name"], sorted(model["groups"])) == (name, groups)


@pytest.mark.parametrize("person", ["kurs-grader", "Anna Berg", "åsa", "../anna", ".anna"])
def test_a_name_that_is_no_participants_is_refused(hub: Hub, provider: Provider, windows: Windows, person: str) -> None:
    provider.person = person
    page = opened(hub, windows)
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har inte tillgång till den här sidan.")


def test_signing_out_does_not_sign_in_again_by_itself(hub: Hub, provider: Provider, windows: Windows) -> None:
    provider.person = "anna.berg"
    page = opened(hub, windows)
    page.get_by_role("link", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är utloggad.")
    page.get_by_role("link", name="Logga in igen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du är inloggad som anna.berg")
