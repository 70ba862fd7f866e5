"""The questions of the benchmarks, the same for every tool, and what a participant answers to them.

A question is written once, in no tool's own words. `cell` writes it as a cell of ours; benchmarks/peers.py writes it
as a quiz. What somebody chose is compared in the words that were on the screen, since the tools keep it differently.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import JsonValue

from tests.kinds_support import Act

Kind = Literal["single", "multiple", "sort", "numeric"]
KINDS: tuple[Kind, ...] = ("single", "multiple", "sort", "numeric")
Answer = dict[str, list[str]]
"""What was chosen or typed, in words: by card where there are cards, else under an empty name."""

TOWNS = ("Alby", "Berga", "Dalen", "Eklunda", "Fors", "Granby", "Hamra", "Inlandet", "Kullen", "Lunda")
EXPLANATION = "Den som räknar efter med papper och penna kommer fram till samma svar varje gång."


@dataclass(frozen=True)
class Exercise:
    """One question.

    Parameters
    ----------
    place, total
        Its place in the module, from 1, and how many there are.
    options
        What there is to choose from; for cards the groups.
    cards
        What is sorted; empty for other kinds.
    key
        What is right, as our cells have it; a number as text.
    practice
        It is checked, and gives no points.
    """

    id: str
    goal: str
    kind: Kind
    place: int
    total: int
    prompt: str
    options: Mapping[str, str]
    cards: Mapping[str, str]
    key: Any
    practice: bool = False

    @property
    def title(self) -> str:
        """The name of its region, on the page and in JupyterLab."""
        return f"Övning {self.place} av {self.total}"

    @property
    def parts(self) -> Sequence[str]:
        """What is answered by itself: each card, or the question."""
        return tuple(self.cards.values()) or ("",)

    @cached_property
    def right(self) -> Answer:
        """The right answer."""
        return self.in_words([self.key] if self.kind == "single" else self.key)

    @cached_property
    def wrong(self) -> Answer:
        """An answer that is wrong in every part."""
        if self.kind == "numeric":
            return {"": [str(int(self.key) + 1)]}
        others = {part: [text for text in self.options.values() if text not in self.right[part]] for part in self.parts}
        return others if self.kind == "multiple" else {part: texts[:1] for part, texts in others.items()}

    def in_words(self, answer: JsonValue) -> Answer:
        """Return an answer as the journal has it in the words that were chosen."""
        if self.kind == "numeric":
            return {"": [str(answer)]}
        if isinstance(answer, dict):
            return {self.cards[card]: [self.options[str(group)]] for card, group in answer.items()}
        chosen = answer if isinstance(answer, list) else [answer]
        return {"": sorted(self.options[str(option)] for option in chosen)}

    def acts(self, answer: Answer) -> list[Act]:
        """Return what is done in a view of ours to give an answer."""
        if self.kind == "numeric":
            return [Act("textbox", "Ditt svar", value=answer[""][0])]
        role: Literal["radio", "checkbox"] = "checkbox" if self.kind == "multiple" else "radio"
        return [Act(role, text, part) for part, texts in answer.items() for text in texts]

    @property
    def cell(self) -> str:
        """The cell that an author of ours writes."""
        options = {"options": self.options} if self.kind in ("single", "multiple") else {}
        groups = {"groups": self.options, "items": self.cards} if self.kind == "sort" else {}
        key = {"value": self.key, "abs": "0"} if self.kind == "numeric" else self.key
        hidden = [*_lines({"key": key}), *_lines({"explanation": EXPLANATION})]
        lines = [
            "%%exercise",
            f"id: {self.id}",
            f"kind: {self.kind}",
            f"goal: {self.goal}",
            "practice: true" if self.practice else "points: 1",
            *_lines({"prompt": self.prompt, **options, **groups}),
        ]
        if not self.practice:
            hidden = ["### BEGIN HIDDEN TESTS", *hidden, "### END HIDDEN TESTS"]
        return "\n".join([*lines, *hidden])


def _lines(fields: Mapping[str, Any]) -> list[str]:
    """Write fields as YAML; what JSON quotes, YAML reads alike."""
    found = []
    for name, value in fields.items():
        if isinstance(value, Mapping):
            found += [
                f"{name}:",
                *(f"  {inner}: {json.dumps(text, ensure_ascii=False)}" for inner, text in value.items()),
            ]
        else:
            found.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return found


def make(prefix: str, goal: str, count: int, *, practice: bool = False) -> list[Exercise]:
    """Return so many exercises, the kinds in turn.

    Parameters
    ----------
    prefix
        What their ids begin with.
    """
    found = []
    for place in range(count):
        kind, number = KINDS[place % len(KINDS)], place // len(KINDS)
        prompt, options, cards, key = _WRITE[kind](number)
        name = f"{prefix}-{kind}-{number + 1}"
        found.append(Exercise(name, goal, kind, place + 1, count, prompt, options, cards, key, practice))
    return found


_Written = tuple[str, dict[str, str], dict[str, str], Any]


def _single(number: int) -> _Written:
    first = 41 + 3 * number
    second = first + (-6, 0, 6)[number % 3]
    options = {"m": "Antalet minskade", "l": "Antalet var lika stort", "o": "Antalet ökade"}
    prompt = (
        f"I {TOWNS[number]} anmäldes {first} cykelstölder det ena året och {second} det andra. Vad hände med antalet?"
    )
    return prompt, options, {}, "mlo"[number % 3]


def _multiple(number: int) -> _Written:
    limit = 30 + number
    numbers = {"p": limit - 12, "k": limit + 7, "t": limit + 19, "d": limit - 5}
    return (
        f"Vilka två tal är större än {limit}?",
        {name: f"Talet {one}" for name, one in numbers.items()},
        {},
        ["k", "t"],
    )


def _sort(number: int) -> _Written:
    limit = 50 + number
    groups = {"under": f"Mindre än {limit}", "over": f"Större än {limit}"}
    cards = {"ett": f"Talet {limit - 9}", "tva": f"Talet {limit + 8}"}
    return (
        f"Sortera talen efter om de är mindre eller större än {limit}.",
        groups,
        cards,
        {"ett": "under", "tva": "over"},
    )


def _numeric(number: int) -> _Written:
    cellars, garages = 17 + number, 25 + 2 * number
    prompt = (
        f"I {TOWNS[number]} anmäldes {cellars} inbrott i källare och {garages} i garage. Hur många blev det i allt?"
    )
    return prompt, {}, {}, str(cellars + garages)


_WRITE = {"single": _single, "multiple": _multiple, "sort": _sort, "numeric": _numeric}
