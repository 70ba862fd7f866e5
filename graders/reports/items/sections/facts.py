"""The figures of an exercise, each with what it means in a line."""

from collections.abc import Iterator

from graders.reports import words
from graders.reports.items.numbers import Exercise
from graders.reports.items.sections.saying import hidden, people
from graders.reports.markup import Html, tag, text
from toolkit.messages import say

STRUCTURAL = ("not_asked", "binding", "under_150", "few_items", "no_model")
"""Reasons that hold for the kind of exercise or the whole module, and are said there."""


def facts(one: Exercise) -> Html:
    """Return the figures of an exercise."""
    return Html(f'<dl class="k-facts">{"".join(f"<div>{fact}</div>" for fact in _facts(one))}</dl>')


def _facts(one: Exercise) -> Iterator[str]:
    yield _share(one)
    yield _rest(one)
    left = {"omitted": words.people(one.item.omitted), "not_reached": words.people(one.item.not_reached)}
    yield _fact("left", say("report.items.left_value", **left), say("report.items.left_note", **left))
    yield _time(one)
    if one.changed.why not in STRUCTURAL:
        found, note = one.changed.value, say("report.items.changed_note", n=people(one.answered))
        yield _fact(
            "changed", words.share_with_interval(found) if found else hidden(one.changed), note if found else ""
        )
    if one.rasch.value:
        logit = one.rasch.value
        note = say("report.items.rasch_note", infit=words.decimal(logit.infit, 2))
        yield _fact("rasch", words.number_with_interval(logit.b, 1), note)
    elif one.rasch.why not in STRUCTURAL:
        yield _fact("rasch", hidden(one.rasch), "")
    if one.sureness.why not in STRUCTURAL:
        yield _sure(one)


def _fact(name: str, value: str, note: str) -> str:
    under = f"<br>{tag('span', note, 'k-muted')}" if note else ""
    return f"{tag('dt', say(f'report.items.{name}'))}<dd>{text(value)}{under}</dd>"


def _share(one: Exercise) -> str:
    share, guess = one.item.share, one.guess.value
    value = words.share_with_interval(share.estimate) if share.estimate else words.why_not(share)
    if guess is None:
        return _fact("share", value, say("report.items.share_n", n=share.n))
    return _fact("share", value, say("report.items.share_guess", n=share.n, guess=words.percent(guess)))


def _rest(one: Exercise) -> str:
    rest = one.item.rest
    if rest.estimate is None:
        return _fact("rest", words.why_not(rest), "")
    return _fact("rest", words.number_with_interval(rest.estimate), say(f"report.items.fit.{one.item.fit}"))


def _time(one: Exercise) -> str:
    found = one.seconds.value
    if found is None:
        return _fact("seconds", hidden(one.seconds), "")
    unit = "second" if found.upper < 120 else "minute"
    scale, digits = (1, 0) if unit == "second" else (60, 1)
    lower, median, upper = (words.decimal(one / scale, digits) for one in (found.lower, found.median, found.upper))
    value = say(f"report.items.{unit}", n=median)
    return _fact("seconds", value, say("report.items.seconds_note", lower=lower, upper=upper))


def _sure(one: Exercise) -> str:
    levels = one.sureness.value
    if levels is None:
        return _fact("sure", hidden(one.sureness), "")
    rights = [words.percent(level.right.share.value) if level.right else words.not_shown() for level in levels]
    note, wrong = say("report.items.sure_note", one=rights[0], two=rights[1], three=rights[2]), levels[-1].wrong
    if wrong is None:
        return _fact("sure", words.not_shown(), note)
    people = say("report.items.sure_of", count=words.count(wrong.count), of=words.count(wrong.of))
    return _fact("sure", words.share_with_interval(wrong.share), f"{people} {note}")
