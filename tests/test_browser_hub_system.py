"""The round of a module on a machine with accounts of its own: staff by PAM, a participant with a first password."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser_support import Windows
from tests.hubs_support import Hub, code_on, running_on, sign_in
from tests.machine_support import Machine, machine
from tests.occasion_support import MODULE, PRACTICE, SINGLE, write_course
from tests.round_support import OCCASION, RULES, answered, edited, graded, released, told
from tests.signin_support import PASSWORD
from tests.test_browser_axe import require_accessible
from tests.test_formgrader import TEXT
from toolkit.authortext import write_yaml
from toolkit.face import bundle

pytestmark = pytest.mark.system
ON_THE_MACHINE = "ett lösenord på maskinen"


@pytest.fixture(scope="module")
def made() -> Iterator[Machine]:
    bundle.ensure()
    with machine() as made:
        made.hire("lena", ON_THE_MACHINE)
        write_course(made.data / "courses", PRACTICE, SINGLE, TEXT)
        listed = made.root / "listor"
        listed.mkdir()
        (listed / "lista.csv").write_text("id;name\nanna;Anna Prov\n", encoding="utf-8")
        made.kurs("occasion", "new", "liten", OCCASION)
        made.kurs("roster", "import", OCCASION, listed / "lista.csv")
        with (made.occasions / OCCASION / "occasion.yml").open("a", encoding="utf-8") as file:
            file.write(write_yaml({"modules": RULES, "instructors": [f"{made.prefix}lena"]}))
        yield made


@pytest.fixture(scope="module")
def hub(made: Machine) -> Iterator[Hub]:
    with running_on(made, OCCASION) as hub:
        yield hub


@pytest.fixture
def dag(made: Machine) -> str:
    """Return a designer, to whom the course belongs."""
    name = made.hire("dag", ON_THE_MACHINE)
    for path in (made.data / "courses" / "liten", *(made.data / "courses" / "liten").rglob("*")):
        shutil.chown(path, name)
    return name


def choose_password(page: Page, hub: Hub, code: str) -> None:
    """Sign in for the first time, with the one-time code."""
    sign_in(page, hub, "anna", code)
    require_accessible(page)
    page.get_by_label("Nytt lösenord").fill(PASSWORD)
    page.get_by_label("Skriv lösenordet en gång till").fill(PASSWORD)
    page.get_by_role("button", name="Spara och fortsätt").click()


def test_a_module_goes_the_whole_round(made: Machine, hub: Hub, windows: Windows) -> None:
    lena, anna = (windows.open(base_url=hub.address).new_page() for _ in range(2))
    sign_in(lena, hub, f"{made.prefix}lena", ON_THE_MACHINE)
    released(lena)
    choose_password(anna, hub, code_on(made, OCCASION, "anna"))
    answered(anna, hub, windows)
    graded(lena, hub)
    report = made.occasions / OCCASION / "reports" / "cohort.html"
    assert report.owner() == made.grader
    told(anna, hub)
    sign_in(anna, hub, "anna")
    expect(anna.get_by_role("link", name=re.compile("^Återkoppling"))).to_be_visible()


# --- a designer -----------------------------------------------------------------------------------


def test_a_designer_edits_checks_and_previews_as_themselves(
    made: Machine, hub: Hub, dag: str, windows: Windows
) -> None:
    module = made.data / "courses" / "liten" / "source" / MODULE / f"{MODULE}.ipynb"
    page = windows.open(base_url=hub.address).new_page()
    sign_in(page, hub, dag, ON_THE_MACHINE)
    edited(page, windows, module, made.root / "home" / dag)
    assert module.owner() == dag
