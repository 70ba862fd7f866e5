"""What may be shown of a number about people: a share, an estimate, or the reason why there is none."""

from dataclasses import dataclass
from typing import Literal

from graders.disclosure import INTERNAL, Part, share
from graders.statistics import Estimate

__all__ = ["SHOWN", "Part", "Result", "Why", "part", "shown"]

SHOWN = INTERNAL
"""Fewest people that a number may be about."""

Why = Literal[
    "few", "few_reach", "withdrawn", "waiting", "under_30", "alone", "alike", "no_model", "no_pretest", "no_test",
    "no_pairs",
]  # fmt: skip
"""Why a number is not shown: under five people; under five of them reach it; struck; not marked yet; under thirty
people; the only exercise of its module; everybody the same; no model fits; no pre-test or no final test is released;
no exercise stands in both."""


@dataclass(frozen=True)
class Result:
    """An estimate that may be shown, or why there is none.

    Parameters
    ----------
    n
        Number of people, None under five.
    """

    n: int | None
    estimate: Estimate | None
    why: Why | None = None

    @property
    def value(self) -> float:
        """The estimate without its interval, where there is one."""
        assert self.estimate, self.why
        return self.estimate.value


def shown(count: int) -> int | None:
    """Return a count of people that may be shown, None under five (0 included)."""
    return count if count >= SHOWN else None


def part(count: int, of: int) -> Part | None:
    """Return a share of people with its interval, None when either count is under five."""
    return share(count, of, SHOWN, named=False)
