"""What changed between two tests, drawn as one row each: before, after and the way between."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from graders.reports.charts import SHARES, Drawn, RowLayout, both, colour, share_axis
from graders.reports.markup import Chart
from graders.statistics import Estimate

APART = 5
"""How far over and under the middle of its row the two stand, px, so that their intervals do not meet."""
LEGEND = 20
"""Room above the plot for what the two marks mean, px."""


@dataclass(frozen=True)
class Change:
    """A row: shares of the same people before and after, or the words that stand instead.

    Parameters
    ----------
    words
        What stands beside the marks, such as the difference with its interval.
    heading
        The row is a heading for those that follow, with or without marks of its own.
    """

    name: str
    words: str = ""
    before: Estimate | None = None
    after: Estimate | None = None
    heading: bool = False


def dumbbell(rows: Sequence[Change], axis_title: str, before: str, after: str) -> Chart:
    """Draw shares before and after as two dots with intervals and a line between, one row each.

    Parameters
    ----------
    before, after
        What the two marks are called: an open circle with a dashed line, and a disc.
    """

    def draw(width: int) -> Drawn:
        layout = RowLayout(width)
        found = []
        for row in rows:
            drawn = row.before is not None and row.after is not None
            if row.heading and not row.words:
                layout.heading(row.name)
                continue
            at = layout.row(row.name, row.words, drawn=drawn, strong=row.heading, apart=row.heading)
            if row.before and row.after:
                found.append(
                    {f"before_{end}": 100 * getattr(row.before, end) for end in ("low", "value", "high")}
                    | {f"after_{end}": 100 * getattr(row.after, end) for end in ("low", "value", "high")}
                    | {"y": at, "over": at - APART, "under": at + APART}
                )
        names = [f"{when}_{end}" for when in ("before", "after") for end in ("low", "value", "high")]
        base = alt.Chart(pd.DataFrame(found, columns=[*names, "y", "over", "under"]))
        axis = share_axis(axis_title, grid=layout.wide)
        over, under = layout.y("over"), layout.y("under")
        way = base.mark_rule(color=colour("edge"), strokeWidth=2).encode(
            x=alt.X("before_value:Q", scale=SHARES, axis=axis), x2=alt.X2("after_value:Q"), y=over, y2=alt.Y2("under:Q")
        )
        return alt.layer(
            *layout.ground(base),
            way,
            *_marks(base, "before", over),
            *_marks(base, "after", under),
            *_legend(layout, before, after),
            *layout.words(),
        ).properties(width=layout.plot, height=layout.height)

    return both(draw)


def _dot(base: alt.Chart, when: str) -> alt.Chart:
    """Return the dot of a test; that of the one before is open."""
    dot: alt.Chart
    if when == "before":
        dot = base.mark_point(fill=colour("paper"), stroke=colour("data-2"), strokeWidth=2.5, opacity=1, size=80)
    else:
        dot = base.mark_point(filled=True, color=colour("data-1"), opacity=1, size=110)
    return dot


def _marks(base: alt.Chart, when: str, y: alt.Y) -> list[alt.Chart]:
    token, dash = ("data-2", [3, 3]) if when == "before" else ("data-1", [1, 0])
    line = base.mark_rule(color=colour(token), strokeWidth=2.5, strokeDash=dash)
    return [
        line.encode(x=alt.X(f"{when}_low:Q", scale=SHARES), x2=alt.X2(f"{when}_high:Q"), y=y),
        _dot(base, when).encode(x=alt.X(f"{when}_value:Q", scale=SHARES), y=y),
    ]


def _legend(layout: RowLayout, before: str, after: str) -> list[alt.Chart]:
    """Return what the two marks are called, above the plot."""
    marks = []
    for when, words, x in (("before", before, 5.0), ("after", after, layout.plot / 2 + 5)):
        one = alt.Chart(pd.DataFrame([{}]))
        marks.append(_dot(one, when).encode(x=alt.value(x), y=alt.value(-LEGEND)))
        marks.append(one.mark_text(align="left", x=x + 12, y=-LEGEND, text=words, color=colour("ink")))
    return marks
