"""Rules on plain Swedish, in the prose of a module and in its exercises."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from toolkit.authoring.findings import Finding, Spot
from toolkit.authoring.material import Module
from toolkit.authoring.parts import Task, tasks
from toolkit.authoring.rules.text import PLACEHOLDER
from toolkit.authoring.swedish import is_term, lix, sentences, unspoken, words
from toolkit.messages import quoted, say

GLOSSARY = "ordlista.txt"
"""The file beside the courses with the words that are theirs to teach, one a row."""
HARD, TOO_HARD, HARD_APART = 50, 55, 40
"""LIX of a module: a varning above the first, a fel above the second; and with the terms of the glossary apart."""
ENOUGH = 20
"""Sentences without which LIX says little."""
LONG, TOO_LONG, MEAN = 25, 35, 17
"""Words of a sentence, and of a sentence on the whole."""
_QUOTED = re.compile(r":\s+(?=”[A-ZÅÄÖ])")
"""Where a sentence ends and one that it quotes begins."""
_REFERENCE = re.compile(r"\s*\[[A-Z]{1,3}\d{1,3}[a-z]?\]")
_SOURCE = re.compile(r"^(?:Käll(?:a|or):|\[[A-Z]{1,3}\d{1,3}[a-z]?\])")
_NOUN = r"\b\w{3,}(?:ning|else|het|tion)(?:en|ar|arna|er|erna|n)?"
_CHAIN = re.compile(
    rf"({_NOUN}|\b\w{{3,}}(?:ande|ende)t?(?=\s+av\b))\s+(?:av|för(?!\s+att)|om)\s+(?:\w+\s+)?({_NOUN})\b", re.IGNORECASE
)
_ACRONYM = re.compile(r"(?<![\w-])[A-ZÅÄÖ]{2,6}(?![\w])")
_KNOWN = frozenset(("CSV", "PDF", "SVG", "AB", "OBS", *PLACEHOLDER.split()))
"""What says no more when it is written out, or is no acronym."""
OLD = {
    "jämlikt": "enligt",
    "erforderlig": "som behövs",
    "erforderliga": "som behövs",
    "erforderligt": "som behövs",
    "erfordra": "behöva",
    "erfordras": "behövs",
    "åligger": "ska",
    "åligga": "ska",
    "härvid": "då",
    "därvid": "då",
    "vidtaga": "vidta",
    "ovannämnda": "den som nämns ovan",
    "medelst": "med",
    "huruvida": "om",
    "föreligga": "finnas",
    "föreligger": "finns",
    "erhålla": "få",
    "erhåller": "får",
    "inneha": "ha",
    "innehar": "har",
    "nyttja": "använda",
    "nyttjar": "använder",
    "nyttjas": "används",
    "handha": "sköta",
    "handhar": "sköter",
    "tillse": "se till",
    "tillser": "ser till",
    "inkomma": "komma in",
    "inkommer": "kommer in",
    "anmoda": "uppmana",
    "anmodar": "uppmanar",
    "föranleda": "leda till",
    "föranleder": "leder till",
    "underlåta": "låta bli",
    "underlåter": "låter bli",
    "hemställa": "begära",
    "hemställer": "begär",
    "dröjsmål": "försening",
    "skall": "ska",
    "ej": "inte",
    "avseende": "om",
    "rörande": "om",
    "beträffande": "om",
}
"""Words of old official Swedish, and what to write instead."""
_OLD = re.compile(rf"\b(?:{'|'.join(OLD)}|i syfte att)\b")


@dataclass(frozen=True)
class Passage:
    """A text to be read, where it stands."""

    spot: Spot
    text: str
    field: str = ""
    line: int | None = None
    task: Task | None = None

    def finding(self, rule: str, found: str, expected: str) -> Finding:
        """Return a finding in it."""
        if self.task:
            return self.task.finding(rule, found, expected, field=self.field)
        return self.spot.finding(rule, found, expected, line=self.line)


@cache
def glossary(courses: Path) -> frozenset[str]:
    """Return the terms of the courses in a folder; none where they have no list of them."""
    path = courses / GLOSSARY
    rows = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
    return frozenset(row.strip().casefold() for row in rows if row.strip() and not row.startswith("#"))


def terms(module: Module) -> frozenset[str]:
    """Return the terms that a module may use."""
    return glossary(module.folder.parents[2])


def readability(module: Module) -> tuple[float, float, int]:
    """Return LIX of a module's prose, the same with terms counted as short, and how many sentences there are."""
    found = _sentences(module)
    return lix(found), lix(found, terms(module)), len(found)


def _sentences(module: Module) -> list[str]:
    return [sentence for passage in _prose(module) for sentence in sentences(passage.text) if len(words(sentence)) > 1]


def _prose(module: Module) -> Iterator[Passage]:
    """Yield the paragraphs of a module without its references, and without the rows that name sources."""
    for paragraph in module.prose.paragraphs:
        if not _SOURCE.match(paragraph.text):
            text = _REFERENCE.sub("", paragraph.text)
            yield Passage(module.at(paragraph.cell), text, line=paragraph.line)


def _of_exercises(module: Module) -> Iterator[Passage]:
    """Yield what exercises say, but not what a picture shows, nor the examples of what somebody could have written."""
    for task in tasks(module):
        for field, text in (*task.shown, *task.hidden):
            if field.endswith(".alt") or field in ("strong.text", "weak.text"):
                continue
            yield Passage(module.at(task.cell), _REFERENCE.sub("", text), field, task=task)


def hard(module: Module) -> Iterator[Finding]:
    """Find modules that are hard to read as a whole."""
    if module.entry is None or module.entry.role != "module":
        return
    whole, apart, count = readability(module)
    if count < ENOUGH:
        return
    if whole > HARD:
        found = module.spot.finding("lix", f"{whole:.0f}", say("check.lix", n=HARD))
        yield replace(found, severity="fel") if whole > TOO_HARD else found
    if apart > HARD_APART:
        yield module.spot.finding("lix", say("check.lix_apart", n=round(apart)), say("check.lix", n=HARD_APART))
    mean = sum(len(words(sentence)) for sentence in _sentences(module)) / count
    if mean > MEAN:
        said, expected = say("check.mean", n=f"{mean:.0f}"), say("check.max_words", n=MEAN)
        yield module.spot.finding("sentence", said, expected)


def language(module: Module) -> Iterator[Finding]:
    """Find sentences that are too long, words that nobody says, and nouns that hide who does what."""
    known, told = terms(module), set[tuple[Spot, str]]()
    for passage in (*_prose(module), *_of_exercises(module)):
        for sentence in sentences(passage.text):
            if (passage.spot, sentence) in told:
                continue  # What all variants share is said once.
            told.add((passage.spot, sentence))
            count = max(len(words(part)) for part in _QUOTED.split(sentence))
            if count > LONG:
                said = say("check.long_sentence", n=count, text=quoted(sentence))
                found = passage.finding("sentence", said, say("check.max_words", n=LONG))
                yield replace(found, severity="fel") if count > TOO_LONG else found
            for match in _OLD.finditer(unspoken(sentence).casefold()):
                better = OLD.get(match[0], "för att")
                yield passage.finding("old-word", quoted(match[0]), quoted(better))
            for match in _CHAIN.finditer(sentence):
                if not any(is_term(word, known) for word in match.groups()):
                    yield passage.finding("noun-chain", quoted(match[0]), say("check.a_verb"))


def acronyms(module: Module) -> Iterator[Finding]:
    """Find acronyms that are not written out where they first stand; each exercise of a test stands for itself."""
    known, told = set(_KNOWN), set[str]()
    texts, exercises = defaultdict[int, list[Passage]](list), defaultdict[int, list[Passage]](list)
    for passage in _prose(module):
        texts[passage.spot.cell or 0].append(passage)
    for passage in _of_exercises(module):
        exercises[passage.spot.cell or 0].append(passage)
    for cell in module.cells:
        for passage in texts[cell.number]:
            known |= _written_out(passage.text)
            for name in sorted({*_ACRONYM.findall(passage.text)} - known - told):
                told.add(name)
                yield passage.finding("acronym", quoted(name), say("check.written_out"))
        own = known.union(*(_written_out(passage.text) for passage in exercises[cell.number]))
        for passage in exercises[cell.number]:
            for name in sorted({*_ACRONYM.findall(passage.text)} - own):
                own.add(name)
                yield replace(passage.finding("acronym", quoted(name), say("check.written_out")), severity="fel")


def _written_out(text: str) -> set[str]:
    """Return the acronyms that stand in brackets after what they mean, or before it."""
    if "(" not in text:
        return set()
    after = re.findall(r"\w[^.()]*\(([A-ZÅÄÖ]{2,6})\)", text)
    before = re.findall(r"([A-ZÅÄÖ]{2,6})\s+\((?=[^)]*[a-zåäö]{4})", text)
    return {*after, *before}
