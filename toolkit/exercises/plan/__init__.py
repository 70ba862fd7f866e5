"""``plan``: choose measures that a budget has room for."""

from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from html import escape
from random import Random
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from toolkit.errors import AnswerError, Problem
from toolkit.exercises.base import Amount, Kind, Sample, Solution, Spec, check_ids, check_texts
from toolkit.exercises.numeric.numbers import write_number
from toolkit.formats.base import Model, PartId, Text
from toolkit.messages import listed, say

MOST = 16
"""Measures of which every set is tried: 65 536 of them."""

Answer = Set[str]
Cost = Annotated[Amount, Field(ge=0)]


class Measure(Model):
    """One measure that can be chosen."""

    text: Text = Field(description="what is done")
    cost: Cost = Field(description="what it costs once, in thousands of kronor")
    upkeep: Cost = Field(default=Decimal(0), description="what it costs each year, in thousands of kronor")


class PlanSpec(Spec):
    """What the author of a `plan` writes in the open."""

    kind: Literal["plan"] = Field(description="choose measures within a budget")
    measures: Annotated[dict[PartId, Measure], Field(min_length=3, max_length=MOST)] = Field(
        description="the measures, `{id: measure}`"
    )
    years: Annotated[int, Field(ge=1, le=50)] = Field(default=1, description="how many years the upkeep is counted for")
    budget: Cost = Field(description="the most that cost and upkeep of all years may come to, in thousands of kronor")
    requires: dict[PartId, Annotated[list[PartId], Field(min_length=1, max_length=MOST)]] = Field(
        default={}, description="`{measure: [measures]}`: what must be chosen too for a measure to be of use"
    )
    excludes: Annotated[list[Annotated[list[PartId], Field(min_length=2, max_length=2)]], Field(max_length=120)] = (
        Field(default=[], description="`[[measure, measure]]`: pairs of which neither is of use beside the other")
    )

    def costs(self, measure: str) -> Decimal:
        """Return what a measure costs in all."""
        one = self.measures[measure]
        return one.cost + one.upkeep * self.years

    def lacks(self, measure: str, chosen: Answer) -> list[str]:
        """Return what a measure requires and is not chosen."""
        return [one for one in self.requires.get(measure, []) if one not in chosen]

    def clashes(self, measure: str, chosen: Answer) -> list[str]:
        """Return what is chosen and excludes a measure, whichever of them stands first."""
        pairs = [pair for pair in self.excludes if measure in pair]
        return [one for pair in pairs for one in pair if one != measure and one in chosen]


class PlanSolution(Solution):
    """The key of a `plan`."""

    key: dict[PartId, Amount] = Field(
        description="what measures are worth, `{measure: weight}`, also below 0; one that is left out is worth 0"
    )


class Plan(Kind[PlanSpec, PlanSolution, Answer]):
    """Choose measures within a budget: max(0, sum of weights) / best feasible sum; 0 beyond the budget."""

    name = "plan"
    spec = PlanSpec
    solution = PlanSolution

    def problems(self, spec: PlanSpec, solution: PlanSolution) -> Iterator[Problem]:
        """Find names that do not exist, measures that can never be of use, and a budget without a choice."""
        names = list(spec.measures)
        expected = say("expected.one_of", ids=listed(names))
        yield from check_ids("key", list(solution.key), names, expected)
        yield from check_ids("feedback", list(solution.feedback), names, expected)
        yield from check_texts("measures", {name: one.text for name, one in spec.measures.items()})
        found = [*_requires_problems(spec), *_excludes_problems(spec)]
        yield from found
        if found:
            return
        best = _best(spec, solution)
        if not best:
            yield Problem("key", say("found.earns_nothing_in_budget"), say("expected.points_in_budget"))
        elif self.share(spec, solution, set(names)) == 1:
            yield Problem("budget", say("found.room_for_all"), say("expected.a_choice"))

    def needs_feedback(self, spec: PlanSpec, solution: PlanSolution) -> list[str]:
        """Return the measures that the best plan does without."""
        best = _best(spec, solution)
        return [name for name in spec.measures if name not in best]

    def read_answer(self, spec: PlanSpec, value: JsonValue) -> Answer:
        """Read the ids of measures. No measure at all is no answer: that is sent as null."""
        if not isinstance(value, list) or not 1 <= len(value) <= len(spec.measures):
            raise AnswerError(say("answer.plan"))
        answer = {name for name in value if isinstance(name, str) and name in spec.measures}
        if len(answer) != len(value):
            raise AnswerError(say("answer.plan"))
        return answer

    def share(self, spec: PlanSpec, solution: PlanSolution, answer: Answer) -> Fraction:
        """Return the sum of weights / the best feasible sum, at least 0; nothing beyond the budget."""
        if _cost(spec, answer) > spec.budget:
            return Fraction(0)
        return max(Fraction(0), _sum(spec, solution, answer) / _sum(spec, solution, _best(spec, solution)))

    def words(self, spec: PlanSpec, answer: Answer) -> list[str]:
        """Say which measures were chosen and what they cost."""
        texts = [one.text for name, one in spec.measures.items() if name in answer]
        return [*texts, say("plan.total", n=_tkr(_cost(spec, answer)), budget=_tkr(spec.budget))]

    def explain(self, spec: PlanSpec, solution: PlanSolution, answer: Answer) -> list[str]:
        """Say what was chosen, what stands in its way, and a plan that gives all points."""
        return [*self.words(spec, answer), *self.explain_shown(spec, solution, answer)]

    def explain_shown(self, spec: PlanSpec, solution: PlanSolution, answer: Answer) -> list[str]:
        """Say it without what was chosen, which is marked."""
        lines = []
        over = _cost(spec, answer) - spec.budget
        if over > 0:
            lines.append(say("plan.too_dear", n=_tkr(over)))
        lines += _in_the_way(spec, answer)
        lines += [solution.feedback[name] for name in spec.measures if name in answer and name in solution.feedback]
        if self.share(spec, solution, answer) < 1:
            best = _best(spec, solution)
            texts = [f"”{one.text}”" for name, one in spec.measures.items() if name in best]
            lines.append(say("plan.best", texts=listed(texts, "och")))
        return [*lines, solution.explanation]

    def samples(self, spec: PlanSpec, solution: PlanSolution) -> list[Sample]:
        """Choose the best plan, less of it, more than it, everything, what earns nothing, and what is no measure."""
        best = [name for name in spec.measures if name in _best(spec, solution)]
        plans = [best[1:], best[:-1], *([*best, name] for name in spec.measures if name not in best)]

        def sample(plan: list[str]) -> Sample:
            share = self.share(spec, solution, set(plan))
            return Sample("right" if share == 1 else "partly" if share else "wrong", list(plan), share)

        worst = self._worst(spec, solution)
        return [
            sample(best),
            *(sample(plan) for plan in plans if plan),
            Sample("wrong", list(worst), self.share(spec, solution, set(worst))),
            Sample("empty", None, Fraction(0)),
            Sample("malformed", [], None),
            Sample("malformed", [best[0], best[0]], None),
            Sample("malformed", [best[0], "finns_inte"], None),
            Sample("malformed", best[0], None),
            Sample("malformed", {best[0]: True}, None),
        ]

    def _worst(self, spec: PlanSpec, solution: PlanSolution) -> list[str]:
        """Return the worst of: everything, what the best plan does without, and each measure alone."""
        rest = self.needs_feedback(spec, solution)
        plans = [list(spec.measures), rest, *([name] for name in spec.measures)]
        return min(plans, key=lambda plan: self.share(spec, solution, set(plan)))

    def simulate(self, spec: PlanSpec, solution: PlanSolution, right: float, rng: Random) -> JsonValue:
        """Judge each measure as the best plan does with probability `right`; who judges none so does worst."""
        best = _best(spec, solution)
        judged = {name: rng.random() < right for name in spec.measures}
        if not any(judged.values()):
            return list(self._worst(spec, solution))
        return [name for name in spec.measures if (name in best) == judged[name]] or None

    def chance(self, spec: PlanSpec) -> Fraction:
        """Return one half: a measure is chosen or not."""
        return Fraction(1, 2)

    def html(self, spec: PlanSpec, order: Sequence[str], answer: Answer | None, files: str = "") -> str:
        """Draw the measures as checkboxes with their costs, under the budget."""
        rows = "".join(
            f'<li><label><input type="checkbox" disabled{" checked" if name in (answer or ()) else ""}> '
            f"{escape(_with_costs(spec, name))}</label></li>"
            for name in order
        )
        asked = [say("plan.budget", n=_tkr(spec.budget))]
        if spec.years > 1:
            asked.append(say("plan.years", n=spec.years))
        return f"<p>{escape(' '.join(asked))}</p><ul>{rows}</ul>"

    def shuffled(self, spec: PlanSpec) -> list[str]:
        """Return the measures."""
        return list(spec.measures)


def _requires_problems(spec: PlanSpec) -> Iterator[Problem]:
    names = list(spec.measures)
    yield from check_ids("requires", list(spec.requires), names, say("expected.one_of", ids=listed(names)))
    for name, required in spec.requires.items():
        others = [one for one in names if one != name]
        for one in required:
            if one not in others:
                expected = say("expected.one_of", ids=listed(others))
                yield Problem(f"requires.{name}", say("found.unknown_id", id=one), expected)
            elif [name, one] in spec.excludes or [one, name] in spec.excludes:
                yield Problem(f"requires.{name}", say("found.required_excluded", id=one), say("expected.not_both"))


def _excludes_problems(spec: PlanSpec) -> Iterator[Problem]:
    names = list(spec.measures)
    seen: list[set[str]] = []
    for place, pair in enumerate(spec.excludes, 1):
        unknown = next((one for one in pair if one not in names), None)
        if unknown is not None:
            expected = say("expected.one_of", ids=listed(names))
            yield Problem(f"excludes.{place}", say("found.unknown_id", id=unknown), expected)
        elif len(set(pair)) == 1:
            yield Problem(f"excludes.{place}", say("found.same_measure"), say("expected.two_measures"))
        elif set(pair) in seen:
            yield Problem(f"excludes.{place}", say("found.pair_twice"), say("expected.pair_once"))
        seen.append(set(pair))


def _cost(spec: PlanSpec, chosen: Answer) -> Decimal:
    return sum((spec.costs(name) for name in spec.measures if name in chosen), Decimal(0))


def _sum(spec: PlanSpec, solution: PlanSolution, chosen: Answer) -> Fraction:
    """Add up the weights: what is positive only where all that it requires is there and nothing that excludes it."""
    total = Fraction(0)
    for name in spec.measures:
        weight = Fraction(solution.key.get(name, 0))
        of_use = not spec.lacks(name, chosen) and not spec.clashes(name, chosen)
        if name in chosen and (weight < 0 or of_use):
            total += weight
    return total


def _best(spec: PlanSpec, solution: PlanSolution) -> Answer:
    """Return the plan that earns the most within the budget, with no measure that it can do without."""
    names = list(spec.measures)

    def bits(chosen: Sequence[str]) -> int:
        return sum(1 << place for place, name in enumerate(names) if name in chosen)

    found = _best_set(
        tuple(Fraction(spec.costs(name)) for name in names),
        tuple(Fraction(solution.key.get(name, 0)) for name in names),
        tuple(bits(spec.requires.get(name, [])) for name in names),
        tuple(bits(spec.clashes(name, set(names))) for name in names),
        Fraction(spec.budget),
    )
    return {name for place, name in enumerate(names) if found >> place & 1}


@lru_cache(maxsize=64)
def _best_set(
    costs: tuple[Fraction, ...],
    weights: tuple[Fraction, ...],
    needs: tuple[int, ...],
    bars: tuple[int, ...],
    budget: Fraction,
) -> int:
    """Try every set of measures, each written as one bit, and return the best; of those alike the smallest."""
    scale = 10**4  # amounts have at most four decimals
    cost, weight, room = [int(one * scale) for one in costs], [int(one * scale) for one in weights], budget * scale
    spent = [0]
    for one in cost:
        spent += [one + before for before in spent]
    best, most = 0, (0, 0)
    for chosen, total in enumerate(spent):
        if total > room:
            continue
        earned, rest = 0, chosen
        while rest:
            place = (rest & -rest).bit_length() - 1
            rest &= rest - 1
            if weight[place] < 0 or (needs[place] & chosen == needs[place] and not bars[place] & chosen):
                earned += weight[place]
        if (earned, -chosen.bit_count()) > most:
            best, most = chosen, (earned, -chosen.bit_count())
    return best


def _in_the_way(spec: PlanSpec, chosen: Answer) -> list[str]:
    """Say which measures are of no use, and why."""
    lines, told = [], set[str]()
    for name in (name for name in spec.measures if name in chosen):
        told.add(name)
        lines += [
            say("plan.lacks", text=spec.measures[name].text, other=spec.measures[one].text)
            for one in spec.lacks(name, chosen)
        ]
        lines += [
            say("plan.clash", text=spec.measures[name].text, other=spec.measures[one].text)
            for one in spec.clashes(name, chosen)
            if one not in told
        ]
    return lines


def _tkr(amount: Decimal) -> str:
    """Write an amount without decimals that say nothing."""
    return write_number(Decimal(f"{amount.normalize():f}"))


def _with_costs(spec: PlanSpec, name: str) -> str:
    """Write a measure with what it costs, requires and excludes."""
    one = spec.measures[name]
    parts = [f"{one.text} ({say('plan.cost', n=_tkr(spec.costs(name)))})"]
    if one.upkeep:
        parts.append(say("plan.upkeep", n=_tkr(one.cost), upkeep=_tkr(one.upkeep)))
    for key, others in (
        ("plan.requires", spec.requires.get(name, [])),
        ("plan.excludes", spec.clashes(name, set(spec.measures))),
    ):
        if others:
            parts.append(say(key, texts=listed([spec.measures[other].text for other in others], "och")))
    return " ".join(parts)
