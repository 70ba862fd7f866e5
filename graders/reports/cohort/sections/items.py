"""What is said about every exercise."""

from graders.reports.cohort.numbers import Cohort
from graders.reports.item import Item
from graders.reports.item_list import item_list
from graders.reports.markup import Html, joined, tag
from toolkit.messages import say


def items(cohort: Cohort) -> Html:
    """Return what is said about every exercise: a map of them all, and a table."""
    top = [tag("h2", say("report.items")), tag("p", say("report.items_intro"))]
    return joined([*top, item_list([(module.title, module.items) for module in cohort.modules], _verdict)])


def _verdict(item: Item) -> str:
    said = [say(f"report.difficulty.{item.difficulty}")] if item.difficulty else []
    said += [say(f"report.fit.{item.fit}")] if item.fit else []
    return ", ".join(said) or "–"
