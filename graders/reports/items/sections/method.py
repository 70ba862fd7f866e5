"""How the figures are counted and judged, and what may not be concluded."""

from graders.reports import words
from graders.reports.items.models import LEAST
from graders.reports.items.numbers import Items
from graders.reports.items.verdicts import APART
from graders.reports.markup import Html, joined, tag
from graders.reports.numbers import SHOWN
from graders.statistics import EASY, FOLLOWS, HARD, MIN_PEOPLE
from graders.statistics.limits import MIN_DIF, MIN_DISTRACTORS, MIN_RASCH
from toolkit.messages import say

METHOD = (
    "rows",
    "share",
    "rest",
    "options",
    "key",
    "distractor",
    "apart",
    "variants",
    "hard",
    "answering",
    "models",
    "groups",
    "limits",
)
"""What is said of how the figures are counted, in order."""
NOT_SAID = ("people", "verdict", "keep", "easy", "fair", "others")
"""What may not be concluded, in order."""


def method(report: Items) -> Html:
    """Return how the figures are counted, and the rules of the verdicts with their limits."""
    fields = {
        "easy": words.percent(EASY),
        "hard": words.percent(HARD),
        "follows": words.decimal(FOLLOWS, 1),
        "apart": words.decimal(100 * APART, 0),
        "thirds": MIN_DISTRACTORS,
        "rasch": MIN_RASCH,
        "dif": MIN_DIF,
        "least": LEAST,
        "least_people": MIN_PEOPLE,
        "shown": SHOWN,
    }
    points = "".join(tag("li", say(f"report.items.method.{name}", **fields)) for name in METHOD)
    return joined([tag("h2", say("report.items.method")), Html(f"<ul>{points}</ul>")])


def not_said(report: Items) -> Html:
    """Return what may not be concluded from the report."""
    points = "".join(tag("li", say(f"report.items.not_said.{name}")) for name in NOT_SAID)
    return joined([tag("h2", say("report.items.not_said")), Html(f"<ul>{points}</ul>")])
