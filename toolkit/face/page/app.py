"""The page app: participants' pages of some occasions, as one tornado application.

Who a request comes from is asked of a function, so that the same app runs as a service of JupyterHub and as
``kurs preview``. Only JSON and small forms are taken; everything that waits for a disk runs in a thread pool.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from markupsafe import Markup
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from toolkit.errors import KursError
from toolkit.face.page import handlers
from toolkit.face.page.hand_in import hand_in_due
from toolkit.face.page.limit import Limit
from toolkit.face.page.render import STATIC
from toolkit.face.page.state import Clock, Pages, now
from toolkit.occasion import OccasionFolder

Who = Callable[[RequestHandler], Any]
"""Returns the participant's id or None, at once or awaited; or answers the request itself, with a redirect."""

THREADS = 16
MAX_BODY = 1024 * 1024
"""Bytes that are read of a request; a message over the journal's 64 KiB gets the journal's own refusal."""
XSRF_COOKIE = "kurs_xsrf"
"""The hub's own is called ``_xsrf``, and would be met on the way."""
WATCH_SECONDS = 30
BURST, PER_SECOND = 200, 10
"""Messages that one person can send at once, and how fast that many come back; a page of forty answers that were kept
while nothing could be sent fits in."""
_log = logging.getLogger("kurs")


def make_app(
    occasions: Sequence[OccasionFolder],
    who: Who,
    *,
    read_only: bool = False,
    clock: Clock = now,
    preview: bool = False,
    prefix: str = "/",
    sign_out: str = "",
    hub: str = "",
    back: str = "",
    beside: Mapping[str, Markup] | None = None,
) -> Application:
    """Make the app.

    Parameters
    ----------
    who
        Says who a request comes from.
    read_only
        Show, and write nothing; so there are no forms to guard either, and no cookie is set.
    preview
        The occasion is thrown away afterwards; the pages say that nothing is kept.
    prefix
        Where the app stands in the server's addresses; ends with a slash. Of an app that is read only it may be a
        regular expression without groups.
    sign_out
        Where one signs out; empty where nobody signs in.
    hub
        Where the hub's own addresses begin, which starts the servers of the participants who work in JupyterLab; empty
        where there is no hub, and every module is a page.
    back
        Where a link on every page leads for who sees them as somebody else, from `prefix`; empty for no link.
    beside
        What an author is shown under each exercise, by its id.
    """
    preview = preview or read_only
    pages = {
        folder.id: Pages(folder, clock=clock, read_only=read_only, preview=preview, sign_out=sign_out, beside=beside)
        for folder in occasions
    }
    occasion, module = r"(?P<occasion>[a-z0-9-]{3,40})", r"(?P<module>[a-z0-9-]{2,40})"
    routes: list[Any] = [
        (rf"{prefix}", handlers.Start),
        (rf"{prefix}_static/(page\.(?:js|css))", handlers.Static, {"path": str(STATIC)}),
        (rf"{prefix}{occasion}/", handlers.CoursePage),
        (rf"{prefix}{occasion}/{module}/", handlers.ModulePage),
        (rf"{prefix}{occasion}/{module}/svar", handlers.Answers),
        (rf"{prefix}{occasion}/{module}/lage", handlers.Present),
        (rf"{prefix}{occasion}/{module}/lamna-in", handlers.HandIn),
        (rf"{prefix}{occasion}/{module}/kvitto", handlers.Receipt),
        (rf"{prefix}{occasion}/{module}/aterkoppling", handlers.Feedback),
        (rf"{prefix}{occasion}/{module}/fil/(?P<name>.+)", handlers.File),
    ]
    return Application(
        routes,
        default_handler_class=handlers.NotFound,
        pages=pages,
        who=who,
        hub=hub,
        pool=ThreadPoolExecutor(THREADS, thread_name_prefix="page"),
        back=back,
        limit=Limit(BURST, PER_SECOND, clock),
        xsrf_cookies=not read_only,
        xsrf_cookie_name=XSRF_COOKIE,
        xsrf_cookie_kwargs={"path": prefix, "samesite": "Lax"},
        log_function=log_request,
    )


def log_request(handler: RequestHandler) -> None:
    """Log what failed on our side; who read what when is nobody's business."""
    if handler.get_status() >= 500:
        _log.error("%s %s: %s", handler.request.method, handler.request.path, handler.get_status())


def serve(
    app: Application, port: int = 0, address: str = "127.0.0.1", *, proxied: bool = False
) -> tuple[HTTPServer, int]:
    """Listen, with the limits that the app is made for, and return the server and its port.

    Parameters
    ----------
    proxied
        Everything comes through a proxy of ours, which says in headers whether it came over TLS. Nobody else
        is believed.
    """
    server = HTTPServer(app, max_body_size=MAX_BODY, max_header_size=32 * 1024, xheaders=proxied)
    sockets = bind_sockets(port, address)
    server.add_sockets(sockets)
    return server, int(sockets[0].getsockname()[1])


async def watch_due(app: Application, every: float = WATCH_SECONDS) -> None:
    """Hand in what modules' closing has overtaken: at once, and then again and again until cancelled."""
    done: dict[str, dict[Any, Any]] = {name: {} for name in app.settings["pages"]}
    loop = asyncio.get_running_loop()
    while True:
        for name, pages in app.settings["pages"].items():
            try:
                made = await loop.run_in_executor(app.settings["pool"], hand_in_due, pages, pages.clock, done[name])
            except (KursError, OSError) as error:
                _log.error("%s: hand-ins could not be looked for: %s", pages.path, error)
            else:
                if made:
                    _log.info("%s: %d handed in when the time was out", pages.path, len(made))
        await asyncio.sleep(every)
