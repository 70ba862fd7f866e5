"""How the report opens: what it is of, and its key figures."""

from graders.reports import words
from graders.reports.cohort.numbers import Cohort, GoalResult
from graders.reports.cohort.sections.gain import gain_sentence
from graders.reports.cohort.sections.points import no_alpha
from graders.reports.heading import heading
from graders.reports.keys import interval, key, keys, no_key
from graders.reports.markup import Html, joined, tag
from graders.reports.numbers import Part, Result
from toolkit.messages import say


def head(cohort: Cohort) -> Html:
    """Return what it is a report of, from when, and whether its participants are real."""
    until = say("report.until", day=words.day(cohort.until)) if cohort.until else say("report.no_answers")
    return heading(until, cohort.title, cohort.course, cohort.version)


def summary(cohort: Cohort) -> Html:
    """Return the key figures, and what they say of who passed and what was gained."""
    found = cohort.summary
    tested = found.role == "test"
    cards = [_part_key(say("report.tested" if tested else "report.handed_in"), found.handed_in)]
    if tested and cohort.passing:
        cards.append(_reached_key(cohort.passing.reached))
    cards.append(_result_key(say("report.mean_test" if tested else "report.mean"), found.result))
    if found.reliability:
        alpha = found.reliability.alpha
        notes = [say("report.alpha_of", k=found.reliability.items, n=alpha.n), interval(words.decimals(alpha, 2))]
        cards.append(key(say("report.reliability"), words.decimal(alpha.value, 2), notes, alpha))
    elif tested:
        cards.append(no_key(say("report.reliability"), no_alpha(found.result)))
    return joined(
        [
            tag("p", _lead(cohort), "k-lead"),
            tag("h2", say("report.summary")),
            keys(cards),
            tag("p", gain_sentence(cohort.gain)),
            tag("p", _about(cohort), "k-small k-muted"),
        ]
    )


def _part_key(name: str, found: Part | None) -> Html:
    if found is None:
        return no_key(name, words.hidden())
    notes = [say("report.of", count=words.count(found.count), of=words.count(found.of))]
    return key(name, words.percent(found.share.value), [*notes, interval(words.percents(found.share))], found.share)


def _reached_key(result: Result) -> Html:
    name = say("report.passed")
    found = result.estimate
    if found is None:
        return no_key(name, words.why_not(result))
    notes = [say("report.of", count=words.count(round(found.value * found.n)), of=words.count(found.n))]
    return key(name, words.percent(found.value), [*notes, interval(words.percents(found))], found)


def _result_key(name: str, result: Result) -> Html:
    found = result.estimate
    if found is None:
        return no_key(name, words.why_not(result))
    notes = [say("report.of_points", n=result.n), interval(words.percents(found))]
    return key(name, words.percent(found.value), notes, found)


def _scope_words(cohort: Cohort) -> str:
    titles = [title for _, title in cohort.summary.scope]
    return f"”{titles[0]}”" if len(titles) == 1 else say("report.all_modules", n=len(titles))


def _about(cohort: Cohort) -> str:
    """Say what the key figures are of, and how far the line can be trusted."""
    passing = cohort.passing
    if passing is None or cohort.summary.role != "test":
        why = say("report.no_results_yet" if passing else "report.no_test_yet")
        return say("report.scope", scope=_scope_words(cohort), why=why)
    said = [say("report.provisional", line=words.percent(passing.line))]
    if passing.complete and passing.complete.count == passing.complete.of:
        said.append(say("report.complete_all"))
    elif passing.complete:
        count, of = (words.count(number) for number in (passing.complete.count, passing.complete.of))
        said.append(say("report.complete", count=count, of=of))
    return " ".join([*said, say("report.mastery_not_seen")])


def _lead(cohort: Cohort) -> str:
    """Say who handed in and passed, and the goals that most and fewest reach."""
    handed_in = cohort.summary.handed_in
    if handed_in is None:
        return words.hidden() + "."
    count, of = words.count(handed_in.count), words.count(handed_in.of)
    if cohort.passing is None or cohort.summary.role != "test":
        said = [say("report.lead", count=count, of=of, scope=_scope_words(cohort))]
    else:
        said = [say("report.lead_tested", count=count, of=of)]
        passed = cohort.passing.reached.estimate
        if passed:
            reached, line = words.count(round(passed.value * passed.n)), words.percent(cohort.passing.line)
            said.append(say("report.lead_passed", count=reached, line=line))
    goals = [goal for goal in cohort.learned.goals if goal.reached.estimate]
    if len(goals) > 1:
        ordered = sorted(goals, key=lambda goal: goal.reached.value)
        said.append(say("report.lead_goals", best=_goal_named(ordered[-1]), worst=_goal_named(ordered[0])))
    return " ".join(said)


def _goal_named(goal: GoalResult) -> str:
    return say("report.goal.named", goal=goal.name, value=words.percent(goal.reached.value))
