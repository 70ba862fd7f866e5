"""How the points spread, and how far the verdict of the final test can be trusted."""

from collections.abc import Sequence

from graders.reports import words
from graders.reports.cohort.numbers import Cohort, Module
from graders.reports.distribution import Line, distribution
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from graders.reports.numbers import Result
from graders.reports.passing import Passing
from graders.statistics import MIN_PEOPLE
from toolkit.messages import say


def scores(cohort: Cohort) -> Html:
    """Return how the points of each module spread, and the distribution of those that the key figures are of."""
    scope = {name for name, _ in cohort.summary.scope}
    parts = [tag("h2", say("report.scores"))]
    for module in cohort.modules:
        if module.id in scope and module.spread and any(module.bins):
            parts.append(_distribution(module, cohort.passing if module.role == "test" else None))
    if cohort.passing and cohort.summary.role == "test":
        parts += _trust(cohort.passing)
    for module in cohort.modules:
        if module.waiting:
            parts.append(tag("p", say("report.waiting", module=module.title, n=module.waiting), "k-small"))
    return joined([*parts, _score_table(cohort.modules)])


def _trust(passing: Passing) -> list[Html]:
    """Say how many stand near the line, and how often the verdict is right."""
    said = []
    if passing.near:
        count, share = words.count(passing.near.count), words.share_with_interval(passing.near.share)
        said.append(say("report.near", count=count, share=share))
    if passing.accuracy.estimate and passing.consistency.estimate:
        right, again = (
            words.share_with_interval(one.estimate) for one in (passing.accuracy, passing.consistency) if one.estimate
        )
        said.append(say("report.accuracy", share=right, n=passing.accuracy.n))
        said.append(say("report.consistency", share=again))
    else:
        said.append(say("report.no_accuracy", why=words.because(passing.accuracy)))
    return [tag("p", " ".join(said))]


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
            words.number_with_interval(found.alpha) if found else no_alpha(module.scores),
            words.decimal(found.sem, 1) if found else no_alpha(module.scores),
        ]
        rows.append(Row(cells))
    return table(Table(say("report.scores_caption"), columns, [("", rows)]))


def no_alpha(scores: Result) -> str:
    """Say why points have no alpha: too few people, or everybody the same."""
    if scores.n is None:
        return words.why_not(scores)
    return say("report.why.alike" if scores.n >= MIN_PEOPLE else "report.why.under_30")


def _distribution(module: Module, passing: Passing | None) -> Html:
    """Return the chart of a module's points, with its numbers."""
    assert module.spread
    step = 100 // len(module.bins)
    names = [
        say("report.bin", low=n * step, high=100 if n == len(module.bins) - 1 else (n + 1) * step - 1)
        for n in range(len(module.bins))
    ]
    drawn = [(count, name) for count, name in zip(module.bins, names, strict=True) if count]
    most, least = max(drawn, key=lambda one: one[0]), min(drawn, key=lambda one: one[0])
    line, near, note, said = _line(module, passing)
    alt = say(
        "report.distribution_alt",
        module=module.title,
        n=module.scores.n,
        most=most[1],
        most_n=most[0],
        least=least[1],
        least_n=least[0],
        line=said,
    )
    title = say("report.distribution", module=module.title, n=module.scores.n)
    chart = distribution(module.bins, line, say("report.axis_share"), near)
    columns = [Column(say("report.axis_share"), numeric=False), *(Column(name.split()[0]) for name in names)]
    row = Row([say("report.count"), *(words.people(count) for count in module.bins)])
    return figure(title, chart, alt, Table(title, columns, [("", [row])]), note)


def _line(module: Module, passing: Passing | None) -> tuple[Line, tuple[float, float] | None, str, str]:
    """Return the line of a distribution, what is near it, the note, and what a text says of them.

    Of the final test it is the line that passes, of other modules the median.
    """
    assert module.spread
    if passing is None:
        median = words.percent(module.spread.median / module.max_points)
        line = Line(module.spread.median / module.max_points, say("report.median_at", value=median))
        return line, None, say("report.distribution_note"), say("report.median_alt", value=median)
    share = passing.points / module.max_points
    at = words.percent(share)
    line = Line(share, say("report.line_at", line=at))
    if module.reliability is None:
        return line, None, say("report.distribution_note_line"), say("report.line_alt", line=at)
    sem = module.reliability.sem / module.max_points
    near = (max(0.0, share - sem), min(1.0, share + sem))
    ends = f"{words.decimal(100 * near[0], 0)}–{words.percent(near[1])}"
    note = say("report.distribution_note_near", sem=words.decimal(module.reliability.sem, 1))
    return line, near, note, say("report.near_alt", line=at, near=ends)
