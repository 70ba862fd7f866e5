"""From rows of answers to people: who used a place, and how far they came.

A run is an occasion with its retakes; a place is one person in one run, so that a retake adds none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graders.reports.programme.inputs import Given
from graders.reports.scored import told
from graders.statistics.intervals import TINY
from toolkit.formats.course import Pass

PLACE = ["run", "pid"]
"""What tells places apart."""
UNKNOWN = ""
"""The actor or region of who has none, or must not be grouped by it."""


@dataclass(frozen=True)
class Run:
    """An occasion with its retakes, the occasion first."""

    occasions: tuple[Given, ...]

    @property
    def id(self) -> str:
        """The occasion's id."""
        return self.occasions[0].occasion.id

    @property
    def course(self) -> str:
        """The course's id."""
        return self.occasions[0].course.id

    @property
    def year(self) -> int:
        """The year in which the occasion began."""
        return self.occasions[0].began.year


@dataclass(frozen=True)
class People:
    """Frames that the numbers are counted from.

    Parameters
    ----------
    places
        One row per place: ``run, pid, course, year, actor, region, started, test, waiting, passed``.
    handed_in
        One row per place and module that was handed in: ``run, pid, module``.
    first
        By run, the rows of first attempts as `scored.told` returns them: of each module the first hand-in, and
        of one that was never handed in what there is.
    """

    places: pd.DataFrame
    handed_in: pd.DataFrame
    first: Mapping[str, pd.DataFrame]


def runs(given: Sequence[Given]) -> list[Run]:
    """Put retakes to the occasions that they are of; one whose occasion is not here stands for itself."""
    known = {one.occasion.id: one for one in given}
    chains: dict[str, list[tuple[int, Given]]] = {}
    for one in given:
        chain = [one.occasion.id]
        while (before := known[chain[-1]].occasion.retake_of) in known and before not in chain:
            chain.append(before)
        chains.setdefault(chain[-1], []).append((len(chain), one))
    return [Run(tuple(one for _, one in sorted(chain, key=lambda link: link[0]))) for chain in chains.values()]


def rule(one: Given) -> Pass:
    """Return what passing takes: the occasion's own rule, else the course's."""
    return one.occasion.passing or one.course.passing


def people(found: Sequence[Run]) -> People:
    """Count people over all runs."""
    modules, groups, first = [], [], {}
    for run in found:
        rows = pd.concat([told(one.rows).assign(attempt=n) for n, one in enumerate(run.occasions)], ignore_index=True)
        modules.append(_by_module(rows).assign(run=run.id))
        latest = rows.drop_duplicates("pid", keep="last")[["pid", "actor", "region"]]
        groups.append(latest.assign(run=run.id, course=run.course, year=run.year))
        first[run.id] = _first(rows) if len(run.occasions) > 1 else rows
    every = pd.concat(modules, ignore_index=True)
    handed_in = every[every["handed_in"]].drop_duplicates([*PLACE, "module"])[[*PLACE, "module"]]
    places = pd.concat(groups, ignore_index=True).join(every.groupby(PLACE)["started"].any(), on=PLACE)
    return People(_with_outcome(places, found, every, handed_in), handed_in, first)


def _first(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per person and exercise: of the first attempt at its module that was handed in, else the first."""
    order = rows.sort_values(["handed_in", "attempt"], ascending=[False, True], kind="stable")
    return rows.loc[order.drop_duplicates(["pid", "exercise"]).index.sort_values()]


def _by_module(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row per person, attempt and module: started, handed in, waiting, and the points that the gradebook has.

    A struck exercise gives whoever handed in all its points there; in every other figure it does not count.
    """
    full = rows["handed_in"] & (rows["status"] == "withdrawn")
    frame = rows.assign(
        waiting=rows["status"] == "awaiting_marking", points=rows["points"].fillna(0.0).mask(full, rows["max_points"])
    )
    by = frame.groupby(["pid", "attempt", "module", "module_role"], as_index=False, sort=False)
    return by.agg(
        started=("started", "any"),
        handed_in=("handed_in", "any"),
        waiting=("waiting", "any"),
        points=("points", "sum"),
        most=("max_points", "sum"),
    )


def _with_outcome(
    places: pd.DataFrame, found: Sequence[Run], every: pd.DataFrame, handed_in: pd.DataFrame
) -> pd.DataFrame:
    """Return the places with whether each handed in a final test, waits for it to be marked, and has passed.

    One attempt that passes is enough; a module may have been handed in with another.
    """
    tests = every[every["module_role"] == "test"].rename(columns={"handed_in": "test"})
    by = tests.groupby([*PLACE, "attempt"])
    attempts = by.agg({"points": "sum", "most": "sum", "test": "any", "waiting": "any"})
    occasions = {(run.id, n): one for run in found for n, one in enumerate(run.occasions)}
    lines = {key: float(rule(one).total) for key, one in occasions.items()}
    asked = {key: _asked(one) for key, one in occasions.items()}
    taken = handed_in.groupby(PLACE)["module"].agg(set)
    modules = dict(zip(taken.index, taken, strict=True))
    line = np.array([lines[run, n] for run, _, n in attempts.index], dtype=float)
    has_all = np.array([asked[run, n] <= modules.get((run, pid), set()) for run, pid, n in attempts.index], dtype=bool)
    reached = attempts["points"] >= line * attempts["most"] - TINY
    attempts["passed"] = reached & attempts["test"] & ~attempts["waiting"] & has_all
    outcome = attempts.groupby(PLACE)[["test", "waiting", "passed"]].any()
    joined = places.join(outcome, on=PLACE)
    for name in outcome.columns:
        joined[name] = joined[name].eq(True)
    joined["waiting"] &= joined["test"] & ~joined["passed"]
    return joined


def _asked(one: Given) -> set[str]:
    """Return the modules that passing takes."""
    asked = rule(one).modules
    return {entry.id for entry in one.course.modules if entry.role == "module"} if asked == "all" else set(asked)
