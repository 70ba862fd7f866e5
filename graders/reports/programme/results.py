"""The points of a course: on its final test, on each goal, and what the same people gained since the pre-test."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from graders.disclosure import PUBLIC, protect
from graders.reports.numbers import Why
from graders.reports.paired import paired
from graders.reports.programme.numbers import Change, Goal, Mean, Number, number
from graders.reports.programme.people import PLACE, People, Run
from graders.reports.scored import too_early
from graders.statistics import Estimate, mean_share
from graders.statistics.gain import difference
from graders.statistics.intervals import TINY, Vector
from toolkit.formats.course import Goal as CourseGoal


def on_goals(rows: pd.DataFrame, goals: Mapping[str, CourseGoal], test: int | None) -> tuple[Goal, ...]:
    """Return the mean of the places' shares of the points on a final test, and on every strand and goal of it.

    Parameters
    ----------
    rows
        Of the final test, of first attempts that were handed in, with their run and whether the place waits.
    goals
        Those of the course, in its order.
    test
        Places with a final test, as it is shown.
    """
    strands = _by_strand(rows, goals)
    of = {name: strand for strand, names in strands.items() for name in names}
    named = rows.assign(strand=rows["goal"].map(of), whole="")
    every, whole, each = (_means(named, by, test) for by in ("whole", "strand", "goal"))
    results = [Goal("", "", every.get("", Mean(None, None, "no_test")))]
    for strand, names in strands.items():
        results.append(Goal("", strand, whole[strand]))
        results += [Goal(_named(name, goals), strand, each[name]) for name in names]
    return tuple(results)


def _means(rows: pd.DataFrame, by: str, test: int | None) -> dict[str, Mean]:
    """Return the mean share of the points for each value of a column; each place's own exercises count."""
    left = rows[rows["status"] != "withdrawn"]
    sums = left.groupby([by, *PLACE], as_index=False)[["points", "max_points", "waits"]].sum()
    found = {str(name): _mean(part, test) for name, part in sums.groupby(by)}
    return {name: found.get(name, Mean(None, None, "withdrawn")) for name in rows[by].astype(str).unique()}


def _mean(places: pd.DataFrame, test: int | None) -> Mean:
    """Return the mean share of the points of places, each with its sums."""
    done = places[places["waits"] == 0]
    if too_early(len(places) - len(done), len(done)):
        return Mean(None, None, "waiting")
    if len(done) < PUBLIC:
        return Mean(None, None, "few")
    n = number(len(done), test)
    estimate = mean_share((done["points"] / done["max_points"]).to_numpy(dtype=float))
    found = _may_show(estimate, n)
    return Mean(n, found, None if found else "alike" if estimate is None else "few")


def _may_show(estimate: Estimate | None, n: Number) -> Estimate | None:
    """Return a mean with the number of people that is shown; one of nothing or of all tells of each of them."""
    if estimate is None or not TINY < estimate.value < 1 - TINY:
        return None
    return replace(estimate, n=n.least)


def _by_strand(rows: pd.DataFrame, goals: Mapping[str, CourseGoal]) -> dict[str, list[str]]:
    """Return the goals that have rows, by strand; goals that the course does not know come last."""
    known = rows.drop_duplicates("goal")
    strands = dict(zip(known["goal"].astype(str), known["strand"].astype(str), strict=True))
    order = [name for name in goals if name in strands] + sorted(strands.keys() - goals.keys())
    found: dict[str, list[str]] = {}
    for name in order:
        found.setdefault(goals[name].strand if name in goals else strands[name], []).append(name)
    return found


def _named(goal: str, goals: Mapping[str, CourseGoal]) -> str:
    place = goal.partition(".")[2]
    return f"{place} {goals[goal].text}" if goal in goals else place


class Pairs:
    """The places of a course that took both tests in time, with their points on the exercises that are pairs.

    Attributes
    ----------
    without
        Titles of the occasions that are in no gain, and why.
    """

    def __init__(self, found: People, runs: Sequence[Run]) -> None:
        # What participants answered is not read; only how they did.
        made = [(run, paired(run.occasions[0].pairs or {}, found.first[run.id].assign(answer=None))) for run in runs]
        self._found = [(run, one) for run, one in made if not one.why]
        self.without = tuple((run.occasions[0].occasion.title, one.why) for run, one in made if one.why)

    def change(
        self, name: str, strand: str, beside: int | None, *, goals: Collection[str] | None = None, year: int = 0
    ) -> Change:
        """Return the change on the pairs of some goals, or all, of the people of a year, or all.

        Parameters
        ----------
        beside
            Places with a final test, as it is shown.
        """
        sides: tuple[list[Vector], list[Vector]] = [], []
        pairs = set()
        for run, one in self._found:
            mine = [place for place, pair in enumerate(one.pairs) if goals is None or pair.goal in goals]
            if not mine or year not in (0, run.year):
                continue
            pairs |= {one.pairs[place] for place in mine}
            weights = np.array([one.pairs[place].points for place in mine])
            for side, frame in zip(sides, (one.before, one.after), strict=True):
                side.append(frame[mine].to_numpy(dtype=float) @ weights / weights.sum())
        before, after = (np.concatenate([*side, np.empty(0)]) for side in sides)
        if len(before) < PUBLIC:
            return Change(name, strand, len(pairs), None, None, None, None, self._why_none())
        n = number(len(before), beside)
        shares = [_may_show(mean_share(one), n) for one in (before, after)]
        gained = difference(before, after)
        if gained is None or None in shares:
            return Change(name, strand, len(pairs), n, None, None, None, "few")
        return Change(name, strand, len(pairs), n, shares[0], shares[1], replace(gained, n=n.least))

    def _why_none(self) -> Why:
        return "few" if self._found or not self.without else self.without[0][1]

    def on_goals(self, goals: Mapping[str, CourseGoal], beside: int | None) -> tuple[Change, ...]:
        """Return the change on all pairs, and on every strand and goal, in the course's order."""
        pairs = [pair for _, one in self._found for pair in one.pairs]
        rows = pd.DataFrame({"goal": [pair.goal for pair in pairs], "strand": [pair.strand for pair in pairs]})
        changes = [self.change("", "", beside)]
        for strand, names in _by_strand(rows, goals).items():
            changes.append(self.change("", strand, beside, goals=names))
            changes += [self.change(_named(name, goals), strand, beside, goals=[name]) for name in names]
        return tuple(changes)

    def by_year(self, years: Sequence[int], beside: Sequence[int | None]) -> list[Mean]:
        """Return the gain of each year; years whose people the others would tell have none."""
        counts = [sum(len(one.before) for run, one in self._found if run.year == year) for year in years]
        shown = protect(np.array(counts, dtype=np.int64), PUBLIC).cells
        found = []
        for year, n, test in zip(years, shown, beside, strict=True):
            one = self.change("", "", test, year=year)
            may = n is not None and one.gain is not None
            found.append(Mean(one.n, one.gain) if may else Mean(None, None, one.why or "few"))
        return found
