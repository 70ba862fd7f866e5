"""``roster.csv`` and ``extensions.csv``: who has a seat, and who has more time.

Both are read as Excel writes them: ``;``, ``,`` or tab, with or without a byte order mark, UTF-8 or
Windows-1252.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from toolkit.authortext import problems_of
from toolkit.errors import KursError
from toolkit.formats import Extension, RosterRow
from toolkit.formats.base import Model
from toolkit.messages import listed, quoted, say

R = TypeVar("R", bound=Model)


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


def parse_rows(path: Path, model: type[R]) -> Iterable[tuple[int, dict[str, str], R | None, str]]:
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
    for line, _, row, reason in parse_rows(path, RosterRow):
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
    for line, _, row, reason in parse_rows(path, Extension) if path.exists() else ():
        if row is None:
            raise KursError(say("roster.line", file=path.name, n=line, reason=reason))
        extensions.append(row)
    return extensions
