"""The kind `hotspot`: where a place ends, which places may lie beside each other, and what a drawing's units are."""

import json
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_kinds import MARKUP, Tags, made
from toolkit.authoring.check import ALWAYS
from toolkit.authoring.material import Module
from toolkit.authoring.new import skeleton
from toolkit.authoring.rules import files
from toolkit.errors import AnswerError, ProblemsError
from toolkit.exercises import KINDS
from toolkit.exercises.cell import read_exercise
from toolkit.exercises.hotspot import FARTHEST
from toolkit.exercises.hotspot.drawing import read_box, view_box
from toolkit.exercises.hotspot.geometry import Circle, Point, Polygon, Shape, is_simple, overlap, rectangle, touch
from toolkit.notebook import read

MANY = settings(max_examples=300, deadline=None, derandomize=True, database=None)
FIGURE = {"file": "karta.svg", "alt": "En karta"}


def at(x: float | str, y: float | str) -> Point:
    return Fraction(str(x)), Fraction(str(y))


def polygon(*points: tuple[float, float]) -> Polygon:
    return Polygon(tuple(at(*point) for point in points))


def rect(x: float, y: float, width: float, height: float) -> Polygon:
    return rectangle(*(Fraction(str(number)) for number in (x, y, width, height)))


def circle(x: float, y: float, r: float) -> Circle:
    return Circle(at(x, y), Fraction(str(r)))


# --- shapes -----------------------------------------------------------------------------------

HOOK = polygon((0, 0), (30, 0), (30, 30), (20, 30), (20, 10), (0, 10))
"""A polygon with a bay below its arm to the left."""


@pytest.mark.parametrize(
    ("shape", "inside", "outside"),
    [
        (circle(0, 0, 5), [(0, 0), (3, 4), (5, 0), (-3, -4)], [(3, "4.0000001"), (4, 4), (5, "0.001")]),
        (rect(0.1, 0.1, 0.2, 0.2), [(0.3, 0.3), (0.1, 0.2)], [("0.30000001", 0.3), (0.2, "0.0999")]),
        (HOOK, [(0, 0), (20, 10), (25, 30), (10, 10), (25, 25)], [(10, 11), (-1, 10), (-1, 0), (31, 30), (19, 30)]),
        (polygon((0, 0), (10, 5), (0, 10)), [(10, 5), (5, 5), (0, 5)], [(11, 5), (-1, 5), (-1, 0), (5, 8)]),
    ],
)
def test_an_edge_belongs_to_its_place(shape: Shape, inside: list[Any], outside: list[Any]) -> None:
    assert [shape.holds(at(*point)) for point in inside] == [True] * len(inside)
    assert [shape.holds(at(*point)) for point in outside] == [False] * len(outside)


APART = [
    (rect(0, 0, 10, 10), rect(11, 0, 10, 10)),
    (circle(0, 0, 5), circle(11, 0, 5)),
    (circle(0, 0, 5), circle(8, 8, 5)),  # the squares round them meet
    (rect(0, 0, 10, 10), circle(14, 14, 5)),
    (HOOK, rect(2, 12, 15, 15)),  # in the bay
    (HOOK, circle(10, 20, 9)),
    (polygon((0, 0), (10, 0), (0, 10)), polygon((10, 10), (10, 1), (1, 10))),
]
MEETING = [
    (rect(0, 0, 10, 10), rect(10, 0, 10, 10)),  # a side
    (rect(0, 0, 10, 10), rect(10, 10, 10, 10)),  # a corner
    (rect(0, 0, 10, 10), rect(10, 3, 10, 4)),  # a part of a side
    (circle(0, 0, 5), circle(10, 0, 5)),
    (rect(0, 0, 10, 10), circle(15, 5, 5)),
    (rect(0, 0, 10, 10), circle(13, 14, 5)),  # 3, 4 and 5: the corner
    (HOOK, rect(0, 10, 20, 20)),  # fills the bay
    (HOOK, circle(10, 20, 10)),
    (polygon((0, 0), (10, 0), (0, 10)), polygon((10, 10), (10, 0), (0, 10))),
]
OVERLAPPING = [
    (rect(0, 0, 10, 10), rect(9, 9, 10, 10)),
    (rect(0, 0, 10, 10), rect(0, 0, 10, 10)),  # the same
    (rect(0, 0, 10, 10), rect(2, 2, 3, 3)),  # one in the other
    (rect(0, 0, 10, 10), rect(0, 2, 10, 3)),  # from side to side, and no sides cross
    (rect(0, 4, 20, 4), rect(4, 0, 4, 20)),  # a cross: no corner of one lies in the other
    (rect(0, 0, 10, 10), polygon((0, 0), (10, 0), (10, 10), (5, 10), (0, 10))),  # the same, with a corner more
    (rect(0, 0, 10, 10), polygon((0, 0), (10, 10), (0, 10))),  # half of it
    (circle(0, 0, 5), circle(9, 0, 5)),
    (circle(0, 0, 5), circle(0, 0, 1)),
    (rect(0, 0, 10, 10), circle(5, 5, 1)),
    (rect(4, 4, 1, 1), circle(5, 5, 50)),
    (rect(0, 0, 10, 10), circle(0, 5, 1)),  # its centre on a side
    (rect(0, 0, 10, 10), circle(13, 14, 6)),
    (HOOK, rect(10, 20, 11, 5)),
    (HOOK, circle(10, 20, 11)),
    (HOOK, polygon((30, 0), (20, 10), (40, 10))),
]


@pytest.mark.parametrize(
    ("one", "other", "touches", "overlaps"),
    [
        *((*pair, False, False) for pair in APART),
        *((*pair, True, False) for pair in MEETING),
        *((*pair, True, True) for pair in OVERLAPPING),
    ],
)
def test_places_lie_apart_or_meet_or_overlap(one: Shape, other: Shape, touches: bool, overlaps: bool) -> None:
    assert (touch(one, other), touch(other, one)) == (touches, touches)
    assert (overlap(one, other), overlap(other, one)) == (overlaps, overlaps)


SMALL = st.integers(0, 12)


def shapes() -> st.SearchStrategy[Shape]:
    sizes = st.integers(1, 6)
    ring = st.lists(st.tuples(SMALL, SMALL), min_size=3, max_size=6, unique=True)
    corners = ring.map(lambda found: tuple(at(*point) for point in found)).filter(is_simple)
    return st.one_of(
        st.builds(rect, SMALL, SMALL, sizes, sizes), st.builds(circle, SMALL, SMALL, sizes), corners.map(Polygon)
    )


def inside(shape: Shape, point: Point) -> bool:
    """Tell whether a point lies in a shape and not on its edge."""
    if isinstance(shape, Polygon):
        return shape.holds_within(point)
    return sum((a - b) ** 2 for a, b in zip(shape.centre, point, strict=True)) < shape.radius**2


@MANY
@given(shapes(), shapes(), st.lists(st.tuples(st.integers(-30, 90), st.integers(-30, 90)), min_size=20, max_size=20))
def test_shapes_that_share_a_point_overlap_or_touch(one: Shape, other: Shape, tried: list[tuple[int, int]]) -> None:
    points = [(Fraction(x, 5), Fraction(y, 5)) for x, y in tried]
    points += [shape.some_point() for shape in (one, other) if isinstance(shape, Polygon)]
    if any(inside(one, point) and inside(other, point) for point in points):
        assert overlap(one, other)
    if any(one.holds(point) and other.holds(point) for point in points):
        assert touch(one, other)
    assert not overlap(one, other) or touch(one, other)
    assert overlap(one, other) == overlap(other, one)
    assert overlap(one, one)


@MANY
@given(shapes())
def test_a_polygon_holds_its_corners_and_some_point_that_is_not_on_its_edge(shape: Shape) -> None:
    if isinstance(shape, Polygon):
        assert all(shape.holds(corner) and not shape.holds_within(corner) for corner in shape.corners)
        assert shape.holds_within(shape.some_point())


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (9, 9), (9, 0), (0, 9)],  # crosses itself
        [(0, 0), (9, 0), (9, 9), (0, 0)],  # closed by hand
        [(0, 0), (5, 5), (9, 9)],  # all in a row
        [(0, 0), (9, 0), (4, 0), (4, 9)],  # turns straight back
        [(0, 0), (9, 0), (9, 9), (4, 0), (0, 9)],  # a corner on another side
        [(0, 0), (4, 4), (8, 0), (8, 8), (4, 4), (0, 8)],  # meets itself in a corner
    ],
)
def test_sides_that_meet_make_no_place(points: list[tuple[float, float]]) -> None:
    for turn in range(len(points)):
        assert not is_simple([at(*point) for point in points[turn:] + points[:turn]])


def test_corners_may_lie_in_a_row() -> None:
    assert is_simple([at(0, 0), at(5, 0), at(9, 0), at(9, 9)])


# --- what goes together -------------------------------------------------------------------------

CELL = """%%exercise
id: prov-1-x
kind: hotspot
goal: prov.1.1
points: 1
prompt: "Var?"
figure: {file: karta.svg, alt: "En karta"}
areas:
  p: {name: "Torget", shape: rect, x: 0, y: 0, width: 10, height: 10}
  q: {name: "Kajen", shape: rect, x: 10, y: 0, width: 10, height: 10}
  r: {name: "Parken", shape: circle, cx: 50, cy: 5, r: 5}
### BEGIN HIDDEN TESTS
key: [p]
explanation: "Så."
### END HIDDEN TESTS
"""
AREAS = "\n".join(CELL.splitlines()[7:11])
POINTS = CELL.replace(AREAS, "marks: 2").replace(
    "key: [p]",
    'key:\n  p: {name: "Torget", shape: rect, x: 0, y: 0, width: 10, height: 10}\n'
    '  q: {name: "Kajen", shape: circle, cx: 30, cy: 5, r: 5}',
)


def found(cell: str) -> list[str]:
    try:
        read_exercise(cell)
    except ProblemsError as error:
        return [problem.sentence for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("cell", "old", "new", "said"),
    [
        (CELL, "", "", []),
        (POINTS, "", "", []),
        (
            CELL,
            'figure: {file: karta.svg, alt: "En karta"}\n',
            "",
            ["figure: hittade ingenting, väntade en bild i SVG-format, till exempel karta.svg."],
        ),
        (
            CELL,
            "karta.svg",
            "karta.png",
            ["figure.file: hittade ”karta.png”, väntade en bild i SVG-format, till exempel karta.svg."],
        ),
        (
            CELL,
            "x: 10,",
            "x: 9.9,",
            ["areas.q: hittade en plats som delvis täcker ”p”, väntade platser som inte täcker varandra."],
        ),
        (CELL, "Kajen", "torget", ["areas.q.name: hittade samma text som i ”p”, väntade en egen text."]),
        (CELL, "[p]", "[p, p]", ["key.2: hittade samma plats två gånger, väntade varje plats en gång."]),
        (CELL, "[p]", "[x]", ["key.1: hittade ”x” som inte finns, väntade p, q eller r."]),
        (
            CELL,
            "[p]",
            "[p, q]",
            ["areas: hittade 3 stycken, väntade minst 6: två platser som är fel för varje plats i key."],
        ),
        (CELL, 'lanation: "Så."', 'lanation: "Så."\nfeedback: {x: "Nej."}', None),
        (CELL, "cy: 5, r: 5", "cy: 5", ["areas.r.r: hittade ingenting, väntade ett värde, circle måste ha fältet."]),
        (
            CELL,
            "cy: 5, r: 5",
            "cy: 5, r: 5, width: 3",
            ["areas.r.width: hittade ett fält som circle inte har, väntade för circle bara cx, cy och r."],
        ),
        (
            CELL,
            "cx: 50",
            "cx: 1e3",
            [
                "areas.r.cx: hittade ”1e3”, väntade ett tal i bildens enheter med högst fyra decimaler, "
                "mellan -100000 och 100000."
            ],
        ),
        (CELL, "cy: 5, r: 5", "cy: 5, r: 0", ["areas.r.r: hittade ”0”, väntade ett mått större än 0."]),
        (
            CELL,
            "areas:\n",
            "marks: 1\nareas:\n",
            ["areas: hittade både areas och marks, väntade antingen areas eller marks."],
        ),
        (
            CELL,
            AREAS,
            "ordered: true",
            ["areas: hittade varken areas eller marks, väntade antingen areas eller marks."],
        ),
        (POINTS, "marks: 2", "marks: 3", ["marks: hittade ”3”, väntade 2, lika många som platserna i key."]),
        (POINTS, "marks: 2", "marks: 1", ["marks: hittade ”1”, väntade 2, lika många som platserna i key."]),
        (
            POINTS,
            "cx: 30",
            "cx: 15",
            ["key.q: hittade en plats som rör vid ”p”, väntade platser som ligger fria från varandra."],
        ),
        (
            POINTS,
            'lanation: "Så."',
            'lanation: "Så."\nfeedback: {p: "Nej."}',
            [
                "feedback.p: hittade ”p” som inte finns, väntade att texten står i explanation, "
                "en markering har ingen egen."
            ],
        ),
        (
            CELL,
            "key: [p]",
            "key:\n  p: {name: A, shape: circle, cx: 1, cy: 1, r: 1}",
            ["key: hittade en uppställning med underfält, väntade en lista med id på platser i areas."],
        ),
        (
            POINTS,
            "shape: rect",
            "shape: polygon",
            None,
        ),
        (CELL, "name: ", "nmae: ", None),
    ],
)
def test_what_does_not_go_together_is_found(cell: str, old: str, new: str, said: list[str] | None) -> None:
    sentences = found(cell.replace(old, new, 1) if old else cell)
    if said is None:
        assert sentences
        assert all("\n" not in sentence and len(sentence) < 200 for sentence in sentences)
    else:
        assert sentences == said


def test_a_grid_is_rectangles_that_share_their_edges() -> None:
    cells = {
        f"r{row}k{column}": {
            "name": f"Rad {row}, kolumn {column}",
            "shape": "rect",
            "x": str(Decimal("0.1") * column),
            "y": str(Decimal("0.3") * row),
            "width": "0.1",
            "height": "0.3",
        }
        for row in range(5)
        for column in range(5)
    }
    exercise = made("hotspot", {"figure": FIGURE, "areas": cells}, ["r0k0", "r4k4"])
    assert list(exercise.kind.problems(exercise.spec, exercise.solutions[None])) == []


def test_places_are_looked_at_in_little_time_however_many_corners_they_have() -> None:
    """Combs whose teeth reach in between each other's: near everywhere, and nowhere over each other."""
    teeth = 9
    areas: dict[str, object] = {}
    for n in range(26):
        top = 20 * n
        above = [[x, y] for tooth in range(teeth) for x, y in ((10 * tooth, top + 30), (10 * tooth + 2, top + 5))]
        corners = [[-5, top], [10 * teeth + 5, top], *above[::-1]]
        areas[f"p{n}"] = {"name": f"Kam {n}", "shape": "polygon", "points": corners}
    exercise = made("hotspot", {"figure": FIGURE, "areas": areas}, ["p0"])
    began = time.monotonic()
    list(exercise.kind.problems(exercise.spec, exercise.solutions[None]))
    assert time.monotonic() - began < 5


# --- points -------------------------------------------------------------------------------------

PLACES = {
    "p": {"name": "Torget", "shape": "rect", "x": "0", "y": "0", "width": "10", "height": "10"},
    "q": {"name": "Kajen", "shape": "circle", "cx": "30", "cy": "5", "r": "5"},
}
TWO = made("hotspot", {"figure": FIGURE, "marks": "2"}, PLACES, "2")
HOSTILE: dict[str, Any] = {
    "an id": ["p"],
    "a point that is not in a list": [5, 5],
    "three points": [[5, 5], [30, 5], [5, 5]],
    "a point in space": [[5, 5, 5]],
    "half a point": [[5]],
    "an empty point": [[]],
    "text for a number": [["5", 5]],
    "true for a number": [[True, 5]],
    "null for a number": [[None, 5]],
    "nan": [[float("nan"), 5]],
    "infinity": [[5, float("inf")]],
    "far away": [[FARTHEST + 1, 5]],
    "a number of thousands of digits": [[10**4000, 5]],
    "a mapping": [{"x": 5, "y": 5}],
    "a list in a point": [[[5], 5]],
    "a point beside an id": [[5, 5], "p"],
    "points without end": [[5, 5]] * 1_000_000,
    "markup": [["<script>", 5]],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_point_is_refused_in_one_sentence(name: str) -> None:
    for pretest in (False, True):
        with pytest.raises(AnswerError) as caught:
            TWO.score(None, HOSTILE[name], pretest=pretest)
        assert str(caught.value) == "Markera minst en punkt och högst 2."


def test_numbers_are_taken_as_they_are_written() -> None:
    tenth = {"p": {**PLACES["p"], "x": "0.1", "width": "0.2", "y": "0", "height": "0.3"}}
    exercise = made("hotspot", {"figure": FIGURE, "marks": "1"}, tenth)
    assert 0.1 + 0.2 != 0.3  # as binary numbers
    assert exercise.score(None, [[0.3, 0.3]]).points == 1
    assert exercise.score(None, [[1e-1, 3e-1]]).points == 1
    assert exercise.score(None, [[0.30000000000000004, 0.3]]).points == 0


@pytest.mark.parametrize(
    ("answer", "points", "said"),
    [
        (
            [[5, 5], [30, 10]],
            2,
            ["Markering 1 ligger i ”Torget”, som är rätt.", "Markering 2 ligger i ”Kajen”, som är rätt."],
        ),
        (
            [[10, 10], [0, 0]],
            1,
            [
                "Markering 1 ligger i ”Torget”, som är rätt.",
                "Markering 2 ligger också i ”Torget”, som redan är markerad.",
                "”Kajen” är inte markerad men är rätt.",
            ],
        ),
        (
            [[11, 5]],
            0,
            [
                "Markering 1 ligger inte i någon av de rätta platserna.",
                "”Torget” är inte markerad men är rätt.",
                "”Kajen” är inte markerad men är rätt.",
            ],
        ),
    ],
)
def test_points_are_explained(answer: Any, points: float, said: list[str]) -> None:
    assert TWO.score(None, answer).points == points
    assert TWO.explain(None, answer) == [*said, "Så."]


def test_the_order_of_the_points_changes_nothing() -> None:
    rng = Random(1)
    for _ in range(200):
        answer = [[rng.randint(-5, 40), rng.randint(-5, 15)] for _ in range(2)]
        assert TWO.score(None, answer) == TWO.score(None, answer[::-1])  # type: ignore[arg-type]


def test_points_are_said_in_the_drawings_units() -> None:
    assert TWO.words(None, [[12.25, -3], [0.5, 1000]]) == [
        "Markering 1: 12,2 från vänster, -3 uppifrån.",
        "Markering 2: 0,5 från vänster, 1000 uppifrån.",
    ]


def test_points_are_drawn_as_text() -> None:
    kind, spec = TWO.kind, TWO.spec
    assert kind.html(spec, [], None) == "<p>Markera 2 punkter i bilden.</p>"
    drawn = kind.html(spec, [], kind.read_answer(spec, [[1, 2]]))
    assert drawn == "<p>Markera 2 punkter i bilden.</p><p>Markering 1: 1 från vänster, 2 uppifrån.</p>"
    one = made("hotspot", {"figure": FIGURE, "marks": "1"}, {"p": PLACES["p"]})
    assert "Markera en punkt i bilden." in kind.html(one.spec, [], None)


def test_areas_have_the_letters_of_the_order_in_which_they_are_shown() -> None:
    exercise = read_exercise(CELL)
    html = exercise.kind.html(exercise.spec, ["r", "p", "q"], {"p"})
    assert [part.split("<")[0] for part in html.split("> ")[1:]] == ["A Parken", "B Torget", "C Kajen"]
    assert [part.count("checked") for part in html.split("<li>")[1:]] == [0, 1, 0]


def test_areas_are_explained() -> None:
    exercise = read_exercise(CELL.replace('"Så."', '"Så."\nfeedback: {q: "Kajen är bevakad."}'))
    assert exercise.explain(None, ["p"]) == ["”Torget” är markerad och är rätt.", "Så."]
    assert exercise.explain(None, ["r", "q"]) == [
        "”Torget” är inte markerad men är rätt.",
        "”Kajen” är markerad men är fel.",
        "Kajen är bevakad.",
        "”Parken” är markerad men är fel.",
        "En fel plats drar av lika mycket som en rätt plats ger.",
        "Så.",
    ]
    assert exercise.words(None, ["r", "p"]) == ["Torget", "Parken"]


# --- the drawing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("svg", "box"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 270">', ("0", "0", "380", "270")),
        ('<?xml version="1.0"?><!-- x --><svg viewBox=" -10,-5.5 , 20 11"/>', ("-10", "-5.5", "20", "11")),
        ('<!DOCTYPE svg><svg viewBox="0 0 1 1"/>', ("0", "0", "1", "1")),
        ('<svg width="10" height="10"/>', None),
        ('<svg viewBox="0 0 0 10"/>', None),
        ('<svg viewBox="0 0 -1 10"/>', None),
        ('<svg viewBox="0 0 10"/>', None),
        ('<svg viewBox="0 0 NaN 10"/>', None),
        ('<svg viewBox="0 0 1e999 10"/>', None),
        (f'<svg viewBox="0 0 {"9" * 5000} 10"/>', None),
        ('<!DOCTYPE svg [<!ENTITY a "0 0 9 9">]><svg viewBox="&a;"/>', None),
        ('<html viewBox="0 0 1 1"><svg viewBox="0 0 2 2"/></html>', None),
        ("inte xml", None),
        ("", None),
    ],
)
def test_the_units_of_a_drawing_are_its_view_box(svg: str, box: tuple[str, ...] | None, tmp_path: Path) -> None:
    wanted = tuple(Decimal(number) for number in box) if box else None
    assert view_box(svg.encode()) == wanted
    (tmp_path / "karta.svg").write_text(svg, encoding="utf-8")
    assert read_box(tmp_path / "karta.svg") == wanted
    assert read_box(tmp_path / "annan.svg") is read_box(tmp_path) is None


def module(tmp_path: Path, source: str, **drawings: str) -> Module:
    cell = {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": [], "source": source}
    folder = tmp_path / "1-start"
    folder.mkdir()
    notebook = folder / "1-start.ipynb"
    notebook.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    for name, svg in drawings.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    return Module(folder, notebook.name, None, None, read(notebook))


@pytest.mark.parametrize(
    ("cell", "box", "fields"),
    [
        (CELL, "0 0 55 10", []),
        (CELL, "0 0 54.9 10", ["areas.r"]),
        (CELL, "1 0 100 100", ["areas.p"]),
        (CELL, "0 0 100 9.5", ["areas.p", "areas.q", "areas.r"]),
        (POINTS, "0 0 35 10", []),
        (POINTS, "0 0 34 10", ["key.q"]),
    ],
)
def test_a_place_outside_its_drawing_is_found(tmp_path: Path, cell: str, box: str, fields: list[str]) -> None:
    assert files.places in ALWAYS
    here = module(tmp_path, cell, karta=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"/>')
    findings = list(files.places(here))
    assert [one.field for one in findings] == fields
    assert all(one.rule == "picture" and box in one.expected for one in findings)


def test_a_drawing_without_units_is_found(tmp_path: Path) -> None:
    here = module(tmp_path, CELL, karta='<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    assert [(one.field, one.found) for one in files.places(here)] == [("figure.file", "en bild utan viewBox")]
    (here.folder / "karta.svg").unlink()
    assert list(files.places(here)) == []  # that it is missing is another rule's
    assert [one.rule for one in files.missing(here)] == ["missing-file"]


def test_the_skeletons_drawing_holds_its_places() -> None:
    drawing = Path(files.__file__).parents[1] / "skeletons" / "hotspot.svg"
    box = read_box(drawing)
    exercise = read_exercise(skeleton("hotspot", "prov-1-x", "prov.1.1", practice=True))
    spec: Any = exercise.spec
    assert box is not None
    assert all(area.is_within(box) for area in spec.areas.values())
    assert files.picture_problems(drawing) == []


# --- options with pictures ----------------------------------------------------------------------

OPTIONS = {"a": "Ett", "b": "Två", "c": "Tre"}
PICTURES = {name: {"file": f"{name}.svg", "alt": f"Bild {name}"} for name in OPTIONS}


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_options_have_a_picture_each_or_none_at_all(kind: str) -> None:
    key = "a" if kind == "single" else '["a"]'
    cell = (
        f"%%exercise\nid: prov-1-x\nkind: {kind}\ngoal: prov.1.1\npoints: 1\nprompt: Vad?\n"
        'options: {a: "Ett", b: "Två", c: "Tre"}\npictures:\n'
        + "".join(f'  {name}: {{file: {name}.svg, alt: "Bild {name}"}}\n' for name in OPTIONS)
        + f'### BEGIN HIDDEN TESTS\nkey: {key}\nexplanation: "Så."\n### END HIDDEN TESTS\n'
    )
    assert found(cell) == []
    assert read_exercise(cell).spec.files() == {f"pictures.{name}.file": f"{name}.svg" for name in OPTIONS}
    lacking = found(cell.replace('  b: {file: b.svg, alt: "Bild b"}\n', ""))
    assert lacking == ["pictures.b: hittade ingenting, väntade en bild för varje alternativ: file och alt."]
    unknown = found(cell.replace("  b: {file", "  x: {file"))
    assert unknown == ["pictures.x: hittade ”x” som inte finns, väntade a, b eller c."]
    assert found(cell.replace("file: b.svg", "file: ../b.svg"))
    assert found(cell.replace(', alt: "Bild b"', ""))


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_options_are_drawn_under_their_pictures(kind: str) -> None:
    evil = {**PICTURES, "b": {"file": "b.svg", "alt": MARKUP}}
    exercise = made(kind, {"options": OPTIONS, "pictures": evil}, "a" if kind == "single" else ["a"])
    html = KINDS[kind].html(exercise.spec, ["c", "a", "b"], None, "fil/")
    assert '<img src="fil/c.svg" alt="Bild c"> Tre</label>' in html
    drawn = Tags(html)
    assert drawn.tags <= {"p", "ul", "li", "label", "input", "img"}
    assert drawn.attributes == {"type", "disabled", "src", "alt"}


def test_pictures_of_options_go_out_with_the_module_and_must_be_pictures(tmp_path: Path) -> None:
    source = (
        "%%exercise\nid: prov-1-x\nkind: single\ngoal: prov.1.1\npoints: 1\nprompt: Vad?\n"
        'options: {a: "Ett", b: "Två"}\npictures:\n  a: {file: a.svg, alt: "A"}\n  b: {file: b.txt, alt: "B"}\n'
        '### BEGIN HIDDEN TESTS\nkey: a\nexplanation: "Så."\n### END HIDDEN TESTS\n'
    )
    here = module(tmp_path, source, c="<svg/>")
    assert list(files.referred(here)) == ["a.svg", "b.txt"]
    assert [one.field for one in files.missing(here)] == ["pictures.a.file", "pictures.b.file"]
    for name in ("a.svg", "b.txt"):
        (here.folder / name).write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    assert list(files.missing(here)) == []
    assert [one.field for one in files.pictures(here) if one.field] == ["pictures.b.file"]
    assert [(one.rule, one.file) for one in files.beside(here)] == [("stray-file", "c.svg")]
