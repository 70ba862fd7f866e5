"""How the report opens: what it is of, how much there is to look at, and how far the test can be trusted."""

from graders.reports import words
from graders.reports.heading import heading
from graders.reports.items.numbers import Items, Line, Module
from graders.reports.items.sections.saying import because, fits
from graders.reports.keys import interval, key, keys, no_key
from graders.reports.markup import Column, Html, Row, Table, joined, notice, table, tag
from toolkit.messages import listed, say


def head(report: Items) -> Html:
    """Return what it is a report of, from when, and who may read it."""
    until = say("report.items.until", day=words.day(report.until)) if report.until else say("report.items.no_answers")
    secret = notice(say("report.items.secret.head"), say("report.items.secret.body"))
    return joined([heading(until, report.title, report.course, report.version), secret])


def summary(report: Items) -> Html:
    """Return the key figures, and those of each module."""
    return joined(
        [
            tag("p", _lead(report), "k-lead"),
            tag("h2", say("report.summary")),
            keys(_cards(report)),
            tag("h2", say("report.items.modules")),
            tag("p", say("report.items.modules_intro")),
            _modules(report),
            *(tag("p", sentence) for module in report.modules for sentence in _sentences(module)),
        ]
    )


def _known(report: Items) -> int:
    return sum(one.verdict != "none" for one in report.exercises)


def _lead(report: Items) -> str:
    known = _known(report)
    said = [say("report.items.lead", look=len(report.first), count=len(report.exercises), known=known)]
    urgent = [str(one.item.number) for one in report.first if one.verdict == "key"]
    if urgent:
        said.append(say("report.items.lead_urgent", numbers=listed(urgent, "och")))
    elif known:
        said.append(say("report.items.lead_none"))
    return " ".join(said)


def _cards(report: Items) -> list[Html]:
    many = len(report.modules)
    modules = [say("report.items.count_note", n=many) if many > 1 else say("report.items.count_note_one")]
    known = [say("report.items.look_note", n=_known(report))]
    cards = [
        key(say("report.items.count"), words.count(len(report.exercises)), modules),
        key(say("report.items.look"), words.count(len(report.first)), known),
    ]
    for test in (module for module in report.modules if module.role == "test"):
        cards += _test_cards(test)
    return cards


def _test_cards(test: Module) -> list[Html]:
    found, cards = test.alpha.estimate, []
    name = say("report.items.alpha")
    if found:
        notes = [say("report.alpha_of", k=test.counted, n=found.n), interval(words.decimals(found, 2))]
        cards.append(key(name, words.decimal(found.value, 2), notes, found))
    else:
        cards.append(no_key(name, words.why_not(test.alpha)))
    if test.line and test.line.sem is not None:
        value = say("report.items.sem_value", sem=words.decimal(test.line.sem, 1))
        cut = say("report.items.sem_note", cut=words.points(test.line.points), most=words.points(test.max_points))
        cards.append(key(say("report.items.sem"), value, [cut]))
    if test.line:
        cards.append(_verdict_card(test.line))
    return cards


def _verdict_card(line: Line) -> Html:
    name, share = say("report.items.accuracy"), line.accuracy.estimate
    if share is None:
        return no_key(name, words.why_not(line.accuracy))
    notes = [say("report.items.accuracy_note", n=share.n), interval(words.percents(share))]
    return key(name, words.percent(share.value), notes, share)


def _modules(report: Items) -> Html:
    names = ("exercises", "look", "n", "alpha", "sem")
    titles = [say(f"report.items.col_{name}") for name in names]
    columns = [Column(say("report.module"), numeric=False), *(Column(title) for title in titles)]
    rows = []
    for module in report.modules:
        look = sum(bool(one.findings) for one in module.exercises)
        start = [module.title, words.count(len(module.exercises)), words.count(look)]
        if module.alpha.n is None:
            rows.append(Row([*start, words.why_not(module.alpha)]))
            continue
        found = module.alpha.estimate
        alpha = words.number_with_interval(found) if found else words.why_not(module.alpha)
        sem = "–" if module.sem is None else words.decimal(module.sem, 1)
        rows.append(Row([*start, words.people(module.alpha.n), alpha, sem]))
    return table(Table(say("report.items.modules_caption"), columns, [("", rows)]))


def _sentences(module: Module) -> list[str]:
    """Say what a test's line for passing is worth, and how its exercises fit the model."""
    line = module.line
    if line is None:
        return []
    said = []
    if line.sem is not None:
        fields = {"cut": words.points(line.points), "most": words.points(module.max_points)}
        said.append(say("report.items.line", module=module.title, sem=words.decimal(line.sem, 1), **fields))
    accuracy, consistency = line.accuracy.estimate, line.consistency.estimate
    if accuracy and consistency:
        right, same = words.share_with_interval(accuracy), words.share_with_interval(consistency)
        said.append(say("report.items.verdicts", n=accuracy.n, accuracy=right, consistency=same))
    else:
        said.append(say("report.items.verdicts_none", why=because(line.accuracy.why)))
    return [*said, fits(module)]
