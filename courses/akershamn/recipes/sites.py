"""A place from within: what is in each part of it, what is reported there, and who feels unsafe."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from akershamn.recipes.base import Chart, Recipe
from akershamn.recipes.crimes import REPORTED, Crimes, known
from akershamn.sites import Part, Site, parted, sites, visitors
from akershamn.table import Cell, Table, rounded
from toolkit.formats.base import wrong
from toolkit.messages import listed

PART, BAYS = "Del", "Platser"
SURE = 1.96
"""How many standard errors the margin is."""
Place = Annotated[str, AfterValidator(lambda name: known((name,), [one.id for one in sites().sites])[0])]
"""One of the places that are divided into parts, by its id."""


class Within(Recipe):
    """Something about the parts of a place.

    Parameters
    ----------
    of
        Which place.
    level
        The parts of one floor alone; what is drawn needs it where there are several.
    """

    of: Place
    level: Literal["0", "1"] | None = None

    @model_validator(mode="after")
    def _floor(self) -> Self:
        levels = sorted({str(part.level) for part in self.site.parts})
        if self.level and self.level not in levels:
            raise wrong(self.level, listed(levels))
        if self.chart and not self.level and len(levels) > 1:
            raise wrong("level", listed(levels))
        return self

    @property
    def site(self) -> Site:
        """The place."""
        return sites().site(self.of)

    @property
    def parts(self) -> Sequence[Part]:
        """The parts that count."""
        return [part for part in self.site.parts if self.level is None or part.level == int(self.level)]

    @property
    def charts(self) -> Sequence[Chart]:
        """The plan of the place."""
        return ("plan",)


class Inside(Within):
    """What somebody sees in each part, for the plan alone: it has no words above it, and units of its own."""

    table: Literal["inside"]

    def make(self) -> Table:
        """Put down what is written about each part."""
        return Table([PART, "Vad som syns på plats"], [[part.name, part.seen] for part in self.parts])


class Parts(Within, Crimes):
    """Reported crimes by the parts of a place, beside its parking bays where it has such."""

    table: Literal["parts"]

    def make(self) -> Table:
        """Count."""
        there = {kind.id for kind in self.kinds}
        counts = Counter(
            part.id for one, part in parted(self.of) if one.kind.id in there and one.first.year in self.counted_years
        )
        if not any(part.bays for part in self.site.parts):
            return Table([PART, REPORTED], [[part.name, counts[part.id]] for part in self.parts])
        return Table([PART, BAYS, REPORTED], [[part.name, part.bays or "", counts[part.id]] for part in self.parts])


class Felt(Within, Crimes):
    """Shares of the visitors who feel unsafe in each part when it is dark, beside what is reported there."""

    table: Literal["felt"]

    @property
    def charts(self) -> Sequence[Chart]:
        """The shares with their margins."""
        return ("shares",)

    def make(self) -> Table:
        """Put the answers beside the counts."""
        answers, there = visitors(self.of), {kind.id for kind in self.kinds}
        counts = Counter(
            part.id for one, part in parted(self.of) if one.kind.id in there and one.first.year in self.counted_years
        )
        rows: list[list[Cell]] = []
        for part in self.parts:
            share = sum(one.unsafe[part.id] for one in answers) / len(answers)
            margin = SURE * sqrt(share * (1 - share) / len(answers))
            rows.append([part.name, len(answers), rounded(100 * share, 0), rounded(100 * margin, 0), counts[part.id]])
        return Table([PART, "Antal svar", "Otrygga i mörker, procent", "Felmarginal, procentenheter", REPORTED], rows)
