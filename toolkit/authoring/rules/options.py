"""Rules on the options of an exercise: one is right, and nothing but knowing shows which."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from toolkit.authoring.findings import Finding
from toolkit.authoring.parts import Part, Task
from toolkit.authoring.swedish import STOP_WORDS, akin, content, sentences, words
from toolkit.exercises.multiple import MultipleSpec
from toolkit.exercises.single import SingleSpec
from toolkit.messages import listed, quoted, say

FEWEST = 3
"""Options of a graded exercise; with two, one in two guess right."""
LONGER, CHARACTERS, SPREAD = 1.4, 15, 3
"""How much longer than the mean of the others a key may be, in share and in characters, and the longest option
than the shortest."""
_ABSOLUTE = re.compile(r"\b(?:alltid|aldrig|helt|endast|bara|alla|ingen|måste)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w,.])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:,(\d+))?(?![\w])")
_RANGE = re.compile(r"^(\d+)\s*(?:–|-|till)\s*(\d+)\b")
_OPEN = (
    (re.compile(r"^(?:minst\s+(\d+)\b|(\d+)\s+eller\s+(?:fler|mer)\b)"), 0, None),
    (re.compile(r"^(?:mer|fler)\s+än\s+(\d+)\b|^över\s+(\d+)\b"), 1, None),
    (re.compile(r"^(?:under|färre\s+än|mindre\s+än)\s+(\d+)\b"), None, -1),
    (re.compile(r"^högst\s+(\d+)\b"), None, 0),
)
"""An interval that is open at one end: what is added to its number for the end that is not."""
_FIRST_LETTERS = 5


def number(task: Task) -> Iterator[Finding]:
    """Find graded choices among too few options, and choices of several where only one is right, or most."""
    count = len(task.options)
    if isinstance(task.spec, SingleSpec) and task.exercise.graded and count < FEWEST:
        found, expected = say("check.options", n=count), say("check.min_options", n=FEWEST)
        yield task.finding("few-options", found, expected, field="options")
    if isinstance(task.spec, MultipleSpec):
        right = sum(part.right for part in task.options)
        if right == 1:
            yield task.finding("one-right", say("check.one_key"), say("check.use_single"), field="key")
        elif right > 0.6 * count:
            found = say("check.keys", right=right, n=count)
            yield task.finding("many-right", found, say("check.few_keys"), field="key")


def apart(task: Task) -> Iterator[Finding]:
    """Find options that say the same as another and more, and intervals of one scale that have a number in common."""
    for one, other in combinations(task.options, 2):
        short, long = sorted((one, other), key=lambda part: len(part.text))
        if _plain(long.text).startswith(f"{_plain(short.text)} "):
            expected = say("check.no_prefix", text=quoted(short.text))
            yield task.finding("prefix", quoted(long.text), expected, field=long.field)
        spans = _interval(one.text), _interval(other.text)
        if spans[0] and spans[1] and _meet(spans[0], spans[1]):
            expected = say("check.disjoint", text=quoted(one.text))
            yield task.finding("overlap", quoted(other.text), expected, field=other.field)


def _plain(text: str) -> str:
    return " ".join(words(text)).casefold()


def _interval(text: str) -> tuple[float, float, set[str]] | None:
    """Return the ends of an interval, and what it is of."""
    low = text.casefold().strip()
    if found := _RANGE.match(low):
        return float(found[1]), float(found[2]), content(low[found.end() :])
    for pattern, from_, to in _OPEN:
        if found := pattern.match(low):
            value = float(next(one for one in found.groups() if one))
            ends = (value + from_ if from_ is not None else -1.0), (value + to if to is not None else float("inf"))
            return *ends, content(low[found.end() :])
    return None


def _meet(one: tuple[float, float, set[str]], other: tuple[float, float, set[str]]) -> bool:
    """Tell whether two intervals have a number in common; where each is of a thing of its own they have none."""
    same = one[2] <= other[2] or other[2] <= one[2]
    return same and one[0] <= other[1] and other[0] <= one[1]


def order(task: Task) -> Iterator[Finding]:
    """Find options that are all numbers and not shown in their order."""
    numbers = [_sole_number(part.text) for part in task.options]
    values = [value for value in numbers if value is not None]
    if len(values) < 2 or len(values) < len(numbers):
        return
    rising = all(one < other for one, other in pairwise(values))
    falling = all(one > other for one, other in pairwise(values))
    if not task.spec.ordered or not (rising or falling):
        found = listed([part.text for part in task.options], "och")
        yield task.finding("number-order", quoted(found), say("check.ordered"), field="options")


def _sole_number(text: str) -> Decimal | None:
    """Return the number of an option that holds one number and hardly anything else."""
    found = _NUMBER.findall(text)
    if len(found) != 1 or len(words(_NUMBER.sub("", text))) > 2:
        return None
    whole, part = found[0]
    return Decimal(re.sub(r"\D", "", whole) + (f".{part}" if part else ""))


def form(task: Task) -> Iterator[Finding]:
    """Find options of different form: some with a full stop, a capital, *att* or a number, and some without."""
    texts = [part.text for part in (task.options or (task.parts if task.kind.name == "rank" else []))]
    if len(texts) < 2:
        return
    forms = {
        "stop": [text.rstrip().endswith(".") for text in texts],
        "capital": [text.lstrip('”"(')[:1].isupper() or not text.lstrip('”"(')[:1].isalpha() for text in texts],
        "att": [text.casefold().startswith("att ") for text in texts],
        "number": [text[:1].isdigit() for text in texts],
    }
    for name, has in forms.items():
        if any(has) and not all(has):
            odd = texts[has.index(has.count(True) * 2 <= len(has))]
            field = task.parts[0].field.split(".")[0]
            yield task.finding("form", quoted(odd), say(f"check.form_{name}"), field=field)


def length(task: Task) -> Iterator[Finding]:
    """Find a key that is longer than the rest, and options of very different length."""
    if not isinstance(task.spec, SingleSpec | MultipleSpec) or task.spec.pictures:
        return
    key, wrong = _halves(task.options)
    if not key or not wrong:
        return
    mean = sum(len(part.text) for part in wrong) / len(wrong)
    longest, shortest = (pick(task.options, key=lambda part: len(part.text)) for pick in (max, min))
    size = len(longest.text)
    if longest.right and size > LONGER * mean and size > mean + CHARACTERS:
        found = say("check.key_length", text=quoted(longest.text), n=size)
        yield task.finding("long-key", found, say("check.mean_length", n=round(mean)), field=longest.field)
    elif size > SPREAD * len(shortest.text) and size > len(shortest.text) + CHARACTERS:
        found = say("check.option_lengths", short=quoted(shortest.text), n=size)
        yield task.finding("lengths", found, say("check.alike_length", n=SPREAD), field=longest.field)


def longest_is_key(task: Task) -> bool:
    """Tell whether the one right option is longer than every other."""
    key, wrong = _halves(task.options)
    return len(key) == 1 and all(len(key[0].text) > len(part.text) for part in wrong)


def _halves(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    return [part for part in parts if part.right], [part for part in parts if not part.right]


def clues(task: Task) -> Iterator[Finding]:
    """Find words that show which option is wrong or right without any knowledge."""
    key, wrong = _halves(task.options)
    if not key or not wrong:
        return
    if not any(_ABSOLUTE.search(part.text) for part in key):
        for part in wrong:
            if found := _ABSOLUTE.search(part.text):
                expected = say("check.no_absolute")
                yield task.finding("absolute", quoted(found[0]), expected, field=part.field)
    asked = [word for one in sentences(task.spec.prompt) if one.endswith("?") for word in _heavy(one)]
    distract = [word for part in wrong for word in _heavy(part.text)]
    for part in key:
        for word in _heavy(part.text):
            echoed = any(akin(word, other) for other in asked)
            if echoed and not any(akin(word, other) for other in distract):
                yield task.finding("echo", quoted(word), say("check.no_echo"), field=part.field)
                break


def _heavy(text: str) -> list[str]:
    return [
        word
        for word in words(text)
        if len(word) >= _FIRST_LETTERS and word.casefold() not in STOP_WORDS and not word[0].isdigit()
    ]
