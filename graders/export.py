"""``kurs export``: the results as a CSV file that Excel opens, with nothing in it that runs there."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from graders.results import Results
from toolkit.csvtext import spreadsheet
from toolkit.errors import KursError
from toolkit.files import replace_file
from toolkit.formats import RosterRow
from toolkit.messages import say
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

FILE = "results.csv"
"""The name of the file where none is given; it stands in the occasion's folder, which git does not track."""
_STOCKHOLM = ZoneInfo("Europe/Stockholm")


def export(here: OccasionFolder, file: Path | None = None) -> tuple[Path, int]:
    """Write the results of the active participants to a file that only its owner may read.

    Parameters
    ----------
    file
        Where to; ``results.csv`` in the occasion's folder when None.

    Returns
    -------
    tuple
        The file, and the number of participants in it.

    Raises
    ------
    KursError
        If nothing is released, or the file cannot be written.
    """
    path = file or here.path / FILE
    results = Results(here)
    people = [one for one in read_roster(here.path / "roster.csv").values() if one.active == "ja"]
    data = spreadsheet([_header(results), *(_row(results, person) for person in people)])
    try:
        replace_file(path, data, mode=0o600)
    except OSError as error:
        raise KursError(say("check.unwritable", file=path, why=error.strerror)) from None
    return path, len(people)


def _header(results: Results) -> Iterator[str]:
    yield from say("export.person").split(";")
    for module in results.modules:
        yield from say("export.module", module=module).split(";")
    yield from say("export.all").split(";")


def _row(results: Results, person: RosterRow) -> Iterator[str]:
    yield from (person.id, person.name, person.organisation, person.actor, person.municipality, person.region)
    for module in results.modules:
        one = results.of(person.id, module)
        yield f"{one.at.astimezone(_STOCKHOLM):%Y-%m-%d %H:%M:%S}" if one.at else ""
        yield _number(one.points)
        yield _number(results.max_points[module])
        yield say("export.yes" if one.awaits else "export.no") if one.handed_in else ""
    yield _number(results.share(person.id, results.modules))
    yield _number(results.share(person.id, results.tests))
    passed = {True: "export.yes", False: "export.no", None: "export.undecided"}[results.passed(person.id)]
    yield say(passed) if results.tests else ""


def _number(value: Decimal | None) -> str:
    """Write a number as Excel reads it in Swedish, a share to four decimals."""
    return "" if value is None else f"{round(value, 4).normalize():f}".replace(".", ",")
