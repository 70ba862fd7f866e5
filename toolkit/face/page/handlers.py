"""The handlers of the page app: sign-in, headers, and one class for each address."""

import asyncio
import json
import logging
import mimetypes
from collections.abc import Callable
from inspect import isawaitable
from typing import Any, ParamSpec, TypeVar

from tornado.web import HTTPError, RequestHandler, StaticFileHandler

from toolkit.errors import KursError
from toolkit.face.lab import server_address
from toolkit.face.lab.folder import renew
from toolkit.face.page import dates, render
from toolkit.face.page.hand_in import try_to_hand_in
from toolkit.face.page.render import Visit
from toolkit.face.page.state import BrokenModuleError, Pages
from toolkit.formats.course import ModuleEntry
from toolkit.formats.saving import Refusal
from toolkit.formats.strictjson import JsonError, loads
from toolkit.messages import say

T = TypeVar("T")
P = ParamSpec("P")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a file of a module: a picture keeps the colours that are written in it, and can do nothing else."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
SHOWN_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml", "application/pdf")
"""What a browser may show itself; any other file is saved."""
_log = logging.getLogger("kurs")


class RefusedError(HTTPError):
    """A request that is refused with a sentence of our own."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(status, None)
        self.sentence = sentence


class NotOpenError(RefusedError):
    """The module opens later."""


class Page(RequestHandler):
    """What every address has in common: headers, sign-in, the thread pool, and pages for what goes wrong."""

    json = False
    depth = 0
    who: str | None = None

    def set_default_headers(self) -> None:
        """Set the headers that every answer has."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def set_cookie(self, name: str, value: str | bytes, *args: Any, **kwargs: Any) -> None:
        """Set a cookie; one that was given over TLS is sent over nothing else."""
        super().set_cookie(name, value, *args, **{"secure": self.request.protocol == "https", **kwargs})

    def check_xsrf_cookie(self) -> None:
        """Refuse a form or a message that does not come from a page of ours."""
        try:
            super().check_xsrf_cookie()
        except HTTPError:
            raise RefusedError(403, say("page.xsrf")) from None

    async def prepare(self) -> None:
        """Ask who the request comes from."""
        found = self.settings["who"](self)
        who = await found if isawaitable(found) else found
        if self._finished:
            return
        if who is None:
            raise RefusedError(401, say("page.signed_out"))
        self.who = who
        if self.request.method == "POST" and not self.settings["limit"].take(who):
            raise RefusedError(429, say("page.too_many"))

    def token(self) -> str:
        """Return what a form or a message sends back to show that it comes from a page of ours; sets its cookie."""
        return self.xsrf_token.decode() if self.settings["xsrf_cookies"] else ""

    def fill(self, template: str, **fields: Any) -> str:
        """Fill in a template; who has templates of their own fills in those."""
        return render.fill(template, **fields)

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what waits for a disk without stopping the others."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.settings["pool"], lambda: work(*args, **kwargs))

    def visit(self, occasion: str) -> Visit:
        """Return who looks at which occasion; to be called in a thread.

        Raises
        ------
        RefusedError
            If there is no such occasion, or the person has no seat in it.
        """
        pages: Pages | None = self.settings["pages"].get(occasion)
        if pages is None:
            raise RefusedError(404, say("page.not_found"))
        try:
            snapshot = pages.snapshot()
        except (KursError, OSError) as error:
            _log.error("%s", error)
            raise RefusedError(503, say("page.broken")) from None
        person = snapshot.participant(self.who or "")
        if person is None:
            raise RefusedError(403, say("page.no_access"))
        return Visit(pages, snapshot, person, "../" * self.depth, self.settings["back"])

    def opened(self, occasion: str, module: str) -> tuple[Visit, ModuleEntry]:
        """Return the visit, and the entry of a module that is open.

        Raises
        ------
        RefusedError
            As `visit` does, or if the module does not exist, is not open yet, or cannot be shown.
        """
        visit = self.visit(occasion)
        entry = visit.snapshot.here.course.module(module)
        if entry is None or module not in visit.snapshot.release.modules:
            raise RefusedError(404, say("page.not_found"))
        if not visit.snapshot.open_from(module, visit.pages.clock()):
            opens = visit.snapshot.here.rules(module).opens
            assert opens is not None
            raise NotOpenError(403, say("page.not_open", module=render.name_of(entry), when=dates.full(opens)))
        try:
            visit.pages.module(module)
        except BrokenModuleError as error:
            raise RefusedError(503, f"{error}.") from None
        return visit, entry

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in Swedish what went wrong, as a page or as JSON."""
        error = kwargs.get("exc_info", (None, None))[1]
        sentence = say("page.not_found") if status_code in (404, 405) else say("page.broken")
        if isinstance(error, RefusedError):
            sentence = error.sentence
        if self.json:
            self.set_header("Content-Type", "application/json; charset=utf-8")
            why = {401: "signed_out", 403: "forbidden", 404: "not_found"}.get(status_code, "disk")
            sentence = say("journal.disk") if why == "disk" else sentence
            self.finish(json.dumps({"ok": False, "why": why, "message": sentence}, ensure_ascii=False))
        else:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(self.fill("fel.html", root="../" * self.depth, sentence=sentence, status=status_code))

    def log_exception(self, *exception: Any) -> None:
        """Log what is our own mistake, and not what is refused."""
        if not isinstance(exception[1], HTTPError):
            super().log_exception(*exception)


class NotFound(Page):
    """Any other address."""

    async def prepare(self) -> None:
        """Say that there is nothing here, to anybody."""
        raise RefusedError(404, say("page.not_found"))


class Start(Page):
    """The occasions that a person takes part in; the only one at once."""

    async def get(self) -> None:
        """Show them."""
        visits = await self.in_thread(self._visits)
        if len(visits) == 1:
            self.redirect(f"{visits[0].pages.id}/")
            return
        if not visits:
            raise RefusedError(403, say("page.no_access"))
        self.finish(render.fill("start.html", root="", visits=visits))

    def _visits(self) -> list[Visit]:
        found = []
        for name in self.settings["pages"]:
            try:
                found.append(self.visit(name))
            except RefusedError:
                continue
        return found


class CoursePage(Page):
    """The course page of an occasion."""

    depth = 1

    async def get(self, occasion: str) -> None:
        """Show it."""
        self.finish(await self.in_thread(lambda: render.course_page(self.visit(occasion))))


class ModulePage(Page):
    """A module: its prose and its exercises."""

    depth = 2

    async def get(self, occasion: str, module: str) -> None:
        """Show it, and write in the journal that it was shown; or lead on to the server where it is worked in."""
        self.token()  # for the views

        def work() -> str | None:
            visit, entry = self.opened(occasion, module)
            if self.settings["hub"] and visit.snapshot.here.occasion.surface == "lab":
                renew(visit.snapshot, visit.person.id, visit.pages.clock())  # It may be new since the server started.
                return None
            if not visit.pages.read_only:
                visit.pages.journal(visit.snapshot, visit.person.id, module).opened()
            return render.module_page(visit, entry)

        page = await self.in_thread(work)
        if page is None:
            self.redirect(server_address(self.settings["hub"], self.who or "", occasion, module))
        else:
            self.finish(page)


class Present(Page):
    """The present answers of a module."""

    json = True
    depth = 2

    async def get(self, occasion: str, module: str) -> None:
        """Return them."""
        self.finish(await self.in_thread(lambda: render.present_data(*self.opened(occasion, module))))


class Answers(Present):
    """Takes the views' messages: an answer, a check, a hint."""

    async def post(self, occasion: str, module: str) -> None:
        """Give the message to the journal, and its reply back."""

        def work() -> dict[str, Any]:
            try:
                visit, _ = self.opened(occasion, module)
            except NotOpenError as error:
                return Refusal(why="closed", message=error.sentence).model_dump(mode="json")
            if visit.pages.read_only:
                return Refusal(why="closed", message=say("page.preview")).model_dump(mode="json")
            if self._sender() not in (None, visit.person.id):
                raise RefusedError(403, say("page.other_person"))
            journal = visit.pages.journal(visit.snapshot, visit.person.id, module)
            return visit.pages.showing(visit.snapshot, visit.person.id, module).receive(journal, self.request.body)

        self.finish(await self.in_thread(work))

    def _sender(self) -> object:
        """Return whose page sent the message: on a shared computer an old tab may be another person's."""
        try:
            message = loads(self.request.body)
        except JsonError:
            return None  # The journal refuses it, and says how.
        return message.get("user") if isinstance(message, dict) else None


class HandIn(Page):
    """Hand in a module: a page that asks, and what it sends."""

    depth = 2

    async def get(self, occasion: str, module: str) -> None:
        """Ask; or show the receipt, where nothing can be handed in any more."""

        def work() -> str | None:
            visit, entry = self.opened(occasion, module)
            here = visit.standing(entry)
            return None if here.closed and here.handed_in else render.hand_in_page(visit, entry)

        page = await self.in_thread(work)
        if page is None:
            self.redirect("kvitto", status=303)
        else:
            self.finish(page.replace(XSRF, self.token()))

    async def post(self, occasion: str, module: str) -> None:
        """Hand in."""

        def work() -> str | None:
            visit, entry = self.opened(occasion, module)
            failure = try_to_hand_in(visit, entry)
            return render.hand_in_page(visit, entry, failure) if failure else None

        page = await self.in_thread(work)
        if page is None:
            self.redirect("kvitto", status=303)
        else:
            self.set_status(409)
            self.finish(page.replace(XSRF, self.token()))


XSRF = "xsrf-token-of-this-request"
"""What stands in the form of the hand-in page until the request's own token is put in, outside the thread."""


class Receipt(Page):
    """The receipt of the last hand-in."""

    depth = 2

    async def get(self, occasion: str, module: str) -> None:
        """Show it."""

        def work() -> str:
            visit, entry = self.opened(occasion, module)
            submit = visit.pages.fold(visit.snapshot, visit.person.id, module).last_submit
            if submit is None:
                raise RefusedError(404, say("page.no_receipt"))
            return render.receipt_page(visit, entry, submit)

        self.finish(await self.in_thread(work))


class Feedback(Page):
    """What was graded, when the grader has published it."""

    depth = 2

    async def get(self, occasion: str, module: str) -> None:
        """Show it."""

        def work() -> str:
            visit, entry = self.opened(occasion, module)
            told = visit.pages.published(visit.person.id, module)
            if told is None:
                raise RefusedError(404, say("page.no_feedback"))
            return render.feedback_page(visit, entry, told)

        self.finish(await self.in_thread(work))


class File(Page):
    """A file that was released with a module, but never its notebook."""

    depth = 3

    async def get(self, occasion: str, module: str, name: str) -> None:
        """Send it."""

        def work() -> bytes:
            visit, _ = self.opened(occasion, module)
            if name not in visit.snapshot.release.modules[module].files or name.endswith(".ipynb"):
                raise RefusedError(404, say("page.not_found"))
            path = visit.pages.path / "release" / module / name
            try:
                if path.is_symlink() or not path.is_file():
                    raise RefusedError(404, say("page.not_found"))
                return path.read_bytes()
            except OSError:
                raise RefusedError(404, say("page.not_found")) from None

        data = await self.in_thread(work)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.set_header("Content-Security-Policy", FILE_POLICY)
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        if kind not in SHOWN_TYPES:
            self.set_header("Content-Disposition", "attachment")
        self.finish(data)


class Static(Page, StaticFileHandler):
    """The views' own files; with their hash in the address they never change."""

    async def prepare(self) -> None:
        """Let anybody read them: they are the same for all, and the sign-in page may need them."""

    def set_extra_headers(self, path: str) -> None:
        """Let a browser keep a file whose address has its hash."""
        if self.get_argument("v", ""):
            self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        else:
            self.set_header("Cache-Control", "no-store")
