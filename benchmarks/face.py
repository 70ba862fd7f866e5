"""How fast and how heavy the page and the widget are, beside two packages for quizzes in notebooks.

    .venv/bin/python -m benchmarks.face

The same questions in three tools, in the same browser and the same run. What was answered, and whether it is right,
must come out the same in all of them, or the run ends with an error. README.md says what the figures mean.
"""

import json
import sys
from typing import Any

import nbformat

from benchmarks.clicks import time_clicks
from benchmarks.course import CHECKED, MODULES, SIZES, sized
from benchmarks.equal import answer_the_rest, verdicts
from benchmarks.figures import rounded, table, written
from benchmarks.kernels import run
from benchmarks.measured import Measured
from benchmarks.peers import PEERS, install
from benchmarks.setting import own_folder, setting
from benchmarks.tools import PAGE, WIDGET, Tools, tools

SMALL, LARGE = SIZES
LOADS = 5
ROUNDS = 2
"""How many times one click is timed in each of the large module's exercises that are answered by clicking."""
KERNELS = 7
NOTES = (
    'Click to shown: until the page says "Sparat 14:02"; at the peers until they say what was chosen, which is before',
    "anything is written and tells nothing of it. Click to on disk: until the whole answer could be read in the file",
    "and an fsync of it had returned, and this had been noticed. jupyterquiz writes nothing. A dash is no figure.",
    "Ready and import are medians. In JupyterLab ready includes JupyterLab's own loading and the start of a kernel.",
)


def measure() -> dict[str, Measured]:
    """Measure all there is, the tools in turn, and require that they agree."""
    peers = install()
    with own_folder() as folder, setting() as browser, tools(browser, folder, peers) as here:
        found = {name: Measured() for name in here.ways}
        for turn in range(LOADS):
            _tell(f"loads, {turn + 1} of {LOADS}")
            _load(here, found)
        for turn in range(ROUNDS):
            _tell(f"clicks, {turn + 1} of {ROUNDS}")
            _click(here, found)
        _tell("verdicts")
        _compare(here)
        for turn in range(KERNELS):
            _tell(f"kernels, {turn + 1} of {KERNELS}")
            _start_kernels(here, found)
        for peer in PEERS:
            cells = [peer.first_cell, peer.cell(MODULES[sized(LARGE)])]
            found[peer.name].together = run(here.notebook(peer.name, sized(LARGE)).parent, cells)
    return found


def _load(here: Tools, found: dict[str, Measured]) -> None:
    for count in SIZES:
        for name, opened in here.ways.items():
            with opened(sized(count)) as module:
                found[name].ready[count].append(module.ready)
                if module.sent:
                    found[name].sent[count] = module.sent


def _click(here: Tools, found: dict[str, Measured]) -> None:
    """Time the clicks, and require that all that was written down is the same."""
    exercises, answers = MODULES[sized(LARGE)], []
    for name, opened in here.ways.items():
        with opened(sized(LARGE)) as module:
            found[name].clicks += time_clicks(module.face, exercises)
            recorded = answer_the_rest(module.face, exercises)
            if module.face.file:
                answers.append(recorded)
    assert all(recorded == answers[0] for recorded in answers)


def _compare(here: Tools) -> None:
    """Require that all say the same of right and wrong answers."""
    said = []
    for opened in here.ways.values():
        with opened(CHECKED) as module:
            said.append(verdicts(module.face, MODULES[CHECKED]))
    assert all(one == said[0] for one in said)


def _start_kernels(here: Tools, found: dict[str, Measured]) -> None:
    for name in (WIDGET, *(peer.name for peer in PEERS)):
        path = here.notebook(name, sized(LARGE))
        found[name].ran.append(run(path.parent, [cell.source for cell in nbformat.read(path, 4).cells]))


def _tell(text: str) -> None:
    print(f"face: {text}", file=sys.stderr, flush=True)


# --- what is printed ----------------------------------------------------------------------------


def _table(found: dict[str, Measured]) -> str:
    versions = {peer.name: f" {peer.version}" for peer in PEERS}
    figures = {name: one.figures() for name, one in found.items()}
    rows = [[row, *(written(one[row]) for one in figures.values())] for row in figures[PAGE]]
    return table(["", *(name + versions.get(name, "") for name in found)], rows)


def _json(found: dict[str, Measured]) -> dict[str, Any]:
    page, widget = found[PAGE], found[WIDGET]
    figures: dict[str, float | None] = {
        "page_saved_p95_ms": page.shown(0.95),
        "lab_saved_p95_ms": widget.shown(0.95),
        "page_ready_ms": page.navigated(SMALL),
        "page40_ready_ms": page.navigated(LARGE),
        "import_ms": widget.in_kernel(1),
        "page_kb": page.sent[SMALL].raw / 1000,
    }
    peers = {}
    for peer in PEERS:
        one = found[peer.name]
        theirs = {
            "on_disk_p95_ms": one.on_disk(0.95),
            "shown_p95_ms": one.shown(0.95),
            "ready_ms": one.navigated(SMALL),
            "ready40_ms": one.navigated(LARGE),
            "import_ms": one.in_kernel(1),
            "kb_per_question": one.per_exercise,
        }
        peers[peer.name] = {"version": peer.version, **{name: rounded(value) for name, value in theirs.items()}}
    return {**{name: rounded(value) for name, value in figures.items()}, "peers": peers}


def main() -> None:
    """Measure and print."""
    found = measure()
    clicks = len(found[PAGE].clicks)
    print(f"{clicks} clicks, {LOADS} loads of each module, {KERNELS} kernels for each tool.\n")
    print(_table(found))
    print("", *NOTES, sep="\n")
    print("\nThe same answers are written down by all that write, and all give the same verdicts.\n")
    print(json.dumps(_json(found)))


if __name__ == "__main__":
    main()
