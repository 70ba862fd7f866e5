"""The schools, what their pupils answered over the years, and how many of them are away."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import sqrt
from statistics import NormalDist
from typing import Annotated

from pydantic import BeforeValidator

from akershamn.draws import Draws
from akershamn.levels import Counts, Ids, Weights, words
from akershamn.survey import PUPILS, Answer, Parts, pupils
from akershamn.world import HERE
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text

GRADES = 3
"""How many years of pupils a school has, from 7 to 9."""
_NORMAL = NormalDist()


class School(Model):
    """A school; `pupils` is how many each of its years has."""

    id: PartId
    name: Text
    area: PartId
    pupils: int


class Question(Model):
    """Something that pupils say yes or no to; the file says what the fields are."""

    id: PartId
    name: Text
    yes: Weights
    of: PartId | None = None
    girls: float = 1.0
    schools: Weights = (1.0, 1.0, 1.0, 1.0)
    years: Weights = (1.0, 1.0, 1.0, 1.0, 1.0)
    with_others: float


class Absence(Model):
    """How many are away without excuse, and the school that began to see more of it."""

    terms: Parts
    share: Weights
    spring: float
    school: PartId
    term: Text
    factor: float


class Reasons(Model):
    """Why pupils are away; each name has its share after a semicolon."""

    pupils: int
    series: int
    names: tuple[Parts, ...]


class Design(Model):
    """The file as a whole."""

    v: int
    schools: tuple[School, ...]
    years: Counts
    grades: Counts
    answering: float
    shared: Annotated[tuple[PartId, int, int], BeforeValidator(words)]
    series: int
    questions: tuple[Question, ...]
    risks: Ids
    absence: Absence
    reasons: Reasons


@cache
def school() -> Design:
    """Return what is written about the schools."""
    return read_file(HERE / "school.yml", Design)


@cache
def answers() -> Sequence[Answer]:
    """Return the answers of all years, one for each pupil who was there."""
    return list(_answers())


def _answers() -> Iterator[Answer]:
    design = school()
    for year in design.years:
        for one in design.schools:
            for grade in design.grades:
                draws = Draws(f"youth {one.id} {grade} {year}", design.series)
                if (one.id, grade, year) == design.shared:
                    # The same pupils as in the older survey: what they said of their own crimes is known.
                    for pupil in pupils():
                        sex, eget = PUPILS.index(pupil.groups["sex"]), pupil.said["eget"]
                        said = _said(year, one, grade, sex, draws)
                        while said["eget"] != eget:
                            said = _said(year, one, grade, sex, draws)
                        yield _answer(year, one, grade, sex, said)
                    continue
                for _ in range(one.pupils):
                    if draws.happens(design.answering / 100):
                        sex = 0 if draws.happens(0.5) else 1
                        yield _answer(year, one, grade, sex, _said(year, one, grade, sex, draws))


def _answer(year: int, one: School, grade: int, sex: int, said: Mapping[str, bool | None]) -> Answer:
    return Answer({"year": str(year), "school": one.name, "grade": str(grade), "sex": PUPILS[sex]}, said)


def _said(year: int, one: School, grade: int, sex: int, draws: Draws) -> dict[str, bool | None]:
    """Draw what a pupil answers; what the answers have in common is one number behind them."""
    design = school()
    common = draws.normal()
    said: dict[str, bool | None] = {}
    for question in design.questions:
        share = question.yes[design.grades.index(grade)] / 100 * question.years[design.years.index(year)]
        share *= question.schools[design.schools.index(one)] * (question.girls if sex == 0 else 2 - question.girls)
        own = sqrt(1 - question.with_others**2) * draws.normal()
        yes = question.with_others * common + own > _NORMAL.inv_cdf(1 - min(share, 0.97))
        said[question.id] = yes and bool(question.of is None or said[question.of])
    return said


@cache
def absence() -> Mapping[str, Mapping[str, int]]:
    """Return how many pupils of each school have unexcused absence, by term."""
    design = school().absence
    seen = design.terms.index(design.term)
    found: dict[str, dict[str, int]] = {}
    for n, term in enumerate(design.terms):
        found[term] = {}
        for one, share in zip(school().schools, design.share, strict=True):
            mean = share / 100 * one.pupils * GRADES * (design.spring if term.startswith("vt") else 1)
            more = design.factor if one.id == design.school and n >= seen else 1
            found[term][one.id] = Draws(f"absence {one.id} {term}").count(mean * more)
    return found


@cache
def reasons() -> Mapping[str, int]:
    """Return how many of the pupils named each reason for being away."""
    design = school().reasons
    draws = Draws("reasons", design.series)
    return {name: sum(draws.happens(float(share) / 100) for _ in range(design.pupils)) for name, share in design.names}
