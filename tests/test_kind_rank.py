"""The kind `rank`: what counts as the right order, what is said of another, and which keys are no keys."""

from fractions import Fraction
from itertools import permutations
from random import Random
from typing import Any

import pytest

from tests.test_cell import SINGLE
from toolkit.errors import ProblemsError
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.exercises.rank import Rank, RankSolution, RankSpec
from toolkit.face.shown import Showing
from toolkit.fold import Fold

KIND = Rank()
TEXTS = {"c": "Orsak", "a": "Läge", "d": "Åtgärd", "b": "Problem", "e": "Uppföljning", "f": "Rapport"}
FEEDBACK = {"a": "Läget kräver inget.", "b": "Problemet syns i läget.", "d": "Åtgärden svarar mot orsaken."}


def rank(*key: object, n: int = 4, **fields: object) -> Exercise:
    """Make an exercise of the first items, with its key."""
    items = {item: TEXTS[item] for item in list(TEXTS)[:n]}
    common = {"id": "prov-1-x", "kind": "rank", "goal": "prov.1.1", "points": "1", "prompt": "Ordna.", "items": items}
    hidden = {"key": list(key), "explanation": "Så.", "feedback": FEEDBACK}
    whole = RankSpec.model_validate({**common, **fields})
    return Exercise(KIND, {None: whole}, {None: RankSolution.model_validate(hidden)}, "000000")


def found(exercise: Exercise) -> list[tuple[str, str]]:
    spec, solution = exercise.specs[None], exercise.solutions[None]
    return [(one.field, one.found) for one in KIND.problems(spec, solution)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "same"),
    [
        (["a", "b", "c", "d"], [["a", "b", "c", "d"]]),
        (["a", ["b", "c"], "d"], [["a", ["b", "c"], "d"]]),
        ([["a"], "b", ["c"], ["d"]], [["a", "b", "c", "d"]]),
        ([["a", "b", "c"], "d"], [[["a", "b", "c"], "d"]]),
    ],
)
def test_a_flat_key_is_one_order(key: list[object], same: list[object]) -> None:
    for answer in permutations("abcd"):
        assert rank(*key).score(None, list(answer)) == rank(*same).score(None, list(answer))


def test_every_order_of_a_tie_is_right_and_no_other() -> None:
    exercise = rank([["a", "b"], ["c", "d"]])
    right = {"".join(answer) for answer in permutations("abcd") if exercise.score(None, list(answer)).points == 1.0}
    assert right == {"abcd", "abdc", "bacd", "badc"}


# --- what is said -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "answer", "lines"),
    [
        (
            ["a", "b", "c", "d"],
            "abcd",
            [
                "Plats 1: ”Läge”. Det stämmer.",
                "Plats 2: ”Problem”. Det stämmer.",
                "Plats 3: ”Orsak”. Det stämmer.",
                "Plats 4: ”Åtgärd”. Det stämmer.",
                "Så.",
            ],
        ),
        (
            ["a", "b", "c", "d"],
            "bacd",
            [
                "Plats 1: ”Problem”. Rätt plats: 2.",
                "Problemet syns i läget.",
                "Plats 2: ”Läge”. Rätt plats: 1.",
                "Läget kräver inget.",
                "Plats 3: ”Orsak”. Det stämmer.",
                "Plats 4: ”Åtgärd”. Det stämmer.",
                "Av 6 par står 5 i rätt ordning. Vid hälften eller färre ges inga poäng.",
                "Så.",
            ],
        ),
        (
            ["a", ["b", "c"], "d"],
            "acdb",
            [
                "Plats 1: ”Läge”. Det stämmer.",
                "Plats 2: ”Orsak”. Det stämmer.",
                "Plats 3: ”Åtgärd”. Rätt plats: 4.",
                "Åtgärden svarar mot orsaken.",
                "Plats 4: ”Problem”. Rätt plats: 2 eller 3.",
                "Problemet syns i läget.",
                "Av 5 par står 4 i rätt ordning. Vid hälften eller färre ges inga poäng.",
                "Så.",
            ],
        ),
        # Of several orders the nearest is the one that is spoken of.
        (
            [["a", "b", "c", "d"], ["d", "a", "b", "c"]],
            "dacb",
            [
                "Plats 1: ”Åtgärd”. Det stämmer.",
                "Plats 2: ”Läge”. Det stämmer.",
                "Plats 3: ”Orsak”. Rätt plats: 4.",
                "Plats 4: ”Problem”. Rätt plats: 3.",
                "Problemet syns i läget.",
                "Av 6 par står 5 i rätt ordning. Vid hälften eller färre ges inga poäng.",
                "Så.",
            ],
        ),
    ],
)
def test_what_was_answered_is_explained(key: list[object], answer: str, lines: list[str]) -> None:
    exercise = rank(*key)
    spec, solution = exercise.specs[None], exercise.solutions[None]
    assert KIND.explain(spec, solution, list(answer)) == lines  # type: ignore[arg-type]


def test_every_item_is_told_to_be_right_just_when_the_whole_is() -> None:
    exercise = rank(["a", ["b", "c"], "d"], ["b", ["a", "d"], "c"])
    for answer in permutations("abcd"):
        told = any("Rätt plats" in line for line in exercise.explain(None, list(answer)))
        assert told == (exercise.score(None, list(answer)).points < 1.0)


def test_the_items_have_a_box_each_and_the_numbers_are_the_answer() -> None:
    spec: Any = rank("a", "b", "c", n=3, items={"b": "B", "a": "<A>", "c": "C"}).spec
    empty = KIND.html(spec, ["c", "a", "b"], None)
    assert empty.startswith("<p>Skriv 1 vid det som ska stå först")
    assert [empty.index(text) for text in ("> C<", "> &lt;A&gt;<", "> B<")] == sorted(
        empty.index(text) for text in ("> C<", "> &lt;A&gt;<", "> B<")
    )
    assert "value" not in empty
    filled = KIND.html(spec, ["c", "a", "b"], ["b", "c", "a"])
    assert '<li><label><input type="text" size="2" disabled value="3"> &lt;A&gt;</label></li>' in filled


# --- what does not go together ------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "problems"),
    [
        (rank("a", "b", "c", "d"), []),
        (rank(["a", "b", "c", "d"], ["b", "a", "c", "d"]), []),
        (rank("a", "b", "c"), [("key", "en ordning utan d")]),
        (rank(["a", "b"], ["c", "d"]), [("key.1", "en ordning utan c och d"), ("key.2", "en ordning utan a och b")]),
        (rank("a", "b", "b", "c", "d"), [("key", "”b” två gånger")]),
        (rank(["a", "b", "c", "d"], ["a", "b", "x", "c", "d"]), [("key.2", "”x” som inte finns")]),
        (rank([["a", "b", "c", "d"]]), [("key.1", "en ordning där allt delar en plats")]),
        (
            rank(["a", ["b", "c"], "d"], ["a", "b", "c", "d"], ["a", ["c", "b"], "d"]),
            [("key.3", "samma ordning två gånger")],
        ),
        (
            rank(["a", "b", "c"], ["c", "b", "a"], n=3, items={"b": "B", "a": "A", "c": "C"}),
            [("key", "ordningar som är så olika att varje svar ger poäng")],
        ),
        # Some answer gives nothing, though no accepted order backwards does.
        (rank(["a", "b", "c"], ["c", "a", "b"], n=3, items={"b": "B", "a": "A", "c": "C"}), []),
        (rank("c", "a", "d", "b"), [("items", "en godkänd ordning, som deltagarna kan se i cellen")]),
        (rank(["c", ["d", "a"], "b"]), [("items", "en godkänd ordning, som deltagarna kan se i cellen")]),
        (rank("a", "b", "c", "d", items={**dict.fromkeys("cad", "Lika"), "b": "B"}), [
            ("items.a", "samma text som i ”c”"), ("items.d", "samma text som i ”c”"),
        ]),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_found(exercise: Exercise, problems: list[tuple[str, str]]) -> None:
    assert [one for one in found(exercise) if not one[0].startswith("feedback")] == problems


def test_a_tie_in_a_tie_is_told_where_it_stands() -> None:
    cell = SINGLE.replace("kind: single", "kind: rank").replace("options:", "items:")
    start = cell.index("key:")
    tied = cell[:start] + 'key: [q, [b, [q]]]\nexplanation: "Så."\n### END HIDDEN TESTS\n'
    with pytest.raises(ProblemsError) as caught:
        read_exercise(tied)
    assert [problem.field for problem in caught.value.problems] == ["key.2"]


# --- chance, and who knows some of it -------------------------------------------------------


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_chance_is_the_mean_of_all_orders(n: int) -> None:
    key = sorted(list(TEXTS)[:n])
    exercise = rank(*key, n=n)
    spec, solution = exercise.specs[None], exercise.solutions[None]
    shares = [KIND.share(spec, solution, answer) for answer in permutations(key)]  # type: ignore[arg-type]
    assert KIND.chance(spec) == sum(shares, Fraction(0)) / len(shares)  # type: ignore[arg-type]


def test_who_knows_nothing_gets_nothing_also_where_several_orders_are_accepted() -> None:
    for key in ([["a", "b", "c"], ["c", "a", "b"]], [["a", ["b", "c"]]], ["a", "b", "c"]):
        exercise = rank(*key, n=3, items={"b": "B", "a": "A", "c": "C"})
        rng = Random(1)
        for right, points in ((0.0, 0.0), (1.0, 1.0)):
            answer = KIND.simulate(exercise.spec, exercise.solutions[None], right, rng)  # type: ignore[arg-type]
            assert exercise.score(None, answer).points == points


# --- the order that is shown ----------------------------------------------------------------


def test_the_order_that_is_shown_is_the_same_with_and_without_the_key() -> None:
    """Whatever is right may be shown first: to avoid it would tell that it is wrong, and the page has no key."""
    exercise = rank("a", "b", "c", n=3, items={"b": "B", "a": "A", "c": "C"})
    released = Exercise(KIND, exercise.specs, {}, exercise.rev)
    shown = set()
    for person in (f"person-{n}" for n in range(100)):
        orders = [Showing({"x": one}, person, "ab").one("x", Fold({})).order for one in (exercise, released)]
        assert orders[0] == orders[1]
        shown.add("".join(orders[0]))
    assert shown == {"".join(order) for order in permutations("abc")}
