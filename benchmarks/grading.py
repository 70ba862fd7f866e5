"""How fast hand-ins are graded: by nbgrader as it comes, by nbgrader with our steps in it, and by `kurs grade`.

    .venv/bin/python -m benchmarks.grading [--quick]

The hand-ins are those of simulated participants to the introduction's first module, as it is shipped. Ends with exit
code 1 if the three do not leave the same gradebook, or the last two not the same notebooks.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.figures import table, written
from benchmarks.setting import own_folder
from graders.collect import collect
from graders.grade import grade
from graders.occasion import new_occasion
from graders.release import release
from graders.responses import write_responses
from graders.simulate import simulate
from tests.grading_support import by_autograde, gradebook, in_a_kernel, notebooks
from tests.intro_support import COURSES
from toolkit.formats import Occasion
from toolkit.occasion import OccasionFolder

MODULE = "1-uppdraget"
SAMPLE, COHORT, MODULES, MANY = 12, 300, 8, 30_000
"""Hand-ins for the slowest way, participants, modules of a course, and hand-ins of the largest grading."""
WORKERS = 2


def occasion(root: Path, people: int, modules: int = 1) -> OccasionFolder:
    """Make an occasion with so many copies of the module, where simulated participants have handed in."""
    course = _course(root / "courses", modules)
    made = Occasion(id="intro-matt", course="intro", title="Mätning")
    here = new_occasion(root / "occasions", course, made, seed="00112233445566ff")
    names = [_name(place) for place in range(1, modules + 1)]
    for name in names:
        release(here, name, root / "courses")
    simulate(here, people, seed=1)
    collect(here, names)
    return here


def _name(place: int) -> str:
    return MODULE.replace("1-", f"{place}-", 1)


def _course(courses: Path, modules: int) -> Path:
    """Write the introduction with so many copies of its first module, each with ids of its own."""
    shipped, folder = COURSES / "intro", courses / "intro"
    text = (shipped / "course.yml").read_text(encoding="utf-8")
    head, _, rest = text.partition('  - id: "1-uppdraget"')
    module, _, after = rest.partition('  - id: "2-')
    copies = [
        f'  - id: "{MODULE}"{module}'.replace('"1-', f'"{n}-').replace("number: 1", f"number: {n}")
        for n in _to(modules)
    ]
    copies = [re.sub(r'"intro\.1\.', f'"intro.{n}.', copy) for n, copy in zip(_to(modules), copies, strict=True)]
    tail = after[after.index("\nreview:") :]
    folder.mkdir(parents=True)
    (folder / "course.yml").write_text(head + "".join(copies) + tail.lstrip("\n"), encoding="utf-8")
    for n in _to(modules):
        target = Path(shutil.copytree(shipped / "source" / MODULE, folder / "source" / _name(n)))
        book = (target / f"{MODULE}.ipynb").read_text(encoding="utf-8")
        book = book.replace("intro-1-", f"intro-{n}-").replace("intro.1.", f"intro.{n}.")
        (target / f"{MODULE}.ipynb").unlink()
        (target / f"{_name(n)}.ipynb").write_text(book, encoding="utf-8")
    return folder


def _to(modules: int) -> range:
    return range(1, modules + 1)


def timed(does: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    began = time.perf_counter()
    does()
    return time.perf_counter() - began


def copied(here: OccasionFolder, root: Path, keep: int | None = None) -> OccasionFolder:
    """Copy an occasion, with the hand-ins of so many alone."""
    copy = OccasionFolder(Path(shutil.copytree(here.path, root / here.path.name)))
    for folder in sorted(copy.path.glob("submitted/*"))[keep:] if keep is not None else ():
        shutil.rmtree(folder)
    return copy


def multiplied(here: OccasionFolder, root: Path, many: int) -> OccasionFolder:
    """Copy an occasion so that the hand-ins come to so many, under names of their own."""
    copy = copied(here, root, keep=0)
    given = sorted(here.path.glob("submitted/*"))
    rows = ["id;name;actor;region"]
    for place in range(many):
        name = f"sim-{place:06d}"
        shutil.copytree(given[place % len(given)], copy.path / "submitted" / name)
        rows.append(f"{name};Simulerad deltagare {place};kommun;nord")
    (copy.path / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return copy


CHILD = """
import resource, sys, time
from pathlib import Path
from graders.grade import grade
from toolkit.occasion import OccasionFolder
began = time.perf_counter()
done = grade(OccasionFolder(Path(sys.argv[1])), [sys.argv[2]])
print(len(done.graded), time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def alone(here: OccasionFolder) -> tuple[int, float, float]:
    """Grade in a process of its own; returns how many, the seconds, and the most memory in MiB."""
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(here.path), MODULE], check=True, capture_output=True, text=True
    )
    graded, seconds, most = ran.stdout.split()
    return int(graded), float(seconds), float(most)


def _tell(text: str) -> None:
    print(f"grading: {text}", file=sys.stderr, flush=True)


def main(*, quick: bool) -> int:
    """Measure and print; returns the exit code."""
    many = MANY // 10 if quick else MANY
    figures: dict[str, float] = {}
    with own_folder() as folder:
        os.environ["KURS_PSEUDONYM_KEY_FILE"] = str(folder / "own" / "pseudonym.key")
        _tell(f"{COHORT} simulated participants")
        here = occasion(folder / "one", COHORT)
        ways = {name: copied(here, folder / name, SAMPLE) for name in ("kernel", "autograde", "batch")}
        seconds: dict[str, float] = {}
        for name, does in {"kernel": in_a_kernel, "autograde": by_autograde}.items():
            _tell(f"{name}, {SAMPLE} hand-ins")
            seconds[name] = timed(partial(does, ways[name], MODULE)) / SAMPLE
        grade(ways["batch"], [MODULE])
        books = {name: gradebook(one) for name, one in ways.items()}
        equal = books["kernel"] == books["autograde"] == books["batch"]
        equal &= notebooks(ways["autograde"]) == notebooks(ways["batch"])
        handed_in = len(list(here.path.glob(f"submitted/*/{MODULE}")))
        seconds["batch"] = min(timed(lambda: grade(here, [MODULE], force=True)) for _ in range(3)) / handed_in
        _tell(f"{COHORT} participants, {MODULES} modules, {WORKERS} processes")
        eight = occasion(folder / "eight", COHORT, MODULES)
        modules = [_name(place) for place in _to(MODULES)]
        graded = timed(lambda: grade(eight, modules, workers=WORKERS))
        figures["seconds_300x8"] = graded + timed(lambda: write_responses(eight))
        sizes = {}
        for size in (many // 100, many // 10, many):
            _tell(f"{size} hand-ins in one process")
            large = multiplied(here, folder / f"many-{size}", size)
            sizes[size] = alone(large)
            shutil.rmtree(large.path)
    stock = seconds["kernel"]
    rows = [
        [label, written(seconds[name] * 1000), written(stock / seconds[name])]
        for name, label in {
            "kernel": "nbgrader autograde, as it comes",
            "autograde": "nbgrader autograde with our steps",
            "batch": "kurs grade, one process",
        }.items()
    ]
    print(table(["a hand-in", "ms", "times as fast"], rows))
    print()
    rows = [[str(n), written(took), written(took / n * 1000), written(most)] for n, took, most in sizes.values()]
    print(table(["hand-ins", "s", "ms each", "most MiB"], rows))
    print(f"\n{COHORT} participants x {MODULES} modules, graded and in the table: {figures['seconds_300x8']:.1f} s")
    print(
        json.dumps(
            {
                "ratio_autograde": round(stock / seconds["autograde"], 1),
                "ratio_batch": round(stock / seconds["batch"], 1),
                "seconds_300x8": round(figures["seconds_300x8"], 1),
                f"peak_mb_{many}": round(sizes[many][2]),
                "equal": equal,
            }
        )
    )
    return 0 if equal else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure how fast hand-ins are graded.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the largest grading")
    sys.exit(main(quick=parser.parse_args().quick))
