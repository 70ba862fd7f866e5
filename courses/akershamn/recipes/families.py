"""The programme for parents: how many came so far, and what they answered before and after it."""

from collections.abc import Sequence
from math import sqrt
from statistics import mean, stdev
from typing import Literal

from akershamn.families import Family, families, programme
from akershamn.recipes.answers import SURE
from akershamn.recipes.base import Chart, Recipe
from akershamn.table import Cell, Table, rounded

ANSWERED = "Svarade också efteråt"


class Steps(Recipe):
    """How many families were asked to take part, and how many came how far."""

    table: Literal["steps"]

    @property
    def charts(self) -> Sequence[Chart]:
        """A bar for each step."""
        return ("bars",)

    def make(self) -> Table:
        """Count those who came to each step."""
        every, least = families(), programme().complete
        return Table(
            ["Steg", "Familjer"],
            [
                ["Fick en inbjudan", len(every)],
                ["Tackade ja", sum(one.yes for one in every)],
                ["Började", sum(one.meetings > 0 for one in every)],
                [f"Slutförde, minst {least} av {programme().meetings} träffar", sum(one.completed for one in every)],
                [ANSWERED, sum(one.after is not None for one in every)],
            ],
        )


class Ratings(Recipe):
    """What parents answered before and after, and how sure the difference is.

    Parameters
    ----------
    by
        ``step`` for those who came so far, whether or not they answered again; ``start`` for those who answered again,
        by how hard it was at home before.
    """

    table: Literal["ratings"]
    by: Literal["step", "start"]

    def make(self) -> Table:
        """Compute the means, and the difference of those who answered twice."""
        began = [one for one in families() if one.meetings]
        twice = sorted((one for one in began if one.after is not None), key=lambda one: one.before)
        if self.by == "step":
            parts: dict[str, Sequence[Family]] = {
                "Alla som började": began,
                "Avbröt": [one for one in began if not one.completed],
                "Slutförde": [one for one in began if one.completed],
                ANSWERED: twice,
            }
        else:
            third = len(twice) // 3
            parts = {
                "Lägst före": twice[:third],
                "I mitten": twice[third:-third],
                "Högst före": twice[-third:],
                "Alla": twice,
            }
        return Table(
            ["Familjer", "Antal", "Medel före", "Medel efter", "Skillnad", "Felmarginal"],
            [[name, len(some), *_means(some)] for name, some in parts.items()],
        )


def _means(some: Sequence[Family]) -> Sequence[Cell]:
    """Return the means, the mean difference and its margin; only the first where not all answered again."""
    before = rounded(mean(one.before for one in some))
    pairs = [(one.before, one.after) for one in some if one.after is not None]
    if len(pairs) < len(some):
        return [before, "", "", ""]
    differences = [after - before for before, after in pairs]
    margin = SURE * stdev(differences) / sqrt(len(pairs))
    return [before, rounded(mean(after for _, after in pairs)), rounded(mean(differences)), rounded(margin)]
