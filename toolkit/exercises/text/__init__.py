"""``text``: write a text, which a person marks by its rubric."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape
from random import Random
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, JsonValue, model_validator

from toolkit.errors import AnswerError, Problem, refusal
from toolkit.exercises.base import Kind, Sample, Solution, Spec, check_texts
from toolkit.formats.base import CONTROL, Model, PartId, Points, Text
from toolkit.formats.journal import MAX_LINE
from toolkit.messages import say

MAX_WORDS = 2000
"""Words that an author can ask for; so many have room in one line of a journal."""


def count_words(text: str) -> int:
    """Count the words of a text: runs without white space that have a letter or a digit in them.

    >>> count_words("Det – och 3 ord till.")
    5
    """
    return sum(any(character.isalnum() for character in run) for run in text.split())


class WordGuide(Model):
    """How long the text should be; a guide, which costs no points to leave."""

    min: Annotated[int, Field(ge=1, le=MAX_WORDS)] = Field(description="words that it takes")
    max: Annotated[int, Field(ge=1, le=MAX_WORDS)] = Field(description="words that are enough, more than `min`")

    @model_validator(mode="after")
    def _min_below_max(self) -> Self:
        if self.min >= self.max:
            raise refusal(("max",), str(self.max), say("expected.gt", n=self.min))
        return self

    @property
    def said(self) -> str:
        """The guide in words."""
        return say("text.guide", min=self.min, max=self.max)


class TextSpec(Spec):
    """What the author of a `text` writes in the open."""

    kind: Literal["text"] = Field(description="write a text that a person marks")
    words: WordGuide = Field(description="how long the text should be, which is shown")

    @model_validator(mode="after")
    def _never_mastery(self) -> Self:
        if self.mastery:
            raise refusal(("mastery",), say("found.mastery_by_hand"), say("expected.no_mastery"))
        return self


class Criterion(Model):
    """One thing that the marker looks for."""

    text: Text = Field(description="a question to the text, such as: Anger svaret en plats och en tid?")
    points: Points | None = Field(default=None, description="what it gives, in steps of 0.5; never in practice")


class Example(Model):
    """A text that somebody could have written, and what to see in it."""

    text: Text = Field(description="the text, as long as one that is asked for")
    why: Text = Field(description="why it holds, or what it lacks")


class TextSolution(Solution):
    """What a `text` is marked by."""

    rubric: Annotated[dict[PartId, Criterion], Field(min_length=2, max_length=8)] = Field(
        description="what the marker looks for, `{id: {text, points}}`; the points make up those of the exercise"
    )
    strong: Example = Field(description="an example of a text that meets the rubric")
    weak: Example = Field(description="an example of one that does not")


class TextKind(Kind[TextSpec, TextSolution, str]):
    """Write a text: the points of a rubric, given by hand. An answer is kept as it was written."""

    name = "text"
    spec = TextSpec
    solution = TextSolution
    by_hand: ClassVar[bool] = True

    def problems(self, spec: TextSpec, solution: TextSolution) -> Iterator[Problem]:
        """Find points that do not make up the exercise's, examples that are one, and practice without questions."""
        if spec.practice:
            yield from _practice_problems(solution)
        else:
            yield from _points_problems(spec, solution)
        yield from check_texts("rubric", {name: one.text for name, one in solution.rubric.items()})
        examples = {"strong": solution.strong.text, "weak": solution.weak.text}
        for problem in check_texts("", examples):
            yield Problem("weak.text", problem.found, problem.expected)
        for name in solution.feedback:
            yield Problem(f"feedback.{name}", say("found.unknown_id", id=name), say("expected.feedback_in_why"))

    def needs_feedback(self, spec: TextSpec, solution: TextSolution) -> list[str]:
        """Return nothing: a text has no parts, and is compared with the examples."""
        return []

    def read_answer(self, spec: TextSpec, value: JsonValue) -> str:
        """Read a text. White space alone is no answer: that is sent as null."""
        if not isinstance(value, str):
            raise AnswerError(say("answer.text"))
        if len(value) > MAX_LINE:
            raise AnswerError(say("answer.text_long"))
        if CONTROL.search(value):
            raise AnswerError(say("answer.text_signs"))
        if not value.strip():
            raise AnswerError(say("answer.text"))
        return value

    def share(self, spec: TextSpec, solution: TextSolution, answer: str) -> None:
        """Return None: a person says what a text is worth."""
        return

    def words(self, spec: TextSpec, answer: str) -> list[str]:
        """Return what was written, line by line."""
        return [line.rstrip() for line in answer.split("\n") if line.strip()]

    def explain(self, spec: TextSpec, solution: TextSolution, answer: str) -> list[str]:
        """Return what was written, its length, what to look for in it, and the examples to compare it with."""
        count = say("text.count_of", n=count_words(answer), min=spec.words.min, max=spec.words.max)
        examples = [
            line
            for name, example in (("strong", solution.strong), ("weak", solution.weak))
            for line in (f"{say(f'text.{name}')}: {_on_one_line(example.text)}", f"{say('text.why')}: {example.why}")
        ]
        asked = [_criterion(one) for one in solution.rubric.values()]
        return [*self.words(spec, answer), count, *asked, *examples, solution.explanation]

    def explain_shown(self, spec: TextSpec, solution: TextSolution, answer: str) -> list[str]:
        """Say only the explanation to who has the text before them, with the rubric and the examples beside it."""
        return [solution.explanation]

    def comparison(self, solution: TextSolution) -> JsonValue:
        """Return the rubric as questions to ask oneself, and the examples."""
        return {
            "questions": [one.text for one in solution.rubric.values()],
            "strong": solution.strong.model_dump(mode="json"),
            "weak": solution.weak.model_dump(mode="json"),
        }

    def samples(self, spec: TextSpec, solution: TextSolution) -> list[Sample]:
        """Answer with the examples, which await a person, with nothing, and with what is no text."""
        return [
            Sample("awaiting", solution.strong.text, None),
            Sample("awaiting", solution.weak.text, None),
            Sample("empty", None, Fraction(0)),
            *(Sample("malformed", value, None) for value in ("", " \n\t", "ett\x00två", "\ud800")),
            Sample("malformed", 12, None),
            Sample("malformed", [solution.strong.text], None),
        ]

    def simulate(self, spec: TextSpec, solution: TextSolution, right: float, rng: Random) -> JsonValue:
        """Write which criteria the text meets, each with probability `right`, after that it is simulated."""
        met = [_on_one_line(one.text) for one in solution.rubric.values() if rng.random() < right]
        return "\n".join([say("text.simulated"), *met])

    def simulated_share(self, spec: TextSpec, solution: TextSolution, answer: str) -> Fraction:
        """Return what a simulated marker gives: the points of the criteria that a simulated text says it meets."""
        said = answer.split("\n")
        worth = {_on_one_line(one.text): Fraction(one.points or 1) for one in solution.rubric.values()}
        return Fraction(sum((worth[text] for text in worth if text in said), Fraction(0)), sum(worth.values()))

    def chance(self, spec: TextSpec) -> Fraction:
        """Return 0: nobody guesses a text."""
        return Fraction(0)

    def html(self, spec: TextSpec, order: Sequence[str], answer: str | None, files: str = "") -> str:
        """Draw an empty field under how long the text should be; or the text, whole, where there is one."""
        guide = f"<p>{escape(spec.words.said)}</p>"
        if answer is None:
            label = escape(say("view.your_answer"))
            return f'{guide}<p><label>{label}<br><textarea rows="8" cols="60" disabled></textarea></label></p>'
        return f"{guide}<blockquote>{'<br>'.join(escape(line) for line in answer.splitlines())}</blockquote>"

    def shuffled(self, spec: TextSpec) -> list[str]:
        """Return nothing: there is one field."""
        return []


def _practice_problems(solution: TextSolution) -> Iterator[Problem]:
    for name, one in solution.rubric.items():
        if one.points is not None:
            yield Problem(f"rubric.{name}.points", say("found.points_in_practice"), say("expected.no_points"))
        if not one.text.rstrip().endswith("?"):
            yield Problem(f"rubric.{name}.text", say("found.no_question"), say("expected.question"))


def _points_problems(spec: TextSpec, solution: TextSolution) -> Iterator[Problem]:
    lacking = [name for name, one in solution.rubric.items() if one.points is None]
    for name in lacking:
        yield Problem(f"rubric.{name}.points", say("found.nothing"), say("expected.points"))
    total = sum((Fraction(one.points or 0) for one in solution.rubric.values()), Fraction(0))
    if not lacking and spec.points is not None and total != spec.points:
        found = say("found.points_sum", n=_number(total))
        yield Problem("rubric", found, say("expected.points_sum", n=_number(Fraction(spec.points))))


def _criterion(one: Criterion) -> str:
    text = _on_one_line(one.text)
    if one.points is None:
        return say("text.criterion", text=text)
    return say("text.criterion_points", text=text, points=_number(Fraction(one.points)))


def _number(points: Fraction) -> str:
    return f"{float(points):g}".replace(".", ",")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
