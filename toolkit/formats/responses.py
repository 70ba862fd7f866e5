"""``responses.parquet``: one row per active participant and graded exercise of a released module.

Everything after grading reads this table and nothing else. No name, user name, municipality or free text.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from toolkit.formats.base import CourseId, ExerciseId, GoalId, Model, ModuleId, OccasionId
from toolkit.formats.course import Level

Status = Literal[
    "not_started",
    "not_submitted",
    "not_reached",
    "omitted",
    "answered",
    "awaiting_marking",
    "unreadable",
    "withdrawn",
]


class Response(Model):
    """One row."""

    v: Literal[1] = Field(default=1, description="version of the format")
    pid: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] = Field(description="pseudonym of the participant")
    occasion: OccasionId = Field(description="the occasion")
    course: CourseId = Field(description="the course")
    course_version: str = Field(description="version of the released content")
    module: ModuleId = Field(description="the module")
    module_role: Literal["module", "pretest", "test"] = Field(description="its role")
    exercise: ExerciseId = Field(description="the exercise")
    variant: str | None = Field(description="the variant that was answered")
    rev: str = Field(description="released revision of the exercise")
    goal: GoalId = Field(description="its goal")
    strand: str = Field(description="the goal's strand")
    level: Level = Field(description="the goal's level")
    kind: str = Field(description="kind of exercise")
    status: Status = Field(description="what became of it")
    points: float | None = Field(description="points; null when there are none to count")
    max_points: float = Field(description="points it can give")
    answer: str | None = Field(description="the answer as canonical JSON; null for text")
    words: int | None = Field(description="number of words of a text")
    confidence: int | None = Field(description="1 to 3 where it was asked")
    first_at: datetime | None = Field(description="first answer")
    last_at: datetime | None = Field(description="last answer")
    submitted_at: datetime | None = Field(description="the hand-in that was graded")
    seconds: float = Field(description="time on the exercise, gaps capped at 1800 s")
    changes: int = Field(description="number of times the answer was changed")
    n_submissions: int = Field(description="number of hand-ins of the module")
    late: bool = Field(description="handed in after due")
    actor: str = Field(description="group of actors")
    region: str = Field(description="region")
