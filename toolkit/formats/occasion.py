"""An occasion's own files: ``occasion.yml``, ``roster.csv``, ``extensions.csv`` and those of ``marking/``."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import parse_qs

from pydantic import AfterValidator, Field, model_validator

from toolkit.errors import refusal
from toolkit.formats.base import (
    CourseId,
    ExerciseId,
    Flag,
    Model,
    ModuleId,
    OccasionId,
    ParticipantId,
    Sha256,
    Text,
    Time,
    write_time,
)
from toolkit.formats.course import One, Pass
from toolkit.messages import quoted, say

Feedback = Literal["points", "explanation", "key"]
_DATABASE = re.compile(r"(sqlite|postgresql(\+psycopg)?)://")
_PASSWORD = re.compile(r"[^:]*://[^:/]*:[^@]*@")
"""What SQLAlchemy takes for an address with a password."""


def _database(url: str) -> str:
    """Refuse what is no database of ours, and a password: the pages' account reads the file, and never the gradebook.

    What was found is not repeated, since a password may be in it.
    """
    options = parse_qs(url.partition("?")[2], keep_blank_values=True)
    if _PASSWORD.match(url) or "password" in options:
        raise refusal((), say("found.password"), say("expected.no_password"))
    if not _DATABASE.match(url) or not url.isprintable():
        raise refusal((), quoted(url.partition(":")[0]), say("expected.database"))
    return url


class ModuleRules(Model):
    """When a module is open, and what participants see afterwards."""

    opens: Time | None = Field(default=None, description="from when it is shown; from release when unset")
    due: Time | None = Field(default=None, description="until when it can be handed in; no end when unset")
    hand_ins: Literal["once", "until_due"] = Field(
        default="until_due",
        description="handed in once, or again until due; when unset a pre-test or final test is handed in `once`",
    )
    feedback: Feedback = Field(
        default="explanation",
        description="what is shown after grading; when unset `points` of a pre-test or final test",
    )
    feedback_when: Literal["after_due", "at_once"] = Field(
        default="after_due", description="when it is shown; at_once requires once"
    )

    @model_validator(mode="after")
    def _at_once_requires_once(self) -> Self:
        if self.feedback_when == "at_once" and self.hand_ins != "once":
            raise refusal(("feedback_when",), quoted(self.feedback_when), say("expected.once"))
        return self


class Occasion(Model):
    """`occasion.yml`."""

    v: One = Field(default=1, description="version of the format")
    id: OccasionId = Field(description="the occasion, and nbgrader's course id in the exchange")
    course: CourseId = Field(description="the course that is given")
    title: Text = Field(description="title as participants see it")
    surface: Literal["pages", "lab"] = Field(default="pages", description="where participants work")
    seats: Annotated[int, Field(ge=1, le=100_000)] | None = Field(default=None, description="number of seats")
    starts: Time | None = Field(default=None, description="when it starts: no module opens before")
    ends: Time | None = Field(default=None, description="when it ends: then it can only be read")
    contact: Text | None = Field(default=None, description="whom participants ask")
    retake_of: OccasionId | None = Field(default=None, description="the occasion that this is a retake of")
    passing: Pass | None = Field(default=None, alias="pass", description="overrides the course's")
    requires: list[CourseId] = Field(default=[], description="courses that must come first")
    modules: dict[ModuleId, ModuleRules] = Field(default={}, description="rules per module")
    auto_submit: Flag = Field(default=True, description="hand in by itself when due passes")
    late: Literal["none"] = Field(default="none", description="late hand-ins are not taken")
    live: Flag = Field(default=False, description="grade while hand-ins arrive")
    instructors: list[ParticipantId] = Field(default=[], description="who may see and grade it on the instructor page")
    groups: list[Literal["actor", "region"]] = Field(
        default=["actor", "region"], description="columns that reports may group by"
    )
    gradebook: Annotated[str, AfterValidator(_database)] | None = Field(
        default=None, description="database URL, SQLite or PostgreSQL, without a password; gradebook.db when unset"
    )

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.starts and self.ends and self.ends <= self.starts:
            raise refusal(("ends",), quoted(write_time(self.ends)), say("expected.after_start"))
        return self


class RosterRow(Model):
    """A row of `roster.csv`: one seat."""

    id: ParticipantId = Field(description="the participant, the same name everywhere")
    name: Text = Field(description="name as instructors see it")
    email: str = Field(default="", description="address", pattern=r"^$|^[^@\s]+@[^@\s]+$")
    organisation: str = Field(default="", description="employer")
    actor: str = Field(default="", description="group for reports, such as kommun or polis")
    municipality: str = Field(default="", description="never leaves the roster")
    region: str = Field(default="", description="group for reports")
    role: str = Field(default="", description="free text")
    active: Literal["ja", "nej"] = Field(default="ja", description="nej for who has left")


class Extension(Model):
    """A row of `extensions.csv`: more time for one person in one module."""

    id: ParticipantId = Field(description="the participant")
    module: ModuleId = Field(description="the module")
    due: Time = Field(description="the due time that applies instead")
    reason_code: Text = Field(description="why, as a code without personal data")
    by: Text = Field(description="who decided")
    at: Time = Field(description="when it was decided")


class Marked(Model):
    """`marking/<participant>/<module>.json`: which answers a marker was given to read."""

    v: One = Field(default=1, description="version of the format")
    answers: dict[ExerciseId, Sha256] = Field(
        description="SHA-256 of variant and answer, as canonical JSON, for each exercise that is marked by hand"
    )
