"""All that there is, in tables for those who write courses."""

from collections.abc import Mapping, Sequence

from akershamn.clock import is_sure
from akershamn.incidents import incidents
from akershamn.levels import levels
from akershamn.measures import measures
from akershamn.places import places
from akershamn.recipes.answers import HEADS, questions
from akershamn.recipes.base import WEEKDAYS
from akershamn.recipes.choices import Choices
from akershamn.recipes.years import ByType
from akershamn.spots import spots
from akershamn.survey import Answer, pupils, residents
from akershamn.table import Cell, Table, rounded
from akershamn.world import Point, world
from akershamn.youth import youth


def tables() -> Mapping[str, Table]:
    """Return every report, answer, place and measure, and the counts by year, by name."""
    return {
        "brott": _reports(),
        "enkat": _answers(residents(), "residents", "Vikt"),
        "skolenkat": _answers(pupils(), "pupils"),
        "platser": _spots(),
        "brott-per-ar": ByType(table="years").make(),
        **{f"brott-per-ar-{one.id}": ByType(table="years", municipality=one.id).make() for one in world().neighbours},
        "atgarder": Choices(table="choices", measures=tuple(one.id for one in measures().measures)).make(),
        **places(),
        **youth(),
    }


def _reports() -> Table:
    head = [
        "Händelse",
        "Brottstyp",
        "Område",
        "Plats",
        "x",
        "y",
        "Från",
        "Till",
        "Tid osäker",
        "Veckodag",
        "Anmält",
        "Ärende",
    ]
    areas = {area.id: area.name for area in world().areas}
    rows: list[list[Cell]] = []
    numbers = dict.fromkeys(levels().years, 0)
    for one in incidents():
        numbers[one.first.year] += 1
        rows.append(
            [
                f"{one.first.year}-{numbers[one.first.year]:04}",
                one.kind.name,
                areas[one.area],
                one.spot.name if one.spot else "",
                *_at(one.at),
                f"{one.first:%Y-%m-%d %H:%M}",
                f"{one.last:%Y-%m-%d %H:%M}",
                "nej" if is_sure(one.first, one.last) else "ja",
                WEEKDAYS[one.first.weekday()],
                f"{one.reported:%Y-%m-%d}",
                one.case,
            ]
        )
    return Table(head, rows)


def _spots() -> Table:
    areas = {area.id: area.name for area in world().areas}
    return Table(["Plats", "Område", "x", "y"], [[spot.name, areas[spot.area], *_at(spot.at)] for spot in spots()])


def _at(at: Point | None) -> tuple[Cell, Cell]:
    return (rounded(at[0]), rounded(at[1])) if at else ("", "")


def _answers(answers: Sequence[Answer], of: str, *weight: str) -> Table:
    names = questions(of)
    groups = list(answers[0].groups)
    words = {True: "ja", False: "nej", None: ""}
    return Table(
        ["Svar", *(HEADS[group] for group in groups), *weight, *names.values()],
        [
            [
                number,
                *one.groups.values(),
                *([rounded(one.weight, 3)] if weight else []),
                *(words[one.said[name]] for name in names),
            ]
            for number, one in enumerate(answers, 1)
        ],
    )
