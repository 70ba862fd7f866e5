"""What the group gained from the pre-test to the final test."""

from collections.abc import Sequence

from graders.reports import words
from graders.reports.cohort.numbers import Cohort, CohortGain, GainRow
from graders.reports.cohort.sections.goals import TOGETHER
from graders.reports.dumbbell import Change, dumbbell
from graders.reports.markup import Column, Html, Row, Table, figure, joined, table, tag
from toolkit.messages import say


def gain_sentence(gain: CohortGain) -> str:
    """Say in a sentence what was gained, or why that cannot be said."""
    found = gain.all.difference.estimate
    if found is None:
        return say("report.gain.none", why=words.because(gain.all.difference))
    return say("report.gain.sentence", n=found.n, gain=words.change(found))


def gain(cohort: Cohort) -> Html:
    """Return the gain over all pairs, by strand and by goal."""
    told = cohort.gain
    parts: list[str] = [tag("h2", say("report.gain"))]
    before, after, found = (one.estimate for one in (told.all.before, told.all.after, told.all.difference))
    if found is None:
        parts.append(tag("p", gain_sentence(told)))
        return joined([*parts, *_left_out(told)])
    parts.append(tag("p", say("report.gain.intro", pairs=told.all.pairs)))
    if before and after:
        said = say(
            "report.gain.all",
            n=found.n,
            before=words.share_with_interval(before),
            after=words.share_with_interval(after),
            gain=words.change(found),
        )
        parts.append(tag("p", said))
    parts += [tag("p", say("report.gain.caution")), *_coefficients(told)]
    if told.unsure.estimate:
        parts.append(tag("p", say("report.gain.unsure", share=words.share_with_interval(told.unsure.estimate))))
    parts += _left_out(told)
    if sum(not row.whole for row in told.rows) <= TOGETHER:
        return joined([*parts, _figure(say("report.gain.caption", n=found.n), told.rows, found.n)])
    for strand in dict.fromkeys(row.strand for row in told.rows):
        title = say("report.gain.caption_strand", n=found.n, strand=strand)
        parts.append(_figure(title, [row for row in told.rows if row.strand == strand], found.n))
    return joined(parts)


def _coefficients(told: CohortGain) -> list[Html]:
    """Say how large the gain is beside how much people differ, and beside what was left to gain."""
    parts = []
    for name, result in (("d_av", told.d_av), ("normalised", told.normalised)):
        found = result.estimate
        if found is None:
            parts.append(say(f"report.gain.no_{name}", why=words.because(result)))
            continue
        value = words.decimal(found.value, 1) if name == "d_av" else words.percent(found.value)
        interval = words.decimals(found, 1) if name == "d_av" else words.percents(found)
        parts.append(say(f"report.gain.{name}", value=value, interval=interval, n=found.n))
    return [tag("p", " ".join(parts))]


def _left_out(told: CohortGain) -> list[Html]:
    """Say who handed in the final test and is not in the gain; nothing where that is nobody."""
    said = [
        say(f"report.gain.{name}", count=words.people(count))
        for name, count in (("late", told.late), ("without", told.without))
        if count != 0
    ]
    return [tag("p", say("report.gain.left_out", who=", ".join(said)), "k-small")] if said else []


def _figure(title: str, rows: Sequence[GainRow], n: int) -> Html:
    names = ("report.gain.pairs", "report.gain.before", "report.gain.after", "report.gain.points")
    columns = [Column(say("report.goal"), numeric=False), *(Column(say(name)) for name in names)]
    listed, drawn = [], []
    for row in rows:
        name = say("report.strand", strand=row.strand) if row.whole else row.name
        before, after, found = (one.estimate for one in (row.gained.before, row.gained.after, row.gained.difference))
        cells = [name, str(row.gained.pairs)]
        if before and after and found:
            cells += [words.share_with_interval(before), words.share_with_interval(after), words.change(found)]
        else:
            cells.append(words.why_not(row.gained.difference if found is None else row.gained.before))
        listed.append(Row(cells))
        drawn.append(Change(name, cells[-1], before, after, heading=row.whole))
    declared = Table(title, columns, [("", listed)])
    known = [row for row in rows if not row.whole and row.gained.difference.estimate]
    if not known:
        return table(declared)
    ordered = sorted(known, key=lambda row: row.gained.difference.value)
    alt = say("report.gain.alt", goals=len(known), n=n, most=_alt(ordered[-1]), least=_alt(ordered[0]))
    chart = dumbbell(drawn, say("report.axis_share"), say("report.gain.pretest"), say("report.gain.test"))
    return figure(title, chart, alt, declared, say("report.gain.note"))


def _alt(row: GainRow) -> str:
    found = row.gained.difference.estimate
    assert found
    return say("report.gain.row", goal=row.name, gain=words.change(found))
