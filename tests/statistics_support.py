"""Published data that the statistics are held against, and made-up people with known truth."""

import numpy as np
from numpy.typing import NDArray

from graders.statistics import ScoreTable, score_table

Matrix = NDArray[np.float64]

PATTERNS: Matrix = np.array([[int(sign) for sign in f"{number:05b}"] for number in range(32)], dtype=np.float64)
"""All ways to have five items right or wrong, 00000 first."""
# People with each pattern, of the 1000 that Bock and Lieberman (1970), Psychometrika 35, 179-197, published of the Law
# School Admission Test, sections 6 and 7: the data sets LSAT6 and LSAT7 of R's mirt, the first also LSAT of R's ltm.
LSAT6 = np.array(
    [3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298]
)
LSAT7 = np.fromstring(
    "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308", dtype=np.int64, sep=" "
)


def lsat(counts: NDArray[np.int64]) -> Matrix:
    """Return the answers of the thousand, one row each."""
    return np.repeat(PATTERNS, counts, axis=0)


def table_of(points: Matrix, *, most: float = 1.0, group: NDArray[np.int64] | None = None) -> ScoreTable:
    """Return the score table of some answers, all items of so many points."""
    groups = 1 if group is None else int(group.max()) + 1
    return score_table(points, np.full(points.shape[1], most), group=group, groups=groups)


def answers(
    rng: np.random.Generator,
    people: int,
    b: Matrix,
    a: Matrix | float = 1.0,
    ability: Matrix | None = None,
) -> Matrix:
    """Draw right and wrong answers to items of known difficulty and slope, of people with ability N(0, 1)."""
    theta = rng.normal(size=people) if ability is None else ability
    p = 1 / (1 + np.exp(-a * (theta[:, None] - b)))
    return (rng.random((people, len(b))) < p).astype(np.float64)


def partial(people: int, items: int, seed: int) -> Matrix:
    """Make up shares of points in eighths that go together."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(people, 1))
    found: Matrix = np.clip(np.round(2 * (ability + rng.normal(size=(people, items))) + 4) / 8, 0, 1)
    return found
