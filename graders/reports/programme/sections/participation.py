"""Who took part: used places by course and year, people by actor and region."""

from graders.disclosure import PUBLIC
from graders.reports import words
from graders.reports.markup import Column, Html, Row, Table, joined, table, tag
from graders.reports.programme.numbers import Cross, Programme, Whole
from toolkit.messages import say


def participation(programme: Programme) -> Html:
    """Return who took part."""
    found = programme.all
    if found is None:
        return Html("")
    parts = [tag("h2", say("programme.participation")), tag("p", _people(found))]
    if found.by_year and (len(found.by_year.rows) > 1 or len(found.by_year.columns) > 1):
        parts.append(_table(say("programme.by_year"), say("programme.course"), found.by_year))
    if found.by_group is None:
        parts.append(tag("p", say("programme.no_groups")))
    else:
        what = say("programme.people") if found.persons is not None else say("programme.used")
        parts.append(_table(*_turned(what, found.by_group)))
    if any(_hides(cross) for cross in (found.by_year, found.by_group) if cross):
        parts.append(tag("p", say("programme.few_note", few=PUBLIC), "k-small k-muted"))
    return joined(parts)


def _hides(cross: Cross) -> bool:
    return None in (*cross.row_sums, *cross.column_sums, *(count for cells in cross.cells for count in cells))


def _count(number: int | None) -> str:
    return "–" if number is None else words.count(number)


def _people(found: Whole) -> str:
    lines = []
    if found.seats is not None:
        lines.append(say("programme.seats", n=words.count(found.seats)))
    if found.unseated:
        lines.append(say("programme.unseated", n=words.count(found.unseated)))
    if found.places is not None:
        lines.append(say("programme.places", n=words.count(found.places)))
    if found.persons is None:
        lines.append(say("programme.persons_hidden", few=PUBLIC))
    else:
        lines.append(say("programme.persons", n=words.count(found.persons)))
    return " ".join(lines)


def _turned(what: str, cross: Cross) -> tuple[str, str, Cross]:
    """Return the table with what there is more of, actors or regions, downwards."""
    actor, region = say("programme.actor"), say("programme.region")
    caption = say("programme.by_group", what=what)
    if len(cross.columns) <= len(cross.rows):
        return caption, actor, cross
    cells = tuple(zip(*cross.cells, strict=True))
    return caption, region, Cross(cross.columns, cross.rows, cells, cross.column_sums, cross.row_sums, cross.total)


def _table(caption: str, first: str, cross: Cross) -> Html:
    names = (*cross.columns, say("programme.sum"))
    columns = [Column(first, numeric=False), *(Column(name) for name in names)]
    lines = [*zip(cross.rows, cross.cells, cross.row_sums, strict=True)]
    lines.append((say("programme.sum"), cross.column_sums, cross.total))
    rows = [Row([name, *(_count(n) for n in (*cells, whole))]) for name, cells, whole in lines]
    return table(Table(caption, columns, [("", rows)]))
