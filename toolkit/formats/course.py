"""``course.yml``: what a course consists of, its goals, its sources and what passing takes."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from toolkit.errors import refusal
from toolkit.formats.base import CourseId, GoalId, Model, ModuleId, Number, Text
from toolkit.messages import listed, quoted, say

Level = Literal["minnas", "förstå", "tillämpa", "analysera", "värdera", "skapa"]
Date = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Version = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
One = Annotated[Literal[1], BeforeValidator(lambda value: 1 if value == "1" else value)]
"""Version 1 of a format that authors write as text."""
Minutes = Annotated[int, Field(ge=0, le=600)]
Role = Literal["module", "pretest", "test"]


class Goal(Model):
    """One knowledge goal: a sentence with an observable verb."""

    id: GoalId = Field(description="`<prefix>.<module number>.<n>`")
    level: Level = Field(description="what the verb asks, from minnas to skapa")
    strand: Text = Field(description="the group of goals (tema) that it belongs to")
    text: Text = Field(description="the goal, one sentence")


class ReadingTime(Model):
    """How long a module takes."""

    read: Minutes = Field(description="minutes to read")
    exercises: Minutes = Field(description="minutes for the exercises")


class ModuleEntry(Model):
    """One module: one notebook, one nbgrader assignment."""

    id: ModuleId = Field(description="folder, notebook and assignment name")
    number: Annotated[int, Field(ge=0, le=99)] = Field(description="place in the course")
    role: Role = Field(description="ordinary module, pre-test or final test")
    state: Literal["draft", "ready"] = Field(description="goals must be covered only when ready")
    title: Text = Field(description="title as participants see it")
    minutes: ReadingTime = Field(description="time to read and time for the exercises")
    goals: list[Goal] = Field(default=[], description="the knowledge goals taught here")


class Pass(Model):
    """What passing takes."""

    total: Annotated[Number, Field(gt=0, le=1)] = Field(
        description="share of the points on the final test: above 0, at most 1"
    )
    modules: Literal["all"] | list[ModuleId] = Field(description="modules that must be handed in")


class Source(Model):
    """A source that course text may refer to by its id."""

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]{0,9}$")] = Field(description="short id, such as L1")
    title: Text = Field(description="title of the source")
    year: Annotated[int, Field(ge=1900, le=2100)] = Field(description="year of publication")
    url: Annotated[str, Field(pattern=r"^https://[^\s<>\"]+$")] | None = Field(
        default=None, description="where it can be read"
    )


class Review(Model):
    """Reviews by people outside: `needed`, or date and version when done."""

    law: Text = Field(description="by a lawyer")
    fact: Text = Field(description="of facts and figures")
    method: Text = Field(description="by a methodologist")

    def needed(self) -> str:
        """Return a sentence about what nobody outside has reviewed yet; empty when everything has been."""
        left = [say(f"course.review.{name}") for name, state in self if state == "needed"]
        return say("course.review_needed", what=listed(left, "och")) if left else ""


class Change(Model):
    """One entry of the course's own change log."""

    version: Version = Field(description="the version that the change made")
    date: Date = Field(description="day of the change")
    what: Text = Field(description="what changed, for participants and instructors")


class Course(Model):
    """`course.yml`."""

    v: One = Field(description="version of the format")
    id: CourseId = Field(description="the course, and its folder")
    prefix: Annotated[str, Field(pattern=r"^[a-z]{1,20}$")] = Field(
        description="first part of the ids of goals and exercises; small letters only"
    )
    title: Text = Field(description="title as participants see it")
    version: Version = Field(description="version of the content")
    audience: Text = Field(description="whom it is for")
    requires: list[CourseId] = Field(default=[], description="courses that should come first; advisory")
    passing: Pass = Field(alias="pass", description="what passing takes; the occasion may override it")
    modules: Annotated[list[ModuleEntry], Field(min_length=1)] = Field(description="modules in order")
    review: Review = Field(description="reviews by people outside that are done or needed")
    sources: list[Source] = Field(default=[], description="sources of what the course says")
    changes: list[Change] = Field(default=[], description="change log")

    @model_validator(mode="after")
    def _ids_are_unique_and_in_place(self) -> Self:
        seen: set[str] = set()
        goals = [(m, g, goal) for m, module in enumerate(self.modules) for g, goal in enumerate(module.goals)]
        for path, name in (
            *((("modules", m, "id"), module.id) for m, module in enumerate(self.modules)),
            *((("modules", m, "goals", g, "id"), goal.id) for m, g, goal in goals),
            *((("sources", s, "id"), source.id) for s, source in enumerate(self.sources)),
        ):
            if name in seen:
                raise refusal(path, quoted(name), say("expected.unique"))
            seen.add(name)
        for m, g, goal in goals:
            place = f"{self.prefix}.{self.modules[m].number}."
            if not goal.id.startswith(place):
                path = ("modules", m, "goals", g, "id")
                raise refusal(path, quoted(goal.id), say("expected.goal_place", place=place))
        for name in () if self.passing.modules == "all" else self.passing.modules:
            if self.module(name) is None:
                found = say("found.unknown_id", id=name)
                raise refusal(("pass", "modules"), found, listed([module.id for module in self.modules]))
        return self

    @property
    def goals(self) -> dict[str, Goal]:
        """Every goal of the course by its id."""
        return {goal.id: goal for module in self.modules for goal in module.goals}

    def module(self, module_id: str) -> ModuleEntry | None:
        """Return the entry of one module, if the course has it."""
        return next((m for m in self.modules if m.id == module_id), None)
