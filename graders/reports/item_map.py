"""The map of exercises: how hard each is, and whether it goes with the rest."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from graders.reports.charts import Align, Drawn, both, colour
from graders.reports.markup import Chart
from graders.statistics import Estimate

NAMED = 15
"""Most exercises that are all named, and drawn with their intervals, in a map."""


@dataclass(frozen=True)
class Mark:
    """An exercise in the map."""

    name: str
    share: Estimate
    rest: Estimate
    flagged: bool


SIDES: tuple[tuple[int, int, Align], ...] = ((9, 0, "left"), (-9, 0, "right"), (0, -13, "center"), (0, 14, "center"))
"""Where a name may stand beside its mark: offsets in px, and alignment."""


def _sides(places: Sequence[tuple[float, float]]) -> list[int]:
    """Choose for each place (px) the side where its name is farthest from other marks and names."""
    taken = list(places)
    sides = []
    for x, y in places:
        spots = [(x + 1.6 * dx, y + dy) for dx, dy, _ in SIDES]
        others = [place for place in taken if place != (x, y)]
        room = [min((math.dist(spot, other) for other in others), default=99.0) for spot in spots]
        best = next((n for n, free in enumerate(room) if free > 18), room.index(max(room)))
        taken.append(spots[best])
        sides.append(best)
    return sides


def item_map(marks: Sequence[Mark], below: float, titles: tuple[str, str, str]) -> Chart:
    """Draw exercises by difficulty and item-rest r, with the intervals of r where they are few.

    Parameters
    ----------
    below
        The r that an exercise should have; the ground under it is another colour.
    titles
        Of the axis of shares, of the axis of r, and of the ground under `below`.
    """
    few = len(marks) <= NAMED
    frame = pd.DataFrame(
        [
            {
                "share": 100 * mark.share.value,
                "r": mark.rest.value,
                "low": mark.rest.low if few else mark.rest.value,
                "high": mark.rest.high if few else mark.rest.value,
                "name": mark.name,
                "flagged": mark.flagged,
            }
            for mark in marks
        ]
    )
    lowest = min(-0.2, math.floor(frame["low"].min() * 10) / 10)
    highest = max(0.6, math.ceil(frame["high"].max() * 10) / 10)
    left = max(0, math.floor(frame["share"].min() / 20 - 0.25) * 20)
    height, side = 300, _title_side(marks, lowest + 0.12 * (highest - lowest))

    def draw(width: int) -> Drawn:
        plot = width - 56
        named = frame[frame["flagged"] | few]
        places = [
            (plot * (one.share - left) / (100 - left), height * (highest - one.r) / (highest - lowest))
            for one in named.itertuples()
        ]
        named = named.assign(side=_sides(places))
        x = alt.X(
            "share:Q",
            scale=alt.Scale(domain=[left, 100], nice=False),
            axis=alt.Axis(title=titles[0], values=list(range(left, 101, 20)), grid=False),
        )
        y = alt.Y(
            "r:Q", scale=alt.Scale(domain=[lowest, highest], nice=False), axis=_upward(titles[1], lowest, highest)
        )
        ground = alt.Chart(pd.DataFrame([{"r": lowest, "top": below, "zero": 0}]))
        layers: list[alt.Chart] = [
            ground.mark_rect(color=colour("note-soft")).encode(y=y, y2=alt.Y2("top:Q")),
            ground.mark_rule(color=colour("edge"), strokeWidth=1.25).encode(y="zero:Q"),
            ground.mark_text(x=6 if side == "left" else plot - 6, dy=-10, align=side, text=titles[2]).encode(y=y),
            *_map_marks(frame, x, y),
        ]
        for n, (dx, dy, align) in enumerate(SIDES):
            if (named["side"] == n).any():
                words = alt.Chart(named[named["side"] == n]).mark_text(
                    dx=dx,
                    dy=dy,
                    align=align,
                    fontWeight=600,
                    color=colour("ink"),
                )
                layers.append(words.encode(x=x, y=y, text=alt.Text("name:N")))
        return alt.layer(*layers).properties(width=plot, height=height)

    return both(draw)


def _title_side(marks: Sequence[Mark], ground: float) -> Align:
    """Choose the lower corner of a map that fewer exercises reach down into, from `ground`."""
    shares = sorted(mark.share.value for mark in marks)
    middle = (shares[0] + 1) / 2
    low = [mark.share.value < middle for mark in marks if mark.rest.low < ground]
    return "right" if 2 * sum(low) > len(low) else "left"


def _upward(title: str, lowest: float, highest: float) -> alt.Axis:
    """Return the axis of r, its title above it."""
    ticks = [n / 5 for n in range(math.ceil(lowest * 5), math.floor(highest * 5) + 1)]
    return alt.Axis(
        title=title,
        format=".1f",
        values=ticks,
        domain=False,
        ticks=False,
        titleAngle=0,
        titleAlign="left",
        titleBaseline="bottom",
        titleX=-34,
        titleY=-10,
    )


def _map_marks(frame: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return the exercises of a map: discs, and squares with dashed lines for the flagged ones."""
    marks: list[alt.Chart] = []
    for flagged, token, shape, size in ((False, "data-1", "circle", 80), (True, "data-3", "square", 130)):
        mine = frame[frame["flagged"] == flagged]
        if len(mine):
            base = alt.Chart(mine).encode(x=x)
            line = base.mark_rule(color=colour(token), strokeWidth=1.5, strokeDash=[5, 3] if flagged else [1, 0])
            dot = base.mark_point(color=colour(token), filled=True, opacity=1, size=size, shape=shape)
            marks += [line.encode(y="low:Q", y2=alt.Y2("high:Q")), dot.encode(y=y)]
    return marks
