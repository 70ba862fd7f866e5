"""Who reaches each knowledge goal, and each strand of them."""

from collections.abc import Sequence

from graders.reports import words
from graders.reports.charts import Cut, DotRow, dots
from graders.reports.cohort.numbers import Cohort, GoalResult
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from toolkit.messages import say

TOGETHER = 12
"""Most goals in one chart; more are drawn in one chart per strand, so that each fits a page."""


def goals(cohort: Cohort) -> Html:
    """Return the share of the people who reach each strand and goal, with the line to compare with."""
    learned, where = cohort.learned, say(f"report.role.{cohort.summary.role}")
    line = words.percent(learned.line)
    parts = [tag("h2", say("report.goals")), tag("p", say("report.goals_intro", line=line))]
    if len(learned.goals) <= TOGETHER:
        title = say("report.goals_caption", where=where)
        parts.append(_goal_figure(title, where, learned.line, learned.strands, learned.goals))
        return joined(parts)
    for strand in learned.strands:
        title = say("report.goals_caption_strand", where=where, strand=strand.strand)
        mine = [goal for goal in learned.goals if goal.strand == strand.strand]
        parts.append(_goal_figure(title, where, learned.line, [strand], mine))
    return joined(parts)


def _goal_figure(
    title: str, where: str, line: float, strands: Sequence[GoalResult], results: Sequence[GoalResult]
) -> Html:
    names = ("report.exercises", "report.n", "report.reached", "report.interval_95", "report.mean_points_share")
    columns = [Column(say("report.goal"), numeric=False), *(Column(say(name)) for name in names)]
    rows, drawn = [], []
    for strand in strands:
        mine = [goal for goal in results if goal.strand == strand.strand]
        for one in (strand, *mine):
            name = one.name if one.number else say("report.strand", strand=one.strand)
            found = one.reached.estimate
            why = "" if found else words.why_not(one.reached)
            rows.append(_row(name, one, why))
            drawn.append(DotRow(name, found, why, heading=not one.number))
    declared = Table(title, columns, [("", rows)])
    seen = [goal for goal in results if goal.reached.estimate]
    if not seen:
        return table(declared)
    ordered = sorted(seen, key=lambda goal: goal.reached.value)
    under = [goal.number for goal in results if goal.under]
    alt = say(
        "report.goals_alt",
        where=where,
        goals=len(seen),
        n=words.range_of_people([goal.reached for goal in seen]),
        best=_goal_alt(ordered[-1]),
        worst=_goal_alt(ordered[0]),
        line=words.percent(line),
        under=", ".join(under) or say("report.none"),
    )
    cut = Cut(line, say("report.line_at", line=words.percent(line)))
    chart = dots(drawn, say("report.axis_reached"), words.share_with_interval, cut)
    return figure(title, chart, alt, declared, say("report.goals_note"))


def _row(name: str, one: GoalResult, why: str) -> Row:
    cells = [name, str(one.exercises)]
    found, mean = one.reached.estimate, one.mean.estimate
    if found:
        cells += [words.count(found.n), words.percent(found.value), words.percents(found)]
        cells.append(words.share_with_interval(mean) if mean else words.why_not(one.mean))
    else:
        cells.append(why)
    return Row(cells, marked=one.under)


def _goal_alt(goal: GoalResult) -> str:
    found = goal.reached.estimate
    assert found
    value, interval = words.percent(found.value), words.percents(found)
    return say("report.goal.alt", goal=goal.name, value=value, interval=interval, n=found.n)
