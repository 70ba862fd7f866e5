"""A course with the questions of the benchmarks, released in an occasion; and the peers' notebooks with the same."""

import shutil
from pathlib import Path

import nbformat

from benchmarks.peers import PEERS, Peer
from benchmarks.questions import KINDS, Exercise, make
from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from tests.occasion_support import marks
from toolkit.formats import Occasion
from toolkit.occasion import OccasionFolder

SIZES = (10, 40)
"""How many exercises the two large modules have; the kinds come in turn."""
CHECKED = "ova"
"""The module that is checked: each kind twice, to be answered right and wrong."""
PARTICIPANTS = tuple(f"person{number:02}" for number in range(1, 31))

_GOALS = {"tal-10": "matt.1.1", "tal-40": "matt.2.1", CHECKED: "matt.3.1"}
MODULES = {
    "tal-10": make("matt-10", _GOALS["tal-10"], 10),
    "tal-40": make("matt-40", _GOALS["tal-40"], 40),
    CHECKED: make("matt-ova", _GOALS[CHECKED], 2 * len(KINDS), practice=True),
}

COURSE = """v: 1
id: matt
prefix: matt
title: "Mätning"
version: 1.0.0
audience: "Ingen"
pass: {total: 0.7, modules: all}
modules:
"""
ENTRY = """  - id: %s
    number: %d
    role: module
    state: ready
    title: "%s"
    minutes: {read: 1, exercises: 9}
    goals: [{id: %s, level: förstå, strand: tal, text: "Räkna"}]
"""


def sized(count: int) -> str:
    """Return the module that has so many exercises."""
    return f"tal-{count}"


def make_occasion(root: Path) -> OccasionFolder:
    """Make the course and an occasion of it with everything released."""
    folder = root / "courses" / "matt"
    entries = [ENTRY % (name, number, name, _GOALS[name]) for number, name in enumerate(MODULES, 1)]
    for name, exercises in MODULES.items():
        _write(folder / "source" / name, ["%load_ext toolkit"], exercises)
    review = "review: {law: needed, fact: needed, method: needed}\n"
    (folder / "course.yml").write_text(COURSE + "".join(entries) + review, encoding="utf-8")
    made = Occasion(id="matt-2026", course="matt", title="Mätning")
    here = new_occasion(root / "occasions", folder, made, seed="00112233445566ff")
    for name in MODULES:
        release(here, name, root / "courses")
    rows = [f"{name};{name.title()};kommun;nord" for name in PARTICIPANTS]
    (root / "lista.csv").write_text("\n".join(["id;name;actor;region", *rows]) + "\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", root / "lista.csv")
    return here


def _write(folder: Path, first: list[str], exercises: list[Exercise]) -> None:
    cells = [nbformat.v4.new_code_cell(text, id=f"start-{place}") for place, text in enumerate(first)]
    for one in exercises:
        metadata = {} if one.practice else marks(1.0, one.id)
        cells.append(nbformat.v4.new_code_cell(one.cell, id=f"cell-{one.place}", metadata=metadata))
    _write_notebook(folder, cells)


def _write_notebook(folder: Path, cells: list[nbformat.NotebookNode]) -> None:
    folder.mkdir(parents=True)
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, folder / f"{folder.name}.ipynb")


def fetch(here: OccasionFolder, work: Path) -> None:
    """Put our modules, as they were released, and the peers' notebooks where JupyterLab shows them."""
    for name, exercises in MODULES.items():
        shutil.copytree(here.exchange / here.id / "outbound" / name, work / name)
        for peer in PEERS:
            texts = [peer.first_cell, *(peer.cell([one]) for one in exercises)]
            cells = [nbformat.v4.new_code_cell(text, id=f"cell-{place}") for place, text in enumerate(texts)]
            _write_notebook(work / peer_module(peer, name), cells)


def peer_module(peer: Peer, module: str) -> str:
    """Return the folder of a peer's notebook with the questions of a module."""
    return f"{peer.module}-{module}"


def notebook(folder: str) -> str:
    """Return the path of a folder's notebook."""
    return f"{folder}/{folder}.ipynb"
