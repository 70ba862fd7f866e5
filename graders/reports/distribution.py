"""How the points of people spread: a bar for each equal part, and a line to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from graders.reports.charts import SHARES, WIDE, Align, Drawn, both, colour
from graders.reports.markup import Chart
from graders.reports.words import count

HEIGHT = 190
"""Of the plot, px."""
ROOM = 1.12
"""How much higher the plot is than its highest bar, so that a number has room over it."""
OVER = 16
"""How far a line reaches over the plot, px."""
DIGIT = 8.3
"""Width of a digit, px; the widest of the page's fonts."""


@dataclass(frozen=True)
class Line:
    """A line across the bars.

    Parameters
    ----------
    share
        Where it stands, 0 to 1.
    """

    share: float
    words: str


def distribution(
    bins: Sequence[int | None], line: Line, axis_title: str, near: tuple[float, float] | None = None
) -> Chart:
    """Draw how many people got how much of the points.

    Parameters
    ----------
    bins
        People per equal part of the points; 0 has no bar, and None a short dash in its place.
    line
        Drawn dashed, and broken where a number stands.
    near
        Shares between which the ground is another.
    """
    step = 100 / len(bins)
    bars = pd.DataFrame(
        [
            {"a": n * step, "b": (n + 1) * step, "count": people or 0, "words": _words(people), "zero": 0}
            for n, people in enumerate(bins)
            if people != 0
        ]
    )
    most = max((people for people in bins if people), default=1) * ROOM

    def draw(width: int) -> Drawn:
        wide, plot = width == WIDE, width - 24
        x = alt.X(
            "a:Q",
            scale=SHARES,
            axis=alt.Axis(title=axis_title, values=list(range(0, 101, 10 if wide else 20)), grid=False),
        )
        y = alt.Y("count:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=None)
        base = alt.Chart(bars)
        edge = 1 if wide else 0.5
        side: Align = "left" if line.share < 0.6 else "right"
        words = base.transform_calculate(middle="(datum.a + datum.b) / 2").encode(
            x=alt.X("middle:Q", scale=SHARES), y=y, text=alt.Text("words:N")
        )
        pieces = [
            {"at": 100 * line.share, "count": most * (1 - top / HEIGHT), "end": most * (1 - bottom / HEIGHT)}
            for top, bottom in _pieces(bins, line.share, plot, most)
        ]
        at = alt.X("at:Q", scale=SHARES)
        name = alt.Chart(pd.DataFrame([{"at": 100 * line.share, "words": line.words}])).mark_text(
            y=-OVER, align=side, dx=6 if side == "left" else -6, color=colour("ink")
        )
        rule = alt.Chart(pd.DataFrame(pieces)).encode(x=at, y=y, y2=alt.Y2("end:Q"))
        layers: list[alt.Chart] = [
            base.mark_rect(color=colour("data-1"), x2Offset=-edge, xOffset=edge).encode(
                x=x, x2=alt.X2("b:Q"), y=y, y2=alt.Y2("zero:Q")
            ),
            # A ground under the line, so that it is seen on a bar as well as beside it.
            rule.mark_rule(color=colour("paper"), strokeWidth=4),
            rule.mark_rule(color=colour("ink"), strokeDash=[4, 4], strokeWidth=1.25),
            name.encode(x=at, text=alt.Text("words:N")),
            words.mark_text(dy=-9, color=colour("ink")),
        ]
        if near:
            ground = alt.Chart(pd.DataFrame([{"a": 100 * near[0], "b": 100 * near[1]}]))
            layers.insert(0, ground.mark_rect(color=colour("note-soft"), y=0, y2=HEIGHT).encode(x=x, x2=alt.X2("b:Q")))
        return alt.layer(*layers).properties(width=plot, height=HEIGHT)

    return both(draw)


def _words(people: int | None) -> str:
    return "–" if people is None else count(people)


def _pieces(bins: Sequence[int | None], share: float, plot: float, most: float) -> list[tuple[float, float]]:
    """Return the pieces of a line, px from the top of the plot, that leave the numbers over the bars alone."""
    gaps = []
    for n, people in enumerate(bins):
        middle = plot * (n + 0.5) / len(bins)
        if people != 0 and abs(plot * share - middle) < len(_words(people)) * DIGIT / 2 + 4:
            top = HEIGHT * (1 - (people or 0) / most)
            gaps.append((top - 19, top - 1))
    pieces, start = [], -float(OVER)
    for top, bottom in sorted(gaps):
        if top > start:
            pieces.append((start, top))
        start = max(start, bottom)
    return [*pieces, (start, float(HEIGHT))]
