"""How the figures are counted, in words."""

from graders.reports import words
from graders.reports.cohort.numbers import Cohort
from graders.reports.markup import Html, joined, tag
from graders.reports.numbers import SHOWN
from graders.statistics import EASY, FOLLOWS, HARD, MIN_PEOPLE
from toolkit.messages import say

METHOD = (
    "rows",
    "counted",
    "not_counted",
    "same",
    "missed",
    "participation",
    "interval",
    "kinds",
    "goals",
    "items",
    "rest",
    "alpha",
    "limits",
    "not_said",
)
"""What the last section says, in order."""


def method(cohort: Cohort) -> Html:
    """Return how the figures are counted."""
    fields = {
        "easy": words.percent(EASY),
        "hard": words.percent(HARD),
        "follows": words.decimal(FOLLOWS, 1),
        "shown": SHOWN,
        "quarters": 4 * SHOWN,
        "least": MIN_PEOPLE,
    }
    points = "".join(tag("li", say(f"report.method.{name}", **fields)) for name in METHOD)
    return joined([tag("h2", say("report.method")), Html(f"<ul>{points}</ul>")])
