"""What `kurs check` finds: a course without faults, and one fault at a time put into it."""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import test_check_exercises
import test_check_together

from toolkit.authoring.check import check_courses
from toolkit.authoring.findings import ERRORS_WAIVED, RULES, WAIVABLE, Finding
from toolkit.authoring.rules.text import PARTS
from toolkit.errors import KursError
from toolkit.testing import CHECKOUT

COURSE = """\
v: 1
id: prov
prefix: prov
title: "En kurs att pröva"
version: 1.0.0
audience: "Alla"
pass: {total: 0.7, modules: all}
modules:
  - id: 1-start
    number: 1
    role: module
    state: ready
    title: "Start"
    minutes: {read: 5, exercises: 5}
    goals:
      - {id: prov.1.1, level: förstå, strand: "tema", text: "Skilja ett från två"}
  - id: 2-mer
    number: 2
    role: module
    state: draft
    title: "Mer"
    minutes: {read: 5, exercises: 5}
    goals:
      - {id: prov.2.1, level: förstå, strand: "tema", text: "Skilja två från tre"}
review: {law: "2026-11-02", fact: "2026-11-02", method: "2026-11-02"}
sources:
  - {id: L1, title: "En lag", year: 2023}
"""

PRACTICE = """\
%%exercise
id: {id}
kind: single
goal: prov.1.1
practice: true
prompt: "{prompt}"
options:
  a: "{right}"
  b: "{wrong}"
key: a
explanation: "Ett är ett. Se [L1]."
feedback:
  b: "{feedback}"
"""
ASKED = {
    "a": {
        "prompt": "Vilket tal är ett?",
        "right": "Talet ett",
        "wrong": "Talet två",
        "feedback": "Talet två är ett till. Lägg ett äpple på bordet och räkna det. Lägg dit ett äpple till och räkna "
        "igen, så syns det vad som skiljer dem.",
    },
    "b": {
        "prompt": "Vad är två mer än?",
        "right": "En fågel i handen",
        "wrong": "Tio fåglar i skogen",
        "feedback": "Tio fåglar är fler än två. Håll upp en hand med fem fingrar och sedan den andra. Jämför med två "
        "fingrar, så syns det vilka som är flest.",
    },
}

GRADED = """\
%%exercise
id: {id}
kind: sort
goal: prov.1.1
points: 2.5
prompt: "Sortera varorna."
groups:
  frukt: "Frukt"
  gront: "Rotfrukt"
  brod: "Bröd"
items:
  a: "{a}"
  b: "{b}"
  c: "{c}"
  d: "{d}"
  e: "{e}"
  f: "{f}"
### BEGIN HIDDEN TESTS
key:
  a: frukt
  b: frukt
  c: frukt
  d: gront
  e: gront
  f: brod
explanation: "Räkna."
feedback:
  a: "{a}: växer på träd, och räknas därför dit."
  b: "{b}: plockas mogen i trädgården, och hör dit."
  c: "{c}: har kärnor inuti, och är därför en sådan."
  d: "{d}: dras upp ur jorden, och hör till dem."
  e: "{e}: växer under jord, och läggs därför dit."
  f: "{f}: bakas av mjöl i ugn, och hör dit."
sources: [L1]
### END HIDDEN TESTS
"""
SORTED = {
    "a": dict(zip("abcdef", ["Äpple", "Päron", "Plommon", "Morot", "Kålrot", "Limpa"], strict=True)),
    "b": dict(zip("abcdef", ["Körsbär", "Apelsin", "Citron", "Rödbeta", "Palsternacka", "Kavring"], strict=True)),
}


NUMERIC = """\
%%exercise
id: prov-1-ova-tal
kind: numeric
goal: prov.1.1
practice: true
prompt: "Hur många?"
unit: "äpplen"
round: 0
hints:
  - "Räkna."
  - "Räkna igen."
key: {value: "2", abs: "0"}
wrong:
  - value: "1"
    feedback: >-
      Ett är för få. Det ligger 2 äpplen i skålen, och båda ska räknas. Räkna det som ligger överst först, ta bort det
      och räkna det andra.
  - value: "3"
    feedback: >-
      Tre är för många. Det ligger 2 äpplen i skålen, och en annan frukt bredvid. Räkna bara det som frågan gäller, och
      lägg det andra åt sidan.
explanation: "Ett och ett är två."
sources: [L1]
"""


def drawing(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n{inside}\n</svg>\n'


def markdown(name: str, text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def code(name: str, text: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": text,
    }


def practice(name: str) -> dict[str, object]:
    return code(name, PRACTICE.format(id=name, **ASKED.get(name[-1], ASKED["a"])))


def graded(name: str, points: float = 2.5) -> dict[str, object]:
    cell = code(name, GRADED.format(id=name, **SORTED.get(name[-1], SORTED["a"])))
    cell["metadata"] = {
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
    return cell


def cells() -> list[dict[str, object]]:
    return [
        code("ladda", "%load_ext toolkit"),
        markdown("titel", "# Start"),
        markdown("darfor", "## Därför\n\nDet behövs [L1]."),
        markdown("kunskap", "## Kunskap\n\n### Tal\n\nEtt är inte två [L1]."),
        markdown("fallet", "## Fallet\n\n![En bild av ett äpple](apple.svg)\n\n[Tabellen](tal.csv)"),
        markdown("ova", "## Öva"),
        practice("prov-1-ova-a"),
        practice("prov-1-ova-b"),
        markdown("visa", "## Visa"),
        graded("prov-1-visa-a"),
        graded("prov-1-visa-b"),
        markdown("ta-med", "## Ta med dig\n\nRäkna."),
    ]


@dataclass
class Folder:
    """A course on disk that tests change."""

    root: Path
    name: str = "prov"

    @property
    def course(self) -> Path:
        return self.root / self.name

    @property
    def yml(self) -> Path:
        return self.course / "course.yml"

    @property
    def module(self) -> Path:
        return self.course / "source" / "1-start"

    @property
    def path(self) -> Path:
        return self.module / "1-start.ipynb"

    def notebook(self, name: str = "1-start") -> dict[str, object]:
        found: dict[str, object] = json.loads((self.course / "source" / name / f"{name}.ipynb").read_text())
        return found

    def write(self, inside: list[dict[str, object]], name: str = "1-start", **other: object) -> None:
        raw = {"cells": inside, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **other}
        folder = self.course / "source" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(raw, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")

    def change(self, number: int, old: str, new: str) -> None:
        """Replace text in a cell."""
        inside = cells()
        source = str(inside[number - 1]["source"])
        assert old in source
        inside[number - 1]["source"] = source.replace(old, new, 1)
        self.write(inside)

    def change_course(self, old: str, new: str) -> None:
        """Replace text in course.yml."""
        text = self.yml.read_text(encoding="utf-8")
        assert old in text
        self.yml.write_text(text.replace(old, new), encoding="utf-8")

    def check(self) -> list[Finding]:
        return check_courses(self.root, [])


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "courses")
    made.write(cells())
    made.yml.write_text(COURSE, encoding="utf-8")
    (made.module / "apple.svg").write_text(drawing('<circle r="4"/>'), encoding="utf-8")
    (made.module / "tal.csv").write_text("a\n1\n", encoding="utf-8")
    return made


def of(findings: list[Finding], *rules: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule in rules]


def shown(findings: list[Finding]) -> list[str]:
    return [f"{f.rule}: {f.sentence}".replace("prov/source/1-start/", "") for f in findings]


def test_a_course_without_faults(folder: Folder) -> None:
    assert folder.check() == []


NB = "prov/source/1-start/1-start.ipynb"
YML = "prov/course.yml"
FIX = "kurs check --fix rättar det."


def edit(number: int, old: str, new: str) -> Callable[[Folder], None]:
    return lambda folder: folder.change(number, old, new)


def course(old: str, new: str) -> Callable[[Folder], None]:
    return lambda folder: folder.change_course(old, new)


def put(change: Callable[[list[dict[str, object]]], object], **other: object) -> Callable[[Folder], None]:
    def write(folder: Folder) -> None:
        inside = cells()
        change(inside)
        folder.write(inside, **other)  # type: ignore[arg-type]

    return write


def beside(name: str, text: str = "x") -> Callable[[Folder], None]:
    def write(folder: Folder) -> None:
        path = folder.module / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


def picture(name: str, data: str | bytes) -> Callable[[Folder], None]:
    """Show another picture in place of the drawing of an apple."""

    def write(folder: Folder) -> None:
        (folder.module / "apple.svg").unlink()
        path = folder.module / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        folder.change(5, "apple.svg", name)

    return write


def takes(modules: str) -> Callable[[Folder], object]:
    """Let the course take tables from Åkershamn."""
    return lambda folder: (folder.course / "tables.yml").write_text(f"v: 1\nmodules:\n{modules}\n", encoding="utf-8")


def numeric(old: str, new: str) -> Callable[[Folder], None]:
    """Put in an exercise with a number, with one text changed."""
    assert old in NUMERIC
    return put(lambda c: c.insert(8, code("prov-1-ova-tal", NUMERIC.replace(old, new))))


def second(folder: Folder) -> None:
    """Put a second course with the same prefix and ids beside the first."""
    shutil.copytree(folder.course, folder.root / "annan")
    yml = folder.root / "annan" / "course.yml"
    yml.write_text(COURSE.replace("id: prov\n", "id: annan\n"), encoding="utf-8")


def nbgrader(cell: dict[str, object], **fields: object) -> None:
    metadata = cell["metadata"]
    assert isinstance(metadata, dict)
    metadata["nbgrader"] = {**metadata.get("nbgrader", {}), **fields}


LONG = "### Tal\n\n" + "Ord. " * 251
TABLE = "### Tal\n\n| a | b |\n|---|---|\n| " + "ord " * 300 + "| x |\n\n> " + "ord " * 300

FAULTS: dict[str, Callable[[Folder], object]] = {
    "a misspelt field": edit(7, "prompt:", "promt:"),
    "a quote left open in course.yml": course('title: "Start"', 'title: "Start'),
    "an unknown word in course.yml": course("state: ready", "state: redy"),
    "a notebook that is no JSON": lambda f: f.path.write_text('{"cells": [\n'),
    "a notebook without cells": lambda f: f.path.write_text("{}"),
    "a notebook in another encoding": lambda f: f.path.write_bytes('{"å": 1}'.encode("latin-1")),
    "half a character": lambda f: f.path.write_text(f.path.read_text().replace("Räkna.", "R\\ud800")),
    "no course.yml": lambda f: f.yml.unlink(),
    "an old notebook": put(lambda c: None, nbformat=3),
    "a notebook without cell ids": put(lambda c: [x.pop("id") for x in c], nbformat_minor=4),
    "a cell of an unknown type": put(lambda c: c[1].update(cell_type="heading")),
    "an unknown field in a cell": put(lambda c: c[1].update(foo=1)),
    "a cell without id": put(lambda c: c[1].pop("id")),
    "an id that two cells have": put(lambda c: c[1].update(id="ladda")),
    "a course that is not named as its folder": course("id: prov\n", "id: nagot\n"),
    "an exercise without the prefix": edit(7, "id: prov-1-ova-a", "id: annat-1-a"),
    "an id that two exercises have": edit(7, "id: prov-1-ova-a", "id: prov-1-ova-b"),
    "ids that another course has": second,
    "a folder that is no module": lambda f: f.write(cells()[:1], "3-okand"),
    "a ready module without notebook": lambda f: shutil.rmtree(f.module),
    "a notebook with another name": lambda f: f.path.rename(f.module / "start.ipynb"),
    "a second notebook": beside("kopia.ipynb", "{}"),
    "no first cell": put(lambda c: c.pop(0)),
    "the first cell further down": put(lambda c: c.insert(8, c.pop(0))),
    "other code": put(lambda c: c.insert(6, code("x", 'import os\nos.system("x")'))),
    "other code in two cells": put(lambda c: c.extend([code("x", "import os"), code("y", "")])),
    "a misspelt magic": edit(7, "%%exercise", "%%exercice"),
    "a space in the magic": edit(7, "%%exercise", "%% exercise"),
    "text beside the magic": edit(7, "%%exercise", "%%exercise single"),
    "no metadata": put(lambda c: c[9].update(metadata={})),
    "metadata with other points": put(lambda c: nbgrader(c[9], points=3)),
    "metadata on practice": put(lambda c: nbgrader(c[6], grade=False)),
    "metadata on text": put(lambda c: nbgrader(c[1], grade=False)),
    "no region": put(lambda c: c[9].update(source=str(c[9]["source"]).split("###")[0])),
    "a delimiter in text": edit(12, "Räkna.", "Räkna.\n\n### BEGIN HIDDEN TESTS"),
    "a delimiter in practice": edit(7, "practice: true", "practice: true\n### BEGIN SOLUTION"),
    "an output": put(
        lambda c: c[6].update(execution_count=3, outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}])
    ),
    "execution counts": put(lambda c: (c[6].update(execution_count=3), c[7].update(execution_count=4))),
    "saved widgets": put(lambda c: None, metadata={"widgets": {}}),
    "an attachment": put(lambda c: c[1].update(attachments={"a.png": {"image/png": "AA=="}})),
    "a journal": beside("answers.jsonl"),
    "a stray file in a folder": beside("mer/okand.txt"),
    "checkpoints, which are not released": beside(".ipynb_checkpoints/x.ipynb"),
    "a hidden file": beside(".DS_Store"),
    "a file among the modules": lambda f: (f.course / "source" / "x.txt").write_text("x"),
    "a symbolic link": lambda f: (f.module / "lank.csv").symlink_to("/etc/passwd"),
    "a table that is not as Åkershamn makes it": takes("  1-start:\n    tal: {table: ground}"),
    "a table that is gone": lambda f: (
        takes('  1-start:\n    tal: {table: ground, chart: ground, title: "Karta"}')(f),
        (f.module / "tal.csv").unlink(),
    ),
    "a table from somewhere else": takes("  1-start: {}"),
    "tables for a module that does not exist": takes(
        "  1-start:\n    tal: {table: ground}\n  9-slut:\n    ab: {table: ground}"
    ),
    "slips in what is taken": takes(
        """\
  1-start:
    ett: {tabel: count}
    tva: {table: karta}
    tre: {table: count, rows: plats, wher: centrum}
    fyra: {table: count, rows: group, types: cykel}
    fem: {table: count, rows: month, columns: year, chart: bars, title: "Fem"}
    sex: {table: count, rows: year, chart: bars}
    sju: {table: answers, of: pupils, questions: otrygg}
    atta: {table: years, municipality: storstad}
    nio: {table: few, steps: många}
    tio: {table: count, rows: group, groups: {Hamnen: hamnen}}
    elva: {table: count, rows: area, mark: 2025-04 Start}
    tolv: {table: areas, years: 2022}
    tretton: {table: avoided, year: 2026}
    fjorton: {table: count, rows: month, columns: year, chart: course, title: "A", mark: 2025-13 Start}
    femton: {table: count, rows: month, columns: year, years: 2023, chart: course, title: "A", mark: 2025-12 Start}
    sexton: {table: answers, of: residents, questions: ""}"""
    ),
    "a list of what is taken in another encoding": lambda f: (f.course / "tables.yml").write_bytes(b"v: 1 # \xe5"),
    "a picture that does not exist": edit(5, "apple.svg", "pear.svg"),
    "a picture on the web": edit(5, "apple.svg", "https://example.org/a.svg"),
    "a link to a file elsewhere": edit(5, "tal.csv", "../../course.yml"),
    "a figure that does not exist": edit(
        7, "practice: true", 'practice: true\nfigure: {file: karta.svg, alt: "En karta", table: karta.csv}'
    ),
    "a figure without alt": edit(7, "practice: true", "practice: true\nfigure: {file: apple.svg}"),
    "a picture in the address": edit(5, "apple.svg", "data:image/svg+xml,%3Csvg/%3E"),
    "a link to a script": edit(5, "tal.csv", "javascript:alert(1)"),
    "a picture in a folder that is not released": picture(".ipynb_checkpoints/apple.svg", drawing("")),
    "a drawing that does more than draw": beside(
        "apple.svg",
        '<?xml-stylesheet href="a.css"?><!DOCTYPE svg>\n'
        + drawing(
            '<script>alert(1)</script>\n<rect onclick="alert(1)" style="fill: url(https://example.org/a)"/>\n'
            '<image href="https://example.org/a.png"/>\n<style>\n@import "a.css";\n</style>\n'
            '<x:y xmlns:x="urn:x"/>\n<script/>'
        ),
    ),
    "a drawing with entities of its own": beside("apple.svg", '<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg>&a;</svg>'),
    "a drawing that is no XML": beside("apple.svg", drawing("<g>")),
    "a drawing in another encoding": lambda f: (f.module / "apple.svg").write_bytes(drawing("å").encode("latin-1")),
    "a drawing without namespace": beside("apple.svg", "<svg/>"),
    "another document called a drawing": beside("apple.svg", '<html xmlns="http://www.w3.org/1999/xhtml"/>'),
    "a drawing that is too large": beside("apple.svg", drawing(" " * 1024 * 1024)),
    "a drawing under another name": picture("apple.svg.gz", drawing("<script/>")),
    "a picture that is not what its name says": picture("apple.png", drawing("")),
    "a picture that is what its name says": picture("apple.webp", b"RIFF1234WEBPVP8 "),
    "a picture of a type that is not shown": picture("apple.bmp", "BM"),
    "a figure of a type that is not shown": edit(
        7, "practice: true", 'practice: true\nfigure: {file: tal.csv, alt: "Tal"}'
    ),
    "HTML in text": edit(3, "Det behövs [L1].", "Det <b>behövs</b> [L1].\n\n<div>\n\nText\n\n</div>"),
    "HTML that the page takes as markup": edit(3, "Det behövs [L1].", "m<sup>2</sup><br>[L1] <!-- ännu\ninte -->"),
    "what is left to replace in a ready module": put(
        lambda c: (
            c[2].update(source="## Därför\n\n> **BYT UT.** Skriv [L1]."),
            c[6].update(source=str(c[6]["source"]).replace("Ett är ett.", "BYT UT: skriv.")),
            c[9].update(source=str(c[9]["source"]).replace("Räkna.", "BYT UT: skriv.")),
        )
    ),
    "what is left to replace in a draft": lambda f: (
        f.change_course("state: ready", "state: draft"),
        f.change(3, "Det behövs", "BYT UT"),
    ),
    "what is left to replace in course.yml": lambda f: (
        f.change_course("Alla", "BYT UT: vem kursen är för"),
        f.change_course("Skilja ett från två", "BYT UT: målet"),
        f.change_course("Skilja två från tre", "BYT UT: målet"),
    ),
    "a goal that does not exist": edit(7, "goal: prov.1.1", "goal: prov.1.9"),
    "the goal of another module": edit(7, "goal: prov.1.1", "goal: prov.2.1"),
    "a pair in an ordinary module": edit(10, "points: 2.5", "points: 2.5\npair: prov-par"),
    "a source that does not exist": edit(10, "sources: [L1]", "sources: [L1, L9]"),
    "a reference in an explanation": edit(7, "Se [L1].", "Se [L9]."),
    "a reference in the feedback to a wrong number": numeric("Tre är för många.", "Tre är för många [L9]."),
    "a reference in a hint": numeric("Räkna igen.", "Räkna som i [L9]."),
    "a reference in a question": edit(10, "Sortera varorna.", "Sortera varorna efter [L9]."),
    "a reference in an option": edit(7, "Talet två", "Talet två [L9]"),
    "a reference in text": edit(3, "[L1]", "[L9]"),
    "another heading": edit(3, "## Därför", "## Varför"),
    "a heading that is left out": put(lambda c: c.pop(5)),
    "no last heading": put(lambda c: c.pop()),
    "one heading more": edit(12, "Räkna.", "Räkna.\n\n## Mer"),
    "a review in the first module": put(lambda c: c.insert(2, markdown("m", "## Minns du?"))),
    "a heading in code, which is none": edit(3, "Det behövs [L1].", "```\n## Inte rubrik\n```"),
    "a long section": edit(4, "### Tal", LONG),
    "a long table and a long quotation, which are not counted": edit(4, "### Tal", TABLE),
    "a picture without alt": edit(5, "![En bild av ett äpple]", "![]"),
    "two pictures in HTML without alt": edit(
        5, "## Fallet", '## Fallet\n\n<img src="apple.svg">\n\nEn rad med <img src="apple.svg" alt=""> i'
    ),
    "a picture in HTML with alt": edit(5, "## Fallet", '## Fallet\n\n<img src="apple.svg" alt="Ett äpple">'),
    "a goal with one graded exercise": put(lambda c: c.pop(9)),
    "a withdrawn exercise": edit(10, "points: 2.5", 'points: 2.5\nwithdrawn: "Lagen ändrades"'),
    "a withdrawn exercise, waived": edit(
        10, "points: 2.5", 'points: 2.5\nwithdrawn: "Lagen ändrades"\nwaive: {withdrawn: "Byts i vår"}'
    ),
    "a waived error": edit(7, "practice: true", 'practice: true\nwaive: {goal: "För att"}'),
    "an unknown rule waived": edit(7, "practice: true", 'practice: true\nwaive: {nagot: "För att"}'),
    "practice without feedback": edit(7, f'feedback:\n  b: "{ASKED["a"]["feedback"]}"\n', ""),
    "no explanation": edit(7, 'explanation: "Ett är ett. Se [L1]."\n', ""),
    "a module without goals": course(
        '    goals:\n      - {id: prov.1.1, level: förstå, strand: "tema", text: "Skilja ett från två"}\n', ""
    ),
}
GOLDEN = Path(__file__).parent / "golden" / "findings.txt"


def expected() -> dict[str, list[str]]:
    """Read the golden file: a fault on a line of its own, then what is found, indented."""
    found: dict[str, list[str]] = {}
    for row in GOLDEN.read_text(encoding="utf-8").splitlines():
        if row.startswith("  "):
            found[list(found)[-1]].append(row.strip())
        elif row:
            found[row] = []
    return found


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_and_what_is_found(folder: Folder, name: str) -> None:
    FAULTS[name](folder)
    found = shown(folder.check())
    if os.environ.get("UPDATE_GOLDENS"):
        goldens = {**expected(), name: found}
        text = "".join("\n".join([key, *(f"  {row}" for row in goldens[key]), ""]) for key in FAULTS if key in goldens)
        GOLDEN.write_text(text, encoding="utf-8")
    assert found == expected()[name]


def test_every_rule_is_tried() -> None:
    tried = {row.split(":")[0] for rows in expected().values() for row in rows}
    tried |= {*test_check_exercises.TRIED, *test_check_together.TRIED, *test_check_together.OF_A_COURSE}
    assert tried == set(RULES) - {"run"}


def test_the_guide_says_of_every_rule_how_serious_it_is_and_whether_it_can_be_waived() -> None:
    guide = (CHECKOUT / "docs" / "authors.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z-]+)`(\*?) \| (fel|varning) \| \S.*\|$", guide, re.MULTILINE)
    assert told == [(rule, "*" if rule in WAIVABLE else "", severity) for rule, severity in RULES.items()]


def test_only_some_errors_can_be_waived() -> None:
    assert {rule for rule in WAIVABLE if RULES[rule] == "fel"} == ERRORS_WAIVED
    # The golden file shows it: what is waived is not among the findings.
    assert not any(row.startswith("withdrawn") for row in expected()["a withdrawn exercise, waived"])


def test_findings_of_a_file_with_many_faults_come_at_once_and_in_order(folder: Folder) -> None:
    inside = cells()
    inside[6]["source"] = str(inside[6]["source"]).replace("key: a", "key: c")
    inside[7]["source"] = str(inside[7]["source"]).replace("prompt:", "promt:").replace("key: a", "key: x")
    inside[9]["metadata"] = {}
    inside[11]["source"] = "## Ta med\n\n![](ingen.png)"
    folder.write(inside)
    found = folder.check()
    assert [(f.cell, f.rule) for f in found] == [
        (7, "format"),
        (8, "format"),
        (10, "metadata"),
        (12, "heading"),
        (12, "alt"),
        (12, "missing-file"),
    ]


def test_a_broken_course_and_a_broken_notebook_do_not_hide_the_rest(folder: Folder) -> None:
    folder.yml.write_text("id: prov\n  prefix: prov\n", encoding="utf-8")
    folder.write(cells(), "2-mer")
    (folder.course / "source" / "2-mer" / "2-mer.ipynb").write_text("[", encoding="utf-8")
    folder.write([*cells(), code("x", "1 + 1")])
    found = [(f.file.removeprefix("prov/"), f.rule) for f in folder.check()]
    assert found == [
        ("course.yml", "format"),
        ("source/1-start/1-start.ipynb", "other-code"),
        ("source/2-mer/2-mer.ipynb", "notebook"),
    ]


def test_of_a_draft_only_what_exists_is_checked(folder: Folder) -> None:
    folder.change_course("state: ready", "state: draft")
    folder.write([code("ladda", "%load_ext toolkit"), markdown("a", "## Vad som helst"), practice("prov-1-a")])
    for name in ("apple.svg", "tal.csv"):
        (folder.module / name).unlink()
    assert folder.check() == []
    folder.write([code("ladda", "%load_ext toolkit"), graded("annat-1-a", points=9)])
    assert [f.rule for f in folder.check()] == ["id", "metadata"]
    shutil.rmtree(folder.module)
    assert folder.check() == []


def test_a_review_takes_up_earlier_modules(folder: Folder) -> None:
    folder.change_course("state: draft", "state: ready")
    inside = [
        code("ladda", "%load_ext toolkit"),
        markdown("minns", "## Minns du?"),
        *(practice(f"prov-2-minns-{n}") for n in "xyz"),
        *(markdown(f"d{n}", f"## {part}") for n, part in enumerate(PARTS[1:4])),
        markdown("ova", "## Öva"),
        *(practice(f"prov-2-ova-{n}") for n in "ab"),
        markdown("visa", "## Visa"),
        *(graded(f"prov-2-visa-{n}") for n in "ab"),
        markdown("ta", "## Ta med dig"),
    ]
    for cell in inside[8:]:
        cell["source"] = str(cell["source"]).replace("goal: prov.1.1", "goal: prov.2.1")
    folder.write(inside, "2-mer")
    assert shown(of(folder.check(), "goal", "heading", "coverage")) == []
    for names, said in (("xy", ["2 övningar utan poäng"]), ("vxyz", []), ("vwxyz", ["5 övningar utan poäng"])):
        folder.write([*inside[:2], *(practice(f"prov-2-minns-{n}") for n in names), *inside[5:]], "2-mer")
        assert [f.found for f in of(folder.check(), "coverage")] == said
    inside[2]["source"] = str(inside[2]["source"]).replace("goal: prov.1.1", "goal: prov.2.1")
    folder.write(inside, "2-mer")
    assert [f.sentence for f in of(folder.check(), "goal", "heading")] == [
        "prov/source/2-mer/2-mer.ipynb, cell 3: goal: hittade ”prov.2.1”, väntade prov.1.1."
    ]


@pytest.mark.parametrize("role", ["pretest", "test"])
def test_a_test_has_exercises_on_any_goal_and_no_parts(folder: Folder, role: str) -> None:
    folder.change_course("role: module\n    state: draft", f"role: {role}\n    state: ready")
    folder.change_course(
        '    goals:\n      - {id: prov.2.1, level: förstå, strand: "tema", text: "Skilja två från tre"}\n', ""
    )
    folder.write([code("ladda", "%load_ext toolkit"), graded("prov-2-a")], "2-mer")
    assert of(folder.check(), "goal", "heading", "coverage") == []


def test_feedback_of_a_sort_is_a_text_for_every_card(folder: Folder) -> None:
    card = str(graded("prov-1-kort-a")["source"]).replace("points: 2.5", "practice: true")
    card = "\n".join(row for row in card.split("\n") if not row.startswith(("###", '  b: "Päron:')))
    folder.write([*cells(), code("kort", card)])
    found = [f.text for f in of(folder.check(), "feedback")]
    assert found == ["feedback: hittade ingenting, väntade en text för b."]


def test_only_named_courses_are_reported_but_ids_of_all_are_known(folder: Folder) -> None:
    second(folder)
    (folder.root / "data").mkdir()
    found = check_courses(folder.root, ["annan"])
    assert {f.file.split("/")[0] for f in found} == {"annan"}
    assert {f.rule for f in found} == {"id"}
    assert found == check_courses(folder.root, [str(folder.root / "annan")])
    assert len(check_courses(folder.root)) == len(found)  # each of a pair is named once


def test_a_course_that_does_not_exist(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(KursError, match="ingen kurs ”finns-inte”, där finns prov"):
        check_courses(folder.root, ["finns-inte"])
    with pytest.raises(KursError, match="ingen kurs där"):
        check_courses(tmp_path / "tomt")


def test_a_finding_as_json(folder: Folder) -> None:
    FAULTS["a misspelt field"](folder)
    assert [f.to_json() for f in folder.check()] == [
        {
            "file": "prov/source/1-start/1-start.ipynb",
            "cell": 7,
            "cell_id": "prov-1-ova-a",
            "exercise": "prov-1-ova-a",
            "rule": "format",
            "severity": "fel",
            "field": "promt",
            "found": "ett okänt fält",
            "expected": "fältet ”prompt”",
            "line": 6,
            "hint": "",
            "sentence": "prov/source/1-start/1-start.ipynb, cell 7, rad 6: promt: hittade ett okänt fält, "
            "väntade fältet ”prompt”.",
        }
    ]


def test_windows_line_ends_change_nothing(folder: Folder) -> None:
    inside = cells()
    for cell in inside:
        cell["source"] = str(cell["source"]).replace("\n", "\r\n")
    folder.write(inside)
    folder.yml.write_bytes(COURSE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert folder.check() == []


def test_a_notebook_nested_without_end_is_one_finding(folder: Folder) -> None:
    for deep in ("[" * 500 + "]" * 500, "[" * 100_000):
        folder.path.write_text('{"cells": [], "metadata": {"a": ' + deep + "}}", encoding="utf-8")
        assert [f.rule for f in folder.check()] == ["notebook"]
