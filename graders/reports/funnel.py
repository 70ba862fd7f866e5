"""The way through a course, drawn as a bar for each step: how many came so far."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from graders.reports.charts import LINE, Drawn, RowLayout, both, colour
from graders.reports.markup import Chart
from graders.statistics import Estimate


@dataclass(frozen=True)
class Bar:
    """A step, or the words that stand in the place of its bar.

    Parameters
    ----------
    words
        What stands beside the bar.
    count
        How long the bar is; None for no bar.
    share
        Share of the places that were used, whose interval is drawn; None for a step that is no such share.
    """

    name: str
    words: str
    count: int | None = None
    share: Estimate | None = None


def funnel(bars: Sequence[Bar], axis_title: str) -> Chart:
    """Draw steps as bars from nothing, one row each; what is no share of people is an open bar."""
    most = max((bar.count for bar in bars if bar.count is not None), default=1)

    def draw(width: int) -> Drawn:
        layout = RowLayout(width)
        found = []
        for bar in bars:
            at = layout.row(bar.name, bar.words, drawn=bar.count is not None)
            if bar.count is not None:
                ends = (bar.share.low * bar.share.n, bar.share.high * bar.share.n) if bar.share else (None, None)
                found.append({"zero": 0, "count": bar.count, "low": ends[0], "high": ends[1], "y": at})
        frame = pd.DataFrame(found, columns=["zero", "count", "low", "high", "y"]).astype(float)
        scale = alt.Scale(domain=[0, most], nice=False)
        axis = alt.Axis(title=axis_title, tickCount=4, domain=False, ticks=False, grid=layout.wide, labelPadding=8)
        y = layout.y()
        people, seats = alt.Chart(frame[frame["low"].notna()]), alt.Chart(frame[frame["low"].isna()])
        x, to = alt.X("zero:Q", scale=scale, axis=axis), alt.X2("count:Q")
        size = LINE * 0.85
        interval = people.encode(x=alt.X("low:Q", scale=scale), x2="high:Q", y=y)
        return alt.layer(
            seats.mark_bar(size=size, fill=colour("paper"), stroke=colour("data-1"), strokeWidth=1.5).encode(
                x=x, x2=to, y=y
            ),
            people.mark_bar(size=size, color=colour("data-1")).encode(x=x, x2=to, y=y),
            # A ground under the line of the interval, so that it is seen on the bar as well as beside it.
            interval.mark_rule(color=colour("paper"), strokeWidth=5),
            interval.mark_rule(color=colour("ink"), strokeWidth=2),
            *layout.words(),
        ).properties(width=layout.plot, height=layout.height)

    return both(draw)
