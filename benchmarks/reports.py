"""How fast points become item analysis and an occasion a report.

    .venv/bin/python -m benchmarks.reports [--quick]

Three hundred, thirty thousand and three million made-up people answer sixty items; the file is parquet, wide and long.
Then three hundred simulated participants take the introduction, and `kurs report` makes the cohort report of them.
Ends with exit code 1 if what `kurs stats` says of the smallest is not what pandas computes in the plainest way, or if
the two shapes of a file say different things.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.figures import table, written
from benchmarks.grading import timed
from benchmarks.setting import own_folder
from graders.demo import run_demo
from tests.intro_support import COURSES
from toolkit.occasion import OccasionFolder

SIZES = (300, 30_000, 3_000_000)
ITEMS = 60
CHUNK = 50_000
WORDS, NUMBERS = ("participant", "item"), ("score", "max")
ITEM_FIGURES = ("p", "sd", "item_rest_r", "item_total_r", "alpha_if_deleted", "d27")
NAMES = [f"item_{n:02d}" for n in range(ITEMS)]


def make(folder: Path, people: int) -> dict[str, Path]:
    """Write the same made-up answers as a wide and as a long file."""
    rng = np.random.default_rng(people)
    b = np.linspace(-2, 2, ITEMS)
    files = {shape: folder / f"{shape}-{people}.parquet" for shape in ("wide", "long")}
    schemas = {
        "wide": pa.schema([("id", pa.string()), *((name, pa.int8()) for name in NAMES)]),
        "long": pa.schema(
            [("participant", pa.string()), ("item", pa.string()), ("score", pa.int8()), ("max", pa.int8())]
        ),
    }
    writers = {shape: pq.ParquetWriter(files[shape], schemas[shape], compression="zstd") for shape in files}
    for first in range(0, people, CHUNK):
        n = min(CHUNK, people - first)
        right = (rng.random((n, ITEMS)) < 1 / (1 + np.exp(b - rng.normal(size=(n, 1))))).astype(np.int8)
        pids = pa.array([f"{first + person:016x}" for person in range(n)])
        wide = [pids, *(pa.array(column) for column in np.ascontiguousarray(right.T))]
        writers["wide"].write_table(pa.table(wide, schema=schemas["wide"]))
        who = pids.take(pa.array(np.repeat(np.arange(n), ITEMS)))
        what = pa.array(NAMES).take(pa.array(np.tile(np.arange(ITEMS), n)))
        long = [who, what, pa.array(right.ravel()), pa.array(np.ones(n * ITEMS, dtype=np.int8))]
        writers["long"].write_table(pa.table(long, schema=schemas["long"]))
    for writer in writers.values():
        writer.close()
    return files


CHILD = """
import time
began = time.perf_counter()
import json, re, sys
from pathlib import Path
from graders.stats.figures import figures
from graders.stats.reading import read_points
made = figures(read_points(Path(sys.argv[1])), grouped=False, with_twopl=False).to_json()
seconds = time.perf_counter() - began
# The peak that getrusage knows is at least that of the process which started this one.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"seconds": seconds, "cpu": time.process_time(), "mb": peak, "found": made}))
"""


def alone(file: Path) -> dict[str, Any]:
    """Analyse a file in a process of its own; returns the figures, the seconds with imports, and the most memory."""
    ran = subprocess.run([sys.executable, "-c", CHILD, str(file)], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def naive(file: Path) -> dict[str, Any]:
    """Analyse a wide file in the plainest way: one item after the other, each time over everybody."""
    points = pd.read_parquet(file).drop(columns="id")
    total = points.sum(axis=1)

    def alpha(frame: pd.DataFrame) -> float:
        k = frame.shape[1]
        return float(k / (k - 1) * (1 - frame.var().sum() / frame.sum(axis=1).var()))

    upper, lower = total >= total.quantile(0.73), total <= total.quantile(0.27)
    items = []
    for name in points.columns:
        own, others = points[name], points.drop(columns=name)
        items.append(
            {
                "p": own.mean(),
                "sd": own.std(),
                "item_rest_r": own.corr(others.sum(axis=1)),
                "item_total_r": own.corr(total),
                "alpha_if_deleted": alpha(others),
                "d27": own[upper].mean() - own[lower].mean(),
            }
        )
    return {"n": len(points), "alpha": alpha(points), "items": items}


def agrees(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Tell whether figures are those that were expected."""
    pairs = [(found[name], expected[name]) for name in ("n", "alpha")]
    for one, other in zip(found["items"], expected["items"], strict=True):
        pairs += [
            (one[name], other[name]) for name in ("p", "sd", "item_rest_r", "item_total_r", "alpha_if_deleted", "d27")
        ]
    return bool(np.allclose(*zip(*pairs, strict=True), rtol=0, atol=1e-9))


# --- the report -------------------------------------------------------------------------------

EMPTY = """
import time
began = time.perf_counter()
import nbformat
from pathlib import Path
from sys import argv
from graders.reports.build import run_notebook
nbformat.write(nbformat.v4.new_notebook(cells=[]), argv[1])
run_notebook(Path(argv[1]), {})
print(time.perf_counter() - began)
"""


@contextmanager
def _no_bar(title: str, total: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


def reported(here: OccasionFolder, root: Path) -> dict[str, float]:
    """Return the seconds of `kurs report`, from its start to its end: with the PDF, and where there can be none.

    Of the first also the processor time, kernel included.
    """
    library = root / "lib"
    library.mkdir()
    # A file that is no library stands before the system's Pango.
    (library / "libpango-1.0.so.0").touch()
    command = [str(Path(sys.executable).with_name("kurs")), "report", here.id, "cohort"]
    command += ["--occasions", str(here.path.parent)]

    def report(**more: str) -> None:
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **more})

    before = os.times()
    whole = timed(report)
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    page = timed(lambda: report(LD_LIBRARY_PATH=str(library)))
    return {"seconds_report_300": whole, "cpu_report_300": cpu, "seconds_report_300_without_pdf": page}


def empty(root: Path) -> float:
    """Return the seconds of an empty notebook by papermill in the reports' kernel, with the imports."""
    command = [sys.executable, "-c", EMPTY, str(root / "empty.ipynb")]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _tell(text: str) -> None:
    print(f"reports: {text}", file=sys.stderr, flush=True)


def main(*, quick: bool) -> int:
    """Measure and print; returns the exit code."""
    rows, equal = [], True
    figures: dict[str, float | bool] = {}
    with own_folder() as folder:
        for people in SIZES[:-1] if quick else SIZES:
            _tell(f"{people} people, made up")
            files = make(folder, people)
            runs = {}
            for shape, file in files.items():
                _tell(f"{people} people, {shape}")
                runs[shape] = alone(file)
                figures[f"seconds_{shape}_{people}"] = round(runs[shape]["seconds"], 2)
                figures[f"cpu_{shape}_{people}"] = round(runs[shape]["cpu"], 2)
                figures[f"mb_{shape}_{people}"] = round(runs[shape]["mb"])
            equal &= agrees(runs["wide"]["found"], runs["long"]["found"])
            plain = None
            if people <= SIZES[1]:
                _tell(f"{people} people, the plainest way")
                began = time.perf_counter()
                expected = naive(files["wide"])
                plain = time.perf_counter() - began
                equal &= agrees(runs["wide"]["found"], expected)
            cells = [runs[shape][name] for shape in ("wide", "long") for name in ("seconds", "cpu", "mb")]
            rows.append([str(people), *map(written, cells), written(plain) if plain else ""])
        if not quick:
            _tell(f"{SIZES[0]} participants take the introduction")
            demonstration = run_demo(folder / "demo", COURSES, SIZES[0], _no_bar)
            _tell("their report")
            reports = reported(demonstration.occasion, folder)
            reports["seconds_papermill_empty"] = empty(folder)
    head = [f"{shape}, {name}" for shape in ("wide", "long") for name in ("s", "CPU s", "most MiB")]
    print(table(["people", *head, "plain pandas, s"], rows))
    if not quick:
        print()
        print(table(["", "s"], [[name, written(seconds)] for name, seconds in reports.items()]))
        figures |= {name: round(seconds, 2) for name, seconds in reports.items()}
        figures["seconds_3m"] = figures["seconds_wide_3000000"]
        figures["peak_mb_3m"] = figures["mb_wide_3000000"]
    print(json.dumps({**figures, "equal": equal}))
    return 0 if equal else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure how fast a table of points becomes item analysis.")
    parser.add_argument("--quick", action="store_true", help="without the three million and the report")
    sys.exit(main(quick=parser.parse_args().quick))
