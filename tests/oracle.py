"""A second, independent reading of the score rules of every kind.

Written from the format reference (sections "The exercise cell", "answers.jsonl, the
journal", "Score" and "Deciding sentences") and from nothing else: it imports only the
standard library, so that the tests compare two implementations and not one with itself.

The data is what an author writes and a participant sends, as plain JSON-like values:

* single: key `"a"`, answer `"a"`
* multiple: key `["a", "c"]`, answer `["a", "c"]`; the open field `scoring` counts
* sort: key `{item: group}` or `{item: [groups]}`, answer `{item: group}`
* numeric: key `{"value": "12,5", "abs": "0,1"}` (or `rel`), answer `"1 234,5"`
* hotspot: key `["a"]` with answer `["a", "c"]`, or key `{id: shape}` with answer `[[x, y], ...]`
* rank: key `[["a", ["b", "c"], "d"], ...]` or one order alone, answer `["b", "a", "c", "d"]`
* branch: key `{node: {choice: points}}`, answer `[["node", "choice"], ...]`; the open fields
  `start` and `nodes` count
* plan: key `{measure: weight}`, answer `["a", "d"]`; every open field of its own counts
* cloze: key `{gap: [texts]}`, answer `{gap: text}`; the open fields `text`, `gaps` and `spelling` count
* text: no key counts, since a person gives the points; answer `"Klockan 15 ..."`
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import floor
from typing import Any

LEFT = "ingen"  # where an item lies that has not been placed in a group
REQUIRED = {"v", "n", "t", "type", "ex", "view", "seq"}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # of the control characters a text has tabs and line feeds only
SPACES = " \u00a0\u202f"  # ordinary, no-break and narrow no-break space
DIGITS = f"[0-9](?:[{SPACES}]*[0-9])*"  # spaces group digits, wherever between two of them
NUMBER = re.compile(f"[{SPACES}]*([+\u2212-]?)({DIGITS})(?:[,.]({DIGITS}))?[{SPACES}]*")


def share(kind: str, key: object, answer: object, spec: dict[str, object] | None = None) -> Fraction | None:
    """Return the share of the points, 0 to 1, exactly; None for a text, which only a person can judge.

    `spec` is the open fields that change the share.
    """
    if answer is None or _dont_know(answer):
        return Fraction(0)
    return SHARES[kind](key, answer, spec or {})


def _sort(key: object, answer: object) -> Fraction:
    """Return the items in an accepted group / items."""
    if not isinstance(key, dict) or not isinstance(answer, dict):
        raise TypeError("sort: key and answer are mappings")
    right = 0
    for item, groups in key.items():
        accepted = groups if isinstance(groups, list) else [groups]
        if answer.get(item, LEFT) in accepted:
            right += 1
    return Fraction(right, len(key))


def _multiple(key: object, answer: object, all_or_nothing: bool) -> Fraction:
    """Return (hits - false alarms) / keys, never below 0, or 1 or 0 for the whole set.

    The number of options chosen is not held against `choose`.
    """
    if not isinstance(key, list) or not isinstance(answer, list):
        raise TypeError("multiple: key and answer are lists")
    keys, chosen = set(key), set(answer)
    if all_or_nothing:
        return Fraction(1 if chosen == keys else 0)
    hits, false_alarms = len(chosen & keys), len(chosen - keys)
    return max(Fraction(0), Fraction(hits - false_alarms, len(keys)))


def _numeric(key: object, answer: object) -> Fraction:
    """Return 1 within the tolerance, the edges included, otherwise 0.

    The key's `wrong` gives feedback only and is not read.
    """
    if not isinstance(key, dict):
        raise TypeError("numeric: the key is a mapping")
    given = [name for name in ("abs", "rel") if key.get(name) is not None]
    if len(given) != 1:
        raise ValueError("numeric: exactly one of abs and rel")
    value, tolerance = _number(key["value"]), _number(key[given[0]])
    if tolerance < 0:
        raise ValueError("numeric: a tolerance is not negative")
    if given == ["rel"]:
        tolerance *= abs(value)
    return Fraction(1 if abs(_number(answer) - value) <= tolerance else 0)


def _hotspot(key: object, answer: object) -> Fraction:
    """Return max(0, (hits - false) / keys) of areas, or the shapes that a point hit / shapes."""
    if not isinstance(answer, list):
        raise TypeError("hotspot: the answer is a list")
    if isinstance(key, dict):
        points = [(Fraction(str(x)), Fraction(str(y))) for x, y in answer]
        hit = sum(any(_inside(shape, x, y) for x, y in points) for shape in key.values())
        return Fraction(hit, len(key))
    if not isinstance(key, list):
        raise TypeError("hotspot: the key is a list or a mapping")
    hits = sum(area in key for area in answer)
    return max(Fraction(0), Fraction(hits - (len(answer) - hits), len(key)))


def _inside(shape: dict[str, object], x: Fraction, y: Fraction) -> bool:
    """Tell whether a point lies in a shape or on its edge."""

    def exact(name: str) -> Fraction:
        return Fraction(str(shape[name]).replace(",", "."))

    if shape["shape"] == "circle":
        across, down = x - exact("cx"), y - exact("cy")
        return across * across + down * down <= exact("r") * exact("r")
    if shape["shape"] == "rect":
        return 0 <= x - exact("x") <= exact("width") and 0 <= y - exact("y") <= exact("height")
    corners = shape["points"]
    if not isinstance(corners, list):
        raise TypeError("hotspot: a polygon has a list of corners")
    ring = [tuple(Fraction(str(number).replace(",", ".")) for number in corner) for corner in corners]
    turns = 0  # How often the edge goes round the point: each side counts where it passes the point's height.
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if side == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if ay <= y < by and side > 0:
            turns += 1
        if by <= y < ay and side < 0:
            turns -= 1
    return turns != 0


def _rank(key: object, answer: object) -> Fraction:
    """Return 2s - 1 for the accepted order with the greatest s, never below 0.

    s = 1 - D / Dmax, of the pairs that are untied in the order: Dmax all of them, D those that the answer has
    the other way round.
    """
    if not isinstance(key, list) or not isinstance(answer, list):
        raise TypeError("rank: key and answer are lists")
    flat = any(not isinstance(step, list) for step in key)
    best = Fraction(0)
    for order in [key] if flat else key:
        ties = [step if isinstance(step, list) else [step] for step in order]
        discordant = untied = 0
        for place, tie in enumerate(ties):
            for later in ties[place + 1 :]:
                for before in tie:
                    for after in later:
                        untied += 1
                        if answer.index(before) > answer.index(after):
                            discordant += 1
        best = max(best, 1 - Fraction(discordant, untied))
    return max(Fraction(0), 2 * best - 1)


def _cloze(key: object, answer: object, spec: dict[str, object]) -> Fraction:
    """Return gaps right / gaps; what is chosen from a list must be right to the letter."""
    if not isinstance(key, dict) or not isinstance(answer, dict):
        raise TypeError("cloze: key and answer are mappings")
    gaps = spec.get("gaps")
    lists = {gap for gap, of in gaps.items() if (of or {}).get("choices")} if isinstance(gaps, dict) else set()
    right = 0
    for gap, accepted in key.items():
        if gap not in answer:
            continue
        slips = 0 if gap in lists else int(str(spec.get("spelling", 0)))
        typed = _plain(answer[gap])
        right += any(typed == _plain(text) or (slips == 1 and _misspelt(_plain(text), typed)) for text in accepted)
    return Fraction(right, len(key))


def _plain(text: str) -> str:
    """Casefold, NFC, trimmed, inner spaces collapsed."""
    for form in (str.casefold, lambda one: unicodedata.normalize("NFC", one)):
        text = form(unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", text).strip()


def _misspelt(accepted: str, typed: str) -> bool:
    """Tell whether one word of five letters or more in the accepted text is one edit from what stands in its place."""
    words = accepted.split(" ")
    for place, word in enumerate(words):
        if len([letter for letter in word if letter.isalpha()]) < 5:
            continue
        before = "".join(f"{one} " for one in words[:place])
        after = "".join(f" {one}" for one in words[place + 1 :])
        found = re.fullmatch(f"{re.escape(before)}(.*){re.escape(after)}", typed)
        if found and _distance(word, found[1]) == 1:
            return True
    return False


def _distance(one: str, other: str) -> int:
    """Count the insertions, deletions and substitutions between two words (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row = row, [place]
        for column, wanted in enumerate(other, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != wanted)))
    return row[-1]


def _number(text: object) -> Fraction:
    """Read a number as it is typed, exactly."""
    if not isinstance(text, str):
        raise TypeError("a number is text")
    found = NUMBER.fullmatch(text)
    if found is None:
        raise ValueError(f"not a number: {text!r}")
    sign, whole, decimals = (re.sub(f"[{SPACES}]", "", part or "") for part in found.groups())
    size = Fraction(Decimal(f"{whole}.{decimals or 0}"))  # both steps are exact
    return size if sign in ("", "+") else -size


def _branch(key: Any, answer: Any, spec: dict[str, Any]) -> Fraction:
    """Return the sum of the path / the sum of the best of all paths, each of which is walked."""
    return _worth(key, answer) / _best_path(_text(key), _text(spec))


@cache
def _best_path(key: str, spec: str) -> Fraction:
    worths = json.loads(key)
    return max(_worth(worths, path) for path in _paths(json.loads(spec), []))


def _text(fields: Any) -> str:
    """Write what an exercise has, so that the longest walks through it are taken once; numbers keep their figures."""
    return json.dumps(fields, default=str)


def _worth(key: Any, path: list[Any]) -> Fraction:
    total = Fraction(0)
    for node, choice in path:
        total += Fraction(str(key.get(node, {}).get(choice, 0)).replace(",", "."))
    return total


def _paths(spec: dict[str, Any], path: list[Any]) -> Iterator[list[Any]]:
    """Walk on from a path in every way that is open; a path that can go no further is one."""
    found = _open_from(spec, path)
    for step in found:
        yield from _paths(spec, [*path, step])
    if not found:
        yield path


def _open_from(spec: dict[str, Any], path: list[Any]) -> list[Any]:
    """Return the steps that are open after a path."""
    here = spec["start"]
    if path:
        node, choice = path[-1]
        here = spec["nodes"][node]["choices"][choice]["to"]
    made = {f"{node}.{choice}" for node, choice in path}
    choices = spec["nodes"][here].get("choices", {})
    return [[here, name] for name, choice in choices.items() if set(choice.get("if", [])) <= made]


def _plan(key: Any, answer: Any, spec: dict[str, Any]) -> Fraction:
    """Return the sum of the weights / the best sum of all sets within the budget; nothing beyond it."""
    best = _best_plan(_text(key), _text(spec))
    if not _is_affordable(answer, spec):
        return Fraction(0)
    return max(Fraction(0), _earned(key, set(answer), spec)) / best


@cache
def _best_plan(key: str, spec: str) -> Fraction:
    worths, fields = json.loads(key), json.loads(spec)
    names = list(fields["measures"])
    sets = (chosen for size in range(len(names) + 1) for chosen in combinations(names, size))
    return max(_earned(worths, set(chosen), fields) for chosen in sets if _is_affordable(chosen, fields))


def _is_affordable(chosen: Any, spec: dict[str, Any]) -> bool:
    measures, years = spec["measures"], int(spec.get("years", 1))
    costs = [_exact(measures[name]["cost"]) + _exact(measures[name].get("upkeep", 0)) * years for name in chosen]
    return sum(costs) <= _exact(spec["budget"])


def _earned(key: Any, chosen: set[str], spec: dict[str, Any]) -> Fraction:
    """Add up the weights; one above 0 counts when all that it requires is there and nothing that excludes it."""
    total = Fraction(0)
    for name in chosen:
        weight = _exact(key.get(name, 0))
        lacks = set(spec.get("requires", {}).get(name, ())) - chosen
        barred = any(name in pair and set(pair) <= chosen for pair in spec.get("excludes", ()))
        if weight < 0 or not (lacks or barred):
            total += weight
    return total


def _exact(number: object) -> Fraction:
    return Fraction(str(number).replace(",", "."))


def points(
    kind: str, key: object, max_points: str, answer: object, spec: dict[str, object] | None = None
) -> float | None:
    """Return the points: share times maximum, rounded half up to 0.01 once; None for a text that awaits its marker.

    Where there are no points to get, in practice on a text, nobody is awaited.
    """
    found = share(kind, key, answer, spec)
    if found is None:
        return None if Fraction(max_points) else 0.0
    exact = found * Fraction(max_points)
    return floor(exact * 100 + Fraction(1, 2)) / 100


def total(journal_lines: list[str], exercises: dict[str, dict[str, object]]) -> dict[str, float | None]:
    """Score a journal: the points of every exercise, 0 where nothing was answered, None where a person is awaited.

    `exercises` is `{id: {"kind", "key", "points"}}`, without variants, and with the open
    fields as `"spec"` where they change the points. The lines are whole lines in file
    order; a torn last line is left out by the caller. Limits of size and the status
    `unreadable` are not judged here.
    """
    seen: set[tuple[object, object]] = set()
    present: dict[str, object] = {}
    for raw in journal_lines:
        line = _read(raw)
        if line is None:
            continue
        ex, answer = str(line["ex"]), line.get("answer")
        is_answer = line["type"] == "answer" and ex in exercises
        if is_answer and not _has_form(exercises[ex], answer):
            continue  # a bad line: it neither counts nor takes its (view, seq)
        if is_answer and exercises[ex]["kind"] == "branch":
            if answer is not None and not _is_path(exercises[ex]["spec"], answer):
                continue
            if present.get(ex) and (line["view"], line["seq"]) not in seen and not _goes_on(present[ex], answer):
                continue  # the first choice at each node wins
        sent = (line["view"], line["seq"])
        if sent in seen:
            continue  # a resend: the first line wins
        seen.add(sent)
        if is_answer:
            present[ex] = answer  # the last valid answer line counts
    found: dict[str, float | None] = {}
    for ex, e in exercises.items():
        spec = e.get("spec")
        fields = spec if isinstance(spec, dict) else None
        found[ex] = points(str(e["kind"]), e["key"], str(e["points"]), present.get(ex), fields)
    return found


def _is_path(spec: Any, answer: Any) -> bool:
    """Tell whether every step of an answer is open after those before it."""
    return all(step in _open_from(spec, answer[:place]) for place, step in enumerate(answer))


def _goes_on(before: Any, answer: Any) -> bool:
    return answer is not None and answer[: len(before)] == before


def _read(raw: str) -> dict[str, object] | None:
    """Return the line's object, or None for a bad line."""
    try:
        line = json.loads(raw, object_pairs_hook=_no_repeats)
        # Raises for a lone surrogate and for NaN, which json.loads lets through.
        json.dumps(line, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    if not isinstance(line, dict) or not line.keys() >= REQUIRED:
        return None
    if line["type"] == "answer" and "answer" not in line:
        return None
    if type(line["v"]) is not int or line["v"] != 1 or type(line["seq"]) is not int:
        return None
    if not isinstance(line["ex"], str) or not isinstance(line["view"], str):
        return None
    return line


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build a JSON object; a repeated key makes the line bad."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found


def _has_form(exercise: dict[str, object], answer: object) -> bool:
    """Tell whether an answer has the form of its kind (None: cleared)."""
    return answer is None or _dont_know(answer) or FORMS[str(exercise["kind"])](answer, exercise.get("key"))


def _are_ids(answer: object) -> bool:
    """Tell whether it is a list of ids, each once: a repeated id makes the line bad."""
    if not isinstance(answer, list) or not all(isinstance(one, str) for one in answer):
        return False
    return len(set(answer)) == len(answer)


def _are_places(answer: object) -> bool:
    """Tell whether it is a list of ids or of points."""
    if not isinstance(answer, list):
        return False
    pairs = [one for one in answer if isinstance(one, list) and len(one) == 2]
    return len(pairs) == len(answer) or _are_ids(answer)


def _are_steps(answer: object) -> bool:
    """Tell whether it is steps of node and choice."""
    if not isinstance(answer, list) or not answer:
        return False
    return all(isinstance(step, list) and [type(part) for part in step] == [str, str] for step in answer)


def _is_text(answer: object) -> bool:
    """Tell whether something is written."""
    return isinstance(answer, str) and answer.strip() != "" and not CONTROL.search(answer)


def _ids(key: object) -> set[str]:
    """Return every id in a key of lists in lists."""
    if isinstance(key, list):
        return {name for part in key for name in _ids(part)}
    return {str(key)}


def _dont_know(answer: object) -> bool:
    """Tell whether the answer is the pretest's "Vet inte", `{"dk": true}`."""
    return isinstance(answer, dict) and list(answer) == ["dk"] and answer["dk"] is True


SHARES: dict[str, Callable[[Any, Any, dict[str, Any]], Fraction | None]] = {
    "single": lambda key, answer, spec: Fraction(1 if answer == key else 0),
    "multiple": lambda key, answer, spec: _multiple(key, answer, spec.get("scoring") == "all"),
    "sort": lambda key, answer, spec: _sort(key, answer),
    "numeric": lambda key, answer, spec: _numeric(key, answer),
    "hotspot": lambda key, answer, spec: _hotspot(key, answer),
    "rank": lambda key, answer, spec: _rank(key, answer),
    "branch": _branch,
    "cloze": _cloze,
    "text": lambda key, answer, spec: None,
    "plan": _plan,
}
FORMS: dict[str, Callable[[Any, Any], bool]] = {
    "single": lambda answer, key: isinstance(answer, str),
    "multiple": lambda answer, key: _are_ids(answer),
    "sort": lambda answer, key: isinstance(answer, dict) and all(isinstance(one, str) for one in answer.values()),
    "numeric": lambda answer, key: isinstance(answer, str) and NUMBER.fullmatch(answer) is not None,
    "hotspot": lambda answer, key: _are_places(answer),
    "rank": lambda answer, key: _are_ids(answer) and set(answer) == _ids(key),
    "branch": lambda answer, key: _are_steps(answer),
    "cloze": lambda answer, key: isinstance(answer, dict) and all(isinstance(one, str) for one in answer.values()),
    "text": lambda answer, key: _is_text(answer),
    "plan": lambda answer, key: _are_ids(answer),
}
