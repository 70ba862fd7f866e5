"""From the table of responses to the numbers of the cohort report."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from graders.disclosure import INTERNAL, apart, nested, protect, quartiles
from graders.reports import scored
from graders.reports.bins import bins
from graders.reports.cohort.discussion import discussion
from graders.reports.cohort.numbers import Cohort, CohortGain, GainRow, GoalResult, Learned, Module, Reach, Summary
from graders.reports.inputs import Inputs
from graders.reports.item import items_of
from graders.reports.numbers import SHOWN, part, shown
from graders.reports.paired import Paired, gains, named_pairs, paired
from graders.reports.passing import passing
from graders.reports.reached import line_of, reached, under
from toolkit.formats.course import ModuleEntry, Role

ANSWERS = ("variant", "answer", "confidence")
"""Columns that the report reads beside those that every report reads."""


def build(inputs: Inputs) -> Cohort:
    """Compute everything that a cohort report shows."""
    rows = scored.told(inputs.rows)
    entries = [entry for entry in inputs.course.modules if entry.id in inputs.release.modules]
    passed = passing(inputs, rows)
    modules: list[Module] = []
    for entry in entries:
        done = sum(len(module.items) for module in modules)
        line = passed.points if passed and entry.role == "test" else None
        modules.append(_module(inputs, entry, rows[rows["module"] == entry.id], done, line))
    moments = [rows[name].max() for name in ("last_at", "submitted_at")]
    summary = _summary(entries, rows, modules)
    learned = _learned(inputs, rows[rows["module"].isin([name for name, _ in summary.scope])])
    return Cohort(
        title=inputs.occasion.title,
        course=inputs.course.title,
        version=inputs.course.version,
        until=max((m.to_pydatetime() for m in moments if not pd.isna(m)), default=None),
        people=shown(rows["pid"].nunique()),
        summary=summary,
        passing=passed,
        learned=learned,
        gain=_gain(inputs, paired(named_pairs(inputs.exercises, rows), rows)),
        discussion=discussion(inputs, rows, learned, tuple(modules)),
        reach=_reach(rows, [module for module in modules if module.role == "test"]),
        modules=tuple(modules),
    )


def _people(rows: pd.DataFrame, flag: str, modules: int) -> int:
    """Count the people who have a flag in as many modules."""
    flagged = rows[rows[flag]].groupby("pid")["module"].nunique()
    return int((flagged >= modules).sum())


def _module(inputs: Inputs, entry: ModuleEntry, rows: pd.DataFrame, before: int, line: float | None) -> Module:
    everyone = inputs.rows["pid"].nunique()
    order = scored.in_order(inputs, entry.id, rows)
    left = [name for name in order if name not in scored.struck(rows)]
    points = scored.complete(rows, left)
    scores = scored.shares(rows, order)
    may_show = scores.n is not None
    totals = points.to_numpy().sum(axis=1)
    max_points = scored.max_points(rows, left)
    most = float(max_points.sum())
    waiting = scored.waiting(rows)
    # What is shown of the points comes last: else who handed in would tell how few wait.
    taken = nested([_people(rows, "started", 1), _people(rows, "handed_in", 1), scores.n or waiting], SHOWN)
    return Module(
        id=entry.id,
        title=f"{entry.number} {entry.title}" if entry.role == "module" else entry.title,
        role=entry.role,
        started=part(taken[0], everyone),
        handed_in=part(taken[1], everyone),
        max_points=most,
        scores=scores,
        spread=quartiles(totals, SHOWN) if may_show else None,
        bins=bins(totals / most, None if line is None else line / most) if may_show else (),
        reliability=scored.reliability(points, max_points) if may_show else None,
        waiting=shown(waiting),
        items=items_of(inputs, entry.id, rows, scores, before),
    )


def _learned(inputs: Inputs, rows: pd.DataFrame) -> Learned:
    """Return the results of every strand and goal that has an exercise in these rows, in the course's order."""
    known = inputs.course.goals
    found = list(dict.fromkeys(rows["goal"]))
    order = [goal for goal in known if goal in found] + [goal for goal in found if goal not in known]
    strand_of = {goal: known[goal].strand if goal in known else "" for goal in order}
    strands = dict.fromkeys(strand_of.values())
    return Learned(
        line=float(line_of(inputs)),
        strands=tuple(
            _result(inputs, rows[rows["goal"].map(strand_of) == strand], "", strand, strand) for strand in strands
        ),
        goals=tuple(
            _result(
                inputs,
                rows[rows["goal"] == goal],
                goal.partition(".")[2],
                known[goal].text if goal in known else goal,
                strand_of[goal],
            )
            for strand in strands
            for goal in order
            if strand_of[goal] == strand
        ),
    )


def _result(inputs: Inputs, rows: pd.DataFrame, number: str, text: str, strand: str) -> GoalResult:
    """Return the result on the exercises of these rows."""
    exercises, line = list(dict.fromkeys(rows["exercise"])), line_of(inputs)
    found = reached(rows, exercises, line)
    mean = scored.shares(rows, exercises)
    return GoalResult(number, text, strand, len(exercises), found, under(found, line), mean)


def _gain(inputs: Inputs, found: Paired) -> CohortGain:
    """Return the gain with its strands and goals in the course's order."""
    told, known = gains(found), inputs.course.goals
    strand_of = {pair.goal: pair.strand for pair in found.pairs}
    goals = sorted(told.goals, key=lambda one: list(known).index(one[0]) if one[0] in known else len(known))
    rows = []
    for strand in dict.fromkeys(strand_of[goal] for goal, _ in goals):
        rows.append(GainRow(strand, strand, whole=True, gained=dict(told.strands)[strand]))
        for goal, gained in goals:
            if strand_of[goal] == strand:
                name = f"{goal.partition('.')[2]} {known[goal].text if goal in known else goal}"
                rows.append(GainRow(name, strand, whole=False, gained=gained))
    # How many the gain is of, and how many took the test, is shown beside them.
    late, without = _protected([found.late, found.without])
    return CohortGain(told.all, told.d_av, told.normalised, told.unsure, tuple(rows), late, without)


def _reach(rows: pd.DataFrame, tests: Sequence[Module]) -> Reach | None:
    """Count how far people have come towards the final test; None where it is not released.

    Counts that the table of participation tells can hide no others, and only the others are protected.
    """
    if not tests:
        return None
    test = rows["module_role"] == "test"
    handed_in = set(rows.loc[test & rows["handed_in"], "pid"])
    in_test = set(rows.loc[test & rows["started"], "pid"]) - handed_in
    in_course = set(rows.loc[rows["started"], "pid"]) - handed_in - in_test
    nowhere = set(rows["pid"]) - handed_in - in_test - in_course
    counts = [len(people) for people in (handed_in, in_test, in_course, nowhere)]
    started, taken = (all(told) for told in zip(*((one.started, one.handed_in) for one in tests), strict=True))
    if started and taken:
        return Reach(counts[1], *_protected(counts[2:]))
    if started:
        return Reach(_protected(counts[:2])[1], *_protected(counts[2:]))
    return Reach(*_protected(counts[1:] if taken else counts)[-3:])


def _protected(counts: Sequence[int]) -> list[int | None]:
    """Return counts, of which the sum is known, as they may be shown."""
    return list(protect(np.array(counts), INTERNAL).cells)


def _summary(entries: Sequence[ModuleEntry], rows: pd.DataFrame, modules: Sequence[Module]) -> Summary:
    """Choose what the key figures are of: the final test as soon as five people have handed it in."""
    by_role: dict[Role, list[ModuleEntry]] = {
        role: [entry for entry in entries if entry.role == role] for role in ("test", "module", "pretest")
    }
    tested = rows.loc[(rows["module_role"] == "test") & rows["handed_in"], "pid"].nunique()
    possible: list[Role] = [role for role in by_role if by_role[role] and (role != "test" or tested >= SHOWN)]
    role = possible[0] if possible else "test"
    scope = by_role[role]
    names = [entry.id for entry in scope]
    mine = rows[rows["module"].isin(names)]
    order = list(dict.fromkeys(mine["exercise"]))
    result = scored.shares(mine, order)
    left = [name for name in order if name not in scored.struck(mine)]
    points = scored.complete(mine, left)
    most = scored.max_points(mine, left)
    everyone = rows["pid"].nunique()
    started, handed_in = _people(rows, "started", 1), _people(mine, "handed_in", len(names))
    # Whoever is in all the modules is in each, and whoever is in one has started.
    each = _counts([module for module in modules if module.id in names])
    return Summary(
        role=role,
        scope=tuple((entry.id, entry.title) for entry in scope),
        started=part(started if _apart(started, _counts(modules)) else None, everyone),
        handed_in=part(handed_in if _apart(handed_in, each) else None, everyone),
        result=result,
        reliability=scored.reliability(points, most) if len(names) == 1 and result.n is not None else None,
    )


def _counts(modules: Sequence[Module]) -> list[int]:
    """Return the people of modules that the report counts."""
    parts = [part.count for module in modules for part in (module.started, module.handed_in) if part]
    return parts + [module.scores.n for module in modules if module.scores.n is not None]


def _apart(count: int, others: Sequence[int]) -> bool:
    return all(apart(count, other, SHOWN) for other in others)
