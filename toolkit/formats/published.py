"""``published/<participant>/<module>.json``: what the grader lets a participant see; the page only shows it."""

from typing import Annotated

from pydantic import Field

from toolkit.formats.base import ExerciseId, Flag, Model, ModuleId, Text, Time
from toolkit.formats.course import One

Number = Annotated[float, Field(ge=0)]


class StrandPoints(Model):
    """The points on the exercises of one strand."""

    strand: Text = Field(description="the strand")
    points: Number = Field(description="points given")
    max: Number = Field(description="points that can be given")


class Reading(Model):
    """Where to read about a goal; the same for everyone."""

    goal: Text = Field(description="the goal, in words")
    module: ModuleId = Field(description="the module that takes it up")
    heading: Text = Field(description="the section in it")
    anchor: Text = Field(description="the section's place on the module's page")


class PublishedExercise(Model):
    """What is told of one exercise."""

    id: ExerciseId = Field(description="the exercise")
    number: Annotated[int, Field(ge=1)] = Field(description="its place in the module")
    points: Number = Field(description="points given")
    max: Number = Field(description="points that can be given")
    withdrawn: Flag = Field(default=False, description="it no longer counts, and gives its points to everyone")
    answer: list[Text] = Field(description="the participant's answer in words, a line for each part")
    explanation: list[Text] = Field(description="why, a line for each part")
    sources: list[Text] = Field(default=[], description="titles of the sources")
    comment: Text | None = Field(default=None, description="what the marker wrote")


class Published(Model):
    """What a participant is let see of a module."""

    v: One = Field(default=1, description="version of the format")
    module: ModuleId = Field(description="the module")
    at: Time = Field(description="when it was published")
    handed_in: Time | None = Field(default=None, description="when what was graded was handed in")
    points: Number = Field(description="points given")
    max: Number = Field(description="points that can be given")
    strands: list[StrandPoints] = Field(description="the same points by strand, in the course's order")
    read: list[Reading] = Field(description="where to read, by goal")
    exercises: list[PublishedExercise] = Field(description="each exercise; empty where only points are shown")
