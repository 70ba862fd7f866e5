"""All that there is about children and young people, in tables for those who write courses."""

from collections.abc import Mapping, Sequence

from akershamn.club import visits
from akershamn.families import families
from akershamn.recipes.answers import HEADS
from akershamn.recipes.base import WEEKDAYS
from akershamn.recipes.support import Offered
from akershamn.school import GRADES, absence, answers, school
from akershamn.support import supports
from akershamn.table import Cell, Table
from akershamn.young import guilty, times, young

WORDS = {True: "ja", False: "nej", None: ""}


def youth() -> Mapping[str, Table]:
    """Return every answer, count and measure, by name."""
    people = young().people * len(young().years)
    return {
        "ungdomsenkat": _answers(),
        "franvaro": Table(
            ["Termin", "Skola", "Elever", "Minst en dag ogiltig frånvaro"],
            [
                [term, one.name, one.pupils * GRADES, counts[one.id]]
                for term, counts in absence().items()
                for one in school().schools
            ],
        ),
        "fritidsgard": Table(
            ["Datum", "Kväll", "Kön", "Ålder", "Besök"],
            [[f"{one.on}", WEEKDAYS[one.on.weekday()], one.sex, one.age, one.count] for one in visits()],
        ),
        "sjokortet": Table(
            ["Familj", "Före", "Tackade ja", "Träffar", "Efter"],
            [
                [number, one.before, WORDS[one.yes], one.meetings, "" if one.after is None else one.after]
                for number, one in enumerate(families(), 1)
            ],
        ),
        "lagforda": Table(
            ["Ålder", "Unga i åldern, fem år", "Lagförda, fem år"],
            [[age, people, count] for age, count in guilty().items()],
        ),
        "lagforda-igen": Table(["Ung", "Gånger lagförd"], [[number, often] for number, often in enumerate(times(), 1)]),
        "insatser": Offered(table="support", measures=tuple(one.id for one in supports().measures)).make(),
    }


def _answers() -> Table:
    every, groups = answers(), ("year", "school", "grade", "sex")
    rows: Sequence[Sequence[Cell]] = [
        [number, *(one.groups[group] for group in groups), *(WORDS[yes] for yes in one.said.values())]
        for number, one in enumerate(every, 1)
    ]
    return Table(["Svar", *(HEADS[group] for group in groups), *(one.name for one in school().questions)], rows)
