"""A table as participants get it, and as charts are drawn from it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

INVENTED = "påhittade uppgifter"
"""What every table and figure says of itself."""

Cell = str | int | Decimal
"""Words, a count, or a number with decimals; an empty cell is an empty text."""


@dataclass(frozen=True)
class Table:
    """A head, and rows whose first cell names them."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def numbers(self, column: int = 1) -> list[float]:
        """Return a column as numbers; an empty cell is none."""
        return [float(row[column]) for row in self.rows if row[column] != ""]

    def csv(self) -> bytes:
        """Return the table as a file that Excel opens with its letters right: with ``;`` and a byte order mark."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        writer.writerow([f"{self.head[0]} ({INVENTED})", *self.head[1:]])
        writer.writerows([[said(cell) for cell in row] for row in self.rows])
        return text.getvalue().encode("utf-8-sig")


def said(cell: Cell) -> str:
    """Return a cell in words, with a decimal comma."""
    return str(cell).replace(".", ",") if isinstance(cell, Decimal) else str(cell)


def rounded(value: float, decimals: int = 1) -> Decimal:
    """Return a number with so many decimals, rounded half up.

    >>> rounded(2.25)
    Decimal('2.3')
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
