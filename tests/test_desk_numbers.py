"""The numbers of the desk equal a count of journals, exchange and gradebook that uses nothing of ours."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from graders.collect import collect
from graders.extensions import extend
from graders.feedback import publish
from graders.grade import grade
from graders.roster import set_active
from graders.simulate import mark, simulate
from tests.desk_support import DESK, desk, desk_occasion, lena, numbers, table
from tests.hand_in_support import Taking
from tests.occasion_support import MODULE
from tests.page_support import START, Clock
from tests.test_export import MASTERY, TEST
from tests.test_grading import VAL
from toolkit.exchange import hand_in
from toolkit.occasion import OccasionFolder

PEOPLE = 30
SEED = 13
"""Some never begin, and some begin and hand nothing in."""
CLOSED = START + timedelta(hours=1)
SEEN = Clock(CLOSED + timedelta(minutes=5))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    """Return an occasion that thirty people take, where each number is another one."""
    made = desk_occasion(tmp_path_factory.mktemp("numbers"), [], due=CLOSED)
    simulate(made, PEOPLE, seed=SEED, now=START)
    here = OccasionFolder(made.path)
    set_active(here, f"sim-{PEOPLE:04d}", "nej")
    taking = Taking(here, Clock(START + timedelta(minutes=10)))
    collect(here, [MODULE, TEST])
    grade(here, [MODULE, TEST])
    first, second, third, *_ = handed_in(here)
    for who in (first, second):  # handed in again, and not collected since
        taking.answer(who, VAL, "z")
        taking.hand_in(who)
    journal = here.journal(first, MODULE).read_bytes()
    hand_in(here.exchange, here.id, MODULE, third, journal, CLOSED + timedelta(minutes=1))  # too late
    hand_in(here.exchange, here.id, MODULE, "okand", journal, START)  # on no roster
    publish(here, [MODULE], CLOSED + timedelta(minutes=1))
    return here


@pytest.fixture
def here(taken: OccasionFolder, tmp_path: Path) -> OccasionFolder:
    """Return a copy of it."""
    for name in ("courses", "occasions"):
        shutil.copytree(taken.path.parents[1] / name, tmp_path / name)
    return OccasionFolder(tmp_path / "occasions" / taken.id)


def handed_in(here: OccasionFolder) -> list[str]:
    return sorted({path.parent.name for path in here.path.glob(f"submitted/sim-*/{MODULE}")})


class Counted:
    """What the folders of an occasion hold, read by themselves."""

    def __init__(self, here: OccasionFolder) -> None:
        self.root, self.id = here.path, here.id
        rows = [row.split(";") for row in (self.root / "roster.csv").read_text("utf-8-sig").splitlines()[1:]]
        self.active = {row[0] for row in rows if row[8] == "ja"}

    def started(self, module: str) -> int:
        def answers(who: str) -> bool:
            path = self.root / "journals" / who / module / "answers.jsonl"
            lines = path.read_text("utf-8").splitlines() if path.exists() else []
            return any(json.loads(line)["type"] == "answer" for line in lines)

        return sum(answers(who) for who in self.active)

    def last(self, module: str) -> dict[str, str]:
        """Return the time of the last hand-in of each that came before due."""
        due = f"{CLOSED:%Y-%m-%d %H:%M:%S}" if module == MODULE else "9999"
        found: dict[str, str] = {}
        for path in sorted((self.root / "exchange" / self.id / "inbound").iterdir()):
            who, of, at, _ = path.name.split("+")
            if of == module and at < due and who in self.active:
                found[who] = max(found.get(who, ""), at)
        return found

    def collected(self, module: str) -> int:
        stamps = {path.parts[-3]: path.read_text() for path in self.root.glob(f"submitted/*/{module}/timestamp.txt")}
        return sum(stamps.get(who, "").strip() == at for who, at in self.last(module).items())

    def graded(self, module: str) -> int:
        rows = self.ask(
            """select student_id, timestamp from submitted_assignment
            join assignment on assignment.id = submitted_assignment.assignment_id where assignment.name = ?""",
            module,
        )
        times = {who: at[:19] for who, at in rows}
        return sum(times.get(who) == at[:19] for who, at in self.last(module).items())

    def awaiting(self, module: str) -> set[str]:
        rows = self.ask(
            """select distinct student_id from grade
            join submitted_notebook on submitted_notebook.id = grade.notebook_id
            join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
            join assignment on assignment.id = submitted_assignment.assignment_id
            where assignment.name = ? and auto_score is null and (manual_score is null or needs_manual_grade)""",
            module,
        )
        return {who for (who,) in rows} & self.active

    def published(self, module: str) -> int:
        return sum((self.root / "published" / who / f"{module}.json").exists() for who in self.active)

    def passed(self) -> tuple[int, int, int]:
        """Return who has passed, who has not, and of whom it is not decided."""
        rows = self.ask(
            """select student_id, sum(coalesce(manual_score, auto_score)) from grade
            join submitted_notebook on submitted_notebook.id = grade.notebook_id
            join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
            join assignment on assignment.id = submitted_assignment.assignment_id
            where assignment.name = ? group by student_id""",
            TEST,
        )
        points, most, awaits = dict(rows), 4, self.awaiting(TEST)
        right = {who for who in self.active if self._has_checked_right(who)}
        yes = {who for who in self.active - awaits if points.get(who, 0) / most >= 0.7 and who in self.last(MODULE)}
        passed = yes & right
        return len(passed), len(self.active - awaits - passed), len(awaits)

    def _has_checked_right(self, who: str) -> bool:
        path = self.root / "journals" / who / MODULE / "answers.jsonl"
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
        checks = [line for line in lines if line["type"] == "check" and line["ex"] == MASTERY]
        return any(line["points"] >= line["max"] for line in checks)

    def ask(self, query: str, *values: str) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(self.root / "gradebook.db")) as db:
            return db.execute(query, values).fetchall()

    def module(self, module: str) -> dict[str, int]:
        graded, awaiting = self.graded(module), self.awaiting(module)
        return {
            "started": self.started(module),
            "handed_in": len(self.last(module)),
            "collected": self.collected(module),
            "graded": graded,
            "awaiting_marking": len(awaiting),
            "done": graded - len(awaiting),
            "published": self.published(module),
        }


def require_equal(here: OccasionFolder) -> dict[str, dict[str, int]]:
    """Require that JSON, page and an independent count say the same; returns the count."""
    counted = Counted(here)
    expected = {module: counted.module(module) for module in (MODULE, TEST)}
    with desk(here, clock=SEEN) as app:
        visitor = lena(app)
        told, shown, page = numbers(visitor), table(visitor), visitor.get(DESK).text
    assert told["active"] == len(counted.active) == PEOPLE - 1
    assert told["left"] == 1
    for module, one in expected.items():
        assert {name: told["modules"][module][name] for name in one} == one
        seen = {"active": len(counted.active), **one}
        names = ("active", "started", "handed_in", "done", "awaiting_marking")
        assert shown[module] == {name: str(seen[name]) for name in names}
    yes, no, undecided = counted.passed()
    assert told["passed"] == {"yes": yes, "no": no, "undecided": undecided}
    said = f"Godkända på kursen: {yes}. Inte godkända: {no}. Inte avgjort: {undecided}."
    assert said in page
    return expected


def test_the_numbers_equal_an_independent_count(here: OccasionFolder) -> None:
    first, test = (require_equal(here)[module] for module in (MODULE, TEST))
    assert PEOPLE > first["started"] > first["handed_in"] > first["collected"] == first["graded"]
    assert test["handed_in"] == test["graded"] > test["awaiting_marking"] > 0
    assert first["published"] > 0 == test["published"]


def test_they_follow_what_is_done(here: OccasionFolder) -> None:
    before = require_equal(here)
    assert Counted(here).passed()[0] == 0
    collect(here, [MODULE])
    grade(here, [MODULE])
    mark(here)
    taking = Taking(here)
    for who in handed_in(here):
        taking.answer(who, MASTERY, "b", type="check")
    after = require_equal(here)
    assert after[MODULE]["graded"] == before[MODULE]["graded"] + 2
    assert Counted(here).passed()[0] > 0
    assert after[TEST]["awaiting_marking"] == 0
    assert after[TEST]["done"] == before[TEST]["handed_in"]


def test_more_time_makes_a_late_hand_in_count(here: OccasionFolder) -> None:
    collect(here, [MODULE])
    extend(here, handed_in(here)[2], MODULE, CLOSED + timedelta(days=1), "annat", "lena", START)
    with desk(here, clock=SEEN) as app:
        told = numbers(lena(app))["modules"][MODULE]
    assert told["handed_in"] - told["collected"] == 1
