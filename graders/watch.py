"""``kurs grade --watch``: collect, grade and publish hand-ins as they come, where the occasion is live."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from graders.collect import collect
from graders.feedback import publish
from graders.grade import grade
from graders.responses import write_responses
from toolkit.errors import KursError
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

EVERY = 0.25
"""Seconds between two looks at the exchange."""
QUIET = 10.0
"""Seconds without a hand-in after which the table of responses is written anew; it takes in everyone."""


@dataclass(frozen=True)
class Round:
    """What came of the hand-ins that were found at once."""

    graded: int
    published: int
    broken: Sequence[tuple[str, str]]


def watch(here: OccasionFolder, modules: list[str], tell: Callable[[Round], None], stop: Event) -> None:
    """Grade what is handed in until it is told to stop.

    Parameters
    ----------
    tell
        Called with each round; what could not be collected or graded is in it, and stops nothing.

    Raises
    ------
    KursError
        If the occasion is not live.
    """
    if not here.occasion.live:
        raise KursError(say("watch.not_live", occasion=here.id))
    inbound = here.exchange / here.occasion.id / "inbound"
    seen: frozenset[str] | None = None
    stale_since: float | None = None
    while not stop.wait(EVERY):
        found = frozenset(path.name for path in inbound.iterdir() if not path.name.startswith("."))
        if found != seen:
            try:
                done = _round(here, modules)
            except KursError as error:
                # Somebody else writes just now, or something is to be mended: said, and tried again.
                tell(Round(0, 0, [("", str(error))]))
                stop.wait(1.0)
                continue
            seen, stale_since = found, time.monotonic()
            tell(done)
        elif stale_since is not None and time.monotonic() - stale_since > QUIET:
            write_responses(here)
            stale_since = None
    if stale_since is not None:
        write_responses(here)


def _round(here: OccasionFolder, modules: list[str]) -> Round:
    collected, graded = collect(here, modules), grade(here, modules)
    at_once = [module for module in modules if here.rules(module).feedback_when == "at_once"]
    told = publish(here, at_once)
    broken = [*collected.broken, *((f"{name}, {module}", why) for name, module, why in graded.broken)]
    broken += [("", why) for why in told.broken]
    return Round(len(graded.graded), len(told.published), broken)
