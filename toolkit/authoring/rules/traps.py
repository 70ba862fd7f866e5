"""Rules on what authors get wrong about the law and the research: statements that were never true, or no longer are.

What the key does not accept may say them, and what is said of that; so may who is quoted. A sentence that denies one
is let through.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Module
from toolkit.authoring.parts import Task, tasks
from toolkit.authoring.swedish import sentences, unspoken
from toolkit.exercises.branch.model import BranchSpec
from toolkit.exercises.numeric import NumericSpec
from toolkit.exercises.text import TextSolution
from toolkit.messages import quoted, say

_DENIES = r"\b(?:inte|ingen|inget|inga|varken|aldrig|saknar|saknas|utan)\b"
_FORMER = r"\b(?:tidigare|avskaffa\w*|upphör\w*|upphävd\w*|äldre|gamla|förr|numera|ersatt\w*|krävdes|behövdes|före)\b"
_DEMANDS = r"(?:kräver|kräv(?:s|t)|ska|skall|måste|är\s+skyldig\w*|innehåller|föreskriver|reglerar|ställer\s+krav)"
_LAW = r"(?:\blagen\b|2023:196|\benligt\s+lag\b)"


@dataclass(frozen=True)
class Trap:
    """A statement that is not so.

    Parameters
    ----------
    says
        How it is recognised in a sentence.
    unless
        What in the sentence shows that it says something else, or denies it.
    """

    says: re.Pattern[str]
    unless: re.Pattern[str]


def _trap(says: str, unless: str = _DENIES) -> Trap:
    return Trap(re.compile(says, re.IGNORECASE), re.compile(unless, re.IGNORECASE))


def _demanded(what: str) -> Trap:
    """Return the trap that the law demands something which it does not name."""
    return _trap(rf"\A(?=.*\b{what})(?=.*{_LAW})(?=.*\b{_DEMANDS}\b)")


TRAPS: dict[str, Trap] = {
    "three_courses": _trap(r"\A(?=.*\bBrås?\b)(?=.*\btre\s+(?:kurser|utbildningar)).*\b(?:godkän|social|situationell)"),
    "sanction": _demanded(r"(?:sanktion|vite\b|böter|straffavgift)"),
    "contingency_plan": _demanded(r"beredskapsplan"),
    "cause_analysis": _demanded(r"orsaksanalys"),
    "citizen_promise": _demanded(r"medborgarlöft"),
    "police_named": _trap(
        rf"(?:{_LAW}|\b\d+\s*§).*\b(?:nämner|pekar\s+ut|anger|räknar\s+upp|kräver\s+att|säger\s+att|ska)\s+"
        r"(?:uttryckligen\s+)?polis(?:en|myndigheten)\b",
        rf"{_DENIES}|ordningslag|polislag|kamera",
    ),
    "new_plan": _trap(
        r"(?:\b(?:anta\w*|besluta\w*|ta\s+fram|göra|skriva)\b[^.]{0,30}\bny\w*\s+(?:\w+\s+)?\w*plan\w*|"
        r"\bny\w*\s+(?:\w+\s+)?\w*plan\w*[^.]{0,30}\b(?:antas|beslutas|tas\s+fram|görs|skrivs))[^.]*\bvartannat\s+år|"
        r"\bvartannat\s+år\b[^.]{0,60}\b(?:anta|besluta|ta\s+fram|göra|skriva)\w*\b[^.]{0,30}\bny\w*\s+(?:\w+\s+)?\w*plan"
    ),
    "plain_duty": _trap(
        r"\b(?:kommun\w*|lagen)\b[^.]{0,60}\b(?:ska|skall|måste|är\s+skyldig\w*\s+att|kräver\s+att)\s+(?:[^\s.]+\s+){0,5}?"
        r"(?:ha|sluta|teckna|ingå|inrätta|bilda|finns|finnas|träffa)\s+(?:[^\s.]+\s+){0,4}?"
        r"(?:överenskommels\w+|strategisk\w*\s+råd\w*)",
        rf"{_DENIES}|\bverka\s+för\b",
    ),
    "weak_duty": _trap(
        r"\bverka\s+för\s+(?:att\s+)?(?:[^\s.]+\s+){0,4}?(?:lägesbild|åtgärdsplan|samordningsfunktion)\w*",
    ),
    "board_only": _trap(
        r"\b(?:alltid|bara|endast|enbart|måste\s+vara)\b[^.]*\bkommunstyrelsen\b[^.]*\b(?:led|rapport|ansvar)|"
        r"\bkommunstyrelsen\b[^.]*\b(?:alltid|ensam)\b[^.]*\b(?:led|rapport|ansvar)|"
        r"\bkommunstyrelsen\s+(?:ansvarar|leder|svarar)\s+(?:alltid|ensam)"
    ),
    "thirteen_sections": _trap(
        rf"{_LAW}.*\b(?:har|består\s+av|innehåller|omfattar)\s+(?:bara\s+)?(?:13|tretton)\s+(?:paragrafer|§§)",
        rf"{_DENIES}|{_FORMER}",
    ),
    "camera_permit": _trap(
        r"\A(?=.*\bkamera)(?=.*\b(?:tillstånd|IMY\b|Integritetsskydds)).*"
        r"\b(?:kräv\w*|behöv\w*|söka?|sök(?:er|s)|ansök\w*|ska\s+ha|måste\s+ha|tillståndsplikt\w*)",
        rf"{_DENIES}|{_FORMER}",
    ),
    "guards_act": _trap(r"\bLOV\s*-?\s*3\b|\b2023:421\b", rf"{_FORMER}|1980:578|ordningsvakt"),
    "old_social_services_act": _trap(
        r"\b14\s+kap\.?\s+1\s*(?:§|c\s*§).*|\b2001:453\b", rf"{_DENIES}|{_FORMER}|brottsbalk"
    ),
    "under_twenty_one": _trap(
        r"\b18\s*a\s*§.*\b(?:under|yngre\s+än|fyllt)\s+(?!21\b|tjugoett\b)(?:\d+|arton|tjugo)\b|"
        r"\b(?:under|yngre\s+än)\s+(?!21\b|tjugoett\b)(?:\d+|arton|tjugo)\s+år\b.*\b18\s*a\s*§"
    ),
    "only_one_secrecy_rule": _trap(
        r"\b(?:bara|endast|enbart|enda)\b[^.]*\b18\s*a\s*§|\b18\s*a\s*§[^.]*\b(?:enda|enbart|den\s+regel\s+som)\b"
    ),
    "lighting_range": _trap(
        r"\bbelysning.*\b14\s*(?:–|-|till|och|eller)\s*21\b|\b14\s*(?:–|-|till|och|eller)\s*21\s*(?:procent|%).*\bbelysning"
    ),
    "lighting_violence": _trap(r"\bbelysning\w*\b[^.]*\b(?:minska\w*|sänk\w*|färre)\b[^.]*\bvåld(?:s|et|en)?\w*"),
}
"""The traps by name; what is so is said by ``check.trap_<name>``."""


def traps(module: Module) -> Iterator[Finding]:
    """Find the traps in prose, headings and tables, and in exercises outside what is meant to be wrong."""
    for paragraph in module.prose.stated:
        for name, sentence in _caught(unspoken(paragraph.text)):
            spot = module.at(paragraph.cell)
            yield spot.finding("trap", quoted(sentence, 120), say(f"check.trap_{name}"), line=paragraph.line)
    for task in tasks(module):
        wrong = _meant_wrong(task)
        for field, text in (*task.shown, *task.hidden):
            for name, sentence in _caught(text) if not _within(field, wrong) else ():
                yield task.finding("trap", quoted(sentence, 120), say(f"check.trap_{name}"), field=field)


@lru_cache(maxsize=20_000)
def _caught(text: str) -> tuple[tuple[str, str], ...]:
    """Return the traps in a text, which the variants of an exercise often share, each with its sentence."""
    return tuple(
        (name, sentence)
        for sentence in sentences(text)
        for name, trap in TRAPS.items()
        if trap.says.search(sentence) and not trap.unless.search(sentence)
    )


def _meant_wrong(task: Task) -> set[str]:
    """Return the fields of what the key does not accept, and of what is said of it."""
    fields = {part.field for part in task.parts if not part.right}
    # A gap has one text for all that can be chosen in it.
    fields |= {f"feedback.{part.id}" for part in task.parts if not part.right}
    if isinstance(task.spec, BranchSpec):
        fields |= {f"{field.removesuffix('.text')}.consequence" for field in fields}
    if isinstance(task.spec, NumericSpec):
        fields.add("wrong")
    if isinstance(task.solution, TextSolution):
        fields.add("weak")
    return fields


def _within(field: str, fields: set[str]) -> bool:
    names = field.split(".")
    return any(".".join(names[:length]) in fields for length in range(1, len(names) + 1))
