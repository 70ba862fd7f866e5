"""What the same people gained from the pre-test to the final test, on the exercises that stand in both as a pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graders.reports.numbers import SHOWN, Result, Why
from graders.reports.scored import complete, max_points, struck, too_early, waiting
from graders.statistics import MIN_PEOPLE, Estimate, mean_share
from graders.statistics.gain import difference, gain
from graders.statistics.intervals import Vector
from toolkit.exercises.base import DONT_KNOW
from toolkit.exercises.cell import Exercise
from toolkit.formats.strictjson import dumps

UNSURE = dumps(DONT_KNOW).decode()
"""How the answer *Vet inte* stands in the table."""


@dataclass(frozen=True)
class Pair:
    """An exercise of the pre-test and the one of the final test that has the same `pair` in its cell.

    Parameters
    ----------
    points
        What the one of the final test can give, and weighs in both.
    """

    before: str
    after: str
    goal: str
    strand: str
    points: float


@dataclass(frozen=True)
class Paired:
    """People who took both tests, and the pre-test before the course.

    Parameters
    ----------
    before, after
        Each person's share of the points, by pair: rows are the same people, columns the same pairs.
    unsure
        Which answers of the pre-test were *Vet inte*, 0 or 1, in the same shape.
    late, without
        People who handed in the final test, but the pre-test after they had begun to answer, or not at all.
    why
        Why nothing can be said of them, None where it can.
    """

    pairs: tuple[Pair, ...]
    before: pd.DataFrame
    after: pd.DataFrame
    unsure: pd.DataFrame
    late: int
    without: int
    why: Why | None


def named_pairs(exercises: Mapping[str, Exercise], rows: pd.DataFrame) -> dict[str, str]:
    """Return the exercises of the final test by those of the pre-test that have the same `pair` in their cells.

    Parameters
    ----------
    exercises
        Those of the occasion's own notebooks, by id.
    rows
        Those of every module.
    """
    halves: dict[str, dict[str, str]] = {"pretest": {}, "test": {}}
    for name, role in rows[["exercise", "module_role"]].drop_duplicates().itertuples(index=False):
        pair = exercises[name].spec.pair if name in exercises else None
        if pair and role in halves:
            halves[role][pair] = name
    before, after = halves.values()
    return {before[pair]: name for pair, name in after.items() if pair in before}


def paired(named: Mapping[str, str], rows: pd.DataFrame) -> Paired:
    """Find who took both tests in the right order, and their points on the pairs; one with a struck exercise is none.

    The pre-test counts where it was handed in before the first answer in any module or the final test. The table does
    not say when a module was opened, only when it was first answered.

    Parameters
    ----------
    named
        The exercises of the final test by those of the pre-test (`named_pairs`).
    rows
        Those of every module, as `scored.told` returns them, with the answers.
    """
    roles = {role: rows[rows["module_role"] == role] for role in ("pretest", "module", "test")}
    pretest, test = roles["pretest"], roles["test"]
    gone, known = struck(rows), test.drop_duplicates("exercise").set_index("exercise")
    pairs = tuple(
        Pair(one, other, *known.loc[other, ["goal", "strand", "max_points"]])
        for one, other in named.items()
        if not gone & {one, other}
    )
    first, last = [pair.before for pair in pairs], [pair.after for pair in pairs]
    had, has = (set(mine.loc[mine["handed_in"], "pid"]) for mine in (pretest, test))
    in_time = had & has & _in_time(pretest, pd.concat([roles["module"], test]))
    before, after = complete(pretest, first), complete(test, last)
    people = sorted(in_time & set(before.index) & set(after.index)) if pairs else []
    unsure = pretest[pretest["exercise"].isin(first)].pivot(index="pid", columns="exercise", values="answer") == UNSURE
    why: Why | None = None
    if pretest.empty or test.empty or not pairs:
        why = "no_pretest" if pretest.empty else "no_test" if test.empty else "no_pairs"
    elif too_early(waiting(rows[rows["exercise"].isin([*first, *last]) & rows["pid"].isin(in_time)]), len(people)):
        why = "waiting"
    return Paired(
        pairs=pairs,
        before=_divided(before, people, max_points(pretest, first)),
        after=_divided(after, people, max_points(test, last)),
        unsure=_divided(unsure.reindex(columns=first).astype("float64"), people, np.ones(len(first))),
        late=len(had & has - in_time),
        without=len(has - had),
        why=why,
    )


def _in_time(pretest: pd.DataFrame, others: pd.DataFrame) -> set[str]:
    """Return who handed in the pre-test before the first answer in anything else."""
    given = pretest.groupby("pid")["submitted_at"].max().dropna()
    began = others.groupby("pid")["first_at"].min().reindex(given.index)
    return set(given.index[(given < began) | began.isna()])


def _divided(points: pd.DataFrame, people: list[str], most: Vector) -> pd.DataFrame:
    """Return shares of the points of some people, the columns numbered."""
    return pd.DataFrame(points.reindex(people).to_numpy() / most, index=people)


@dataclass(frozen=True)
class Gained:
    """The gain on some pairs, in shares of the points.

    Parameters
    ----------
    difference
        Mean of after less before, of the same people.
    """

    pairs: int
    before: Result
    after: Result
    difference: Result


@dataclass(frozen=True)
class Gains:
    """The gain of a cohort.

    Parameters
    ----------
    d_av
        The gain in standard deviations of the people's points.
    normalised
        The part of what was left to gain that the group gained.
    unsure
        Share of the answers in the pre-test that were *Vet inte*, which count as not right.
    strands, goals
        By name and by id.
    """

    all: Gained
    d_av: Result
    normalised: Result
    unsure: Result
    strands: tuple[tuple[str, Gained], ...]
    goals: tuple[tuple[str, Gained], ...]


def gains(found: Paired) -> Gains:
    """Estimate what people gained, over all pairs, by strand and by goal."""
    every = list(range(len(found.pairs)))
    before, after = _shares(found, every)
    whole = gain(before, after, 1.0) if not found.why else None
    few: Why | None = None if len(before) >= MIN_PEOPLE else "under_30"
    return Gains(
        all=_gained(found, every),
        d_av=_result(found, whole.d_av if whole and not few else None, few or "alike"),
        normalised=_result(found, whole.normalised if whole and not few else None, few or "alike"),
        unsure=_result(found, mean_share(found.unsure.to_numpy().mean(axis=1)) if every else None),
        strands=_grouped(found, [pair.strand for pair in found.pairs]),
        goals=_grouped(found, [pair.goal for pair in found.pairs]),
    )


def _grouped(found: Paired, names: Sequence[str]) -> tuple[tuple[str, Gained], ...]:
    """Return the gain on the pairs that share a name."""
    return tuple(
        (name, _gained(found, [place for place, one in enumerate(names) if one == name]))
        for name in dict.fromkeys(names)
    )


def _shares(found: Paired, places: Sequence[int]) -> tuple[Vector, Vector]:
    """Return each person's share of the points on some pairs, before and after."""
    weights = np.array([found.pairs[place].points for place in places])
    total = weights.sum() or 1.0
    before, after = (
        frame[list(places)].to_numpy(dtype=np.float64) @ weights / total for frame in (found.before, found.after)
    )
    return before, after


def _gained(found: Paired, places: Sequence[int]) -> Gained:
    before, after = _shares(found, places)
    return Gained(
        pairs=len(places),
        before=_result(found, mean_share(before)),
        after=_result(found, mean_share(after)),
        difference=_result(found, difference(before, after)),
    )


def _result(found: Paired, estimate: Estimate | None, why: Why = "alike") -> Result:
    """Return what may be shown of an estimate of the people with both tests."""
    n = len(found.before)
    if found.why:
        return Result(None, None, found.why)
    if n < SHOWN:
        return Result(None, None, "few")
    return Result(n, estimate, None if estimate else why)
