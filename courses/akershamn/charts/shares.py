"""Shares of those who answered, each with its margin."""

from akershamn.charts.drawing import LINE, PAD, SIZE, WIDTH, Drawing
from akershamn.table import Table, said

VALUES = 104.0
"""Room for the numbers at the right."""
ENDS = (10, 20, 30, 40, 60, 80, 100)
"""Where the scale may end."""
LONG = WIDTH - 2 * PAD - VALUES


def shares(table: Table, title: str) -> bytes:
    """Draw answers: a point for the share of each row, and a line as long as its margin to both sides."""
    drawing = Drawing.headed(title)
    rows = [(str(row[0]), float(row[2]), float(row[3]), f"{said(row[2])} ± {said(row[3])}") for row in table.rows]
    end = next(end for end in ENDS if end >= min(max(share + margin for _, share, margin, _ in rows), ENDS[-1]))

    def x(share: float) -> float:
        return PAD + LONG * min(max(share / end, 0), 1)

    for name, share, margin, words in rows:
        drawing.lines(name)
        y = drawing.y + 10
        drawing.line(x(0), y, x(end), y, "grid")
        drawing.line(x(share - margin), y, x(share + margin), y, "l1")
        drawing.circle(x(share), y, 6, "dot")
        drawing.text(WIDTH - PAD, y + 6, words, "", "end")
        drawing.y += 30
    for tick in (0, end // 2, end):
        drawing.line(x(tick), drawing.y - 3, x(tick), drawing.y + 4, "axis")
        drawing.text(x(tick), drawing.y + 5 + SIZE, str(tick), "soft", "start" if tick == 0 else "middle")
    drawing.y += LINE + 8
    beside = [
        ", ".join(f"{head} {value}" for head, value in zip(table.head[4:], row[4:], strict=True)) for row in table.rows
    ]
    every = ". ".join(
        f"{name}: {words}{more and f' ({more})'}" for (name, _, _, words), more in zip(rows, beside, strict=True)
    )
    return drawing.svg(f"Andelar med felmarginal. {title}. {every}.")
