"""What the pupils of the schools answered over the years, and how many of them are away."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from akershamn.levels import Ids, words
from akershamn.recipes.answers import ANSWERS, HEADS, grouped, shares
from akershamn.recipes.base import Chart, Recipe
from akershamn.recipes.count import MOST_BARS
from akershamn.recipes.crimes import known
from akershamn.school import absence, answers, reasons, school
from akershamn.survey import Answer
from akershamn.table import Cell, Table
from toolkit.formats.base import Flag

Asked = Annotated[
    Ids, Field(min_length=1), AfterValidator(lambda names: known(names, [one.id for one in school().questions]))
]
"""Questions by their ids."""
Schools = Annotated[Ids, AfterValidator(lambda names: known(names, [one.id for one in school().schools]))]
Texts = Annotated[tuple[str, ...], BeforeValidator(words)]
OFTEN = "upprepat"
"""The question that risks are counted beside."""


class Surveyed(Recipe):
    """Answers to the survey of youth.

    Parameters
    ----------
    years, schools, grades
        Which answers count; all if there are none.
    """

    years: Annotated[Texts, AfterValidator(lambda names: known(names, [str(year) for year in school().years]))] = ()
    schools: Schools = ()
    grades: Annotated[Texts, AfterValidator(lambda names: known(names, [str(one) for one in school().grades]))] = ()

    def answers(self) -> Sequence[Answer]:
        """Return the answers that count."""
        names = {one.name for one in school().schools if not self.schools or one.id in self.schools}
        return [
            one
            for one in answers()
            if one.groups["school"] in names
            and (not self.years or one.groups["year"] in self.years)
            and (not self.grades or one.groups["grade"] in self.grades)
        ]


class Youth(Surveyed):
    """Shares who said yes, or how many.

    Parameters
    ----------
    questions
        Ids of questions. One by groups has a row for each group, several a row for each question.
    by
        Which groups.
    counted
        Whether the table has how many said yes to one question, and no shares.
    """

    table: Literal["youth"]
    questions: Asked
    by: Literal["year", "school", "grade", "sex"] | None = None
    counted: Flag = False

    @property
    def charts(self) -> Sequence[Chart]:
        """Several questions by groups are no chart, and neither are counts."""
        return ("shares",) if (len(self.questions) == 1 or not self.by) and not self.counted else ()

    def make(self) -> Table:
        """Compute the shares, or count."""
        names = {one.id: one.name for one in school().questions if one.id in self.questions}
        if not self.counted:
            return shares(self.answers(), names, self.by)
        asked = self.questions[0]
        return Table(
            [HEADS[self.by or ""], ANSWERS, names[asked]],
            [
                [group, len(some), sum(one.said[asked] is True for one in some)]
                for group, some in grouped(self.answers(), self.by).items()
            ],
        )


class Risks(Surveyed):
    """How many have none, one and more of five risk factors, and how many of them have committed many crimes."""

    table: Literal["risks"]

    def make(self) -> Table:
        """Count what each pupil has."""
        every = [(sum(one.said[name] is True for name in school().risks), one.said[OFTEN]) for one in self.answers()]
        name = next(one.name for one in school().questions if one.id == OFTEN)
        rows: list[list[Cell]] = []
        for least, most, said in ((0, 0, "Ingen"), (1, 1, "En"), (2, 2, "Två"), (3, 5, "Tre eller fler")):
            some = [often for number, often in every if least <= number <= most]
            rows.append([said, len(some), sum(often is True for often in some)])
        rows.append(["Alla", len(every), sum(often is True for _, often in every)])
        return Table(["Riskfaktorer", "Elever", name], rows)


class Absence(Recipe):
    """How many pupils have at least one whole day of unexcused absence, by term.

    Parameters
    ----------
    schools
        Which schools; all if there are none.
    """

    table: Literal["absence"]
    schools: Schools = ()

    @property
    def charts(self) -> Sequence[Chart]:
        """The schools beside one another, if they are few."""
        return ("bars",) if 0 < len(self.schools) <= MOST_BARS else ()

    def make(self) -> Table:
        """Put the terms under one another."""
        some = [one for one in school().schools if not self.schools or one.id in self.schools]
        return Table(
            ["Termin", *(one.name for one in some)],
            [[term, *(counts[one.id] for one in some)] for term, counts in absence().items()],
        )


class Reasons(Recipe):
    """Why pupils with much absence say that they are away; one may have several reasons."""

    table: Literal["reasons"]

    @property
    def charts(self) -> Sequence[Chart]:
        """A bar for each reason."""
        return ("bars",)

    def make(self) -> Table:
        """Put down how many named each."""
        return Table([f"Skäl, av {school().reasons.pupils} elever", "Elever"], [[*pair] for pair in reasons().items()])
