"""Visits to the youth club: how many came, by evening, age and sex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from akershamn.draws import Draws
from akershamn.levels import Weights
from akershamn.survey import PUPILS, Parts
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model


class Evening(Model):
    """A weekday on which the club is open, with the mean of each age; 0 is Monday."""

    weekday: int
    girls: Weights
    boys: Weights


class Club(Model):
    """The file as a whole."""

    v: int
    first: date
    last: date
    ages: Parts
    series: int
    evenings: tuple[Evening, ...]


@cache
def club() -> Club:
    """Return what is written about the club."""
    return read_file(HERE / "club.yml", Club)


@dataclass(frozen=True)
class Visits:
    """How many of an age and a sex came on a day."""

    on: date
    sex: str
    age: str
    count: int


@cache
def visits() -> Sequence[Visits]:
    """Return what was counted, in the order of the days."""
    design = club()
    found: list[Visits] = []
    for evening in design.evenings:
        draws = Draws(f"club {evening.weekday}", design.series)
        for number in range((design.last - design.first).days + 1):
            on = design.first + timedelta(number)
            if on.weekday() == evening.weekday:
                for sex, means in zip(PUPILS, (evening.girls, evening.boys), strict=True):
                    for age, mean in zip(design.ages, means, strict=True):
                        found.append(Visits(on, sex, age, draws.count(mean)))
    return sorted(found, key=lambda one: one.on)
