"""Months: the years over one another to see the season, or after one another to see what came when."""

from collections.abc import Sequence

from akershamn.charts.drawing import LINE, PAD, SIZE, WIDTH, Drawing, short, width_of
from akershamn.table import Table

LEFT, HIGH = 44.0, 170.0
"""Room for the numbers at the left, and how high the plot is."""
LOOKS = (("l1",), ("l2", "l1"), ("l3", "l2", "l1"))
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class _Plot:
    """The frame of a plot that begins where the drawing has come to."""

    def __init__(self, drawing: Drawing, most: float, places: int) -> None:
        self.drawing, self.top = drawing, drawing.y + 8
        step = next(tick for tick in TICKS if tick * 4 >= most)
        self.most = step * max(1, -(-most // step))
        self.places = places
        for n in range(int(self.most / step) + 1):
            y = self.y(n * step)
            drawing.line(LEFT, y, WIDTH - PAD, y, "axis" if n == 0 else "grid")
            drawing.text(LEFT - 7, y + 6, str(n * step), "soft", "end")
        drawing.y = self.top + HIGH

    def x(self, place: float) -> float:
        """Return how far from the left a place is, counted from 0 and in the middle of its part."""
        return LEFT + (WIDTH - PAD - LEFT) * (place + 0.5) / self.places

    def y(self, value: float) -> float:
        """Return how far down a value is."""
        return self.top + HIGH * (1 - value / self.most)

    def curve(self, values: Sequence[float], look: str) -> None:
        """Draw values as a line."""
        points = " ".join(f"{short(self.x(n))} {short(self.y(value))}" for n, value in enumerate(values))
        self.drawing.path(f"M{points}", look)


def months(table: Table, title: str) -> bytes:
    """Draw each column as a line over the twelve months."""
    drawing, years = Drawing.headed(title), list(table.head[1:])
    looks = LOOKS[len(years) - 1]
    columns = [table.numbers(n + 1) for n in range(len(years))]
    if len(years) > 1:
        x = float(PAD)
        for year, look in zip(years, looks, strict=True):
            drawing.line(x, drawing.y + 11, x + 34, drawing.y + 11, look)
            drawing.text(x + 42, drawing.y + SIZE - 1, year)
            x += 42 + width_of(year) + 22
        drawing.y += LINE + 4
    plot = _Plot(drawing, max(map(max, columns)), len(table.rows))
    for values, look in zip(columns, looks, strict=True):
        plot.curve(values, look)
    for n, row in enumerate(table.rows):
        drawing.text(plot.x(n), drawing.y + LINE, str(row[0])[0].upper(), "soft", "middle")
    drawing.y += LINE + PAD
    return drawing.svg(f"Linjediagram över årets månader. {title}. {_said(table)}")


def course(table: Table, title: str, mark: tuple[str, str] | None = None) -> bytes:
    """Draw the months of all columns after one another.

    Parameters
    ----------
    mark
        A month, such as ``2025-04``, and what begins there.
    """
    drawing, years = Drawing.headed(title), list(table.head[1:])
    values = [value for n in range(len(years)) for value in table.numbers(n + 1)]
    drawing.y += LINE if mark else 0
    plot = _Plot(drawing, max(values), len(values))
    for n, year in enumerate(years):
        drawing.text(plot.x(12 * n + 5.5), drawing.y + LINE, year, "soft", "middle")
        if n:
            drawing.line(plot.x(12 * n - 0.5), plot.top, plot.x(12 * n - 0.5), drawing.y + LINE, "grid")
    plot.curve(values, "l1")
    if mark:
        year, month = mark[0].split("-")
        x = plot.x(12 * years.index(year) + int(month) - 1.5)
        drawing.line(x, plot.top - 6, x, drawing.y, "cut")
        # The words go to the side that has room for them.
        drawing.text(x, plot.top - 10, mark[1], "", "end" if x > WIDTH / 2 else "start")
    drawing.y += LINE + PAD
    begins = f" {mark[1]} {mark[0]}." if mark else ""
    return drawing.svg(f"Linjediagram, månad för månad. {title}.{begins} {_said(table)}")


def _said(table: Table) -> str:
    return " ".join(
        f"{year}: " + ", ".join(f"{row[0]} {row[n + 1]}" for row in table.rows) + "."
        for n, year in enumerate(table.head[1:])
    )
