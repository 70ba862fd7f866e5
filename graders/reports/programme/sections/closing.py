"""How the report ends: which occasions it is of, what may not be concluded, and how the figures are counted."""

from collections.abc import Sequence

from graders.disclosure import PUBLIC
from graders.reports import words
from graders.reports.markup import Column, Html, Row, Table, joined, listing, table, tag
from graders.reports.programme.numbers import Listed, Programme
from toolkit.messages import listed, say

NOT_SAID = ("effect", "comparison", "selection", "line", "mastery", "differences", "goals", "persons")
"""What may not be concluded, in order."""
METHOD = (
    "rows",
    "places",
    "persons",
    "retakes",
    "groups",
    "started",
    "passed",
    "points",
    "counted",
    "gain",
    "interval",
    "years",
    "few",
)
"""What the last section says, in order."""


def occasions(programme: Programme) -> Html:
    """Return the occasions that the report is of, and those that are in no figure with the reason."""
    parts = []
    if programme.occasions or programme.apart:
        groups = [("", _rows(programme.occasions))]
        if programme.apart:
            groups.append((say("programme.apart_group"), _rows(programme.apart)))
        names = ("programme.occasion", "programme.course", "programme.began", "programme.seats_step")
        columns = [Column(say(name), numeric=name == names[-1]) for name in names]
        parts.append(table(Table(say("programme.occasions_caption"), columns, groups)))
    if programme.small:
        titles = listed([f"”{title}”" for title in programme.small], "och")
        parts.append(tag("p", say("programme.small", titles=titles, few=PUBLIC)))
    if programme.left_out:
        items = [say("programme.left_out_one", name=one.name, why=one.why) for one in programme.left_out]
        parts += [tag("h3", say("programme.left_out")), listing(items)]
    return joined([tag("h2", say("programme.occasions_section")), *parts]) if parts else Html("")


def _rows(found: Sequence[Listed]) -> list[Row]:
    rows = []
    for one in found:
        title = one.title
        if one.retake_of:
            title = say("programme.retake_of", title=title, of=one.retake_of)
        course = say("programme.course_version", title=one.course, version=one.version)
        seats = say("programme.no_seats") if one.seats is None else words.count(one.seats)
        rows.append(Row([title, course, words.day(one.began), seats]))
    return rows


def not_said(programme: Programme) -> Html:
    """Return what may not be concluded from the report."""
    if programme.all is None:
        return Html("")
    items = [say(f"programme.not_said.{name}") for name in NOT_SAID]
    return joined([tag("h2", say("programme.not_said")), listing(items)])


def method(programme: Programme) -> Html:
    """Return how the figures are counted."""
    if programme.all is None:
        return Html("")
    items = [say(f"programme.method.{name}", few=PUBLIC) for name in METHOD]
    return joined([tag("h2", say("programme.method")), listing(items)])
