"""Who took part, and what points they got, module by module."""

from collections.abc import Sequence

from graders.reports import words
from graders.reports.charts import distribution
from graders.reports.cohort.numbers import Cohort, Module
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from graders.reports.numbers import Part
from toolkit.messages import say


def participation(cohort: Cohort) -> Html:
    """Return who started and handed in, per module."""
    names = ("report.on_roster", "report.started", "report.handed_in")
    columns = [Column(say("report.module"), numeric=False), *(Column(say(name)) for name in names)]
    rows = []
    for module in cohort.modules:
        if cohort.people is None or (module.started is None and module.handed_in is None):
            rows.append(Row([module.title, words.hidden()]))
            continue
        taken = (module.started, module.handed_in)
        rows.append(Row([module.title, words.count(cohort.people), *(_people_among(found) for found in taken)]))
    declared = Table(say("report.participation_caption"), columns, [("", rows)])
    return joined(
        [
            tag("h2", say("report.participation")),
            tag("p", say("report.participation_intro")),
            table(declared),
        ]
    )


def _people_among(found: Part | None) -> str:
    if found is None:
        return words.people(None)
    share = words.share_with_interval(found.share)
    return say("report.people_among", count=words.count(found.count), share=share)


def scores(cohort: Cohort) -> Html:
    """Return how the points of each module spread, and their middle with its interval."""
    parts = [tag("h2", say("report.scores")), _score_table(cohort.modules)]
    for module in cohort.modules:
        if module.waiting:
            parts.append(tag("p", say("report.waiting", module=module.title, n=module.waiting), "k-small"))
        if module.spread and any(module.bins):
            parts.append(_distribution(module))
    return joined(parts)


def _score_table(modules: Sequence[Module]) -> Html:
    names = ("report.n", "report.median", "report.quartiles", "report.mean_points", "report.alpha", "report.sem")
    columns = [Column(say("report.module"), numeric=False), *(Column(say(name)) for name in names)]
    rows = []
    for module in modules:
        found, spread, estimate = module.reliability, module.spread, module.scores.estimate
        if module.scores.n is None:
            rows.append(Row([module.title, words.why_not(module.scores)]))
            continue
        most = words.points(module.max_points)
        cells = [
            module.title,
            words.people(module.scores.n),
            say("report.points_of", points=words.decimal(spread.median, 1), most=most) if spread else words.not_shown(),
            f"{words.decimal(spread.lower, 1)}–{words.decimal(spread.upper, 1)}" if spread else words.not_shown(),
            words.number_with_interval(estimate, 1, module.max_points) if estimate else words.why_not(module.scores),
            words.number_with_interval(found.alpha) if found else "–",
            words.decimal(found.sem, 1) if found else "–",
        ]
        rows.append(Row(cells))
    return table(Table(say("report.scores_caption"), columns, [("", rows)]))


def _distribution(module: Module) -> Html:
    """Return the chart of a module's points, with its numbers."""
    assert module.spread
    step = 100 // len(module.bins)
    names = [
        say("report.bin", low=n * step, high=100 if n == len(module.bins) - 1 else (n + 1) * step - 1)
        for n in range(len(module.bins))
    ]
    drawn = [(count, name) for count, name in zip(module.bins, names, strict=True) if count]
    most, least = max(drawn, key=lambda one: one[0]), min(drawn, key=lambda one: one[0])
    median = module.spread.median / module.max_points
    alt = say(
        "report.distribution_alt",
        module=module.title,
        n=module.scores.n,
        most=most[1],
        most_n=most[0],
        least=least[1],
        least_n=least[0],
        median=words.percent(median),
    )
    title = say("report.distribution", module=module.title, n=module.scores.n)
    chart = distribution(
        module.bins, median, say("report.median_at", value=words.percent(median)), say("report.axis_share")
    )
    columns = [Column(say("report.axis_share"), numeric=False), *(Column(name.split()[0]) for name in names)]
    row = Row([say("report.count"), *(words.people(count) for count in module.bins)])
    return figure(title, chart, alt, Table(title, columns, [("", [row])]), say("report.distribution_note"))
