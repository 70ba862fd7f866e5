"""Rules on feedback: it is about the answer that was given, says something to use next time, and is said once."""

import re
from collections import defaultdict
from collections.abc import Iterator

from toolkit.authoring.findings import Finding, Severity
from toolkit.authoring.material import Material
from toolkit.authoring.parts import Task, named, tasks
from toolkit.authoring.swedish import content, mask, names_in, words
from toolkit.exercises.numeric import NumericSpec
from toolkit.messages import listed, quoted, say

FEWEST, LENGTH = 8, (25, 60)
"""Words of feedback at the least, and as many as practice should have."""
REPEATED = 2
"""How often a text may be said in a course."""
_END = 7
"""Letters of what can be the end of a compound; the last two may be its ending."""
_DIGIT = re.compile(r"(?<![\w[])\d")
"""A number, which feedback computes with or refers to, and not the id of a source."""
_VERDICT = re.compile(
    r"^\s*(?:helt\s+)?(?:rätt|fel|nej|ja)\b\s*[!.,]|\b(?:tyvärr|duktig|bra\s+jobbat|snyggt|du\s+är)\b", re.IGNORECASE
)


def feedback(task: Task) -> Iterator[Finding]:
    """Find feedback that is missing on a graded exercise, is too short or long, or judges the person."""
    graded = task.exercise.graded
    if graded:
        needed = task.kind.needs_feedback(task.spec, task.solution)
        lacking = [name for name in needed if name not in task.solution.feedback]
        if lacking:
            expected = say("check.feedback", names=listed(lacking, "och"))
            yield task.finding("graded-feedback", say("found.nothing"), expected, field="feedback")
    for field, text in texts(task):
        count = len(words(text))
        if found := _VERDICT.search(text):
            yield task.finding("verdict", quoted(found[0]), say("check.about_the_task"), field=field)
        if count < FEWEST:
            found_, expected = say("check.words", n=count), say("check.min_words", n=FEWEST)
            severity: Severity | None = "varning" if graded else None
            yield task.finding("short-feedback", found_, expected, field=field, severity=severity)
        elif not graded and not LENGTH[0] <= count <= LENGTH[1]:
            expected = say("check.between_words", low=LENGTH[0], high=LENGTH[1])
            yield task.finding("feedback-length", say("check.words", n=count), expected, field=field)


def texts(task: Task) -> Iterator[tuple[str, str]]:
    """Yield every feedback of a task with its field."""
    for name, text in task.solution.feedback.items():
        yield f"feedback.{name}", text
    if isinstance(task.spec, NumericSpec):
        yield from ((named(task, part), part.feedback) for part in task.parts)


def related(task: Task) -> Iterator[Finding]:
    """Find feedback that has no word in common with what it is said of: the option, the case and the question.

    The end of a compound is a word too: *Tränaren* of a *simtränare*.
    """
    options = {part.field for part in task.parts}
    asked = " ".join(text for field, text in task.shown if field not in options)
    of = defaultdict[str, str](str)
    for part in task.parts:
        of[named(task, part)] += f" {part.text}"
    for field, text in texts(task):
        about = f"{asked} {of[field]}"
        computed = _DIGIT.search(text) and _DIGIT.search(about)
        compound = any(len(word) >= _END and word.casefold()[:-2] in about.casefold() for word in words(text))
        if not (computed or compound or content(text) & content(about)):
            yield task.finding("unrelated", quoted(text), say("check.related"), field=field)


def repeated(material: Material) -> Iterator[Finding]:
    """Find feedback that is said more than twice in a course, whatever names and numbers stand in it.

    A pair says the same before and after the course, and counts once.
    """
    found = [task for module in material.modules for task in tasks(module)]
    names = names_in(text for task in found for _, text in (*task.shown, *task.hidden))
    said: dict[str, list[tuple[Task, str, str]]] = defaultdict(list)
    seen: set[tuple[str, str | None, str]] = set()
    for task in found:
        for field, text in texts(task):
            place = (task.slot, task.var, field)
            if place not in seen:
                seen.add(place)
                said[mask(text, names.__contains__)].append((task, field, text))
    for places in said.values():
        if len(places) > REPEATED:
            task, field, text = places[REPEATED]
            first = places[0][0]
            expected = say("check.said_once", n=len(places), exercise=first.exercise.id)
            yield task.finding("repeated", quoted(text), expected, field=field)
