"""What the templates show: one function for each page, from an occasion's state to HTML."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from toolkit.exercises.base import DONT_KNOW
from toolkit.exercises.cell import Exercise, Variant
from toolkit.face.page import dates
from toolkit.face.page.prose import FILES, Heading
from toolkit.face.page.state import Pages, Snapshot, Standing, decimal, signature, standing
from toolkit.face.shown import Shown, state
from toolkit.face.strings import view_strings
from toolkit.face.view_spec import prompt_html
from toolkit.fold import Fold
from toolkit.formats import RosterRow
from toolkit.formats.course import Course, ModuleEntry
from toolkit.formats.journal import SubmitLine
from toolkit.formats.published import Published, Reading
from toolkit.messages import say

STATIC = Path(__file__).parents[1] / "static"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_FIRST_LETTER = {"pretest": "F", "test": "P"}
_TO = {"module": "./", "exercise": "./#ovning-%d", "hand_in": "lamna-in", "receipt": "kvitto", "course": "../"}
"""Where what is about a hand-in leads to, from the pages of a module."""


@dataclass(frozen=True)
class Visit:
    """Who looks at what: the occasion, the participant, how deep the page lies, and the way back if there is one."""

    pages: Pages
    snapshot: Snapshot
    person: RosterRow
    root: str
    back: str = ""

    def page(self, template: str, **fields: Any) -> str:
        """Fill in a template."""
        return fill(
            template,
            root=self.root,
            occasion=self.snapshot.here.occasion,
            course=self.snapshot.here.course,
            person=self.person,
            preview=self.pages.preview,
            sign_out=self.pages.sign_out,
            back=self.back and self.root + self.back,
            **fields,
        )

    @property
    def ended(self) -> datetime | None:
        """When the occasion ended, if it has."""
        ends = self.snapshot.here.occasion.ends
        return ends if ends and self.pages.clock() > ends else None

    def standing(self, entry: ModuleEntry, fold: Fold | None = None) -> Standing:
        """Say where the participant stands in a module."""
        return standing(self.pages, self.snapshot, self.person.id, entry, fold)


def environment(*packages: str) -> Environment:
    """Return what fills in the templates of these packages; of two with the same name it takes the first one's."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": say, "static": static, "name_of": name_of, "in_sentence": in_sentence}
    made.globals["handed_in_title"] = handed_in_title
    made.filters |= {
        "short": dates.short,
        "short_day": dates.short_day,
        "full": dates.full,
        "to_the_second": dates.to_the_second,
        "contact": _contact,
        "decimal": decimal,
        "paragraphs": _paragraphs,
    }
    return made


@cache
def _pages() -> Environment:
    return environment("toolkit.face.page")


def fill(template: str, **fields: Any) -> str:
    """Fill in a template; what is put in is escaped."""
    return _pages().get_template(template).render(**fields)


def static(root: str, name: str, folder: Path | None = None) -> str:
    """Return the address of a file of the views with its hash, or nothing where it has not been built.

    Parameters
    ----------
    folder
        Where it stands; with the views when None.
    """
    path = (folder or STATIC) / name
    version = signature(path)
    return f"{root}_static/{name}?v={_digest(path, version)}" if version[0] else ""


@cache
def _digest(path: Path, version: object) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def name_of(entry: ModuleEntry) -> str:
    """Name a module with its number: ``Modul 4: Orsaksanalys``."""
    return say("page.module", n=entry.number, title=entry.title) if entry.role == "module" else entry.title


def in_sentence(entry: ModuleEntry) -> str:
    """Name a module within a sentence: ``modul 4``."""
    return say("page.module_short", n=entry.number) if entry.role == "module" else entry.title


def handed_in_title(entry: ModuleEntry) -> str:
    """Say that a module is handed in: ``Modul 4 är inlämnad``."""
    if entry.role == "module":
        return say("page.is_handed_in", n=entry.number)
    return say("page.is_handed_in_other", title=entry.title)


def _contact(text: str) -> Markup:
    """Make the addresses in a text links."""
    parts, end = [], 0
    for match in _ADDRESS.finditer(text):
        address = escape(match[0])
        parts += [escape(text[end : match.start()]), f'<a href="mailto:{address}">{address}</a>']
        end = match.end()
    return Markup("".join([*parts, escape(text[end:])]).replace("\n", "<br>"))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split("\n")) for part in text.split("\n\n") if part.strip()]


# --- the course page ----------------------------------------------------------------------


def course_page(visit: Visit) -> str:
    """Show the modules in order, one next step, and what passing takes."""
    entries = visit.snapshot.here.course.modules
    standings = [visit.standing(entry) for entry in entries]
    modules = [one for one in standings if one.entry.role == "module"]
    passing = visit.snapshot.passing
    asked = [one for one in modules if passing.modules == "all" or one.entry.id in passing.modules]
    return visit.page(
        "kurs.html",
        standings=standings,
        modules=modules,
        next=next((one for one in standings if is_next(one)), None),
        ended=visit.ended,
        opening=min((s.rules.opens for s in standings if s.state == "shut" and s.rules.opens), default=None),
        letter=lambda entry: _FIRST_LETTER.get(entry.role, str(entry.number)),
        asked=asked,
        asked_done=sum(one.handed_in for one in asked),
        share=f"{float(passing.total) * 100:g}".replace(".", ","),
        test=next((entry for entry in entries if entry.role == "test"), None),
        mastery=_mastery(visit, standings),
    )


def is_next(one: Standing) -> bool:
    """Tell whether a module is one to go on with."""
    return one.can_hand_in and one.state in ("todo", "now", "changed")


def _mastery(visit: Visit, standings: list[Standing]) -> int:
    """Count the tasks in open modules that must be right once."""
    opened = [one.entry.id for one in standings if one.state not in ("shut", "broken")]
    exercises = (e for module in opened for e in visit.pages.module(module).notebook.exercises.values())
    return sum(exercise.spec.mastery for exercise in exercises)


# --- the module page ----------------------------------------------------------------------


def module_page(visit: Visit, entry: ModuleEntry) -> str:
    """Show a module's prose with its exercises, and the data that the views start from."""
    pages, fold = visit.pages, visit.pages.fold(visit.snapshot, visit.person.id, entry.id)
    released = pages.module(entry.id)
    showing = pages.showing(visit.snapshot, visit.person.id, entry.id)
    shown = {one.exercise.id: (one, showing.spec(one)) for one in showing.all(fold)}
    here = visit.standing(entry, fold)
    entries = visit.snapshot.here.course.modules
    place = entries.index(entry)
    at = pages.clock()
    parts = [
        Markup(part)
        if isinstance(part, str)
        else _exercise(*shown[part.id], here, fold) + pages.beside.get(part.id, Markup())
        for part in released.prose.parts
    ]
    return visit.page(
        "modul.html",
        entry=entry,
        here=here,
        modules=sum(one.role == "module" for one in entries),
        headings=[(one, *_progress(one, fold)) for one in released.prose.headings],
        parts=parts,
        width=_bar(here),
        before=next((e for e in reversed(entries[:place]) if visit.snapshot.open_from(e.id, at)), None),
        after=next((e for e in entries[place + 1 :] if visit.snapshot.open_from(e.id, at)), None),
        to=_TO,
        data=_script(module_data(visit, list(shown.values()), here, fold)),
    )


def _progress(heading: Heading, fold: Fold) -> tuple[int, int]:
    return fold.answered(heading.exercises), len(heading.exercises)


def _is_answered(fold: Fold, exercise: Exercise) -> bool:
    return bool(fold.answered([exercise.id]))


def _bar(here: Standing) -> str:
    return f"{200 * here.answered / here.total:.1f}" if here.total else "0"


def _exercise(one: Shown, viewed: Mapping[str, Any], here: Standing, fold: Fold) -> Markup:
    """Draw an exercise as it is until the views take over, and for those who have no script.

    Parameters
    ----------
    viewed
        What its view is given.
    """
    spec = one.exercise.specs[one.var]
    present = fold.answers.get(one.exercise.id)
    sent = present.answer if present and present.var == one.var else None
    answer = None if sent is None or sent == DONT_KNOW else one.exercise.read_answer(one.var, sent)
    return Markup(
        fill(
            "ovning.html",
            one=one,
            spec=spec,
            total=viewed["total"],
            worth=worth(one.exercise, pretest=here.entry.role == "pretest"),
            prompt=viewed["prompt"],
            figure=viewed["figure"],
            files=FILES,
            body=Markup(one.exercise.kind.html(spec, one.order, answer, FILES)),
            saved=_saved(here, present.at if present and present.answer is not None else None),
        )
    )


def worth(exercise: Exercise, *, pretest: bool) -> str:
    """Say what an exercise gives: points, practice, or that passing takes it."""
    if pretest:
        return say("view.role.pretest")
    if exercise.spec.mastery:
        return say("view.role.mastery")
    if exercise.spec.practice:
        return say("face.practice")
    return say("face.graded", points=points(exercise))


def points(exercise: Exercise) -> str:
    """Write an exercise's points with a comma."""
    return f"{exercise.max_points.normalize():f}".replace(".", ",")


def _saved(here: Standing, at: Any) -> str:
    if at is None:
        return say("view.empty")
    return say("view.saved", when=dates.short(at))


def module_data(
    visit: Visit, shown: Sequence[tuple[Shown, Mapping[str, Any]]], here: Standing, fold: Fold
) -> dict[str, Any]:
    """Return what the views start from.

    Parameters
    ----------
    shown
        Each exercise, with what its view is given.
    """
    return {
        **scope(visit, here.entry),
        "endpoint": "svar",
        "state": "lage",
        "preview": visit.pages.preview,
        "files": FILES,
        "strings": view_strings(),
        "exercises": [
            {
                "spec": viewed,
                "state": state(one, fold),
                "closed": closed_in_words(here, mastery=one.exercise.spec.mastery),
            }
            for one, viewed in shown
        ],
    }


def scope(visit: Visit, entry: ModuleEntry) -> dict[str, str]:
    """Return what the answers in a browser are named after."""
    return {"user": visit.person.id, "occasion": visit.pages.id, "module": entry.id}


def closed_in_words(here: Standing, *, mastery: bool = False) -> str | None:
    """Return when a module that is closed was closed: by its due, or by the one hand-in that it takes.

    Parameters
    ----------
    mastery
        It is asked for a mastery task, which is open until the occasion ends.
    """
    if mastery:
        return dates.short(here.ended) if here.ended else None
    times = [at for at in (here.at, here.due) if at is not None]
    return dates.short(min(times)) if here.closed and times else None


def present_data(visit: Visit, entry: ModuleEntry) -> dict[str, Any]:
    """Return the present answers of a module, for a second tab or another device."""
    fold = visit.pages.fold(visit.snapshot, visit.person.id, entry.id)
    here = visit.standing(entry, fold)
    shown = visit.pages.showing(visit.snapshot, visit.person.id, entry.id).all(fold)
    states = {one.exercise.id: state(one, fold) for one in shown}
    closed = closed_in_words(here)
    return {"ok": True, "closed": closed, "answered": here.answered, "total": here.total, "state": states}


def _script(data: Mapping[str, Any]) -> Markup:
    """Write data so that nothing in it can end the element that it stands in."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


# --- hand-in ------------------------------------------------------------------------------


def hand_in_page(visit: Visit, entry: ModuleEntry, failure: str = "") -> str:
    """Ask whether to hand in, and list what would not come with it."""
    fields = question(visit, entry, failure)
    return visit.page("lamna-in.html", **fields, scope=_script(scope(visit, entry)), to=_TO)


def question(visit: Visit, entry: ModuleEntry, failure: str = "") -> dict[str, Any]:
    """Return what is said before somebody hands in."""
    fold = visit.pages.fold(visit.snapshot, visit.person.id, entry.id)
    shown = visit.pages.showing(visit.snapshot, visit.person.id, entry.id).all(fold)
    graded = [one for one in shown if one.exercise.graded]
    return {
        "entry": entry,
        "here": visit.standing(entry, fold),
        "graded": [(one, points(one.exercise)) for one in graded],
        "missing": [one for one in graded if not _is_answered(fold, one.exercise)],
        "failure": failure,
    }


def receipt_page(visit: Visit, entry: ModuleEntry, submit: SubmitLine) -> str:
    """Show the receipt of the last hand-in."""
    return visit.page("kvitto.html", **receipt(visit, entry, submit), to=_TO)


def receipt(visit: Visit, entry: ModuleEntry, submit: SubmitLine) -> dict[str, Any]:
    """Return what stands on a receipt."""
    digits = [submit.sha256[i : i + 4] for i in range(0, 64, 4)]
    sums = [" ".join(digits[start : start + 4]) for start in range(0, len(digits), 4)]
    return {"entry": entry, "here": visit.standing(entry), "submit": submit, "sums": sums}


# --- feedback -----------------------------------------------------------------------------


def feedback_page(visit: Visit, entry: ModuleEntry, told: Published) -> str:
    """Show what was graded: points, and of each exercise as much as was published."""
    pages, fold = visit.pages, visit.pages.fold(visit.snapshot, visit.person.id, entry.id)
    shown = {one.exercise.id: one for one in pages.showing(visit.snapshot, visit.person.id, entry.id).all(fold)}
    answered = {name: present.var for name, present in fold.answers.items()}
    asked = [(one.exercise, answered.get(name, one.var)) for name, one in shown.items()]
    return visit.page("aterkoppling.html", entry=entry, **_told(told, asked))


def feedback_file(
    title: str, course: Course, entry: ModuleEntry, told: Published, asked: Sequence[tuple[Exercise, Variant]]
) -> str:
    """Show the same in a file of its own, where nothing runs and nothing is asked of any machine.

    Parameters
    ----------
    title
        The occasion's.
    asked
        The exercises that something is told of, each in the variant that was answered.
    """
    modules = {one.id: name_of(one) for one in course.modules}
    return fill("aterkoppling-fil.html", title=title, modules=modules, entry=entry, **_told(told, asked))


def _told(told: Published, asked: Sequence[tuple[Exercise, Variant]]) -> dict[str, Any]:
    reading: dict[str, list[Reading]] = {}
    for place in told.read:
        reading.setdefault(place.goal, []).append(place)
    return {
        "told": told,
        "questions": {exercise.id: prompt_html(exercise.specs[var].prompt) for exercise, var in asked},
        "written": {exercise.id for exercise, _ in asked if exercise.kind.by_hand},
        "reading": list(reading.items()),
    }
