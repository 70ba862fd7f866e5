"""What a view sends to be saved, checked or hinted at, and what it gets back."""

from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, TypeAdapter

from toolkit.formats.base import ExerciseId, Model, PartId, Received, Rev, Time
from toolkit.formats.journal import Answer, Seq, View

Why = Literal["stale", "closed", "too_big", "invalid", "disk"]


class _Message(Received):
    ex: ExerciseId = Field(description="the exercise")
    var: PartId | None = Field(default=None, description="the variant that is shown")
    rev: Rev = Field(description="revision of the exercise that is shown")
    view: View = Field(description="random id of the shown exercise")
    seq: Seq = Field(description="number within the view")
    base: Seq | None = Field(default=None, description="last n of this exercise that the view has seen")


class SaveMessage(_Message):
    """Save an answer."""

    type: Literal["answer"] = Field(description="kind of message")
    answer: Answer = Field(description="the answer; null clears it")
    confidence: Annotated[int, Field(ge=1, le=3)] | None = Field(default=None, description="1 to 3")


class CheckMessage(_Message):
    """Score a practice answer and say why."""

    type: Literal["check"] = Field(description="kind of message")
    answer: Answer = Field(description="the answer to check")


class HintMessage(_Message):
    """Ask for a hint."""

    type: Literal["hint"] = Field(description="kind of message")
    hint: Annotated[int, Field(ge=1, le=99)] = Field(description="which hint, counted from 1")


Message = Annotated[SaveMessage | CheckMessage | HintMessage, Field(discriminator="type")]
MESSAGE: TypeAdapter[Any] = TypeAdapter(Message)


class Saved(Model):
    """Acknowledgement: the line is on disk."""

    ok: Literal[True] = Field(default=True, description="it was done")
    n: int = Field(description="number of the line in the journal")
    at: Time = Field(description="when it was written")


class Checked(Saved):
    """The result of a check."""

    points: float = Field(description="what the answer scores")
    max: float = Field(description="what it could score; 0 where nothing is right or wrong")
    feedback: dict[str, Any] = Field(
        description="explanation, text per option or item, and for a text the comparison: questions and examples"
    )
    next: dict[str, Any] | None = Field(
        default=None, description="after a wrong check of a mastery task: what is shown from then on"
    )


class Hinted(Saved):
    """A hint."""

    hint: str = Field(description="the text")


class Present(Model):
    """The answer that the journal holds, shown when a newer one exists."""

    n: int = Field(description="number of its line")
    at: Time = Field(description="when it was written")
    answer: JsonValue = Field(description="the answer")


class Refusal(Model):
    """Nothing was written, and why."""

    ok: Literal[False] = Field(default=False, description="it was not done")
    why: Why = Field(description="reason, for the view")
    message: str = Field(description="reason in Swedish, for the participant")
    present: Present | None = Field(default=None, description="the journal's answer when it is newer")
