"""``kurs feedback``: let participants see what was graded, as much and as early as the occasion says.

Who may see what stands in ``occasion.yml``. Under ``points`` there is no verdict on an exercise and no explanation, so
that nobody can tell a later participant what is right; what to read is the same for everyone.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from graders.given import Given, read_given
from graders.scoring import Scored, read_hand_in
from toolkit.authoring.rules.text import PARTS
from toolkit.exercises.cell import Exercise
from toolkit.face.page.dates import full
from toolkit.face.page.prose import Heading, render
from toolkit.files import replace_file
from toolkit.formats import ModuleRules
from toolkit.formats.course import Goal
from toolkit.formats.published import Published, PublishedExercise, Reading, StrandPoints
from toolkit.messages import say
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_extensions, read_roster

_REFERENCE = re.compile(r"\[([A-Z][A-Za-z0-9]{0,9}(?:, ?[A-Z][A-Za-z0-9]{0,9})*)\]")


@dataclass
class Feedback:
    """What was published; ``later`` has a module and why it was not."""

    published: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    later: list[tuple[str, str]] = field(default_factory=list)


def publish(here: OccasionFolder, modules: Sequence[str], now: datetime | None = None) -> Feedback:
    """Publish what was graded in some modules, to those who handed them in.

    Parameters
    ----------
    now
        What the time is.
    """
    result, at = Feedback(), now or datetime.now(UTC)
    roster = read_roster(here.path / "roster.csv")
    with here.writing("feedback"):
        for module in modules:
            given = read_given(here, module)
            waiting = [
                name
                for name, one in given.items()
                if None in one.points.values() or not here.autograded(name, module).is_dir()
            ]
            if reason := _too_early(here, module, at, waiting):
                result.later.append((module, reason))
                continue
            sheet = _Sheet(here, module)
            for name, one in given.items():
                if name in roster and name not in waiting:
                    if _write(here, name, sheet.published(name, one, at)):
                        result.published.append((name, module))
                    else:
                        result.unchanged += 1
        if result.published:
            counts = {module: sum(one == module for _, one in result.published) for module in modules}
            here.log("grade", {"what": "feedback", "published": counts})
    return result


def _too_early(here: OccasionFolder, module: str, at: datetime, waiting: Sequence[str]) -> str | None:
    """Say why a module's feedback is not published yet."""
    rules = here.rules(module)
    if rules.feedback_when == "at_once":
        return None
    closes = closed_for_all(here, module, rules)
    if closes is None:
        return say("feedback.no_due")
    if at <= closes:
        return say("feedback.open", when=full(closes))
    if waiting:
        return say("feedback.waiting", n=len(waiting))
    return None


def closed_for_all(here: OccasionFolder, module: str, rules: ModuleRules) -> datetime | None:
    """Return when a module's due and every extension of it have passed; None where it has no end."""
    if rules.due is None:
        return None
    extended = [one.due for one in read_extensions(here.path / "extensions.csv") if one.module == module]
    return max([rules.due, *extended])


class _Sheet:
    """What all who handed in a module are told alike."""

    def __init__(self, here: OccasionFolder, module: str) -> None:
        self.here, self.module, self.policy = here, module, here.rules(module).feedback
        self.exercises = here.notebook(module).graded
        self.numbers = {name: place for place, name in enumerate(here.notebook(module).exercises, 1)}
        self.goals = here.course.goals
        self.titles = {one.id: one.title for one in here.course.sources}
        self.read = reading(here, module)

    def published(self, participant: str, given: Given, at: datetime) -> Published:
        """Return what a participant is let see."""
        points = {name: given.points.get(name) or 0.0 for name in self.exercises}
        shown: list[PublishedExercise] = []
        if self.policy != "points":
            # What was graded: another hand-in may have been collected since.
            folder = self.here.autograded(participant, self.module)
            scored = read_hand_in(self.here, self.module, folder).scored
            shown = [self._exercise(scored[name], points[name], given.comments.get(name)) for name in self.exercises]
        return Published(
            module=self.module,
            at=at,
            handed_in=given.at,
            points=_sum(points.values()),
            max=_sum(float(one.max_points) for one in self.exercises.values()),
            strands=self._strands(points),
            read=self.read,
            exercises=shown,
        )

    def _strands(self, points: Mapping[str, float]) -> list[StrandPoints]:
        found: dict[str, tuple[list[float], list[float]]] = {}
        for name, exercise in self.exercises.items():
            goal = self.goals.get(exercise.spec.goal)
            if goal:
                given, most = found.setdefault(goal.strand, ([], []))
                given.append(points[name])
                most.append(float(exercise.max_points))
        order = list(dict.fromkeys(goal.strand for goal in self.goals.values()))
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
            number=self.numbers[exercise.id],
            points=points,
            max=float(exercise.max_points),
            withdrawn=withdrawn,
            answer=exercise.words(one.var, one.answer),
            explanation=lines,
            sources=self._sources(exercise, one, lines),
            comment=comment,
        )

    def _explained(self, one: Scored) -> list[str]:
        """Return why, without the key where only an explanation is shown."""
        said = one.exercise.explain(one.var, one.answer, shown=True)
        if self.policy == "key":
            return said
        solution = one.exercise.solutions[one.var]
        own = set(solution.feedback.values())
        return [*(line for line in said if line in own), solution.explanation]

    def _sources(self, exercise: Exercise, one: Scored, lines: Sequence[str]) -> list[str]:
        named = list(exercise.solutions[one.var].sources)
        for match in _REFERENCE.finditer(" ".join(lines)):
            named += [part.strip() for part in match[1].split(",")]
        return [self.titles[name] for name in dict.fromkeys(named) if name in self.titles]


def _sum(values: Iterable[float]) -> float:
    return round(sum(values), 2)


def reading(here: OccasionFolder, module: str) -> list[Reading]:
    """Return the sections that lead to practice on each goal of a module, or of the course where it is no ordinary one.

    A section that ends without practice leads to the practice in a later one of the same part.
    """
    entry = here.course.module(module)
    wanted: list[Goal] = list(here.course.goals.values())
    if entry and entry.role == "module":
        wanted = list(entry.goals)
    places: dict[str, list[Reading]] = {}
    texts = {goal.id: goal.text for goal in wanted}
    for other in here.require_released():
        notebook = here.notebook(other)
        leading: list[Heading] = []
        for heading in render(notebook).sections:
            if heading.text in PARTS:
                leading = []
                continue
            leading.append(heading)
            goals = dict.fromkeys(notebook.exercises[name].spec.goal for name in heading.exercises)
            for goal in (goal for goal in goals if goal in texts):
                places.setdefault(goal, []).extend(
                    Reading(goal=texts[goal], module=other, heading=one.text, anchor=one.id) for one in leading
                )
            if goals:
                leading = []
    return [place for goal in texts for place in places.get(goal, [])]


def _write(here: OccasionFolder, participant: str, published: Published) -> bool:
    """Write what a participant sees; tells whether it is another than before."""
    path = here.path / "published" / participant / f"{published.module}.json"
    before = _before(path)
    if before is not None and before.model_copy(update={"at": published.at}) == published:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, (published.model_dump_json(indent=1) + "\n").encode())
    return True


def _before(path: Path) -> Published | None:
    try:
        return Published.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None  # Nothing was published, or it cannot be read and is written anew.
