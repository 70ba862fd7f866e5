"""``answers.jsonl``, the journal: one line of JSON per event, written once and never changed.

Writer and grader read with the same function and the same limits, so that what the writer acknowledges the
grader accepts.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, SkipValidation, TypeAdapter, ValidationError

from toolkit.formats.base import ExerciseId, PartId, Received, Rev, Sha256, Time
from toolkit.formats.strictjson import JsonError, loads

MAX_LINE = 64 * 1024
"""Bytes of one line, the newline included."""
MAX_FILE = 16 * 1024 * 1024
"""Bytes of one journal."""
ROOM_TO_SUBMIT = MAX_LINE
"""Bytes that answers leave free, so that a full journal can still be handed in."""

Seq = Annotated[int, Field(ge=0, le=2**53)]
View = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
# What was read as JSON is JSON: to go through a long answer again takes longer than to read it.
Answer = Annotated[JsonValue, SkipValidation]


class _Event(Received):
    # Not Literal[1], which takes true and 1.0 for 1.
    v: Annotated[int, Field(ge=1, le=1)] = Field(description="version of the format, 1")
    n: Annotated[int, Field(ge=1, le=2**53)] = Field(description="number of the line, given by the writer")
    t: Time = Field(description="when the writer wrote it")


class _ExerciseEvent(_Event):
    ex: ExerciseId = Field(description="the exercise")
    view: View = Field(description="random id of the shown exercise that sent it")
    seq: Seq = Field(description="number within the view; (view, seq) makes a resend harmless")
    var: PartId | None = Field(default=None, description="the variant that was shown")
    rev: Rev | None = Field(default=None, description="revision of the exercise that was shown")
    base: Seq | None = Field(default=None, description="last n of this exercise that the view had seen")


class AnswerLine(_ExerciseEvent):
    """An answer was given, changed or cleared."""

    type: Literal["answer"] = Field(description="kind of event")
    answer: Answer = Field(description="the answer as its kind writes it; null when cleared")
    confidence: Annotated[int, Field(ge=1, le=3)] | None = Field(
        default=None, description="1 gissar, 2 ganska säker, 3 säker"
    )


class CheckLine(_ExerciseEvent):
    """A practice answer was checked."""

    type: Literal["check"] = Field(description="kind of event")
    answer: Answer = Field(description="the answer that was checked")
    points: float = Field(description="what it scored", ge=0)
    max: float = Field(description="what it could score; 0 where nothing is right or wrong", ge=0)


class HintLine(_ExerciseEvent):
    """A hint was shown."""

    type: Literal["hint"] = Field(description="kind of event")
    hint: Annotated[int, Field(ge=1, le=99)] = Field(description="which hint, counted from 1")


class OpenLine(_Event):
    """The module was shown."""

    type: Literal["open"] = Field(description="kind of event")


class SubmitLine(_Event):
    """The journal was handed in."""

    type: Literal["submit"] = Field(description="kind of event")
    by: Literal["participant", "auto"] = Field(description="who handed in")
    answered: Annotated[int, Field(ge=0)] = Field(description="graded exercises answered at that time")
    sha256: Sha256 = Field(description="SHA-256 of exactly the bytes that were handed in")


Line = Annotated[AnswerLine | CheckLine | HintLine | OpenLine | SubmitLine, Field(discriminator="type")]
_LINE: TypeAdapter[Any] = TypeAdapter(Line)


class LineError(ValueError):
    """A line of a journal is not valid; ``ex`` is the exercise that it names, where that can be told.

    Its text is the reason in a few words, for the list of bad lines. It is made when it is asked for: a journal has
    room for hundreds of thousands of bad lines, and only the first are listed.
    """

    def __init__(self, why: str | JsonError | ValidationError, ex: str | None = None) -> None:
        super().__init__(why)
        self.ex = ex

    def __str__(self) -> str:
        (why,) = self.args
        if not isinstance(why, ValidationError):
            return str(why)
        first = why.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"][1:]) or "line"
        return f"{place}: {first['type']}"


def read_line(raw: bytes) -> AnswerLine | CheckLine | HintLine | OpenLine | SubmitLine:
    """Read one line of a journal, without its newline.

    Raises
    ------
    LineError
        If it is no line of a journal.
    """
    if len(raw) + 1 > MAX_LINE:
        raise LineError("line too long")
    try:
        data = loads(raw)
    except JsonError as error:
        raise LineError(error) from None
    try:
        line: AnswerLine | CheckLine | HintLine | OpenLine | SubmitLine = _LINE.validate_python(data)
    except ValidationError as error:
        named = data.get("ex") if isinstance(data, dict) else None
        raise LineError(error, named if isinstance(named, str) else None) from None
    return line
