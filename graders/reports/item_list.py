"""All exercises of a report: a map of them, and a table."""

from collections.abc import Callable, Sequence

from graders.reports import words
from graders.reports.item import Item
from graders.reports.item_map import NAMED, Mark, item_map
from graders.reports.markup import Column, Html, Row, Table, figure, table, tag, text
from graders.reports.numbers import Result
from graders.statistics import FOLLOWS
from toolkit.messages import say


def item_list(
    modules: Sequence[tuple[str, Sequence[Item]]],
    verdict: Callable[[Item], str],
    *,
    only: Callable[[Item], bool] | None = None,
    opened: bool = True,
) -> Html:
    """Return the table of exercises, with a map of those that have both figures.

    Parameters
    ----------
    modules
        Titles of the modules, with their exercises.
    verdict
        Says what the last column says of an exercise.
    only
        Tells which exercises stand in the table, where another report has them all; the map has all of them.
    opened
        Whether the table stands open under the map.
    """
    names = ("report.n", "report.item.share", "report.item.rest", "report.item.omitted", "report.item.not_reached")
    columns = [Column(say("report.item"), numeric=False), *(Column(say(name)) for name in names)]
    columns.append(Column(say("report.item.verdict"), numeric=False))
    groups = [
        (title, [_item_row(item, verdict(item)) for item in items if only is None or only(item)])
        for title, items in modules
    ]
    filled = [group for group in groups if group[1]] or [("", [Row(["–", say("report.items_none")])])]
    declared = Table(say("report.items_caption_some" if only else "report.items_caption"), columns, filled)
    found = [item for _, items in modules for item in items]
    mapped = [item for item in found if item.share.estimate and item.rest.estimate]
    if not mapped:
        return table(declared)
    marks = [
        Mark(str(item.number), item.share.estimate, item.rest.estimate, item.fit == "apart")
        for item in mapped
        if item.share.estimate and item.rest.estimate
    ]
    titles = (say("report.axis_share"), say("report.axis_rest"), say("report.map_zone", r=words.decimal(FOLLOWS, 1)))
    chart = item_map(marks, FOLLOWS, titles)
    title = say("report.map", count=len(mapped))
    note = say("report.map_note" if len(mapped) <= NAMED else "report.map_note_many")
    alt = _map_alt(mapped, "report.map_alt_some" if only else "report.map_alt")
    if only:
        note = f"{note} {say('report.items_elsewhere')}"
    return figure(title, chart, alt, declared, note, opened=opened)


def _map_alt(mapped: Sequence[Item], sentence: str) -> str:
    """Say which exercises stand outermost in the map, and which do not go with the rest."""
    by_share = sorted(mapped, key=lambda item: item.share.value)
    by_rest = sorted(mapped, key=lambda item: item.rest.value)
    apart = [named(item) for item in mapped if item.fit == "apart"]
    return say(
        sentence,
        count=len(mapped),
        n=words.range_of_people([item.rest for item in mapped]),
        easy=_item_alt(by_share[-1], by_share[-1].share, "share"),
        hard=_item_alt(by_share[0], by_share[0].share, "share"),
        strong=_item_alt(by_rest[-1], by_rest[-1].rest, "rest"),
        weak=_item_alt(by_rest[0], by_rest[0].rest, "rest"),
        apart="; ".join(apart) or say("report.map_none"),
    )


def _item_alt(item: Item, result: Result, what: str) -> str:
    value = result.value
    return say(
        "report.item.alt",
        item=named(item),
        value=words.percent(value) if what == "share" else f"r {words.decimal(value, 2)}",
        n=result.n,
    )


def _item_row(item: Item, verdict: str) -> Row:
    about = say("report.item.about", kind=kind(item.kind), goal=item.goal, id=item.id)
    name = Html(
        f"{tag('span', f'{item.number}. {words.shortened(item.text, 110)}')}<br>{tag('span', about, 'k-small k-muted')}"
    )
    share, rest = item.share, item.rest
    if share.n is None:
        return Row([name, words.why_not(share)])
    return Row(
        [
            name,
            words.people(share.n),
            stacked(words.percent(share.estimate.value), words.percents(share.estimate))
            if share.estimate
            else words.why_not(share),
            stacked(words.decimal(rest.estimate.value, 2), words.decimals(rest.estimate, 2))
            if rest.estimate
            else words.why_not(rest),
            _missed(item.omitted, share.n),
            _missed(item.not_reached, share.n),
            verdict,
        ],
        marked=item.fit == "apart",
    )


def stacked(value: str, under: str) -> Html:
    """Return a value with what belongs to it on a line of its own."""
    return Html(f"{text(value)}<br>{tag('span', under, 'k-muted')}")


def kind(name: str) -> str:
    """Name a kind of exercise."""
    try:
        return say(f"report.kind.{name}")
    except KeyError:
        return name


def _missed(count: int | None, n: int) -> str | Html:
    """Write how many left an exercise without an answer, and their share."""
    return words.people(None) if count is None else stacked(words.count(count), words.percent(count / n))


def named(item: Item) -> str:
    """Name an exercise in a sentence: its number and the beginning of its question."""
    return say("report.item.named", n=item.number, text=words.shortened(item.text, 50))
