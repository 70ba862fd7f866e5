"""``single``: choose one of three to five options."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from toolkit.errors import AnswerError, Problem
from toolkit.exercises.base import Kind, OptionsSpec, Sample, Solution, check_ids, check_texts
from toolkit.formats.base import PartId, Text
from toolkit.messages import listed, say


class SingleSpec(OptionsSpec):
    """What the author of a `single` writes in the open."""

    kind: Literal["single"] = Field(description="choose one option")
    options: Annotated[dict[PartId, Text], Field(min_length=2, max_length=8)] = Field(
        description="the options, `{id: text}`"
    )


class SingleSolution(Solution):
    """The key of a `single`."""

    key: PartId = Field(description="id of the right option")


class Single(Kind[SingleSpec, SingleSolution, str]):
    """Choose one option: 1 or 0."""

    name = "single"
    spec = SingleSpec
    solution = SingleSolution

    def problems(self, spec: SingleSpec, solution: SingleSolution) -> Iterator[Problem]:
        """Find a key or feedback for an option that does not exist, and options that say the same."""
        known = list(spec.options)
        if solution.key not in known:
            yield Problem("key", say("found.unknown_id", id=solution.key), say("expected.one_of", ids=listed(known)))
        yield from check_ids("feedback", list(solution.feedback), known, say("expected.one_of", ids=listed(known)))
        yield from check_texts("options", spec.options)

    def needs_feedback(self, spec: SingleSpec, solution: SingleSolution) -> list[str]:
        """Return the wrong options."""
        return [option for option in spec.options if option != solution.key]

    def read_answer(self, spec: SingleSpec, value: JsonValue) -> str:
        """Read the id of an option."""
        if not isinstance(value, str) or value not in spec.options:
            raise AnswerError(say("answer.single"))
        return value

    def share(self, spec: SingleSpec, solution: SingleSolution, answer: str) -> Fraction:
        """Return 1 for the key, else 0."""
        return Fraction(answer == solution.key)

    def words(self, spec: SingleSpec, answer: str) -> list[str]:
        """Say which option was chosen."""
        return [spec.options[answer]]

    def explain(self, spec: SingleSpec, solution: SingleSolution, answer: str) -> list[str]:
        """Say which option was chosen, what that implies, and which the key is."""
        chosen = say("explain.chosen", text=spec.options[answer])
        return [chosen, *self.explain_shown(spec, solution, answer)]

    def explain_shown(self, spec: SingleSpec, solution: SingleSolution, answer: str) -> list[str]:
        """Say it without the option, which is marked."""
        lines = [solution.feedback[answer]] if answer in solution.feedback else []
        if answer != solution.key:
            lines.append(say("explain.key", text=spec.options[solution.key]))
        return [*lines, solution.explanation]

    def samples(self, spec: SingleSpec, solution: SingleSolution) -> list[Sample]:
        """Answer with the key, with another option, with nothing, and with what is no option."""
        other = next(option for option in spec.options if option != solution.key)
        return [
            Sample("right", solution.key, Fraction(1)),
            Sample("wrong", other, Fraction(0)),
            Sample("empty", None, Fraction(0)),
            Sample("malformed", [solution.key], None),
            Sample("malformed", "finns_inte", None),
        ]

    def simulate(self, spec: SingleSpec, solution: SingleSolution, right: float, rng: Random) -> JsonValue:
        """Choose the key with probability `right`, else one of the others."""
        others = [option for option in spec.options if option != solution.key]
        return solution.key if rng.random() < right else rng.choice(others)

    def chance(self, spec: SingleSpec) -> Fraction:
        """Return one of the options."""
        return Fraction(1, len(spec.options))

    def html(self, spec: SingleSpec, order: Sequence[str], answer: str | None, files: str = "") -> str:
        """Draw the options as radio buttons."""
        rows = "".join(
            f'<li><label><input type="radio" disabled{" checked" if option == answer else ""}> '
            f"{spec.option_html(option, files)}</label></li>"
            for option in order
        )
        return f"<ul>{rows}</ul>"

    def shuffled(self, spec: SingleSpec) -> list[str]:
        """Return the options."""
        return list(spec.options)
