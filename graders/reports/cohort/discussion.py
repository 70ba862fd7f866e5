"""What there is to discuss with the group: goals that few reach, and mistakes that many share."""

import json
from collections.abc import Iterator

import numpy as np
import pandas as pd

from graders.disclosure import protect
from graders.reports.cohort.numbers import Discussion, GoalResult, Learned, Mistake, Module
from graders.reports.inputs import Inputs
from graders.reports.items.questions import Question, questions
from graders.reports.numbers import SHOWN, Part, part
from graders.statistics import MIN_PEOPLE
from toolkit.exercises.cell import Exercise, Variant

MANY = 0.3
"""A mistake is shared when the whole interval of its share is above this."""
SURE = 3
"""The highest answer to how sure one is."""


def discussion(inputs: Inputs, rows: pd.DataFrame, learned: Learned, modules: tuple[Module, ...]) -> Discussion:
    """Find what there is to discuss, the most urgent first.

    Parameters
    ----------
    rows
        Those of every module, as `scored.told` returns them, with answers and confidence. Of the pre-test nothing is
        discussed: what was wrong there is what the course is for.
    """
    where = {item.id: (item.number, module.title) for module in modules for item in module.items}
    counted = rows[(rows["module_role"] != "pretest") & rows["counts"] & rows["exercise"].isin(where)]
    mistakes: list[Mistake] = []
    sure: list[Mistake] = []
    for name, mine in counted.groupby("exercise", sort=False):
        exercise = inputs.exercises.get(str(name))
        if exercise:
            number, module = where[str(name)]
            mistakes += _mistakes(exercise, mine, number, module)
            sure += _sure(exercise, mine, number, module)
    return Discussion(
        goals=tuple(sorted((goal for goal in learned.goals if goal.under), key=_share)),
        mistakes=tuple(sorted(mistakes, key=lambda one: -one.people.share.value)),
        sure=tuple(sorted(sure, key=lambda one: -one.people.share.value)),
    )


def _share(goal: GoalResult) -> float:
    """Return the share that reaches a goal; where so few do that it is hidden, none."""
    return goal.reached.estimate.value if goal.reached.estimate else 0.0


def _mistakes(exercise: Exercise, rows: pd.DataFrame, number: int, module: str) -> Iterator[Mistake]:
    """Find the wrong options of an exercise that many chose, by variant, since their texts differ."""
    for letter, mine in _by_variant(exercise, rows).items():
        answers = [json.loads(one) for one in mine.loc[mine["status"] == "answered", "answer"].dropna()]
        for question in questions(exercise, letter) if len(answers) >= MIN_PEOPLE else ():
            picked = [question.picked(one) or () for one in answers]
            for option in question.options:
                found = part(sum(option in chosen for chosen in picked), len(mine))
                if option not in question.key and found and found.share.low > _least(question):
                    text = exercise.specs[letter].prompt
                    yield Mistake(number, module, text, question.text, question.options[option], found)


def _by_variant(exercise: Exercise, rows: pd.DataFrame) -> dict[Variant, pd.DataFrame]:
    """Return the rows of each variant whose number of people may be told; who left it empty is in none."""
    if not exercise.variants:
        return {None: rows}
    found: dict[Variant, pd.DataFrame] = {letter: rows[rows["variant"] == letter] for letter in exercise.variants}
    sizes = [len(mine) for mine in found.values()]
    shown = protect(np.array([*sizes, len(rows) - sum(sizes)]), SHOWN).cells
    return {letter: mine for (letter, mine), n in zip(found.items(), shown, strict=False) if n}


def _least(question: Question) -> float:
    """Return the share that a mistake must be above: what guessing gives it, where that is more."""
    return max(MANY, len(question.key) / len(question.options))


def _sure(exercise: Exercise, rows: pd.DataFrame, number: int, module: str) -> Iterator[Mistake]:
    """Tell whether many of those who were sure have less than half of the points."""
    mine = rows[(rows["confidence"] == SURE) & rows["points"].notna()]
    wrong: Part | None = part(int((mine["points"] < mine["max_points"] / 2).sum()), len(mine))
    if wrong and wrong.share.low > MANY:
        yield Mistake(number, module, exercise.spec.prompt, "", "", wrong)
