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
from graders.reports.words import count
from graders.statistics import Estimate
from toolkit.face.tokens import font, tokens

Align = Literal["left", "right", "center"]
Drawn = alt.LayerChart | alt.FacetChart
SIZE = 13
"""Size of all text, px."""
LETTER = 6.9
"""Width of a letter that text is wrapped by, px; the widest of the page's fonts."""
LABELS, VALUES = 290, 132
"""Width of the names and of the values beside a wide dot chart, px; a value is bold, and at most 100 % (98–100)."""
WIDE, NARROW = 660, 288
"""Width of a chart on a wide screen and on an A4 page, and on the narrowest screen, px."""


@dataclass(frozen=True)
class DotRow:
    """A row of a dot chart: a heading, or a name with an estimate or the words that stand instead of it."""

    name: str
    estimate: Estimate | None = None
    words: str = ""
    heading: bool = False


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
    bars = pd.DataFrame(
        [
            {"a": n * step, "b": (n + 1) * step, "count": people, "words": count(people), "zero": 0}
            for n, people in enumerate(bins)
            if people
        ]
    )

    def draw(width: int) -> Drawn:
        wide = width == WIDE
        ticks = list(range(0, 101, 10 if wide else 20))
        scale = alt.Scale(domain=[0, 100], nice=False)
        x = alt.X("a:Q", scale=scale, axis=alt.Axis(title=axis_title, values=ticks, grid=False))
        top = max((people for people in bins if people), default=1)
        y = alt.Y("count:Q", scale=alt.Scale(domain=[0, top * 1.12], nice=False), axis=None)
        base = alt.Chart(bars)
        edge = 1 if wide else 0.5
        side: Align = "left" if median < 0.6 else "right"
        words = base.transform_calculate(middle="(datum.a + datum.b) / 2").encode(
            x=alt.X("middle:Q", scale=scale), y=y, text="words:N"
        )
        line = alt.Chart(pd.DataFrame([{"median": 100 * median, "words": median_words}])).encode(
            x=alt.X("median:Q", scale=scale)
        )
        layers = [
            base.mark_rect(color=colour("data-1"), x2Offset=-edge, xOffset=edge).encode(
                x=x, x2="b:Q", y=y, y2="zero:Q"
            ),
            line.mark_rule(color=colour("paper"), strokeWidth=4, y=-16),
            line.mark_rule(color=colour("ink"), strokeDash=[4, 4], strokeWidth=1.25, y=-16),
            line.mark_text(y=-16, align=side, dx=6 if side == "left" else -6, color=colour("ink")).encode(
                text="words:N"
            ),
            # A ground under the numbers, so that the line of the median does not run through one.
            words.mark_text(dy=-9, stroke=colour("paper"), strokeWidth=5, color=colour("paper")),
            words.mark_text(dy=-9, color=colour("ink")),
        ]
        return alt.layer(*layers).properties(width=width - 24, height=190)

    return both(draw)


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
        layout = _DotLayout(wide, width - LABELS - VALUES if wide else width - 24, [], [])
        for row in rows:
            layout.add(row, values(row.estimate) if row.estimate else row.words)
        scale = alt.Scale(domain=[0, 100], nice=False)
        axis = alt.Axis(
            title=axis_title, values=[0, 25, 50, 75, 100], domain=False, ticks=False, grid=wide, labelPadding=8
        )
        y = alt.Y("y:Q", scale=alt.Scale(domain=[layout.height, 0], nice=False), axis=None)
        base = alt.Chart(pd.DataFrame(layout.dots, columns=["low", "value", "high", "y"]))
        # On a narrow screen names stand over the plot, where lines across it would run through them.
        under = [base.mark_rule(color=colour("line"), x=0, x2=layout.plot).encode(y=y)] if not wide else []
        return alt.layer(
            *under,
            base.mark_rule(color=colour("data-1"), strokeWidth=2.5).encode(
                x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=y
            ),
            base.mark_point(color=colour("data-1"), filled=True, opacity=1, size=110).encode(
                x=alt.X("value:Q", scale=scale), y=y
            ),
            *_words(layout.words, y),
        ).properties(width=layout.plot, height=layout.height)

    return both(draw)
