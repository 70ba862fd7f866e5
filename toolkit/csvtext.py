"""CSV as Excel writes it: ``;``, ``,`` or tab, with or without a byte order mark, UTF-8 or Windows-1252."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from toolkit.errors import KursError
from toolkit.messages import say

_FORMULA = frozenset("=+-@")
"""What a formula begins with."""
_NEGATIVE = re.compile(r"-[0-9]+([.,][0-9]+)?")
_UNSEEN = ("Z", "C")
"""Unicode categories of what cannot be seen: spaces, control and format characters."""


def read_text(path: Path) -> str:
    """Return what a file says.

    Raises
    ------
    KursError
        If it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KursError(say("file.unreadable", file=path, why=error.strerror)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that says something, with the number of its last line; the first row says which sign divides."""
    delimiter = max(";,\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield reader.line_num, stripped


def spreadsheet(rows: Iterable[Iterable[str]]) -> bytes:
    """Return a file that Excel opens, with nothing in it that runs there."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


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
