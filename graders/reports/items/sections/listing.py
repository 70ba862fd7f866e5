"""Which exercises to look at first, and all of them in one map and one table."""

from graders.reports import words
from graders.reports.item import Item
from graders.reports.item_list import item_list
from graders.reports.items.numbers import FAULTS, Exercise, Items
from graders.reports.items.sections.saying import verdict_name, verdict_sentence
from graders.reports.markup import Column, Html, Row, Table, joined, table, tag
from toolkit.messages import say


def first(report: Items) -> Html:
    """Return the exercises to look at, the most urgent first, under what to do with them."""
    top = [tag("h2", say("report.items.first"))]
    if not report.first:
        return joined([*top, tag("p", say("report.items.first_none"))])
    columns = [Column(say(name), numeric=False) for name in ("report.item", "report.items.why")]
    groups = []
    for fault in FAULTS:
        found = [one for one in report.first if one.verdict == fault]
        if found:
            todo = say("report.items.todo", name=verdict_sentence(found[0]), do=say(f"report.items.do.{fault}"))
            groups.append((todo, [_row(one) for one in found]))
    declared = Table(say("report.items.first_caption"), columns, groups)
    return joined([*top, tag("p", say("report.items.first_intro")), table(declared)])


def _row(exercise: Exercise) -> Row:
    item = exercise.item
    name = f"{item.number}. {words.shortened(item.text, 90)}"
    return Row([name, " ".join(one.reason for one in exercise.findings)])


def everything(report: Items) -> Html:
    """Return the map and the table of all exercises."""
    verdicts = {one.item.id: verdict_name(one) for one in report.exercises}

    def verdict(item: Item) -> str:
        return verdicts[item.id]

    modules = [(module.title, [one.item for one in module.exercises]) for module in report.modules]
    top = [tag("h2", say("report.items.map")), tag("p", say("report.items.map_intro"))]
    return joined([*top, item_list(modules, verdict, brief=True)])
