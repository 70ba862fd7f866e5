"""Two places from within: the parts of the car park and of the square, ``sites.yml``, and what happens in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from akershamn.draws import Draws, Urn
from akershamn.incidents import Incident, incidents
from akershamn.levels import Weights
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text

SEXES = ("Kvinna", "Man")


class Part(Model):
    """A part of a place; the file says what the fields are."""

    id: PartId
    name: Text
    seen: Text
    unsafe: float
    level: int = 1
    bays: int = 0


class Site(Model):
    """A place that is divided into parts."""

    id: PartId
    name: Text
    series: int
    asked: int
    women: float
    parts: tuple[Part, ...]
    crimes: Mapping[PartId, Weights]
    other: Weights


class Sites(Model):
    """The file as a whole."""

    v: int
    sites: tuple[Site, ...]

    def site(self, name: str) -> Site:
        """Return a place by its id."""
        return next(one for one in self.sites if one.id == name)


@dataclass(frozen=True)
class Visitor:
    """Somebody who was asked at a place: where they feel unsafe when it is dark, by the ids of its parts."""

    sex: str
    unsafe: Mapping[str, bool]


@cache
def sites() -> Sites:
    """Return what is written about the two places."""
    return read_file(HERE / "sites.yml", Sites)


@cache
def parted(site: str) -> Sequence[tuple[Incident, Part]]:
    """Return the reports of a place, each with the part that it is from."""
    here = sites().site(site)
    urns = {kind: Urn(here.parts, weights) for kind, weights in here.crimes.items()}
    other, draws = Urn(here.parts, here.other), Draws(f"parts {site}", here.series)
    return [
        (one, urns.get(one.kind.id, other).draw(draws))
        for one in incidents()
        if one.spot is not None and one.spot.id == site
    ]


@cache
def visitors(site: str) -> Sequence[Visitor]:
    """Return the answers of those who were asked at a place."""
    here, draws = sites().site(site), Draws(f"visitors {site}", sites().site(site).series)
    found = []
    for _ in range(here.asked):
        woman = draws.happens(0.5)
        factor = here.women if woman else 2 - here.women
        found.append(
            Visitor(
                SEXES[0 if woman else 1],
                {part.id: draws.happens(min(part.unsafe / 100 * factor, 0.95)) for part in here.parts},
            )
        )
    return found
