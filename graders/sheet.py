"""The autograded notebook of a module: the released master, with room for what each hand-in scored.

It is written once for a module, as nbgrader would write it, and then only filled in: text is joined, and no notebook
is read, copied or validated for each participant.
"""

import json
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import compute_checksum

from graders.scoring import Scored, exercises_of, is_by_hand
from toolkit.exercises.cell import Exercise
from toolkit.occasion import OccasionFolder

DUMPED: dict[str, Any] = {"ensure_ascii": False, "indent": 1, "sort_keys": True, "separators": (",", ": ")}
"""How nbformat writes a notebook."""
_MOST, _LONG = 10_000, 4_000
"""Outputs that are kept, and how many signs make one that is not: what somebody wrote is nobody else's answer."""
_DEEP = "\n   "
"""Where the outputs of a cell stand in a notebook: three levels in."""


class Sheet:
    """A module's autograded notebook, to be filled in.

    Parameters
    ----------
    source
        The notebook of the occasion's snapshot.
    checksums
        What the gradebook has of each cell that it knows, by its name.
    exercises
        The module's exercises by id, those for practice among them.
    """

    def __init__(self, source: Path, checksums: Mapping[str, str | None], exercises: Mapping[str, Exercise]) -> None:
        by_hand = {one.id for one in exercises.values() if one.graded and is_by_hand(one)}
        book = nbformat.read(source, as_version=4)
        self._unanswered: dict[str, str] = {}
        token = secrets.token_hex(16)
        slots: dict[str, tuple[str, str]] = {}
        for cell in book.cells:
            marks = cell.metadata.get("nbgrader", {})
            name = marks.get("grade_id")
            if name not in checksums:
                continue
            marks["checksum"] = checksums[name]
            if marks.get("grade"):
                slots[f"{token}-{len(slots)}"] = (name, "outputs")
                cell.outputs = []
            if name in by_hand:
                marks["solution"], marks["locked"] = True, False
                self._unanswered[name] = compute_checksum(cell)
                slots[f"{token}-{len(slots)}"] = (name, "checksum")
        data = json.loads(nbformat.writes(book, version=nbformat.NO_CONVERT))
        places = {place: slot for slot, place in slots.items()}
        for cell in data["cells"]:
            marks = cell["metadata"].get("nbgrader", {})
            name = marks.get("grade_id")
            if (name, "outputs") in places:
                cell["outputs"] = places[name, "outputs"]
            if (name, "checksum") in places:
                marks["checksum"] = places[name, "checksum"]
        self._pieces = _split(json.dumps(data, **DUMPED), slots)
        self._cached: dict[tuple[str, str], str] = {}

    def filled(self, scored: Mapping[str, Scored]) -> str:
        """Return the notebook's text for one hand-in."""
        parts = []
        for before, name, what in self._pieces:
            parts.append(before)
            if what == "outputs":
                parts.append(self._outputs(scored[name]))
            elif what == "checksum":
                # For nbgrader the same checksum means no answer, and another that a person is to read it.
                parts.append(json.dumps("" if scored[name].points is None else self._unanswered[name]))
        return "".join(parts)

    def _outputs(self, one: Scored) -> str:
        # Choices are few: most of what is said has been said of somebody else's answer.
        key = (one.exercise.id, one.digest)
        text = self._cached.get(key)
        if text is None:
            text = json.dumps(one.outputs(), **DUMPED).replace("\n", _DEEP)
            if len(self._cached) < _MOST and len(text) < _LONG:
                self._cached[key] = text
        return text


def _split(text: str, slots: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Cut a text at its slots; each piece has what stands before a slot, its exercise and what goes there."""
    pieces, rest = [], text
    for place in sorted(slots, key=lambda slot: text.index(f'"{slot}"')):
        before, _, rest = rest.partition(f'"{place}"')
        pieces.append((before, *slots[place]))
    return [*pieces, (rest + "\n", "", "")]


def sheet_of(here: OccasionFolder, module: str, checksums: Mapping[str, str | None]) -> Sheet:
    """Return the autograded notebook of a module; made once, and anew when its snapshot changes."""
    return _made(here.path, module, here.source(module).stat().st_mtime_ns, tuple(checksums.items()))


@lru_cache(maxsize=32)
def _made(root: Path, module: str, changed: int, checksums: tuple[tuple[str, str | None], ...]) -> Sheet:
    here = OccasionFolder(root)
    return Sheet(here.source(module), dict(checksums), exercises_of(here, module))
