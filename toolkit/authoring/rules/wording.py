"""Rules on how an exercise asks: one clear question, that gives nothing away and does not mislead."""

import re
from collections.abc import Iterator

from toolkit.authoring.findings import Finding
from toolkit.authoring.parts import Task
from toolkit.authoring.swedish import sentences, words
from toolkit.exercises.branch.model import BranchSpec
from toolkit.exercises.hotspot import HotspotSolution
from toolkit.exercises.multiple import MultipleSolution
from toolkit.exercises.single import SingleSolution
from toolkit.exercises.text import TextSolution
from toolkit.messages import quoted, say

MAX_PROMPT, MAX_OPTION, MAX_CASE = 45, 20, 180
"""Words of a question without a case, of an option, and of a case."""
_SECOND = re.compile(r"\b(?:och|samt|eller)\s+(?:hur|vad|vem|vems|vilken|vilket|vilka|varför)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"""(?:Ange|Använd|Avgör|Bedöm|Beräkna|Beskriv|Dra|Formulera|Fyll|Föreslå|Förklara|Ge|Gör|Jämför|Koppla|Kryssa
    |Lägg|Markera|Motivera|Nämn|Ordna|Para|Placera|Planera|Prioritera|Pröva|Rangordna|Räkna|Skriv|Sortera|Svara|Sätt
    |Tolka|Välj)\b""",
    re.VERBOSE,
)
_EMPTY_STEM = re.compile(
    r"\bVilk(?:et|en|a)\s+(?:påståenden?|alternativ|svar)\s+(?:stämmer|är\s+(?:rätt|sann\w*))", re.I
)
_OPENING = 4
"""Words that all options begin with, and that belong in the question."""
_NEGATION = re.compile(r"\b(?:inte|ej|icke|aldrig|utom|förutom|saknar)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r"\b(?:som|om|att|innan|eftersom|när|därför|så länge|medan)\b", re.IGNORECASE)
_OPINION = re.compile(r"\b(?:(?:tycker|anser)\s+(?:du|ni)|(?:du|ni)\s+(?:tycker|anser)|enligt\s+dig)\b", re.IGNORECASE)
_BEST = re.compile(r"\bbäst\b(?!\s+stöd)", re.IGNORECASE)
_GROUND = re.compile(r"\b(?:utifrån|enligt|om målet är)\b", re.IGNORECASE)
_WOULD = re.compile(r"\b(?:skulle\s+(?:du|ni)|(?:du|ni)\s+skulle)\b", re.IGNORECASE)
_ENDS_IN_ARTICLE = re.compile(r"\b(?:en|ett|den|det|de)\s*(?:\.\.\.|…|:|_+)?\s*$", re.IGNORECASE)
_LETTERED = re.compile(r"^\s*[A-E][:.)]\s|\b[A-E]\s+(?:och|eller)\s+[A-E]\b")
_ALL = re.compile(
    r"\b(?:alla|samtliga|ingen|inget|inga|båda)\b(?:\s+av)?\s+(?:ovanstående|dessa\s*\.?$|(?:(?:de|dessa)\s+)?alternativ\w*)",
    re.I,
)
_PLACE = re.compile(
    r"""\b(?:alternativ(?:et)?\s+(?:[A-E]|\d)\b|(?:ovan|nedan)stående\b|(?:alternativ\w*|svaren?|svaret)\s+(?:ovan|nedan)\b
    |(?:det|den|de)\s+(?:första|andra|tredje|fjärde|sista|översta|nedersta)\s+(?:alternativ|påstående|svar)\w*)""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:Välj|Vilka|Markera|Ange|Kryssa för)\s+(?:de\s+)?(en|ett|två|tre|fyra|fem|sex|sju|[1-9])\b", re.IGNORECASE
)
_NUMBERS = {"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7}


def question(task: Task) -> Iterator[Finding]:
    """Find questions that ask for two things or none, for an opinion, or for what is best without a ground."""
    prompt = task.spec.prompt
    several = prompt.count("?") > 1 and not isinstance(task.solution, TextSolution)  # A rubric keeps them apart.
    if several or any(_SECOND.search(one) for one in sentences(prompt) if one.endswith("?")):
        yield task.finding("two-questions", quoted(prompt), say("check.one_question"), field="prompt")
    asks = any(one.endswith("?") or _ASKS.match(one) for one in sentences(prompt))
    empty = _EMPTY_STEM.search(prompt)
    if not asks or empty:
        expected = say("check.idea_in_question" if empty else "check.a_question")
        yield task.finding("stem", quoted(empty[0] if empty else prompt), expected, field="prompt")
    if opening := _common_opening([part.text for part in task.options]):
        yield task.finding("stem", quoted(opening), say("check.opening"), field="options")
    if found := _OPINION.search(prompt):
        yield task.finding("opinion", quoted(found[0]), say("check.no_opinion"), field="prompt")
    if _BEST.search(prompt) and not _GROUND.search(prompt):
        yield task.finding("best", quoted(prompt), say("check.ground"), field="prompt")
    asked = [("prompt", prompt)]
    if isinstance(task.spec, BranchSpec):
        asked += [(f"nodes.{name}.text", node.text) for name, node in task.spec.nodes.items()]
    for field, text in asked:
        if found := _WOULD.search(text):
            yield task.finding("would", quoted(found[0]), say("check.should"), field=field)


def _common_opening(texts: list[str]) -> str:
    """Return what all of some texts begin with, where that is long enough to stand in the question."""
    rows = [words(text) for text in texts]
    common = [row[0] for row in zip(*rows, strict=False) if len({word.casefold() for word in row}) == 1]
    lead = 0
    while lead < len(common) and all(row[lead].casefold() == rows[0][lead].casefold() for row in rows):
        lead += 1
    return " ".join(rows[0][:lead]) if lead >= _OPENING else ""


def negations(task: Task) -> Iterator[Finding]:
    """Find questions that turn on a *not* in their main clause, and those that ask it of options that say not too."""
    asked = [one for one in sentences(task.spec.prompt) if one.endswith("?")]
    found = [match[0] for one in asked[-1:] for match in _NEGATION.finditer(_SUBORDINATE.split(one)[0])]
    if not found:
        return
    negated = next((part for part in task.options if _NEGATION.search(part.text)), None)
    if len(found) > 1 or negated:
        said = quoted(asked[-1]) if negated is None else say("check.and_option", text=quoted(negated.text))
        yield task.finding("double-negation", said, say("check.no_double"), field="prompt")
    else:
        yield task.finding("negation", quoted(found[0]), say("check.no_negation"), field="prompt")


def giveaways(task: Task) -> Iterator[Finding]:
    """Find words that only make sense when nothing is shuffled, and a question that its answer must fit in form."""
    sections = [("prompt", task.spec.prompt), *((part.field, part.text) for part in task.parts), *task.hidden]
    for field, text in sections:
        if found := _PLACE.search(text):
            yield task.finding("place-word", quoted(found[0]), say("check.no_place"), field=field)
    for part in task.options:
        if found := _ALL.search(part.text):
            yield task.finding("all-of-above", quoted(found[0]), say("check.no_all"), field=part.field)
        elif found := _LETTERED.search(part.text):
            yield task.finding("k-type", quoted(part.text), say("check.no_letters"), field=part.field)
    if _ENDS_IN_ARTICLE.search(task.spec.prompt):
        yield task.finding("grammar-cue", quoted(task.spec.prompt), say("check.no_article"), field="prompt")


def counted(task: Task) -> Iterator[Finding]:
    """Find a question that asks for another number of answers than there are."""
    solution = task.solution
    match solution:
        case SingleSolution():
            right = 1
        case MultipleSolution():
            right = len(solution.key)
        case HotspotSolution():
            right = len(solution.ids)
        case _:
            return
    if found := _COUNT.search(task.spec.prompt):
        said = found[1].casefold()
        if _NUMBERS.get(said, said) not in (right, str(right)):
            yield task.finding("count-word", quoted(found[0]), say("check.count", n=right), field="prompt")


def lengths(task: Task) -> Iterator[Finding]:
    """Find more to read than the question needs."""
    spec = task.spec
    texts = [("case", spec.case or "", MAX_CASE), *((part.field, part.text, MAX_OPTION) for part in task.options)]
    if not spec.case:
        texts.append(("prompt", spec.prompt, MAX_PROMPT))
    for field, text, most in texts:
        if (count := len(words(text))) > most:
            found, expected = say("check.words", n=count), say("check.max_words", n=most)
            yield task.finding("long-text", found, expected, field=field)
