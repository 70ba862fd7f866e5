"""The HTML of a report: text, tables and figures. Everything that comes from people is escaped here."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from graders.reports.look import darkened
from graders.reports.words import tied
from toolkit.messages import say


class Html(str):
    """A piece of a page; a notebook shows it as it is."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Chart:
    """A chart as SVG, drawn twice in light colours: for wide and for narrow screens."""

    wide: str
    narrow: str


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand to the right."""

    title: str
    numeric: bool = True


@dataclass(frozen=True)
class Row:
    """A row of a table; a last cell may span what is left, and `marked` gives the row another ground."""

    cells: Sequence[str | Html]
    marked: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose first column names the rows.

    Parameters
    ----------
    groups
        Rows under a heading each; the heading is empty where there is only one group.
    """

    caption: str
    columns: Sequence[Column]
    groups: Sequence[tuple[str, Sequence[Row]]]


def text(words: str) -> str:
    """Return words for a page: escaped, and with no-break spaces beside numbers."""
    return words if isinstance(words, Html) else escape(tied(words))


def tag(name: str, words: str, css: str = "") -> Html:
    """Return an element around words or around HTML that is already made."""
    given = f' class="{css}"' if css else ""
    return Html(f"<{name}{given}>{text(words)}</{name}>")


def listing(lines: Sequence[str]) -> Html:
    """Return a list."""
    return Html(f'<ul class="k-list">{"".join(tag("li", line) for line in lines)}</ul>')


def joined(parts: Sequence[str]) -> Html:
    """Put pieces of a page after one another."""
    return Html("\n".join(text(part) for part in parts))


def notice(head: str, *body: str) -> Html:
    """Return a notice that stands out by its ground and its heading; words in it are paragraphs."""
    parts = "".join(part if isinstance(part, Html) else tag("p", part) for part in body)
    return Html(
        '<div class="k-notice k-notice--note"><svg class="k-i" viewBox="0 0 20 20" aria-hidden="true" '
        'focusable="false"><circle cx="10" cy="10" r="7.5"/><path d="M10 9v5M10 6v.2"/></svg>'
        f"<div>{tag('p', tag('strong', head))}{parts}</div></div>"
    )


def table(declared: Table) -> Html:
    """Return a table; on a narrow screen each row becomes a block, and the roles keep it a table."""
    head = "".join(
        f'<th scope="col" role="columnheader"{_classes(column.numeric, nowrap=" " not in column.title)}>'
        f"{text(column.title)}</th>"
        for column in declared.columns
    )
    bodies = "".join(_group(declared.columns, *group) for group in declared.groups)
    return Html(
        '<div class="k-stackbox"><table class="k-table k-table--tight k-table--stack" role="table">'
        f'{tag("caption", declared.caption)}<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f"{bodies}</table></div>"
    )


def _classes(numeric: bool, *, nowrap: bool) -> str:
    names = [name for name, given in (("n", numeric), ("k-nowrap", nowrap)) if given]
    return f' class="{" ".join(names)}"' if names else ""


def _group(columns: Sequence[Column], heading: str, rows: Sequence[Row]) -> str:
    first = (
        f'<tr role="row" class="k-table__group"><th scope="rowgroup" role="rowheader" '
        f'colspan="{len(columns)}">{text(heading)}</th></tr>'
        if heading
        else ""
    )
    return f'<tbody role="rowgroup">{first}{"".join(_row(columns, row) for row in rows)}</tbody>'


def _row(columns: Sequence[Column], row: Row) -> str:
    cells = [f'<th scope="row" role="rowheader">{text(row.cells[0])}</th>']
    for place, cell in enumerate(row.cells[1:], 1):
        last = place == len(row.cells) - 1
        left = len(columns) - place
        span = f' colspan="{left}"' if last and left > 1 else ""
        numeric = columns[place].numeric and not span
        style = _classes(numeric, nowrap=numeric and not cell[:1].isalpha())
        name = text(columns[place].title)
        cells.append(f'<td role="cell" data-th="{name}"{span}{style}><span>{text(cell)}</span></td>')
    marked = ' class="is-hot"' if row.marked else ""
    return f'<tr role="row"{marked}>{"".join(cells)}</tr>'


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _picture(svg: str, alt: str) -> str:
    """Return a chart for the light and for the dark theme; what is not shown is not read out either."""
    themes = (("k-light", svg), ("k-dark", darkened(svg)))
    return "".join(f'<img class="k-picture {css}" src="{_address(drawn)}" alt="{text(alt)}">' for css, drawn in themes)


def _pictures(chart: Chart, alt: str) -> str:
    """Return a chart at both widths; the style sheet shows one of the four pictures, and a light one in print."""
    sizes = (("k-wide", chart.wide), ("k-narrow", chart.narrow))
    return "".join(f'<div class="{css}">{_picture(svg, alt)}</div>' for css, svg in sizes)


def charted(data: Table, chart: Chart, alt: str) -> Html:
    """Return a table that stands open under its chart, with one title for both."""
    return Html(f'<figure class="k-fig">{_pictures(chart, alt)}{table(data)}</figure>')


def figure(title: str, chart: Chart, alt: str, data: Table, note: str, *, opened: bool = False) -> Html:
    """Return a figure: the chart with a text for who does not see it, its numbers as a table, and a note."""
    state = " open" if opened else ""
    return Html(
        f'<figure class="k-fig">{tag("p", title, "k-fig__title")}{_pictures(chart, alt)}'
        f"<details{state}>{tag('summary', say('report.as_table'))}{table(data)}</details>"
        f"{tag('figcaption', note, 'k-small k-muted')}</figure>"
    )
