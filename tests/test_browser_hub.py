"""Three people in a real hub and a real browser: a module goes the whole round between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.occasion import new_occasion
from graders.roster import import_roster
from tests.browser_support import Windows
from tests.hubs_support import Hub, running_hub, sign_in
from tests.occasion_support import MODULE, PRACTICE, SINGLE, write_course
from tests.round_support import OCCASION, RULES, answered, edited, graded, picture, released, told
from tests.test_browser_axe import require_accessible
from tests.test_formgrader import TEXT
from toolkit.face import bundle
from toolkit.formats import Occasion
from toolkit.occasion import OccasionFolder


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    bundle.ensure()
    write_course(tmp_path / "courses", PRACTICE, SINGLE, TEXT)
    made = Occasion.model_validate(
        {"id": OCCASION, "course": "liten", "title": "En liten kurs", "modules": RULES, "instructors": ["lena"]}
    )
    here = new_occasion(tmp_path / "occasions", tmp_path / "courses" / "liten", made)
    listing = tmp_path / "lista.csv"
    listing.write_text("id;name\nanna;Anna Prov\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", listing)
    with running_hub([here], tmp_path / "courses", ["anna"], ["lena", "dag"]) as hub:
        yield hub


def test_a_module_goes_the_whole_round(hub: Hub, windows: Windows, tmp_path: Path) -> None:
    dag, lena, anna = (windows.open(base_url=hub.address).new_page() for _ in range(3))
    sign_in(dag, hub, "dag")
    edited(dag, windows, tmp_path / "courses" / "liten" / "source" / MODULE / f"{MODULE}.ipynb", tmp_path)
    dag.context.close()
    lena.goto(hub.address)
    require_accessible(lena)
    picture(lena, "logga-in")
    sign_in(lena, hub, "lena")
    released(lena)
    sign_in(anna, hub, "anna")
    answered(anna, hub, windows)
    graded(lena, hub)
    assert (OccasionFolder(hub.root / OCCASION).path / "reports" / "cohort.html").is_file()
    told(anna, hub)
