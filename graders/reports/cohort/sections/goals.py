"""The result of every knowledge goal."""

from collections.abc import Sequence
from itertools import groupby

from graders.reports import words
from graders.reports.charts import DotRow, dots
from graders.reports.cohort.numbers import Cohort, GoalResult
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from toolkit.messages import say

TOGETHER = 12
"""Most goals in one chart; more are drawn in one chart per strand, so that each fits a page."""


def best(goals: Sequence[GoalResult]) -> GoalResult:
    """Return the goal with the highest result."""
    return max(goals, key=lambda goal: goal.result.value)


def worst(goals: Sequence[GoalResult]) -> GoalResult:
    """Return the goal with the lowest result."""
    return min(goals, key=lambda goal: goal.result.value)


def goals(cohort: Cohort) -> Html:
    """Return the result of every goal, per role of the modules that tested it."""
    parts = [tag("h2", say("report.goals")), tag("p", say("report.goals_intro"))]
    for role, results in cohort.goals:
        where = say(f"report.role.{role}")
        if len(results) <= TOGETHER:
            parts.append(_goal_figure(say("report.goals_caption", where=where), where, results))
            continue
        for strand, found in _by_strand(results):
            title = say("report.goals_caption_strand", where=where, strand=strand)
            parts.append(_goal_figure(title, where, found))
    return joined(parts)


def _by_strand(results: Sequence[GoalResult]) -> list[tuple[str, list[GoalResult]]]:
    """Group goals by strand, the strands in the order in which they first come."""
    order = {strand: n for n, strand in enumerate(dict.fromkeys(goal.strand for goal in results))}
    ordered = sorted(results, key=lambda goal: order[goal.strand])
    return [(strand, list(found)) for strand, found in groupby(ordered, key=lambda goal: goal.strand)]


def _goal_figure(title: str, where: str, results: Sequence[GoalResult]) -> Html:
    columns = [Column(say("report.goal"), numeric=False)]
    columns += [Column(say(name)) for name in ("report.exercises", "report.n", "report.share", "report.interval_95")]
    groups, drawn = [], []
    for strand, found in _by_strand(results):
        heading = say("report.strand", strand=strand)
        rows = []
        drawn.append(DotRow(heading, heading=True))
        for goal in found:
            name, estimate = f"{goal.number} {goal.text}", goal.result.estimate
            cells = [name, str(goal.exercises)]
            if estimate:
                cells += [words.count(estimate.n), words.percent(estimate.value), words.percents(estimate)]
            else:
                cells.append(words.why_not(goal.result))
            rows.append(Row(cells))
            drawn.append(DotRow(name, estimate, "" if estimate else words.why_not(goal.result)))
        groups.append((heading, rows))
    declared = Table(title, columns, groups)
    seen = [goal for goal in results if goal.result.estimate]
    if not seen:
        return table(declared)
    alt = say(
        "report.goals_alt",
        where=where,
        goals=len(seen),
        n=words.range_of_people([goal.result for goal in seen]),
        best=_goal_alt(best(seen)),
        worst=_goal_alt(worst(seen)),
    )
    chart = dots(drawn, say("report.axis_share"), words.share_with_interval)
    return figure(title, chart, alt, declared, say("report.goals_note"), opened=True)


def _goal_alt(goal: GoalResult) -> str:
    assert goal.result.estimate
    estimate = goal.result.estimate
    value, interval = words.percent(estimate.value), words.percents(estimate)
    return say("report.goal.alt", goal=f"{goal.number} {goal.text}", value=value, interval=interval, n=estimate.n)
