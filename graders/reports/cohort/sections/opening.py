"""How the report opens: what it is of, and its key figures."""

from collections.abc import Sequence

from graders.reports import words
from graders.reports.cohort.numbers import Cohort, GoalResult
from graders.reports.cohort.sections.goals import best, worst
from graders.reports.heading import heading
from graders.reports.markup import Html, joined, tag, text
from graders.reports.numbers import Part, Result
from graders.statistics import Estimate
from toolkit.messages import say


def head(cohort: Cohort) -> Html:
    """Return what it is a report of, from when, and whether its participants are real."""
    until = say("report.until", day=words.day(cohort.until)) if cohort.until else say("report.no_answers")
    return heading(until, cohort.title, cohort.course, cohort.version)


def summary(cohort: Cohort) -> Html:
    """Return the key figures and what they say in two sentences."""
    found = cohort.summary
    keys = [
        _key(
            say("report.people"), None if cohort.people is None else words.count(cohort.people), [say("report.roster")]
        ),
        _part_key(say("report.started"), found.started),
        _part_key(say("report.handed_in"), found.handed_in),
        _result_key(say("report.mean"), found.result),
    ]
    if found.reliability:
        a = found.reliability.alpha
        notes = [
            say("report.alpha_of", k=found.reliability.items, n=a.n),
            _interval(words.decimals(a, 2)),
        ]
        keys.append(_key(say("report.reliability"), words.decimal(a.value, 2), notes, a))
    return joined(
        [
            tag("p", _lead(cohort), "k-lead"),
            tag("h2", say("report.summary")),
            Html(f'<dl class="k-keys">{"".join(keys)}</dl>'),
            tag("p", _scope(cohort), "k-small k-muted"),
        ]
    )


def _key(name: str, value: str | None, notes: Sequence[str], estimate: Estimate | None = None) -> Html:
    """Return one key figure; without a value it says that the people are too few."""
    if value is None:
        return Html(f'<div class="k-key">{tag("dt", name)}<dd>{tag("span", words.hidden(), "k-small")}</dd></div>')
    line = "<br>".join(text(note) for note in notes)
    return Html(
        f'<div class="k-key">{tag("dt", name)}<dd>{tag("span", value, "k-key__v")}'
        f'<br><span class="k-small k-muted">{line}</span>{_line(estimate)}</dd></div>'
    )


def _interval(ends: str) -> Html:
    """Return the words for an interval, which breaks before its numbers and nowhere in them."""
    return Html(f"{text(say('report.interval_95'))} {tag('span', ends, 'k-nowrap')}")


def _line(estimate: Estimate | None) -> str:
    """Return the interval as a small line from 0 to 1; its numbers stand above it."""
    if estimate is None:
        return ""
    low, value, high = (round(200 * min(1.0, max(0.0, n)), 1) for n in (estimate.low, estimate.value, estimate.high))
    return (
        '<svg class="k-chart" viewBox="-5 0 210 18" aria-hidden="true" focusable="false">'
        '<line x1="0" y1="9" x2="200" y2="9" class="grid"/>'
        f'<line x1="{low}" y1="9" x2="{high}" y2="9" class="l1"/><circle cx="{value}" cy="9" r="5" class="d1"/></svg>'
    )


def _part_key(name: str, found: Part | None) -> Html:
    if found is None:
        return _key(name, None, [])
    notes = [_of(found), _interval(words.percents(found.share))]
    return _key(name, words.percent(found.share.value), notes, found.share)


def _result_key(name: str, result: Result) -> Html:
    if result.estimate is None:
        return Html(
            f'<div class="k-key">{tag("dt", name)}<dd>{tag("span", words.why_not(result), "k-small")}</dd></div>'
        )
    notes = [say("report.of_points", n=result.n), _interval(words.percents(result.estimate))]
    return _key(name, words.percent(result.estimate.value), notes, result.estimate)


def _of(found: Part) -> str:
    return say("report.of", count=words.count(found.count), of=words.count(found.of))


def _scope_words(cohort: Cohort) -> str:
    scope = cohort.summary.scope
    return f"”{scope[0]}”" if len(scope) == 1 else say("report.all_modules", n=len(scope))


def _scope(cohort: Cohort) -> str:
    return say("report.scope", scope=_scope_words(cohort))


def _lead(cohort: Cohort) -> str:
    """Say who handed in, and the goals with the highest and the lowest result."""
    handed_in = cohort.summary.handed_in
    if handed_in is None:
        return words.hidden() + "."
    said = [
        say("report.lead", count=words.count(handed_in.count), of=words.count(handed_in.of), scope=_scope_words(cohort))
    ]
    goals = [goal for goal in (cohort.goals[-1][1] if cohort.goals else ()) if goal.result.estimate]
    if len(goals) > 1:
        top, bottom = best(goals), worst(goals)
        said.append(say("report.lead_goals", best=_goal_named(top), worst=_goal_named(bottom)))
    return " ".join(said)


def _goal_named(goal: GoalResult) -> str:
    value = words.percent(goal.result.value)
    return say("report.goal.named", goal=f"{goal.number} {goal.text}", value=value, n=goal.result.n)
