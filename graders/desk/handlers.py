"""The addresses of the desk."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from graders.desk import render
from graders.desk.jobs import Work
from graders.desk.render import Place
from graders.desk.state import Desk
from graders.desk.step import REPORT, REPORT_PDF, next_step
from graders.desk.table import Row
from graders.extensions import extend
from graders.release import plan
from graders.roster import set_active
from toolkit.errors import KursError
from toolkit.face.page import handlers as pages
from toolkit.face.page.handlers import Page, RefusedError
from toolkit.formats import RosterRow
from toolkit.messages import say

REPORT_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
"""A report is one file with its pictures and its style in it, and can do nothing else."""
_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_log = logging.getLogger("kurs")


def require_instructor(desk: Desk, who: str) -> None:
    """Let nobody else pass; to be called in a thread.

    Raises
    ------
    RefusedError
        If the occasion does not name them.
    """
    try:
        admitted = desk.admits(who)
    except (KursError, OSError) as error:
        _log.error("%s", error)
        raise RefusedError(503, say("page.broken")) from None
    if not admitted:
        raise RefusedError(403, say("page.no_access"))


class DeskPage(Page):
    """What the addresses of an occasion have in common."""

    up = ""
    """The way from here to the occasion's own page."""

    def fill(self, template: str, **fields: Any) -> str:
        """Fill in a template of the desk."""
        return render.fill(template, **fields)

    def place(self, occasion: str, failure: str = "", token: str = "") -> Place:
        """Return where the instructor is; to be called in a thread.

        Raises
        ------
        RefusedError
            If there is no such occasion, it is not theirs, or it cannot be read.
        """
        desk: Desk | None = self.settings["desks"].get(occasion)
        if desk is None:
            raise RefusedError(404, say("page.not_found"))
        assert self.who is not None
        require_instructor(desk, self.who)
        try:
            seen = desk.overview()
        except (KursError, OSError) as error:
            _log.error("%s", error)
            raise RefusedError(503, str(error)) from None
        root, sign_out = "../" * self.depth, self.settings["sign_out"]
        return Place(desk, seen, self.who, sign_out, root, self.up, token, failure)

    async def show(self, occasion: str, draw: Callable[[Place], str], failure: str = "") -> None:
        """Show a page of an occasion; with what could not be done, if anything."""
        token = self.token()
        page = await self.in_thread(lambda: draw(self.place(occasion, failure, token)))
        if failure:
            self.set_status(409)
        self.finish(page)


def row_of(place: Place, module: str) -> Row:
    """Return a module of the course.

    Raises
    ------
    RefusedError
        If there is none.
    """
    row = place.seen.row(module)
    if row is None:
        raise RefusedError(404, say("page.not_found"))
    return row


def person_of(place: Place, person: str) -> RosterRow:
    """Return somebody on the roster.

    Raises
    ------
    RefusedError
        If they are not there.
    """
    row = place.seen.roster.get(person)
    if row is None:
        raise RefusedError(404, say("desk.no_such_person"))
    return row


class NotFound(pages.NotFound):
    """Any other address."""

    fill = DeskPage.fill


class Static(pages.Static):
    """The desk's own files."""


class Start(DeskPage):
    """The occasions that somebody is an instructor of, each with what to do there."""

    async def get(self) -> None:
        """Show them."""
        found = await self.in_thread(self._places)
        if not found:
            raise RefusedError(403, say("desk.no_occasion"))
        self.finish(self.fill("start.html", root="", who=self.who, sign_out=self.settings["sign_out"], found=found))

    def _places(self) -> list[tuple[Desk, str, str]]:
        assert self.who is not None
        found = []
        for desk in self.settings["desks"].values():
            try:
                require_instructor(desk, self.who)
            except RefusedError:
                continue
            title = desk.here.occasion.title
            try:
                found.append((desk, title, render.step_title(next_step(desk.overview()))))
            except (KursError, OSError) as error:
                found.append((desk, title, str(error)))
        return found


class OccasionPage(DeskPage):
    """An occasion: how it stands, and what to do."""

    depth = 1

    async def get(self, occasion: str) -> None:
        """Show it."""
        await self.show(occasion, render.occasion_page)


class Present(DeskPage):
    """The numbers of an occasion, and whether a page must be taken anew."""

    json = True
    depth = 1

    async def get(self, occasion: str) -> None:
        """Return them."""
        self.finish(await self.in_thread(lambda: render.present(self.place(occasion))))


# --- a module, and what is done about it ------------------------------------------------------


class OfModule(DeskPage):
    """What the addresses of a module have in common."""

    depth = 3
    up = "../../"

    async def show_module(self, occasion: str, module: str, failure: str = "") -> None:
        """Show it; with what could not be done, if anything."""
        await self.show(occasion, lambda place: render.module_page(place, row_of(place, module)), failure)

    async def start(self, occasion: str, work: Work, module: str, check: Callable[[Row], None] | None = None) -> None:
        """Start a job about a module, and show how it goes."""

        def begin() -> None:
            place = self.place(occasion)
            row = row_of(place, module)
            if check:
                check(row)
            place.desk.jobs.start(work, place.who, module)

        try:
            await self.in_thread(begin)
        except KursError as error:
            await self.show_module(occasion, module, str(error))
        else:
            self.redirect("./#jobb", status=303)


class ModulePage(OfModule):
    """A module of an occasion."""

    async def get(self, occasion: str, module: str) -> None:
        """Show it."""
        await self.show_module(occasion, module)


class Grade(OfModule):
    """Collects and grades a module."""

    async def post(self, occasion: str, module: str) -> None:
        """Begin."""
        await self.start(occasion, "grade", module, _require_released)


class Release(OfModule):
    """Releases a module: a page that asks, and what it sends."""

    async def get(self, occasion: str, module: str) -> None:
        """Ask, with what will happen."""

        def draw(place: Place) -> str:
            row, planned, refusal = row_of(place, module), None, ""
            try:
                planned = plan(place.seen.here, module, place.desk.courses)
            except KursError as error:
                refusal = str(error)
            return render.release_page(place, row, planned, refusal)

        await self.show(occasion, draw)

    async def post(self, occasion: str, module: str) -> None:
        """Begin."""
        await self.start(occasion, "release", module)


class Publish(OfModule):
    """Publishes the feedback on a module: a page that asks, and what it sends."""

    async def get(self, occasion: str, module: str) -> None:
        """Ask, with what will happen."""
        await self.show(occasion, lambda place: render.publish_page(place, row_of(place, module)))

    async def post(self, occasion: str, module: str) -> None:
        """Begin."""
        await self.start(occasion, "feedback", module, _require_publishable)


def _require_released(row: Row) -> None:
    if row.counts is None:
        raise KursError(say("desk.cannot"))


def _require_publishable(row: Row) -> None:
    _require_released(row)
    if row.too_early:
        raise KursError(row.too_early)


# --- the report -------------------------------------------------------------------------------


class MakeReport(DeskPage):
    """Makes the report of an occasion."""

    depth = 1

    async def post(self, occasion: str) -> None:
        """Begin."""

        def begin() -> None:
            place = self.place(occasion)
            place.seen.here.require_released()
            place.desk.jobs.start("report", place.who)

        try:
            await self.in_thread(begin)
        except KursError as error:
            await self.show(occasion, render.occasion_page, str(error))
        else:
            self.redirect("./#jobb", status=303)


class Report(DeskPage):
    """The report of an occasion, as it was made last."""

    depth = 2

    async def get(self, occasion: str) -> None:
        """Send it."""
        data = await self.file(occasion, REPORT)
        self.set_header("Content-Security-Policy", REPORT_POLICY)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(data)

    async def file(self, occasion: str, name: str) -> bytes:
        """Read a file of the report; what was never made is refused."""

        def work() -> bytes:
            try:
                return (self.place(occasion).desk.path / name).read_bytes()
            except FileNotFoundError:
                raise RefusedError(404, say("desk.no_report")) from None

        return await self.in_thread(work)


class ReportAsPdf(Report):
    """The same report, to keep and to print."""

    async def get(self, occasion: str) -> None:
        """Send it."""
        data = await self.file(occasion, REPORT_PDF)
        self.set_header("Content-Disposition", f'attachment; filename="{occasion}.pdf"')
        self.set_header("Content-Type", "application/pdf")
        self.finish(data)


# --- people -----------------------------------------------------------------------------------


class People(DeskPage):
    """Everybody on the roster."""

    depth = 2
    up = "../"

    async def get(self, occasion: str) -> None:
        """Show them."""
        await self.show(occasion, render.people_page)


class OfPerson(DeskPage):
    """What the addresses of a person have in common."""

    depth = 3
    up = "../../"

    async def show_person(
        self, occasion: str, person: str, chosen: dict[str, str] | None = None, failure: str = ""
    ) -> None:
        """Show them; with what was filled in and could not be done, if anything."""
        await self.show(
            occasion, lambda place: render.person_page(place, person_of(place, person), chosen or {}), failure
        )

    async def change(
        self, occasion: str, person: str, change: Callable[[Place], dict[str, Any]], chosen: dict[str, str]
    ) -> None:
        """Change something about a person, write in the desk's log who did, and show them.

        Parameters
        ----------
        change
            Makes the change, and returns what the log says of it.
        chosen
            What was filled in, to be shown again where it cannot be done.
        """

        def work() -> None:
            place = self.place(occasion)
            person_of(place, person)
            done = change(place)
            place.seen.here.log("desk", {"who": place.who, "participant": person, **done})

        try:
            await self.in_thread(work)
        except KursError as error:
            await self.show_person(occasion, person, chosen, str(error))
        else:
            self.redirect("./", status=303)


class Person(OfPerson):
    """One person."""

    async def get(self, occasion: str, person: str) -> None:
        """Show them."""
        await self.show_person(occasion, person)


class Extend(OfPerson):
    """Gives a person more time."""

    async def post(self, occasion: str, person: str) -> None:
        """Give it."""
        chosen = {name: self.get_body_argument(name, "") for name in ("module", "day", "reason")}

        def change(place: Place) -> dict[str, Any]:
            if place.seen.row(chosen["module"]) is None:
                raise KursError(say("desk.choose_module"))
            due = _end_of_day(chosen["day"])
            now = place.desk.clock()
            made = extend(place.seen.here, person, chosen["module"], due, chosen["reason"], place.who, now)
            told = made.model_dump(mode="json", include={"module", "due", "reason_code"})
            return {"what": "extension", **told}

        await self.change(occasion, person, change, chosen)


class Active(OfPerson):
    """Says whether a person takes part."""

    async def post(self, occasion: str, person: str) -> None:
        """Say so."""
        active: Any = "nej" if self.get_body_argument("aktiv", "") == "nej" else "ja"

        def change(place: Place) -> dict[str, Any]:
            set_active(place.seen.here, person, active)
            return {"what": "active", "active": active}

        await self.change(occasion, person, change, {})


def _end_of_day(day: str) -> datetime:
    """Return the last minute of a day in Stockholm."""
    try:
        found = datetime.strptime(day, "%Y-%m-%d").replace(hour=23, minute=59, tzinfo=_STOCKHOLM)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise KursError(say("desk.choose_day")) from None
