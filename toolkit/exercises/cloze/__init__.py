"""``cloze``: fill the gaps of a text, by typing or by choosing."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from itertools import count
from random import Random
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from toolkit.errors import AnswerError, Problem, refusal
from toolkit.exercises.base import Kind, Sample, Solution, Spec, check_ids
from toolkit.exercises.cloze.words import folded, slipped
from toolkit.formats.base import Model, PartId, Text
from toolkit.messages import listed, quoted, say

MAX_CHARACTERS = 100
"""Longest text in a gap."""
MAX_GAPS = 12
_GAP = re.compile(r"\{([a-z0-9_]{1,30})\}")

Answer = Mapping[str, str]


class ClozeGap(Model):
    """A gap in the text."""

    choices: Annotated[list[Text], Field(min_length=2, max_length=12)] | None = Field(
        default=None, description="what there is to choose from; without them the gap is typed in"
    )


class ClozeSpec(Spec):
    """What the author of a `cloze` writes in the open."""

    kind: Literal["cloze"] = Field(description="fill the gaps of a text")
    text: Text = Field(description=f"the text, with `{{gap}}` where something is missing; at most {MAX_GAPS} gaps")
    gaps: dict[PartId, ClozeGap] = Field(
        default={}, description="the gaps with choices, `{gap: {choices: [...]}}`; other gaps are typed in"
    )
    spelling: Annotated[int, Field(ge=0, le=1)] = Field(
        default=0, description="1 to accept one slip in a typed word of five letters or more"
    )

    @model_validator(mode="after")
    def _text_has_the_gaps(self) -> Self:
        ids = self.ids
        if not 1 <= len(ids) <= MAX_GAPS:
            raise refusal(("text",), say("found.gaps", n=len(ids)), say("expected.gaps", n=MAX_GAPS))
        twice = next((gap for place, gap in enumerate(ids) if gap in ids[:place]), None)
        if twice is not None:
            raise refusal(("text",), say("found.item_twice", id=twice), say("expected.gap_once"))
        if any(brace in "".join(self.pieces[::2]) for brace in "{}"):
            raise refusal(("text",), say("found.brace"), say("expected.gap_form"))
        unknown = next((gap for gap in self.gaps if gap not in ids), None)
        if unknown is not None:
            raise refusal(
                ("gaps", unknown), say("found.not_in_text", id=unknown), say("expected.one_of", ids=listed(ids))
            )
        return self

    @property
    def pieces(self) -> list[str]:
        """The text in pieces: what stands before the first gap, its id, what stands after it, and so on."""
        return _GAP.split(self.text)

    @property
    def ids(self) -> list[str]:
        """The gaps in the order of the text."""
        return self.pieces[1::2]

    def choices(self, gap: str) -> list[str]:
        """Return what there is to choose from in a gap; nothing where it is typed in."""
        found = self.gaps.get(gap)
        return (found and found.choices) or []


class ClozeSolution(Solution):
    """The key of a `cloze`."""

    key: dict[PartId, Annotated[list[Text], Field(min_length=1, max_length=50)]] = Field(
        description="`{gap: [accepted texts]}`; capitals and superfluous spaces do not count"
    )


class Cloze(Kind[ClozeSpec, ClozeSolution, Answer]):
    """Fill the gaps of a text: gaps right / gaps."""

    name = "cloze"
    spec = ClozeSpec
    solution = ClozeSolution

    def problems(self, spec: ClozeSpec, solution: ClozeSolution) -> Iterator[Problem]:
        """Find gaps without key, keys without gap, and texts that stand twice, are too long or are no choice."""
        for gap in spec.ids:
            choices = spec.choices(gap)
            yield from _twice(f"gaps.{gap}.choices", choices)
            if gap not in solution.key:
                yield Problem(f"key.{gap}", say("found.nothing"), say("expected.accepted"))
                continue
            accepted = solution.key[gap]
            yield from _twice(f"key.{gap}", accepted)
            for place, text in enumerate(accepted, 1):
                if choices and text not in choices:
                    expected = say("expected.one_of", ids=listed([quoted(one) for one in choices]))
                    yield Problem(f"key.{gap}.{place}", quoted(text), expected)
                elif len(text) > MAX_CHARACTERS:
                    expected = say("expected.short_text", n=MAX_CHARACTERS)
                    yield Problem(f"key.{gap}.{place}", quoted(text), expected)
            if choices and set(choices) <= set(accepted):
                yield Problem(f"key.{gap}", say("found.all_options"), say("expected.a_wrong_option"))
        expected = say("expected.one_of", ids=listed(spec.ids))
        yield from check_ids("key", list(solution.key), spec.ids, expected)
        yield from check_ids("feedback", list(solution.feedback), spec.ids, expected)

    def needs_feedback(self, spec: ClozeSpec, solution: ClozeSolution) -> list[str]:
        """Return the gaps: each can be filled wrongly."""
        return spec.ids

    def read_answer(self, spec: ClozeSpec, value: JsonValue) -> Answer:
        """Read what stands in the gaps that were filled. No gap at all is no answer: that is sent as null."""
        if not isinstance(value, dict) or not 1 <= len(value) <= len(spec.ids):
            raise AnswerError(say("answer.cloze", n=MAX_CHARACTERS))
        answer: dict[str, str] = {}
        for gap, text in value.items():
            if gap not in spec.ids or not isinstance(text, str) or not _fits(spec.choices(gap), text):
                raise AnswerError(say("answer.cloze", n=MAX_CHARACTERS))
            answer[gap] = text
        return answer

    def share(self, spec: ClozeSpec, solution: ClozeSolution, answer: Answer) -> Fraction:
        """Return the gaps that are right / gaps; a gap that is absent is empty."""
        right = sum(_meant(spec, solution, gap, answer.get(gap)) is not None for gap in spec.ids)
        return Fraction(right, len(spec.ids))

    def words(self, spec: ClozeSpec, answer: Answer) -> list[str]:
        """Say what stands in each gap."""
        return [
            say("explain.gap", n=n, text=answer[gap]) if gap in answer else say("explain.gap_empty", n=n)
            for n, gap in enumerate(spec.ids, 1)
        ]

    def explain(self, spec: ClozeSpec, solution: ClozeSolution, answer: Answer) -> list[str]:
        """Say what stands in each gap, how it is spelt, and what is right."""
        lines = []
        for gap, said in zip(spec.ids, self.words(spec, answer), strict=True):
            meant = _meant(spec, solution, gap, answer.get(gap))
            if meant is None:
                right = listed([f"”{text}”" for text in solution.key[gap]])
                lines.append(f"{said} {say('explain.gap_key', texts=right)}")
                if gap in solution.feedback:
                    lines.append(solution.feedback[gap])
            elif folded(meant) == folded(answer[gap]):
                lines.append(f"{said} {say('explain.card_right')}")
            else:
                lines.append(f"{said} {say('explain.gap_spelling', text=meant)}")
        return [*lines, solution.explanation]

    def samples(self, spec: ClozeSpec, solution: ClozeSolution) -> list[Sample]:
        """Fill all gaps rightly, one of several, all wrongly, none, and gaps or with texts that there are not."""
        first: dict[str, JsonValue] = {gap: solution.key[gap][0] for gap in spec.ids}
        last: dict[str, JsonValue] = {gap: solution.key[gap][-1] for gap in spec.ids}
        typed = {gap: f" {text}\u00a0" for gap, text in last.items() if not spec.choices(gap)}
        one = spec.ids[0]
        partly = [Sample("partly", {one: first[one]}, Fraction(1, len(spec.ids)))] if len(spec.ids) > 1 else []
        return [
            Sample("right", first, Fraction(1)),
            Sample("right", {**last, **typed}, Fraction(1)),
            *partly,
            Sample("wrong", {gap: _wrong(spec, solution, gap)[0] for gap in spec.ids}, Fraction(0)),
            Sample("empty", None, Fraction(0)),
            Sample("malformed", {}, None),
            Sample("malformed", {one: " "}, None),
            Sample("malformed", {one: [first[one]]}, None),
            Sample("malformed", {"finns_inte": first[one]}, None),
            Sample("malformed", {one: "x" * (MAX_CHARACTERS + 1)}, None),
            Sample("malformed", first[one], None),
        ]

    def simulate(self, spec: ClozeSpec, solution: ClozeSolution, right: float, rng: Random) -> JsonValue:
        """Fill each gap rightly with probability `right`, else wrongly or not at all."""
        answer: dict[str, JsonValue] = {}
        for gap in spec.ids:
            if rng.random() < right:
                answer[gap] = solution.key[gap][0]
            elif rng.random() < 0.8:
                answer[gap] = rng.choice(_wrong(spec, solution, gap))
        return answer or None

    def chance(self, spec: ClozeSpec) -> Fraction:
        """Return the mean of the gaps: one of the choices, and nothing where it is typed."""
        guessed = (Fraction(1, len(spec.choices(gap))) for gap in spec.ids if spec.choices(gap))
        return sum(guessed, Fraction(0)) / len(spec.ids)

    def html(self, spec: ClozeSpec, order: Sequence[str], answer: Answer | None, files: str = "") -> str:
        """Draw the text with an input in each gap, and under it what there is to choose from."""
        filled, rows, drawn = answer or {}, "", ""
        numbers = {gap: say("cloze.short", n=n) for n, gap in enumerate(spec.ids, 1)}
        for place, piece in enumerate(spec.pieces):
            if place % 2 == 0:
                drawn += escape(piece)
                continue
            value = f' value="{escape(filled[piece])}"' if piece in filled else ""
            drawn += f'<label>({escape(numbers[piece])}) <input type="text" disabled{value}></label>'
            choices = sorted(spec.choices(piece), key=order.index)
            if choices:
                rows += f"<li><p>{escape(numbers[piece])}</p><p>{_radios(choices, filled.get(piece))}</p></li>"
        paragraphs = "".join(f"<p>{part}</p>" for part in drawn.split("\n\n") if part.strip())
        return paragraphs + (f"<ul>{rows}</ul>" if rows else "")

    def shuffled(self, spec: ClozeSpec) -> list[str]:
        """Return the choices of all gaps, each once: a choice is its own id."""
        return list(dict.fromkeys(choice for gap in spec.ids for choice in spec.choices(gap)))


def _twice(field: str, texts: Sequence[str]) -> Iterator[Problem]:
    """Find texts that count as the same as one before."""
    seen: set[str] = set()
    for text in texts:
        if folded(text) in seen:
            yield Problem(field, say("found.text_twice", text=quoted(text)), say("expected.own_texts"))
        seen.add(folded(text))


def _fits(choices: Sequence[str], text: str) -> bool:
    """Tell whether a text can stand in a gap."""
    if choices:
        return text in choices
    if len(text) > MAX_CHARACTERS or not text.strip():
        return False
    return all(character.isspace() or unicodedata.category(character) not in ("Cc", "Cs") for character in text)


def _meant(spec: ClozeSpec, solution: ClozeSolution, gap: str, text: str | None) -> str | None:
    """Return the accepted text that stands in a gap, or is meant by what stands there; None if it is wrong."""
    if text is None:
        return None
    accepted, typed = solution.key[gap], folded(text)
    found = [one for one in accepted if folded(one) == typed]
    if not found and spec.spelling and not spec.choices(gap):
        found = [one for one in accepted if slipped(folded(one), typed)]
    return found[0] if found else None


def _wrong(spec: ClozeSpec, solution: ClozeSolution, gap: str) -> list[str]:
    """Return texts that are wrong in a gap: all other choices, or something that nobody accepts."""
    choices = [choice for choice in spec.choices(gap) if choice not in solution.key[gap]]
    made_up = (f"annat {n}" for n in count(1))
    return choices or [next(text for text in made_up if _meant(spec, solution, gap, text) is None)]


def _radios(choices: Sequence[str], chosen: str | None) -> str:
    return "".join(
        f'<label><input type="radio" disabled{" checked" if choice == chosen else ""}> {escape(choice)}</label> '
        for choice in choices
    )
