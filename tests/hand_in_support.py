"""Participants of an occasion who answer and hand in as the page lets them, without a browser or a server."""

from dataclasses import dataclass, field
from typing import Any

from tests.occasion_support import MODULE
from tests.page_support import Clock, message
from toolkit.exchange import HandIn
from toolkit.face.page.hand_in import hand_in
from toolkit.face.page.state import Pages
from toolkit.journal import Journal, Receipt
from toolkit.occasion import OccasionFolder


@dataclass
class Taking:
    """An occasion as it is taken; the clock stands still until the test moves it."""

    here: OccasionFolder
    clock: Clock = field(default_factory=Clock)

    def journal(self, who: str, module: str = MODULE) -> Journal:
        """Return a journal as the page writes it."""
        pages = Pages(self.here, clock=self.clock)
        return pages.journal(pages.snapshot(), who, module)

    def answer(self, who: str, ex: str, answer: Any, module: str = MODULE, **more: Any) -> None:
        """Save an answer to the variant that is shown; ``type="check"`` checks it."""
        pages = Pages(self.here, clock=self.clock)
        showing = pages.showing(pages.snapshot(), who, module)
        exercise = showing.exercises[ex]
        journal = self.journal(who, module)
        sent = message(ex, answer, exercise.rev, seq=journal.opened()["n"], base=999)
        reply = journal.receive({**sent, "var": showing.variant(exercise), **more})
        assert reply["ok"], reply

    def hand_in(self, who: str, module: str = MODULE) -> Receipt[HandIn]:
        """Hand in what has been answered."""
        pages = Pages(self.here, clock=self.clock)
        return hand_in(pages.snapshot(), self.journal(who, module), who, module)
