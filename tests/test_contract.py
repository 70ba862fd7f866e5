"""One contract for both ways to the journal: the page's over HTTP, and the widget's over a comm.

`tests/views/contract.ts` runs the views' store with the real adapters; here stand the real page app, the real
widgets, and what a test needs to move the clock and to break a disk.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tornado.web import RequestHandler

from graders.release import release
from tests.occasion_support import MODULE, SINGLE, make_occasion, write_course
from tests.page_support import START, Clock, Running
from tests.test_widget import MASTERY
from toolkit.face import bundle
from toolkit.face.kernel import Place
from toolkit.face.page.app import make_app
from toolkit.face.shown import Showing
from toolkit.face.widget import ExerciseWidget
from toolkit.journal import Journal
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder
from toolkit.testing import CHECKOUT

PEOPLE = [f"p{number}" for number in range(1, 30)]
DUE = START + timedelta(hours=1)
NUMBER = """%%exercise
id: liten-1-tal
kind: numeric
goal: liten.1.2
points: 1
prompt: "Hur många ben har en ko?"
### BEGIN HIDDEN TESTS
key: {value: "4", abs: "0"}
explanation: "Kon är ett däggdjur som går på fyra ben, två fram och två bak."
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
hints:
  - "Det har morrhår."
key: b
explanation: "Katten jamar."
feedback:
  q: "Kon råmar."
"""


class World:
    """An occasion that pages show, the same module in kernels, and one clock for both."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = Clock()
        self.here = make_occasion(root, PEOPLE, released=False)
        write_course(root / "courses", PRACTICE, MASTERY, SINGLE, NUMBER)
        release(self.here, MODULE, root / "courses")
        path = self.here.path / "occasion.yml"
        rules = f'modules:\n  {MODULE}: {{due: "{DUE.isoformat()}"}}\n'
        path.write_text(path.read_text(encoding="utf-8") + rules, encoding="utf-8")
        self.here = OccasionFolder(self.here.path)
        self.folder = self.here.exchange / self.here.id / "outbound" / MODULE
        self.exercises = read(self.folder / f"{MODULE}.ipynb").exercises
        self.journals: dict[str, Journal] = {}
        self.widgets: dict[str, ExerciseWidget] = {}
        self.sent: list[Any] = []

    def path(self, way: str, who: str) -> Path:
        return self.here.journal(who, MODULE) if way == "http" else self.root / "kernels" / who / "answers.jsonl"

    def show(self, who: str, ex: str, device: str) -> ExerciseWidget:
        # Each device has a kernel of its own, and so a journal object of its own on the same file.
        journal = self.journals.setdefault(
            f"{who} {device}",
            Journal(self.path("comm", who), self.exercises, closes=DUE, clock=self.clock),
        )
        showing = Showing(self.exercises, who, self.here.release.seed)
        return ExerciseWidget(Place(self.exercises[ex], self.folder, self.here.id, MODULE, showing, journal))


class Kernel(RequestHandler):
    """Stands where a kernel's socket is: shows a widget, and passes on what a view sends."""

    def initialize(self, world: World) -> None:
        self.world = world

    def check_xsrf_cookie(self) -> None:
        """Take what no browser sends."""

    def post(self) -> None:
        asked, world = json.loads(self.request.body), self.world
        if "ex" in asked:
            widget = world.show(asked["who"], asked["ex"], asked["device"])
            world.widgets[widget.model_id] = widget
            self.finish({"model": widget.model_id, "data": widget.data})
            return
        world.sent.clear()
        world.widgets[asked["model"]]._handle_custom_msg(asked["content"], [])
        self.finish({"sent": world.sent})


class Control(Kernel):
    """What happens outside the views."""

    def post(self) -> None:
        asked, world = json.loads(self.request.body), self.world
        path = world.path(asked["way"], asked["who"]) if "way" in asked else world.root
        if asked["do"] == "move":
            world.clock.move(minutes=asked["minutes"])
        elif asked["do"] == "break":
            path.rename(path.with_suffix(".kept"))
            path.mkdir()
        elif asked["do"] == "mend":
            path.rmdir()
            path.with_suffix(".kept").rename(path)
        rows = path.read_text(encoding="utf-8").splitlines() if asked["do"] == "lines" and path.is_file() else []
        self.finish({"lines": [json.loads(row) for row in rows]})


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[World, int]]:
    world = World(tmp_path)
    monkeypatch.setattr(ExerciseWidget, "send", lambda widget, content: world.sent.append([widget.model_id, content]))
    app = make_app([world.here], lambda handler: handler.get_query_argument("who", None), clock=world.clock)
    fields = {"world": world}
    app.add_handlers(".*", [("/_kernel", Kernel, fields), ("/_control", Control, fields)])
    running = Running(app)
    yield world, running.port
    running.stop()


def test_both_adapters_keep_the_contract(world: tuple[World, int]) -> None:
    bundle.require_tools()
    (CHECKOUT / ".kurs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CHECKOUT / ".kurs", prefix="views-") as folder:
        source, script = CHECKOUT / "tests" / "views" / "contract.ts", Path(folder) / "contract.mjs"
        options = ["--bundle", "--platform=node", "--format=esm", "--packages=external", "--log-level=warning"]
        bundle.esbuild([str(source), *options, f"--outfile={script}"])
        command = [bundle.require_tools(), "--test-force-exit", script, f"http://127.0.0.1:{world[1]}/"]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]
    assert "fail 0" in done.stdout
