"""The curves of a question: what each third of the people chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import altair as alt
import pandas as pd

from graders.reports.charts import SIZE, WIDE, Drawn, both, colour, share_axis
from graders.reports.markup import Chart

Part = Literal["key", "fault", "other"]
PLACES = (0, 1, 2)
"""Where the thirds stand, the lowest first."""
NAMES = 300
"""Room for the names to the right of a wide chart, px."""
HEIGHT = 150
APART = 17
"""Least distance between two names, px."""
STYLES: dict[Part, tuple[str, str, list[int], int]] = {
    "other": ("data-2", "triangle-up", [2, 3], 70),
    "fault": ("data-3", "square", [6, 3], 110),
    "key": ("data-1", "circle", [1, 0], 110),
}
"""Colour, shape, dashes and size of the marks; the key is drawn last, on top."""


@dataclass(frozen=True)
class Line:
    """An option: its number in the table, its name, and the share of each third that chose it, where it is shown."""

    number: int
    name: str
    shares: tuple[float | None, float | None, float | None]
    part: Part


def curves(lines: Sequence[Line], thirds: tuple[str, str, str], axis_title: str) -> Chart | None:
    """Draw the share of each third that chose each option; None where no line has two points.

    Parameters
    ----------
    thirds
        Short names of the thirds, the lowest first.
    """
    seen = [line for line in lines if sum(share is not None for share in line.shares) > 1]
    if not seen:
        return None
    frame = pd.DataFrame(
        [
            {"place": place, "share": 100 * share, "line": str(line.number), "part": line.part}
            for line in seen
            for place, share in zip(PLACES, line.shares, strict=True)
            if share is not None
        ]
    )
    top = min(100, 10 * (int(frame["share"].max() // 10) + 2))
    ends = _spread([next(100 * share for share in reversed(line.shares) if share is not None) for line in seen], top)

    def draw(width: int) -> Drawn:
        wide = width == WIDE
        plot = width - 44 - (NAMES if wide else 34)
        x = alt.X("place:Q", scale=alt.Scale(domain=[-0.12, 2.12], nice=False), axis=None)
        axis = share_axis(axis_title, grid=True)
        axis = alt.Axis(
            **{**axis.to_dict(), "values": [n for n in range(0, top + 1, 20 if top > 40 else 10)]},
            titleAngle=0,
            titleAlign="left",
            titleBaseline="bottom",
            titleX=-34,
            titleY=-12,
        )
        y = alt.Y("share:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=axis)
        layers: list[alt.Chart] = []
        for part, (token, shape, dash, size) in STYLES.items():
            mine = frame[frame["part"] == part]
            if len(mine):
                base = alt.Chart(mine).encode(x=x, y=y, detail=alt.Detail("line:N"))
                layers.append(base.mark_line(color=colour(token), strokeWidth=2.5, strokeDash=dash))
                layers.append(base.mark_point(color=colour(token), filled=True, opacity=1, size=size, shape=shape))
        for strong in (True, False):
            names = [
                {"share": at, "words": f"{line.number} {line.name}" if wide else str(line.number)}
                for line, at in zip(seen, ends, strict=True)
                if strong == (line.part != "other")
            ]
            if names:
                words = alt.Chart(pd.DataFrame(names)).mark_text(
                    x=plot + 6,
                    align="left",
                    color=colour("ink" if strong else "ink-2"),
                    fontWeight=600 if strong else 400,
                )
                layers.append(words.encode(y=y, text=alt.Text("words:N")))
        under = alt.Chart(pd.DataFrame({"place": PLACES, "words": thirds})).mark_text(y=HEIGHT + SIZE + 4)
        layers.append(under.encode(x=x, text=alt.Text("words:N")))
        return alt.layer(*layers).properties(width=plot, height=HEIGHT)

    return both(draw)


def _spread(ends: Sequence[float], top: int) -> list[float]:
    """Move the heights of names apart, so that none covers another, as little as it takes from the lowest up."""
    least = APART * top / HEIGHT
    order = sorted(range(len(ends)), key=lambda place: ends[place])
    found = list(ends)
    for below, here in pairwise(order):
        found[here] = max(found[here], found[below] + least)
    over = max(0.0, found[order[-1]] - top)
    limit = float(top)
    for here in reversed(order) if over else ():
        found[here] = min(found[here], limit)
        limit = found[here] - least
    return found
