"""When a text that is typed counts as one that is accepted."""

import unicodedata

LETTERS = 5
"""A word with so many letters may have a slip."""


def folded(text: str) -> str:
    """Return a text without what never counts: capitals, how letters are composed, and superfluous white space."""
    text = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", text).split())


def slipped(accepted: str, typed: str) -> bool:
    """Tell whether a text is an accepted one with a single slip, in a word that is long enough; both are folded."""
    if abs(len(accepted) - len(typed)) > 1:
        return False
    start = 0
    for word in accepted.split(" "):
        before, after = accepted[:start], accepted[start + len(word) :]
        if sum(character.isalpha() for character in word) >= LETTERS:
            middle = typed[start : len(typed) - len(after)]
            if f"{before}{middle}{after}" == typed and _one_edit(word, middle):
                return True
        start += len(word) + 1
    return False


def _one_edit(word: str, typed: str) -> bool:
    """Tell whether one insertion, deletion or substitution makes a word what was typed."""
    same = 0
    while same < min(len(word), len(typed)) and word[same] == typed[same]:
        same += 1
    rest, other = word[same:], typed[same:]
    return (rest, other) != ("", "") and (rest[1:] == other or rest == other[1:] or rest[1:] == other[1:])
