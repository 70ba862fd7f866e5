"""A small course and an occasion of it, for tests that go the whole way."""

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from toolkit.formats import Occasion
from toolkit.occasion import OccasionFolder

SINGLE = """%%exercise
id: liten-1-val
kind: single
goal: liten.1.1
points: 2
prompt: "Vilket djur säger mu?"
options:
  b: "Katten som bor hos grannen"
  q: "Kon"
  z: "Hunden"
### BEGIN HIDDEN TESTS
key: q
explanation: "Kon råmar, vilket brukar skrivas mu i svenska barnböcker och sånger."
feedback:
  b: "Katten jamar, och det ljudet skrivs mjau i de flesta böcker för barn."
### END HIDDEN TESTS"""

SORT = """%%exercise
id: liten-1-sortera
kind: sort
goal: liten.1.1
points: 3
prompt: "Sortera efter var djuren bor."
groups:
  hav: "I havet"
  land: "På land"
  luft: "I luften"
items:
  torsk: "Torsk"
  ko: "Ko"
  groda: "Groda"
  drake: "Drake"
### BEGIN HIDDEN TESTS
key:
  torsk: hav
  ko: land
  groda: [hav, land]
  drake: ingen
explanation: "Torsken lever i saltvatten, kon betar på ängen, och draken finns bara i sagan om riddaren."
### END HIDDEN TESTS"""

VARIANTS = """%%exercise
id: liten-1-variant
kind: single
goal: liten.1.2
points: 1.5
prompt: "Vad blir summan?"
variants:
  a:
    case: "Två och tre"
    options: {p: "5", k: "6", t: "7"}
  b:
    case: "Tre och fyra"
    options: {m: "5", r: "6", w: "7"}
### BEGIN HIDDEN TESTS
variant_keys:
  a: {key: p, explanation: "Två plus tre är fem, som man ser på fingrarna på en hand."}
  b: {key: w, explanation: "Tre plus fyra är sju, och då räcker inte en hand till."}
### END HIDDEN TESTS"""

PRACTICE = """%%exercise
id: liten-1-prova
kind: single
goal: liten.1.1
practice: true
prompt: "Vilket djur säger mjau?"
options:
  b: "Katten"
  q: "Kon"
key: b
explanation: "Katten jamar."
feedback:
  q: "Kon råmar."
"""

COURSE = """v: 1
id: liten
prefix: liten
title: "En liten kurs"
version: 1.0.0
audience: "Den som provar"
pass: {total: 0.7, modules: all}
modules:
  - id: 1-djur
    number: 1
    role: module
    state: draft
    title: "Djur"
    minutes: {read: 1, exercises: 2}
    goals:
      - {id: liten.1.1, level: förstå, strand: djur, text: "Beskriva djur"}
      - {id: liten.1.2, level: tillämpa, strand: tal, text: "Räkna"}
review: {law: needed, fact: needed, method: needed}
"""
MODULE = "1-djur"
GRADED = (SINGLE, SORT, VARIANTS)


def marks(points: float, name: str) -> dict[str, Any]:
    """Return nbgrader's metadata of a graded exercise."""
    return {
        "nbgrader": {
            "grade": True,
            "grade_id": name,
            "locked": True,
            "points": points,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
    }


def notebook(*exercises: str) -> Any:
    """Return a notebook with the extension and these cells, the graded ones marked."""
    cells = [nbformat.v4.new_code_cell("%load_ext toolkit", id="ladda")]
    cells.append(nbformat.v4.new_markdown_cell("# Djur\n\nText.", id="rubrik"))
    for place, source in enumerate(exercises):
        fields = dict(row.split(": ", 1) for row in source.split("\n") if row[:1].isalpha() and ": " in row)
        metadata = marks(float(fields["points"]), fields["id"]) if "points" in fields else {}
        cells.append(nbformat.v4.new_code_cell(source, id=f"cell-{place}", metadata=metadata))
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return book


def write_course(courses: Path, *exercises: str) -> Path:
    """Write the small course with these exercises and return the module's folder."""
    folder = courses / "liten" / "source" / MODULE
    folder.mkdir(parents=True, exist_ok=True)
    (courses / "liten" / "course.yml").write_text(COURSE, encoding="utf-8")
    nbformat.write(notebook(*(exercises or (PRACTICE, *GRADED))), folder / f"{MODULE}.ipynb")
    return folder


def make_occasion(root: Path, people: list[str], *, released: bool = True, **fields: Any) -> OccasionFolder:
    """Make an occasion of the small course with these participants, released or not."""
    write_course(root / "courses")
    if released and fields.keys() <= {"surface"}:
        shutil.copytree(_released(**fields), root / "occasions", dirs_exist_ok=True)
        here = OccasionFolder((root / "occasions" / "liten-2026").resolve())
    else:
        made = Occasion.model_validate({"id": "liten-2026", "course": "liten", "title": "Prov", **fields})
        here = new_occasion(root / "occasions", root / "courses" / "liten", made, seed="00112233445566ff")
    listing = root / "lista.csv"
    rows = [f"{name};{name.title()} Prov;kommun;nord" for name in people]
    listing.write_text("\n".join(["id;name;actor;region", *rows]) + "\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", listing)
    if released and not fields.keys() <= {"surface"}:
        release(here, MODULE, root / "courses")
    return here


@cache
def _released(**fields: str) -> Path:
    """Release the small course once for each surface; the folder can be copied, since nothing in it names its place."""
    root = Path(tempfile.mkdtemp(prefix="liten-"))
    write_course(root / "courses")
    made = Occasion.model_validate({"id": "liten-2026", "course": "liten", "title": "Prov", **fields})
    here = new_occasion(root / "occasions", root / "courses" / "liten", made, seed="00112233445566ff")
    release(here, MODULE, root / "courses")
    return root / "occasions"


def line(n: int, exercise: str, answer: Any, *, var: str | None = None, **more: Any) -> bytes:
    """Return one line of a journal."""
    fields = {"v": 1, "n": n, "t": f"2026-11-22T13:{n:02d}:00.000+00:00", "type": "answer", "ex": exercise}
    fields |= {"var": var, "view": "prov", "seq": n, "answer": answer, **more}
    return json.dumps(fields).encode() + b"\n"
