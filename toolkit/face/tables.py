"""The table that says in numbers what a figure shows: a CSV beside the notebook, as the views and pages draw it."""

import re
from pathlib import Path
from typing import Any

from toolkit.csvtext import read_text, rows
from toolkit.errors import KursError

_NUMBER = re.compile(r"[-+−–]?\d[\d\s.,]*( ?%)?")


def read_table(path: Path) -> dict[str, Any] | None:
    """Return a table's head, its rows, and which columns hold numbers; None where there is none to show."""
    try:
        head, *body = [cells for _, cells in rows(read_text(path))]
    except (KursError, ValueError):
        return None
    width = len(head)
    even = [[*cells, *[""] * width][:width] for cells in body]
    columns = list(zip(*even, strict=True)) or [()] * width
    return {"head": head, "rows": even, "numbers": [_holds_numbers(column) for column in columns]}


def _holds_numbers(column: tuple[str, ...]) -> bool:
    said = [cell for cell in column if cell]
    return bool(said) and all(_NUMBER.fullmatch(cell) for cell in said)
