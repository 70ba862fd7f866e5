"""An occasion of the small course with a final test, its desk on a port of its own, and what its pages say."""

import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from graders.desk.app import make_app
from graders.desk.jobs import Job, Jobs
from graders.roster import import_roster
from tests.occasion_support import MODULE
from tests.page_support import START, Clock, Running, Visitor, who
from tests.test_export import TEST, make
from toolkit.occasion import OccasionFolder

OCCASION = "liten-2026"
DESK = f"/{OCCASION}/"
LENA = "lena"


@cache
def _released() -> Path:
    """Release both modules once; an occasion's folder can be copied, since nothing in it names its place."""
    root = Path(tempfile.mkdtemp(prefix="desk-"))
    make(root, [], MODULE, TEST)
    return root


def desk_occasion(
    root: Path, people: list[str], *, starts: datetime = START, due: datetime | None = None, **rules: str
) -> OccasionFolder:
    """Make an occasion with these participants and Lena as instructor, both modules released.

    Parameters
    ----------
    starts
        When the occasion starts.
    due
        When the first module closes.
    rules
        More of its rules.
    """
    for name in ("courses", "occasions"):
        shutil.copytree(_released() / name, root / name)
    here = OccasionFolder((root / "occasions" / OCCASION).resolve())
    listing = root / "lista.csv"
    rows = "".join(f"{name};{name.title()} Prov;{name}@example.se;Åkershamn\n" for name in people)
    listing.write_text(f"id;name;email;organisation\n{rows}", encoding="utf-8")
    import_roster(here.path / "roster.csv", listing)
    set_module(here, starts, **{**({"due": due.isoformat()} if due else {}), **rules})
    return OccasionFolder(here.path)


def set_module(here: OccasionFolder, starts: datetime = START, **rules: str) -> None:
    """Write when it starts and the first module's rules in occasion.yml, as an instructor does while the desk runs."""
    path = here.path / "occasion.yml"
    known = path.read_text("utf-8").split("modules:")[0].splitlines()
    kept = [line for line in known if not line.startswith(("instructors", "starts"))]
    told = ", ".join(f'{name}: "{value}"' for name, value in rules.items())
    modules = f"modules:\n  {MODULE}: {{{told}}}\n" if rules else ""
    always = [f"instructors: [{LENA}]", f'starts: "{starts.isoformat()}"']
    path.write_text("\n".join([*kept, *always, modules]), encoding="utf-8")


@contextmanager
def desk(*occasions: OccasionFolder, clock: Clock | None = None, **fields: Any) -> Iterator[Running]:
    """Run the desk of some occasions."""
    courses = occasions[0].path.parents[1] / "courses"
    app = Running(make_app(occasions, who, courses=courses, clock=clock or Clock(), **fields))
    try:
        yield app
    finally:
        app.stop()


def lena(app: Running) -> Visitor:
    """Return the instructor, with the cookie that forms send back."""
    visitor = app.visitor(LENA)
    visitor.get(DESK)
    return visitor


def numbers(visitor: Visitor) -> dict[str, Any]:
    """Return what the desk counts, as JSON."""
    found: dict[str, Any] = visitor.get(f"{DESK}lage").json["numbers"]
    return found


class _Reader(HTMLParser):
    """Reads what an element says, and the cells of the table of modules by module and what each counts."""

    VOID = ("meta", "link", "input", "br", "path", "circle", "rect")

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.cells: dict[str, dict[str, str]] = {}
        self.said: list[str] | None = None
        self._name, self._depth = name, 0
        self._module = self._cell = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._module = given.get("data-module") or self._module
        self._cell = (given.get("data-n") or "") if tag in ("td", "th") else self._cell
        if given.get("id") == self._name and self.said is None:
            self.said, self._depth = [], 1
        elif self._depth and tag not in self.VOID:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in self.VOID:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth and self.said is not None:
            self.said.append(data)
        if self._cell and data.strip():
            self.cells.setdefault(self._module, {})[self._cell] = data.strip()


def part(visitor: Visitor, name: str, path: str = DESK) -> str:
    """Return what the element of a page with this id says."""
    reader = _Reader(name)
    reader.feed(visitor.get(path).text)
    assert reader.said is not None, name
    return " ".join(" ".join(reader.said).split())


def table(visitor: Visitor) -> dict[str, dict[str, str]]:
    """Return the numbers in the table of modules, by module and what each counts."""
    reader = _Reader()
    reader.feed(visitor.get(DESK).text)
    return reader.cells


def words(text: str) -> str:
    """Return what a piece of HTML says."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def now(visitor: Visitor) -> str:
    """Return what there is to do now; no page has more than one filled button."""
    assert visitor.get(DESK).text.count("k-btn--main") <= 1
    return part(visitor, "nu").removeprefix("Gör det här nu ")


def log(here: OccasionFolder) -> list[dict[str, Any]]:
    """Return the lines of the desk's log, without their time."""
    lines = [json.loads(line) for line in (here.path / "log" / "desk.jsonl").read_text("utf-8").splitlines()]
    return [{name: value for name, value in line.items() if name != "at"} for line in lines]


def finished(here: OccasionFolder, seconds: float = 120) -> Job:
    """Wait until the newest job has ended."""
    jobs, until = Jobs(here.path, Path()), time.monotonic() + seconds
    while True:
        running, job = jobs.running(), jobs.last()
        if job is not None and not running:
            return job
        assert time.monotonic() < until, job
        time.sleep(0.05)
