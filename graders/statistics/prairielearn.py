"""The same data as PrairieLearn's assessment statistics show them, by PrairieLearn's own formulas.

In per cent, as PrairieLearn prints them. Standard deviations divide by n for a question and by n - 1 for the
assessment; the discrimination counts the question in what it is compared with, and is 0 where there is no variance.
Source: PrairieLearn's ``apps/prairielearn/src/lib/assessment.sql``.
"""

import math
from dataclasses import dataclass

import numpy as np

from graders.statistics.intervals import Matrix, Vector

FIFTHS = 5


@dataclass(frozen=True)
class PrairieLearnItem:
    """What PrairieLearn says about one question.

    Parameters
    ----------
    mean
        Mean score, cut to 0 to 100.
    sd
        Standard deviation, divided by n.
    median
        Median, interpolated.
    discrimination
        100 times the item-total r; 0 where there is no variance.
    fifths
        Mean score of each fifth of the people by their score on the assessment, the lowest first. Equal scores are
        parted by the order of the rows, and the first fifths have one more where five does not divide the number.
    """

    mean: float
    sd: float
    median: float
    discrimination: float
    fifths: tuple[float | None, ...]


def prairielearn(scores: Matrix, assessment: Vector) -> list[PrairieLearnItem]:
    """Compute PrairieLearn's statistics of each question.

    Parameters
    ----------
    scores
        Score in per cent, one row per person and one column per question, without gaps; at least one person.
    assessment
        Score of the same people on the whole, in per cent.
    """
    order = np.argsort(assessment, kind="stable")
    return [
        PrairieLearnItem(
            min(100.0, max(0.0, float(own.mean()))),
            float(own.std()),
            float(np.median(own)),
            _discrimination(own, assessment),
            tuple(float(part.mean()) if len(part) else None for part in np.array_split(own[order], FIFTHS)),
        )
        for own in scores.T
    ]


def _discrimination(own: Vector, assessment: Vector) -> float:
    apart, other = own - own.mean(), assessment - assessment.mean()
    product = math.sqrt(float(apart @ apart) * float(other @ other))
    return 100 * float(apart @ other) / product if product > 0 else 0.0
