"""``multiple``: choose one or more of three to ten options."""

from collections.abc import Iterator, Sequence, Set
from fractions import Fraction
from html import escape
from random import Random
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from toolkit.errors import AnswerError, Problem, refusal
from toolkit.exercises.base import Kind, OptionsSpec, Sample, Solution, check_ids, check_texts
from toolkit.formats.base import PartId, Text
from toolkit.messages import listed, quoted, say

Answer = Set[str]


class MultipleSpec(OptionsSpec):
    """What the author of a `multiple` writes in the open."""

    kind: Literal["multiple"] = Field(description="choose one or more options")
    options: Annotated[dict[PartId, Text], Field(min_length=3, max_length=10)] = Field(
        description="the options, `{id: text}`"
    )
    choose: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="how many to choose, which is shown: as many as there are in the key"
    )
    scoring: Literal["all"] | None = Field(
        default=None, description="`all`: points only for every right option and no other"
    )

    @model_validator(mode="after")
    def _no_more_to_choose_than_there_are(self) -> Self:
        if self.choose is not None and self.choose > len(self.options):
            raise refusal(("choose",), quoted(self.choose), say("expected.le", n=len(self.options)))
        return self


class MultipleSolution(Solution):
    """The key of a `multiple`."""

    key: Annotated[list[PartId], Field(min_length=1)] = Field(description="ids of the right options; never all")


class Multiple(Kind[MultipleSpec, MultipleSolution, Answer]):
    """Choose one or more options: max(0, (hits - false alarms) / keys), or all or nothing."""

    name = "multiple"
    spec = MultipleSpec
    solution = MultipleSolution

    def problems(self, spec: MultipleSpec, solution: MultipleSolution) -> Iterator[Problem]:
        """Find a key that does not fit the options or `choose`, and options that say the same."""
        known = list(spec.options)
        in_key = list(_key_problems(known, solution.key))
        yield from in_key
        if not in_key and spec.choose not in (None, len(solution.key)):
            yield Problem("choose", quoted(spec.choose), say("expected.choose", n=len(solution.key)))
        yield from check_ids("feedback", list(solution.feedback), known, say("expected.one_of", ids=listed(known)))
        yield from check_texts("options", spec.options)

    def needs_feedback(self, spec: MultipleSpec, solution: MultipleSolution) -> list[str]:
        """Return the wrong options."""
        return [option for option in spec.options if option not in solution.key]

    def read_answer(self, spec: MultipleSpec, value: JsonValue) -> Answer:
        """Read the ids of options. No option at all is no answer: that is sent as null."""
        if not isinstance(value, list) or not 1 <= len(value) <= len(spec.options):
            raise AnswerError(say("answer.multiple"))
        answer = {option for option in value if isinstance(option, str) and option in spec.options}
        if len(answer) != len(value):
            raise AnswerError(say("answer.multiple"))
        return answer

    def share(self, spec: MultipleSpec, solution: MultipleSolution, answer: Answer) -> Fraction:
        """Return (hits - false alarms) / keys and at least 0; with `scoring: all` 1 or 0."""
        hits = len(answer & set(solution.key))
        false = len(answer) - hits
        if spec.scoring == "all":
            return Fraction(not false and hits == len(solution.key))
        return Fraction(max(0, hits - false), len(solution.key))

    def words(self, spec: MultipleSpec, answer: Answer) -> list[str]:
        """Say which options were chosen."""
        return [text for option, text in spec.options.items() if option in answer]

    def explain(self, spec: MultipleSpec, solution: MultipleSolution, answer: Answer) -> list[str]:
        """Say which options were chosen rightly, which wrongly, which were missed, and how that counts."""
        lines = []
        for option, text in spec.options.items():
            if option in answer:
                right = option in solution.key
                lines.append(say("explain.right_choice" if right else "explain.wrong_choice", text=text))
                if option in solution.feedback:
                    lines.append(solution.feedback[option])
            elif option in solution.key:
                lines.append(say("explain.missed_choice", text=text))
        if answer != set(solution.key):
            if spec.scoring == "all":
                lines.append(say("multiple.all"))
            elif not answer <= set(solution.key):
                lines.append(say("multiple.minus"))
        return [*lines, solution.explanation]

    def samples(self, spec: MultipleSpec, solution: MultipleSolution) -> list[Sample]:
        """Choose the key, all of it but one, every option, the wrong ones, none, and what is no option."""
        right: list[JsonValue] = list(solution.key)
        wrong: list[JsonValue] = [option for option in spec.options if option not in solution.key]

        def partly(answer: list[JsonValue], gained: int) -> Sample:
            share = Fraction(max(0, gained) if spec.scoring != "all" else 0, len(right))
            return Sample("partly" if share else "wrong", answer, share)

        return [
            Sample("right", right, Fraction(1)),
            Sample("right", right[::-1], Fraction(1)),
            *([partly(right[1:], len(right) - 1)] if len(right) > 1 else []),
            partly([*right, wrong[0]], len(right) - 1),
            partly([*right, *wrong], len(right) - len(wrong)),
            Sample("wrong", wrong, Fraction(0)),
            Sample("empty", None, Fraction(0)),
            Sample("malformed", [], None),
            Sample("malformed", [right[0], right[0]], None),
            Sample("malformed", [right[0], "finns_inte"], None),
            Sample("malformed", right[0], None),
        ]

    def simulate(self, spec: MultipleSpec, solution: MultipleSolution, right: float, rng: Random) -> JsonValue:
        """Judge each option rightly with probability `right`; null where none is chosen."""
        answer: list[JsonValue] = [
            option for option in spec.options if (option in solution.key) == (rng.random() < right)
        ]
        return answer or None

    def chance(self, spec: MultipleSpec) -> Fraction:
        """Return one half: an option is chosen or not."""
        return Fraction(1, 2)

    def html(self, spec: MultipleSpec, order: Sequence[str], answer: Answer | None, files: str = "") -> str:
        """Draw the options as checkboxes, under how many to choose."""
        asked = [say("multiple.choose", n=spec.choose) if spec.choose else say("multiple.any")]
        if spec.scoring == "all":
            asked.append(say("multiple.all"))
        rows = "".join(
            f'<li><label><input type="checkbox" disabled{" checked" if option in (answer or ()) else ""}> '
            f"{spec.option_html(option, files)}</label></li>"
            for option in order
        )
        return f"<p>{escape(' '.join(asked))}</p><ul>{rows}</ul>"

    def shuffled(self, spec: MultipleSpec) -> list[str]:
        """Return the options."""
        return list(spec.options)


def _key_problems(known: list[str], key: list[str]) -> Iterator[Problem]:
    for place, option in enumerate(key, 1):
        if option in key[: place - 1]:
            yield Problem(f"key.{place}", say("found.option_twice"), say("expected.option_once"))
        elif option not in known:
            yield Problem(f"key.{place}", say("found.unknown_id", id=option), say("expected.one_of", ids=listed(known)))
    if set(known) <= set(key):
        yield Problem("key", say("found.all_options"), say("expected.a_wrong_option"))
