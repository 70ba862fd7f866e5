"""What recipes on reported crimes share: which of them count."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from akershamn.incidents import Incident, incidents
from akershamn.levels import Ids, Kind, levels
from akershamn.recipes.base import Recipe, Years
from akershamn.world import world
from toolkit.formats.base import wrong
from toolkit.messages import listed

REPORTED = "Anmälda brott"
MAPPED = "karta"
"""The name of all types that belong on maps."""


def known(names: tuple[str, ...], there: Sequence[str]) -> tuple[str, ...]:
    """Return names that are all there; for validators."""
    for name in names:
        if name not in there:
            raise wrong(name, listed(list(there)))
    return names


Kinds = Annotated[Ids, AfterValidator(lambda names: known(names, [MAPPED, *(kind.id for kind in levels().kinds)]))]
"""Types by their ids, or ``karta``."""
Places = Annotated[
    Ids, AfterValidator(lambda names: known(names, [one.id for one in (*world().areas, *world().places)]))
]
"""Places and areas by their ids."""


class Crimes(Recipe):
    """Something about reported crimes.

    Parameters
    ----------
    types
        Types by their ids; ``karta`` for all that belong on maps.
    years
        Which years; all if there are none.
    where
        Places and areas by their ids; everywhere if there are none.
    """

    types: Kinds = (MAPPED,)
    years: Years = ()
    where: Places = ()

    @property
    def kinds(self) -> Sequence[Kind]:
        """The types that count."""
        return [kind for kind in levels().kinds if kind.id in self.types or (MAPPED in self.types and kind.mapped)]

    @property
    def counted_years(self) -> Sequence[int]:
        """The years that count."""
        return self.years or levels().years

    def reports(self) -> list[Incident]:
        """Return the reports that count."""
        types, years = {kind.id for kind in self.kinds}, self.counted_years
        return [
            one
            for one in incidents()
            if one.kind.id in types and one.first.year in years and (not self.where or is_in(one, self.where))
        ]


def is_in(one: Incident, places: Sequence[str]) -> bool:
    """Tell whether a report is from one of some places and areas."""
    return one.area in places or (one.spot is not None and one.spot.id in places)
