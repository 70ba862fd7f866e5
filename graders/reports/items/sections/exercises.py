"""Each exercise on about half a page: its text, its figures, what its options drew, and the verdict."""

from collections.abc import Iterator

from graders.reports import words
from graders.reports.item_list import kind
from graders.reports.items.numbers import Exercise, Items, Module
from graders.reports.items.sections.drawn import drawn
from graders.reports.items.sections.facts import facts
from graders.reports.items.sections.saying import because, fits, p_value, people, verdict_sentence
from graders.reports.items.sections.texts import HEADING, texts
from graders.reports.markup import Column, Html, Row, Table, joined, table, tag, text
from graders.reports.numbers import Result
from graders.statistics.dif import SIGNIFICANT
from toolkit.messages import say


def exercises(report: Items) -> Html:
    """Return every exercise, under its module, after how to read them."""
    top = [tag("h2", say("report.items.reading")), tag("p", say("report.items.reading_figures"))]
    top.append(tag("p", say("report.items.reading_options")))
    return joined([*top, *(part for module in report.modules for part in _module(module))])


def _module(module: Module) -> Iterator[Html]:
    yield tag("h2", say("report.items.module", module=module.title))
    if module.line is None and module.n is not None:
        yield tag("p", fits(module), "k-small k-muted")
    for one in module.exercises:
        yield Html(f'<section class="k-item">{joined(list(_exercise(one)))}</section>')


def _exercise(one: Exercise) -> Iterator[Html]:
    item = one.item
    yield tag("h3", f"{item.number}. {words.shortened(item.text, HEADING)}")
    about = say("report.items.about", kind=kind(item.kind), goal=one.goal, points=words.points(one.points), id=item.id)
    yield tag("p", about, "k-small k-muted")
    yield _verdict(one)
    yield from texts(one)
    if item.share.n is None:
        return
    yield facts(one)
    if len(one.variants) > 1:
        yield _variants(one)
    yield from drawn(one)


def _verdict(one: Exercise) -> Html:
    """Return the verdict in words, with the reasons and what to do."""
    if one.verdict == "none":
        said = [words.why_not(one.item.share) + "."]
    elif one.verdict == "keep":
        said = [say("report.items.reason.keep")]
    else:
        said = [*(finding.reason for finding in one.findings), say(f"report.items.do.{one.verdict}")]
    css = "k-verdict k-verdict--look" if one.findings else "k-verdict"
    return Html(f'<p class="{css}">{tag("strong", verdict_sentence(one))} {text(" ".join(said))}</p>')


def _variants(one: Exercise) -> Html:
    """Return how hard each variant is, and whether they differ."""
    names = ("report.items.answered", "report.items.share", "report.items.rest")
    columns = [Column(say("report.items.variant_column"), numeric=False), *(Column(say(name)) for name in names)]
    rows = [
        Row([variant.letter or "", people(variant.n), _share(variant.share), _rest(variant.rest)])
        for variant in one.variants
    ]
    found = one.equal.value
    if found is None:
        said = say("report.items.equal_none", why=because(one.equal.why))
    else:
        said = say("report.items.unequal" if found.p < SIGNIFICANT else "report.items.equal", p=p_value(found.p))
    title = say("report.items.variants", n=one.item.number)
    return joined([table(Table(title, columns, [("", rows)])), tag("p", said, "k-small")])


def _share(found: Result) -> str:
    return words.share_with_interval(found.estimate) if found.estimate else words.why_not(found)


def _rest(found: Result) -> str:
    if found.estimate is None:
        return words.why_not(found)
    return say("report.items.rest_value", r=words.number_with_interval(found.estimate))
