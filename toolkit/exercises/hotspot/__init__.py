"""``hotspot``: mark places in a drawing, chosen among named areas or as points anywhere in it."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import combinations
from math import isfinite
from random import Random
from string import ascii_uppercase
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, JsonValue, Tag, model_validator

from toolkit.errors import AnswerError, Problem, refusal
from toolkit.exercises.base import Kind, Sample, Solution, Spec, check_ids
from toolkit.exercises.hotspot.drawing import Box
from toolkit.exercises.hotspot.geometry import Circle, Point, Polygon, Shape, is_simple, overlap, rectangle, touch
from toolkit.formats.base import Model, Number, PartId, Text, wrong
from toolkit.messages import listed, quoted, say

FARTHEST = 100_000
"""No drawing is larger, and no answer lies farther away."""
MAX_AREAS = 26
"""Each place has a letter in the drawing, A to Z."""
MAX_CORNERS = 40
DECOYS = 2
"""Places that are not in the key, for each that is."""
_FEW_DIGITS = re.compile(r"-?[0-9]{1,6}([.,][0-9]{1,4})?")

Answer = Set[str] | tuple[Point, ...]
"""The ids of areas, or points in the drawing's units."""


def _as_written(value: Any) -> Any:
    """Refuse what nobody means by a place in a drawing, such as a number of a thousand digits."""
    if isinstance(value, str) and not _FEW_DIGITS.fullmatch(value):
        raise wrong(value, say("expected.coordinate", n=FARTHEST))
    return value


def _near(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) > FARTHEST:
        raise wrong(value, say("expected.coordinate", n=FARTHEST))
    return value


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise wrong(value, say("expected.length"))
    return value


Coordinate = Annotated[Number, BeforeValidator(_as_written), AfterValidator(_near)]
Length = Annotated[Coordinate, AfterValidator(_positive)]
Corner = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]


class Area(Model):
    """A place in a drawing: its name, and its shape in the drawing's units. The edge belongs to it."""

    fields_of: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "rect": ("x", "y", "width", "height"),
        "circle": ("cx", "cy", "r"),
        "polygon": ("points",),
    }

    name: Text = Field(description="what it is called in the list beside the drawing, without telling the key")
    shape: Literal["rect", "circle", "polygon"] = Field(description="its shape, named as in SVG")
    x: Coordinate | None = Field(default=None, description="rect: its left side")
    y: Coordinate | None = Field(default=None, description="rect: its upper side")
    width: Length | None = Field(default=None, description="rect: its width")
    height: Length | None = Field(default=None, description="rect: its height")
    cx: Coordinate | None = Field(default=None, description="circle: its centre, from the left")
    cy: Coordinate | None = Field(default=None, description="circle: its centre, from above")
    r: Length | None = Field(default=None, description="circle: its radius")
    points: Annotated[list[Corner], Field(min_length=3, max_length=MAX_CORNERS)] | None = Field(
        default=None, description="polygon: its corners in order, `[[x, y], ...]`; its sides do not cross"
    )

    @model_validator(mode="after")
    def _has_the_fields_of_its_shape(self) -> Self:
        own = self.fields_of[self.shape]
        for fields in self.fields_of.values():
            for name in fields:
                if name in own and getattr(self, name) is None:
                    raise refusal((name,), say("found.nothing"), say("expected.shape_has", shape=self.shape))
                if name not in own and getattr(self, name) is not None:
                    expected = say("expected.shape_fields", shape=self.shape, names=listed(list(own), "och"))
                    raise refusal((name,), say("found.shape_field", shape=self.shape), expected)
        if self.points is not None and not is_simple(_points(self.points)):
            raise refusal(("points",), say("found.crossing"), say("expected.simple"))
        return self

    @property
    def figure(self) -> Shape:
        """Its shape, exactly as it was written."""
        if self.points is not None:
            return Polygon(_points(self.points))
        numbers = [Fraction(getattr(self, name)) for name in self.fields_of[self.shape]]
        if self.shape == "circle":
            return Circle((numbers[0], numbers[1]), numbers[2])
        return rectangle(*numbers)

    def is_within(self, box: Box) -> bool:
        """Tell whether it lies in a drawing's box, edges included."""
        left, top, width, height = map(Fraction, box)
        (a, b), (c, d) = self.figure.bounds
        return left <= a and top <= b and c <= left + width and d <= top + height


class HotspotSpec(Spec):
    """What the author of a `hotspot` writes in the open."""

    kind: Literal["hotspot"] = Field(description="mark places in a drawing")
    areas: Annotated[dict[PartId, Area], Field(min_length=1 + DECOYS, max_length=MAX_AREAS)] | None = Field(
        default=None, description="the places to choose among; none overlaps another"
    )
    marks: Annotated[int, Field(ge=1, le=MAX_AREAS)] | None = Field(
        default=None, description="how many points to mark, which is shown: as many as there are places in the key"
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.areas is None) == (self.marks is None):
            found = say("found.no_places" if self.areas is None else "found.both_forms")
            raise refusal(("areas",), found, say("expected.one_form"))
        return self


def _branch(value: Any) -> str:
    """Name what a key is by the branch that reads it, so that only what is wrong in that one is said."""
    return "dict[areas]" if isinstance(value, dict) else "list[ids]"


Ids = Annotated[list[PartId], Field(min_length=1)]
Areas = Annotated[dict[PartId, Area], Field(min_length=1, max_length=MAX_AREAS)]


class HotspotSolution(Solution):
    """The key of a `hotspot`."""

    key: Annotated[Annotated[Ids, Tag("list[ids]")] | Annotated[Areas, Tag("dict[areas]")], Discriminator(_branch)] = (
        Field(description="ids of the right areas; with `marks` the right places themselves, which do not touch")
    )

    @property
    def ids(self) -> list[str]:
        """The ids of the right places."""
        return list(self.key)

    @property
    def places(self) -> dict[str, Area]:
        """The right places with their shapes; nothing where they are named by their ids alone."""
        return self.key if isinstance(self.key, dict) else {}


class Hotspot(Kind[HotspotSpec, HotspotSolution, Answer]):
    """Mark places: max(0, (hits - false) / keys) of areas, hits / keys of points."""

    name = "hotspot"
    spec = HotspotSpec
    solution = HotspotSolution

    def problems(self, spec: HotspotSpec, solution: HotspotSolution) -> Iterator[Problem]:
        """Find a drawing that is missing, places that overlap, and a key that does not fit."""
        if spec.figure is None or not spec.figure.file.endswith(".svg"):
            found = say("found.nothing") if spec.figure is None else quoted(spec.figure.file)
            yield Problem("figure.file" if spec.figure else "figure", found, say("expected.drawing"))
        if spec.areas is None:
            yield from _points_problems(spec, solution)
        else:
            yield from _areas_problems(spec.areas, solution)

    def needs_feedback(self, spec: HotspotSpec, solution: HotspotSolution) -> list[str]:
        """Return the areas that are not in the key; a point has no text of its own."""
        return [area for area in spec.areas or {} if area not in solution.key]

    def read_answer(self, spec: HotspotSpec, value: JsonValue) -> Answer:
        """Read ids of areas, or points. Nothing marked is no answer: that is sent as null."""
        if spec.areas is None:
            return _read_points(value, spec.marks or 0)
        if not isinstance(value, list) or not 1 <= len(value) <= len(spec.areas):
            raise AnswerError(say("answer.hotspot"))
        answer = {area for area in value if isinstance(area, str) and area in spec.areas}
        if len(answer) != len(value):
            raise AnswerError(say("answer.hotspot"))
        return answer

    def share(self, spec: HotspotSpec, solution: HotspotSolution, answer: Answer) -> Fraction:
        """Return (hits - false) / keys and at least 0 for areas, and for points the places that were hit / keys."""
        if isinstance(answer, tuple):
            hit = {place for place in (_hit(solution, point) for point in answer) if place is not None}
            return Fraction(len(hit), len(solution.key))
        hits = len(answer & set(solution.key))
        return Fraction(max(0, 2 * hits - len(answer)), len(solution.key))

    def words(self, spec: HotspotSpec, answer: Answer) -> list[str]:
        """Say which places were marked, or where."""
        if isinstance(answer, tuple):
            return [
                say("explain.mark", n=number, x=_written(x), y=_written(y)) for number, (x, y) in enumerate(answer, 1)
            ]
        return [area.name for name, area in (spec.areas or {}).items() if name in answer]

    def explain(self, spec: HotspotSpec, solution: HotspotSolution, answer: Answer) -> list[str]:
        """Say which places were marked rightly, which wrongly, which were missed, and how that counts."""
        if isinstance(answer, tuple):
            return [*_explained_points(solution, answer), solution.explanation]
        lines = []
        for name, area in (spec.areas or {}).items():
            if name in answer:
                right = name in solution.key
                lines.append(say("explain.right_place" if right else "explain.wrong_place", text=area.name))
                if name in solution.feedback:
                    lines.append(solution.feedback[name])
            elif name in solution.key:
                lines.append(say("explain.missed_place", text=area.name))
        if not answer <= set(solution.key):
            lines.append(say("hotspot.minus"))
        return [*lines, solution.explanation]

    def samples(self, spec: HotspotSpec, solution: HotspotSolution) -> list[Sample]:
        """Mark the key, a part of it, more than it, other places, nothing, and what is no place."""
        if spec.areas is None:
            return _samples_of_points(solution)
        right: list[JsonValue] = [*solution.ids]
        wrong_: list[JsonValue] = [area for area in spec.areas if area not in solution.key]

        def partly(answer: list[JsonValue], gained: int) -> Sample:
            share = Fraction(max(0, gained), len(right))
            return Sample("partly" if share else "wrong", answer, share)

        return [
            Sample("right", right, Fraction(1)),
            Sample("right", right[::-1], Fraction(1)),
            *([partly(right[1:], len(right) - 1)] if len(right) > 1 else []),
            partly([*right, wrong_[0]], len(right) - 1),
            partly([*right, *wrong_], len(right) - len(wrong_)),
            Sample("wrong", wrong_, Fraction(0)),
            Sample("empty", None, Fraction(0)),
            Sample("malformed", [], None),
            Sample("malformed", [right[0], right[0]], None),
            Sample("malformed", [right[0], "finns_inte"], None),
            Sample("malformed", right[0], None),
            Sample("malformed", [[1, 1]], None),
        ]

    def simulate(self, spec: HotspotSpec, solution: HotspotSolution, right: float, rng: Random) -> JsonValue:
        """Judge each area, or place each point, rightly with probability `right`; null where none is marked."""
        if spec.areas is None:
            places = list(solution.places.values())
            beside = _beside(solution)
            return [_somewhere_in(place, rng) if rng.random() < right else beside for place in places]
        answer: list[JsonValue] = [area for area in spec.areas if (area in solution.key) == (rng.random() < right)]
        return answer or None

    def chance(self, spec: HotspotSpec) -> Fraction:
        """Return one place in three, since each in the key has two beside it that are not; 0 for a point."""
        return Fraction(0) if spec.areas is None else Fraction(1, 1 + DECOYS)

    def html(self, spec: HotspotSpec, order: Sequence[str], answer: Answer | None, files: str = "") -> str:
        """Draw the areas as checkboxes, with their letters, or say where the points are, under what is to be done."""
        if spec.areas is None:
            asked = say("hotspot.mark_one") if spec.marks == 1 else say("hotspot.mark", n=spec.marks)
            said = [asked, *(self.words(spec, answer) if answer else [])]
            return "".join(f"<p>{escape(line)}</p>" for line in said)
        rows = "".join(
            f'<li><label><input type="checkbox" disabled{" checked" if area in (answer or ()) else ""}> '
            f"{letter} {escape(spec.areas[area].name)}</label></li>"
            for letter, area in zip(ascii_uppercase, order, strict=False)
        )
        return f"<p>{escape(say('hotspot.any'))}</p><ul>{rows}</ul>"

    def shuffled(self, spec: HotspotSpec) -> list[str]:
        """Return the areas; a drawing to mark points in has no parts."""
        return list(spec.areas or {})


def _points(corners: Sequence[Sequence[Decimal]]) -> tuple[Point, ...]:
    return tuple((Fraction(x), Fraction(y)) for x, y in corners)


def _areas_problems(areas: Mapping[str, Area], solution: HotspotSolution) -> Iterator[Problem]:
    """Find areas that overlap or have one name, a key that is not of them, and too few that are wrong."""
    known = list(areas)
    expected = say("expected.one_of", ids=listed(known))
    seen: dict[str, str] = {}
    for name, area in areas.items():
        twin = seen.setdefault(" ".join(area.name.casefold().split()), name)
        if twin != name:
            yield Problem(f"areas.{name}.name", say("found.same_text", id=twin), say("expected.own_text"))
    yield from _too_near("areas", areas, touching=False)
    if solution.places:
        yield Problem("key", say("found.mapping"), say("expected.area_ids"))
        return
    ids = solution.ids
    for place, name in enumerate(ids, 1):
        if name in ids[: place - 1]:
            yield Problem(f"key.{place}", say("found.place_twice"), say("expected.place_once"))
        elif name not in areas:
            yield Problem(f"key.{place}", say("found.unknown_id", id=name), expected)
    least = len(set(ids)) * (1 + DECOYS)
    if len(areas) < least:
        yield Problem("areas", say("found.count", n=len(areas)), say("expected.decoys", n=least))
    yield from check_ids("feedback", list(solution.feedback), known, expected)


def _points_problems(spec: HotspotSpec, solution: HotspotSolution) -> Iterator[Problem]:
    """Find places that touch, and another number of them than there are points to mark."""
    if not solution.places:
        yield Problem("key", say("found.list"), say("expected.places"))
        return
    yield from _too_near("key", solution.places, touching=True)
    if spec.marks != len(solution.key):
        yield Problem("marks", quoted(spec.marks), say("expected.marks", n=len(solution.key)))
    for name in solution.feedback:
        yield Problem(f"feedback.{name}", say("found.unknown_id", id=name), say("expected.no_feedback_to_points"))


def _too_near(field: str, areas: Mapping[str, Area], *, touching: bool) -> Iterator[Problem]:
    """Find each area that overlaps, or touches, one before it; the first of those is named."""
    shapes = {name: area.figure for name, area in areas.items()}
    found: dict[str, str] = {}
    for one, other in combinations(shapes, 2):
        if other not in found and (touch if touching else overlap)(shapes[one], shapes[other]):
            found[other] = one
    for name, other in found.items():
        key = "touching" if touching else "overlapping"
        yield Problem(f"{field}.{name}", say(f"found.{key}", id=other), say(f"expected.not_{key}"))


def _read_points(value: JsonValue, marks: int) -> tuple[Point, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= marks:
        raise AnswerError(say("answer.marks", n=marks))
    points = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2 or not all(_is_coordinate(number) for number in pair):
            raise AnswerError(say("answer.marks", n=marks))
        # As it was written: 0.1 is a tenth, and not the binary number next to it.
        x, y = (Fraction(repr(number)) for number in pair)
        points.append((x, y))
    return tuple(points)


def _is_coordinate(number: JsonValue) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return isfinite(number) and abs(number) <= FARTHEST if isinstance(number, float) else abs(number) <= FARTHEST


def _hit(solution: HotspotSolution, point: Point) -> str | None:
    """Return the place in the key that a point lies in: one at the most, since they do not touch."""
    return next((name for name, area in solution.places.items() if area.figure.holds(point)), None)


def _explained_points(solution: HotspotSolution, points: Sequence[Point]) -> list[str]:
    """Say of each point which place it hit, and which places none did."""
    lines, hit = [], set[str]()
    for number, point in enumerate(points, 1):
        name = _hit(solution, point)
        if name is None:
            lines.append(say("explain.mark_wrong", n=number))
        else:
            again = name in hit
            hit.add(name)
            text = solution.places[name].name
            lines.append(say("explain.mark_again" if again else "explain.mark_right", n=number, text=text))
    missed = (area.name for name, area in solution.places.items() if name not in hit)
    return [*lines, *(say("explain.missed_place", text=text) for text in missed)]


def _samples_of_points(solution: HotspotSolution) -> list[Sample]:
    places = list(solution.places.values())
    right: list[JsonValue] = [_on_edge(place) for place in places]
    beside = _beside(solution)
    part = Fraction(1, len(right))
    one_more: list[list[JsonValue]] = [right[:1], [right[0], right[0]], [right[0], beside]]
    return [
        Sample("right", right, Fraction(1)),
        Sample("right", right[::-1], Fraction(1)),
        *(Sample("partly", answer, part) for answer in one_more if len(right) > 1),
        Sample("wrong", [beside], Fraction(0)),
        Sample("empty", None, Fraction(0)),
        Sample("malformed", [], None),
        Sample("malformed", [*right, beside], None),
        Sample("malformed", ["finns_inte"], None),
        Sample("malformed", [[*solution.ids, "0"]], None),
        Sample("malformed", [1, 1], None),
    ]


def _on_edge(place: Area) -> JsonValue:
    """Return a point of an edge as an answer has it: a corner, or what lies farthest to the right in a circle."""
    figure = place.figure
    if isinstance(figure, Circle):
        return _sent((figure.centre[0] + figure.radius, figure.centre[1]))
    return _sent(figure.corners[0])


def _beside(solution: HotspotSolution) -> JsonValue:
    """Return a point to the right of every place in the key, or to the left where there is no room for it."""
    bounds = [place.figure.bounds for place in solution.places.values()]
    right = max(high[0] for _, high in bounds) + 1
    x = right if right <= FARTHEST else min(low[0] for low, _ in bounds) - 1
    return _sent((x, bounds[0][0][1]))


def _somewhere_in(place: Area, rng: Random) -> JsonValue:
    """Return a point in a place, in tenths of a unit; one of its edge where it is too narrow to be hit so."""
    figure = place.figure
    (a, b), (c, d) = figure.bounds
    for _ in range(20):
        x, y = (Fraction(rng.randint(round(low * 10), round(high * 10)), 10) for low, high in ((a, c), (b, d)))
        if figure.holds((x, y)):
            return _sent((x, y))
    return _on_edge(place)


def _sent(point: Point) -> JsonValue:
    return [int(number) if number.denominator == 1 else float(number) for number in point]


def _written(number: Fraction) -> str:
    """Write a coordinate for people, with a decimal comma and one decimal at the most."""
    return f"{round(float(number), 1):g}".replace(".", ",")
