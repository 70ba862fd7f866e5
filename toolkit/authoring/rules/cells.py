"""Rules on what stands in a notebook's cells, and what nbgrader and a release make of it."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from toolkit.authoring.findings import Finding
from toolkit.authoring.fix import fixed, wanted_metadata
from toolkit.authoring.material import Module
from toolkit.exercises.cell import MAGIC, is_exercise
from toolkit.messages import listed, quoted, say
from toolkit.notebook import Cell

FIRST = "%load_ext toolkit"
CELL_TYPES = ("code", "markdown", "raw")
_DELIMITER = re.compile(r"(?:BEGIN|END) (?:HIDDEN TESTS|SOLUTION|MARK SCHEME)|(?:HASHED )?AUTOTEST\b", re.IGNORECASE)
"""What nbgrader looks for in every cell, whatever it is."""


def formats(module: Module) -> Iterator[Finding]:
    """Find exercises that cannot be read, with everything that is wrong in them."""
    for cell in module.cells:
        for problem in cell.problems:
            yield module.at(cell).problem("format", problem)


def notebook_format(module: Module) -> Iterator[Finding]:
    """Find what is no notebook by Jupyter's own schema, leaving aside what --fix mends."""
    if module.notebook is None:
        return
    raw = module.notebook.raw
    if raw.get("nbformat") != 4 or not isinstance(raw.get("nbformat_minor"), int):
        version = f"nbformat {raw.get('nbformat')}.{raw.get('nbformat_minor')}"
        yield module.spot.finding("notebook", quoted(version), say("check.nbformat"))
        return
    mended, sound = fixed(module.notebook), True
    for cell, data in zip(module.cells, mended["cells"], strict=True):
        if cell.type not in CELL_TYPES:
            found, field = quoted(cell.type), "cell_type"
        elif refused := _refused(f"{cell.type}_cell", data):
            found, field = refused
        else:
            continue
        sound = False
        yield module.at(cell).finding("notebook", found, say("check.nbformat"), field=field)
    if sound and (refused := _refused("", mended)):
        found, field = refused
        yield module.spot.finding("notebook", found, say("check.nbformat"), field=field)


@cache
def _validator(definition: str) -> Callable[[Any], Any]:
    """Return the check of nbformat's schema, or of one definition in it.

    The schema is read without importing nbformat, which takes over a second.
    """
    import fastjsonschema

    package = find_spec("nbformat")
    path = Path(str(package and package.origin)).parent / "v4" / "nbformat.v4.5.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    if definition:
        schema = {"definitions": schema["definitions"], "$ref": f"#/definitions/{definition}"}
    compiled: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return compiled


def _refused(definition: str, data: Any) -> tuple[str, str] | None:
    """Return what the schema refuses and in which field; None where it refuses nothing."""
    import fastjsonschema

    try:
        _validator(definition)(data)
    except fastjsonschema.JsonSchemaValueException as error:
        path = [str(part) for part in error.path[1:]]
        return quoted(str(error.message).removeprefix(str(error.name)).strip(), 100), ".".join(path)
    return None


def cell_ids(module: Module) -> Iterator[Finding]:
    """Find cells without an id of their own."""
    seen: set[Any] = set()
    lacking = []
    for cell in module.cells:
        found = cell.raw.get("id")
        if not isinstance(found, str) or found in seen:
            lacking.append(cell)
        else:
            seen.add(found)
    if lacking:
        found = say("check.without_id", cells=_numbers(lacking))
        yield module.at(lacking[0]).finding("cell-id", found, say("check.cell_id"), hint=say("check.fix"))


def code(module: Module) -> Iterator[Finding]:
    """Find code other than the first cell, which loads the toolkit, and exercises."""
    cells = [cell for cell in module.cells if cell.type == "code"]
    loads = bool(cells) and cells[0].source.strip() == FIRST
    if module.notebook and not loads:
        found = _shown(cells[0]) if cells else say("check.no_code")
        spot = module.at(cells[0]) if cells else module.spot
        yield spot.finding("first-cell", found, FIRST)
    others = [cell for cell in cells[1:] if not is_exercise(cell.source)]
    if not loads:  # The right cell in the wrong place is one slip, and it has been named.
        others = [cell for cell in others if cell.source.strip() != FIRST]
    if others:
        first = others[0]
        found = say("check.other_code", cells=_numbers(others), code=_shown(first))
        near = SequenceMatcher(None, first.source.strip().split("\n")[0].casefold(), MAGIC).ratio() > 0.7
        hint = say("check.magic_hint") if near else ""
        yield module.at(first).finding("other-code", found, say("check.only_exercises"), hint=hint)


def _numbers(cells: Sequence[Cell]) -> str:
    """Name the cells that a finding is about, where they are more than the one it stands in."""
    if len(cells) == 1:
        return ""
    return say("check.cells", numbers=listed([str(cell.number) for cell in cells], "och"))


def _shown(cell: Cell) -> str:
    text = cell.source.strip().split("\n")[0]
    return quoted(text) if text else say("check.empty_cell")


def metadata(module: Module) -> Iterator[Finding]:
    """Find metadata for nbgrader that is not what the exercise says."""
    for cell in module.cells:
        if cell.problems:
            continue
        found, wanted = cell.metadata.get("nbgrader"), wanted_metadata(cell)
        if (found is None and wanted is None) or found == wanted:
            continue
        if wanted is None:
            said, expected = say("check.metadata"), say("check.no_metadata")
        elif isinstance(found, dict):
            names = sorted({*wanted, *found})
            differing = [name for name in names if found.get(name) != wanted.get(name)]
            said = say("check.other_metadata", names=listed(differing, "och"))
            expected = say("check.metadata_agrees")
        else:
            said, expected = say("check.lacks_metadata"), say("check.metadata_agrees")
        yield module.at(cell).finding("metadata", said, expected, hint=say("check.fix"))


def keys(module: Module) -> Iterator[Finding]:
    """Find graded exercises without a key; practice without one cannot be read."""
    for cell in module.cells:
        if cell.exercise and cell.exercise.graded and not cell.exercise.solutions:
            yield module.at(cell).finding("key", say("check.no_region"), say("check.region"), field="key")


def delimiters(module: Module) -> Iterator[Finding]:
    """Find marks that nbgrader cuts at outside the hidden region of an exercise."""
    for cell in module.cells:
        if cell.problems:
            continue
        for number, row in enumerate(cell.source.split("\n"), 1):
            match = _DELIMITER.search(row)
            if match and not (cell.exercise and "HIDDEN TESTS" in match[0]):
                yield module.at(cell).finding("delimiter", quoted(row.strip()), say("check.no_delimiter"), line=number)
                break


def leftovers(module: Module) -> Iterator[Finding]:
    """Find what a run or a paste left: outputs, execution counts, states of widgets, attachments."""
    if module.notebook is None:
        return
    run = [c for c in module.cells if c.raw.get("outputs") or c.raw.get("execution_count") is not None]
    if run:
        found = say("check.outputs", cells=_numbers(run))
        yield module.at(run[0]).finding("output", found, say("check.no_output"), hint=say("check.fix"))
    whole = module.notebook.raw.get("metadata")
    if isinstance(whole, dict) and "widgets" in whole:
        yield module.spot.finding(
            "widget", say("check.widgets"), say("check.no_output"), field="metadata", hint=say("check.fix")
        )
    for cell in module.cells:
        if cell.raw.get("attachments"):
            yield module.at(cell).finding("attachment", say("check.attachment"), say("check.picture_file"))
