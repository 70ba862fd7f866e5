"""The forest of a comparison: how much harder or easier each exercise is for a group."""

import math
from collections.abc import Sequence

import altair as alt
import pandas as pd

from graders.reports import words
from graders.reports.charts import Drawn, RowLayout, both, colour
from graders.reports.items.numbers import GroupDifference
from graders.reports.markup import Chart
from graders.statistics import Estimate

WIDER = 24
"""How much more room than a share a delta takes beside its row, px."""
LINES = ((0.0, [1, 0]), (1.0, [5, 3]), (-1.0, [5, 3]), (1.5, [2, 3]), (-1.5, [2, 3]))
"""Where lines stand: no difference, a moderate and a large one, and their dashes."""


def forest(items: Sequence[GroupDifference], axis_title: str) -> Chart:
    """Draw deltas with their intervals, one exercise a row; below 0 it is harder for the group."""

    def draw(width: int) -> Drawn:
        layout = RowLayout(width)
        layout.plot -= WIDER if layout.wide else 0
        found = []
        for one in items:
            name = f"{one.number} {words.shortened(one.name, 60)}"
            at = layout.row(name, _said(one.delta), strong=one.marked)
            ends = {end: getattr(one.delta, end) for end in ("low", "value", "high")}
            found.append({**ends, "y": at, "marked": one.marked})
        frame = pd.DataFrame(found)
        far = max(2.0, math.ceil(2 * frame[["low", "high"]].abs().to_numpy().max()) / 2)
        scale = alt.Scale(domain=[-far, far], nice=False)
        axis = alt.Axis(
            title=axis_title,
            values=list(range(math.ceil(-far), math.floor(far) + 1)),
            format="~g",
            domain=False,
            ticks=False,
            grid=False,
            labelOverlap=False,
        )
        x = alt.X("at:Q", scale=scale, axis=axis)
        layers = [_line(at, dash, layout, frame, x) for at, dash in LINES]
        for marked, token, shape, size in ((False, "data-1", "circle", 90), (True, "data-3", "square", 120)):
            base = alt.Chart(frame[frame["marked"] == marked])
            line = base.mark_rule(color=colour(token), strokeWidth=2.5, strokeDash=[5, 3] if marked else [1, 0])
            dot = base.mark_point(color=colour(token), filled=True, opacity=1, size=size, shape=shape)
            layers.append(line.encode(x=alt.X("low:Q", scale=scale, axis=axis), x2=alt.X2("high:Q"), y=layout.y()))
            layers.append(dot.encode(x=alt.X("value:Q", scale=scale), y=layout.y()))
        return alt.layer(*layers, *layout.words()).properties(width=layout.plot, height=layout.height)

    return both(draw)


def _line(at: float, dash: list[int], layout: RowLayout, rows: pd.DataFrame, x: alt.X) -> alt.Chart:
    """Return a line across the plot; only beside each mark where names stand over them."""
    frame = rows.assign(at=at, top=rows["y"] - 10, bottom=rows["y"] + 10)
    if layout.wide:
        frame = pd.DataFrame([{"at": at, "top": 0.0, "bottom": layout.height}])
    rule = alt.Chart(frame).mark_rule(color=colour("edge"), strokeDash=dash, strokeWidth=1.25)
    drawn: alt.Chart = rule.encode(x=x, y=layout.y("top"), y2=alt.Y2("bottom:Q"))
    return drawn


def _said(delta: Estimate) -> str:
    """Write a delta as it has room beside its row: ``−1,2 (−2,0; −0,4)``."""
    value, low, high = (words.decimal(number, 1) for number in (delta.value, delta.low, delta.high))
    return f"{value} ({low}; {high})"
