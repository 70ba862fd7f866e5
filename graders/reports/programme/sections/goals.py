"""The result of every strand and goal on the final test."""

from collections.abc import Sequence
from itertools import groupby

from graders.reports import words
from graders.reports.charts import DotRow, dots
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from graders.reports.programme.numbers import CourseResult, Goal, Programme
from graders.reports.programme.sections import said
from toolkit.messages import say


def goals(programme: Programme) -> Html:
    """Return the result of every strand and goal, course by course."""
    if programme.all is None:
        return Html("")
    head = [tag("h2", say("programme.goals")), tag("p", say("programme.goals_intro"))]
    return joined([*head, *said.per_course(programme, _course)])


def _course(course: CourseResult) -> list[Html]:
    if not course.goals:
        return [tag("p", say("programme.no_goals"))]
    return [*said.versions(course), _figure(course)]


def _figure(course: CourseResult) -> Html:
    title = say("programme.goals_caption")
    columns = [Column(say("report.goal"), numeric=False)]
    columns += [Column(say(name)) for name in ("report.n", "report.share", "report.interval_95")]
    groups, drawn = [], []
    for strand, found in groupby(course.goals, key=lambda goal: goal.strand):
        heading = say("report.strand", strand=strand)
        mine = list(found)
        groups.append((heading, [_row(goal) for goal in mine]))
        drawn.append(DotRow(heading, heading=True))
        drawn += [_dot(goal) for goal in mine]
    declared = Table(title, columns, groups)
    seen = [goal for goal in course.goals if goal.result.estimate and not goal.whole]
    if not seen:
        return table(declared)
    ends = {"best": _named(_best(seen)), "worst": _named(_worst(seen))}
    alt = say("programme.goals_alt", course=course.title, goals=len(seen), **ends)
    chart = dots(drawn, say("report.axis_share"), words.share_with_interval)
    return figure(title, chart, alt, declared, say("programme.goals_note"))


def _row(goal: Goal) -> Row:
    estimate = goal.result.estimate
    if estimate is None:
        return Row([goal.name, said.why(goal.result.why)])
    return Row([goal.name, said.number(goal.result.n), words.percent(estimate.value), words.percents(estimate)])


def _dot(goal: Goal) -> DotRow:
    estimate = goal.result.estimate
    return DotRow(goal.name, estimate, "" if estimate else said.why(goal.result.why))


def _value(goal: Goal) -> float:
    assert goal.result.estimate
    return goal.result.estimate.value


def _best(found: Sequence[Goal]) -> Goal:
    return max(found, key=_value)


def _worst(found: Sequence[Goal]) -> Goal:
    return min(found, key=_value)


def _named(goal: Goal) -> str:
    assert goal.result.estimate
    value, interval = words.percent(_value(goal)), words.percents(goal.result.estimate)
    return say("report.goal.alt", goal=goal.name, value=value, interval=interval, n=said.number(goal.result.n))
