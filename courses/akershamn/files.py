"""The files that are made: those that a course takes, and all that there is to take from."""

from collections.abc import Mapping
from pathlib import Path

from akershamn import whole
from akershamn.charts import draw
from akershamn.charts.town import ground
from akershamn.manifest import read_manifest
from akershamn.world import HERE

OWN = HERE / "tables"
"""Where all that there is lies, for those who write courses."""


def of_course(course: Path) -> Mapping[Path, bytes]:
    """Return the tables and charts that a course takes, by where they lie.

    Raises
    ------
    ProblemsError
        If something is wrong in the course's ``tables.yml``.
    """
    found = {}
    for one in read_manifest(course):
        path, table = course / "source" / one.module / one.name, one.recipe.make()
        found[path.with_suffix(".csv")] = table.csv()
        if one.recipe.chart:
            found[path.with_suffix(".svg")] = draw(one.recipe, table)
    return found


def own() -> Mapping[Path, bytes]:
    """Return the tables of all that there is, and the map, by where they lie."""
    tables = {OWN / f"{name}.csv": table.csv() for name, table in whole.tables().items()}
    return {**tables, OWN / "karta.svg": ground("Karta över Åkershamn")}
