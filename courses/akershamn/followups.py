"""Measures that were followed up, twelve months before and twelve after: ``followups.yml``, and what was reported."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator

from akershamn.draws import Draws
from akershamn.levels import words
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text

MONTHS = 12
Role = Literal["insats", "buffert", "jämförelse"]


class Ground(Model):
    """Where it was counted: the place of the measure, around it, or elsewhere; `reports` are means before and after."""

    name: Text
    role: Role
    reports: Annotated[tuple[float, float], BeforeValidator(words)]


class FollowUp(Model):
    """A measure, and where reports were counted before and after it; the file says what the fields are."""

    id: PartId
    town: Text
    measure: Text
    what: Text
    series: int
    grounds: tuple[Ground, ...]


class FollowUps(Model):
    """The file as a whole."""

    v: int
    followups: tuple[FollowUp, ...]

    def followup(self, name: str) -> FollowUp:
        """Return a measure by its id."""
        return next(one for one in self.followups if one.id == name)


@cache
def followups() -> FollowUps:
    """Return what is written about the measures."""
    return read_file(HERE / "followups.yml", FollowUps)


@cache
def months(name: str) -> Mapping[str, tuple[Sequence[int], Sequence[int]]]:
    """Return the reports of each month before and after a measure, by the name of where they were counted."""
    one = followups().followup(name)
    draws = Draws(f"followup {name}", one.series)
    found = {}
    for ground in one.grounds:
        before, after = ([draws.count(mean / MONTHS) for _ in range(MONTHS)] for mean in ground.reports)
        found[ground.name] = (before, after)
    return found
