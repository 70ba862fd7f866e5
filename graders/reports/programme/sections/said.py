"""Numbers of the programme report in words, for every section."""

from collections.abc import Callable, Sequence

from graders.disclosure import PUBLIC, Part
from graders.reports import words
from graders.reports.markup import Html, joined, tag
from graders.reports.numbers import Why
from graders.reports.programme.numbers import Change, CourseResult, Mean, Number, Programme
from graders.statistics import Estimate
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


def points(estimate: Estimate) -> str:
    """Write the ends of a difference of shares in per cent units, without the unit."""
    return words.decimals(estimate, 0, 100)


def difference(estimate: Estimate) -> str:
    """Write a difference of shares as ``+19 (16–22)``, in per cent units."""
    return say("programme.difference", value=signed(estimate), interval=points(estimate))


def signed(estimate: Estimate) -> str:
    """Write a difference of shares in per cent units with its sign."""
    written = words.decimal(100 * estimate.value, 0)
    return written if written.startswith(words.MINUS) or written == "0" else f"+{written}"


def mean(found: Mean) -> str:
    """Write a mean of shares with its interval, or why there is none."""
    return words.share_with_interval(found.estimate) if found.estimate else why(found.why)


def gained(found: Change) -> str:
    """Write a gain with its interval, or why there is none."""
    return difference(found.gain) if found.gain else why(found.why)


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
