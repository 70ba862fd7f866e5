"""Rules on exercises that are too alike: two of a course, and two variants of one."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from math import ceil

from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Material
from toolkit.authoring.parts import Task, tasks
from toolkit.authoring.swedish import mask, names_in, words
from toolkit.exercises.numeric import NumericSpec
from toolkit.messages import say

MOST = 0.7
"""The share of the words of two exercises that may stand in both."""
_SETTING = ("case", "figure")
"""What several exercises may have in common: what they go by, and not what they ask."""


def similar(material: Material) -> Iterator[Finding]:
    """Find exercises that say nearly the same as an earlier one, with and without what they go by.

    Variants of one exercise, and the two halves of a pair, are meant to be alike.
    """
    found = [task for module in material.modules for task in tasks(module)]
    asks = [_words(task, whole=False) for task in found]
    wholes = [_words(task, whole=True) for task in found]
    told: set[str] = set()
    for one, other in _near(asks):
        first, second = found[one], found[other]
        if first.slot == second.slot or second.exercise.id in told or _overlap(wholes[one], wholes[other]) <= MOST:
            continue
        told.add(second.exercise.id)
        share = round(100 * _overlap(wholes[one], wholes[other]))
        said = say("check.overlap", n=share, exercise=first.exercise.id)
        yield second.finding("similar", said, say("check.most_overlap", n=round(100 * MOST)))


def _words(task: Task, *, whole: bool) -> frozenset[str]:
    texts = (text for field, text in task.shown if whole or field.split(".")[0] not in _SETTING)
    return frozenset(word.casefold() for text in texts for word in words(text))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _near(sets: list[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that overlap more than they may, in order.

    Two such sets have one of the rarest words of each in common, so only those are looked up.
    """
    count = Counter(word for one in sets for word in one)
    at: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(sets):
        rarest = sorted(one, key=lambda word: (count[word], word))[: len(one) - ceil(MOST * len(one)) + 1]
        for earlier in sorted({place_ for word in rarest for place_ in at[word]}):
            if _overlap(sets[earlier], one) > MOST:
                yield earlier, place
        for word in rarest:
            at[word].append(place)


def same_variants(material: Material) -> Iterator[Finding]:
    """Find variants of one exercise that differ in names, numbers and dates alone, and have the same key.

    The key of a number always differs; there it is the table or the figure that must.
    """
    for module in material.modules:
        found = list(tasks(module))
        names = names_in(text for task in found for _, text in (*task.shown, *task.hidden))
        by_exercise: dict[str, list[Task]] = defaultdict(list)
        for task in found:
            by_exercise[task.exercise.id].append(task)
        for several in by_exercise.values():
            seen = [(task, _masked(task, names)) for task in several]
            for (one, first), (other, second) in combinations(seen, 2):
                if first == second:
                    expected = say("check.another_case", var=one.var)
                    yield other.finding("same-variants", say("check.only_names"), expected)


def _masked(task: Task, names: frozenset[str]) -> tuple[object, ...]:
    """Return what tells a variant from another: its texts without names, and its key or what it is read from."""
    texts = sorted(mask(text, names.__contains__) for _, text in task.shown)
    if isinstance(task.spec, NumericSpec):
        return (*texts, *sorted(task.spec.files().items()))
    right = next((one for one in task.kind.samples(task.spec, task.solution) if one.name == "right"), None)
    key = task.kind.words(task.spec, task.kind.read_answer(task.spec, right.answer)) if right else []
    return (*texts, *sorted(mask(text, names.__contains__) for text in key))
