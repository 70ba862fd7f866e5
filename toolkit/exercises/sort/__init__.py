"""``sort``: put cards in groups."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from random import Random
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from toolkit.errors import AnswerError, Problem, refusal
from toolkit.exercises.base import Kind, Sample, Solution, Spec, check_ids
from toolkit.formats.base import PartId, Text
from toolkit.messages import listed, quoted, say

NONE = "ingen"
"""The place of a card that lies in no group."""

SIDES = 3
"""Sides of the problem analysis triangle; each may have a controller too."""
MAX_SIDE = 24
"""Characters of a side's name: it stands along the side of the drawing."""

Answer = Mapping[str, str]


class SortSpec(Spec):
    """What the author of a `sort` writes in the open."""

    kind: Literal["sort"] = Field(description="sort items into groups")
    groups: Annotated[dict[PartId, Text], Field(min_length=2, max_length=8)] = Field(
        description="the groups, `{id: name}`; `ingen` is reserved for cards in no group"
    )
    items: Annotated[dict[PartId, Text], Field(min_length=2, max_length=40)] = Field(
        description="the cards, `{id: text}`"
    )
    layout: Literal["list", "triangle"] = Field(
        default="list",
        description="`triangle`: the problem analysis triangle; the first three groups are its sides (left, right,"
        " bottom), and three further groups those who can control what stands at each",
    )

    @model_validator(mode="after")
    def _no_group_named_ingen(self) -> Self:
        if NONE in self.groups:
            found = say("found.reserved", id=NONE)
            raise refusal(("groups", NONE), found, say("expected.other_than_none"))
        return self

    @model_validator(mode="after")
    def _sides_of_a_triangle(self) -> Self:
        if self.layout == "triangle":
            if len(self.groups) not in (SIDES, 2 * SIDES):
                raise refusal(("groups",), say("found.groups", n=len(self.groups)), say("expected.sides"))
            for name, text in list(self.groups.items())[:SIDES]:
                if len(text) > MAX_SIDE:
                    raise refusal(("groups", name), quoted(text), say("expected.short_side", n=MAX_SIDE))
        return self


class SortSolution(Solution):
    """The key of a `sort`."""

    key: dict[PartId, PartId | Annotated[list[PartId], Field(min_length=1)]] = Field(
        description="`{item: group}` or `{item: [accepted groups]}`; `ingen` for a card that belongs nowhere"
    )

    def accepted(self, item: str) -> list[str]:
        """Return the groups in which a card is right."""
        groups = self.key[item]
        return [groups] if isinstance(groups, str) else groups


class Sort(Kind[SortSpec, SortSolution, Answer]):
    """Sort items into groups: items in an accepted group / items."""

    name = "sort"
    spec = SortSpec
    solution = SortSolution

    def problems(self, spec: SortSpec, solution: SortSolution) -> Iterator[Problem]:
        """Find cards without key, keys without card, and groups that do not exist."""
        items, places = list(spec.items), [*spec.groups, NONE]
        for item in items:
            if item not in solution.key:
                yield Problem(f"key.{item}", say("found.nothing"), say("expected.one_of", ids=listed(places)))
        yield from check_ids("key", list(solution.key), items, say("expected.one_of", ids=listed(items)))
        for item in solution.key:
            groups = solution.accepted(item)
            for place, group in enumerate(groups, 1):
                field = f"key.{item}" if isinstance(solution.key[item], str) else f"key.{item}.{place}"
                if group in groups[: place - 1]:
                    yield Problem(field, say("found.twice"), say("expected.once_each"))
                elif group not in places:
                    yield Problem(field, say("found.unknown_id", id=group), say("expected.one_of", ids=listed(places)))
            if set(spec.groups) <= set(groups):
                yield Problem(f"key.{item}", say("found.all_groups"), say("expected.a_wrong_group"))
        yield from check_ids("feedback", list(solution.feedback), items, say("expected.one_of", ids=listed(items)))

    def needs_feedback(self, spec: SortSpec, solution: SortSolution) -> list[str]:
        """Return the cards: each can be put in a wrong group."""
        return list(spec.items)

    def read_answer(self, spec: SortSpec, value: JsonValue) -> Answer:
        """Read where the cards lie. No card at all is no answer: that is sent as null."""
        if not isinstance(value, dict) or not value:
            raise AnswerError(say("answer.sort"))
        answer: dict[str, str] = {}
        for item, group in value.items():
            if item not in spec.items or not isinstance(group, str) or group not in (*spec.groups, NONE):
                raise AnswerError(say("answer.sort"))
            answer[item] = group
        return answer

    def share(self, spec: SortSpec, solution: SortSolution, answer: Answer) -> Fraction:
        """Return the cards in an accepted group / cards; a card that is absent lies in no group."""
        right = sum(answer.get(item, NONE) in solution.accepted(item) for item in spec.items)
        return Fraction(right, len(spec.items))

    def words(self, spec: SortSpec, answer: Answer) -> list[str]:
        """Say where each card lies."""
        names = {**spec.groups, NONE: say("sort.none")}
        return [
            say("explain.card", item=text, group=names[answer.get(item, NONE)]) for item, text in spec.items.items()
        ]

    def explain(self, spec: SortSpec, solution: SortSolution, answer: Answer) -> list[str]:
        """Say where each card lies and where it belongs."""
        names = {**spec.groups, NONE: say("sort.none")}
        lines = []
        for item, said in zip(spec.items, self.words(spec, answer), strict=True):
            accepted = solution.accepted(item)
            if answer.get(item, NONE) in accepted:
                lines.append(f"{said} {say('explain.card_right')}")
            else:
                lines.append(f"{said} {say('explain.card_key', group=listed([names[g] for g in accepted]))}")
                if item in solution.feedback:
                    lines.append(solution.feedback[item])
        return [*lines, solution.explanation]

    def samples(self, spec: SortSpec, solution: SortSolution) -> list[Sample]:
        """Put all cards right, all but one, all wrong, none, and cards that do not exist."""
        right: dict[str, JsonValue] = {item: solution.accepted(item)[0] for item in spec.items}
        wrong_places: dict[str, JsonValue] = {
            item: next(g for g in [*spec.groups, NONE] if g not in solution.accepted(item)) for item in spec.items
        }
        first = next(iter(spec.items))
        partly = {**right, first: wrong_places[first]}
        return [
            Sample("right", right, Fraction(1)),
            Sample("partly", partly, Fraction(len(spec.items) - 1, len(spec.items))),
            Sample("wrong", wrong_places, Fraction(0)),
            Sample("empty", None, Fraction(0)),
            Sample("malformed", {"finns_inte": next(iter(spec.groups))}, None),
            Sample("malformed", {first: "finns_inte"}, None),
            Sample("malformed", [first], None),
        ]

    def simulate(self, spec: SortSpec, solution: SortSolution, right: float, rng: Random) -> JsonValue:
        """Put each card right with probability `right`, else in another group."""
        answer: dict[str, JsonValue] = {}
        for item in spec.items:
            accepted = solution.accepted(item)
            others = [group for group in spec.groups if group not in accepted] or [NONE]
            answer[item] = accepted[0] if rng.random() < right else rng.choice(others)
        return answer

    def chance(self, spec: SortSpec) -> Fraction:
        """Return one of the groups."""
        return Fraction(1, len(spec.groups))

    def html(self, spec: SortSpec, order: Sequence[str], answer: Answer | None, files: str = "") -> str:
        """Draw one row of radio buttons per card."""
        rows = []
        for item in order:
            place = (answer or {}).get(item)
            choices = "".join(
                f'<label><input type="radio" disabled{" checked" if group == place else ""}> {escape(name)}</label> '
                for group, name in spec.groups.items()
            )
            rows.append(f"<li><p>{escape(spec.items[item])}</p><p>{choices}</p></li>")
        return f"<ul>{''.join(rows)}</ul>"

    def shuffled(self, spec: SortSpec) -> list[str]:
        """Return the cards; groups keep the author's order."""
        return list(spec.items)
