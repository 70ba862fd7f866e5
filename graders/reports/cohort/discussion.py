"""What there is to discuss with the group: goals that few reach, and mistakes that many share."""

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from graders.reports.cohort.numbers import Discussion, GoalResult, Learned, Mistake, Module
from graders.reports.inputs import Inputs
from graders.reports.items.questions import Question, questions
from graders.reports.numbers import Part, part
from graders.statistics import MIN_PEOPLE
from toolkit.exercises.base import DONT_KNOW
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
    answered = rows[(rows["module_role"] != "pretest") & (rows["status"] == "answered") & rows["exercise"].isin(where)]
    mistakes: list[Mistake] = []
    sure: list[Mistake] = []
    for name, mine in answered.groupby("exercise", sort=False):
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
    by_variant: Mapping[Variant, pd.DataFrame] = {
        None if pd.isna(letter) else str(letter): mine for letter, mine in rows.groupby("variant", dropna=False)
    }
    for letter, mine in by_variant.items():
        if letter not in exercise.specs:
            continue
        answers = [json.loads(one) for one in mine["answer"].dropna()]
        answers = [one for one in answers if one != DONT_KNOW]
        for question in questions(exercise, letter) if len(answers) >= MIN_PEOPLE else ():
            picked = [chosen for chosen in map(question.picked, answers) if chosen is not None]
            for option in question.options:
                found = part(sum(option in chosen for chosen in picked), len(picked))
                if option not in question.key and found and found.share.low > _least(question):
                    text = exercise.specs[letter].prompt
                    yield Mistake(number, module, text, question.text, question.options[option], found)


def _least(question: Question) -> float:
    """Return the share that a mistake must be above: what guessing gives it, where that is more."""
    return max(MANY, len(question.key) / len(question.options))


def _sure(exercise: Exercise, rows: pd.DataFrame, number: int, module: str) -> Iterator[Mistake]:
    """Tell whether many of those who were sure have less than half of the points."""
    mine = rows[(rows["confidence"] == SURE) & rows["points"].notna()]
    wrong: Part | None = part(int((mine["points"] < mine["max_points"] / 2).sum()), len(mine))
    if wrong and wrong.share.low > MANY:
        yield Mistake(number, module, exercise.spec.prompt, "", "", wrong)
