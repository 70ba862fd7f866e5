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
from graders.statistics import MIN_PEOPLE
from graders.statistics.distractors import RARE, Option, distractors, thirds
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
    if len(people.answers) < MIN_PEOPLE:
        return Drawn(why="few" if len(people.answers) < SHOWN else "under_30")
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
    keys = np.array([name in question.key for name in question.options])
    shown = _each(chosen, people) if question.many else _together(chosen, keys, people)
    # What is left for all the hidden ones; beside each other, options leave nothing to each other.
    rest = 1.0 if question.many else 1 - sum(total.share.value for total, _ in shown if total)
    return [
        Choice(
            question.options[one.id],
            one.right,
            chosen=resting(total.share, n) if total else None,
            thirds=_digits(shares, n),
            r=resting(one.r, n) if total else None,
            fault=_fault(one, told=shares is not None) if total else None,
            rare=(total.share.value if total else rest) < RARE,
        )
        for one, (total, shares) in zip(found, shown, strict=True)
    ]


def _fault(option: Option, *, told: bool) -> Fault | None:
    """Judge an option by the whole interval of its r: a wrong one above 0 draws the strong, a right one under 0 not.

    If more of the highest third choose a wrong one than the key, the key may be wrong; `told` says whether that may be
    told of thirds.
    """
    if option.r is None:
        return None
    if option.right:
        return "key" if option.r.high < 0 else None
    if option.r.low <= 0:
        return None
    return "key" if told and "beats_key" in option.flags else "distractor"


Shown = tuple[Part | None, Thirds | None]


def _counts(chosen: NDArray[np.bool_], people: _People) -> NDArray[np.int64]:
    """Count who chose what: a row per option, the last of everybody, and a column per third.

    Under a hundred people there is a single column.
    """
    everyone = np.ones((1, len(people.totals)), dtype=bool)
    parts = thirds(people.totals) if len(people.totals) >= MIN_DISTRACTORS else everyone
    return np.vstack([chosen.T, everyone]).astype(np.int64) @ parts.T.astype(np.int64)


def _together(chosen: NDArray[np.bool_], keys: NDArray[np.bool_], people: _People) -> list[Shown]:
    """Return what may be shown of options of which everybody chose one at most.

    The share of the points tells how many chose a right one. So right and wrong ones are protected each by themselves,
    and the thirds only of those whose own number is shown, beside the sums of the others.
    """
    *counts, sizes = _counts(chosen, people)
    table = np.array([*counts, sizes - sum(counts)])
    sides = (np.append(keys, False), np.append(~keys, True))
    known = np.zeros(len(table), dtype=bool)
    for side in sides:
        known[side] = [cell is not None for cell in protect(table[side].sum(axis=1), INTERNAL).cells]
    n = int(sizes.sum())
    totals = [part(int(row.sum()), n) if told else None for row, told in zip(table, known, strict=True)][: len(counts)]
    if table.shape[1] == 1:
        return [(total, None) for total in totals]
    found = protect(np.array([*table[known], *(table[side & ~known].sum(axis=0) for side in sides)]), INTERNAL)
    cells = np.full(table.shape, None)
    if None not in found.rows:
        cells[known] = found.cells[: known.sum()]
    return [(total, _shares(row, found.columns)) for total, row in zip(totals, cells, strict=False)]


def _each(chosen: NDArray[np.bool_], people: _People) -> list[Shown]:
    """Return what may be shown of options that can be chosen beside each other: a table of each."""
    *counts, sizes = _counts(chosen, people)
    return [_first_row(np.array([row, sizes - row])) for row in counts]


def _first_row(table: NDArray[np.int64]) -> Shown:
    """Return what may be shown of the first row of a table with a column per third, or a single one."""
    if table.shape[1] == 1:
        found = protect(table[:, 0], INTERNAL)
        return None if found.total is None else part(found.cells[0], found.total), None
    found = protect(table, INTERNAL)
    total = None if found.total is None else part(found.rows[0], found.total)
    return total, _shares(found.cells[0], found.columns)


def _shares(cells: NDArray[np.object_], columns: Sequence[int | None]) -> Thirds:
    low, middle, high = (
        None if cell is None or not column else cell / column for cell, column in zip(cells, columns, strict=True)
    )
    return low, middle, high


def _digits(shares: Thirds | None, n: People | None) -> Thirds | None:
    """Return shares in digits that do not tell how many people they are of, where that is not told."""
    if shares is None or (n and n.exact):
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
    total, shares = _each(right[:, None], people)[0]
    faults = {one.id: _fault(one, told=shares is not None) for one in described if not one.right}
    urgent: list[Fault | None] = ["key", "distractor", None]
    worst = min((described[place] for place in wrong), key=lambda one: (urgent.index(faults[one.id]), -one.share.value))
    seen = round(worst.share.value * worst.share.n) >= SHOWN
    return Card(
        question.text,
        listed([text for name, text in question.options.items() if name in question.key]),
        right=resting(total.share, n) if total else None,
        thirds=_digits(shares, n),
        r=resting(as_one.r, n) if total else None,
        mistaken=question.options[worst.id] if seen else None,
        fault=faults[worst.id] if seen else None,
        shunned=total is not None and _fault(as_one, told=False) == "key",
    )
