"""Made-up final tests whose truth is known: exercises with one right option, and with the faults that are planted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tests.report_support import LAST, START, Made, occasion, person, response
from toolkit.formats import Response

TEST = "kunskapsprov"
OPTIONS = {"a": "Det som lagen säger", "b": "Det som många tror", "c": "Det som låter bra"}
Draw = Callable[[float, np.random.Generator], str]


@dataclass(frozen=True)
class Slot:
    """An exercise of the test: somebody of mean ability has it right with probability `ease`.

    Parameters
    ----------
    key
        What the notebook says is right; `a` is.
    draws
        Draws the answer in some other way.
    harder
        What makes it harder, in logits: a variant's letter, or the group ``polis``.
    """

    name: str
    ease: float = 0.6
    key: str = "a"
    draws: Draw | None = None
    harder: tuple[str, float] = ("", 0.0)
    variants: tuple[str, ...] = ()
    confidence: bool = False

    @property
    def made(self) -> Made:
        """The exercise as the table has it."""
        return Made(self.id, "intro.1.1", "single", 1, self.ease, cell=self._cell)

    @property
    def id(self) -> str:
        """Its id."""
        return f"intro-{self.name}"

    @property
    def _cell(self) -> str:
        head = [
            "%%exercise",
            f'id: "{self.id}"',
            'kind: "single"',
            'goal: "intro.1.1"',
            "points: 1",
            f'prompt: "Vad gäller i fallet {self.name}?"',
            *(["confidence: true"] if self.confidence else []),
            "options:",
            *(f'  {name}: "{text}"' for name, text in OPTIONS.items()),
        ]
        key = [f'key: "{self.key}"', 'explanation: "Det står i lagen."']
        if self.variants:
            head += ["variants:", *(f'  {one}:\n    case: "Fallet i {one}"' for one in self.variants)]
            key = ["variant_keys:", *(f"  {one}:\n    " + "\n    ".join(key) for one in self.variants)]
        return "\n".join([*head, "### BEGIN HIDDEN TESTS", *key, "### END HIDDEN TESTS"])

    def answer(self, ability: float, group: str, variant: str | None, rng: np.random.Generator) -> str:
        """Draw what somebody answers."""
        if self.draws:
            return self.draws(ability, rng)
        where, more = self.harder
        level = np.log(self.ease / (1 - self.ease)) + 1.2 * ability - (more if where in (group, variant) else 0.0)
        return "a" if rng.random() < 1 / (1 + np.exp(-level)) else str(rng.choice(["b", "c"]))


def strong_like_b(ability: float, rng: np.random.Generator) -> str:
    """Draw an answer by which the able choose b as often as the key, and the others guess."""
    if ability > 0.3:
        return "b" if rng.random() < 0.45 else "a"
    return str(rng.choice(["a", "b", "c"], p=[0.45, 0.15, 0.40]))


PLAIN = tuple(Slot(f"p-{n}", ease) for n, ease in enumerate([0.45, 0.5, 0.55, 0.6, 0.6, 0.65, 0.65, 0.7, 0.75, 0.5], 1))


def answers(slots: Sequence[Slot], people: int, seed: int = 1) -> list[Response]:
    """Make up the test of so many people; half are of ``polis``, and those are no less able."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(people):
        group, ability = ("polis", "kommun")[number % 2], rng.normal()
        for place, slot in enumerate(slots):
            variant = str(rng.choice(slot.variants)) if slot.variants else None
            chosen = slot.answer(ability, group, variant, rng)
            sure = int(rng.integers(1, 4)) if slot.confidence else None
            more: dict[str, Any] = {"variant": variant, "answer": f'"{chosen}"', "actor": group, "confidence": sure}
            made.append(
                response(
                    person(number),
                    TEST,
                    slot.made,
                    "answered",
                    float(chosen == slot.key),
                    at=START + timedelta(minutes=place),
                    submitted=LAST,
                    seconds=30.0 + place,
                    changes=int(rng.random() < 0.2),
                    **more,
                )
            )
    return made


def quiz(folder: Path, slots: Sequence[Slot], made: Sequence[Response]) -> Path:
    """Write the occasion of a test."""
    return occasion(folder, made, modules={TEST: [slot.made for slot in slots]})
