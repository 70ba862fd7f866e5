"""One exercise in two figures, as every report has it: how hard it was, and whether it goes with the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from graders.disclosure import among
from graders.reports.inputs import Inputs
from graders.reports.numbers import SHOWN, Result
from graders.reports.scored import complete, in_order, max_points, result, struck, too_early, waiting
from graders.statistics import EASY, FOLLOWS, HARD, MIN_PEOPLE, Estimate, difficulty, item_rest, score_table

Difficulty = Literal["easy", "medium", "hard"]
Fit = Literal["follows", "unclear", "apart"]


@dataclass(frozen=True)
class Item:
    """One exercise.

    Parameters
    ----------
    number
        Place in the report, counted from 1 over all modules.
    text
        The question as participants saw it; the id where the notebook no longer has it.
    share
        Difficulty: mean share of the points.
    rest
        Item-rest r within the module.
    omitted, not_reached
        People who passed it by, and who stopped before it; None for a hidden count.
    """

    number: int
    id: str
    text: str
    kind: str
    goal: str
    share: Result
    rest: Result
    omitted: int | None
    not_reached: int | None

    @property
    def difficulty(self) -> Difficulty | None:
        """How hard it was, where that can be said."""
        found = self.share.estimate
        if found is None:
            return None
        return "easy" if found.value >= EASY else "hard" if found.value < HARD else "medium"

    @property
    def fit(self) -> Fit | None:
        """Whether it goes with the rest, judged by the whole interval of r."""
        found = self.rest.estimate
        if found is None:
            return None
        return "apart" if found.high < FOLLOWS else "follows" if found.low >= FOLLOWS else "unclear"


def items_of(inputs: Inputs, module: str, rows: pd.DataFrame, scores: Result, before: int) -> tuple[Item, ...]:
    """Return the exercises of a module, in its order.

    Parameters
    ----------
    rows
        The module's, as `told` returns them.
    scores
        The mean share of the points on the whole module (`shares`).
    before
        How many exercises the report has before them.
    """
    order = in_order(inputs, module, rows)
    gone = struck(rows)
    left = [name for name in order if name not in gone]
    table = score_table(complete(rows, left).to_numpy(), max_points(rows, left))
    rests = dict(zip(left, item_rest(table), strict=True))
    return tuple(_item(inputs, rows, name, rests, scores, before + n) for n, name in enumerate(order, 1))


def _item(
    inputs: Inputs, rows: pd.DataFrame, name: str, rests: Mapping[str, Estimate | None], scores: Result, number: int
) -> Item:
    own = rows[rows["exercise"] == name]
    counted = own[own["counts"]]
    exercise = inputs.exercises.get(name)
    share = item_share(own, counted)
    missed = [int((counted["status"] == status).sum()) for status in ("omitted", "not_reached")]
    omitted, not_reached = among(missed, len(counted), SHOWN)
    return Item(
        number=number,
        id=name,
        text=exercise.spec.prompt if exercise else name,
        kind=str(own["kind"].iloc[0]),
        goal=str(own["goal"].iloc[0]).partition(".")[2],
        share=share,
        rest=share if share.n is None else _item_rest(name, rests, scores),
        omitted=omitted,
        not_reached=not_reached,
    )


def item_share(own: pd.DataFrame, counted: pd.DataFrame) -> Result:
    """Return the difficulty of an exercise, from its rows and from those of them that count."""
    if (own["status"] == "withdrawn").any():
        return Result(None, None, "withdrawn")
    n = len(counted)
    if too_early(waiting(own), n):
        return Result(None, None, "waiting")
    if n < MIN_PEOPLE:
        return result(n, None, "under_30")
    table = score_table(counted[["points"]].to_numpy(), np.array([float(own["max_points"].max())]))
    return result(n, difficulty(table)[0], "alike")


def _item_rest(name: str, rests: Mapping[str, Estimate | None], scores: Result) -> Result:
    """Return the item-rest r of an exercise among the people with points on the whole module."""
    if scores.n is None:
        return scores
    if len(rests) < 2:
        return Result(scores.n, None, "alone")
    if scores.n < MIN_PEOPLE:
        return result(scores.n, None, "under_30")
    return result(scores.n, rests[name], "alike")
