"""How the report opens: what it is of, the sentences to quote, and the key figures."""

from graders.disclosure import PUBLIC
from graders.reports import words
from graders.reports.keys import interval, key, keys, no_key
from graders.reports.markup import Html, joined, listing, notice, tag
from graders.reports.programme.numbers import CourseResult, Programme, Step, Whole
from graders.reports.programme.sections import said
from toolkit.messages import listed, say


def head(programme: Programme) -> Html:
    """Return what it is a report of, from when, and whether its people are real."""
    until = say("programme.until", day=words.day(programme.until)) if programme.until else say("programme.no_answers")
    title = say("programme.heading_years", years=said.years(programme.years)) if programme.years else ""
    parts = [
        Html(f'<div class="k-stack">{tag("p", until, "k-kicker")}{tag("h1", title or say("programme.heading"))}</div>')
    ]
    if programme.simulated:
        parts.append(notice(say("report.simulated.head"), say("report.simulated.body")))
    if programme.apart:
        titles = listed([f"”{one.title}”" for one in programme.apart], "och")
        parts.append(notice(say("report.simulated.head"), say("programme.apart", titles=titles)))
    if programme.all is None:
        nothing = say("programme.too_small", few=PUBLIC) if programme.small else say("programme.nothing")
        parts.append(tag("p", nothing, "k-lead"))
    return joined(parts)


def summary(programme: Programme) -> Html:
    """Return the sentences that can be quoted, each with its number, and the key figures."""
    found = programme.all
    if found is None:
        return Html("")
    sentences = [
        _participation(programme, found),
        _test(found),
        _passed(programme, found),
        _points(programme),
        _gain(programme),
    ]
    return joined(
        [
            tag("h2", say("report.summary")),
            listing(sentences),
            keys(_cards(programme, found)),
        ]
    )


def _occasions(programme: Programme) -> str:
    n = sum(course.occasions for course in programme.courses)
    given = say("programme.occasion_1") if n == 1 else say("programme.occasions_n", n=words.count(n))
    retakes = sum(course.retakes for course in programme.courses)
    again = say("programme.retake_1") if retakes == 1 else say("programme.retakes_n", n=words.count(retakes))
    return listed([given, again], "och") if retakes else given


def _participation(programme: Programme, found: Whole) -> str:
    courses = listed([f"”{course.title}”" for course in programme.courses], "och")
    lines = [
        say(
            "programme.said.given",
            years=said.years(programme.years),
            occasions=_occasions(programme),
            courses=courses,
        )
    ]
    places = "–" if found.places is None else words.count(found.places)
    if found.seats is not None and not found.unseated:
        places = say("report.of", count=places, of=words.count(found.seats))
    who = say("programme.said.by", persons=words.count(found.persons)) if found.persons is not None else ""
    lines.append(say("programme.said.used", places=places, who=who))
    if found.started.part:
        part = found.started.part
        lines.append(say("programme.said.started", count=words.count(part.count), share=said.share(part)))
    return " ".join(lines)


def _test(found: Whole) -> str:
    part = found.test.part
    if part is None:
        return say("programme.said.no_test", why=said.why(found.test.why))
    return say("programme.said.test", count=words.count(part.count), of=words.count(part.of), share=said.share(part))


def _passed(programme: Programme, found: Whole) -> str:
    of_test, of_places = found.passed.part, found.passed_of_places.part
    lines = sorted({line for course in programme.courses for line in course.lines})
    cut = listed([words.percent(line) for line in lines], "eller")
    if of_test:
        counts = {"count": words.count(of_test.count), "of": words.count(of_test.of)}
        return say("programme.said.passed", **counts, share=said.share(of_test), line=cut)
    if of_places:
        counts = {"count": words.count(of_places.count), "of": words.count(of_places.of)}
        return say("programme.said.passed_of_places", **counts, share=said.share(of_places), line=cut)
    return say("programme.said.no_passed", why=said.why(found.passed.why))


def _in_course(programme: Programme, course: CourseResult) -> str:
    return say("programme.in_course", title=course.title) if len(programme.courses) > 1 else ""


def _points(programme: Programme) -> str:
    parts = []
    for course in programme.courses:
        mean = course.points
        if mean.estimate:
            value, ends = words.percent(mean.estimate.value), words.percents(mean.estimate)
            where = _in_course(programme, course)
            parts.append(say("programme.said.mean", value=value, where=where, interval=ends, n=said.number(mean.n)))
    if not parts:
        return say("programme.said.no_points", why=said.why(programme.courses[0].points.why))
    return say("programme.said.points", means=listed(parts, "och"))


def _gain(programme: Programme) -> str:
    parts = []
    for course in programme.courses:
        change = course.gain
        if change.gain and change.before and change.after:
            where = _in_course(programme, course)
            values = {"before": words.percent(change.before.value), "after": words.percent(change.after.value)}
            ends = {
                "gain": words.decimal(100 * change.gain.value, 0),
                "interval": words.decimals(change.gain, 0, 100),
            }
            parts.append(say("programme.said.change", **values, **ends, where=where, n=said.number(change.n)))
    if not parts:
        return say("programme.said.no_gain", why=said.why(programme.courses[0].gain.why))
    return say("programme.said.gain", changes=listed(parts, "och"))


def _cards(programme: Programme, found: Whole) -> list[Html]:
    n = sum(course.occasions for course in programme.courses)
    courses = len(programme.courses)
    where = say("programme.in_course_1") if courses == 1 else say("programme.in_courses", n=courses)
    cards = [key(say("programme.occasions"), words.count(n), [where])]
    if found.persons is not None:
        on = [] if found.places is None else [say("programme.on_places", n=words.count(found.places))]
        cards.append(key(say("programme.people"), words.count(found.persons), on))
    elif found.places is not None:
        cards.append(key(say("programme.used"), words.count(found.places), [say("programme.no_persons")]))
    steps = (found.started, found.test, found.passed if found.passed.part else found.passed_of_places)
    return [*cards, *(_card(step) for step in steps)]


def _card(step: Step) -> Html:
    if step.part is None:
        return no_key(step.name, said.why(step.why))
    counts = say("report.of", count=words.count(step.part.count), of=words.count(step.part.of))
    ends = interval(words.percents(step.part.share))
    return key(step.name, words.percent(step.part.share.value), [counts, ends], step.part.share)
