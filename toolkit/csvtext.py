"""CSV as Excel writes it: ``;``, ``,`` or tab, with or without a byte order mark, UTF-8 or Windows-1252."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import KursError
from toolkit.messages import say


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
