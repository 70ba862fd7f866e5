"""What every kind of exercise shares: the fields an author may write, and the parts of a kind.

A kind has the same parts, named the same: ``spec`` (what the author writes), ``answer`` (what a participant
can send), ``share`` and ``score`` (pure), ``explain``, ``samples``, ``simulate`` and a view.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from math import floor
from random import Random
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, JsonValue, model_validator

from toolkit.errors import Problem, refusal
from toolkit.formats.base import ExerciseId, Flag, GoalId, Model, Number, PartId, Points, Text, wrong
from toolkit.messages import listed, say

DONT_KNOW: JsonValue = {"dk": True}
"""The answer of the button *Vet inte*, which the view adds in a pre-test."""


def _few_digits(value: Any) -> Any:
    """Refuse what nobody means by a number of points, such as one of a thousand digits."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,4}([.,][0-9]{1,4})?", value):
        raise wrong(value, say("expected.points"))
    return value


def _amount(value: Any) -> Any:
    """Refuse what nobody means by an amount, such as one of a thousand digits."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,9}([.,][0-9]{1,4})?", value):
        raise wrong(value, say("expected.amount"))
    return value


Amount = Annotated[Number, BeforeValidator(_amount)]
"""A number that an author gives to a part: what it is worth, or costs."""


class Picture(Model):
    """A picture, and what it shows in words."""

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")] = Field(
        description="file beside the notebook"
    )
    alt: Text = Field(description="the same information in words, without the key")


class Figure(Picture):
    """A picture that belongs to the exercise."""

    table: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.csv$")] | None = Field(
        default=None, description="CSV beside the notebook with what a chart shows"
    )


class Spec(Model):
    """The open fields that every kind has."""

    id: ExerciseId = Field(description="the exercise; never reused; also nbgrader's grade_id")
    kind: str = Field(description="kind of exercise")
    goal: GoalId = Field(description="the one goal that it practises or tests")
    points: Annotated[Points, BeforeValidator(_few_digits)] | None = Field(
        default=None, description="points of a graded exercise, in steps of 0.5"
    )
    practice: Flag = Field(default=False, description="true for practice: no points, key in the open")
    prompt: Text = Field(description="the question or the task")
    case: Text | None = Field(default=None, description="text before the question")
    figure: Figure | None = Field(default=None, description="a picture that belongs to it")
    hints: list[Text] = Field(default=[], description="stepwise hints, practice only")
    ordered: Flag = Field(default=False, description="never shuffle options or items")
    confidence: Flag = Field(default=False, description="ask how sure the participant is")
    mastery: Flag = Field(default=False, description="must be right once to pass; practice only")
    pair: ExerciseId | None = Field(
        default=None, description="shared id of a pre-test cell and a test cell with the same variants"
    )
    withdrawn: Text | None = Field(default=None, description="why it no longer counts")
    waive: dict[str, Text] = Field(default={}, description="rules of check that do not apply, with the reason")

    @model_validator(mode="after")
    def _practice_or_graded(self) -> Self:
        if self.practice and self.points is not None:
            raise refusal(("points",), say("found.practice_points"), say("expected.practice_or_points"))
        if not self.practice and self.points is None:
            raise refusal(("points",), say("found.no_points"), say("expected.practice_or_points"))
        for name in ("hints", "mastery"):
            if getattr(self, name) and not self.practice:
                raise refusal((name,), say("found.graded_field"), say("expected.practice_only"))
        return self

    def shown_files(self) -> dict[str, str]:
        """Return the pictures beside the notebook that the exercise shows, by the field that names them."""
        return {"figure.file": self.figure.file} if self.figure else {}

    def files(self) -> dict[str, str]:
        """Return the files beside the notebook that the exercise needs, by the field that names them."""
        table = {"figure.table": self.figure.table} if self.figure and self.figure.table else {}
        return self.shown_files() | table


class OptionsSpec(Spec):
    """The open fields of a kind with options to choose among, which may have pictures."""

    options: dict[PartId, Text] = Field(description="the options, `{id: text}`")
    pictures: dict[PartId, Picture] | None = Field(
        default=None, description="a picture for each option, `{id: {file, alt}}`; the text stands under it"
    )

    @model_validator(mode="after")
    def _a_picture_for_each(self) -> Self:
        for name in self.pictures or {}:
            if name not in self.options:
                expected = say("expected.one_of", ids=listed(list(self.options)))
                raise refusal(("pictures", name), say("found.unknown_id", id=name), expected)
        for name in self.options if self.pictures is not None else {}:
            if name not in (self.pictures or {}):
                raise refusal(("pictures", name), say("found.nothing"), say("expected.picture_for_each"))
        return self

    def shown_files(self) -> dict[str, str]:
        """Return also the pictures of the options."""
        pictures = self.pictures or {}
        return super().shown_files() | {f"pictures.{name}.file": one.file for name, one in pictures.items()}

    def option_html(self, option: str, files: str) -> str:
        """Draw what an option says as plain HTML: its text, under its picture where it has one."""
        picture = (self.pictures or {}).get(option)
        shown = f'<img src="{escape(files + picture.file)}" alt="{escape(picture.alt)}"> ' if picture else ""
        return shown + escape(self.options[option])


class Solution(Model):
    """What stands in the hidden region of a graded exercise, and in the open of a practice exercise."""

    explanation: Text = Field(description="why the key is right, with its source")
    feedback: dict[PartId, Text] = Field(default={}, description="text per option or item")
    sources: list[str] = Field(default=[], description="ids of sources in course.yml")


S = TypeVar("S", bound=Spec)
K = TypeVar("K", bound=Solution)
A = TypeVar("A")


@dataclass(frozen=True)
class Score:
    """What an answer is worth.

    Parameters
    ----------
    points
        A plain float within 0 and `max`, rounded half up to 0.01; None while a person is still to give them.
    max
        The points that the exercise can give.
    """

    points: float | None
    max: float


@dataclass(frozen=True)
class Sample:
    """An answer that a kind makes up for an exercise, with the share of the points that it must score.

    ``share`` is None for what is malformed and must be refused, and for what awaits a person.
    """

    name: Literal["right", "partly", "wrong", "awaiting", "empty", "malformed"]
    answer: JsonValue
    share: Fraction | None


def points_of(share: Fraction, max_points: Decimal) -> float:
    """Round a share of the points half up to 0.01, once.

    Source: the format reference, section Score.
    """
    exact = Fraction(max_points) * min(max(share, Fraction(0)), Fraction(1))
    return floor(exact * 100 + Fraction(1, 2)) / 100


class Kind(ABC, Generic[S, K, A]):
    """One kind of exercise. `S` is what the author writes, `K` the solution, `A` a valid answer."""

    name: ClassVar[str]
    binding: ClassVar[bool] = False
    """Whether what was answered for points stands, so that a later answer can only add to it."""
    by_hand: ClassVar[bool] = False
    """Whether a person gives the points: then there is no right or wrong to practise either."""
    spec: type[S]
    solution: type[K]

    @abstractmethod
    def problems(self, spec: S, solution: K) -> Iterator[Problem]:
        """Find what does not fit between an exercise and its solution."""

    @abstractmethod
    def needs_feedback(self, spec: S, solution: K) -> list[str]:
        """Return the options or items that can be answered wrong: practice has a text for each."""

    @abstractmethod
    def read_answer(self, spec: S, value: JsonValue) -> A:
        """Read what a participant sent; never called with null.

        Raises
        ------
        AnswerError
            If it is no answer to this exercise.
        """

    def extends(self, answer: A, earlier: A) -> bool:
        """Tell whether an answer keeps all of an earlier one; asked only where answers are binding."""
        return answer == earlier

    def parts(self, answer: JsonValue) -> list[str]:
        """Return the ids of what was answered: an option, the items of a list, or the keys of a mapping."""
        if isinstance(answer, str):
            return [answer]
        if isinstance(answer, list):
            return [part for inner in answer for part in self.parts(inner)]
        return list(answer) if isinstance(answer, dict) else []

    @abstractmethod
    def share(self, spec: S, solution: K, answer: A) -> Fraction | None:
        """Return the exact share of the points, 0 to 1; None where they are given by hand."""

    @abstractmethod
    def words(self, spec: S, answer: A) -> list[str]:
        """Say in Swedish what was answered, one line per part."""

    @abstractmethod
    def explain(self, spec: S, solution: K, answer: A) -> list[str]:
        """Say in Swedish what was answered and why it scored so, one line per part."""

    def explain_shown(self, spec: S, solution: K, answer: A) -> list[str]:
        """Say it to who has the answer before them, where some of it need not be said again."""
        return self.explain(spec, solution, answer)

    def comparison(self, solution: K) -> JsonValue:
        """Return what a practice answer is compared with, for the view; None where a check scores it instead."""
        return None

    @abstractmethod
    def samples(self, spec: S, solution: K) -> list[Sample]:
        """Make up answers with the share that each must score."""

    @abstractmethod
    def simulate(self, spec: S, solution: K, right: float, rng: Random) -> JsonValue:
        """Make up the answer of someone who gets a part right with probability `right`."""

    def simulated_share(self, spec: S, solution: K, answer: A) -> Fraction | None:
        """Return the share that a simulated answer gets; also where a simulated person gives the points."""
        return self.share(spec, solution, answer)

    @abstractmethod
    def chance(self, spec: S) -> Fraction:
        """Return the chance of getting one part right without knowing anything."""

    @abstractmethod
    def html(self, spec: S, order: Sequence[str], answer: A | None, files: str = "") -> str:
        """Draw the exercise as plain HTML without script; everything from people is escaped.

        Parameters
        ----------
        files
            Where the files of the module lie, ending in a slash; empty for beside what is drawn.
        """

    @abstractmethod
    def shuffled(self, spec: S) -> list[str]:
        """Return the ids that are shown in an order of their own, in the author's order."""


def check_ids(where: str, found: Sequence[str], known: Sequence[str], expected: str) -> Iterator[Problem]:
    """Yield a problem for each id in `found` that is not known."""
    for name in found:
        if name not in known:
            yield Problem(f"{where}.{name}", say("found.unknown_id", id=name), expected)


def check_texts(where: str, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each part that says the same as another."""
    seen: dict[str, str] = {}
    for name, text in texts.items():
        twin = seen.setdefault(" ".join(text.casefold().split()), name)
        if twin != name:
            yield Problem(f"{where}.{name}", say("found.same_text", id=twin), say("expected.own_text"))
