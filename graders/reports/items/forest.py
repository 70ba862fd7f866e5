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

LINES = ((0.0, [1, 0]), (1.0, [5, 3]), (-1.0, [5, 3]), (1.5, [2, 3]), (-1.5, [2, 3]))
"""Where lines stand: no difference, a moderate and a large one, and their dashes."""


def forest(items: Sequence[GroupDifference], axis_title: str) -> Chart:
    """Draw deltas with their intervals, one exercise a row; below 0 it is harder for the group."""

    def draw(width: int) -> Drawn:
        layout = RowLayout(width)
        found = []
        for one in items:
            name = f"{one.number} {words.shortened(one.name, 60)}"
            at = layout.row(name, _said(one.delta), strong=one.marked)
            ends = {end: getattr(one.delta, end) for end in ("low", "value", "high")}
            found.append({**ends, "y": at, "marked": one.marked})
        frame = pd.DataFrame(found)
        far = max(2.0, math.ceil(2 * frame[["low", "high"]].abs().to_numpy().max()) / 2)
        ticks = [n / 2 for n in range(math.ceil(-2 * far), math.floor(2 * far) + 1) if n % 2 == 0 or far <= 2]
        scale = alt.Scale(domain=[-far, far], nice=False)
        axis = alt.Axis(title=axis_title, values=ticks, format="~g", domain=False, ticks=False, grid=False)
        layers: list[alt.Chart] = [
            alt.Chart(pd.DataFrame([{"at": at}]))
            .mark_rule(color=colour("edge"), strokeDash=dash, strokeWidth=1.25)
            .encode(x=alt.X("at:Q", scale=scale, axis=axis))
            for at, dash in LINES
        ]
        for marked, token, shape, size in ((False, "data-1", "circle", 90), (True, "data-3", "square", 120)):
            base = alt.Chart(frame[frame["marked"] == marked])
            line = base.mark_rule(color=colour(token), strokeWidth=2.5, strokeDash=[5, 3] if marked else [1, 0])
            dot = base.mark_point(color=colour(token), filled=True, opacity=1, size=size, shape=shape)
            layers.append(line.encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=layout.y()))
            layers.append(dot.encode(x=alt.X("value:Q", scale=scale), y=layout.y()))
        return alt.layer(*layers, *layout.words()).properties(width=layout.plot, height=layout.height)

    return both(draw)


def _said(delta: Estimate) -> str:
    """Write a delta as it has room beside its row: ``−1,2 (−2,0; −0,4)``."""
    value, low, high = (words.decimal(number, 1) for number in (delta.value, delta.low, delta.high))
    return f"{value} ({low}; {high})"
