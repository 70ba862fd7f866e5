"""How people answered an exercise beside what they answered: how sure, how often changed, how long."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graders.disclosure import protect, quartiles
from graders.reports.items.near import resting
from graders.reports.items.numbers import Known, People, Sureness
from graders.reports.numbers import SHOWN, Part, Why, part
from graders.statistics import MIN_PEOPLE, Estimate, Spread
from toolkit.exercises.cell import Exercise

LEVELS = (1, 2, 3)
"""Guesses, is fairly sure, is sure."""


def _too_few(n: int) -> Why | None:
    return "few" if n < SHOWN else "under_30" if n < MIN_PEOPLE else None


def sureness(exercise: Exercise | None, answered: pd.DataFrame, counted: int) -> Known[tuple[Sureness, ...]]:
    """Return how many had all the points, of those who were so sure.

    Parameters
    ----------
    answered
        The rows of those who answered.
    counted
        People who count, also those who left it unanswered.
    """
    if exercise is None:
        return Known(None, "no_text")
    if not exercise.spec.confidence:
        return Known(None, "not_asked")
    mine = answered[answered["confidence"].isin(LEVELS)]
    why = _too_few(len(mine))
    if why:
        return Known(None, why)
    right, level = mine["points"] >= mine["max_points"], mine["confidence"]
    sizes = [(int((right & (level == one)).sum()), int((~right & (level == one)).sum())) for one in LEVELS]
    # Beside those who were so sure are those who did not say, and those who did not answer: both can be worked out.
    every = int((answered["points"] >= answered["max_points"]).sum())
    unsaid = (every - int(right.sum()), len(answered) - len(mine) - every + int(right.sum()))
    found = protect(np.array([*sizes, unsaid, (0, counted - len(answered))]), SHOWN)
    if None in found.columns:
        # The share of the points tells how many had it right.
        return Known(None, "few")
    return Known(tuple(_sure(one, found.cells[n], found.rows[n]) for n, one in enumerate(LEVELS)))


def _sure(level: int, cells: NDArray[np.object_], people: int | None) -> Sureness:
    shown: list[Part | None] = [part(cell, people) if people else None for cell in cells]
    return Sureness(level, shown[0], shown[1])


def changed(exercise: Exercise | None, answered: pd.DataFrame, people: People | None) -> Known[Estimate]:
    """Return the share of those who answered that changed their answer at least once."""
    if exercise is not None and exercise.binding:
        return Known(None, "binding")
    why = _too_few(len(answered))
    if why:
        return Known(None, why)
    found = part(int((answered["changes"] > 0).sum()), len(answered))
    return Known(resting(found.share, people)) if found else Known(None, "few")


def seconds(answered: pd.DataFrame, people: People | None) -> Known[Spread]:
    """Return the median time and the middle half."""
    taken = answered["seconds"].to_numpy(dtype=np.float64)
    taken = taken[taken > 0]
    why = _too_few(len(taken))
    found = None if why else quartiles(taken, SHOWN)
    return Known(replace(found, n=people.least if people else 0), None) if found else Known(None, why or "few")
