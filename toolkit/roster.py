"""``roster.csv`` and ``extensions.csv``: who has a seat, and who has more time."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from toolkit.authortext import problems_of
from toolkit.csvtext import read_text, rows
from toolkit.errors import KursError
from toolkit.formats import Extension, RosterRow
from toolkit.formats.base import Model
from toolkit.messages import listed, quoted, say

R = TypeVar("R", bound=Model)


def _rows(path: Path, model: type[Model]) -> list[tuple[int, dict[str, str]]]:
    text = read_text(path)
    found = rows(text)
    header = [name.casefold() for name in next(found, (0, []))[1]]
    if "id" not in header:
        head, known = quoted(text.split("\n", 1)[0].strip()), listed(list(model.model_fields), "och")
        raise KursError(say("roster.no_id", file=path.name, found=head, known=known))
    return [(line, {name: cell for name, cell in zip(header, cells, strict=False) if cell}) for line, cells in found]


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
