"""Swedish, as far as a rule needs it: words, sentences, what two words share, and what makes a text hard to read."""

import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

LONG = 6
"""A word with more letters than this is long (Björnsson 1968)."""
_WORD = re.compile(r"[^\W_]+(?:[-’':.,/][^\W_]+)*")
_SHORT_FORMS = re.compile(
    r"\b(?:t\.ex|bl\.a|m\.m|m\.fl|d\.v\.s|dvs|osv|s\.k|t\.o\.m|fr\.o\.m|f\.d|kl|kap|nr|ca|st|resp|prop|bet|skr|dnr)\."
)
_END = re.compile(r"(?<=[.!?])[”\"’)\]]*\s+(?=[”\"(\[]?[A-ZÅÄÖ0-9])")
_SPOKEN = re.compile(r"”[^”]*”")
_KEPT = 6
"""First letters that say which word it is; what follows is mostly endings and the rest of a compound."""
_ENDINGS = ["arna", "erna", "orna", "ens", "ets", "ena", "ar", "er", "or", "en", "et", "na", "at", "as", "es"]
_LETTERS = {"a": 3, "e": 3, "n": 4, "s": 4, "t": 4}
"""Endings of one letter, and how many must stand before each."""
_ROOT = 3
_SMALL_WORDS = """
alla allt andra annan annat att av bara behöva behöver bli blir blivit bör båda både de dem den denna deras dess dessa
det detta dig din dina ditt du då där därför efter egen eget egna eller en ens er era ert ett fick finns fler flera
flesta fram från få får följa för före först första genom ger ge gick går gå gör göra gjort ha hade han har hela
hellre henne hennes hit hon honom hos hur här i igen in ingen inget inga innan inom inte ja jag just kan ken kom
kommer kommit kunna kunde lika låta man med medan mellan men mer mest min mina minst mitt mot mycket många måste ned
ni nog nu något någon några når nära när och också om oss på rad redan redo sade samma samt se sedan ser sig sin sina
sitt ska skulle snart som stor stora står stå så sådan sådana sådant säga säger ta tar till tog två under upp ur ut
utan utom vad val valet var vara varandra varför varit varje vart vem vems vet vi vid vidare vilka vilken vilket vill
visa visar väl våra vårt vår än ännu är även åt över
"""
STOP_WORDS = frozenset(_SMALL_WORDS.split())


def words(text: str) -> list[str]:
    """Return the words of a text as they are written; what is joined by a hyphen or a decimal mark is one.

    >>> words("P-huset har 12,5 platser – nästan.")
    ['P-huset', 'har', '12,5', 'platser', 'nästan']
    """
    return list(_words(text))


@lru_cache(maxsize=50_000)
def _words(text: str) -> tuple[str, ...]:
    """Return the words; several rules ask for those of the same text, and variants share most of theirs."""
    return tuple(_WORD.findall(text))


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph.

    >>> sentences("Se t.ex. 4 § i lagen. Där står det. [L1]")
    ['Se t.ex. 4 § i lagen.', 'Där står det. [L1]']
    """
    return list(_sentences(text))


@lru_cache(maxsize=20_000)
def _sentences(text: str) -> tuple[str, ...]:
    kept = _SHORT_FORMS.sub(lambda match: match[0].replace(".", "\0"), text)
    found: list[str] = []
    for part in _END.split(kept):
        if found and not re.search(r"[^\W\d_]{2}", part):
            found[-1] += f" {part}"  # A reference, or the number of a list, is no sentence.
        else:
            found.append(part)
    return tuple(part.replace("\0", ".").strip() for part in found if part.strip())


def unspoken(text: str) -> str:
    """Return a text without what it quotes.

    >>> unspoken("Helena skriver ”det är så” till Malin.")
    'Helena skriver  till Malin.'
    """
    return _SPOKEN.sub("", text)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what a word shares with its other forms and with most of its compounds.

    >>> stem("ansvarar") == stem("ansvar"), stem("planerna") == stem("planen"), stem("råd") == stem("rådets")
    (True, True, True)
    """
    kept = word.casefold()[:_KEPT]
    ending = next((end for end in _ENDINGS if kept.endswith(end) and len(kept) - len(end) >= _ROOT), "")
    kept = kept.removesuffix(ending)
    while len(kept) > _LETTERS.get(kept[-1:], _KEPT):
        kept = kept[:-1]
    return kept


def content(text: str) -> set[str]:
    """Return the stems of the words that carry what a text is about."""
    return {
        stem(word)
        for word in words(text)
        if len(word) >= _ROOT and word.casefold() not in STOP_WORDS and not word[0].isdigit()
    }


def akin(one: str, other: str) -> bool:
    """Tell whether two words are forms of one, or compounds that begin alike.

    >>> akin("kommunens", "kommunen"), akin("orsaksanalys", "orsaksanalysen"), akin("kommun", "kommunstyrelsen")
    (True, True, False)
    """
    alike = stem(one) == stem(other)
    return alike and (abs(len(one) - len(other)) <= 4 or one.casefold()[:8] == other.casefold()[:8])


def mask(text: str, is_name: Callable[[str], bool]) -> str:
    """Return a text with its names, numbers and dates left open, so that two that differ in nothing else are equal.

    >>> mask("Den 3 maj hade Malin tolv fall.", "Malin".__eq__)
    'den # # hade @ # fall'
    """
    return " ".join(_masked(word, is_name) for word in words(text))


def _masked(word: str, is_name: Callable[[str], bool]) -> str:
    if word[0].isdigit() or word.casefold() in _COUNTED:
        return "#"
    return "@" if is_name(word) else word.casefold()


_NUMBERS_AND_DATES = """
noll två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo trettio
fyrtio femtio sextio sjuttio åttio nittio hundra tusen januari februari mars april maj juni juli augusti september
oktober november december måndag tisdag onsdag torsdag fredag lördag söndag måndagen tisdagen onsdagen torsdagen
fredagen lördagen söndagen
"""
_COUNTED = frozenset(_NUMBERS_AND_DATES.split())


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that are written with a capital and never without one in some texts."""
    found = {word for text in texts for word in words(text)}
    small = {word for word in found if word[0].islower()}
    return frozenset(word for word in found if word[0].isupper() and word.casefold() not in small)


def is_term(word: str, terms: Collection[str]) -> bool:
    """Tell whether a word is a form of one of some terms."""
    low = word.casefold()
    return any(low[:length] in terms for length in range(max(4, len(low) - 5), len(low) + 1))


def lix(found: Iterable[str], terms: Collection[str] = ()) -> float:
    """Return the readability index of some sentences (Björnsson 1968): words per sentence, and long words per hundred.

    Parameters
    ----------
    terms
        Words that a reader of the subject knows, and that are counted as short.
    """
    per_sentence = [words(sentence) for sentence in found]
    count = sum(map(len, per_sentence))
    long = sum(len(word) > LONG and not is_term(word, terms) for row in per_sentence for word in row)
    return count / len(per_sentence) + 100 * long / count if count else 0.0
