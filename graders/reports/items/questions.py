"""What can be chosen in an exercise: the questions in it, their options, and what an answer chose."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from toolkit.exercises.base import Solution, Spec
from toolkit.exercises.branch import BranchSolution, BranchSpec
from toolkit.exercises.branch.ways import Ways, worth
from toolkit.exercises.cell import Exercise, Variant
from toolkit.exercises.cloze import ClozeSolution, ClozeSpec
from toolkit.exercises.hotspot import HotspotSolution, HotspotSpec
from toolkit.exercises.multiple import MultipleSolution, MultipleSpec
from toolkit.exercises.single import SingleSolution, SingleSpec
from toolkit.exercises.sort import NONE, SortSolution, SortSpec
from toolkit.messages import say

AROUND = 6
"""Words before and after a gap that tell which it is."""
Picked = Callable[[JsonValue], Collection[str] | None]


@dataclass(frozen=True)
class Question:
    """One thing to choose in an exercise.

    Parameters
    ----------
    text
        The part that is asked about; empty where it is the exercise itself.
    options
        What there is to choose among, by id.
    key
        The right ones.
    picked
        Returns what an answer chose, None where it leaves the question open.
    many
        Whether more than one can be chosen.
    """

    text: str
    options: Mapping[str, str]
    key: frozenset[str]
    picked: Picked
    many: bool = False


def questions(exercise: Exercise, var: Variant) -> list[Question]:
    """Return the questions of a variant; nothing for a kind without options to choose among.

    Of a `branch` only the first choice, which everybody makes; of a `cloze` the gaps with choices; of a `hotspot`
    those with named places.
    """
    spec, solution = exercise.specs[var], exercise.solutions[var]
    return list(_questions(spec, solution))


def _questions(spec: Spec, solution: Solution) -> Iterator[Question]:
    match spec, solution:
        case SingleSpec(), SingleSolution():
            yield Question("", spec.options, frozenset([solution.key]), _one)
        case MultipleSpec(), MultipleSolution():
            yield Question("", spec.options, frozenset(solution.key), _listed, many=True)
        case HotspotSpec(), HotspotSolution() if spec.areas is not None:
            names = {name: area.name for name, area in spec.areas.items()}
            yield Question("", names, frozenset(solution.ids), _listed, many=True)
        case BranchSpec(), BranchSolution():
            yield _first_choice(spec, solution)
        case ClozeSpec(), ClozeSolution():
            for gap in spec.ids:
                if spec.choices(gap):
                    text = _gap_text(spec, gap)
                    options = {one: one for one in spec.choices(gap)}
                    yield Question(text, options, frozenset(solution.key[gap]), _at(gap))
        case SortSpec(), SortSolution():
            groups = {**spec.groups, NONE: say("sort.none")}
            for item, text in spec.items.items():
                yield Question(text, groups, frozenset(solution.accepted(item)), _at(item, NONE))


def _one(answer: JsonValue) -> Collection[str] | None:
    return [answer] if isinstance(answer, str) else None


def _listed(answer: JsonValue) -> Collection[str] | None:
    return [one for one in answer if isinstance(one, str)] if isinstance(answer, list) else None


def _at(part: str, absent: str | None = None) -> Picked:
    """Return what reads one part of a mapping; `absent` is what it counts as where it is not there."""

    def picked(answer: JsonValue) -> Collection[str] | None:
        found = answer.get(part, absent) if isinstance(answer, dict) else None
        return [found] if isinstance(found, str) else None

    return picked


def _first(answer: JsonValue) -> Collection[str] | None:
    step = answer[0] if isinstance(answer, list) and answer else None
    return [str(step[1])] if isinstance(step, list) else None


def _first_choice(spec: BranchSpec, solution: BranchSolution) -> Question:
    """Return the choice in the first node; right is what can lead to the most points."""
    ways = Ways(spec)
    sums = ways.sums(solution, max)
    worths = {
        one: worth(solution, spec.start, one) + sums[ways.after(ways.start, one)] for one in ways.open[ways.start]
    }
    node = spec.nodes[spec.start]
    options = {name: node.choices[name].text for name in worths}
    best = [name for name, most in worths.items() if most == max(worths.values())]
    return Question(say("report.items.first_choice", text=node.text), options, frozenset(best), _first)


def _gap_text(spec: ClozeSpec, gap: str) -> str:
    """Return the words around a gap, with a line for it."""
    place = 2 * spec.ids.index(gap) + 1
    before, after = spec.pieces[place - 1].split(" "), spec.pieces[place + 1].split(" ")
    start, end = "… " if len(before) > AROUND else "", " …" if len(after) > AROUND else ""
    return start + " ".join(before[-AROUND:]) + "____" + " ".join(after[:AROUND]) + end
