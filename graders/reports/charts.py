"""The charts of a report, drawn with Altair at the width they get: one unit is one pixel, text is 13.

They are drawn in the light colours of the tokens; `graders.reports.look.darkened` makes the dark ones. Only
numbers that may be shown come here.
"""

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd
import vl_convert

from graders.reports.markup import Chart
from graders.statistics import Estimate
from toolkit.face.tokens import font, tokens

Align = Literal["left", "right", "center"]
Drawn = alt.LayerChart | alt.FacetChart
SIZE = 13
"""Size of all text, px."""
LETTER, STRONG = 7.3, 8.1
"""Width of a letter that text is wrapped by, px, and of a bold one; the widest of the page's fonts."""
LINE = SIZE * 1.4
"""From one line of text to the next, px."""
LABELS, VALUES = 290, 132
"""Width of the names and of the values beside a wide dot chart, px; a value is bold, and at most 100 % (98–100)."""
WIDE, NARROW = 660, 288
"""Width of a chart on a wide screen and on an A4 page, and on the narrowest screen, px."""

SHARES = alt.Scale(domain=[0, 100], nice=False)
"""Per cent, from nothing to all."""


@dataclass(frozen=True)
class DotRow:
    """A row of a dot chart: a name with an estimate or the words that stand instead of it, and a heading or not."""

    name: str
    estimate: Estimate | None = None
    words: str = ""
    heading: bool = False


@dataclass(frozen=True)
class Cut:
    """A line across a chart of shares, and what it is called.

    Parameters
    ----------
    share
        Where it stands, 0 to 1.
    """

    share: float
    words: str

    def above(self, estimate: Estimate | None) -> bool:
        """Tell whether a whole interval lies under the line."""
        return estimate is not None and estimate.high < self.share

    def marks(self, layout: "RowLayout", rows: pd.DataFrame) -> list[alt.Chart]:
        """Return the line, dashed, with its name over the plot; beside each dot only where names stand over them."""
        x = alt.X("cut:Q", scale=SHARES)
        frame = rows.assign(cut=100 * self.share, top=rows["y"] - 10, bottom=rows["y"] + 10)
        ink = colour("ink")
        name = alt.Chart(pd.DataFrame([{"cut": 100 * self.share, "words": self.words}])).encode(x=x)
        words = name.mark_text(y=-20, color=ink).encode(text=alt.Text("words:N"))
        if layout.wide:
            return [name.mark_rule(color=ink, strokeDash=[4, 4], strokeWidth=1.25, y=-10), words]
        line = alt.Chart(frame).mark_rule(color=ink, strokeDash=[4, 4], strokeWidth=1.25)
        return [line.encode(x=x, y=layout.y("top"), y2=alt.Y2("bottom:Q")), words]


def colour(name: str) -> str:
    """Return a colour of the light theme by the name of its token."""
    return tokens("light")[name]


def _svg(chart: Drawn, width: int) -> str:
    """Render a chart as SVG, at least so wide, with Swedish number formats and no ground of its own.

    What is drawn is cut to where its letters end in the renderer's own font, and readers may have wider ones.
    """
    axis = {
        "labelFontSize": SIZE,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "labelColor": colour("ink-2"),
        "titleColor": colour("ink-2"),
        "gridColor": colour("line"),
        "domainColor": colour("edge"),
        "tickColor": colour("edge"),
        "labelPadding": 5,
        "labelFlush": False,
    }
    # Not validated against the whole schema for each chart: the renderer refuses what is none, and tests read the rest.
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["background"] = "transparent"
    spec["padding"] = 2
    spec["config"] = {
        "font": font(),
        "axis": axis,
        "view": {"stroke": None},
        "text": {"fontSize": SIZE, "color": colour("ink-2"), "baseline": "middle"},
        "aria": False,
    }
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=version, format_locale="sv-SE")
    cut = re.match(r'<svg [^>]*?width="([^"]+)"', svg)
    assert cut
    size = f"{max(float(cut[1]), width):g}"
    return svg.replace(f'width="{cut[1]}"', f'width="{size}"', 1).replace(f'"0 0 {cut[1]} ', f'"0 0 {size} ', 1)


def both(draw: Callable[[int], Drawn]) -> Chart:
    """Draw a chart at both widths."""
    return Chart(_svg(draw(WIDE), WIDE), _svg(draw(NARROW), NARROW))


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
            x=x, align="left", fontWeight=600 if strong else 400, color=colour("ink" if strong else "ink-2")
        )
        marks.append(mark.encode(y=y, text=alt.Text("words:N")))
    return marks


class RowLayout:
    """Where the rows of a chart stand, from the top down: names to the left of the plot, or over it.

    Parameters
    ----------
    width
        Of the chart, px: `WIDE` or `NARROW`.
    """

    def __init__(self, width: int) -> None:
        self.wide = width == WIDE
        self.plot = width - LABELS - VALUES if self.wide else width - 24
        self.height = 0.0
        self._words: list[_Words] = []

    def heading(self, name: str) -> None:
        """Place the heading of the rows that follow."""
        self.height = self._lines(name, self.height + 14, NARROW, strong=True) + 2

    def row(self, name: str, said: str, *, drawn: bool = True, strong: bool = False, apart: bool = False) -> float:
        """Place one row and return how far down its marks stand, px.

        Parameters
        ----------
        said
            What stands beside the marks, or in their place where nothing is drawn.
        strong
            Whether the name stands out.
        apart
            Whether there is room above it, as above a heading.
        """
        top = self.height + (20 if apart and self.height else 8)
        bottom = self._lines(name, top, LABELS - 16 if self.wide else NARROW, strong=strong)
        at = (top + bottom) / 2
        if not self.wide:
            self._words.append(_Words(0, bottom + LINE / 2, said, drawn))
            bottom += LINE
            at = bottom + 11
        else:
            self._words.append(_Words(self.plot + 14 if drawn else 8, at, said, drawn))
        self.height = max(bottom, at + 8 if drawn else bottom) + 8
        return at

    def _lines(self, name: str, top: float, room: int, *, strong: bool) -> float:
        lines = textwrap.wrap(name, int(room / (STRONG if strong else LETTER)))
        for n, part in enumerate(lines):
            self._words.append(_Words(-LABELS if self.wide else 0, top + LINE * (n + 0.5), part, strong))
        return top + LINE * len(lines)

    def y(self, field: str = "y") -> alt.Y:
        """Return a field of px from the top as a place in the chart."""
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[self.height, 0], nice=False), axis=None)

    def words(self) -> list[alt.Chart]:
        """Return the names and what is said beside them."""
        return _words(self._words, self.y())

    def ground(self, base: alt.Chart) -> list[alt.Chart]:
        """Return a line under the marks of each row, where names stand over the plot and no grid can run."""
        return [] if self.wide else [base.mark_rule(color=colour("line"), x=0, x2=self.plot).encode(y=self.y())]


def share_axis(title: str, *, grid: bool) -> alt.Axis:
    """Return the axis of shares, in per cent."""
    return alt.Axis(title=title, values=[0, 25, 50, 75, 100], domain=False, ticks=False, grid=grid, labelPadding=8)


def dots(rows: Sequence[DotRow], axis_title: str, values: Callable[[Estimate], str], cut: Cut | None = None) -> Chart:
    """Draw estimates of shares as dots with intervals, one row each, named and with their values beside.

    Parameters
    ----------
    values
        Writes an estimate as it stands beside its dot.
    cut
        A line to compare with: what lies under it with its whole interval is a square with a dashed line.
    """

    def draw(width: int) -> Drawn:
        layout = RowLayout(width)
        found = []
        for row in rows:
            one = row.estimate
            if row.heading and one is None and not row.words:
                layout.heading(row.name)
                continue
            below = cut is not None and cut.above(one)
            said, strong = values(one) if one else row.words, below or row.heading
            at = layout.row(row.name, said, drawn=one is not None, strong=strong, apart=row.heading)
            if one:
                ends = {"low": 100 * one.low, "value": 100 * one.value, "high": 100 * one.high}
                found.append({**ends, "y": at, "below": below})
        frame = pd.DataFrame(found, columns=["low", "value", "high", "y", "below"])
        axis = share_axis(axis_title, grid=layout.wide)
        marks: list[alt.Chart] = []
        for below, token, shape, size in ((False, "data-1", "circle", 110), (True, "data-3", "square", 120)):
            base = alt.Chart(frame[frame["below"] == below])
            line = base.mark_rule(color=colour(token), strokeWidth=2.5, strokeDash=[5, 3] if below else [1, 0])
            dot = base.mark_point(color=colour(token), filled=True, opacity=1, size=size, shape=shape)
            marks.append(line.encode(x=alt.X("low:Q", scale=SHARES, axis=axis), x2=alt.X2("high:Q"), y=layout.y()))
            marks.append(dot.encode(x=alt.X("value:Q", scale=SHARES), y=layout.y()))
        return alt.layer(
            *layout.ground(alt.Chart(frame)),
            *(cut.marks(layout, frame) if cut else ()),
            *marks,
            *layout.words(),
        ).properties(width=layout.plot, height=layout.height)

    return both(draw)
