"""Who took part, and who has not reached the final test."""

from graders.reports import words
from graders.reports.cohort.numbers import Cohort, Reach
from graders.reports.funnel import Bar, funnel
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from graders.reports.numbers import Part, part
from toolkit.messages import say


def participation(cohort: Cohort) -> Html:
    """Return who started and handed in, per module, and how many have not reached the final test."""
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
            *([_funnel(cohort, cohort.people)] if cohort.people is not None and cohort.summary.started else []),
            tag("p", _not_reached(cohort)),
            table(declared),
        ]
    )


def _funnel(cohort: Cohort, everyone: int) -> Html:
    """Return how many came how far, from the roster to the line of the final test."""
    found, passing = cohort.summary, cohort.passing
    steps: list[tuple[str, Part | None]] = [(say("report.started"), found.started)]
    if passing and found.role == "test":
        reached = passing.reached.estimate
        passed = part(round(reached.value * reached.n), everyone) if reached else None
        steps += [(say("report.tested"), found.handed_in), (say("report.passed"), passed)]
    bars = [Bar(say("report.on_roster"), words.count(everyone), everyone)]
    rows, told = [Row([say("report.on_roster"), words.count(everyone), "–"])], []
    for name, one in steps:
        if one is None:
            bars.append(Bar(name, words.not_shown()))
            rows.append(Row([name, words.not_shown()]))
            continue
        count, share = words.count(one.count), words.share_with_interval(one.share)
        bars.append(Bar(name, f"{count}: {words.percent(one.share.value)}", one.count, one.share))
        rows.append(Row([name, count, share]))
        told.append(f"{name}: {count}, {share}")
    columns = [Column(say("report.funnel_step"), numeric=False), Column(say("report.count"))]
    declared = Table(say("report.funnel"), [*columns, Column(say("report.of_list"))], [("", rows)])
    alt = say("report.funnel_alt", steps="; ".join([f"{say('report.on_roster')}: {words.count(everyone)}", *told]))
    chart = funnel(bars, say("report.axis_people"))
    return figure(say("report.funnel"), chart, alt, declared, say("report.funnel_note"))


def _people_among(found: Part | None) -> str:
    if found is None:
        return words.people(None)
    share = words.share_with_interval(found.share)
    return say("report.people_among", count=words.count(found.count), share=share)


def _not_reached(cohort: Cohort) -> str:
    """Say how many have not handed in the final test, by how far they came; never who."""
    reach = cohort.reach
    if reach is None:
        return say("report.reach.no_test")
    if cohort.people is None:
        return words.hidden() + "."
    said = [say(f"report.reach.{name}", count=words.people(count)) for name, count in _steps(reach) if count != 0]
    return say("report.reach", who=", ".join(said)) if said else say("report.reach.all")


def _steps(reach: Reach) -> list[tuple[str, int | None]]:
    return [("in_test", reach.in_test), ("in_course", reach.in_course), ("nowhere", reach.nowhere)]
