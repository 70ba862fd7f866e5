"""An occasion where three people have handed in beside a hostile one, and what must hold when it is graded."""

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq

from graders.occasion import new_occasion
from graders.pseudonym import pseudonym, read_key
from graders.release import release
from tests import hostile_child
from tests.grading_support import BEFORE, DUE, MODULE, VARIANT, gradebook, journal, sample, write_course
from toolkit.exchange import hand_in, timestamp_text
from toolkit.formats import Occasion
from toolkit.formats.base import read_time
from toolkit.occasion import JOURNAL, OccasionFolder
from toolkit.testing import CHECKOUT

CORPUS = CHECKOUT / "tests" / "hostile"
NAMES = sorted(path.parent.name for path in CORPUS.glob("*/__init__.py"))
WHO = "mallory"
ORDINARY = ("anna.berg", "bo", "cia")
SECRET = "submission_secret.txt"
TIMESTAMP = "timestamp.txt"
VAL, FLERA, TAL, PUNKT, LUCKOR, VAG, SKRIV = (
    f"gallery-visa-{name}" for name in ("val", "flera", "tal", "punkt", "luckor", "vag", "skriv")
)
RIGHT = "plan"
"""The right answer to VAL, which is worth two points."""
MOST_MEBIBYTES = 300
HANGS = 120
"""Seconds after which a grading counts as one that never ends."""


@dataclass(frozen=True)
class Outcome:
    """What must come of a hostile hand-in.

    Parameters
    ----------
    points
        What each who is graded gets, which is what the valid lines are worth and not a point more.
    broken
        Words of the reasons that are given, one for each hand-in or name that is left.
    """

    points: Mapping[str, float] = field(default_factory=dict)
    broken: tuple[str, ...] = ()


class Scene:
    """An occasion before it is collected, to put something hostile in."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(_handed_in(), root / "occasions")
        self.root = root
        self.here = OccasionFolder((root / "occasions" / "allt-2026").resolve())
        self.inbound = self.here.exchange / self.here.occasion.id / "inbound"
        self._before = set(self.inbound.iterdir())

    @property
    def hostile(self) -> list[Path]:
        """What was put in the exchange since the scene was made."""
        return sorted(set(self.inbound.iterdir()) - self._before)

    def hand_in(self, *lines: bytes, who: str = WHO, at: str = BEFORE) -> Path:
        """Hand in a journal of these lines, and return the folder."""
        return hand_in(self.here.exchange, self.here.occasion.id, MODULE, who, b"".join(lines), read_time(at)).folder

    def hand_in_as(self, name: str | bytes, *lines: bytes) -> Path:
        """Hand in under a name of one's own choice."""
        folder = self.hand_in(*lines)
        target = Path(os.fsdecode(os.path.join(os.fsencode(self.inbound), os.fsencode(name))))  # noqa: PTH118
        return folder.rename(target)

    def instead_of_journal(self) -> Path:
        """Hand in without a journal, and return where it would be."""
        path = self.hand_in() / JOURNAL
        path.unlink()
        return path

    def of(self, who: str) -> Path:
        """Return the hand-in of one of the others."""
        return next(path for path in self._before if path.name.startswith(f"{who}+"))

    def enrol(self, *people: str) -> None:
        """Put people on the roster."""
        with (self.here.path / "roster.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{name};Någon;kommun;nord\n" for name in people)


NAME = f"{WHO}+{MODULE}+{timestamp_text(read_time(BEFORE))}"
"""The name of a hand-in, without what is drawn."""


def line(answer: Any = RIGHT, ex: str = VAL, n: int = 1, **fields: Any) -> bytes:
    """Return a line of a journal; a field that is ``...`` is left out."""
    whole = {"v": 1, "n": n, "t": "2026-11-22T13:00:00.000+00:00", "type": "answer", "ex": ex, "var": None}
    whole |= {"view": "prov", "seq": n, "answer": answer, **fields}
    return json.dumps({name: value for name, value in whole.items() if value is not ...}).encode() + b"\n"


def written(texts: Sequence[str]) -> list[bytes]:
    """Return lines where each of the texts is written wherever something can be written; the last ones are kept."""
    rows = []
    for text in texts:
        rows += [line({"tid": text[:50]}, ex=LUCKOR), line(text, ex=TAL), line([text], ex=FLERA), line(text)]
        rows += [line({text: text}, ex=LUCKOR), line(text, ex=SKRIV)]
    return [row.replace(b'"seq": 1', b'"seq": %d' % n) for n, row in enumerate(rows, 1)]


def huge(scene: Scene, row: bytes, count: int) -> Outcome:
    """Hand in a journal of so many lines, written bit by bit."""
    with scene.instead_of_journal().open("wb") as file:
        for start in range(0, count, 10_000):
            file.write(row * min(10_000, count - start))
    return Outcome({WHO: 0.0})


def worth(who: str) -> float:
    """Return the points of one of the three."""
    return sum(row[2] or 0.0 for row in reference("batch")["rows"]["grade"] if row[0] == who)


@cache
def _handed_in() -> Path:
    """Make the occasion once, with what the three have handed in; nothing in it names its place."""
    root = Path(tempfile.mkdtemp(prefix="hostile-"))
    course = write_course(root / "courses")
    fields = {"id": "allt-2026", "course": "allt", "title": "Prov", "modules": {MODULE: {"due": DUE}}}
    here = new_occasion(root / "occasions", course, Occasion.model_validate(fields), seed="00112233445566ff")
    release(here, MODULE, root / "courses")
    people = [f"{name};Någon;kommun;nord" for name in (*ORDINARY, WHO)]
    (here.path / "roster.csv").write_text("\n".join(["id;name;actor;region", *people]) + "\n", encoding="utf-8")
    exercises = {name: one for name, one in here.notebook(MODULE).exercises.items() if one.graded and name != VARIANT}
    for who, which in zip(ORDINARY, ("right", "partly", "wrong"), strict=True):
        lines = [(name, sample(one, which), None) for name, one in exercises.items()]
        hand_in(here.exchange, here.id, MODULE, who, journal([*lines, (VARIANT, "p", "a")]), read_time(BEFORE))
        published = here.path / "published" / who / f"{MODULE}.json"
        published.parent.mkdir()
        published.write_text("{}", encoding="utf-8")
    return root / "occasions"


def load(name: str) -> ModuleType:
    """Return the module that makes a hostile hand-in."""
    return import_module(f"tests.hostile.{name}")


# --- in a process of its own ----------------------------------------------------------------------


@cache
def _forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["graders.collect", "graders.grade", "graders.responses", "graders.nbgrader_plugin"])
    return context


def run_forked(scene: Scene, way: str) -> dict[str, Any]:
    """Collect and grade in a process that has imported all already, and return what it did."""
    said = scene.root / "said.json"
    process = _forks().Process(target=hostile_child.run, args=(str(scene.here.path), MODULE, way, str(said)))
    process.start()
    process.join(HANGS)
    if process.is_alive():
        process.kill()
        process.join()
    assert process.exitcode == 0
    return _read(said)


def run_fresh(scene: Scene, way: str, folder: Path) -> dict[str, Any]:
    """Collect and grade in a new interpreter that is started in a folder, and return what it did."""
    said = scene.root / "said.json"
    command = [sys.executable, hostile_child.__file__, str(scene.here.path), MODULE, way, str(said)]
    subprocess.run(command, cwd=folder, check=True, timeout=HANGS)
    return _read(said)


def _read(said: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said.read_text(encoding="ascii"))
    return found


# --- what must hold -------------------------------------------------------------------------------

OWN = (CHECKOUT / "graders", CHECKOUT / "toolkit", CHECKOUT / "tests" / "hostile_child.py", Path(sys.prefix))
SYSTEM = (Path(sys.base_prefix), Path("/proc"), Path("/dev"), Path("/etc"), Path("/usr/share"), Path("/usr/lib"))


def require_only_its_own_files(scene: Scene, seen: Mapping[str, Any], way: str) -> None:
    """Require that of what was handed in only three files were read, and that nothing outside was opened or run."""
    assert seen["started"] == [], seen["started"]
    key = Path(os.environ["KURS_PSEUDONYM_KEY_FILE"]).resolve()
    settings = [Path(os.environ[name]).resolve() for name in ("JUPYTER_CONFIG_DIR", "IPYTHONDIR")]
    allowed = [scene.here.path, *(path.resolve() for path in (*OWN, *SYSTEM)), key, *settings]
    may_be_read = {JOURNAL, TIMESTAMP, SECRET}
    strangers = scene.hostile
    for name, follows, writes in seen["opened"]:
        path = Path(name)
        assert any(path.is_relative_to(folder) for folder in allowed), path
        if any(path.is_relative_to(folder) for folder in strangers):
            assert path.name in may_be_read, path
            assert path.parent in strangers, path
            assert not follows, path
            assert not writes, path
        for who in scene.here.path.glob(f"submitted/*/{MODULE}"):
            if path.is_relative_to(who) and way == "batch":
                assert path.name in may_be_read, path
                assert not follows, path
                assert not writes, path
    assert not [name for name in seen["listed"] if any(Path(name).is_relative_to(one) for one in strangers)]
    assert not [name for name in seen["executed"] if Path(name).is_relative_to(scene.root)]


def require_nothing_came_along(scene: Scene) -> None:
    """Require that what was collected is the released notebook and three small files, and nothing more."""
    released = (scene.here.path / "release" / MODULE / f"{MODULE}.ipynb").read_bytes()
    for folder in scene.here.path.glob(f"submitted/*/{MODULE}"):
        assert {path.name for path in folder.iterdir()} <= {JOURNAL, TIMESTAMP, SECRET, f"{MODULE}.ipynb"}
        assert not [path for path in folder.iterdir() if path.is_symlink() or not path.is_file()]
        assert (folder / f"{MODULE}.ipynb").read_bytes() == released


def points(scene: Scene) -> dict[str, float]:
    """Return what each who is graded got in all, the three ordinary ones left out."""
    found: dict[str, float] = {}
    for who, _, scored, *_ in gradebook(scene.here)["grade"]:
        if who not in ORDINARY:
            found[who] = found.get(who, 0.0) + (scored or 0.0)
    return found


def rows_of(scene: Scene, *people: str) -> list[dict[str, Any]]:
    """Return the rows of some people in the table of responses."""
    key = read_key(scene.here.path)
    pids = {pseudonym(key, who) for who in people}
    table: list[dict[str, Any]] = pq.read_table(scene.here.path / "responses.parquet").to_pylist()
    return [row for row in table if row["pid"] in pids]


def left_for(scene: Scene, people: tuple[str, ...] = ORDINARY) -> dict[str, Any]:
    """Return all that there is of some people: rows, files, and their lines in the table of responses."""
    here = scene.here
    rows = {table: [row for row in found if row[0] in people] for table, found in gradebook(here).items()}
    files = {
        str(path.relative_to(here.path)): path.read_bytes()
        for name in ("submitted", "autograded", "feedback", "published", "marking", "journals")
        for who in people
        for path in sorted((here.path / name / who).rglob("*"))
        if path.is_file()
    }
    files |= {f"{who}/{path.name}": path.read_bytes() for who in people for path in scene.of(who).iterdir()}
    return {"rows": rows, "table": rows_of(scene, *people), "files": files}


@cache
def reference(way: str) -> dict[str, Any]:
    """Return what there is of the three where nobody hostile has handed in."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        scene = Scene(Path(folder))
        assert run_forked(scene, way)["broken"] == []
        return left_for(scene)
