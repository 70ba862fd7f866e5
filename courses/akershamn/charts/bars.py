"""Bars that lie, one for each number of a row, with the number at the end."""

from collections.abc import Sequence

from akershamn.charts.drawing import PAD, WIDTH, Drawing, width_of
from akershamn.table import Table

LOOKS = (("s1",), ("s2 outline", "s1"), ("s3 outline", "s2 outline", "s1"))
"""How the bars of a row look, by how many there are: they differ in more than colour, and the last one is full."""
THICK, APART = 18.0, 5.0
BESIDE = 70.0
"""The widest name that stands beside its bar."""


def bars(table: Table, title: str) -> bytes:
    """Draw all numbers of a table; names that are short stand beside the bars, others above."""
    series = list(table.head[1:])
    looks = LOOKS[len(series) - 1]
    drawing = Drawing.headed(title)
    if len(series) > 1:
        _legend(drawing, series, looks)
    beside = max(width_of(str(row[0])) for row in table.rows)
    left = PAD + (beside + 10 if beside <= BESIDE else 0)
    most = max(value for n in range(len(series)) for value in table.numbers(n + 1))
    room = WIDTH - PAD - left - width_of(f" {most:.0f}") - 4
    for row in table.rows:
        if left > PAD:
            middle = drawing.y + ((THICK + APART) * len(series) - APART) / 2
            drawing.text(left - 10, middle + 6, str(row[0]), "", "end")
        else:
            drawing.lines(str(row[0]))
        for value, look in zip(row[1:], looks, strict=True):
            length = room * float(value or 0) / most if most else 0.0
            if length:
                drawing.rect(left, drawing.y, length, THICK, look)
            drawing.text(left + length + 7, drawing.y + THICK - 2, str(value))
            drawing.y += THICK + APART
        drawing.y += 6 if left == PAD or len(series) > 1 else 2
    return drawing.svg(_alt(table, title))


def _legend(drawing: Drawing, series: Sequence[str], looks: Sequence[str]) -> None:
    """Say which bar is which."""
    for name, look in zip(series, looks, strict=True):
        drawing.rect(PAD + 1, drawing.y + 1, THICK - 2, THICK - 2, look)
        drawing.lines(name, THICK + 8)
    drawing.y += PAD


def _alt(table: Table, title: str) -> str:
    rows = []
    for name, *values in table.rows:
        said = [f"{value} ({head})" for value, head in zip(values, table.head[1:], strict=True)]
        rows.append(f"{name}: {', '.join(said) if len(values) > 1 else values[0]}")
    return f"Stapeldiagram. {title}. {'. '.join(rows)}."
