"""A second, independent reading of the score rules for `single` and `sort`.

Written from the format reference (sections "The exercise cell", "answers.jsonl, the
journal", "Score" and "Deciding sentences") and from nothing else: it imports only the
standard library, so that the tests compare two implementations and not one with itself.

The data is what an author writes and a participant sends, as plain JSON-like values:

* single: key `"a"`, answer `"a"`
* sort: key `{item: group}` or `{item: [groups]}`, answer `{item: group}`
"""

import json
from fractions import Fraction
from math import floor

LEFT = "ingen"  # where an item lies that has not been placed in a group
REQUIRED = {"v", "n", "t", "type", "ex", "view", "seq"}


def share(kind: str, key: object, answer: object) -> Fraction:
    """Return the share of the points, 0 to 1, exactly."""
    if answer is None or _dont_know(answer):
        return Fraction(0)
    if kind == "single":
        return Fraction(1 if answer == key else 0)
    if kind == "sort":
        if not isinstance(key, dict) or not isinstance(answer, dict):
            raise TypeError("sort: key and answer are mappings")
        right = 0
        for item, groups in key.items():
            accepted = groups if isinstance(groups, list) else [groups]
            if answer.get(item, LEFT) in accepted:
                right += 1
        return Fraction(right, len(key))
    raise ValueError(f"no rule here for the kind {kind!r}")


def points(kind: str, key: object, max_points: str, answer: object) -> float:
    """Return the points: share times maximum, rounded half up to 0.01 once."""
    exact = share(kind, key, answer) * Fraction(max_points)
    return floor(exact * 100 + Fraction(1, 2)) / 100


def total(journal_lines: list[str], exercises: dict[str, dict[str, object]]) -> dict[str, float]:
    """Score a journal: the points of every exercise, 0 where nothing was answered.

    `exercises` is `{id: {"kind", "key", "points"}}`, without variants. The lines are
    whole lines in file order; a torn last line is left out by the caller. Limits of
    size and the status `unreadable` are not judged here.
    """
    seen: set[tuple[object, object]] = set()
    present: dict[str, object] = {}
    for raw in journal_lines:
        line = _read(raw)
        if line is None:
            continue
        ex, answer = str(line["ex"]), line.get("answer")
        is_answer = line["type"] == "answer" and ex in exercises
        if is_answer and not _has_form(exercises[ex]["kind"], answer):
            continue  # a bad line: it neither counts nor takes its (view, seq)
        sent = (line["view"], line["seq"])
        if sent in seen:
            continue  # a resend: the first line wins
        seen.add(sent)
        if is_answer:
            present[ex] = answer  # the last valid answer line counts
    return {ex: points(str(e["kind"]), e["key"], str(e["points"]), present.get(ex)) for ex, e in exercises.items()}


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


def _has_form(kind: object, answer: object) -> bool:
    """Tell whether an answer has the form of its kind (None: cleared)."""
    if answer is None or _dont_know(answer):
        return True
    if kind == "single":
        return isinstance(answer, str)
    return isinstance(answer, dict) and all(isinstance(g, str) for g in answer.values())


def _dont_know(answer: object) -> bool:
    """Tell whether the answer is the pretest's "Vet inte", `{"dk": true}`."""
    return isinstance(answer, dict) and list(answer) == ["dk"] and answer["dk"] is True
