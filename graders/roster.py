"""``roster.csv`` from the instructor's side: taking in a list of participants."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.errors import KursError
from toolkit.files import replace_file
from toolkit.formats import RosterRow
from toolkit.formats.base import Model
from toolkit.messages import say
from toolkit.occasion import OccasionFolder
from toolkit.roster import parse_rows, read_roster


@dataclass(frozen=True)
class Verdict:
    """What became of one row of a file.

    Parameters
    ----------
    line
        Line in the file, counted from 1; the header is line 1.
    """

    line: int
    id: str
    verdict: Literal["ny", "ändrad", "oförändrad", "fel"]
    reason: str = ""


def write_rows(path: Path, model: type[Model], rows: Iterable[Model]) -> None:
    """Write rows of a model as Excel reads them: semicolons and a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(model.model_fields)
    for row in rows:
        writer.writerow(row.model_dump(mode="json").values())
    replace_file(path, out.getvalue().encode("utf-8-sig"))


def write_roster(path: Path, rows: Iterable[RosterRow]) -> None:
    """Write a roster."""
    write_rows(path, RosterRow, rows)


def set_active(here: OccasionFolder, participant: str, active: Literal["ja", "nej"]) -> None:
    """Write on the roster whether somebody takes part.

    Raises
    ------
    KursError
        If the roster does not have them.
    """
    with here.writing("roster"):
        path = here.path / "roster.csv"
        roster = read_roster(path)
        if participant not in roster:
            raise KursError(say("roster.unknown", id=participant))
        row = roster[participant].model_copy(update={"active": active})
        write_roster(path, {**roster, participant: row}.values())


def import_roster(roster: Path, file: Path) -> list[Verdict]:
    """Take a list of participants into an occasion's roster, and say what became of each row.

    Rows that are wrong are reported and left out; those that are not in the file stay as they are.
    """
    known = read_roster(roster)
    verdicts, seen = [], set()
    for line, cells, row, reason in parse_rows(file, RosterRow):
        if row is None:
            verdicts.append(Verdict(line, cells.get("id", ""), "fel", reason))
        elif row.id in seen:
            verdicts.append(Verdict(line, row.id, "fel", say("roster.twice")))
        else:
            seen.add(row.id)
            old = known.get(row.id)
            verdicts.append(Verdict(line, row.id, "ny" if old is None else "oförändrad" if old == row else "ändrad"))
            known[row.id] = row
    write_roster(roster, known.values())
    return verdicts
