"""Crime and age: how many of each age are found guilty, and how often those are who begin young."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp

from akershamn.draws import Draws
from akershamn.levels import Counts
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model


class Young(Model):
    """The file as a whole."""

    v: int
    people: int
    years: Counts
    ages: Mapping[int, float]
    beginners: int
    often: float
    spread: float
    series: int


@cache
def young() -> Young:
    """Return what is written about age and crime."""
    return read_file(HERE / "young.yml", Young)


@cache
def guilty() -> Mapping[int, int]:
    """Return how many were found guilty in all years, by age."""
    design = young()
    draws = Draws("guilty", design.series)
    return {
        age: sum(draws.count(share / 1000 * design.people) for _ in design.years) for age, share in design.ages.items()
    }


@cache
def times() -> Sequence[int]:
    """Return how often each of those who began young was found guilty, the first time counted."""
    design = young()
    draws = Draws("times", design.series)
    return [1 + draws.count(exp(design.often + design.spread * draws.normal())) for _ in range(design.beginners)]
