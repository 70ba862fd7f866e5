"""What the options and the parts of an exercise drew."""

from collections.abc import Iterator

from graders.reports import words
from graders.reports.item_list import stacked
from graders.reports.items.curves import Line, curves
from graders.reports.items.numbers import Card, Choice, Exercise, Thirds, Variant
from graders.reports.items.sections.saying import because, people
from graders.reports.markup import Column, Html, Row, Table, charted, table, tag
from graders.statistics import Estimate
from toolkit.messages import listed, say

NAME = 33
"""Most characters of an option beside its line."""
TEXT, KEY = 130, 60
"""Most characters of an option or a part in the table, and of the key of a part."""


def drawn(exercise: Exercise) -> Iterator[Html]:
    """Return the options or the parts of each variant; one sentence where none of them is shown."""
    shown = [one for one in exercise.variants if one.drawn.choices or one.drawn.cards]
    for one in shown:
        yield _choices(exercise, one) if one.drawn.choices else _cards(exercise, one)
    without = [one for one in shown if not _with_thirds(one)]
    if without:
        letters = listed([one.letter for one in without if one.letter], "och")
        where = say("report.items.in_variant", letter=letters) if len(without) < len(shown) else ""
        said = say("report.items.thirds_none", where=where, why=because("under_100"))
        yield tag("p", said, "k-small k-muted")
    missing = [one for one in exercise.variants if one not in shown and one.drawn.why != "no_options"]
    if len({one.drawn.why for one in missing}) == 1 and not shown:
        yield _missing(missing[0], "")
        return
    for one in missing:
        yield _missing(one, _where(one))


def _missing(variant: Variant, where: str) -> Html:
    said = say("report.items.options_none", where=where, why=because(variant.drawn.why))
    return tag("p", said, "k-small k-muted")


def _where(variant: Variant) -> str:
    return say("report.items.in_variant", letter=variant.letter) if variant.letter else ""


def _title(name: str, exercise: Exercise, variant: Variant) -> str:
    return say(f"report.items.{name}", n=exercise.item.number, where=_where(variant), people=people(variant.drawn.n))


def _with_thirds(variant: Variant) -> bool:
    """Tell whether thirds are shown, which they are for all that a variant drew or for nothing of it."""
    drawn = variant.drawn
    return all(one.thirds for one in drawn.choices) and all(one.thirds for one in drawn.cards)


def _columns(variant: Variant, first: str, second: str) -> list[Column]:
    names = (second, *(("low", "middle", "high") if _with_thirds(variant) else ()), "r")
    return [
        Column(say(f"report.items.{first}"), numeric=False),
        *(Column(say(f"report.items.{name}")) for name in names),
    ]


def _figures(share: Estimate | None, thirds: Thirds | None, r: Estimate | None) -> list[str | Html]:
    """Return the cells that options and parts have alike; with thirds an interval has a line of its own."""
    if thirds is None:
        return [
            words.share_with_interval(share) if share else words.not_shown(),
            words.number_with_interval(r) if r else words.not_shown(),
        ]
    return [
        stacked(words.percent(share.value), words.percents(share)) if share else words.not_shown(),
        *_thirds(thirds),
        stacked(words.decimal(r.value, 2), words.decimals(r, 2)) if r else words.not_shown(),
    ]


def _thirds(thirds: Thirds) -> list[str]:
    return [words.not_shown() if share is None else words.percent(share) for share in thirds]


def _choices(exercise: Exercise, variant: Variant) -> Html:
    """Return the table of the options, under their curves where there is something to draw."""
    choices = variant.drawn.choices
    rows = [
        Row(
            [_option(n, one), *_figures(one.chosen, one.thirds, one.r)],
            marked=one.fault is not None,
        )
        for n, one in enumerate(choices, 1)
    ]
    columns = _columns(variant, "option", "chosen")
    data = Table(_title("options", exercise, variant), columns, [(variant.drawn.asked, rows)])
    lines = [
        Line(n, words.shortened(one.text, NAME), one.thirds, "key" if one.right else "fault" if one.fault else "other")
        for n, one in enumerate(choices, 1)
        if one.thirds
    ]
    low, middle, high = (say(f"report.items.short.{name}") for name in ("low", "middle", "high"))
    chart = curves(lines, (low, middle, high), say("report.items.curve_axis"))
    return charted(data, chart, _alt(variant)) if chart else table(data)


def _option(number: int, one: Choice) -> Html:
    """Write an option with what is to be seen in it under it."""
    text = words.shortened(one.text, TEXT)
    said = tag("strong", say("report.items.is_key", n=number, text=text)) if one.right else f"{number}. {text}"
    remark = _remark(one)
    return stacked(said, remark) if remark else tag("span", said)


def _remark(one: Choice) -> str:
    if one.fault:
        return say(f"report.items.remark.{'shunned' if one.right else one.fault}")
    return say("report.items.remark.rare") if one.rare and not one.right else ""


def _alt(variant: Variant) -> str:
    lines = []
    for one in variant.drawn.choices:
        name = say(f"report.items.curve_{'key' if one.right else 'wrong'}", text=words.shortened(one.text, 60))
        if one.thirds:
            low, middle, high = _thirds(one.thirds)
            lines.append(say("report.items.curve_line", name=name, low=low, middle=middle, high=high))
    return say("report.items.curve_alt", n=people(variant.drawn.n), lines=" ".join(lines))


def _cards(exercise: Exercise, variant: Variant) -> Html:
    """Return the table of the parts."""
    rows = [
        Row([_part(one), *_figures(one.right, one.thirds, one.r)], marked=one.shunned or one.fault is not None)
        for one in variant.drawn.cards
    ]
    return table(Table(_title("parts", exercise, variant), _columns(variant, "part", "right_share"), [("", rows)]))


def _part(one: Card) -> Html:
    """Write a part with its key and the most common mistake under it."""
    under = say("report.items.part_key", key=words.shortened(one.key, KEY))
    if one.mistaken:
        name = f"mistaken_{one.fault}" if one.fault else "mistaken"
        under += " " + say(f"report.items.{name}", text=words.shortened(one.mistaken, KEY))
    return stacked(words.shortened(one.text, TEXT), under)
