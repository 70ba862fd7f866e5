"""The map in squares, each as dark as its number is large, with a letter for its column and a number for its row."""

from akershamn.cells import SIDE
from akershamn.charts.drawing import LINE, PAD, SIZE, WIDTH, Drawing
from akershamn.charts.town import land
from akershamn.table import Table
from akershamn.world import world

LEFT = 32.0
"""Room for the numbers of the rows."""
LIMITS = (0.0, 0.08, 0.25, 0.5, 1.0)
"""How large a part of the largest number each shade goes up to."""
WIDE = 100
"""A number from here on is wider than a square."""
LEAST = 10
"""A smaller number is not written: the table has it."""


def squared(table: Table, title: str) -> bytes:
    """Draw every square that the table has."""
    drawing = Drawing.headed(title)
    counts = {str(row[0]): int(row[1]) for row in table.rows}
    wide, high = (int(-(-size // SIDE)) for size in world().map.size)
    step = (WIDTH - PAD - LEFT) / wide
    for column in range(wide):
        drawing.text(LEFT + step * (column + 0.5), drawing.y + SIZE - 3, chr(ord("A") + column), "soft", "middle")
    drawing.y += LINE
    top, most = drawing.y, max(counts.values())
    land(drawing, step / SIDE, LEFT, top)
    for row in range(high):
        drawing.text(LEFT - 6, top + step * (row + 0.5) + 6, str(row + 1), "soft", "end")
        for column in range(wide):
            count = counts.get(f"{chr(ord('A') + column)}{row + 1}", 0)
            shade = next(n for n, limit in enumerate(LIMITS) if count <= limit * most)
            x, y = LEFT + step * column, top + step * row
            if shade:
                drawing.rect(x + 1, y + 1, step - 2, step - 2, f"h{shade}")
            if count >= LEAST:
                within = step - 3 if count >= WIDE else None
                drawing.text(x + step / 2, y + step / 2 + 6, str(count), f"n{shade}", "middle", within)
    drawing.y = top + step * high + 6
    drawing.lines(f"En ruta är {10 * SIDE} × {10 * SIDE} meter. Tal under {LEAST} är inte utskrivna.")
    some = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    none = sum(not count for count in counts.values())
    return drawing.svg(f"Karta över Åkershamn i rutor. {title}. {some}. {none} rutor har 0.")
