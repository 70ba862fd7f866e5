"""What rests on exercises that give all or nothing: the Rasch model, and groups compared exercise by exercise."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graders.reports import scored
from graders.reports.items.near import tens, within
from graders.reports.items.numbers import GROUPS, Comparison, Fits, Group, GroupDifference, Known, Logit, People
from graders.reports.numbers import SHOWN, Why
from graders.statistics import Estimate, ScoreTable, score_table
from graders.statistics.dif import SIGNIFICANT, MantelHaenszel, screen
from graders.statistics.intervals import Z
from graders.statistics.limits import MIN_DIF, MIN_RASCH
from graders.statistics.rasch import andersen, estimable, fit, halves, rasch

LEAST = 5
"""Fewest exercises for a model, or for a score that people are matched on."""
INFIT = (0.7, 1.3)
"""Infit outside of which an exercise does not follow the model: Wright and Linacre (1994), Rasch Measurement
Transactions 8:3, 370, for tests by which little is decided."""


def binary(points: pd.DataFrame, most: NDArray[np.float64]) -> pd.DataFrame:
    """Return 1 and 0 by person and exercise, for the exercises that gave everybody all or nothing."""
    kept = score_table(points.to_numpy(), most).all_or_nothing & (most > 0)
    shares: pd.DataFrame = points.loc[:, kept].div(most[kept]).round()
    return shares


def rasch_of(
    points: pd.DataFrame, most: NDArray[np.float64], numbers: Mapping[str, int]
) -> tuple[dict[str, Known[Logit]], Known[Fits]]:
    """Fit a Rasch model to a module.

    Parameters
    ----------
    points
        By person and exercise, of the people with points on every exercise.
    numbers
        The numbers of the exercises in the report.

    Returns
    -------
    tuple
        For each exercise its difficulty, and for all together how they fit.
    """

    def nothing(why: Why) -> tuple[dict[str, Known[Logit]], Known[Fits]]:
        return {str(name): Known(None, why) for name in points.columns}, Known(None, why)

    if len(points) < MIN_RASCH:
        return nothing("few" if len(points) < SHOWN else "under_150")
    right = binary(points, most)
    ones = score_table(right.to_numpy(), np.ones(right.shape[1]), list(right.columns))
    right = right.loc[:, estimable(ones)]
    if right.shape[1] < LEAST:
        return nothing("few_items")
    table = score_table(right.to_numpy(), np.ones(right.shape[1]), list(right.columns))
    model = rasch(table)
    if model is None:
        return nothing("no_model")
    found: dict[str, Known[Logit]] = {
        str(name): Known(None, "alike" if name in ones.items else "partial") for name in points.columns
    }
    for name, b, se, one in zip(model.items, model.b, model.se, fit(table, model), strict=True):
        found[name] = Known(Logit(_about(float(b), float(se), len(points)), one.infit))
    low, high = INFIT
    apart = [name for name in model.items if (known := found[name].value) and not low <= known.infit <= high]
    both = halves(table)
    test = andersen(both) if both else None
    fits = Fits(len(model.items), len(points), tuple(sorted(numbers[name] for name in apart)), test.p if test else None)
    return found, Known(fits)


def _about(value: float, se: float, n: int) -> Estimate:
    return Estimate(value, value - Z * se, value + Z * se, n)


def compared(
    rows: pd.DataFrame, module: str, title: str, numbers: Mapping[str, tuple[int, str]]
) -> tuple[list[Comparison], list[tuple[Group, Why]]]:
    """Compare each group that is large enough with all others, on the exercises of a module that give all or nothing.

    Parameters
    ----------
    rows
        The module's, as `scored.told` returns them.
    numbers
        Number and name of each exercise.
    """
    mine = rows[rows["module"] == module]
    order = [name for name in numbers if name in set(mine["exercise"]) - scored.struck(mine)]
    points = scored.complete(mine, order)
    right = binary(points, scored.max_points(mine, order)) if len(points) else points
    found: list[Comparison] = []
    missing: list[tuple[Group, Why]] = []
    for by in GROUPS:
        groups = mine.drop_duplicates("pid").set_index("pid")[by].reindex(right.index)
        known = groups[groups != ""]
        chosen = _chosen(known)
        if not chosen or right.shape[1] < LEAST:
            missing.append((by, "few_items" if chosen else "groups"))
        for name in chosen if right.shape[1] >= LEAST else ():
            found.append(_comparison(by, name, known, right.loc[known.index], title, numbers, len(order), len(right)))
    return found, missing


def _chosen(groups: "pd.Series[str]") -> list[str]:
    """Return the groups that have enough people in and outside them; of only two groups the smaller."""
    sizes = groups.value_counts()
    fit_for = [str(name) for name, n in sizes.items() if n >= MIN_DIF and len(groups) - n >= MIN_DIF]
    return sorted(fit_for if len(sizes) > 2 else fit_for[-1:])


def _comparison(
    by: Group,
    name: str,
    groups: "pd.Series[str]",
    right: pd.DataFrame,
    title: str,
    numbers: Mapping[str, tuple[int, str]],
    exercises: int,
    people: int,
) -> Comparison:
    points, focal = right.to_numpy(), (groups == name).to_numpy().astype(np.int64)
    columns = [str(one) for one in right.columns]

    def part(chosen: Sequence[int]) -> ScoreTable:
        kept = list(chosen)
        return score_table(points[:, kept], np.ones(len(kept)), [columns[n] for n in kept], focal, 2)

    screened = screen(part(range(len(columns))), part, 0, 1)
    differences = [_difference(one, numbers[one.item], len(focal)) for one in screened.items if one]
    n = int(focal.sum())
    # With the group they are all that are compared, whom those without a group are beside.
    told = within(len(focal), People(people))
    others = People(len(focal) - n) if told and told.exact else tens(len(focal) - n)
    assert others, "there are a hundred of them"
    return Comparison(by, name, n, others, title, tuple(differences), exercises - len(differences))


def _difference(found: MantelHaenszel, named: tuple[int, str], n: int) -> GroupDifference:
    number, name = named
    marked = found.ets != "A" and found.p_bh < SIGNIFICANT
    return GroupDifference(number, name, _about(found.delta, found.se, n), found.ets, marked)
