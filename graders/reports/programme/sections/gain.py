"""What the same people gained from the pre-test to the final test."""

from collections.abc import Sequence

from graders.reports import words
from graders.reports.dumbbell import Change as Drawn
from graders.reports.dumbbell import dumbbell
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from graders.reports.programme.numbers import Change, CourseResult, Programme, Year
from graders.reports.programme.sections import said
from toolkit.messages import say


def gain(programme: Programme) -> Html:
    """Return the gain of each course, on all its pairs, by strand and goal, and year by year."""
    if programme.all is None:
        return Html("")
    head = [tag("h2", say("programme.gain")), tag("p", say("programme.gain_intro"))]
    return joined([*head, *said.per_course(programme, _course)])


def _course(course: CourseResult) -> list[Html]:
    parts = said.versions(course)
    if course.gain.gain is None:
        return [*parts, tag("p", say("programme.said.no_gain", why=said.why(course.gain.why)))]
    for title, why in course.unpaired:
        parts.append(tag("p", say("programme.unpaired", title=title, why=said.why(why))))
    every = said.figures(say("programme.gain_caption"), course.changes)
    parts += [_figure(course, title, groups) for title, groups in every]
    if any(year.gain.estimate for year in course.years):
        parts.append(_years(course))
    return parts


def _figure(course: CourseResult, title: str, groups: Sequence[tuple[str, Sequence[Change]]]) -> Html:
    names = ("report.n", "programme.before", "programme.after", "programme.gain_column")
    columns = [Column(say("report.goal"), numeric=False), *(Column(say(name)) for name in names)]
    drawn, seen = [], {}
    for heading, mine in groups:
        drawn += [Drawn(heading, heading=True)] if heading else []
        for change in mine:
            name = said.named(change, heading)
            drawn.append(Drawn(name, said.gained(change), change.before, change.after))
            if change.gain:
                seen[name if change.name else f"{name} {change.strand}"] = change
    rows = [(heading, [_row(said.named(change, heading), change) for change in mine]) for heading, mine in groups]
    declared = Table(title, columns, rows)
    if not seen:
        return table(declared)
    ordered = sorted(seen.items(), key=lambda one: one[1].gain.value if one[1].gain else 0.0)
    ends = {"most": _alt(*ordered[-1]), "least": _alt(*ordered[0])}
    alt = say("programme.gain_alt", title=title, course=course.title, rows=len(seen), **ends)
    chart = dumbbell(drawn, say("report.axis_share"), say("programme.before"), say("programme.after"))
    return figure(title, chart, alt, declared, say("programme.gain_note"))


def _alt(name: str, change: Change) -> str:
    assert change.before
    assert change.after
    ends = {"before": words.percent(change.before.value), "after": words.percent(change.after.value)}
    return say("programme.gain_named", name=name.strip(), gain=said.gained(change), n=said.number(change.n), **ends)


def _row(name: str, change: Change) -> Row:
    if not (change.before and change.after and change.gain):
        return Row([name, said.why(change.why)])
    ends = (words.share_with_interval(change.before), words.share_with_interval(change.after))
    return Row([name, said.number(change.n), *ends, said.gained(change)])


def _years(course: CourseResult) -> Html:
    names = ("programme.year", "report.n", "programme.gain_column")
    columns = [Column(say(name), numeric=place > 0) for place, name in enumerate(names)]
    rows = [_year(year) for year in course.years]
    return table(Table(say("programme.gain_years"), columns, [("", rows)]))


def _year(year: Year) -> Row:
    found = year.gain
    if found.estimate is None:
        return Row([str(year.year), said.why(found.why)])
    return Row([str(year.year), said.number(found.n), words.change(found.estimate)])
