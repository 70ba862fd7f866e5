"""Series of rounds: in each a participant answers, something is killed, and what was said to be saved is looked for.

A series is one participant who goes on through all its rounds, as tests/faults_support.py has it. It asserts that
every answer shown as saved is in the journal, and that what was not saved is, once it has been sent again.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from playwright.sync_api import BrowserContext, Error

from benchmarks.lab_series import LabParticipant, kill_the_kernel
from benchmarks.setting import Setting
from tests.browser_support import Watch, context_options
from tests.faults_support import Participant, app, kill_the_app, kill_the_browser
from tests.kinds_support import make_occasion
from tests.lab_support import running as running_lab
from tests.site_support import MODULE_PAGE, signed_in

WHO = "anna"
STYLE = "/_static/page.css"
"""An address of the app where no script runs."""
KEPT = "(user) => Object.keys(localStorage).filter((key) => key.startsWith(`kurs:${user}:`)).length"


@dataclass(frozen=True)
class Round:
    """What was seen in one round.

    Parameters
    ----------
    given
        Answers that were given.
    acknowledged
        Exercises whose last answer stood there as saved; each of them was then looked for in the journal.
    resent
        Exercises whose last answer was not saved, lay in the browser and was sent again.
    """

    given: int
    acknowledged: int
    resent: int


Next = Callable[[], Round]
Series = Callable[[Setting, Path, random.Random], AbstractContextManager[Next]]


@contextmanager
def app_killed(setting: Setting, folder: Path, rng: random.Random) -> Iterator[Next]:
    """Kill the page app; every other time the page is loaded anew before it is started again."""
    with app(make_occasion(folder)) as running, setting.windows("net::ERR_") as windows:
        participant = Participant(running.here, rng, WHO)
        context = windows.open(base_url=f"http://127.0.0.1:{running.port}", extra_http_headers=signed_in(WHO))
        page = context.new_page()
        page.goto(MODULE_PAGE)
        reopens = cycle((False, True))

        def one() -> Round:
            before = participant.acts
            unsaved = kill_the_app(running, participant, page, rng.randint(1, 6), reopen=next(reopens))
            return Round(participant.acts - before, len(participant.last) - unsaved, unsaved)

        yield one


@contextmanager
def browser_killed(setting: Setting, folder: Path, rng: random.Random) -> Iterator[Next]:
    """Kill the browser, and open the page in a new one with the same profile."""
    watch, profile = Watch(setting.outside), folder / "profile"
    watch.expect(r"favicon\.ico")  # a file that is no page has no icon
    with app(make_occasion(folder)) as running:
        participant = Participant(running.here, rng, WHO)
        options = {**setting.options, **context_options(), "base_url": f"http://127.0.0.1:{running.port}"}

        def opened() -> tuple[BrowserContext, int]:
            launch = setting.playwright.chromium.launch_persistent_context
            context = launch(profile, extra_http_headers=signed_in(WHO), **options)
            watch.follow(context)
            page = context.pages[0]
            page.goto(STYLE)
            kept: int = page.evaluate(KEPT, WHO)
            participant.reopen(page)
            return context, kept

        context, _ = opened()

        def one() -> Round:
            nonlocal context
            before = participant.acts
            told = kill_the_browser(participant, context.pages[0], profile, rng.randint(2, 8))
            given = participant.acts - before
            context, kept = opened()
            return Round(given, told, kept)

        yield one
        with suppress(Error):  # It is dead already, when a round ended with a loss.
            context.close()
    problems = watch.problems()
    assert problems == [], problems


@contextmanager
def kernel_killed(setting: Setting, folder: Path, rng: random.Random) -> Iterator[Next]:
    """Kill the kernel in JupyterLab; the next is JupyterLab's or, every other time, one that is asked for."""
    expected = ("WebSocket", "kernel", "Kernel", "404", "comm", "Canceled future")
    with running_lab(folder) as lab, setting.windows(*expected) as windows:
        participant = LabParticipant(lab, rng)
        page = lab.run(windows)
        participant.sit_down(page)
        hands = cycle((False, True))

        def one() -> Round:
            before = participant.acts
            unsaved = kill_the_kernel(lab, participant, page, rng.randint(1, 6), by_hand=next(hands))
            return Round(participant.acts - before, len(participant.last) - unsaved, unsaved)

        yield one


SERIES: dict[str, Series] = {
    "app": app_killed,
    "browser": browser_killed,
    "kernel": kernel_killed,
}
