"""The sections of the cohort report, from its numbers to HTML."""

from collections.abc import Sequence
from itertools import groupby

from graders.reports import words
from graders.reports.charts import DotRow, Mark, distribution, dots, item_map
from graders.reports.markup import Column, Html, Row, Table, figure, joined, notice, table, tag
from graders.reports.numbers import EASY, FOLLOWS, HARD, SHOWN, Cohort, GoalResult, Item, Module, Part, Result
from graders.statistics import MIN_PEOPLE, Estimate
from toolkit.messages import say

SIMULATED = "Simulerade deltagare"
"""Stands in the title of an occasion whose participants are made up."""
METHOD = (
    "rows",
    "counted",
    "not_counted",
    "missed",
    "participation",
    "interval",
    "kinds",
    "goals",
    "items",
    "rest",
    "alpha",
    "limits",
    "not_said",
)
"""What the last section says, in order."""


def head(cohort: Cohort) -> Html:
    """Return what it is a report of, from when, and whether its participants are real."""
    until = say("report.until", day=words.day(cohort.until)) if cohort.until else say("report.no_answers")
    about = say("report.course", title=cohort.course, version=cohort.version)
    parts = [
        Html(
            f'<div class="k-stack">{tag("p", until, "k-kicker")}{tag("h1", cohort.title)}'
            f"{tag('p', about, 'k-muted')}</div>"
        )
    ]
    if SIMULATED in cohort.title:
        parts.append(notice(say("report.simulated.head"), say("report.simulated.body")))
    return joined(parts)


def summary(cohort: Cohort) -> Html:
    """Return the key figures and what they say in two sentences."""
    found = cohort.summary
    keys = [
        _key(
            say("report.people"), None if cohort.people is None else words.count(cohort.people), [say("report.roster")]
        ),
        _part_key(say("report.started"), found.started),
        _part_key(say("report.handed_in"), found.handed_in),
        _result_key(say("report.mean"), found.result),
    ]
    if found.reliability:
        a = found.reliability.alpha
        notes = [
            say("report.alpha_of", k=found.reliability.items, n=a.n),
            say("report.interval", i=words.decimals(a, 2)),
        ]
        keys.append(_key(say("report.reliability"), words.decimal(a.value, 2), notes, a))
    return joined(
        [
            tag("p", _lead(cohort), "k-lead"),
            tag("h2", say("report.summary")),
            Html(f'<dl class="k-keys">{"".join(keys)}</dl>'),
            tag("p", _scope(cohort), "k-small k-muted"),
        ]
    )


def _key(name: str, value: str | None, notes: Sequence[str], estimate: Estimate | None = None) -> Html:
    """Return one key figure; without a value it says that the people are too few."""
    if value is None:
        return Html(f'<div class="k-key">{tag("dt", name)}<dd>{tag("span", words.hidden(), "k-small")}</dd></div>')
    line = "<br>".join(tag("span", note) for note in notes)
    return Html(
        f'<div class="k-key">{tag("dt", name)}<dd>{tag("span", value, "k-key__v")}'
        f'<br><span class="k-small k-muted">{line}</span>{_line(estimate)}</dd></div>'
    )


def _line(estimate: Estimate | None) -> str:
    """Return the interval as a small line from 0 to 1; its numbers stand above it."""
    if estimate is None:
        return ""
    low, value, high = (round(200 * min(1.0, max(0.0, n)), 1) for n in (estimate.low, estimate.value, estimate.high))
    return (
        '<svg class="k-chart" viewBox="-5 0 210 18" aria-hidden="true" focusable="false">'
        '<line x1="0" y1="9" x2="200" y2="9" class="grid"/>'
        f'<line x1="{low}" y1="9" x2="{high}" y2="9" class="l1"/><circle cx="{value}" cy="9" r="5" class="d1"/></svg>'
    )


def _part_key(name: str, found: Part | None) -> Html:
    if found is None:
        return _key(name, None, [])
    notes = [_of(found), say("report.interval", i=words.percents(found.share))]
    return _key(name, words.percent(found.share.value), notes, found.share)


def _result_key(name: str, result: Result) -> Html:
    if result.estimate is None:
        return Html(
            f'<div class="k-key">{tag("dt", name)}<dd>{tag("span", words.why_not(result), "k-small")}</dd></div>'
        )
    notes = [say("report.of_points", n=result.n), say("report.interval", i=words.percents(result.estimate))]
    return _key(name, words.percent(result.estimate.value), notes, result.estimate)


def _of(found: Part) -> str:
    return say("report.of", count=words.count(found.count), of=words.count(found.of))


def _scope_words(cohort: Cohort) -> str:
    scope = cohort.summary.scope
    return f"”{scope[0]}”" if len(scope) == 1 else say("report.all_modules", n=len(scope))


def _scope(cohort: Cohort) -> str:
    return say("report.scope", scope=_scope_words(cohort))


def _lead(cohort: Cohort) -> str:
    """Say who handed in, and the goals with the highest and the lowest result."""
    handed_in = cohort.summary.handed_in
    if handed_in is None:
        return words.hidden() + "."
    said = [
        say("report.lead", count=words.count(handed_in.count), of=words.count(handed_in.of), scope=_scope_words(cohort))
    ]
    goals = [goal for goal in (cohort.goals[-1][1] if cohort.goals else ()) if goal.result.estimate]
    if len(goals) > 1:
        best, worst = _best(goals), _worst(goals)
        said.append(say("report.lead_goals", best=_goal_named(best), worst=_goal_named(worst)))
    return " ".join(said)


def _value(result: Result) -> float:
    return result.estimate.value if result.estimate else -1.0


def _best(goals: Sequence[GoalResult]) -> GoalResult:
    return max(goals, key=lambda goal: _value(goal.result))


def _worst(goals: Sequence[GoalResult]) -> GoalResult:
    return min(goals, key=lambda goal: _value(goal.result))


def _goal_named(goal: GoalResult) -> str:
    assert goal.result.estimate
    value = words.percent(goal.result.estimate.value)
    return say("report.goal.named", goal=f"{goal.number} {goal.text}", value=value, n=goal.result.n)


def participation(cohort: Cohort) -> Html:
    """Return who started and handed in, per module."""
    columns = [Column(say("report.module"), numeric=False), Column(say("report.on_roster"))]
    columns += [Column(say(name)) for name in ("report.started", "report.share", "report.handed_in", "report.share")]
    rows = []
    for module in cohort.modules:
        cells = [module.title, words.people(cohort.people)]
        for found in (module.started, module.handed_in):
            share = words.share_with_interval(found.share) if found else "–"
            cells += [words.people(found.count if found else None), share]
        if cohort.people is None or (module.started is None and module.handed_in is None):
            cells = [module.title, words.hidden()]
        rows.append(Row(cells))
    declared = Table(say("report.participation_caption"), columns, [("", rows)])
    return joined(
        [
            tag("h2", say("report.participation")),
            tag("p", say("report.participation_intro")),
            table(declared),
        ]
    )


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
        if spread is None:
            rows.append(Row([module.title, words.why_not(module.scores)]))
            continue
        most = words.points(module.max_points)
        cells = [
            module.title,
            words.people(module.scores.n),
            say("report.points_of", points=words.decimal(spread.median, 1), most=most),
            f"{words.decimal(spread.lower, 1)}–{words.decimal(spread.upper, 1)}",
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
    columns = [Column(say("report.axis_share"), numeric=False), Column(say("report.count"))]
    rows = [Row([name, words.people(count)]) for count, name in zip(module.bins, names, strict=True)]
    return figure(title, chart, alt, Table(title, columns, [("", rows)]), say("report.distribution_note"))


def goals(cohort: Cohort) -> Html:
    """Return the result of every goal, per role of the modules that tested it."""
    parts = [tag("h2", say("report.goals")), tag("p", say("report.goals_intro"))]
    for role, results in cohort.goals:
        where = say(f"report.role.{role}")
        if len(cohort.goals) > 1:
            parts.append(tag("h3", where[0].upper() + where[1:]))
        parts.append(_goal_figure(where, results))
    return joined(parts)


def _by_strand(results: Sequence[GoalResult]) -> list[tuple[str, list[GoalResult]]]:
    """Group goals by strand, the strands in the order in which they first come."""
    order = {strand: n for n, strand in enumerate(dict.fromkeys(goal.strand for goal in results))}
    ordered = sorted(results, key=lambda goal: order[goal.strand])
    return [(strand, list(found)) for strand, found in groupby(ordered, key=lambda goal: goal.strand)]


def _goal_figure(where: str, results: Sequence[GoalResult]) -> Html:
    columns = [Column(say("report.goal"), numeric=False)]
    columns += [Column(say(name)) for name in ("report.exercises", "report.n", "report.share", "report.interval_95")]
    groups, drawn = [], []
    for strand, found in _by_strand(results):
        heading = say("report.strand", strand=strand)
        rows = []
        drawn.append(DotRow(heading, heading=True))
        for goal in found:
            name, estimate = f"{goal.number} {goal.text}", goal.result.estimate
            cells = [name, str(goal.exercises)]
            if estimate:
                cells += [words.count(estimate.n), words.percent(estimate.value), words.percents(estimate)]
            else:
                cells.append(words.why_not(goal.result))
            rows.append(Row(cells))
            drawn.append(DotRow(name, estimate, "" if estimate else words.why_not(goal.result)))
        groups.append((heading, rows))
    declared = Table(say("report.goals_caption", where=where), columns, groups)
    seen = [goal for goal in results if goal.result.estimate]
    if not seen:
        return table(declared)
    alt = say(
        "report.goals_alt",
        where=where,
        goals=len(seen),
        n=words.range_of_people([goal.result for goal in seen]),
        best=_goal_alt(_best(seen)),
        worst=_goal_alt(_worst(seen)),
    )
    chart = dots(drawn, say("report.axis_share"), words.share_with_interval)
    title = say("report.goals_caption", where=where)
    return figure(title, chart, alt, declared, say("report.goals_note"), opened=True)


def _goal_alt(goal: GoalResult) -> str:
    assert goal.result.estimate
    estimate = goal.result.estimate
    value, interval = words.percent(estimate.value), words.percents(estimate)
    return say("report.goal.alt", goal=f"{goal.number} {goal.text}", value=value, interval=interval, n=estimate.n)


def items(cohort: Cohort) -> Html:
    """Return what is said about every exercise: a map of them all, and a table."""
    names = ("report.n", "report.item.share", "report.item.rest", "report.item.omitted", "report.item.not_reached")
    columns = [Column(say("report.item"), numeric=False), *(Column(say(name)) for name in names)]
    columns.append(Column(say("report.item.verdict"), numeric=False))
    groups = [(module.title, [_item_row(item) for item in module.items]) for module in cohort.modules]
    declared = Table(say("report.items_caption"), columns, groups)
    found = [item for module in cohort.modules for item in module.items]
    mapped = [item for item in found if item.share.estimate and item.rest.estimate]
    top = [tag("h2", say("report.items")), tag("p", say("report.items_intro"))]
    if not mapped:
        return joined([*top, table(declared)])
    marks = [
        Mark(str(item.number), item.share.estimate, item.rest.estimate, item.fit == "apart")
        for item in mapped
        if item.share.estimate and item.rest.estimate
    ]
    titles = (say("report.axis_share"), say("report.axis_rest"), say("report.map_zone", r=words.decimal(FOLLOWS, 1)))
    chart = item_map(marks, FOLLOWS, titles)
    title = say("report.map", count=len(mapped))
    note = say("report.map_note")
    return joined([*top, figure(title, chart, _map_alt(mapped), declared, note, opened=True)])


def _map_alt(mapped: Sequence[Item]) -> str:
    """Say which exercises stand outermost in the map, and which do not go with the rest."""
    by_share = sorted(mapped, key=lambda item: _value(item.share))
    by_rest = sorted(mapped, key=lambda item: item.rest.estimate.value if item.rest.estimate else 0)
    apart = [words.named(item) for item in mapped if item.fit == "apart"]
    return say(
        "report.map_alt",
        count=len(mapped),
        n=words.range_of_people([item.rest for item in mapped]),
        easy=_item_alt(by_share[-1], by_share[-1].share, "share"),
        hard=_item_alt(by_share[0], by_share[0].share, "share"),
        strong=_item_alt(by_rest[-1], by_rest[-1].rest, "rest"),
        weak=_item_alt(by_rest[0], by_rest[0].rest, "rest"),
        apart="; ".join(apart) or say("report.map_none"),
    )


def _item_alt(item: Item, result: Result, what: str) -> str:
    assert result.estimate
    value = result.estimate.value
    return say(
        "report.item.alt",
        item=words.named(item),
        value=words.percent(value) if what == "share" else f"r {words.decimal(value, 2)}",
        n=result.n,
    )


def _item_row(item: Item) -> Row:
    about = say("report.item.about", kind=_kind(item.kind), goal=item.goal, id=item.id)
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
            words.share_with_interval(share.estimate) if share.estimate else words.why_not(share),
            words.number_with_interval(rest.estimate) if rest.estimate else words.why_not(rest),
            _missed(item.omitted, share.n),
            _missed(item.not_reached, share.n),
            _verdict(item),
        ],
        marked=item.fit == "apart",
    )


def _kind(name: str) -> str:
    try:
        return say(f"report.kind.{name}")
    except KeyError:
        return name


def _missed(count: int | None, n: int) -> str:
    """Write how many left an exercise without an answer, and their share."""
    return words.people(None) if count is None else f"{words.count(count)} ({words.percent(count / n)})"


def _verdict(item: Item) -> str:
    said = [say(f"report.difficulty.{item.difficulty}")] if item.difficulty else []
    said += [say(f"report.fit.{item.fit}")] if item.fit else []
    return ", ".join(said) or "–"


def method(cohort: Cohort) -> Html:
    """Return how the figures are counted."""
    fields = {
        "easy": words.percent(EASY),
        "hard": words.percent(HARD),
        "follows": words.decimal(FOLLOWS, 1),
        "shown": SHOWN,
        "least": MIN_PEOPLE,
    }
    points = "".join(tag("li", say(f"report.method.{name}", **fields)) for name in METHOD)
    return joined([tag("h2", say("report.method")), Html(f"<ul>{points}</ul>")])
