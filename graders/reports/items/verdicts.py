"""What is said against an exercise, by rules that stand in the report with their limits.

The limits are those of `graders.statistics.limits`, and a rule asks the whole interval to be beyond them: what may be
chance is not said.
"""

from collections.abc import Iterator, Sequence

from graders.reports import words
from graders.reports.item import Item
from graders.reports.items.numbers import FAULTS, Finding, Known, Variant
from graders.statistics import EASY, HARD
from graders.statistics.dif import SIGNIFICANT
from graders.statistics.variants import Difference
from toolkit.formats.course import Role
from toolkit.messages import say

APART = 0.10
"""Difference between the easiest and the hardest variant, in share of the points, from which it is worth a change."""


def findings(item: Item, role: Role, variants: Sequence[Variant], equal: Known[Difference]) -> tuple[Finding, ...]:
    """Return what is said against an exercise, the most urgent first and each fault once.

    Before the course it is no fault that an exercise is hard, or that people guess at it.
    """
    found = [*_drawn(variants), *_negative(item, variants)]
    if role != "pretest":
        found += [*_apart(item), *_hard(item)]
    found += [*_unequal(variants, equal), *_easy(item, role)]
    first = {one.fault: one for one in reversed(found)}
    return tuple(first[fault] for fault in FAULTS if fault in first)


def _negative(item: Item, variants: Sequence[Variant]) -> Iterator[Finding]:
    """Find that the strong do worse: the whole interval of r is under 0."""
    lettered = [(one.letter, one.rest.estimate) for one in variants if one.letter]
    for letter, estimate in [(None, item.rest.estimate), *lettered]:
        if estimate and estimate.high < 0:
            where = say("report.items.in_variant", letter=letter) if letter else ""
            yield Finding(
                "key", say("report.items.reason.negative", r=words.number_with_interval(estimate), where=where)
            )


def _drawn(variants: Sequence[Variant]) -> Iterator[Finding]:
    """Find wrong answers that draw the strong, and right ones that they shun."""
    for variant in variants:
        where = say("report.items.in_variant", letter=variant.letter) if variant.letter else ""
        for choice in sorted(variant.drawn.choices, key=lambda one: one.right):
            if choice.fault:
                text, name = words.shortened(choice.text, 70), "shunned" if choice.right else choice.fault
                yield Finding(choice.fault, say(f"report.items.reason.{name}", text=text, where=where))
        for card in variant.drawn.cards:
            if card.fault and card.mistaken:
                text, part = words.shortened(card.mistaken, 50), words.shortened(card.text, 70)
                said = say(f"report.items.reason.{card.fault}_part", text=text, part=part, where=where)
                yield Finding(card.fault, said)
            if card.shunned:
                part = words.shortened(card.text, 70)
                yield Finding("key", say("report.items.reason.shunned_part", part=part, where=where))


def _apart(item: Item) -> Iterator[Finding]:
    if item.fit == "apart" and item.rest.estimate:
        yield Finding("apart", say("report.items.reason.apart", r=words.number_with_interval(item.rest.estimate)))


def _unequal(variants: Sequence[Variant], equal: Known[Difference]) -> Iterator[Finding]:
    known = [(one.share.estimate.value, one.letter) for one in variants if one.share.estimate]
    if equal.value is None or equal.value.p >= SIGNIFICANT or len(known) < 2:
        return
    (low, hardest), (high, easiest) = min(known), max(known)
    if high - low >= APART:
        fields = {"hard": hardest, "low": words.percent(low), "easy": easiest, "high": words.percent(high)}
        yield Finding("variants", say("report.items.reason.variants", **fields))


def _hard(item: Item) -> Iterator[Finding]:
    found = item.share.estimate
    if found and found.high < HARD:
        yield Finding("hard", say("report.items.reason.hard", share=words.share_with_interval(found)))


def _easy(item: Item, role: Role) -> Iterator[Finding]:
    found = item.share.estimate
    if found and found.low >= EASY:
        name = "known" if role == "pretest" else "easy"
        yield Finding("easy", say(f"report.items.reason.{name}", share=words.share_with_interval(found)))
