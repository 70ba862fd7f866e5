"""The desk of some occasions, as one tornado application.

Who a request comes from is asked of a function, as in the participants' pages, whose handlers it builds on. A
participant's own pages are shown by those very pages, in a copy that can only read.
"""

import re
from collections import ChainMap
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from inspect import isawaitable
from pathlib import Path
from typing import Any

from tornado.web import Application, RequestHandler

from graders.desk import handlers
from graders.desk.render import STATIC
from graders.desk.state import Desk
from toolkit.face.page.app import BURST, PER_SECOND, THREADS, XSRF_COOKIE, Who, log_request
from toolkit.face.page.app import make_app as make_pages
from toolkit.face.page.handlers import Page
from toolkit.face.page.limit import Limit
from toolkit.face.page.render import STATIC as VIEWS
from toolkit.face.page.state import Clock, now
from toolkit.occasion import OccasionFolder

PERSON = r"[a-z0-9_-][a-z0-9._-]{0,63}"


def make_app(
    occasions: Sequence[OccasionFolder],
    who: Who,
    *,
    prefix: str = "/",
    sign_out: str = "",
    courses: Path = Path("courses"),
    clock: Clock = now,
) -> Application:
    """Make the app.

    Parameters
    ----------
    who
        Says who a request comes from; the instructors that an occasion names are let in.
    prefix
        Where the app stands in the server's addresses; ends with a slash.
    sign_out
        Where one signs out; empty where nobody signs in.
    courses
        Where courses are, for a release.
    """
    desks = {folder.id: Desk(folder, courses=courses, clock=clock) for folder in occasions}
    here = rf"{prefix}(?P<occasion>[a-z0-9-]{{3,40}})/"
    module, person = rf"{here}modul/(?P<module>[a-z0-9-]{{2,40}})/", rf"{here}deltagare/(?P<person>{PERSON})/"
    copies = {name: _as_participant(desk, who, prefix) for name, desk in desks.items()}
    routes: list[Any] = [
        (prefix, handlers.Start),
        (rf"{prefix}_static/(page\.css)", handlers.Static, {"path": str(VIEWS)}),
        (rf"{prefix}_static/(desk\.js)", handlers.Static, {"path": str(STATIC)}),
        *((rf"{prefix}{name}/som/.*", copy) for name, copy in copies.items()),
        (here, handlers.OccasionPage),
        (rf"{here}lage", handlers.Present),
        (module, handlers.ModulePage),
        (rf"{module}lamna-ut", handlers.Release),
        (rf"{module}bedom", handlers.Grade),
        (rf"{module}publicera", handlers.Publish),
        (rf"{here}rapport", handlers.MakeReport),
        (rf"{here}rapport/cohort\.html", handlers.Report),
        (rf"{here}rapport/cohort\.pdf", handlers.ReportAsPdf),
        (rf"{here}deltagare/", handlers.People),
        (person, handlers.Person),
        (rf"{person}tid", handlers.Extend),
        (rf"{person}aktiv", handlers.Active),
    ]
    app = Application(
        routes,
        default_handler_class=handlers.NotFound,
        desks=desks,
        who=who,
        sign_out=sign_out,
        pool=ThreadPoolExecutor(THREADS, thread_name_prefix="desk"),
        limit=Limit(BURST, PER_SECOND, clock),
        xsrf_cookies=True,
        xsrf_cookie_name=XSRF_COOKIE,
        xsrf_cookie_kwargs={"path": prefix, "samesite": "Lax"},
        log_function=log_request,
    )
    for copy in copies.values():
        # What signs people in may keep more there, such as the secret of its cookies.
        copy.settings = ChainMap(copy.settings, app.settings)  # type: ignore[assignment]
    return app


def _as_participant(desk: Desk, who: Who, prefix: str) -> Application:
    """Make the pages of an occasion as any of its participants sees them, for its instructors."""
    place = re.compile(rf"{re.escape(prefix)}{desk.id}/som/({PERSON})/")

    async def seen_as(handler: RequestHandler) -> str | None:
        assert isinstance(handler, Page)
        found = who(handler)
        instructor = await found if isawaitable(found) else found
        if instructor is None:
            return None
        await handler.in_thread(handlers.require_instructor, desk, instructor)
        match = place.match(handler.request.path)
        return match[1] if match else None

    return make_pages(
        [OccasionFolder(desk.path)],
        seen_as,
        read_only=True,
        clock=desk.clock,
        prefix=rf"{prefix}{desk.id}/som/{PERSON}/",
        back="../../",
    )
