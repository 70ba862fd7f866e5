"""What may be shown of a number about people: a share, an estimate, or the reason why there is none."""

from dataclasses import dataclass
from typing import Literal

from graders.disclosure import INTERNAL, Part, share
from graders.statistics import Estimate

__all__ = ["SHOWN", "Part", "Result", "Why", "part", "shown"]

SHOWN = INTERNAL
"""Fewest people that a number may be about."""

Why = Literal[
    "few",
    "few_reach",
    "withdrawn",
    "waiting",
    "under_30",
    "under_100",
    "under_150",
    "alone",
    "alike",
    "partial",
    "few_items",
    "no_model",
    "no_options",
    "no_text",
    "no_guess",
    "no_test",
    "no_pretest",
    "no_pairs",
    "one_variant",
    "not_asked",
    "binding",
    "groups",
]
"""Why a number is not shown.

``few``: under five people; ``few_reach``: under five of them reach it; ``withdrawn``: struck; ``waiting``: not marked
yet; ``under_...``: fewer people than that; ``alone``: the only exercise of its module; ``alike``: everybody the same;
``partial``: gives parts of its points; ``few_items``: too few exercises that do not; ``no_model``: no model fits;
``no_options``: nothing to choose among; ``no_text``: no longer in the notebook; ``no_guess``: what guessing gives
cannot be said; ``no_test``, ``no_pretest``: none is released; ``no_pairs``: no exercise stands in both;
``one_variant``: nothing to compare; ``not_asked``: how sure people were; ``binding``: answers cannot be changed;
``groups``: no group and its rest are both large enough.
"""


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


def part(count: int | None, of: int) -> Part | None:
    """Return a share of people with its interval, None when either count is under five or already hidden."""
    return None if count is None else share(count, of, SHOWN, named=False)
