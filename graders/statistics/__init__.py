"""The statistics of the reports: pure functions from arrays to estimates.

Nothing here reads a file, knows a course or hides small groups; that is the work of the reports. Every
estimate carries its number of people and a 95 % interval, and is None where it cannot be computed or rests on
too few people.
"""

from graders.statistics.counting import COUNTED, NOT_COUNTED
from graders.statistics.intervals import LEVEL, Estimate, mean_share, wilson
from graders.statistics.items import MIN_PEOPLE, difficulty, item_rest
from graders.statistics.reliability import Reliability, alpha
from graders.statistics.scores import Spread, person_shares, spread

__all__ = [
    "COUNTED",
    "LEVEL",
    "MIN_PEOPLE",
    "NOT_COUNTED",
    "Estimate",
    "Reliability",
    "Spread",
    "alpha",
    "difficulty",
    "item_rest",
    "mean_share",
    "person_shares",
    "spread",
    "wilson",
]
