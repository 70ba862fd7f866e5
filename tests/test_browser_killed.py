"""The app and the browser are killed in the middle of saves: nothing that was shown as saved is missing."""

import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.browser_support import Outside, Watch, Windows, context_options
from tests.faults_support import Participant, app, kill_the_app, kill_the_browser
from tests.kinds_support import make_occasion
from tests.site_support import MODULE_PAGE, signed_in
from toolkit.face import bundle

TIMES = 10


@pytest.fixture(autouse=True)
def _views() -> None:
    bundle.ensure()


@pytest.mark.long
def test_the_app_is_killed_and_what_was_shown_as_saved_is_saved(tmp_path: Path, windows: Windows) -> None:
    windows.watch.expect("net::ERR_")
    rng = random.Random(1)
    with app(make_occasion(tmp_path)) as running:
        participant = Participant(running.here, rng)
        context = windows.open(base_url=f"http://127.0.0.1:{running.port}", extra_http_headers=signed_in("anna"))
        page = context.new_page()
        page.goto(MODULE_PAGE)
        unsaved = [
            kill_the_app(running, participant, page, rng.randint(1, 6), reopen=bool(turn % 2)) for turn in range(TIMES)
        ]
    assert all(unsaved)  # In each round there was something that had to be sent again.


@pytest.mark.long
def test_the_browser_is_killed_and_what_was_shown_as_saved_is_saved(
    tmp_path: Path, playwright: Playwright, launching: dict[str, Any], outside: Outside
) -> None:
    rng, watch, profile = random.Random(2), Watch(outside), tmp_path / "profile"
    told = 0
    with app(make_occasion(tmp_path)) as running:
        participant = Participant(running.here, rng)
        options = {**launching, **context_options(), "base_url": f"http://127.0.0.1:{running.port}"}
        for _ in range(TIMES):
            context = playwright.chromium.launch_persistent_context(
                profile, extra_http_headers=signed_in("anna"), **options
            )
            watch.follow(context)
            page = context.pages[0]
            participant.reopen(page)
            told += kill_the_browser(participant, page, profile, rng.randint(2, 8))
    assert told > TIMES
    assert watch.problems() == []
