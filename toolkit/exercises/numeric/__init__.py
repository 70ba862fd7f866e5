"""``numeric``: answer with a number."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from html import escape
from random import Random
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from toolkit.errors import AnswerError, Problem, refusal
from toolkit.exercises.base import Kind, Sample, Solution, Spec
from toolkit.exercises.numeric.numbers import MAX_CHARACTERS, read_number, write_number
from toolkit.formats.base import Model, Text, wrong
from toolkit.messages import quoted, say

# Sums and products of three numbers of at most 40 characters have fewer digits; rounding would be an error.
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[Inexact, InvalidOperation])
_ROUNDING = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


def _numeral(value: str) -> str:
    try:
        read_number(value)
    except ValueError:
        raise wrong(value, say("expected.numeral")) from None
    return value


def _tolerance(value: str) -> str:
    try:
        fits = read_number(value) >= 0
    except ValueError:
        fits = False
    if not fits:
        raise wrong(value, say("expected.tolerance"))
    return value


Numeral = Annotated[str, AfterValidator(_numeral)]
Tolerance = Annotated[str, AfterValidator(_tolerance)]


class NumericSpec(Spec):
    """What the author of a `numeric` writes in the open."""

    kind: Literal["numeric"] = Field(description="answer with a number")
    unit: Text | None = Field(default=None, description="the unit, which is shown and never typed")
    round: Annotated[int, Field(ge=0, le=6)] | None = Field(
        default=None, description="how many decimals to answer with, which is shown; 0 for a whole number"
    )
    data: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.csv$")] | None = Field(
        default=None, description="CSV beside the notebook that the number is read from"
    )

    def files(self) -> dict[str, str]:
        """Return also the data."""
        return super().files() | ({"data": self.data} if self.data else {})


class NumericKey(Model):
    """The right number, and how far from it an answer may lie: `abs` or `rel`, and never both."""

    value: Numeral = Field(description="the right number")
    abs: Tolerance | None = Field(default=None, description="greatest distance from it")
    rel: Tolerance | None = Field(default=None, description="greatest distance as a share of it: 0,05 is 5 per cent")

    @model_validator(mode="after")
    def _one_tolerance(self) -> Self:
        if (self.abs is None) == (self.rel is None):
            found = say("found.no_tolerance" if self.abs is None else "found.both_tolerances")
            raise refusal((), found, say("expected.one_tolerance"))
        return self

    @property
    def number(self) -> Decimal:
        """The right number."""
        return read_number(self.value)

    @property
    def margin(self) -> Decimal:
        """The greatest distance from it."""
        if self.abs is not None:
            return read_number(self.abs)
        return _EXACT.multiply(self.number.copy_abs(), read_number(str(self.rel)))

    def accepts(self, number: Decimal) -> bool:
        """Tell whether a number is right."""
        return _distance(number, self.number) <= self.margin


class WrongNumber(Model):
    """What a known mistake leads to, and what to say of it."""

    value: Numeral = Field(description="the number that the mistake leads to, outside what the key accepts")
    abs: Tolerance = Field(default="0", description="greatest distance from it")
    feedback: Text = Field(description="what went wrong")

    @property
    def number(self) -> Decimal:
        """The number that the mistake leads to."""
        return read_number(self.value)


class NumericSolution(Solution):
    """The key of a `numeric`."""

    key: NumericKey = Field(description="the right number with its tolerance")
    wrong: Annotated[list[WrongNumber], Field(max_length=10)] = Field(
        default=[], description="known mistakes, each with its own feedback"
    )

    def mistake(self, number: Decimal) -> WrongNumber | None:
        """Return the known mistake that a wrong number comes from: the nearest whose tolerance it keeps."""
        if self.key.accepts(number):
            return None
        near = [one for one in self.wrong if _distance(number, one.number) <= read_number(one.abs)]
        return min(near, key=lambda one: _distance(number, one.number), default=None)


class Numeric(Kind[NumericSpec, NumericSolution, str]):
    """Answer with a number: 1 within the tolerance, else 0. An answer is kept as it was typed."""

    name = "numeric"
    spec = NumericSpec
    solution = NumericSolution

    def problems(self, spec: NumericSpec, solution: NumericSolution) -> Iterator[Problem]:
        """Find a key that no rounded answer meets, and known mistakes that are right or said twice."""
        key = solution.key
        if key.rel is not None and not key.number:
            yield Problem("key.rel", say("found.share_of_zero"), say("expected.abs_at_zero"))
        if spec.round is not None:
            rounded = _ROUNDING.quantize(key.number, Decimal(1).scaleb(-spec.round))
            if not key.accepts(rounded):
                found = say("found.rounds_away", value=quoted(key.value), rounded=write_number(rounded))
                yield Problem("key.value", found, say("expected.right_rounded"))
        seen: dict[Decimal, int] = {}
        for place, one in enumerate(solution.wrong, 1):
            if key.accepts(one.number):
                found = say("found.within_key", value=quoted(one.value))
                yield Problem(f"wrong.{place}.value", found, say("expected.outside_key"))
            twin = seen.setdefault(one.number, place)
            if twin != place:
                yield Problem(f"wrong.{place}.value", say("found.same_number", n=twin), say("expected.own_number"))
        for name in solution.feedback:
            yield Problem(f"feedback.{name}", say("found.unknown_id", id=name), say("expected.feedback_in_wrong"))

    def needs_feedback(self, spec: NumericSpec, solution: NumericSolution) -> list[str]:
        """Return nothing: a number has no parts, and every known mistake has its own text."""
        return []

    def read_answer(self, spec: NumericSpec, value: JsonValue) -> str:
        """Read a number as typed. White space alone is no answer: that is sent as null."""
        try:
            if isinstance(value, str):
                read_number(value)
                return value
        except ValueError:
            pass
        raise AnswerError(say("answer.numeric_whole" if spec.round == 0 else "answer.numeric"))

    def share(self, spec: NumericSpec, solution: NumericSolution, answer: str) -> Fraction:
        """Return 1 within the tolerance, its ends included, else 0."""
        return Fraction(solution.key.accepts(read_number(answer)))

    def words(self, spec: NumericSpec, answer: str) -> list[str]:
        """Say which number was answered."""
        return [_shown(spec, read_number(answer))]

    def explain(self, spec: NumericSpec, solution: NumericSolution, answer: str) -> list[str]:
        """Say how the answer was read, which known mistake leads to it, and what is right."""
        right = [say("explain.number_right")] if self.share(spec, solution, answer) else []
        return [*right, *self.explain_shown(spec, solution, answer)]

    def explain_shown(self, spec: NumericSpec, solution: NumericSolution, answer: str) -> list[str]:
        """Say it without the verdict, which is shown."""
        number, key = read_number(answer), solution.key
        lines, mistake = [say("explain.number", number=_shown(spec, number))], solution.mistake(number)
        if mistake:
            lines += [say("explain.known_error", number=_shown(spec, mistake.number)), mistake.feedback]
        if number != key.number:
            lines.append(say("explain.number_key", number=_shown(spec, key.number)))
        return [*lines, solution.explanation]

    def samples(self, spec: NumericSpec, solution: NumericSolution) -> list[Sample]:
        """Answer with the key and its limits, with wrong numbers and known mistakes, and with what is no number."""
        key = solution.key
        ends = [_EXACT.subtract(key.number, key.margin), _EXACT.add(key.number, key.margin)]
        return [
            Sample("right", key.value, Fraction(1)),
            *(Sample("right", typed, Fraction(1)) for typed in _typed(ends)),
            *(Sample("wrong", typed, Fraction(0)) for typed in _typed(_beside(key, 1))),
            *(Sample("wrong", one.value, Fraction(0)) for one in solution.wrong),
            Sample("empty", None, Fraction(0)),
            *(Sample("malformed", text, None) for text in ("", " ", "ett", "12 %", "1e3", "1,234,5")),
            Sample("malformed", 12, None),
            Sample("malformed", [key.value], None),
        ]

    def simulate(self, spec: NumericSpec, solution: NumericSolution, right: float, rng: Random) -> JsonValue:
        """Answer with the key with probability `right`, else make a known mistake or miss by a little."""
        key = solution.key
        if rng.random() < right:
            return key.value
        missed = _typed(_beside(key, rng.randint(1, 9)))
        return rng.choice([*missed, *(one.value for one in solution.wrong)] or [None])

    def chance(self, spec: NumericSpec) -> Fraction:
        """Return 0: nobody guesses a number."""
        return Fraction(0)

    def html(self, spec: NumericSpec, order: Sequence[str], answer: str | None, files: str = "") -> str:
        """Draw an input for the number, with its unit, under how to round and what the number is read from."""
        said = [] if spec.round is None else [_rounding(spec.round)]
        rows = "".join(f"<p>{escape(line)}</p>" for line in said)
        if spec.data:
            rows += f'<p><a href="{escape(files + spec.data)}">{escape(say("numeric.data", file=spec.data))}</a></p>'
        value = "" if answer is None else f' value="{escape(answer)}"'
        return f'{rows}<p><label><input type="text" disabled{value}> {escape(spec.unit or "")}</label></p>'

    def shuffled(self, spec: NumericSpec) -> list[str]:
        """Return nothing: there is one input."""
        return []


def _distance(one: Decimal, other: Decimal) -> Decimal:
    return _EXACT.subtract(one, other).copy_abs()


def _beside(key: NumericKey, steps: int) -> list[Decimal]:
    """Return the numbers that are some steps too small and too large, with as many decimals as the key."""
    step = Decimal(1).scaleb(int(key.number.as_tuple().exponent))
    within = _EXACT.divide_int(key.margin, step)
    off = _EXACT.multiply(_EXACT.add(within, steps), step)
    return [_EXACT.subtract(key.number, off), _EXACT.add(key.number, off)]


def _typed(numbers: Sequence[Decimal]) -> list[str]:
    """Write numbers as a participant might, those that are not too long to be read."""
    written = [format(number, "f").replace(".", ",") for number in numbers]
    return [text for text in written if len(text) <= MAX_CHARACTERS]


def _shown(spec: NumericSpec, number: Decimal) -> str:
    return f"{write_number(number)} {spec.unit}" if spec.unit else write_number(number)


def _rounding(decimals: int) -> str:
    if decimals == 0:
        return say("numeric.whole")
    return say("numeric.one_decimal") if decimals == 1 else say("numeric.decimals", n=decimals)
