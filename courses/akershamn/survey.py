"""What residents and pupils answer: one row for each who did, with nothing that tells who it is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Annotated, Any

from pydantic import BeforeValidator

from akershamn.draws import Draws, Urn
from akershamn.levels import Ids, Weights
from akershamn.world import HERE, world
from toolkit.authortext import read_file
from toolkit.formats.base import Model, PartId, Text

SEXES = ("Kvinna", "Man")
PUPILS = ("Flicka", "Pojke")


def _parts(text: Any) -> Any:
    return text.split(";") if isinstance(text, str) else text


Parts = Annotated[tuple[Text, ...], BeforeValidator(_parts)]
"""Names as the files write them: with semicolons between."""


class Question(Model):
    """Something that residents say yes or no to; the file says what the fields are."""

    id: PartId
    name: Text
    yes: Weights
    of: PartId | None = None
    women: float = 1.0
    ages: Weights = (1.0, 1.0, 1.0, 1.0)


class Residents(Model):
    """The survey of those who live in Åkershamn."""

    letters: Mapping[PartId, int]
    ages: Parts
    population: Mapping[PartId, Weights]
    answering: float
    answering_areas: Mapping[PartId, float]
    answering_women: float
    answering_ages: Weights
    questions: tuple[Question, ...]
    exposed: Ids
    exposed_name: Text
    series: int = 1


class Asked(Model):
    """Something that pupils say yes or no to: the shares of girls and of boys who say yes."""

    id: PartId
    name: Text
    yes: Weights


class Pupils(Model):
    """The survey of the last year of the lower secondary school."""

    girls: int
    boys: int
    exposed: float
    exposed_name: Text
    kinds: tuple[Asked, ...]
    own: float
    own_name: Text
    own_kinds: tuple[Asked, ...]
    other: tuple[Asked, ...]
    series: int = 1


class Surveys(Model):
    """The file as a whole."""

    v: int
    residents: Residents
    pupils: Pupils


@cache
def surveys() -> Surveys:
    """Return what is written about the surveys."""
    return read_file(HERE / "survey.yml", Surveys)


@dataclass(frozen=True)
class Answer:
    """What one person answered.

    Parameters
    ----------
    groups
        What the person belongs to, such as area, sex and age, by column.
    said
        Yes or no to each question by its id; None where it was not asked.
    weight
        How many the person stands for, beside the mean.
    """

    groups: Mapping[str, str]
    said: Mapping[str, bool | None]
    weight: float = 1.0


EXPOSED, OWN = "utsatt", "eget"
"""The ids of what is put together from other questions."""


@cache
def residents() -> Sequence[Answer]:
    """Return the answers of the residents, weighted to what the population looks like."""
    design = surveys().residents
    draws = Draws("residents", design.series)
    found = [
        Answer({"area": world().area(area).name, "sex": SEXES[sex], "age": design.ages[age]}, said)
        for area, letters in design.letters.items()
        for _ in range(letters)
        for sex, age, said in _resident(area, design, draws)
    ]
    return _weighted(found)


def _resident(area: str, design: Residents, draws: Draws) -> Iterator[tuple[int, int, Mapping[str, bool | None]]]:
    """Give the answer to one letter, if there is one."""
    sex = 0 if draws.happens(0.5) else 1
    age = Urn(range(len(design.ages)), design.population[area]).draw(draws)
    women = design.answering_women
    chance = design.answering / 100 * design.answering_areas[area] * design.answering_ages[age]
    if not draws.happens(chance * (women if sex == 0 else 2 - women)):
        return
    place = list(design.letters).index(area)
    said: dict[str, bool | None] = {}
    for question in design.questions:
        shares = zip(question.ages, design.population[area], strict=True)
        mean = sum(factor * share for factor, share in shares) / sum(design.population[area])
        factor = question.ages[age] / mean * (question.women if sex == 0 else 2 - question.women)
        asked = question.of is None or said[question.of]
        said[question.id] = draws.happens(min(question.yes[place] / 100 * factor, 0.95)) if asked else None
    said[EXPOSED] = any(said[name] for name in design.exposed)
    yield sex, age, said


def _weighted(answers: Sequence[Answer]) -> Sequence[Answer]:
    """Give each answer the people of its area, sex and age, shared by those who answered; the mean weight is 1."""
    design = surveys().residents
    cells = Counter(tuple(answer.groups.values()) for answer in answers)
    people: Mapping[tuple[str, ...], float] = {
        (area.name, sex, age): area.population * share / sum(design.population[area.id]) / 2
        for area in world().areas
        for sex in SEXES
        for age, share in zip(design.ages, design.population[area.id], strict=True)
    }
    mean = sum(people.values()) / len(answers)
    return [
        Answer(answer.groups, answer.said, round(people[cell] / cells[cell] / mean, 3))
        for answer in answers
        for cell in [tuple(answer.groups.values())]
    ]


@cache
def pupils() -> Sequence[Answer]:
    """Return the answers of the pupils, one for each who was there."""
    design = surveys().pupils
    draws = Draws("pupils", design.series)
    return [
        Answer({"sex": PUPILS[sex]}, _pupil(sex, design, draws))
        for sex, count in enumerate((design.girls, design.boys))
        for _ in range(count)
    ]


def _pupil(sex: int, design: Pupils, draws: Draws) -> Mapping[str, bool | None]:
    said: dict[str, bool | None] = {EXPOSED: draws.happens(design.exposed / 100), OWN: draws.happens(design.own / 100)}
    shares = [kind.yes[sex] / design.exposed for kind in design.kinds]
    to_what = _some(shares, draws) if said[EXPOSED] else [False] * len(shares)
    said |= zip([kind.id for kind in design.kinds], to_what, strict=True)
    for kind in design.own_kinds:
        said[kind.id] = bool(said[OWN]) and draws.happens(kind.yes[sex] / design.own)
    for question in design.other:
        said[question.id] = draws.happens(question.yes[sex] / 100)
    return said


def _some(shares: Sequence[float], draws: Draws) -> list[bool]:
    """Return which of some things are so where at least one is; the shares are of those for whom one is."""
    part = 1.0
    for _ in range(20):  # What is drawn first, so that with what is given to those who got none the shares hold.
        part = 1 - prod(1 - part * share for share in shares) / sum(shares)
    drawn = [draws.happens(part * share) for share in shares]
    if not any(drawn):
        drawn[Urn(range(len(shares)), shares).draw(draws)] = True
    return drawn
