"""Hand-ins of every kind of exercise, three ways to grade them, and what the gradebook and the notebooks then hold."""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, Execute, SaveAutoGrades
from nbgrader.utils import compute_checksum
from pydantic import JsonValue
from sqlalchemy import Boolean, DateTime, Interval, create_engine, text

from graders.collect import collect
from graders.grade import grade
from graders.inprocess import nbgrader_log, recorded
from graders.nbgrader_plugin import load_config
from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from graders.scoring import read_hand_in
from tests.kinds_support import GALLERY
from tests.kinds_support import MODULE as GALLERY_MODULE
from tests.occasion_support import VARIANTS, notebook
from toolkit.exchange import hand_in
from toolkit.exercises.cell import Exercise
from toolkit.formats import Occasion
from toolkit.formats.base import read_time
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder

MODULE = "1-allt"
VARIANT = "allt-1-variant"
DUE = "2026-11-22T15:00:00+00:00"
BEFORE, AFTER = "2026-11-22T14:00:00+00:00", "2026-11-22T16:00:00+00:00"
COURSE = """v: 1
id: allt
prefix: gallery
title: "Allt"
version: 1.0.0
audience: "Den som provar"
pass: {total: 0.7, modules: all}
modules:
  - id: 1-allt
    number: 1
    role: module
    state: draft
    title: "Allt"
    minutes: {read: 1, exercises: 2}
    goals:
      - {id: gallery.1.1, level: förstå, strand: tema, text: "Allt"}
review: {law: needed, fact: needed, method: needed}
"""


def write_course(courses: Path) -> Path:
    """Write a course with every exercise of the gallery and one with variants."""
    source = GALLERY / "source" / GALLERY_MODULE
    cells = [cell.source for cell in read(source / f"{GALLERY_MODULE}.ipynb").cells if cell.exercise]
    variants = VARIANTS.replace("liten-1-variant", VARIANT).replace("liten.1.2", "gallery.1.1")
    folder = courses / "allt" / "source" / MODULE
    folder.mkdir(parents=True)
    nbformat.write(notebook(*cells, variants), folder / f"{MODULE}.ipynb")
    for path in source.iterdir():
        if path.is_file() and path.suffix != ".ipynb":
            (folder / path.name).write_bytes(path.read_bytes())
    (courses / "allt" / "course.yml").write_text(COURSE, encoding="utf-8")
    return courses / "allt"


def sample(exercise: Exercise, name: str) -> JsonValue:
    """Return an answer that the kind itself makes up, right, partly or wrong; wrong where there is none in between."""
    (var, spec), *_ = exercise.specs.items()
    samples = exercise.kind.samples(spec, exercise.solutions[var])
    names = {"partly": ("partly", "wrong"), "right": ("right", "awaiting"), "wrong": ("wrong", "awaiting")}
    for wanted in names.get(name, (name,)):
        for one in samples:
            if one.name == wanted:
                return one.answer
    return None


Lines = list[tuple[str, JsonValue, str | None]]


def hand_ins(exercises: dict[str, Exercise]) -> dict[str, Lines | None]:
    """Return the lines of each participant's journal; None for no journal at all."""
    plain = {name: one for name, one in exercises.items() if one.graded and name != VARIANT}

    def all_of(*names: str) -> Lines:
        return [(name, sample(one, which), None) for which in names for name, one in plain.items()]

    return {
        "ratt": [*all_of("right"), (VARIANT, "p", "a")],
        "delvis": [*all_of("partly"), (VARIANT, "k", "a")],
        "fel": all_of("wrong"),
        "tom": [],
        "inget": None,
        "trasig": [*all_of("malformed"), (VARIANT, "finns_inte", "a")],
        # A branch keeps what was chosen first.
        "andrat": [*all_of("wrong", "partly", "right"), (VARIANT, "k", "a"), (VARIANT, "p", "a")],
        "rensat": [*all_of("right"), *((name, None, None) for name in plain)],
        "sent": all_of("right"),
        "andra_varianten": [*all_of("partly"), (VARIANT, "w", "b")],
        "markup": [(name, "<script>alert(1)</script>\n\n[x](javascript:alert(1))", None) for name in plain],
    }


def journal(lines: Lines) -> bytes:
    """Write lines as a journal has them."""
    text = b""
    for n, (name, answer, var) in enumerate(lines, 1):
        at = f"2026-11-22T13:{n // 60:02d}:{n % 60:02d}.000+00:00"
        fields = {"v": 1, "n": n, "t": at, "type": "answer", "ex": name, "var": var, "view": "prov", "seq": n}
        text += json.dumps({**fields, "answer": answer}).encode() + b"\n"
    return text


def make_occasion(root: Path) -> OccasionFolder:
    """Make an occasion of the course where everything has been handed in and collected."""
    course = write_course(root / "courses")
    made = Occasion.model_validate(
        {"id": "allt-2026", "course": "allt", "title": "Prov", "modules": {MODULE: {"due": DUE}}}
    )
    here = new_occasion(root / "occasions", course, made, seed="00112233445566ff")
    release(here, MODULE, root / "courses")
    given = hand_ins(dict(here.notebook(MODULE).exercises))
    rows = ["id;name;email;actor;region", *(f"{name};{name} Prov;{name}@example.se;kommun;nord" for name in given)]
    (root / "lista.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", root / "lista.csv")
    extension = f"sent;{MODULE};2026-11-22T17:00:00+00:00;sjuk;lena;2026-11-22T12:00:00+00:00"
    (here.path / "extensions.csv").write_text(f"id;module;due;reason_code;by;at\n{extension}\n")
    for name, lines in given.items():
        at = read_time(AFTER if name == "sent" else BEFORE)
        one = hand_in(here.exchange, here.occasion.id, MODULE, name, journal(lines or []), at)
        if lines is None:
            (one.folder / "answers.jsonl").unlink()
    taken = collect(here, [MODULE])
    assert {one.participant for one in taken.taken} == set(given)
    return here


def edit_course(here: OccasionFolder, exercise: str, change: Callable[[str], str]) -> None:
    """Change the cell of an exercise in the course."""
    path = here.path.parents[1] / "courses" / "allt" / "source" / MODULE / f"{MODULE}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    (cell,) = (one for one in book["cells"] if f"id: {exercise}\n" in "".join(one["source"]))
    text = "".join(cell["source"])
    assert change(text) != text
    cell["source"] = change(text).splitlines(keepends=True)
    if "nbgrader" in cell["metadata"] and "points: 3" in change(text):
        cell["metadata"]["nbgrader"]["points"] = 3
    path.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")


# --- three ways to grade --------------------------------------------------------------------------


class LetTextsWait(SaveAutoGrades):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's own step, told of the one thing that it cannot know: that a text waits for a marker.

    For nbgrader only a solution can wait, so the cell is made one: with another checksum than the released when there
    is an answer, and with the same, which scores 0, when there is none.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Save what the cells score."""
        named = resources["nbgrader"]
        here = OccasionFolder(Path(self.parent.parent.coursedir.root))
        hand_in = read_hand_in(here, named["assignment"], here.submitted(named["student"], named["assignment"]))
        for cell in nb.cells:
            one = hand_in.scored.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            if one and one.by_hand:
                marks = cell.metadata.nbgrader
                marks.solution, marks.locked = True, False
                marks.checksum = "" if one.points is None else compute_checksum(cell)
        return super().preprocess(nb, resources)

    def _add_comment(self, cell: Any, resources: Any) -> None:
        super()._add_comment(cell, resources)
        comment = self.gradebook.find_comment(
            cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        if comment.auto_comment:
            comment.auto_comment = "Inget svar."
            self.gradebook.db.commit()


def in_a_kernel(here: OccasionFolder, module: str = MODULE) -> None:
    """Grade as nbgrader does, by running each notebook; only the step that lets a text wait is ours."""
    config = load_config(here)
    del config.Autograde["sanitize_preprocessors"]
    config.Autograde.autograde_preprocessors = [Execute, LetTextsWait, AssignLatePenalties]
    # Two kernels that start at once can be given the same port; and a machine with much to do starts one slowly.
    with tempfile.TemporaryDirectory() as sockets:
        config.KernelManager.transport, config.KernelManager.ip = "ipc", f"{sockets}/k"
        config.Execute.startup_timeout = config.Execute.timeout = 120
        _autograde(here, config, module)


def by_autograde(here: OccasionFolder, module: str = MODULE) -> None:
    """Grade with nbgrader's own command and our steps in it."""
    _autograde(here, load_config(here), module)


def by_formgrader(here: OccasionFolder, module: str = MODULE) -> None:
    """Grade as formgrader's button does, one hand-in at a time."""
    api = NbGraderAPI(CourseDirectory(config=load_config(here)), config=load_config(here))
    with recorded(nbgrader_log("formgrader")):
        for folder in here.path.glob(f"submitted/*/{module}"):
            assert api.autograde(module, folder.parent.name)["success"]


def _autograde(here: OccasionFolder, config: Any, module: str) -> None:
    log = nbgrader_log("ways")
    with recorded(log) as errors:
        Autograde(coursedir=CourseDirectory(config=config, assignment_id=module), config=config, log=log).start()
    assert errors == []


WAYS: dict[str, Callable[[OccasionFolder], object]] = {
    "kernel": in_a_kernel,
    "autograde": by_autograde,
    "formgrader": by_formgrader,
    "batch": lambda here: grade(here, [MODULE]),
    "workers": lambda here: grade(here, [MODULE], workers=2),
}

# --- what they leave ------------------------------------------------------------------------------

TABLES = {
    "submitted_assignment": """
        select student_id, assignment.name, timestamp, extension from submitted_assignment
        join assignment on submitted_assignment.assignment_id = assignment.id""",
    "submitted_notebook": """
        select submitted_assignment.student_id, notebook.name, flagged, late_submission_penalty from submitted_notebook
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        join notebook on submitted_notebook.notebook_id = notebook.id""",
    "grade": """
        select submitted_assignment.student_id, base_cell.name, auto_score, manual_score, extra_credit,
        needs_manual_grade from grade join base_cell on grade.cell_id = base_cell.id
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id""",
    "comment": """
        select submitted_assignment.student_id, base_cell.name, auto_comment, manual_comment from comment
        join base_cell on comment.cell_id = base_cell.id
        join submitted_notebook on comment.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id""",
    "assignment": "select name, duedate from assignment",
    "student": "select id from student",
    "course": "select id from course",
}
"""What each table has beside its own ids."""
TYPES = {
    "timestamp": DateTime(),
    "duedate": DateTime(),
    "extension": Interval(),
    "flagged": Boolean(),
    "needs_manual_grade": Boolean(),
}
"""What SQLite keeps in another way than PostgreSQL."""


def gradebook(here: OccasionFolder) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table about hand-ins, without ids that are drawn."""
    found = {}
    engine = create_engine(here.gradebook_url)
    with engine.connect() as connection:
        for name, query in TABLES.items():
            types = {column: kind for column, kind in TYPES.items() if column in query}
            rows = connection.execute(text(query).columns(**types))
            found[name] = sorted((tuple(row) for row in rows), key=repr)
    engine.dispose()
    return found


def autograded(here: OccasionFolder) -> dict[str, bytes]:
    """Return every file of the autograded folder but the notebooks, by its path."""
    root = here.path / "autograded"
    return {str(path.relative_to(root)): path.read_bytes() for path in _files(root) if path.suffix != ".ipynb"}


def notebooks(here: OccasionFolder) -> dict[str, str]:
    """Return the text of every autograded notebook, by its path."""
    root = here.path / "autograded"
    return {str(path.relative_to(root)): path.read_text("utf-8") for path in _files(root) if path.suffix == ".ipynb"}


def modes(here: OccasionFolder) -> set[int]:
    """Return what may be done with the autograded files."""
    return {path.stat().st_mode & 0o777 for path in _files(here.path / "autograded")}


def _files(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file())
