"""Rules on what an exercise stands on: material of its own to judge by, and a source for what it says."""

import re
from collections.abc import Iterator

from toolkit.authoring.findings import Finding, Severity
from toolkit.authoring.material import Module
from toolkit.authoring.parts import Task, tasks
from toolkit.authoring.prose import references
from toolkit.authoring.rules.text import KNOWLEDGE
from toolkit.authoring.swedish import content, words
from toolkit.exercises.branch.model import BranchSpec
from toolkit.exercises.cloze import ClozeSpec
from toolkit.exercises.numeric import NumericSpec
from toolkit.exercises.plan import PlanSpec
from toolkit.messages import quoted, say

RUN = 8
"""Words in a row that an answer and the module's text may not have in common."""
SHARED = 3
"""Words of content of a key that make another exercise give it away, when they are all there are."""
_FIGURE = re.compile(
    r"\b\d+(?:,\d+)?\s*(?:procent|%|miljon\w*|miljard\w*|promille|studier|undersökningar)", re.IGNORECASE
)
_INVENTED = re.compile(r"\bpåhitta", re.IGNORECASE)
_NAMED = re.compile(r"\bKäll(?:a|or):")


def material(task: Task) -> Iterator[Finding]:
    """Find exercises above explaining that have nothing to apply it to, and keys that are copied from the module."""
    spec = task.spec
    own = isinstance(spec, BranchSpec | PlanSpec | ClozeSpec) or (isinstance(spec, NumericSpec) and spec.data)
    if task.applies and not (spec.case or spec.figure or own):
        yield task.finding("material", say("check.no_material"), say("check.material"), field="case")
    if task.applies and task.exercise.graded:
        read = f" {' '.join(word.casefold() for p in task.module.prose.paragraphs for word in words(p.text))} "
        for part in task.options:
            row = [word.casefold() for word in words(part.text)]
            runs = (" ".join(row[start : start + RUN]) for start in range(len(row) - RUN + 1))
            if part.right and (run := next((run for run in runs if f" {run} " in read), None)):
                yield task.finding("copied", quoted(run), say("check.own_words"), field=part.field)


def independent(module: Module) -> Iterator[Finding]:
    """Find graded exercises whose key another one gives away: all that it says stands in that one's question."""
    graded = [task for task in tasks(module) if task.exercise.graded]
    open_to = {id(task): content(f"{task.spec.prompt} {task.material}") for task in graded}
    for task in graded:
        for part in task.options:
            said = content(part.text) - open_to[id(task)] if part.right else set()
            for other in graded if len(said) >= SHARED else ():
                if other.slot != task.slot and said <= open_to[id(other)]:
                    expected = say("check.not_in", exercise=other.exercise.id)
                    yield task.finding("independent", quoted(part.text), expected, field=part.field)


def cited(task: Task) -> Iterator[Finding]:
    """Find explanations without a source, and figures from elsewhere that nobody can look up."""
    named = [*task.solution.sources, *(source for _, text in task.hidden for source in references(text))]
    if named:
        return
    texts = [*task.hidden, *task.shown]
    figures = ((field, _FIGURE.search(text)) for field, text in texts)
    found = next(((field, match[0]) for field, match in figures if match), None)
    if found and not task.material and not isinstance(task.spec, NumericSpec):
        yield task.finding("number-source", quoted(found[1]), say("check.number_source"), field=found[0])
    else:
        severity: Severity | None = "varning" if task.exercise.graded else None
        expected = say("check.cited")
        yield task.finding("cited", say("found.nothing"), expected, field="sources", severity=severity)


def sections(module: Module) -> Iterator[Finding]:
    """Find sections of knowledge that name no source."""
    if module.entry is None or module.entry.role != "module":
        return
    for section in module.prose.sections(KNOWLEDGE):
        text = " ".join(paragraph.text for paragraph in section.paragraphs)
        figure, heading = _FIGURE.search(text), section.heading
        if references(text) or (_NAMED.search(text) and (not figure or _INVENTED.search(text))):
            continue
        spot = module.at(heading.cell)
        if figure:
            expected = say("check.number_source")
            yield spot.finding("number-source", quoted(figure[0]), expected, field=heading.text, line=heading.line)
        else:
            expected = say("check.section_source")
            yield spot.finding("cited", say("found.nothing"), expected, field=heading.text, line=heading.line)
