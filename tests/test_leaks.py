"""Who knows nothing but looks closely gains nothing: attackers on the released exercises of every course."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from toolkit.exercises.base import Spec
from toolkit.exercises.cell import Exercise
from toolkit.notebook import read

COURSES = Path(__file__).parents[1] / "courses"
MOST = 0.15
"""Share of the points that an attacker may gain over chance, over all graded exercises of a course."""

Answer = Any
Attacker = Callable[[Spec], Answer]


def parts(spec: Any) -> tuple[list[str], dict[str, str]]:
    """Return groups and items of a sort, or nothing and the options of a single."""
    return (list(spec.groups), dict(spec.items)) if spec.kind == "sort" else ([], dict(spec.options))


def first_option(spec: Spec) -> Answer:
    """Choose what stands first; every card in the first group."""
    groups, texts = parts(spec)
    return {item: groups[0] for item in texts} if groups else next(iter(texts))


def longest_option(spec: Spec) -> Answer:
    """Choose the longest; cards by length, the shortest in the first group."""
    groups, texts = parts(spec)
    order = sorted(texts, key=lambda name: len(texts[name]))
    return in_blocks(order, groups) if groups else order[-1]


def source_order(spec: Spec) -> Answer:
    """Take the order in the source for a pattern: the middle option; cards in blocks, group by group."""
    groups, texts = parts(spec)
    order = list(texts)
    return in_blocks(order, groups) if groups else order[len(order) // 2]


def dealt_order(spec: Spec) -> Answer:
    """Take the cards as dealt out over the groups in turn; the last option."""
    groups, texts = parts(spec)
    return {item: groups[i % len(groups)] for i, item in enumerate(texts)} if groups else list(texts)[-1]


def telling_id(spec: Spec) -> Answer:
    """Take ids for hints: the first in the alphabet; a card in the group whose id shares most letters."""
    groups, texts = parts(spec)
    if not groups:
        return min(texts)
    return {item: max(groups, key=lambda group: len(set(group) & set(item))) for item in texts}


def telling_initial(spec: Spec) -> Answer:
    """Take ids for abbreviations: the option whose text has its id as an initial; cards in alphabetical blocks."""
    groups, texts = parts(spec)
    if groups:
        return in_blocks(sorted(texts), groups)
    hits = [name for name, text in texts.items() if any(word.casefold().startswith(name) for word in text.split())]
    return hits[0] if len(hits) == 1 else max(texts)


def in_blocks(order: list[str], groups: list[str]) -> dict[str, str]:
    """Lay cards in the groups in equal blocks."""
    return {item: groups[i * len(groups) // len(order)] for i, item in enumerate(order)}


ATTACKERS = (first_option, longest_option, source_order, dealt_order, telling_id, telling_initial)


def chance(exercise: Exercise, var: str | None) -> Fraction:
    """Return the share that blind guessing is worth."""
    groups, texts = parts(exercise.specs[var])
    return Fraction(1, len(groups) or len(texts))


def gain(exercises: Mapping[str, Exercise], attacker: Attacker) -> float:
    """Return the share of all points that an attacker has above chance."""
    points = guessed = top = Fraction(0)
    for exercise in exercises.values():
        for var, spec in exercise.specs.items():
            worth = Fraction(exercise.max_points) / len(exercise.specs)
            answer = exercise.kind.read_answer(spec, attacker(spec))
            points += worth * exercise.kind.share(spec, exercise.solutions[var], answer)
            guessed += worth * chance(exercise, var)
            top += worth
    return float((points - guessed) / top)


def graded(course: str) -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for path in sorted((COURSES / course / "source").glob("*/*.ipynb")):
        found |= read(path).graded
    return found


def courses() -> list[str]:
    return sorted(path.parent.name for path in COURSES.glob("*/course.yml"))


@pytest.mark.parametrize("attacker", ATTACKERS, ids=lambda a: a.__name__)
@pytest.mark.parametrize("course", courses())
def test_an_attacker_gains_little_over_chance(course: str, attacker: Attacker) -> None:
    exercises = graded(course)
    assert exercises
    assert gain(exercises, attacker) <= MOST


def test_an_attacker_who_meets_a_careless_author_is_seen() -> None:
    from tests.occasion_support import SINGLE
    from toolkit.exercises.cell import read_exercise

    careless = read_exercise(SINGLE.replace("key: q", "key: b"))
    assert gain({"x": careless}, first_option) == pytest.approx(2 / 3)
    assert gain({"x": careless}, longest_option) == pytest.approx(2 / 3)
