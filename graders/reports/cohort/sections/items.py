"""The exercises: a map, and those to look at."""

from graders.reports.cohort.numbers import Cohort
from graders.reports.item import Item
from graders.reports.item_list import item_list
from graders.reports.markup import Html, joined, tag
from toolkit.messages import say


def items(cohort: Cohort) -> Html:
    """Return a map of the exercises that the key figures are of, and a table of those to look at."""
    scope = {name for name, _ in cohort.summary.scope}
    modules = [(module.title, module.items) for module in cohort.modules if module.id in scope]
    top = [tag("h2", say("report.items")), tag("p", say("report.items_intro"))]
    return joined([*top, item_list(modules, _verdict, only=_to_look_at)])


def _to_look_at(item: Item) -> bool:
    """Tell whether an exercise does not go with the rest, or is hard."""
    return item.fit == "apart" or item.difficulty == "hard"


def _verdict(item: Item) -> str:
    said = [say(f"report.difficulty.{item.difficulty}")] if item.difficulty else []
    said += [say(f"report.fit.{item.fit}")] if item.fit else []
    return ", ".join(said) or "–"
