"""What participants may be told of a graded module, and from when: the feedback policy of its occasion.

It stands in ``occasion.yml``. Under ``points`` there is no verdict on an exercise and no explanation, so that nobody
can tell a later participant what is right; what to read is the same for everyone. The pages and nbgrader's own
feedback show what is made here, and nothing else.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from graders.given import Given, read_given
from graders.scoring import Scored, read_hand_in
from toolkit.authoring.rules.text import KNOWLEDGE, PARTS
from toolkit.deadlines import extensions_of, fingerprint
from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise
from toolkit.face.page.dates import full
from toolkit.face.page.prose import Heading, render
from toolkit.formats import Publication
from toolkit.formats.course import Goal
from toolkit.formats.published import Published, PublishedExercise, Reading, StrandPoints
from toolkit.messages import say
from toolkit.notebook import Notebook
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

_STANDS_FOR = {True: " ", False: "\N{REPLACEMENT CHARACTER}"}
_REFERENCE = re.compile(r"\[([A-Z][A-Za-z0-9]{0,9}(?:, ?[A-Z][A-Za-z0-9]{0,9})*)\]")


@dataclass(frozen=True)
class Told:
    """What one participant may be told.

    Parameters
    ----------
    scored
        The exercises that something is told of, as they were answered.
    """

    published: Published
    scored: Sequence[Scored]


class Policy:
    """The policy of a module, with what the gradebook has of the module, at one moment.

    Parameters
    ----------
    now
        What the time is.
    given
        What the gradebook has, for who has read it already.

    Attributes
    ----------
    closes
        When the module's due and every extension of it have passed; None where it has no end.
    too_early
        Why nobody may be told anything yet; None where they may.
    ready
        Who may be told now.
    """

    def __init__(
        self,
        here: OccasionFolder,
        module: str,
        now: datetime | None = None,
        given: Mapping[str, Given] | None = None,
    ) -> None:
        self.here, self.module, self._now = here, module, now or datetime.now(UTC)
        self._rules, self._given = here.rules(module), read_given(here, module) if given is None else given
        self._extensions = [one for one in extensions_of(here) if one.module == module]
        due = self._rules.due
        self.closes = None if due is None else max([due, *(one.due for one in self._extensions)])
        waiting = [
            name
            for name, one in self._given.items()
            if None in one.points.values() or not here.autograded(name, module).is_dir()
        ]
        roster = read_roster(here.path / "roster.csv")
        self.too_early = self._too_early(len(waiting))
        self.ready = [name for name in self._given if name in roster and name not in waiting and not self.too_early]

    def _too_early(self, waiting: int) -> str | None:
        if self._rules.feedback_when == "at_once":
            return None
        if self.closes is None:
            return say("feedback.no_due")
        if self._now <= self.closes:
            return say("feedback.open", when=full(self.closes))
        return say("feedback.waiting", n=waiting) if waiting else None

    def note_publication(self) -> None:
        """Write in ``release.json``, the first time, that feedback is published and which extensions there are.

        It is done before anybody is told anything, by who holds the occasion's lock.
        """
        release = self.here.release
        entry = release.modules[self.module]
        if entry.published is None:
            there = sorted({fingerprint(one) for one in self._extensions})
            noted = entry.model_copy(update={"published": Publication(at=self._now, extensions=there)})
            self.here.write_release(release.model_copy(update={"modules": {**release.modules, self.module: noted}}))

    def told(self, participant: str) -> Told:
        """Return what a participant may be told.

        Raises
        ------
        KursError
            If it is too early, or nothing of theirs has been graded to the end.
        """
        if participant not in self.ready:
            raise KursError(self.too_early or say("feedback.not_graded"))
        given = self._given[participant]
        points = {name: given.points.get(name) or 0.0 for name in self._exercises}
        scored: list[Scored] = []
        if self._rules.feedback != "points":
            # What was graded: another hand-in may have been collected since.
            folder = self.here.autograded(participant, self.module)
            found = read_hand_in(self.here, self.module, folder).scored
            scored = [found[name] for name in self._exercises]
        published = Published(
            module=self.module,
            at=self._now,
            handed_in=given.at,
            points=_sum(points.values()),
            max=_sum(float(one.max_points) for one in self._exercises.values()),
            strands=self._strands(points),
            read=self._reading,
            exercises=[
                self._exercise(one, points[one.exercise.id], given.comments.get(one.exercise.id)) for one in scored
            ],
        )
        return Told(published, scored)

    @cached_property
    def _exercises(self) -> Mapping[str, Exercise]:
        return self.here.notebook(self.module).graded

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.here.notebook(self.module).exercises, 1)}

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return {one.id: one.title for one in self.here.course.sources}

    @cached_property
    def _reading(self) -> list[Reading]:
        return reading(self.here, self.module)

    def _strands(self, points: Mapping[str, float]) -> list[StrandPoints]:
        found: dict[str, tuple[list[float], list[float]]] = {}
        goals = self.here.course.goals
        for name, exercise in self._exercises.items():
            goal = goals.get(exercise.spec.goal)
            if goal:
                given, most = found.setdefault(goal.strand, ([], []))
                given.append(points[name])
                most.append(float(exercise.max_points))
        order = list(dict.fromkeys(goal.strand for goal in goals.values()))
        return [
            StrandPoints(strand=strand, points=_sum(found[strand][0]), max=_sum(found[strand][1]))
            for strand in order
            if strand in found
        ]

    def _exercise(self, one: Scored, points: float, comment: str | None) -> PublishedExercise:
        exercise, withdrawn = one.exercise, one.exercise.spec.withdrawn is not None
        lines = [say("feedback.withdrawn")] if withdrawn else self._explained(one)
        return PublishedExercise(
            id=exercise.id,
            number=self._numbers[exercise.id],
            points=points,
            max=float(exercise.max_points),
            withdrawn=withdrawn,
            answer=[_signs(line) for line in one.words],
            explanation=[_signs(line) for line in lines],
            sources=self._sources(exercise, one, lines),
            comment=_signs(comment) if comment else None,
        )

    def _explained(self, one: Scored) -> list[str]:
        """Return why, without the key where only an explanation is shown."""
        said = one.exercise.explain(one.var, one.answer, shown=True)
        if self._rules.feedback == "key":
            return said
        solution = one.exercise.solutions[one.var]
        own = set(solution.feedback.values())
        return [*(line for line in said if line in own), solution.explanation]

    def _sources(self, exercise: Exercise, one: Scored, lines: Sequence[str]) -> list[str]:
        named = list(exercise.solutions[one.var].sources)
        for match in _REFERENCE.finditer(" ".join(lines)):
            named += [part.strip() for part in match[1].split(",")]
        return [self._titles[name] for name in dict.fromkeys(named) if name in self._titles]


def _signs(text: str) -> str:
    """Return what somebody wrote without what is no sign and cannot be published, such as a return in a gap."""
    return "".join(
        sign if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs") else _STANDS_FOR[sign.isspace()]
        for sign in text
    )


def _sum(values: Iterable[float]) -> float:
    return round(sum(values), 2)


def reading(here: OccasionFolder, module: str) -> list[Reading]:
    """Return the sections that lead to practice on each goal of a module, or of the course where it is no ordinary one.

    The tests teach nothing, and are nothing to read.
    """
    entry = here.course.module(module)
    wanted: list[Goal] = list(here.course.goals.values())
    if entry and entry.role == "module":
        wanted = list(entry.goals)
    taught = [name for name in here.require_released() if here.role(name) == "module"]
    places = {name: _sections_by_goal(here.notebook(name)) for name in taught}
    return [
        Reading(goal=goal.text, module=name, heading=heading.text, anchor=heading.id)
        for goal in wanted
        for name, by_goal in places.items()
        for heading in by_goal.get(goal.id, [])
    ]


def _sections_by_goal(notebook: Notebook) -> dict[str, list[Heading]]:
    """Return the sections of a module that lead to practice on each goal.

    A section that ends without practice leads to the practice in a later one of the same part. Those that no practice
    follows in the part that teaches lead to what is practised in other parts alone.
    """
    found: dict[str, list[Heading]] = {}
    part, leading, unpractised = "", list[Heading](), list[Heading]()
    for heading in render(notebook).sections:
        if heading.text in PARTS:
            unpractised = leading if part == KNOWLEDGE else unpractised
            part, leading = heading.text, []
            continue
        leading.append(heading)
        for goal in dict.fromkeys(notebook.exercises[name].spec.goal for name in heading.exercises):
            found.setdefault(goal, []).extend(leading)
        if heading.exercises:
            leading = []
    for exercise in notebook.graded.values():
        found.setdefault(exercise.spec.goal, unpractised)
    return found
