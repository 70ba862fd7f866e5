"""The charts of a report, drawn with Altair at the width they get: one unit is one pixel, text is 13.

They are drawn in the light colours of the tokens; `graders.reports.look.darkened` makes the dark ones. Only
numbers that may be shown come here.
"""

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd
import vl_convert

from graders.reports.look import font, tokens
from graders.reports.markup import Chart
from graders.statistics import Estimate

Align = Literal["left", "right", "center"]
Drawn = alt.LayerChart | alt.FacetChart
SIZE = 13
"""Size of all text, px."""
LETTER = 6.9
"""Width of a letter that text is wrapped by, px; the widest of the page's fonts."""
LABELS = 300
"""Width of the names beside a wide dot chart, px."""
NAMED = 15
"""Most exercises that are all named, and drawn with their intervals, in a map."""
WIDE, NARROW = 700, 288
"""Width of a chart on a wide screen and on the narrowest one, px."""


@dataclass(frozen=True)
class DotRow:
    """A row of a dot chart: a heading, or a name with an estimate or the words that stand instead of it."""

    name: str
    estimate: Estimate | None = None
    words: str = ""
    heading: bool = False


@dataclass(frozen=True)
class Mark:
    """An exercise in the map."""

    name: str
    share: Estimate
    rest: Estimate
    flagged: bool


def _colour(name: str) -> str:
    return tokens("light")[name]


def _svg(chart: Drawn) -> str:
    """Render a chart as SVG with Swedish number formats and no ground of its own."""
    axis = {
        "labelFontSize": SIZE,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "labelColor": _colour("ink-2"),
        "titleColor": _colour("ink-2"),
        "gridColor": _colour("line"),
        "domainColor": _colour("edge"),
        "tickColor": _colour("edge"),
        "labelPadding": 5,
        "labelFlush": False,
    }
    spec: dict[str, Any] = chart.to_dict()
    spec["background"] = "transparent"
    spec["padding"] = 2
    spec["config"] = {
        "font": font(),
        "axis": axis,
        "view": {"stroke": None},
        "text": {"fontSize": SIZE, "color": _colour("ink-2"), "baseline": "middle"},
        "rule": {"aria": False},
    }
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=version, format_locale="sv-SE")
    return svg


def _both(draw: Callable[[int], Drawn]) -> Chart:
    return Chart(_svg(draw(WIDE)), _svg(draw(NARROW)))


@dataclass(frozen=True)
class _Words:
    """Words at a place in the plot, in pixels from its upper left corner."""

    x: float
    y: float
    words: str
    strong: bool = False


def _words(placed: Sequence[_Words], y: alt.Y) -> list[alt.Chart]:
    """Return text marks for words, one mark for those that share their x and their weight."""
    marks = []
    for x, strong in dict.fromkeys((one.x, one.strong) for one in placed):
        mine = [{"y": one.y, "words": one.words} for one in placed if (one.x, one.strong) == (x, strong)]
        mark = alt.Chart(pd.DataFrame(mine)).mark_text(
            x=x, align="left", fontWeight=600 if strong else 400, color=_colour("ink" if strong else "ink-2")
        )
        marks.append(mark.encode(y=y, text="words:N"))
    return marks


def distribution(bins: Sequence[int | None], median: float, median_words: str, axis_title: str) -> Chart:
    """Draw how many people got how much of the points.

    Parameters
    ----------
    bins
        People per equal part of the points; None and 0 have no bar.
    median
        Median share of the points, drawn as a dashed line named by `median_words`.
    """
    step = 100 / len(bins)
    bars = pd.DataFrame([{"a": n * step, "b": (n + 1) * step, "count": count} for n, count in enumerate(bins) if count])

    def draw(width: int) -> Drawn:
        wide = width == WIDE
        ticks = list(range(0, 101, 10 if wide else 20))
        scale = alt.Scale(domain=[0, 100], nice=False)
        x = alt.X("a:Q", scale=scale, axis=alt.Axis(title=axis_title, values=ticks, grid=False))
        top = max((count for count in bins if count), default=1)
        y = alt.Y("count:Q", scale=alt.Scale(domain=[0, top * 1.12], nice=False), axis=None)
        base = alt.Chart(bars)
        edge = 1 if wide else 0.5
        layers = [
            base.mark_bar(color=_colour("data-1"), x2Offset=-edge, xOffset=edge).encode(x=x, x2="b:Q", y=y),
            base.transform_calculate(middle="(datum.a + datum.b) / 2")
            .mark_text(dy=-9, color=_colour("ink"))
            .encode(x=alt.X("middle:Q", scale=scale), y=y, text="count:Q"),
        ]
        line = alt.Chart(pd.DataFrame([{"median": 100 * median, "words": median_words}])).encode(
            x=alt.X("median:Q", scale=scale)
        )
        side: Align = "left" if median < 0.6 else "right"
        layers += [
            line.mark_rule(color=_colour("ink"), strokeDash=[4, 4], strokeWidth=1.25, y=-16),
            line.mark_text(y=-16, align=side, dx=6 if side == "left" else -6, color=_colour("ink")).encode(
                text="words:N"
            ),
        ]
        return alt.layer(*layers).properties(width=width - 24, height=190)

    return _both(draw)


@dataclass
class _DotLayout:
    """Where the rows of a dot chart stand, from the top down."""

    wide: bool
    plot: int
    words: list[_Words]
    dots: list[dict[str, float]]
    height: float = 0.0

    def add(self, row: DotRow, said: str) -> None:
        """Place one row: beside its dot on a wide screen, above it on a narrow one."""
        line = SIZE * 1.4
        left = -LABELS if self.wide else 0
        room = LABELS - 16 if self.wide and not row.heading else NARROW
        top = self.height + (14 if row.heading else 8)
        lines = textwrap.wrap(row.name, int(room / LETTER))
        for n, part in enumerate(lines):
            self.words.append(_Words(left, top + line * (n + 0.5), part, row.heading))
        bottom = top + line * len(lines)
        if row.heading:
            self.height = bottom + 2
            return
        at = (top + bottom) / 2
        if not self.wide:
            self.words.append(_Words(0, bottom + line / 2, said, row.estimate is not None))
            bottom += line
            at = bottom + 11
        elif row.estimate:
            self.words.append(_Words(self.plot + 14, at, said, True))
        else:
            self.words.append(_Words(0, at, said))
        if row.estimate:
            found = {"low": row.estimate.low, "value": row.estimate.value, "high": row.estimate.high}
            self.dots.append({name: 100 * share for name, share in found.items()} | {"y": at})
            bottom = max(bottom, at + 8)
        self.height = bottom + 8


def dots(rows: Sequence[DotRow], axis_title: str, values: Callable[[Estimate], str]) -> Chart:
    """Draw estimates of shares as dots with intervals, one row each, named and with their values beside.

    Parameters
    ----------
    values
        Writes an estimate as it stands beside its dot.
    """

    def draw(width: int) -> Drawn:
        wide = width == WIDE
        layout = _DotLayout(wide, width - LABELS - 130 if wide else width - 24, [], [])
        for row in rows:
            layout.add(row, values(row.estimate) if row.estimate else row.words)
        scale = alt.Scale(domain=[0, 100], nice=False)
        axis = alt.Axis(title=axis_title, values=[0, 25, 50, 75, 100], domain=False, ticks=False)
        y = alt.Y("y:Q", scale=alt.Scale(domain=[layout.height, 0], nice=False), axis=None)
        base = alt.Chart(pd.DataFrame(layout.dots, columns=["low", "value", "high", "y"]))
        return alt.layer(
            base.mark_rule(color=_colour("data-1"), strokeWidth=2.5).encode(
                x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=y
            ),
            base.mark_point(color=_colour("data-1"), filled=True, opacity=1, size=110).encode(
                x=alt.X("value:Q", scale=scale), y=y
            ),
            *_words(layout.words, y),
        ).properties(width=layout.plot, height=layout.height)

    return _both(draw)


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
    height = 300

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
            ground.mark_rect(color=_colour("note-soft")).encode(y=y, y2="top:Q"),
            ground.mark_rule(color=_colour("edge"), strokeWidth=1.25).encode(y="zero:Q"),
            ground.mark_text(x=6, dy=-10, align="left", text=titles[2]).encode(y=y),
            *_map_marks(frame, x, y),
        ]
        for n, (dx, dy, align) in enumerate(SIDES):
            if (named["side"] == n).any():
                words = alt.Chart(named[named["side"] == n]).mark_text(
                    dx=dx,
                    dy=dy,
                    align=align,
                    fontWeight=600,
                    color=_colour("ink"),
                )
                layers.append(words.encode(x=x, y=y, text="name:N"))
        return alt.layer(*layers).properties(width=plot, height=height)

    return _both(draw)


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
    for flagged, colour, shape, size in ((False, "data-1", "circle", 80), (True, "data-3", "square", 130)):
        mine = frame[frame["flagged"] == flagged]
        if len(mine):
            base = alt.Chart(mine).encode(x=x)
            line = base.mark_rule(color=_colour(colour), strokeWidth=1.5, strokeDash=[5, 3] if flagged else [1, 0])
            dot = base.mark_point(color=_colour(colour), filled=True, opacity=1, size=size, shape=shape)
            marks += [line.encode(y="low:Q", y2="high:Q"), dot.encode(y=y)]
    return marks
