"""Rules on one kind of exercise each, and on what guessing gives in any of them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from random import Random
from statistics import median

from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Module
from toolkit.authoring.parts import Task
from toolkit.authoring.swedish import words
from toolkit.exercises.base import Spec
from toolkit.exercises.branch.model import BranchSolution, BranchSpec
from toolkit.exercises.branch.ways import Ways, worth
from toolkit.exercises.cloze import ClozeSpec
from toolkit.exercises.hotspot import HotspotSolution, HotspotSpec
from toolkit.exercises.hotspot.drawing import read_box
from toolkit.exercises.numeric import NumericSolution, NumericSpec
from toolkit.exercises.numeric.numbers import read_number
from toolkit.exercises.plan import PlanSolution, PlanSpec
from toolkit.exercises.rank import RankSpec
from toolkit.exercises.sort import NONE, SortSolution, SortSpec
from toolkit.exercises.text import TextSolution
from toolkit.messages import listed, quoted, say

CARDS, GROUPS, STEPS = (6, 12), 5, (4, 7)
SHORT = 30
"""Characters of a card that is long beside none."""
MARGIN = Decimal("0.05")
"""How far from the key a number may lie, as a share of it."""
MISTAKES = 2
DECISIONS, CHOICES, CONSEQUENCE = (3, 7), 4, 12
GAPS, WORDS_PER_GAP = 3, 5
CRITERIA = (3, 6)
GUESSED, WALKED, PLANNED = Fraction(2, 5), Fraction(1, 2), 0.2
"""The most that guessing, a walk without thought, and plans drawn at random may give."""
PASSING = Fraction(7, 10)
TRIES = 200
UNEVEN = 1.6
"""How much longer than another variant one may be: both within 30 per cent of their mean, or nearly so."""
LARGE, SMALL = Fraction(15, 100), Fraction(24, 720)
"""The most of a drawing that a place in the key may cover, and the least of its width: 24 pixels of 720."""
_ORDER_WORD = re.compile(r"^\s*\d+[.)]|\b(?:först|därefter|därpå|slutligen|till sist|avslutningsvis)\b", re.IGNORECASE)
_VERDICT = re.compile(r"\b(?:rätt|fel|bra|dåligt)\s+(?:val|svar|beslut|gjort|tänkt)\b|^(?:rätt|fel|bra)\s*[!.]", re.I)
_VAGUE = re.compile(r"\b(?:god|gott|goda|bra|relevant\w*|tillräcklig\w*)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w,.])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|(?<![\w,.])\d+(?:,\d+)?")


def sorting(task: Task) -> Iterator[Finding]:
    """Find cards that give their group away, and more or fewer of them than can be taken in."""
    if not isinstance(task.spec, SortSpec) or not isinstance(task.solution, SortSolution):
        return
    spec, solution = task.spec, task.solution
    sizes = Counter(group for item in spec.items for group in solution.accepted(item) if group != NONE)
    if all(sizes[group] == 1 for group in spec.groups):
        yield task.finding("card-per-group", say("check.one_each"), say("check.uneven"), field="items")
    elif len({sizes[group] for group in spec.groups}) == 1:
        yield task.finding("even-groups", say("check.equally_many"), say("check.uneven"), field="key")
    for name, text in spec.items.items():
        heard = [one for one in spec.groups.values() if re.search(rf"\b{re.escape(one)}\w{{0,3}}\b", text, re.I)]
        if heard:
            expected = say("check.no_group_name", name=quoted(heard[0]))
            yield task.finding("group-in-card", quoted(text), expected, field=f"items.{name}")
    yield from _within(task, "cards", len(spec.items), CARDS, "items")
    if len(spec.groups) > GROUPS and spec.layout == "list":
        yield task.finding("cards", str(len(spec.groups)), say("check.at_most", n=GROUPS), field="groups")
    middle = median(len(text) for text in spec.items.values())
    longest = max(spec.items, key=lambda name: len(spec.items[name]))
    if len(spec.items[longest]) > max(2 * middle, SHORT):
        expected = say("check.max_characters", n=round(max(2 * middle, SHORT)))
        yield task.finding("cards", quoted(spec.items[longest]), expected, field=f"items.{longest}")


def ranking(task: Task) -> Iterator[Finding]:
    """Find steps that say where they stand, and more or fewer of them than can be put in order."""
    if isinstance(task.spec, RankSpec):
        for name, text in task.spec.items.items():
            if found := _ORDER_WORD.search(text):
                yield task.finding("order-word", quoted(found[0]), say("check.no_order"), field=f"items.{name}")
        yield from _within(task, "steps", len(task.spec.items), STEPS, "items")


def numbers(task: Task) -> Iterator[Finding]:
    """Find numbers that are given, that nearly anything meets, or that are asked for without unit and rounding."""
    if not isinstance(task.spec, NumericSpec) or not isinstance(task.solution, NumericSolution):
        return
    spec, key = task.spec, task.solution.key
    if spec.unit is None and "utan enhet" not in spec.prompt.casefold():
        yield task.finding("unit", say("found.nothing"), say("check.unit"), field="unit")
    if spec.round is None:
        yield task.finding("unit", say("found.nothing"), say("check.round"), field="round")
    for field, text in (("prompt", spec.prompt), ("case", spec.case or "")):
        if any(read_number(found) == key.number for found in _NUMBER.findall(text)):
            yield task.finding("given", quoted(key.value), say("check.not_given"), field=field)
    if key.margin > MARGIN * abs(key.number):
        share = f"{100 * key.margin / abs(key.number):.0f}" if key.number else "100"
        yield task.finding("tolerance", say("check.percent", n=share), say("check.max_percent"), field="key")
    if len(task.solution.wrong) < MISTAKES:
        found = say("check.mistakes", n=len(task.solution.wrong))
        yield task.finding("mistakes", found, say("check.at_least", n=MISTAKES), field="wrong")


def branching(task: Task) -> Iterator[Finding]:
    """Find a branch without consequences, without good and poor endings, or that needs no thought."""
    if not isinstance(task.spec, BranchSpec) or not isinstance(task.solution, BranchSolution):
        return
    spec, solution = task.spec, task.solution
    inner = {name: node for name, node in spec.nodes.items() if node.choices}
    for name, node in inner.items():
        if len(node.choices) < 2:
            yield task.finding("choices", say("check.one_choice"), say("check.two_choices"), field=f"nodes.{name}")
        elif len(node.choices) > CHOICES:
            found, expected = str(len(node.choices)), say("check.at_most", n=CHOICES)
            yield task.finding("many-choices", found, expected, field=f"nodes.{name}.choices")
        for one, choice in node.choices.items():
            field, text = f"nodes.{name}.choices.{one}.consequence", choice.consequence or ""
            if verdict := _VERDICT.search(text):
                yield task.finding("verdict", quoted(verdict[0]), say("check.no_verdict"), field=field)
            if len(words(text)) < CONSEQUENCE:
                found = say("check.words", n=len(words(text)))
                yield task.finding("consequence", found, say("check.min_words", n=CONSEQUENCE), field=field)
    ways = Ways(spec)
    most, least = ways.sums(solution, max), ways.sums(solution, min)
    if len({place[0] for place, open_ in ways.open.items() if not open_}) < 2:
        yield task.finding("endings", say("check.one_ending"), say("check.endings"), field="nodes")
    best = most[ways.start]
    if best and least[ways.start] * 2 > best:
        yield task.finding("endings", say("check.no_poor_ending"), say("check.endings"), field="key")
    if best and ways.sums(solution, _mean)[ways.start] > WALKED * best:
        mean = ways.sums(solution, _mean)[ways.start] / best
        yield task.finding("guess", say("check.gives", n=round(100 * mean)), say("check.most", n=50), field="key")
    longest = sum(_best_is_longest(spec, solution, name) for name in inner)
    if 2 * longest > len(inner):
        found = say("check.longest_in", n=longest, of=len(inner))
        yield task.finding("long-choices", found, say("check.half_of_nodes"), field="nodes")
    deepest = _deepest(ways)
    yield from _within(task, "decisions", deepest, DECISIONS, "nodes")


def _mean(values: Iterable[Fraction]) -> Fraction:
    found = list(values)
    return sum(found, Fraction(0)) / len(found)


def _best_is_longest(spec: BranchSpec, solution: BranchSolution, node: str) -> bool:
    choices = spec.nodes[node].choices
    best = max(choices, key=lambda one: worth(solution, node, one))
    return all(len(choices[best].text) > len(choice.text) for one, choice in choices.items() if one != best)


def _deepest(ways: Ways) -> int:
    """Return how many decisions the longest way has."""
    depth: dict[object, int] = {}
    for place in reversed(ways.open):
        depth[place] = max((1 + depth[ways.after(place, one)] for one in ways.open[place]), default=0)
    return depth[ways.start]


def planning(task: Task) -> Iterator[Finding]:
    """Find plans that are made by taking the cheapest first, or that most pass with."""
    if not isinstance(task.spec, PlanSpec) or not isinstance(task.solution, PlanSolution):
        return
    spec, kind = task.spec, task.kind
    chosen: set[str] = set()
    for name in sorted(spec.measures, key=spec.costs):
        if sum((spec.costs(one) for one in chosen), spec.costs(name)) <= spec.budget:
            chosen.add(name)
    if chosen and kind.share(spec, task.solution, chosen) == 1:
        yield task.finding("cheapest", say("check.cheapest"), say("check.a_choice"), field="key")
    rng, names = Random(task.exercise.id), list(spec.measures)
    drawn = Counter(frozenset(name for name in names if rng.random() < 0.5) for _ in range(5 * TRIES))
    fits = passes = 0
    for plan, times in drawn.items():
        if plan and sum(map(spec.costs, plan)) <= spec.budget:
            fits += times
            passes += times * ((kind.share(spec, task.solution, set(plan)) or 0) >= PASSING)
    if passes > PLANNED * fits:
        found = say("check.passing_plans", n=round(100 * passes / fits))
        yield task.finding("guess", found, say("check.most_plans", n=round(100 * PLANNED)), field="key")


def places(task: Task) -> Iterator[Finding]:
    """Find a key that takes up much of a drawing, and a description of it that names the key alone."""
    if not isinstance(task.spec, HotspotSpec) or not isinstance(task.solution, HotspotSolution):
        return
    names = task.spec.areas or {}
    alt = task.spec.figure.alt.casefold() if task.spec.figure else ""
    told = {name for name, area in names.items() if area.name.casefold() in alt}
    if told and told <= set(task.solution.ids):
        found = listed([names[name].name for name in told], "och")
        yield task.finding("key-in-alt", quoted(found), say("check.all_or_none"), field="figure.alt")
    box = read_box(task.module.folder / task.spec.figure.file) if task.spec.figure else None
    shapes = {name: area.figure for name, area in (task.solution.places or names).items() if name in task.solution.ids}
    for name, shape in shapes.items() if box else ():
        (left, top), (right, bottom) = shape.bounds
        width, height = (Fraction(side) for side in box[2:])  # type: ignore[index]
        if (right - left) * (bottom - top) > LARGE * width * height:
            yield task.finding("area", say("check.large_area"), say("check.area"), field=f"areas.{name}")
        elif min(right - left, bottom - top) < SMALL * width:
            yield task.finding("area", say("check.small_area"), say("check.area"), field=f"areas.{name}")


def gaps(task: Task) -> Iterator[Finding]:
    """Find a text that begins with a gap or is mostly gaps, and an article that gives a choice away."""
    if not isinstance(task.spec, ClozeSpec):
        return
    spec, pieces = task.spec, task.spec.pieces
    if not pieces[0].strip():
        yield task.finding("gaps", say("check.starts_with_gap"), say("check.words_first"), field="text")
    count = len(spec.ids)
    if count > GAPS:
        yield task.finding("gaps", say("check.gaps", n=count), say("check.at_most", n=GAPS), field="text")
    read = sum(len(words(piece)) for piece in pieces[::2])
    if read < WORDS_PER_GAP * count:
        expected = say("check.min_words", n=WORDS_PER_GAP * count)
        yield task.finding("gaps", say("check.words", n=read), expected, field="text")
    for before, gap in zip(pieces[::2], spec.ids, strict=False):
        if spec.choices(gap) and re.search(r"\b(?:en|ett)\s*$", before):
            yield task.finding("grammar-cue", quoted(before[-20:]), say("check.no_article"), field=f"gaps.{gap}")


def rubric(task: Task) -> Iterator[Finding]:
    """Find criteria that say how good instead of what, and too few or too many of them."""
    if isinstance(task.solution, TextSolution):
        for name, criterion in task.solution.rubric.items():
            if found := _VAGUE.search(criterion.text):
                yield task.finding("criterion", quoted(found[0]), say("check.observable"), field=f"rubric.{name}.text")
        yield from _within(task, "criterion", len(task.solution.rubric), CRITERIA, "rubric")


def guess(task: Task) -> Iterator[Finding]:
    """Find exercises that give much to who knows nothing."""
    kind, spec, solution = task.kind, task.spec, task.solution
    if isinstance(spec, BranchSpec | PlanSpec) or not task.exercise.graded:
        return
    chance = kind.chance(spec)
    if kind.name in (
        "multiple",
        "hotspot",
    ):  # What is chosen wrongly costs, so that a part's chance is not the whole's.
        rng, total = Random(task.exercise.id), Fraction(0)
        for _ in range(TRIES):
            answer = kind.simulate(spec, solution, float(chance), rng)
            total += kind.share(spec, solution, kind.read_answer(spec, answer)) or 0 if answer else 0
        chance = total / TRIES
    if chance > GUESSED:
        found = say("check.gives", n=round(100 * chance))
        yield task.finding("guess", found, say("check.most", n=round(100 * GUESSED)))


def variants(module: Module) -> Iterator[Finding]:
    """Find variants of an exercise that are not equally much to read and to choose from."""
    for cell in module.cells:
        exercise = cell.exercise
        for one, other in combinations(exercise.variants, 2) if exercise else ():
            specs = exercise.specs  # type: ignore[union-attr]
            spot, field = module.at(cell), f"variants.{other}"
            if not isinstance(specs[one], BranchSpec) and _sizes(specs[one]) != _sizes(specs[other]):
                expected = say("check.as_many", var=one)
                yield spot.finding("uneven-variants", say("check.other_number"), expected, field=field)
            short, long = sorted((one, other), key=lambda var: _to_read(specs[var]))
            if _to_read(specs[long]) > UNEVEN * _to_read(specs[short]):
                found, expected = say("check.characters", n=_to_read(specs[long])), say("check.not_longer", var=short)
                yield spot.finding("uneven-variants", found, expected, field=f"variants.{long}")


def _sizes(spec: Spec) -> dict[str, int]:
    """Return how many parts each field has."""
    return {name: len(value) for name, value in spec.model_dump(exclude_unset=True).items() if isinstance(value, dict)}


def _to_read(spec: Spec) -> int:
    return len(f"{spec.case or ''} {spec.prompt}")


def _within(task: Task, rule: str, count: int, bounds: tuple[int, int], field: str) -> Iterator[Finding]:
    low, high = bounds
    if not low <= count <= high:
        yield task.finding(rule, str(count), say("check.between", low=low, high=high), field=field)
