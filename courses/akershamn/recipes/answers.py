"""What residents and pupils answered."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from akershamn.incidents import incidents
from akershamn.levels import Ids
from akershamn.recipes.base import ALL, Chart, Recipe, Year
from akershamn.recipes.crimes import REPORTED, known
from akershamn.spots import spots
from akershamn.survey import EXPOSED, OWN, Answer, pupils, residents, surveys
from akershamn.table import Cell, Table, rounded
from toolkit.formats.base import wrong

ANSWERS, SHARE, MARGIN = "Antal svar", "Andel, procent", "Felmarginal, procentenheter"
HEADS = {
    "": "Fråga",
    "area": "Område",
    "sex": "Kön",
    "age": "Ålder",
    "year": "År",
    "school": "Skola",
    "grade": "Årskurs",
}
RARE = 0.1
"""A smaller share has a decimal."""
SURE = 1.96
"""How many standard errors the margin is: in 95 of 100 samples the share of all lies within."""


def questions(of: str) -> Mapping[str, str]:
    """Return what may be asked of residents or pupils: names by ids."""
    asked = surveys().residents, surveys().pupils
    if of == "residents":
        return {EXPOSED: asked[0].exposed_name, **{one.id: one.name for one in asked[0].questions}}
    every = (*asked[1].kinds, *asked[1].own_kinds, *asked[1].other)
    return {EXPOSED: asked[1].exposed_name, OWN: asked[1].own_name, **{one.id: one.name for one in every}}


class Answers(Recipe):
    """Shares who said yes, weighted.

    Parameters
    ----------
    of
        Who answered.
    questions
        Ids of questions. One by groups has a row for each group, several a row for each question.
    by
        Which groups.
    """

    table: Literal["answers"]
    of: Literal["residents", "pupils"]
    questions: Annotated[Ids, Field(min_length=1)]
    by: Literal["area", "sex", "age"] | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        known(self.questions, list(questions(self.of)))
        if self.of == "pupils" and self.by not in (None, "sex"):
            raise wrong(self.by, "sex")
        return self

    @property
    def charts(self) -> Sequence[Chart]:
        """Several questions by groups are no chart."""
        return ("shares",) if len(self.questions) == 1 or not self.by else ()

    def make(self) -> Table:
        """Compute the shares."""
        answers = residents() if self.of == "residents" else pupils()
        return shares(answers, {asked: questions(self.of)[asked] for asked in self.questions}, self.by)


class Avoided(Recipe):
    """Places that residents avoid when it is dark, beside what is reported there.

    Parameters
    ----------
    year
        The year of what is reported.
    """

    table: Literal["avoided"]
    year: Year

    def make(self) -> Table:
        """Put the answers beside the counts."""
        shares = {
            spot: _share(residents(), f"undviker_{spot.id}")[1]
            for spot in spots()
            if f"undviker_{spot.id}" in questions("residents")
        }
        rows: list[list[Cell]] = [
            [
                spot.name,
                share,
                sum(one.spot is spot and one.first.year == self.year for one in incidents() if one.kind.mapped),
            ]
            for spot, share in sorted(shares.items(), key=lambda pair: pair[1], reverse=True)
        ]
        return Table(["Plats", "Undviker i mörker, procent", f"{REPORTED} {self.year}"], rows)


def grouped(answers: Sequence[Answer], by: str | None) -> Mapping[str, Sequence[Answer]]:
    """Return the answers of each group, and those of all last."""
    groups = sorted({one.groups[by] for one in answers}) if by else []
    return {**{group: [one for one in answers if one.groups[by or ""] == group] for group in groups}, ALL: answers}


def shares(answers: Sequence[Answer], names: Mapping[str, str], by: str | None) -> Table:
    """Return the shares who said yes to questions, by their names: of all, or by groups."""
    parts = grouped(answers, by)
    if not by:
        rows: list[list[Cell]] = [[name, *_share(answers, asked)] for asked, name in names.items()]
    elif len(names) == 1:
        rows = [[group, *_share(some, next(iter(names)))] for group, some in parts.items()]
    else:
        rows = [[name, *(_share(some, asked)[1] for some in parts.values())] for asked, name in names.items()]
        return Table(["Fråga, procent", *parts], rows)
    return Table([HEADS[by or ""], ANSWERS, SHARE, MARGIN], rows)


def _share(answers: Sequence[Answer], asked: str) -> tuple[int, Cell, Cell]:
    """Return how many were asked, and in per cent the share of them who said yes and its margin."""
    weights = [(one.weight, one.said[asked]) for one in answers if one.said[asked] is not None]
    people = sum(weight for weight, _ in weights)
    share = sum(weight for weight, yes in weights if yes) / people
    # Weights that differ make a sample worth fewer than it has.
    worth = people**2 / sum(weight**2 for weight, _ in weights)
    decimals = 1 if share < RARE else 0
    return (
        len(weights),
        rounded(100 * share, decimals),
        rounded(100 * SURE * sqrt(share * (1 - share) / worth), decimals),
    )
