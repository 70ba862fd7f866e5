"""Lamps that were reported broken, and how many of them were changed in time, before an agreement and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from akershamn.draws import Draws

MONTHS = 12


@dataclass(frozen=True)
class Lamps:
    """The lamps of a place: how many break in a month, and the share changed in time before and after an agreement."""

    name: str
    broken: float
    before: float
    after: float


LAMPS: Mapping[str, Lamps] = {
    "ankaret": Lamps("P-huset Ankaret", 5.5, 0.35, 0.9),
    "segeltorget": Lamps("Segeltorget", 4.0, 0.4, 0.55),
}
"""The agreement holds in the car park, and does not on the square."""


def lamps(place: str) -> Sequence[tuple[int, int]]:
    """Return for each of 24 months how many were reported broken, and how many of them were changed in 48 hours."""
    here, draws = LAMPS[place], Draws(f"lamps {place}")
    found = []
    for month in range(2 * MONTHS):
        share = here.before if month < MONTHS else here.after
        broken = draws.count(here.broken)
        found.append((broken, sum(draws.happens(share) for _ in range(broken))))
    return found
