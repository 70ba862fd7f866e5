"""All that there is about places, in tables for those who write courses."""

from collections import Counter
from collections.abc import Mapping

from akershamn.estate import estate
from akershamn.followups import MONTHS, followups, months
from akershamn.recipes.cells import Cells
from akershamn.recipes.estate import Owners
from akershamn.recipes.streets import ByStreet
from akershamn.sites import parted, sites, visitors
from akershamn.table import Cell, Table


def places() -> Mapping[str, Table]:
    """Return the squares, streets and parts of places, and the measures in them, by name."""
    return {
        "atgarder-agare": Owners(table="owners", measures=tuple(one.id for one in estate().measures)).make(),
        "rutor": Cells(table="cells").make(),
        "gator": ByStreet(table="streets", columns="type").make(),
        "platsdelar": _parts(),
        "uppfoljningar": _followed(),
    }


def _parts() -> Table:
    rows: list[list[Cell]] = []
    for site in sites().sites:
        counts = Counter(part.id for one, part in parted(site.id) if one.kind.mapped)
        answers = visitors(site.id)
        for part in site.parts:
            unsafe = sum(one.unsafe[part.id] for one in answers)
            rows.append([site.name, part.name, part.seen, part.bays or "", counts[part.id], len(answers), unsafe])
    head = ["Plats", "Del", "Vad som syns på plats", "Platser", "Anmälda brott", "Antal svar", "Otrygga i mörker"]
    return Table(head, rows)


def _followed() -> Table:
    rows: list[list[Cell]] = []
    for one in followups().followups:
        for ground in one.grounds:
            before, after = months(one.id)[ground.name]
            for number, count in enumerate([*before, *after]):
                month = number - MONTHS if number < MONTHS else number - MONTHS + 1
                rows.append([one.measure, one.town, one.what, ground.name, ground.role, month, count])
    return Table(["Åtgärd", "Kommun", "Vad som räknas", "Var", "Roll", "Månad", "Antal"], rows)
