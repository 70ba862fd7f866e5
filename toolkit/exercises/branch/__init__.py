"""``branch``: make choices, each of which leads to the next."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape
from random import Random

from pydantic import JsonValue

from toolkit.errors import AnswerError, Problem
from toolkit.exercises.base import Kind, Sample, check_ids, check_texts
from toolkit.exercises.branch.model import BranchSolution, BranchSpec, Choice, Node, Step, conditions
from toolkit.exercises.branch.ways import MOST, Place, TooManyWaysError, Ways, worth
from toolkit.messages import listed, say

__all__ = ["Branch", "BranchSolution", "BranchSpec", "Choice", "Node"]

Answer = tuple[Step, ...]


class Branch(Kind[BranchSpec, BranchSolution, Answer]):
    """Make choices, each of which leads on: points of the choices on the path / best reachable sum."""

    name = "branch"
    binding = True
    spec = BranchSpec
    solution = BranchSolution

    def problems(self, spec: BranchSpec, solution: BranchSolution) -> Iterator[Problem]:
        """Find what no way comes to, where a way stops, and a key that does not fit."""
        yield from _key_problems(spec, solution)
        for name, node in spec.nodes.items():
            yield from check_texts(f"nodes.{name}.choices", {one: choice.text for one, choice in node.choices.items()})
        yield from _way_problems(spec, solution)

    def needs_feedback(self, spec: BranchSpec, solution: BranchSolution) -> list[str]:
        """Return the choices that are worth less than another in their node."""
        found = []
        for name, node in spec.nodes.items():
            most = max((worth(solution, name, one) for one in node.choices), default=Fraction(0))
            found += [f"{name}.{one}" for one in node.choices if worth(solution, name, one) < most]
        return found

    def read_answer(self, spec: BranchSpec, value: JsonValue) -> Answer:
        """Read the choices from the start on. No choice at all is no answer: that is sent as null."""
        if not isinstance(value, list) or not 1 <= len(value) <= len(spec.nodes):
            raise AnswerError(say("answer.branch"))
        answer: list[Step] = []
        made: set[str] = set()
        place = spec.start
        for step in value:
            if not isinstance(step, list) or len(step) != 2 or step[0] != place or not isinstance(step[1], str):
                raise AnswerError(say("answer.branch"))
            choice = spec.nodes[place].choices.get(step[1])
            if choice is None or not made.issuperset(choice.conditions):
                raise AnswerError(say("answer.branch"))
            answer.append((place, step[1]))
            made.add(f"{place}.{step[1]}")
            place = choice.to
        return tuple(answer)

    def extends(self, answer: Answer, earlier: Answer) -> bool:
        """Tell whether an answer begins with every choice of the earlier one."""
        return answer[: len(earlier)] == earlier

    def parts(self, answer: JsonValue) -> list[str]:
        """Return the choices with their nodes."""
        return [f"{step[0]}.{step[1]}" for step in answer if isinstance(step, list)] if isinstance(answer, list) else []

    def share(self, spec: BranchSpec, solution: BranchSolution, answer: Answer) -> Fraction:
        """Return the points of the choices on the path / the best reachable sum; an unfinished path has what it has."""
        ways = Ways(spec)
        return _sum(solution, answer) / ways.sums(solution, max)[ways.start]

    def words(self, spec: BranchSpec, answer: Answer) -> list[str]:
        """Say what was chosen, step by step, and whether the way is finished."""
        texts = [spec.nodes[name].choices[choice].text for name, choice in answer]
        lines = [say("branch.step", n=number, text=text) for number, text in enumerate(texts, 1)]
        last, choice = answer[-1]
        if spec.nodes[spec.nodes[last].choices[choice].to].choices:
            lines.append(say("branch.unfinished"))
        return lines

    def explain(self, spec: BranchSpec, solution: BranchSolution, answer: Answer) -> list[str]:
        """Say what was chosen, what that implies, and a way that gives all points."""
        return [*self.words(spec, answer), *self.explain_shown(spec, solution, answer)]

    def explain_shown(self, spec: BranchSpec, solution: BranchSolution, answer: Answer) -> list[str]:
        """Say it without the choices, which are shown."""
        lines = [solution.feedback[f"{name}.{one}"] for name, one in answer if f"{name}.{one}" in solution.feedback]
        if self.share(spec, solution, answer) < 1:
            texts = [f"”{spec.nodes[name].choices[one].text}”" for name, one in _best(spec, solution)]
            lines.append(say("branch.best", steps=listed(texts, say("branch.then"))))
        return [*lines, solution.explanation]

    def samples(self, spec: BranchSpec, solution: BranchSolution) -> list[Sample]:
        """Go the best way, the worst, and parts of them; go nowhere, and where one cannot go."""
        best, worst = _best(spec, solution), self._simulated(spec, solution, 0.0, Random(0))

        def sample(way: Sequence[Step]) -> Sample:
            share = _sum(solution, way) / _sum(solution, best)
            return Sample("right" if share == 1 else "partly" if share else "wrong", _sent(way), share)

        return [
            sample(best),
            *(sample(way[:end]) for way in (best, worst) for end in range(1, len(way))),
            Sample("wrong", _sent(worst), _sum(solution, worst) / _sum(solution, best)),
            Sample("empty", None, Fraction(0)),
            Sample("malformed", [], None),
            Sample("malformed", [[spec.start, "finns_inte"]], None),
            Sample("malformed", [*_sent(best), *_sent(best)], None),
            Sample("malformed", _sent(best)[0], None),
            Sample("malformed", spec.start, None),
        ]

    def simulate(self, spec: BranchSpec, solution: BranchSolution, right: float, rng: Random) -> JsonValue:
        """Choose what can lead to the most with probability `right`, else what can lead to the least."""
        return _sent(self._simulated(spec, solution, right, rng))

    def _simulated(self, spec: BranchSpec, solution: BranchSolution, right: float, rng: Random) -> list[Step]:
        ways = Ways(spec)
        most, least = ways.sums(solution, max), ways.sums(solution, min)

        def choose(place: Place, choices: list[str]) -> str:
            sums, best = (most, max) if rng.random() < right else (least, min)
            found = {one: worth(solution, place[0], one) + sums[ways.after(place, one)] for one in choices}
            return rng.choice([one for one in choices if found[one] == best(found.values())])

        return list(ways.way(choose))

    def chance(self, spec: BranchSpec) -> Fraction:
        """Return the mean over the nodes of one of the choices."""
        counts = [len(node.choices) for node in spec.nodes.values() if len(node.choices) > 1]
        return sum((Fraction(1, count) for count in counts), Fraction(0)) / len(counts)

    def html(self, spec: BranchSpec, order: Sequence[str], answer: Answer | None, files: str = "") -> str:
        """Draw every node with its choices as radio buttons, each with the number of the node that it leads to."""
        numbers = {name: number for number, name in enumerate(_from_start(spec), 1)}
        places = {part: place for place, part in enumerate(order)}
        rows = []
        for name, number in numbers.items():
            node = spec.nodes[name]
            choices = "".join(
                f'<p><label><input type="radio" disabled{" checked" if (name, one) in (answer or ()) else ""}> '
                f"{escape(_with_way(spec, numbers, node, one))}</label></p>"
                for one in sorted(node.choices, key=lambda one: places[f"{name}.{one}"])
            )
            text = f"{say('branch.place', n=number)} {node.text}"
            rows.append(f"<li><p>{escape(text)}</p>{choices}</li>")
        return f"<ul>{''.join(rows)}</ul>"

    def shuffled(self, spec: BranchSpec) -> list[str]:
        """Return the choices with their nodes, as ``node.choice``: each node's are shown in an order of their own."""
        return [f"{name}.{choice}" for name, node in spec.nodes.items() for choice in node.choices]


def _key_problems(spec: BranchSpec, solution: BranchSolution) -> Iterator[Problem]:
    chosen_in = [name for name, node in spec.nodes.items() if node.choices]
    yield from check_ids("key", list(solution.key), chosen_in, say("expected.one_of", ids=listed(chosen_in)))
    for name in solution.key:
        choices = list(spec.nodes[name].choices) if name in chosen_in else []
        if choices:
            yield from check_ids(
                f"key.{name}", list(solution.key[name]), choices, say("expected.one_of", ids=listed(choices))
            )
    known = [f"{name}.{one}" for name in chosen_in for one in spec.nodes[name].choices]
    for one in solution.feedback:
        if one not in known:
            yield Problem(f"feedback.{one}", say("found.unknown_id", id=one), say("expected.choice"))


def _way_problems(spec: BranchSpec, solution: BranchSolution) -> Iterator[Problem]:
    """Find what no way comes to, where a way stops, and points that cannot be had."""
    try:
        ways = Ways(spec)
    except TooManyWaysError:
        yield Problem("nodes", say("found.too_many_ways", n=MOST), say("expected.fewer_ways"))
        return
    reached = {name for name, _ in ways.open}
    opened = {(name, one) for (name, _), choices in ways.open.items() for one in choices}
    stuck = {name for (name, _), choices in ways.open.items() if not choices and spec.nodes[name].choices}
    for name, node in spec.nodes.items():
        if name not in reached:
            yield Problem(f"nodes.{name}", say("found.unreachable"), say("expected.reachable"))
            continue
        for one in node.choices:
            if (name, one) not in opened:
                yield Problem(f"nodes.{name}.choices.{one}.if", say("found.never_open"), say("expected.made_before"))
        if name in stuck:
            yield Problem(f"nodes.{name}.choices", say("found.no_exit"), say("expected.exit"))
    most, least = ways.sums(solution, max)[ways.start], ways.sums(solution, min)[ways.start]
    if not most:
        yield Problem("key", say("found.earns_nothing"), say("expected.points_on_a_way"))
    elif most == least:
        yield Problem("key", say("found.same_points"), say("expected.a_worse_way"))


def _sum(solution: BranchSolution, steps: Sequence[Step]) -> Fraction:
    return sum((worth(solution, name, choice) for name, choice in steps), Fraction(0))


def _best(spec: BranchSpec, solution: BranchSolution) -> list[Step]:
    """Return the first of the ways that earn the most."""
    ways = Ways(spec)
    most = ways.sums(solution, max)

    def choose(place: Place, choices: list[str]) -> str:
        return max(choices, key=lambda one: worth(solution, place[0], one) + most[ways.after(place, one)])

    return list(ways.way(choose))


def _sent(steps: Sequence[Step]) -> list[JsonValue]:
    return [list(step) for step in steps]


def _from_start(spec: BranchSpec) -> list[str]:
    """Return the nodes with the first one first."""
    return [spec.start, *(name for name in spec.nodes if name != spec.start)]


def _with_way(spec: BranchSpec, numbers: dict[str, int], node: Node, one: str) -> str:
    """Write a choice with what must have been chosen before it, and where it leads."""
    text = say("branch.to", text=node.choices[one].text, n=numbers[node.choices[one].to])
    before = [f"”{spec.nodes[name].choices[made].text}”" for name, made in conditions(node, one)]
    return f"{text} {say('branch.only_after', texts=listed(before, 'och'))}" if before else text
