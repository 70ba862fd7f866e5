"""What the desk's templates show, and the words that depend on what there is to say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from graders.desk.jobs import Job, busy
from graders.desk.need import Need
from graders.desk.overview import Overview
from graders.desk.state import Desk
from graders.desk.step import REPORT, REPORT_PDF, Step, next_step
from graders.desk.table import Row
from graders.extensions import REASONS
from graders.release import ReleasePlan
from graders.status import KINDS, Attention, Progress
from toolkit.face.page import dates
from toolkit.face.page.render import environment, in_sentence
from toolkit.face.page.render import static as views
from toolkit.formats import Extension, RosterRow
from toolkit.formats.course import ModuleEntry
from toolkit.messages import say

STATIC = Path(__file__).parent / "static"
MOST = 12
"""People that are named in the margin before the others are counted."""
_COLUMNS = {
    "participants": "desk.participants",
    "started": "desk.started",
    "handed_in": "desk.handed_in",
    "done": "desk.done",
    "to_read": "desk.to_read",
}
_SWEDISH = str.maketrans("åäöé", "{|}e")
"""Sorts å, ä and ö last, in that order."""


@cache
def _environment() -> Environment:
    made = environment("graders.desk", "toolkit.face.page")
    made.globals |= {"static": static, "module_in_table": _module_in_table, "tag_of": _tag_of, "MOST": MOST}
    made.globals |= {
        "step_title": step_title,
        "job_title": job_title,
        "step_name": step_name,
        "feedback_words": feedback_words,
    }
    made.filters |= {"mailto": _mailto, "reason": _reason, "clock": dates.clock, "day": dates.day}
    return made


def fill(template: str, **fields: Any) -> str:
    """Fill in a template of the desk; what is put in is escaped."""
    return _environment().get_template(template).render(**fields)


def static(root: str, name: str) -> str:
    """Return the address of a file of the desk's, or of the views', with its hash."""
    return views(root, name, STATIC if name == "desk.js" else None)


@dataclass(frozen=True)
class Place:
    """Where an instructor is: the occasion, as it stands, and how deep the page lies.

    Parameters
    ----------
    token
        What forms send back.
    failure
        What was asked for and could not be done, in Swedish.
    """

    desk: Desk
    seen: Overview
    who: str
    sign_out: str
    root: str
    up: str
    token: str
    failure: str = ""

    def page(self, template: str, **fields: Any) -> str:
        """Fill in a template."""
        seen = self.seen
        return fill(
            template,
            place=self,
            seen=seen,
            occasion=seen.here.occasion,
            root=self.root,
            up=self.up,
            token=self.token,
            failure=self.failure,
            version=mark(self.desk, seen),
            **fields,
        )

    def name(self, participant: str) -> str:
        """Return the name of somebody on the roster; of who is not there the id."""
        row = self.seen.roster.get(participant)
        return row.name if row else participant


def mark(desk: Desk, seen: Overview) -> str:
    """Return what tells whether a page is still what it was: numbers, minute and job."""
    job = desk.jobs.last()
    return f"{seen.version} {job.token if job else ''}"


def present(place: Place) -> dict[str, Any]:
    """Return the numbers, and whether a page must be taken anew."""
    seen, job = place.seen, place.desk.jobs.last()
    return {
        "ok": True,
        "v": 1,
        "occasion": place.desk.id,
        "at": seen.at.isoformat(timespec="seconds"),
        "version": mark(place.desk, seen),
        "running": job is not None and job.state == "running",
        "numbers": seen.numbers(),
    }


# --- the occasion -------------------------------------------------------------------------


def occasion_page(place: Place) -> str:
    """Show how an occasion stands, what to do now, and who may need help."""
    seen, job = place.seen, place.desk.jobs.last()
    step = next_step(seen)
    return place.page(
        "tillfalle.html",
        step=step,
        why=_why(seen, step),
        columns={name: say(key) for name, key in _COLUMNS.items()},
        acting=step.row or _newest(seen),
        job=job,
        busy=_busy(job),
        attention=list(_attention(place, seen.attention)),
        has_report=(seen.here.path / REPORT).exists(),
        has_pdf=(seen.here.path / REPORT_PDF).exists(),
    )


def _newest(seen: Overview) -> Row:
    """Return the module that was opened last, else the first."""
    released = [row for row in seen.rows if row.counts and row.counts.opens <= seen.at]
    return released[-1] if released else seen.rows[0]


def _busy(job: Job | None) -> str:
    return busy(job) if job and job.state == "running" else ""


def _why(seen: Overview, step: Step) -> str:
    row, n = step.row, step.n
    opens = say("desk.opens_at_once")
    if row and row.rules.opens:
        opens = say("desk.opens", when=dates.full(row.rules.opens))
    return say(
        f"desk.why.{step.kind}",
        n=n,
        hand_ins=say(f"desk.hand_ins.{'one' if n == 1 else 'many'}", n=n),
        done=row.done if row else 0,
        occasion=seen.here.id,
        when=opens,
    )


def step_title(step: Step) -> str:
    """Say what to do."""
    return say(f"desk.do.{step.kind}", module=in_sentence(step.row.entry) if step.row else "")


def _module_in_table(entry: ModuleEntry) -> str:
    return f"{entry.number} {entry.title}" if entry.role == "module" else entry.title


def feedback_words(row: Row) -> str:
    """Say whether participants have their feedback on a released module."""
    assert row.counts is not None
    if row.published and row.untold:
        return say("desk.told_some", n=row.published, of=row.published + row.untold)
    if row.published:
        return say("desk.told")
    if row.untold:
        return say("desk.may_tell")
    return say("desk.waits") if row.closed and row.counts.handed_in else say("desk.none")


def _tag_of(need: Need) -> str:
    here: Progress = need.row.people[need.participant]
    return say(f"desk.need.{need.kind}", n=here.answered, of=here.total)


def _mailto(address: str) -> str:
    return f"mailto:{quote(address, safe='@')}"


def _reason(extension: Extension) -> str:
    code = extension.reason_code
    return say(f"extension.reason.{code}") if code in REASONS else code


def _attention(place: Place, found: list[Attention]) -> Iterator[tuple[str, str, list[tuple[str, list[str]]]]]:
    """Give each kind of thing to look at: what it is, what to do, and each module with detail and who."""
    names = {row.id: in_sentence(row.entry) for row in place.seen.rows}
    by_kind = sorted(found, key=lambda one: KINDS.index(one.kind))
    for kind, those in groupby(by_kind, key=lambda one: one.kind):
        lines = []
        for (module, detail), same in groupby(those, key=lambda one: (one.module, one.detail)):
            where = " · ".join(part for part in (names.get(module or "", ""), detail) if part)
            lines.append((where, list(dict.fromkeys(place.name(one.participant) for one in same))))
        do = say("desk.look.broken") if kind == "broken" else say(f"status.do.{kind}", occasion=place.desk.id)
        yield say(f"status.kind.{kind}"), do, lines


# --- jobs ---------------------------------------------------------------------------------


def job_title(place: Place, job: Job) -> str:
    """Say what a job does or did."""
    row = place.seen.row(job.module or "")
    return say(f"desk.job.{job.work}.{job.state}", module=in_sentence(row.entry) if row else "")


def step_name(step: str) -> str:
    """Say what a step of a job is."""
    return say(f"desk.step.{step}")


# --- a module -----------------------------------------------------------------------------


def module_page(place: Place, row: Row) -> str:
    """Show how a module stands, by name, and what can be done about it."""
    seen = place.seen
    newest, job = place.desk.jobs.last(), place.desk.jobs.last(row.id)
    return place.page(
        "modul.html",
        row=row,
        job=job,
        busy=_busy(newest),
        groups=list(_groups(place, row)),
        attention=list(_attention(place, [one for one in seen.attention if one.module == row.id])),
        has_report=(seen.here.path / REPORT).exists(),
        has_pdf=(seen.here.path / REPORT_PDF).exists(),
    )


def state_of(here: Progress) -> str:
    """Return how far somebody has come in a module, in one word of ours."""
    if here.awaiting_marking:
        return "to_read"
    if here.handed_in:
        return "done" if here.graded else "to_collect"
    return "ongoing" if here.started else "not_started"


def _groups(place: Place, row: Row) -> Iterator[tuple[str, list[RosterRow]]]:
    """Give those who have come equally far in a module, the first ones last."""
    for state in ("not_started", "ongoing", "to_collect", "to_read", "done"):
        who = [place.seen.roster[name] for name, here in row.people.items() if state_of(here) == state]
        if who:
            yield say(f"desk.people.{state}"), sorted(who, key=_by_name)


def _by_name(person: RosterRow) -> str:
    return person.name.casefold().translate(_SWEDISH)


# --- before something is done ---------------------------------------------------------------


def release_page(place: Place, row: Row, plan: ReleasePlan | None, refusal: str) -> str:
    """Ask whether to release a module, with what will happen, or say why it cannot be."""
    return place.page(
        "lamna-ut.html",
        row=row,
        plan=plan,
        refusal=refusal,
        title=say("desk.ask_release", module=in_sentence(row.entry)),
    )


def publish_page(place: Place, row: Row) -> str:
    """Ask whether to publish the feedback on a module, with what will happen."""
    return place.page(
        "publicera.html",
        row=row,
        title=say("desk.ask_publish", module=in_sentence(row.entry)),
        shown=say(f"desk.shown.{row.rules.feedback}"),
    )


# --- people -------------------------------------------------------------------------------


def people_page(place: Place) -> str:
    """Show everybody on the roster."""
    seen = place.seen
    released = [row for row in seen.rows if row.counts]
    needs = {one.participant: one for one in seen.needs}
    found = []
    for one in sorted(seen.roster.values(), key=lambda one: (one.active == "nej", _by_name(one))):
        mine = [row.people[one.id] for row in released if one.id in row.people]
        found.append((one, sum(here.started for here in mine), sum(here.handed_in for here in mine)))
    return place.page("deltagare.html", people=found, released=len(released), needs=needs)


def person_page(place: Place, person: RosterRow, chosen: Mapping[str, str]) -> str:
    """Show one person: each module, more time, and whether they take part.

    Parameters
    ----------
    chosen
        What was filled in, where it could not be done.
    """
    seen = place.seen
    lines = [_line(seen, person, row) for row in seen.rows if person.id in row.people]
    return place.page(
        "person.html",
        person=person,
        lines=lines,
        extensions=[one for one in seen.extensions if one.id == person.id],
        extendable=[row for row in seen.rows if row.may_extend and person.id in row.people],
        reasons={code: say(f"extension.reason.{code}") for code in REASONS},
        chosen={"module": "", "day": "", "reason": "", **chosen},
    )


def _line(seen: Overview, person: RosterRow, row: Row) -> dict[str, Any]:
    assert seen.results is not None
    points = seen.results.of(person.id, row.id).points
    most = seen.results.max_points[row.id]
    return {
        "row": row,
        "due": seen.due(person.id, row),
        "here": row.people[person.id],
        "state": say(f"desk.state.{state_of(row.people[person.id])}"),
        "points": None if points is None else (float(points), float(most)),
    }
