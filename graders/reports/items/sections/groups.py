"""Exercises that are harder for one group than for equally able others."""

from graders.reports import words
from graders.reports.items.forest import forest
from graders.reports.items.numbers import Comparison, GroupDifference, Items
from graders.reports.items.sections.saying import people
from graders.reports.markup import Column, Html, Row, Table, figure, joined, tag
from toolkit.messages import listed, say

DRAWN = 20
"""Most exercises in a forest, so that it fits a page; the table has all."""


def groups(report: Items) -> Html:
    """Return the comparisons, and why others are not made."""
    missing = [
        tag("p", say(f"report.items.groups_none.{by}", why=say(f"report.why.{why}"))) for by, why in report.not_compared
    ]
    top = [tag("h2", say("report.items.groups")), tag("p", say("report.items.groups_intro"))]
    return joined([*top, *(_comparison(one) for one in report.comparisons if one.items), *missing])


def _comparison(found: Comparison) -> Html:
    fields = {"name": found.name, "n": words.count(found.n), "others": people(found.others)}
    title = say("report.items.group", module=found.module, **fields)
    largest = sorted(found.items, key=lambda one: abs(one.delta.value), reverse=True)[:DRAWN]
    drawn = sorted(largest, key=lambda one: one.number)
    columns = [
        Column(say("report.item"), numeric=False),
        Column(say("report.items.delta")),
        Column(say("report.interval_95")),
        Column(say("report.items.size"), numeric=False),
    ]
    alt = say(
        "report.items.group_alt",
        k=len(drawn),
        hard=_named(min(drawn, key=lambda one: one.delta.value)),
        easy=_named(max(drawn, key=lambda one: one.delta.value)),
        marked=listed([_named(one) for one in drawn if one.marked], "och") or say("report.map_none"),
        **fields,
    )
    left = [say("report.items.group_drawn", n=DRAWN)] if len(drawn) < len(found.items) else []
    left += [say("report.items.group_left", n=found.left_out)] if found.left_out else []
    chart = forest(drawn, say("report.items.group_axis", name=found.name))
    data = Table(title, columns, [("", [_row(one) for one in found.items])])
    return figure(title, chart, alt, data, say("report.items.group_note", left=" ".join(left)))


def _row(one: GroupDifference) -> Row:
    size = say(f"report.items.size.{one.letter}")
    return Row(
        [
            f"{one.number}. {words.shortened(one.name, 80)}",
            words.decimal(one.delta.value, 2),
            words.decimals(one.delta, 2),
            say("report.items.review", size=size) if one.marked else size,
        ],
        marked=one.marked,
    )


def _named(one: GroupDifference) -> str:
    return say("report.items.group_item", n=one.number, delta=words.decimal(one.delta.value, 2))
