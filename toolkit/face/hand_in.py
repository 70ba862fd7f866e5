"""Handing in from a notebook: what is not answered, the hand-in itself, and the receipt, in the pages' own words."""

from typing import Any

from toolkit.face.lab import course_page
from toolkit.face.page import render
from toolkit.face.page.hand_in import try_to_hand_in
from toolkit.face.page.render import Visit
from toolkit.face.seat import Seat
from toolkit.face.widget import FaceWidget
from toolkit.formats.course import ModuleEntry

_TO = {"module": "#", "exercise": "#ovning-%d", "hand_in": "#lamna-in", "receipt": "#kvitto"}
"""Where links lead: ``hand_in.ts`` takes them."""


class HandInWidget(FaceWidget):
    """The hand-in of a module, in the last cell of its notebook.

    Parameters
    ----------
    seat
        Whose seat it is, and in what.

    Raises
    ------
    KursError
        As the seat does.
    """

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        visit, entry = seat.visit()
        data = {**render.scope(visit, entry), "html": _drawn(visit, entry)}
        super().__init__("hand_in", data, seat.journal().path)

    def _reply(self, message: dict[str, Any]) -> dict[str, Any]:
        visit, entry = self.seat.visit()
        failure = try_to_hand_in(visit, entry) if message.get("type") == "hand_in" else ""
        return {"ok": True, "html": _drawn(visit, entry, asks=message.get("step") == "ask", failure=failure)}

    def _replied(self, message: dict[str, Any], reply: dict[str, Any]) -> None:
        if message.get("type") == "hand_in":
            for one in self.others():
                one.send({"again": True})

    def saved(self, event: dict[str, Any]) -> None:
        """Let the views of it ask how many are answered now."""
        self.send({"again": True})


def _drawn(visit: Visit, entry: ModuleEntry, *, asks: bool = False, failure: str = "") -> str:
    """Draw the end of the module, or the question whether to hand in, or the receipt.

    Parameters
    ----------
    asks
        Whether somebody has said that they would hand in.
    failure
        Why it could not be done.
    """
    here = visit.standing(entry)
    submit = visit.pages.fold(visit.snapshot, visit.person.id, entry.id).last_submit
    if submit and (here.closed or not (asks or failure)):
        template, fields = "kvittot.html", render.receipt(visit, entry, submit)
    elif asks or failure:
        template, fields = "inlamning.html", render.question(visit, entry, failure)
    else:
        template, fields = "slutet.html", {"entry": entry, "here": here}
    to = {**_TO, "course": course_page(visit.pages.id)}
    look = "k-stack" if template == "slutet.html" else "k-narrow k-stack"
    return f'<div class="{look}">{visit.page(template, **fields, to=to, h=2)}</div>'
