"""What there is to discuss with the group."""

from collections.abc import Sequence

from graders.reports import words
from graders.reports.cohort.numbers import Cohort, GoalResult, Mistake
from graders.reports.markup import Html, joined, listing, notice, tag
from toolkit.messages import listed, say

FIRST = 5
"""How many of each are told in full; the rest are named."""


def discuss(cohort: Cohort) -> Html:
    """Return the goals and the mistakes to discuss, or that there are none that can be told."""
    found = cohort.discussion
    parts: list[str] = []
    if found.goals:
        parts.append(tag("p", say("report.discuss.goals", line=words.percent(cohort.learned.line))))
        parts.append(listing([_goal(goal) for goal in found.goals[:FIRST]]))
        if found.goals[FIRST:]:
            others = listed([goal.number for goal in found.goals[FIRST:]], "och")
            parts.append(tag("p", say("report.discuss.more_goals", goals=others)))
    else:
        parts.append(tag("p", _no_goals(cohort)))
    parts += _mistakes("mistake", found.mistakes)
    parts += _mistakes("sure", found.sure)
    if found.mistakes and any(one.module in _tests(cohort) for one in found.mistakes):
        parts.append(tag("p", say("report.discuss.secret"), "k-small"))
    return joined([notice(say("report.discuss"), *parts)])


def _no_goals(cohort: Cohort) -> str:
    """Say that no goal is under the line, or that nothing is known yet."""
    known = [goal for goal in cohort.learned.goals if goal.reached.estimate]
    if not known:
        return say("report.discuss.nothing_known")
    return say("report.discuss.no_goals", line=words.percent(cohort.learned.line))


def _tests(cohort: Cohort) -> list[str]:
    return [module.title for module in cohort.modules if module.role == "test"]


def _goal(goal: GoalResult) -> str:
    found = goal.reached.estimate
    if found is None:
        return say("report.discuss.goal_few", goal=goal.name, n=goal.reached.n)
    value, interval = words.percent(found.value), words.percents(found)
    return say("report.discuss.goal", goal=goal.name, value=value, interval=interval, n=found.n)


def _mistakes(what: str, found: Sequence[Mistake]) -> list[Html]:
    """Return the first of some mistakes in full, and how many more there are."""
    if not found:
        return []
    parts = [tag("p", say(f"report.discuss.{what}_head")), listing([_mistake(what, one) for one in found[:FIRST]])]
    if found[FIRST:]:
        parts.append(tag("p", say("report.discuss.more", n=len(found) - FIRST)))
    return parts


def _mistake(what: str, one: Mistake) -> str:
    share = one.people.share
    asked = f"{words.shortened(one.text, 90)} – {words.shortened(one.part, 60)}" if one.part else one.text
    return say(
        f"report.discuss.{what}",
        number=one.number,
        module=one.module,
        text=words.shortened(asked, 160),
        chosen=words.shortened(one.chosen, 120),
        value=words.percent(share.value),
        interval=words.percents(share),
        n=share.n,
    )
