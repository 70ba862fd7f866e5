"""``rank``: put items in order."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from itertools import combinations
from math import factorial
from random import Random
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from toolkit.errors import AnswerError, Problem, refusal
from toolkit.exercises.base import Kind, Sample, Solution, Spec, check_ids, check_texts
from toolkit.formats.base import PartId, Text
from toolkit.messages import listed, quoted, say

Answer = Sequence[str]
Order = Sequence[Sequence[str]]
"""An accepted order: what shares a place stands together."""

Tie = Annotated[list[PartId], Field(min_length=1)]
Written = Annotated[list[PartId | Tie], Field(min_length=1)]


class RankSpec(Spec):
    """What the author of a `rank` writes in the open."""

    kind: Literal["rank"] = Field(description="put items in order")
    items: Annotated[dict[PartId, Text], Field(min_length=2, max_length=20)] = Field(
        description="the items, `{id: text}`, written in an order that is not accepted: participants can see it"
    )


class RankSolution(Solution):
    """The key of a `rank`."""

    key: Annotated[list[PartId | Written], Field(min_length=1, max_length=20)] = Field(
        description="accepted orders, each a list of every item where an inner list is a tie; or one order alone"
    )

    @model_validator(mode="after")
    def _a_tie_holds_items(self) -> Self:
        if self._is_flat:
            for place, step in enumerate(self.key):
                for inside in step if isinstance(step, list) else ():
                    if isinstance(inside, list):
                        raise refusal(("key", place), quoted(listed(inside, "och")), say("expected.tie"))
        return self

    @property
    def _is_flat(self) -> bool:
        return any(isinstance(step, str) for step in self.key)

    @property
    def orders(self) -> Mapping[str, Order]:
        """The accepted orders, by the field that they are written in."""
        if self._is_flat:
            return {"key": _order(self.key)}
        return {f"key.{place}": _order(order) for place, order in enumerate(self.key, 1)}


def _order(steps: Sequence[object]) -> Order:
    return [step if isinstance(step, list) else [str(step)] for step in steps]


class Rank(Kind[RankSpec, RankSolution, Answer]):
    """Put items in order: the pairs in the right order, where half of them gives nothing."""

    name = "rank"
    spec = RankSpec
    solution = RankSolution

    def problems(self, spec: RankSpec, solution: RankSolution) -> Iterator[Problem]:
        """Find orders that are not of the items, that accept everything, or that the cell gives away."""
        items = list(spec.items)
        slips = [slip for field, order in solution.orders.items() for slip in _slips(field, order, items)]
        yield from slips
        yield from check_ids("feedback", list(solution.feedback), items, say("expected.one_of", ids=listed(items)))
        yield from check_texts("items", spec.items)
        if slips:
            return
        seen: dict[tuple[frozenset[str], ...], str] = {}
        for field, order in solution.orders.items():
            if seen.setdefault(tuple(frozenset(tie) for tie in order), field) != field:
                yield Problem(field, say("found.order_twice"), say("expected.order_once"))
        if self.share(spec, solution, _worst(solution)):
            yield Problem("key", say("found.orders_apart"), say("expected.orders_alike"))
        if self.share(spec, solution, items) == 1:
            yield Problem("items", say("found.in_key_order"), say("expected.mixed_order"))

    def needs_feedback(self, spec: RankSpec, solution: RankSolution) -> list[str]:
        """Return the items: each can be put in a wrong place."""
        return list(spec.items)

    def read_answer(self, spec: RankSpec, value: JsonValue) -> Answer:
        """Read the ids of all items, the first one first."""
        if not isinstance(value, list) or len(value) != len(spec.items):
            raise AnswerError(say("answer.rank"))
        answer = [item for item in value if isinstance(item, str) and item in spec.items]
        if len(set(answer)) != len(value):
            raise AnswerError(say("answer.rank"))
        return answer

    def share(self, spec: RankSpec, solution: RankSolution, answer: Answer) -> Fraction:
        """Return 2s - 1 and at least 0, where s is the share of the pairs that stand as in the nearest order."""
        right, pairs = _pairs(_nearest(solution, answer), answer)
        return max(Fraction(0), 2 * Fraction(right, pairs) - 1)

    def words(self, spec: RankSpec, answer: Answer) -> list[str]:
        """Say what stands in each place."""
        return [say("explain.place", n=place, item=spec.items[item]) for place, item in enumerate(answer, 1)]

    def explain(self, spec: RankSpec, solution: RankSolution, answer: Answer) -> list[str]:
        """Say what stands in each place and where it belongs in the nearest order, and how many pairs are right."""
        nearest = _nearest(solution, answer)
        places, lines = _places(nearest), []
        for place, (item, said) in enumerate(zip(answer, self.words(spec, answer), strict=True), 1):
            if place in places[item]:
                lines.append(f"{said} {say('explain.card_right')}")
            else:
                right = listed([str(one) for one in places[item]])
                lines.append(f"{said} {say('explain.place_key', places=right)}")
                if item in solution.feedback:
                    lines.append(solution.feedback[item])
        right_pairs, pairs = _pairs(nearest, answer)
        if right_pairs < pairs:
            lines.append(say("explain.pairs", n=right_pairs, total=pairs))
        return [*lines, solution.explanation]

    def samples(self, spec: RankSpec, solution: RankSolution) -> list[Sample]:
        """Give the accepted orders, one with two neighbours swapped, a wrong one, and what is no order."""
        rights = [_flat(order) for order in solution.orders.values()]
        first = rights[0]
        swapped = [[*first[:n], first[n + 1], first[n], *first[n + 2 :]] for n in range(len(first) - 1)]
        shares = [(order, self.share(spec, solution, order)) for order in swapped]
        return [
            *(Sample("right", [*order], Fraction(1)) for order in rights),
            *[Sample("partly", [*order], share) for order, share in shares if 0 < share < 1][:1],
            Sample("wrong", [*_worst(solution)], Fraction(0)),
            Sample("empty", None, Fraction(0)),
            Sample("malformed", [], None),
            Sample("malformed", [*first[1:]], None),
            Sample("malformed", [*first[1:], first[1]], None),
            Sample("malformed", [*first[1:], "finns_inte"], None),
            Sample("malformed", first[0], None),
        ]

    def simulate(self, spec: RankSpec, solution: RankSolution, right: float, rng: Random) -> JsonValue:
        """Put each item in its place with probability `right`, and the others as wrong as can be."""
        key = _flat(next(iter(solution.orders.values())))
        known = {item for item in key if rng.random() < right}
        others = iter([item for item in _worst(solution) if item not in known])
        return [item if item in known else next(others) for item in key]

    def chance(self, spec: RankSpec) -> Fraction:
        """Return the mean share of all orders, where nothing is tied."""
        counts = [1]  # of orders, by how many pairs are wrong; the next item can be in wrong order with any before it
        for before in range(1, len(spec.items)):
            counts = [sum(counts[max(0, n - before) : n + 1]) for n in range(len(counts) + before)]
        pairs = len(counts) - 1
        shares = (count * max(Fraction(0), 1 - Fraction(2 * n, pairs)) for n, count in enumerate(counts))
        return sum(shares, Fraction(0)) / factorial(len(spec.items))

    def html(self, spec: RankSpec, order: Sequence[str], answer: Answer | None, files: str = "") -> str:
        """Draw a box for a number at each item; the numbers are filled in where there is an answer."""
        rows = []
        for place, item in enumerate(answer or order, 1):
            value = f' value="{place}"' if answer else ""
            box = f'<input type="text" size="2" disabled{value}>'
            rows.append(f"<li><label>{box} {escape(spec.items[item])}</label></li>")
        return f"<p>{escape(say('rank.on_paper'))}</p><ul>{''.join(rows)}</ul>"

    def shuffled(self, spec: RankSpec) -> list[str]:
        """Return the items."""
        return list(spec.items)


def _slips(field: str, order: Order, items: Sequence[str]) -> Iterator[Problem]:
    """Find what keeps an order from being one of the items."""
    seen: set[str] = set()
    for item in _flat(order):
        if item not in items:
            yield Problem(field, say("found.unknown_id", id=item), say("expected.one_of", ids=listed([*items])))
        elif item in seen:
            yield Problem(field, say("found.item_twice", id=item), say("expected.item_once"))
        seen.add(item)
    missing = [item for item in items if item not in seen]
    if missing:
        yield Problem(field, say("found.items_left_out", ids=listed(missing, "och")), say("expected.every_item"))
    elif len(order) == 1:
        yield Problem(field, say("found.all_tied"), say("expected.two_places"))


def _flat(order: Order) -> list[str]:
    return [item for tie in order for item in tie]


def _places(order: Order) -> dict[str, range]:
    """Return the places that each item may have, counted from 1."""
    places: dict[str, range] = {}
    for tie in order:
        start = len(places) + 1
        places |= dict.fromkeys(tie, range(start, start + len(tie)))
    return places


def _pairs(order: Order, answer: Answer) -> tuple[int, int]:
    """Return how many pairs stand as in the order, and how many there are; what is tied is no pair."""
    level = {item: place for place, tie in enumerate(order) for item in tie}
    steps = [level[b] - level[a] for a, b in combinations(answer, 2)]
    return sum(step > 0 for step in steps), sum(step != 0 for step in steps)


def _nearest(solution: RankSolution, answer: Answer) -> Order:
    """Return the accepted order with the greatest share of right pairs; of equals the first."""
    return max(solution.orders.values(), key=lambda order: Fraction(*_pairs(order, answer)))


def _worst(solution: RankSolution) -> list[str]:
    """Return an order that gives nothing: an accepted one backwards, or else one of many by chance."""

    def nearness(answer: list[str]) -> Fraction:
        return Fraction(*_pairs(_nearest(solution, answer), answer))

    tries = [_flat(order)[::-1] for order in solution.orders.values()]
    best = min(tries, key=nearness)
    rng = Random(0)
    for _ in range(500):
        if 2 * nearness(best) <= 1:
            break
        best = min(best, rng.sample(best, len(best)), key=nearness)
    return best
