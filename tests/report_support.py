"""Made-up occasions for tests of the reports: a table of responses with its texts, and traps beside it."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.formats import Response

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LAST = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
"""The last hand-in; in Sweden it is the 25th."""
GOALS = {
    "intro.1.1": ("uppdrag", "Redogöra för kommunens uppgifter enligt lagen (2023:196)"),
    "intro.1.2": ("uppdrag", "Skilja det som kommunen ska göra från det som kommunen ska verka för"),
    "intro.1.3": ("analys", "Avgöra vem som leder & samordnar i <ett> givet läge"),
    "intro.1.4": ("analys", "Formulera mål som går att följa upp"),
}


@dataclass(frozen=True)
class Made:
    """One exercise to make up: how hard it is, and whether it goes with the rest."""

    id: str
    goal: str
    kind: str
    points: float
    ease: float
    follows: bool = True
    pair: str = ""
    variants: tuple[str, ...] = ()


EXERCISES = (
    Made("intro-1-tre-dokument", "intro.1.1", "single", 1, 0.88),
    Made("intro-1-ska-eller-verka-for", "intro.1.2", "sort", 4, 0.55),
    Made("intro-1-vems-uppgift", "intro.1.3", "sort", 3, 0.62),
    Made("intro-1-arshjulet", "intro.1.1", "single", 2, 0.70),
    Made("intro-1-arsrapporten", "intro.1.2", "single", 2, 0.31, follows=False),
    Made("intro-1-ny-ordning", "intro.1.3", "single", 2, 0.47),
)
TITLES = {
    "forkunskaper": "Förkunskaper",
    "1-uppdraget": "Uppdraget och lagen",
    "2-mal": "Mål och plan",
    "kunskapsprov": "Kunskapsprov",
}
ROLES = {"forkunskaper": "pretest", "kunskapsprov": "test"}
WAITING = Made("intro-1-ett-mal", "intro.1.4", "text", 4, 0.5)
"""A text that nobody has marked yet: its goal has null points only."""


def rows(
    people: int,
    module: str = "1-uppdraget",
    role: str = "module",
    exercises: Sequence[Made] = EXERCISES,
    seed: int = 1,
    unmarked: Sequence[Made] = (),
) -> list[Response]:
    """Make up the rows of one module; of every twenty people one never starts and one never hands in."""
    rng = np.random.default_rng(seed)
    made: list[Response] = []
    for number in range(people):
        pid = person(number)
        gone = {3: "not_started", 11: "not_submitted"}.get(number % 20)
        at = START + timedelta(minutes=int(rng.integers(30_000)))
        ability = rng.normal()
        stops = len(exercises) - 1 if rng.random() < 0.06 else len(exercises)
        for place, exercise in enumerate(exercises):
            share = _share(exercise, ability, rng)
            status = gone or ("not_reached" if place >= stops else "answered")
            if status == "answered" and place < stops - 1 and rng.random() < 0.04:
                status = "omitted"
            if exercise in unmarked and status == "answered":
                status = "awaiting_marking"
            points = {"answered": round(share * exercise.points, 2), "omitted": 0.0, "not_reached": 0.0}
            answered = status in ("answered", "awaiting_marking")
            made.append(
                response(
                    pid,
                    module,
                    exercise,
                    status,
                    points.get(status),
                    at=at if answered else None,
                    submitted=None if gone else (LAST if number == 0 else at + timedelta(minutes=5)),
                    module_role=role,
                )
            )
    return made


def response(
    pid: str,
    module: str,
    exercise: Made,
    status: str,
    points: float | None,
    *,
    at: datetime | None = None,
    submitted: datetime | None = None,
    **more: Any,
) -> Response:
    """Make up one row of the table."""
    fields: dict[str, Any] = {
        "pid": pid,
        "occasion": "intro-2026-ht",
        "course": "intro",
        "course_version": "0.1.0",
        "module": module,
        "module_role": ROLES.get(module, "module"),
        "exercise": exercise.id,
        "variant": None,
        "rev": "9f31c2",
        "goal": exercise.goal,
        "strand": GOALS[exercise.goal][0],
        "level": "förstå",
        "kind": exercise.kind,
        "status": status,
        "points": points,
        "max_points": exercise.points,
        "answer": '"a"' if at else None,
        "words": None,
        "confidence": None,
        "first_at": at,
        "last_at": at,
        "submitted_at": submitted,
        "seconds": 60.0,
        "changes": 0,
        "n_submissions": 1 if submitted else 0,
        "late": False,
        "actor": "kommun",
        "region": "Skåne",
    }
    return Response(**fields | more)


def person(number: int) -> str:
    """Return the pseudonym of a made-up person."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:16]


def _share(exercise: Made, ability: float, rng: np.random.Generator) -> float:
    pull = 1.1 * ability if exercise.follows else 0.0
    right = 1 / (1 + np.exp(-(np.log(exercise.ease / (1 - exercise.ease)) + pull)))
    cards = 8 if exercise.kind == "sort" else 1
    return float(rng.binomial(cards, right)) / cards


def write_table(folder: Path, made: Sequence[Response]) -> None:
    """Write the table as it is kept: points as 32 bits."""
    table = pa.Table.from_pylist([row.model_dump() for row in made])
    for name in ("points", "max_points"):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].cast(pa.float32()))
    pq.write_table(table, folder / "responses.parquet")


def _cell(exercise: Made, number: int) -> str:
    """Write the cell of an exercise; ``a`` is right in each variant."""
    head = [
        "%%exercise",
        f'id: "{exercise.id}"',
        'kind: "single"',
        f'goal: "{exercise.goal}"',
        f"points: {exercise.points:g}",
        *([f'pair: "{exercise.pair}"'] if exercise.pair else []),
        f'prompt: "Fråga {number}: vad kräver lagen av <kommunen> i det läge som beskrivs här?"',
        "options:",
        '  a: "Det ena"',
        '  b: "Det andra"',
    ]
    key = ['key: "a"', 'explanation: "Det står i lagen."']
    if exercise.variants:
        head.append("variants:")
        for one in exercise.variants:
            head += [f"  {one}:", "    options:", f'      a: "Det ena i {one}"', f'      b: "Det andra i {one}"']
        key = ["variant_keys:"]
        for one in exercise.variants:
            key += [f"  {one}:", '    key: "a"', '    explanation: "Det står i lagen."']
    return "\n".join([*head, "### BEGIN HIDDEN TESTS", *key, "### END HIDDEN TESTS"])


def write_notebook(folder: Path, module: str, exercises: Sequence[Made]) -> None:
    """Write the notebook of a module into an occasion's ``source/``."""
    path = folder / "source" / module / f"{module}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": _cell(made, n)}
        for n, made in enumerate(exercises, 1)
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def occasion(
    folder: Path,
    made: Sequence[Response],
    title: str = "Introduktion, hösten 2026",
    modules: dict[str, Sequence[Made]] | None = None,
) -> Path:
    """Write an occasion's folder with these rows, and files that a report must not read."""
    modules = modules or {"1-uppdraget": EXERCISES}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "occasion.yml").write_text(
        f'v: 1\nid: "intro-2026-ht"\ncourse: "intro"\ntitle: "{title}"\n', encoding="utf-8"
    )
    (folder / "course.yml").write_text(_course(modules), encoding="utf-8")
    release = {
        "v": 1,
        "seed": "0123456789abcdef",
        "modules": {
            module: {
                "released": START.isoformat(),
                "files": {},
                "exercises": {one.id: {"rev": "9f31c2", "points": one.points} for one in exercises},
            }
            for module, exercises in modules.items()
        },
    }
    (folder / "release.json").write_text(json.dumps(release))
    for module, exercises in modules.items():
        write_notebook(folder, module, exercises)
    write_table(folder, made)
    for name in ("roster.csv", "extensions.csv", "gradebook.db"):
        (folder / name).write_text("Hemlig Person;hemlig@example.org")
    return folder


def _course(modules: dict[str, Sequence[Made]]) -> str:
    text = [
        'v: 1\nid: "intro"\nprefix: "intro"\ntitle: "Introduktion till kunskapsbaserat arbete"',
        'version: "0.1.0"\naudience: "Alla"\npass:\n  total: 0.7\n  modules: "all"\nmodules:',
    ]
    for number, module in enumerate(modules, 1):
        role = ROLES.get(module, "module")
        title = TITLES[module]
        text.append(f'  - id: "{module}"\n    number: {number}\n    role: "{role}"\n    state: "ready"')
        text.append(f'    title: "{title}"\n    minutes:\n      read: 25\n      exercises: 30')
        if number == 1:
            text.append("    goals:")
            text += [
                f'      - id: "{goal}"\n        level: "förstå"\n        strand: "{strand}"\n        text: "{words}"'
                for goal, (strand, words) in GOALS.items()
            ]
    text.append('review:\n  law: "needed"\n  fact: "needed"\n  method: "needed"')
    return "\n".join(text) + "\n"


class Page(HTMLParser):
    """What a browser would find in a page: elements with their attributes, and the text that people read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.headings: list[tuple[int, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("meta", "img", "br", "circle", "path", "line"):
            self._open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        self.text += " " if tag in ("span", "strong") else "\n"

    def handle_data(self, data: str) -> None:
        if "style" in self._open or "head" in self._open:
            return
        self.text += data
        if self._open and self._open[-1] in ("h1", "h2", "h3", "h4"):
            level, said = self.headings[-1]
            self.headings[-1] = (level, said + data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def alts(self) -> list[str]:
        """The alternative texts, each once, with ordinary spaces."""
        return list(dict.fromkeys(plain(image["alt"]) for image in self.all("img")))

    @property
    def svgs(self) -> list[str]:
        """The charts as they stand in the page."""
        return [base64.b64decode(image["src"].split(",", 1)[1]).decode() for image in self.all("img")]


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ")
