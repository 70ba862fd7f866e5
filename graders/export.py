"""``kurs export``: the results as a CSV file that Excel opens, with nothing in it that runs there."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from graders.results import Results
from toolkit.errors import KursError
from toolkit.files import replace_file
from toolkit.formats import RosterRow
from toolkit.messages import say
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

FILE = "results.csv"
"""The name of the file where none is given; it stands in the occasion's folder, which git does not track."""
_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_FORMULA = frozenset("=+-@")
"""What a formula begins with."""
_NEGATIVE = re.compile(r"-[0-9]+([.,][0-9]+)?")
_UNSEEN = ("Z", "C")
"""Unicode categories of what cannot be seen: spaces, control and format characters."""


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
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in (_header(results), *(_row(results, person) for person in people)):
        writer.writerow([safe(cell) for cell in row])
    try:
        replace_file(path, out.getvalue().encode("utf-8-sig"), mode=0o600)
    except OSError as error:
        raise KursError(say("check.unwritable", file=path, why=error.strerror)) from None
    return path, len(people)


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: what could be one gets an apostrophe before it.

    So does what begins with a wider or smaller look-alike, or has it after something that is not seen. A plain
    negative number stays.

    Source: OWASP, CSV Injection.

    >>> safe("=1+1"), safe("-1,5"), safe("Anna")
    ("'=1+1", '-1,5', 'Anna')
    """
    if _NEGATIVE.fullmatch(cell):
        return cell
    first = next((sign for sign in cell if unicodedata.category(sign)[0] not in _UNSEEN), "")
    if cell[:1] in ("\t", "\r", "\n") or unicodedata.normalize("NFKC", first)[:1] in _FORMULA:
        return f"'{cell}"
    return cell


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
