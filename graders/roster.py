"""``roster.csv`` and ``extensions.csv``: who has a seat, and who has more time.

Both are read as Excel writes them: ``;``, ``,`` or tab, with or without a byte order mark, UTF-8 or
Windows-1252.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError

from toolkit.authortext import problems_of
from toolkit.errors import KursError
from toolkit.files import replace_file
from toolkit.formats import Extension, RosterRow
from toolkit.formats.base import Model
from toolkit.messages import listed, quoted, say

R = TypeVar("R", bound=Model)


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


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KursError(say("file.unreadable", file=path, why=error.strerror)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(path: Path, model: type[Model]) -> list[tuple[int, dict[str, str]]]:
    text = _text(path)
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    header = [name.strip().casefold() for name in next(reader, [])]
    if "id" not in header:
        known = listed(list(model.model_fields), "och")
        raise KursError(say("roster.no_id", file=path.name, found=quoted(head.strip()), known=known))
    rows = []
    for cells in reader:
        if any(cell.strip() for cell in cells):
            pairs = zip(header, cells, strict=False)
            rows.append((reader.line_num, {name: cell.strip() for name, cell in pairs if cell.strip()}))
    return rows


def _parse(path: Path, model: type[R]) -> Iterable[tuple[int, dict[str, str], R | None, str]]:
    """Yield line, cells, the row that was read and why it was not."""
    for line, cells in _rows(path, model):
        known = {name: cell for name, cell in cells.items() if name in model.model_fields}
        try:
            yield line, cells, model.model_validate(known), ""
        except ValidationError as error:
            yield line, cells, None, problems_of(error, model)[0].sentence


def read_roster(path: Path) -> dict[str, RosterRow]:
    """Read an occasion's own roster.

    Raises
    ------
    KursError
        If it cannot be read, with the first line that is wrong.
    """
    roster: dict[str, RosterRow] = {}
    for line, _, row, reason in _parse(path, RosterRow):
        if row is None:
            raise KursError(say("roster.line", file=path.name, n=line, reason=reason))
        roster[row.id] = row
    return roster


def read_extensions(path: Path) -> list[Extension]:
    """Read an occasion's extensions; an occasion without the file has none.

    Raises
    ------
    KursError
        If it cannot be read, with the first line that is wrong.
    """
    extensions = []
    for line, _, row, reason in _parse(path, Extension) if path.exists() else ():
        if row is None:
            raise KursError(say("roster.line", file=path.name, n=line, reason=reason))
        extensions.append(row)
    return extensions


def write_roster(path: Path, rows: Iterable[RosterRow]) -> None:
    """Write a roster as Excel reads it: semicolons and a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(RosterRow.model_fields)
    for row in rows:
        writer.writerow(row.model_dump().values())
    replace_file(path, out.getvalue().encode("utf-8-sig"))


def import_roster(roster: Path, file: Path) -> list[Verdict]:
    """Take a list of participants into an occasion's roster, and say what became of each row.

    Rows that are wrong are reported and left out; those that are not in the file stay as they are.
    """
    known = read_roster(roster)
    verdicts, seen = [], set()
    for line, cells, row, reason in _parse(file, RosterRow):
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
