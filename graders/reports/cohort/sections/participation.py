"""Who took part, and who has not reached the final test."""

from graders.reports import words
from graders.reports.cohort.numbers import Cohort, Reach
from graders.reports.markup import Column, Html, Row, Table, joined, table, tag
from graders.reports.numbers import Part
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
            table(declared),
            tag("p", _not_reached(cohort)),
        ]
    )


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
