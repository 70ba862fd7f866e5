"""How far people came in each course: from seats to passed, and year by year."""

from graders.reports import words
from graders.reports.funnel import Bar, funnel
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from graders.reports.programme.numbers import CourseResult, Programme, Step
from graders.reports.programme.sections import said
from toolkit.messages import say


def completion(programme: Programme) -> Html:
    """Return the way through each course."""
    if programme.all is None:
        return Html("")
    head = [tag("h2", say("programme.completion")), tag("p", say("programme.completion_intro"))]
    return joined([*head, *said.per_course(programme, _course)])


def _course(course: CourseResult) -> list[Html]:
    parts = said.versions(course)
    if course.tested < course.occasions:
        parts.append(tag("p", say("programme.untested", n=course.occasions - course.tested, of=course.occasions)))
    parts.append(_funnel(course))
    if course.passed.part:
        part = course.passed.part
        counts = {"count": words.count(part.count), "of": words.count(part.of)}
        parts.append(tag("p", say("programme.passed_of_test", **counts, share=said.share(part))))
    if course.waiting:
        parts.append(tag("p", say("programme.waiting", n=said.number(course.waiting)), "k-small"))
    if any(year.test.part or year.passed.part for year in course.years):
        parts.append(_years(course))
    return parts


def _funnel(course: CourseResult) -> Html:
    title = say("programme.funnel")
    bars, rows, steps = [], [], []
    if course.seats is not None:
        bars.append(Bar(say("programme.seats_step"), words.count(course.seats), course.seats))
        rows.append(Row([say("programme.seats_step"), words.count(course.seats), "", ""]))
    bars.append(Bar(say("programme.used"), words.people(course.places), course.places))
    rows.append(Row([say("programme.used"), words.people(course.places), "", ""]))
    for step in (course.started, *course.modules, course.test, course.passed_of_places):
        bars.append(_bar(step))
        rows.append(_row(step))
        if step.part:
            counts = {"count": words.count(step.part.count), "share": words.percent(step.part.share.value)}
            steps.append(say("programme.funnel_step", name=step.name, **counts))
    names = ("programme.step", "programme.count_of_places", "programme.share_column", "report.interval_95")
    columns = [Column(say(name), numeric=place > 0) for place, name in enumerate(names)]
    declared = Table(title, columns, [("", rows)])
    if not steps:
        return table(declared)
    alt = say("programme.funnel_alt", course=course.title, places=words.people(course.places), steps="; ".join(steps))
    chart = funnel(bars, say("programme.axis_places"))
    return figure(title, chart, alt, declared, say("programme.funnel_note"))


def _bar(step: Step) -> Bar:
    if step.part is None:
        return Bar(step.name, said.why(step.why))
    said_ = say("programme.bar", count=words.count(step.part.count), share=words.percent(step.part.share.value))
    return Bar(step.name, said_, step.part.count, step.part.share)


def _row(step: Step) -> Row:
    if step.part is None:
        return Row([step.name, said.why(step.why)])
    found = step.part.share
    return Row([step.name, words.count(step.part.count), words.percent(found.value), words.percents(found)])


def _years(course: CourseResult) -> Html:
    names = ("programme.year", "programme.occasions", "programme.used", "programme.test", "programme.passed_column")
    columns = [Column(say(name), numeric=place > 0) for place, name in enumerate(names)]
    rows = [
        Row(
            [
                str(year.year),
                words.count(year.occasions),
                words.people(year.places),
                _cell(year.test),
                _cell(year.passed),
            ]
        )
        for year in course.years
    ]
    return table(Table(say("programme.years"), columns, [("", rows)]))


def _cell(step: Step) -> str:
    if step.part is None:
        return words.people(None)
    share = words.share_with_interval(step.part.share)
    return say("report.people_among", count=words.count(step.part.count), share=share)
