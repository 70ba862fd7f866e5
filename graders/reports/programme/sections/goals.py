"""The result of the final test, and of every strand and goal in it."""

from collections.abc import Sequence

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
    if len(course.goals) == 1:
        return [tag("p", say("programme.said.no_points", why=said.why(course.points.why)))]
    every = said.figures(say("programme.goals_caption"), course.goals)
    return [*said.versions(course), *(_figure(course, title, groups) for title, groups in every)]


def _figure(course: CourseResult, title: str, groups: Sequence[tuple[str, Sequence[Goal]]]) -> Html:
    columns = [Column(say("report.goal"), numeric=False)]
    columns += [Column(say(name)) for name in ("report.n", "programme.share_column", "report.interval_95")]
    drawn, seen = [], {}
    for heading, mine in groups:
        drawn += [DotRow(heading, heading=True)] if heading else []
        for goal in mine:
            name, estimate = said.named(goal, heading), goal.result.estimate
            drawn.append(DotRow(name, estimate, "" if estimate else said.why(goal.result.why)))
            if estimate:
                seen[name if goal.name else f"{name} {goal.strand}"] = goal
    rows = [(heading, [_row(said.named(goal, heading), goal) for goal in mine]) for heading, mine in groups]
    declared = Table(title, columns, rows)
    if not seen:
        return table(declared)
    ordered = sorted(seen.items(), key=lambda one: one[1].result.estimate.value if one[1].result.estimate else 0.0)
    ends = {"best": _alt(*ordered[-1]), "worst": _alt(*ordered[0])}
    alt = say("programme.goals_alt", title=title, course=course.title, rows=len(seen), **ends)
    chart = dots(drawn, say("report.axis_share"), words.share_with_interval)
    return figure(title, chart, alt, declared, say("programme.goals_note"))


def _row(name: str, goal: Goal) -> Row:
    estimate = goal.result.estimate
    if estimate is None:
        return Row([name, said.why(goal.result.why)])
    return Row([name, said.number(goal.result.n), words.percent(estimate.value), words.percents(estimate)])


def _alt(name: str, goal: Goal) -> str:
    assert goal.result.estimate
    value, interval = words.percent(goal.result.estimate.value), words.percents(goal.result.estimate)
    return say("report.goal.alt", goal=name.strip(), value=value, interval=interval, n=said.number(goal.result.n))
