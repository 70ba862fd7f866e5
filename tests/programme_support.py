"""Made-up occasions for tests of the programme report: who came how far is said, what they answered is drawn."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graders.responses import SCHEMA
from tests.report_support import Made, person, write_notebook
from toolkit.authortext import write_yaml

Stage = Literal["not_started", "no_test", "not_passed", "passed"]
STRANDS = {1: "uppdrag", 2: "uppdrag", 3: "analys", 4: "analys"}
TEXTS = {
    1: "Redogöra för kommunens uppgifter enligt lagen",
    2: "Skilja det som kommunen ska göra från det som kommunen ska verka för",
    3: "Tolka anmälda brott och en enkät när de säger olika saker",
    4: "Formulera mål som går att följa upp",
}
TITLES = {"intro": "Introduktion till kunskapsbaserat arbete", "social": "Social prevention och unga"}
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Someone:
    """A participant: a number that is the person, and how far that person came."""

    number: int
    stage: Stage = "passed"
    actor: str = "kommun"
    region: str = "Skåne"
    pretest: bool = True


def some(first: int, **stages: int) -> list[Someone]:
    """Make up so many people at each stage, numbered from `first`."""
    every = [stage for stage, n in stages.items() for _ in range(n)]
    return [Someone(first + n, stage) for n, stage in enumerate(every)]  # type: ignore[arg-type]


def exercises(course: str) -> dict[str, list[Made]]:
    """Return the exercises of a made-up course: a pair and another one for each goal on the test."""
    goals = {n: f"{course}.1.{n}" for n in STRANDS}
    pairs = {n: f"{course}-par-{n}" for n in STRANDS}
    return {
        "forkunskaper": [Made(f"{course}-f-{n}", goals[n], "single", 1, 0.4, pair=pairs[n]) for n in STRANDS],
        "1-uppdraget": [Made(f"{course}-1-{n}", goals[n], "single", 1, 0.7) for n in (1, 2)],
        "2-mal": [Made(f"{course}-2-{n}", goals[n], "single", 1, 0.7) for n in (3, 4)],
        "kunskapsprov": [
            one
            for n in STRANDS
            for one in (
                Made(f"{course}-p-{n}", goals[n], "single", 1, 0.8, pair=pairs[n]),
                Made(f"{course}-q-{n}", goals[n], "multiple", 2, 0.6),
            )
        ],
    }


def programme_occasion(
    root: Path,
    name: str,
    people: Sequence[Someone],
    course: str = "intro",
    version: str = "1.0.0",
    began: datetime = BEGAN,
    modules: Sequence[str] = ("forkunskaper", "1-uppdraget", "2-mal", "kunskapsprov"),
    revision: str = "9f31c2",
    **occasion: Any,
) -> Path:
    """Write an occasion's folder, with files beside that a report must not read; its modules are all released.

    Parameters
    ----------
    revision
        Of the exercises of the final test.
    occasion
        Fields of ``occasion.yml``.
    """
    folder = root / name
    folder.mkdir(parents=True)
    made = {module: exercises(course)[module] for module in modules}
    fields = {"title": f"Kurstillfälle {name}", "starts": began.isoformat(), "seats": len(people), **occasion}
    given = {"v": 1, "id": name, "course": course, **{key: value for key, value in fields.items() if value is not None}}
    (folder / "occasion.yml").write_text(write_yaml(given), encoding="utf-8")
    (folder / "course.yml").write_text(write_yaml(_course(course, version)), encoding="utf-8")
    released = {
        module: {
            "released": began.isoformat(),
            "files": {},
            "exercises": {
                one.id: {"rev": revision if module == "kunskapsprov" else "9f31c2", "points": one.points}
                for one in several
            },
        }
        for module, several in made.items()
    }
    (folder / "release.json").write_text(json.dumps({"v": 1, "seed": "0123456789abcdef", "modules": released}))
    for module in {"forkunskaper", "kunskapsprov"} & made.keys():
        write_notebook(folder, module, made[module])
    rng = np.random.default_rng(len(people))
    place = {"v": 1, "occasion": name, "course": course, "course_version": version}
    rows = [place | row for someone in people for row in _rows(someone, made, began, rng)]
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), folder / "responses.parquet")
    for trap in ("roster.csv", "extensions.csv", "gradebook.db", "source/1-uppdraget/1-uppdraget.ipynb"):
        (folder / trap).parent.mkdir(parents=True, exist_ok=True)
        (folder / trap).write_text("Hemlig Person;hemlig@example.org")
    return folder


def change_rows(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    """Put other rows in the place of those of a table; None leaves one out."""
    path = folder / "responses.parquet"
    changed = [change(row) for row in pq.read_table(path).to_pylist()]
    pq.write_table(pa.Table.from_pylist([row for row in changed if row], schema=SCHEMA), path)


def _rows(
    someone: Someone, made: dict[str, list[Made]], began: datetime, rng: np.random.Generator
) -> list[dict[str, Any]]:
    stage = someone.stage
    rows = []
    for week, (module, several) in enumerate(made.items()):
        at = began + timedelta(days=7 * week, minutes=int(rng.integers(5000)))
        is_test, is_pretest = module == "kunskapsprov", module == "forkunskaper"
        there = stage != "not_started" and (someone.pretest or not is_pretest)
        handed_in = there and (stage in ("not_passed", "passed") or (stage == "no_test" and is_pretest))
        status = "answered" if handed_in else "not_submitted" if there and not is_test else "not_started"
        # Who passes has all right but one, who does not has at most half of the points.
        wrong = int(rng.integers(len(several)))
        for n, one in enumerate(several):
            right = rng.random() < one.ease
            if is_test:
                right = n != wrong if stage == "passed" else (right and n % 2 == 0)
            rows.append(
                {
                    "pid": person(someone.number),
                    "module": module,
                    "module_role": {"forkunskaper": "pretest", "kunskapsprov": "test"}.get(module, "module"),
                    "exercise": one.id,
                    "rev": "9f31c2",
                    "goal": one.goal,
                    "strand": STRANDS[int(one.goal[-1])],
                    "level": "förstå",
                    "kind": one.kind,
                    "status": status,
                    "points": one.points * right if handed_in else None,
                    "max_points": one.points,
                    "answer": '"hemligt"' if there else None,
                    "first_at": at if status != "not_started" else None,
                    "last_at": at if status != "not_started" else None,
                    "submitted_at": at + timedelta(minutes=40) if handed_in else None,
                    "seconds": 60.0,
                    "changes": 0,
                    "n_submissions": int(handed_in),
                    "late": False,
                    "actor": someone.actor,
                    "region": someone.region,
                }
            )
    return rows


def _course(course: str, version: str) -> dict[str, Any]:
    """Return a ``course.yml`` with two modules and both tests."""
    goals = [
        {"id": f"{course}.1.{n}", "level": "förstå", "strand": STRANDS[n], "text": text} for n, text in TEXTS.items()
    ]
    entries = [
        ("forkunskaper", 0, "pretest", "Förkunskaper", []),
        ("1-uppdraget", 1, "module", "Uppdraget och lagen", goals),
        ("2-mal", 2, "module", "Mål och plan", []),
        ("kunskapsprov", 9, "test", "Kunskapsprov", []),
    ]
    return {
        "v": 1,
        "id": course,
        "prefix": course,
        "title": TITLES[course],
        "version": version,
        "audience": "Alla",
        "pass": {"total": 0.7, "modules": "all"},
        "modules": [
            {
                "id": name,
                "number": number,
                "role": role,
                "state": "ready",
                "title": title,
                "minutes": {"read": 25, "exercises": 30},
                "goals": given,
            }
            for name, number, role, title, given in entries
        ],
        "review": {"law": "needed", "fact": "needed", "method": "needed"},
    }
