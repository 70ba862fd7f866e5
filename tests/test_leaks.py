"""Who knows nothing but looks closely gains nothing: attackers on the released exercises of every course."""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.occasion_support import SINGLE
from toolkit.exercises.base import Spec
from toolkit.exercises.branch.ways import Ways
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.notebook import read

GOLDEN = Path(__file__).parent / "golden"
COURSES = Path(__file__).parents[1] / "courses"
MOST = 0.15
"""Share of the points that an attacker may gain over chance, over all graded exercises of a course."""

Answer = Any
Attacker = Callable[[Spec], Answer]


def parts(spec: Any) -> tuple[list[str], dict[str, str]]:
    """Return groups and items of a sort, or nothing and what else there is to choose of.

    That is the options of a single or multiple, the areas of a hotspot, the items of a rank, the measures of a plan
    and the choices of a branch, as `node.choice`; for a numeric the numbers that its text names.
    """
    if spec.kind == "branch":
        return [], {
            f"{node}.{one}": choice.text for node, place in spec.nodes.items() for one, choice in place.choices.items()
        }
    if spec.kind == "sort":
        return list(spec.groups), dict(spec.items)
    if spec.kind == "numeric":
        named = re.findall(r"[0-9]+(?:[ \u00a0][0-9]{3})*(?:[.,][0-9]+)?", f"{spec.case or ''} {spec.prompt}")
        return [], {number: number for number in named or ["1"]}
    if spec.kind == "hotspot":
        return [], {name: area.name for name, area in (spec.areas or {}).items()}
    if spec.kind == "plan":
        return [], {name: one.text for name, one in spec.measures.items()}
    return [], dict(spec.items if spec.kind == "rank" else spec.options)


def taken(spec: Any, order: list[str]) -> Answer:
    """Return the first of an order.

    Of a multiple that is as many as it asks for, else half; of a rank all; of a branch a way; of a plan all that there
    is room for.
    """
    if spec.kind == "plan":
        chosen: list[str] = []
        for name in order:
            if sum(spec.costs(one) for one in [*chosen, name]) <= spec.budget:
                chosen.append(name)
        return chosen or order[:1]
    if spec.kind == "hotspot":
        # Who places points without knowing anything can only place them where most of a drawing is.
        return order[: len(order) // 3] or [[0, 0]]
    if spec.kind == "rank":
        return order
    if spec.kind == "branch":
        ways = Ways(spec)
        way = ways.way(lambda place, choices: min(choices, key=lambda one: order.index(f"{place[0]}.{one}")))
        return [list(step) for step in way]
    return order[: spec.choose or len(order) // 2] if spec.kind == "multiple" else order[0]


def first_option(spec: Spec) -> Answer:
    """Choose what stands first; every card in the first group."""
    groups, texts = parts(spec)
    return {item: groups[0] for item in texts} if groups else taken(spec, list(texts))


def longest_option(spec: Spec) -> Answer:
    """Choose the longest; cards by length, the shortest in the first group."""
    groups, texts = parts(spec)
    order = sorted(texts, key=lambda name: len(texts[name]))
    return in_blocks(order, groups) if groups else taken(spec, order[::-1])


def source_order(spec: Spec) -> Answer:
    """Take the order in the source for a pattern: the middle option; cards in blocks, group by group."""
    groups, texts = parts(spec)
    order = list(texts)
    middle = len(order) // 2
    return in_blocks(order, groups) if groups else taken(spec, order[middle:] + order[:middle])


def dealt_order(spec: Spec) -> Answer:
    """Take the cards as dealt out over the groups in turn; the last option."""
    groups, texts = parts(spec)
    if groups:
        return {item: groups[i % len(groups)] for i, item in enumerate(texts)}
    return taken(spec, list(texts)[::-1])


def telling_id(spec: Spec) -> Answer:
    """Take ids for hints: the first in the alphabet; a card in the group whose id shares most letters."""
    groups, texts = parts(spec)
    if not groups:
        return taken(spec, sorted(texts))
    return {item: max(groups, key=lambda group: len(set(group) & set(item))) for item in texts}


def telling_initial(spec: Spec) -> Answer:
    """Take ids for abbreviations: the option whose text has its id as an initial; cards in alphabetical blocks."""
    groups, texts = parts(spec)
    if groups:
        return in_blocks(sorted(texts), groups)
    hits = [name for name, text in texts.items() if any(word.casefold().startswith(name) for word in text.split())]
    order = sorted(texts, reverse=True)
    if len(hits) == 1 or spec.kind == "multiple":
        order.sort(key=lambda name: name not in hits)
    return taken(spec, order)


def in_blocks(order: list[str], groups: list[str]) -> dict[str, str]:
    """Lay cards in the groups in equal blocks."""
    return {item: groups[i * len(groups) // len(order)] for i, item in enumerate(order)}


ATTACKERS = (first_option, longest_option, source_order, dealt_order, telling_id, telling_initial)


def blind(exercise: Exercise, var: str | None) -> Fraction:
    """Return the share that blind guessing is worth: the chance of a part, or the mean of what can be chosen."""
    kind, spec, solution = exercise.kind, exercise.specs[var], exercise.solutions[var]
    if kind.name == "branch":
        return guessed_way(exercise, var)
    options = kind.shuffled(spec)
    sizes: Iterable[int]
    if kind.name == "multiple":
        sizes = [spec.choose] if spec.choose else range(1, len(options) + 1)  # type: ignore[attr-defined]
    elif kind.name == "hotspot" and options:
        sizes = [1]  # As good as any: a second area is as likely to take a hit away as to be one.
    elif kind.name == "plan":
        sizes = range(1, len(options) + 1)
    else:
        return kind.chance(spec)
    choices = [set(chosen) for size in sizes for chosen in combinations(options, size)]
    if kind.name == "plan":  # whoever can add keeps to the budget
        choices = [chosen for chosen in choices if sum(spec.costs(one) for one in chosen) <= spec.budget]  # type: ignore[attr-defined]
    return sum((kind.share(spec, solution, chosen) for chosen in choices), Fraction(0)) / len(choices)


def guessed_way(exercise: Exercise, var: str | None) -> Fraction:
    """Return the mean of all ways, where each choice that is open is as likely as the others."""
    spec: Any = exercise.specs[var]
    solution: Any = exercise.solutions[var]
    ways = Ways(spec)

    def mean(sums: Iterable[Fraction]) -> Fraction:
        found = list(sums)
        return sum(found, Fraction(0)) / len(found)

    return ways.sums(solution, mean)[ways.start] / ways.sums(solution, max)[ways.start]


def attack(attacker: Attacker, spec: Any) -> Answer:
    """Let an attacker answer; the gaps of a cloze are as many questions, of which those with choices are answered."""
    if spec.kind != "cloze":
        return attacker(spec)
    asked: dict[str, Any] = {
        gap: SimpleNamespace(kind="single", options={choice: choice for choice in spec.choices(gap)})
        for gap in spec.ids
    }
    return {gap: attacker(one) if one.options else "?" for gap, one in asked.items()}


def gain(exercises: Mapping[str, Exercise], attacker: Attacker) -> float:
    """Return the share of all points that an attacker has above chance."""
    points = guessed = top = Fraction(0)
    for exercise in exercises.values():
        for var, spec in exercise.specs.items():
            worth = Fraction(exercise.max_points) / len(exercise.specs)
            answer = exercise.kind.read_answer(spec, attack(attacker, spec))
            points += worth * exercise.kind.share(spec, exercise.solutions[var], answer)
            guessed += worth * blind(exercise, var)
            top += worth
    return float((points - guessed) / top)


def graded(course: str) -> dict[str, Exercise]:
    """Return what can be scored without reading: a person is not fooled by an answer that looks right."""
    found: dict[str, Exercise] = {}
    for path in sorted((COURSES / course / "source").glob("*/*.ipynb")):
        found |= {name: one for name, one in read(path).graded.items() if not one.kind.by_hand}
    return found


def courses() -> list[str]:
    return sorted({path.parents[2].name for path in COURSES.glob("*/source/*/*.ipynb")})


@pytest.mark.parametrize("attacker", ATTACKERS, ids=lambda a: a.__name__)
@pytest.mark.parametrize("course", courses())
def test_an_attacker_gains_little_over_chance(course: str, attacker: Attacker) -> None:
    exercises = graded(course)
    assert exercises
    assert gain(exercises, attacker) <= MOST


def test_an_attacker_who_meets_a_careless_author_is_seen() -> None:
    careless = read_exercise(SINGLE.replace("key: q", "key: b"))
    assert gain({"x": careless}, first_option) == pytest.approx(2 / 3)
    assert gain({"x": careless}, longest_option) == pytest.approx(2 / 3)


def test_so_are_careless_authors_of_the_other_kinds() -> None:
    options = '  a: "A"\n  b: "B"\n  c: "C"\n  d: "D"\n'
    top = "%%exercise\nid: x-1-x\ngoal: x.1.1\npoints: 1\n"
    end = 'explanation: "Så."\n### END HIDDEN TESTS\n'
    multiple = f'{top}kind: multiple\nprompt: "Vad?"\noptions:\n{options}### BEGIN HIDDEN TESTS\nkey: [a, b]\n{end}'
    # 15 choices: the key 1, either of it alone or both and one more 1/2 each; the rest nothing.
    assert gain({"x": read_exercise(multiple)}, first_option) == pytest.approx(1 - (1 + 4 / 2) / 15)
    # Of the six pairs one is the key, and one wrong choice takes the other's half away.
    told = read_exercise(multiple.replace("### BEGIN", "choose: 2\n### BEGIN"))
    assert gain({"x": told}, telling_id) == pytest.approx(1 - 1 / 6)
    spot = "{name: N, shape: circle, cy: 0, r: 5, cx: "
    areas = "".join(f"  {name}: {spot.replace('N', name)}{20 * n}}}\n" for n, name in enumerate("abc"))
    figure = 'figure: {file: k.svg, alt: "K"}\n'
    hotspot = f'{top}kind: hotspot\nprompt: "Var?"\n{figure}areas:\n{areas}### BEGIN HIDDEN TESTS\nkey: [a]\n{end}'
    assert gain({"x": read_exercise(hotspot)}, first_option) == pytest.approx(1 - 1 / 3)
    first = areas.splitlines(keepends=True)[0]
    point = f'{top}kind: hotspot\nprompt: "Var?"\n{figure}marks: 1\n### BEGIN HIDDEN TESTS\nkey:\n{first}{end}'
    assert gain({"x": read_exercise(point)}, first_option) == 1
    items = 'items:\n  a: "A bb"\n  b: "B"\n  c: "C ccc"\n'
    rank = f'{top}kind: rank\nprompt: "Vad?"\n{items}### BEGIN HIDDEN TESTS\nkey: [c, a, b]\n{end}'
    # Of the six orders one is right and two have one pair wrong, which gives a third.
    assert gain({"x": read_exercise(rank)}, longest_option) == pytest.approx(1 - (1 + 2 / 3) / 6)
    text = 'text: "{g} och {h}"\ngaps:\n  h: {choices: [aa, b]}\n'
    cloze = f'{top}kind: cloze\nprompt: "Vad?"\n{text}### BEGIN HIDDEN TESTS\nkey: {{g: [x], h: [aa]}}\n{end}'
    assert gain({"x": read_exercise(cloze)}, longest_option) == pytest.approx(1 / 2 - 1 / 4)
    key = 'key:\n  value: "1240"\n  abs: "0"\n'
    numeric = f'{top}kind: numeric\nprompt: "Är det 1 240 eller 7?"\n### BEGIN HIDDEN TESTS\n{key}{end}'
    assert gain({"x": read_exercise(numeric)}, first_option) == 1
    assert gain({"x": read_exercise(numeric)}, longest_option) == 1
    branch = (GOLDEN / "cell-branch.txt").read_text(encoding="utf-8")
    # By chance a third each: logg 1 + (2 + 0) / 2, ring 1/2 and ja nothing; together 2.5 / 3 of the best way's 3.
    assert gain({"x": read_exercise(branch)}, first_option) == pytest.approx(1 - 2.5 / 9)
