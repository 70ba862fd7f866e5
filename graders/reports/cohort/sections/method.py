"""What may not be concluded from the report, and how its figures are counted, in words."""

from graders.reports import words
from graders.reports.cohort.discussion import MANY
from graders.reports.cohort.numbers import Cohort
from graders.reports.markup import Html, joined, listing, tag
from graders.reports.numbers import SHOWN
from graders.statistics import EASY, FOLLOWS, HARD, MIN_PEOPLE
from toolkit.messages import say

NOT_SAID = ("persons", "effect", "regression", "practice", "who", "goals", "line", "mastery", "occasions")
"""What may not be concluded, in order."""
METHOD = (
    "rows",
    "counted",
    "not_counted",
    "same",
    "missed",
    "participation",
    "interval",
    "kinds",
    "passed",
    "accuracy",
    "goals",
    "gain",
    "coefficients",
    "mistakes",
    "items",
    "rest",
    "alpha",
    "limits",
)
"""How figures are counted, in order."""


def not_said(cohort: Cohort) -> Html:
    """Return what may not be concluded from the report."""
    line = words.percent(cohort.learned.line)
    points = [say(f"report.not_said.{name}", line=line, shown=SHOWN) for name in NOT_SAID]
    return joined([tag("h2", say("report.not_said")), listing(points)])


def method(cohort: Cohort) -> Html:
    """Return how the figures are counted."""
    fields = {
        "easy": words.percent(EASY),
        "hard": words.percent(HARD),
        "follows": words.decimal(FOLLOWS, 1),
        "line": words.percent(cohort.learned.line),
        "many": words.percent(MANY),
        "shown": SHOWN,
        "quarters": 4 * SHOWN,
        "least": MIN_PEOPLE,
    }
    points = [say(f"report.method.{name}", **fields) for name in METHOD]
    return joined([tag("h2", say("report.method")), listing(points)])
