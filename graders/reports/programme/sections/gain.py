"""What the same people gained from the pre-test to the final test."""

from itertools import groupby

from graders.reports import words
from graders.reports.dumbbell import Change as Drawn
from graders.reports.dumbbell import dumbbell
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from graders.reports.programme.numbers import Change, CourseResult, Programme, Year
from graders.reports.programme.sections import said
from toolkit.messages import say


def gain(programme: Programme) -> Html:
    """Return the gain of each course, on all its pairs, goal by goal and year by year."""
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
    parts.append(_figure(course))
    if any(year.gain.estimate for year in course.years):
        parts.append(_years(course))
    return parts


def _figure(course: CourseResult) -> Html:
    title = say("programme.gain_caption")
    names = ("report.n", "programme.before", "programme.after", "programme.gain_column")
    columns = [Column(say("report.goal"), numeric=False), *(Column(say(name)) for name in names)]
    groups, drawn = [("", [_row(course.gain)])], [_drawn(course.gain)]
    for strand, found in groupby(course.changes, key=lambda change: change.strand):
        heading = say("report.strand", strand=strand)
        mine = list(found)
        groups.append((heading, [_row(change) for change in mine]))
        drawn.append(Drawn(heading, heading=True))
        drawn += [_drawn(change) for change in mine]
    whole = course.gain
    assert whole.before
    assert whole.after
    alt = say(
        "programme.gain_alt",
        course=course.title,
        n=said.number(whole.n),
        before=words.percent(whole.before.value),
        after=words.percent(whole.after.value),
        gain=said.gained(whole),
        most=_ends(course, most=True),
        least=_ends(course, most=False),
    )
    before, after = say("programme.before"), say("programme.after")
    chart = dumbbell(drawn, say("report.axis_share"), before, after)
    return figure(title, chart, alt, Table(title, columns, groups), say("programme.gain_note"))


def _ends(course: CourseResult, *, most: bool) -> str:
    """Return the goal that gained most, or least, with its gain."""
    known = [change for change in course.changes if change.gain]
    if not known:
        return say("report.map_none")
    found = (max if most else min)(known, key=lambda change: change.gain.value if change.gain else 0.0)
    return say("programme.gain_named", goal=found.name, gain=said.gained(found))


def _row(change: Change) -> Row:
    if not (change.before and change.after and change.gain):
        return Row([change.name, said.why(change.why)])
    ends = (words.share_with_interval(change.before), words.share_with_interval(change.after))
    return Row([change.name, said.number(change.n), *ends, said.gained(change)])


def _drawn(change: Change) -> Drawn:
    return Drawn(change.name, said.gained(change), change.before, change.after)


def _years(course: CourseResult) -> Html:
    names = ("programme.year", "report.n", "programme.gain_column")
    columns = [Column(say(name), numeric=place > 0) for place, name in enumerate(names)]
    rows = [_year(year) for year in course.years]
    return table(Table(say("programme.gain_years"), columns, [("", rows)]))


def _year(year: Year) -> Row:
    found = year.gain
    if found.estimate is None:
        return Row([str(year.year), said.why(found.why)])
    return Row([str(year.year), said.number(found.n), said.difference(found.estimate)])
