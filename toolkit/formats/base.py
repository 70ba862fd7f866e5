"""What the models share: strictness, ids, text, numbers and times."""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from toolkit.messages import quoted, say

# No leading point: nbgrader's collect and autograde do not see hidden folders.
PARTICIPANT = re.compile(r"^[a-z0-9_-][a-z0-9._-]{0,63}$")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no text has: a control character other than a line feed or a tab, or half of a sign."""
LEVELS = ("minnas", "förstå", "tillämpa", "analysera", "värdera", "skapa")


class Model(BaseModel):
    """A format that authors and we write: immutable, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Received(BaseModel):
    """A format that participants send: types are strict, and unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, allow_inf_nan=False)


def wrong(found: object, expected: str) -> PydanticCustomError:
    """Return the error of a validator: what stood there and what could have."""
    return PydanticCustomError("kurs", "{expected}", {"found": quoted(found), "expected": expected})


def _plain(value: str) -> str:
    if CONTROL.search(value):
        raise wrong(value, say("expected.no_control"))
    if not value.strip():
        raise wrong(value, say("expected.text"))
    return value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise wrong(value, say("expected.flag"))
        return value == "true"
    return value


def _decimal(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return Decimal(value.replace(",", "."))
        except InvalidOperation:
            raise wrong(value, say("expected.number")) from None
    return Decimal(repr(value)) if isinstance(value, float) else value


def _points(value: Decimal) -> Decimal:
    if not 0 < value <= 100 or value % Decimal("0.5"):
        raise wrong(f"{value.normalize():f}".replace(".", ","), say("expected.points"))
    return value


def read_time(value: Any) -> Any:
    """Read an ISO 8601 time with offset, as UTC; a time without offset is refused."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise wrong(value, say("expected.time")) from None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise wrong(value, say("expected.time"))
        try:
            return value.astimezone(UTC)
        except OverflowError:
            raise wrong(value, say("expected.time")) from None
    raise wrong(value, say("expected.time"))


def write_time(value: datetime) -> str:
    """Write a time as it stands in files: UTC, milliseconds, offset."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


Text = Annotated[str, AfterValidator(_plain)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[Decimal, BeforeValidator(_decimal), PlainSerializer(float, return_type=float, when_used="json")]
Points = Annotated[Number, AfterValidator(_points)]
Time = Annotated[datetime, BeforeValidator(read_time), PlainSerializer(write_time, when_used="json")]


# The expressions run in pydantic's own engine, where $ is the end of the text and nothing else.
CourseId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,30}$")]
ModuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
GoalId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,30}\.[0-9]{1,2}\.[0-9]{1,2}$")]
ExerciseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{3,60}$")]
PartId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}$")]
ParticipantId = Annotated[str, StringConstraints(pattern=PARTICIPANT.pattern)]
OccasionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{3,40}$")]
Rev = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{6}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
