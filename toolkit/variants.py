"""Which variant a participant meets, and in what order options are shown: one hash for both.

Rendezvous hashing (the format reference, section Variants): the highest SHA-256 over
``seed | participant | exercise or pair | name`` comes first. Nothing is stored, and the same person always
meets the same.
"""

import hashlib
from collections.abc import Sequence


def ranked(names: Sequence[str], seed: str, participant: str, place: str) -> list[str]:
    """Order names by their hash, the highest first; ties by the name itself.

    Parameters
    ----------
    names
        Letters of variants, or ids of options or items.
    seed
        The occasion's seed, from release.json.
    place
        Id of the exercise, or of its pair.
    """

    def weight(name: str) -> tuple[int, str]:
        digest = hashlib.sha256(f"{seed}|{participant}|{place}|{name}".encode()).digest()
        return -int.from_bytes(digest, "big"), name

    return sorted(names, key=weight)


def expected_variant(letters: Sequence[str], seed: str, participant: str, place: str, *, turn: int = 0) -> str | None:
    """Return the variant that a participant meets, or None where there are no variants.

    Parameters
    ----------
    turn
        Place in the order: 1 for the paired exercise of the final test, else 0, plus the number of retakes.
    """
    return ranked(letters, seed, participant, place)[turn % len(letters)] if letters else None
