"""What the options and the parts of an exercise drew, and from whom."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import JsonValue

from graders.disclosure import INTERNAL, Part, protect
from graders.reports.items.near import resting, within
from graders.reports.items.numbers import Card, Choice, Drawn, Fault, People, Thirds
from graders.reports.items.questions import Question, questions
from graders.reports.numbers import SHOWN, part
from graders.statistics.distractors import Option, distractors, thirds
from graders.statistics.intervals import Vector
from graders.statistics.limits import MIN_DISTRACTORS
from toolkit.exercises.base import DONT_KNOW
from toolkit.exercises.cell import Exercise
from toolkit.exercises.cell import Variant as Letter
from toolkit.messages import listed


@dataclass(frozen=True)
class _People:
    """Those who answered: what they sent, and their points on the exercise and on the module."""

    answers: list[JsonValue]
    points: Vector
    totals: Vector


def drawn(
    exercise: Exercise, letter: Letter, answered: pd.DataFrame, totals: "pd.Series[float]", those: People | None
) -> Drawn:
    """Describe what the options of a variant drew.

    Parameters
    ----------
    answered
        The rows of those who answered it.
    totals
        Points on the whole module, of the people who have points on every exercise.
    those
        How many they are, as it is shown.
    """
    asked = questions(exercise, letter)
    if not asked:
        return Drawn(why="no_options")
    mine = answered[answered["pid"].isin(totals.index) & answered["answer"].notna()]
    answers = [json.loads(one) for one in mine["answer"]]
    knows = np.array([one != DONT_KNOW for one in answers], dtype=bool)
    people = _People(
        [one for one in answers if one != DONT_KNOW],
        mine["points"].to_numpy(dtype=np.float64)[knows],
        totals[mine["pid"]].to_numpy(dtype=np.float64)[knows],
    )
    if len(people.answers) < MIN_DISTRACTORS:
        return Drawn(why="few" if len(people.answers) < SHOWN else "under_100")
    n = within(len(people.answers), those)
    if len(asked) == 1:
        return Drawn(n, asked[0].text, tuple(_choices(asked[0], people, n)))
    return Drawn(n, cards=tuple(_card(one, people, n) for one in asked))


def _chosen(question: Question, answers: Sequence[JsonValue]) -> NDArray[np.bool_]:
    """Return who chose what: a row per answer and a column per option."""
    picked: list[Collection[str]] = [question.picked(one) or () for one in answers]
    return np.array([[option in one for option in question.options] for one in picked], dtype=bool)


def _choices(question: Question, people: _People, n: People | None) -> list[Choice]:
    chosen = _chosen(question, people.answers)
    found = distractors(chosen, list(question.options), question.key, people.points, people.totals)
    parts = thirds(people.totals)
    counts = _counts(chosen, parts)
    shown = _each(counts, parts) if question.many else _together(counts, parts)
    return [
        Choice(
            question.options[one.id],
            one.right,
            chosen=resting(total.share, n) if total else None,
            thirds=_digits(shares, n),
            r=resting(one.r, n) if total else None,
            fault=_fault(one) if total else None,
            rare="rare" in one.flags,
        )
        for one, (total, shares) in zip(found, shown, strict=True)
    ]


def _fault(option: Option) -> Fault | None:
    """Judge a wrong option: it draws the strong where the whole interval of its r is above 0.

    If more of the highest third choose it than the key, the key may be wrong.
    """
    if option.right or option.r is None or option.r.low <= 0:
        return None
    return "key" if "beats_key" in option.flags else "distractor"


def _counts(chosen: NDArray[np.bool_], parts: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count who chose what: a row per option and a column per third."""
    return chosen.T.astype(np.int64) @ parts.T.astype(np.int64)


Shown = tuple[Part | None, Thirds]


def _together(counts: NDArray[np.int64], parts: NDArray[np.bool_]) -> list[Shown]:
    """Return what may be shown of options of which everybody chose one at most: one table."""
    left = parts.sum(axis=1) - counts.sum(axis=0)
    table = np.vstack([counts, left]) if left.any() else counts
    found = protect(table, INTERNAL)
    return [_shown(found.cells[row], found.rows[row], found.columns, found.total) for row in range(len(counts))]


def _each(counts: NDArray[np.int64], parts: NDArray[np.bool_]) -> list[Shown]:
    """Return what may be shown of options that can be chosen beside each other: a table of each."""
    sizes = parts.sum(axis=1)
    tables = [protect(np.array([row, sizes - row]), INTERNAL) for row in counts]
    return [_shown(found.cells[0], found.rows[0], found.columns, found.total) for found in tables]


def _shown(
    cells: NDArray[np.object_], row: int | None, columns: Sequence[int | None], total: int | None
) -> tuple[Part | None, Thirds]:
    low, middle, high = (
        None if cell is None or not column else cell / column for cell, column in zip(cells, columns, strict=True)
    )
    return None if row is None or total is None else part(row, total), (low, middle, high)


def _digits(shares: Thirds, n: People | None) -> Thirds:
    """Return shares in digits that do not tell how many people they are of, where that is not told."""
    if n and n.exact:
        return shares
    low, middle, high = (None if one is None else round(one, 2) for one in shares)
    return low, middle, high


def _card(question: Question, people: _People, n: People | None) -> Card:
    """Describe a part by who has it right, and by the mistake that most make."""
    chosen = _chosen(question, people.answers)
    options = list(question.options)
    wrong = [place for place, one in enumerate(options) if one not in question.key]
    right: NDArray[np.bool_] = np.logical_and(chosen.any(axis=1), ~chosen[:, wrong].any(axis=1))
    described = distractors(chosen, options, question.key, people.points, people.totals)
    as_one = distractors(right[:, None], ["right"], ["right"], people.points, people.totals)[0]
    suspects = sorted((one for one in described if _fault(one)), key=lambda one: _fault(one) != "key")
    worst = suspects[0] if suspects else max((described[place] for place in wrong), key=lambda one: one.share.value)
    seen = round(worst.share.value * worst.share.n) >= SHOWN
    parts = thirds(people.totals)
    total, shares = _each(_counts(right[:, None], parts), parts)[0]
    return Card(
        question.text,
        listed([text for name, text in question.options.items() if name in question.key]),
        right=resting(total.share, n) if total else None,
        thirds=_digits(shares, n),
        r=resting(as_one.r, n) if total else None,
        mistaken=question.options[worst.id] if seen else None,
        fault=_fault(worst) if seen else None,
    )
