"""Numbers of the programme report in words, for every section."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

from graders.disclosure import PUBLIC, Part
from graders.reports import words
from graders.reports.markup import Html, joined, tag
from graders.reports.numbers import Why
from graders.reports.programme.numbers import Change, CourseResult, Goal, Number, Programme
from toolkit.messages import listed, say


def why(reason: Why | None) -> str:
    """Say why a number is not shown."""
    return say(f"programme.why.{reason}", few=PUBLIC)


def number(n: Number | None) -> str:
    """Write how many people an estimate rests on: ``262``, or ``minst 260``."""
    if n is None:
        return words.not_shown()
    if n.exact:
        return words.count(n.least)
    return say("programme.at_least", n=words.count(n.least)) if n.least else say("programme.fewer", n=PUBLIC)


def share(part: Part) -> str:
    """Write ``95 %, 95 % intervall 92–97``."""
    return say("programme.share", share=words.percent(part.share.value), interval=words.percents(part.share))


def gained(found: Change) -> str:
    """Write a gain with its interval, or why there is none."""
    return words.change(found.gain) if found.gain else why(found.why)


TOGETHER = 12
"""Most goals in one chart; of more each strand has its own, so that each fits a page."""
Line = TypeVar("Line", Goal, Change)
Groups = list[tuple[str, list[Line]]]
"""Rows by the heading that they stand under; no heading for the whole."""


def figures(title: str, found: Sequence[Line]) -> list[tuple[str, Groups[Line]]]:
    """Divide the whole, the strands and the goals into figures: each with its title, and its rows by heading."""
    strands: Groups[Line] = [(strand, list(rows)) for strand, rows in groupby(found[1:], key=lambda row: row.strand)]
    whole = found[0]
    if len(found) - len(strands) - 1 <= TOGETHER:
        together: Groups[Line] = [("", [whole])]
        together += [(heading(strand), rows) for strand, rows in strands]
        return [(title, together)]
    overview: list[Line] = [whole]
    overview += [rows[0] for _, rows in strands]
    made: list[tuple[str, Groups[Line]]] = [(title, [("", overview)])]
    for strand, rows in strands:
        made.append((say("programme.of_strand", title=title, strand=strand), [("", rows[1:])]))
    return made


def heading(strand: str) -> str:
    """Return the heading of a strand's rows."""
    return say("report.strand", strand=strand)


def named(row: Goal | Change, under: str) -> str:
    """Return the name of a row that stands under a heading."""
    if row.name:
        return row.name
    if not row.strand:
        return say("programme.whole")
    return say("programme.whole_strand") if under else heading(row.strand)


def years(found: Sequence[int]) -> str:
    """Write the years from the first to the last: ``2025–2026``."""
    return "–".join(str(year) for year in dict.fromkeys((found[0], found[-1])))


def per_course(programme: Programme, section: Callable[[CourseResult], Sequence[Html]]) -> list[Html]:
    """Return a part of a section for each course, under its title."""
    return [part for course in programme.courses for part in (tag("h3", course.title), *section(course))]


def versions(course: CourseResult) -> list[Html]:
    """Say which versions are counted together, where there are several, and which goals they test otherwise."""
    found = []
    if len(course.versions) > 1:
        found.append(tag("p", say("programme.versions", versions=listed(list(course.versions), "och"))))
    if course.changed:
        found.append(tag("p", say("programme.changed", goals=listed(list(course.changed), "och"))))
    return [joined(found)] if found else []
