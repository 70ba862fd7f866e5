"""The week as a table with colour: parts of the day down, weekdays across, and the number in each cell."""

from akershamn.charts.drawing import LINE, PAD, SIZE, WIDTH, Drawing
from akershamn.recipes.base import PARTS, WEEKDAYS
from akershamn.table import Table

LIMITS = (0.0, 0.2, 0.4, 0.65, 1.0)
"""How large a part of the largest number each shade goes up to."""
NAMES, HIGH = 66.0, 30.0
"""Room for the names at the left, and how high a row is."""


def week(table: Table, title: str) -> bytes:
    """Draw a count by part of the day and weekday; what has no sure time is said below."""
    drawing = Drawing.headed(title)
    sure = [row for row in table.rows if row[0] in PARTS]
    rest = sum(int(value) for row in table.rows if row[0] not in PARTS for value in row[1:])
    most = max(int(value) for row in sure for value in row[1:])
    wide = (WIDTH - PAD - NAMES) / len(WEEKDAYS)
    for n, name in enumerate(WEEKDAYS):
        drawing.text(NAMES + wide * (n + 0.5), drawing.y + SIZE - 3, name[:2], "soft", "middle")
    drawing.y += LINE
    for row in sure:
        drawing.text(NAMES - 8, drawing.y + SIZE + 3, str(row[0]), "soft", "end")
        for n, value in enumerate(row[1:]):
            shade = next(k for k, limit in enumerate(LIMITS) if int(value) <= limit * most)
            drawing.rect(NAMES + wide * n + 1, drawing.y + 1, wide - 2, HIGH - 2, f"h{shade}")
            drawing.text(NAMES + wide * (n + 0.5), drawing.y + SIZE + 3, str(value), f"n{shade}", "middle")
        drawing.y += HIGH
    drawing.y += 4
    if rest:
        drawing.text(PAD, drawing.y + SIZE, f"Osäker tid: {rest}")
        drawing.y += LINE
    return drawing.svg(_alt(table, title))


def _alt(table: Table, title: str) -> str:
    rows = [
        f"{row[0]}: " + ", ".join(f"{name} {value}" for name, value in zip(WEEKDAYS, row[1:], strict=True))
        for row in table.rows
    ]
    return f"Tabell med färg, klockslag mot veckodag. {title}. " + ". ".join(rows) + "."
