"""The statistics of the reports and of ``kurs stats``: pure functions from numbers to estimates.

Nothing here reads a file, knows a course or hides small groups. Each function says its formula, its unit, where it
comes from and when it is None; `limits` says from how many people our reports show a figure.
"""

from graders.statistics.counting import COUNTED, NOT_COUNTED
from graders.statistics.intervals import LEVEL, Estimate, mean_share, wilson
from graders.statistics.items import difficulty, item_rest
from graders.statistics.limits import EASY, FOLLOWS, HARD, MIN_PEOPLE
from graders.statistics.people import Spread, person_shares, spread
from graders.statistics.reliability import Reliability, alpha
from graders.statistics.table import ScoreTable, score_table

__all__ = [
    "COUNTED",
    "EASY",
    "FOLLOWS",
    "HARD",
    "LEVEL",
    "MIN_PEOPLE",
    "NOT_COUNTED",
    "Estimate",
    "Reliability",
    "ScoreTable",
    "Spread",
    "alpha",
    "difficulty",
    "item_rest",
    "mean_share",
    "person_shares",
    "score_table",
    "spread",
    "wilson",
]
