"""The desk's jobs: one at a time, in a process of its own, told of while it goes on, and whole when it was stopped."""

import fcntl
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graders.desk import job as job_process
from graders.desk import jobs as desk_jobs
from graders.desk.jobs import BusyError, Jobs, folder_of, tell
from tests.desk_support import DESK, LENA, desk, desk_occasion, finished, lena, log, now, numbers, part, words
from tests.hand_in_support import Taking
from tests.occasion_support import MODULE
from tests.page_support import Clock, Visitor
from tests.test_export import TEST
from tests.test_grading import VAL
from toolkit.occasion import OccasionFolder

BEGAN = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""Long ago: the process of a job has no other clock than the machine's."""
CLOSED = BEGAN + timedelta(minutes=1)
PAGE = f"{DESK}modul/{MODULE}/"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    """Return an occasion whose first module is closed, with two hand-ins."""
    here = desk_occasion(tmp_path, ["anna", "bo", "cia"], starts=BEGAN, due=CLOSED)
    taking = Taking(here, Clock(BEGAN))
    for who in ("anna", "bo"):
        taking.answer(who, VAL, "q")
        taking.hand_in(who)
    return here


@pytest.fixture
def visitor(here: OccasionFolder) -> Iterator[Visitor]:
    with desk(here, clock=Clock(CLOSED + timedelta(minutes=1))) as app:
        yield lena(app)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs be done in this process, before the press is answered."""

    def run(here: OccasionFolder, name: str, who: str, lock: int) -> None:
        with suppress(Interrupted):
            job_process.main(str(here.path), name)

    monkeypatch.setattr(desk_jobs, "_run", run)


class Interrupted(BaseException):
    """What ends a process wherever it is."""


@contextmanager
def running(here: OccasionFolder, work: str, who: str = "karin") -> Iterator[None]:
    """Let a job of somebody else's go on."""
    folder_of(here).mkdir(parents=True, exist_ok=True)
    with (folder_of(here) / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}+{work}+{MODULE}"
        tell(here, name, work=work, module=MODULE, who=who, courses="")
        tell(here, name, step="collect")
        tell(here, name, of_step="collect", said="2 inlämningar hämtade.")
        tell(here, name, step="grade")
        tell(here, name, n=1, of=2)
        yield


def press(visitor: Visitor, path: str = f"{PAGE}bedom") -> None:
    answer = visitor.submit(path)
    assert answer.status == 303, words(answer.text)
    assert answer.headers["Location"] == "./#jobb"


# --- what they do -----------------------------------------------------------------------------


@pytest.mark.usefixtures("at_once")
def test_hand_ins_are_collected_and_graded(here: OccasionFolder, visitor: Visitor) -> None:
    press(visitor)
    counts = numbers(visitor)["modules"][MODULE]
    assert (counts["collected"], counts["graded"], counts["done"]) == (2, 2, 2)
    told = part(visitor, "jobbet", PAGE)
    assert told.startswith("Hämtat och bedömt: modul 1 Startat av lena")
    assert "2 inlämningar hämtade, 0 oförändrade, 0 kunde inte hämtas." in told
    assert "2 inlämningar bedömda, 0 oförändrade, 0 kunde inte bedömas." in told
    assert "2 av 2 inlämningar är färdigbedömda, 0 väntar på att läsas." in told
    assert (here.path / "responses.parquet").exists()
    first, last = log(here)
    assert (first["who"], first["what"], first["module"]) == (LENA, "grade", MODULE)
    assert last == {**first, "end": "done"}
    assert now(visitor).startswith("Publicera återkopplingen i modul 1")
    press(visitor, f"{PAGE}publicera")
    assert "2 publicerade, 0 oförändrade." in part(visitor, "jobbet")
    assert numbers(visitor)["modules"][MODULE]["published"] == 2


@pytest.mark.usefixtures("at_once")
def test_what_could_not_be_done_is_named(here: OccasionFolder, visitor: Visitor) -> None:
    (folder,) = (here.exchange / here.id / "inbound").glob("bo+*")
    (folder / "answers.jsonl").unlink()
    (folder / "answers.jsonl").symlink_to("<b>")
    press(visitor)
    text = visitor.get(DESK).text
    assert "Det här gick inte:" in part(visitor, "jobbet")
    assert f"{folder.name}:" in part(visitor, "jobbet")
    assert "<b>" not in text
    assert numbers(visitor)["modules"][MODULE]["graded"] == 1


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(13, "Permission denied"), "Filerna kunde inte läsas eller skrivas (Permission denied)."),
        (ZeroDivisionError("hemligt"), "Något gick fel som inte borde kunna göra det."),
    ],
)
def test_a_failure_is_told(
    here: OccasionFolder, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fail(*args: Any) -> None:
        raise error

    monkeypatch.setattr("graders.collect._take", lambda *args: None)
    monkeypatch.setattr("graders.responses.write_responses", fail)
    with desk(here) as app:
        visitor = lena(app)
        assert visitor.submit(f"{PAGE}bedom").status == 500  # in a process of its own it ends that
        told = part(visitor, "jobbet")
        assert told.startswith("Kunde inte hämta och bedöma modul 1")
        assert sentence in told
        assert "hemligt" not in told
        assert 'class="k-notice k-notice--alert"' in visitor.get(DESK).text
    assert log(here)[-1]["end"] == "failed"


@pytest.mark.usefixtures("at_once")
def test_what_was_stopped_midway_goes_on_with_the_rest(
    here: OccasionFolder, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*args: Any) -> None:
        raise Interrupted

    with monkeypatch.context() as patched:
        patched.setattr("graders.grade._put_in_place", stop)
        press(visitor)
    told = part(visitor, "jobbet")
    assert told.startswith("Avbrutet: hämta och bedöm modul 1")
    assert "Starta igen, så fortsätter det med resten." in told
    counts = numbers(visitor)["modules"][MODULE]
    assert (counts["collected"], counts["graded"]) == (2, 0)
    assert now(visitor).startswith("Hämta och bedöm modul 1")
    press(visitor)
    assert numbers(visitor)["modules"][MODULE]["done"] == 2
    assert part(visitor, "jobbet").startswith("Hämtat och bedömt: modul 1")


@pytest.mark.usefixtures("at_once")
def test_a_module_that_is_not_released_can_be_and_nothing_else_of_it(here: OccasionFolder, visitor: Visitor) -> None:
    release = here.release
    here.write_release(release.model_copy(update={"modules": {TEST: release.modules[TEST]}}))
    for path in ("bedom", "publicera"):
        refused = visitor.submit(f"{PAGE}{path}")
        assert (refused.status, "Det går inte just nu." in refused.text) == (409, True)
    press(visitor, f"{PAGE}lamna-ut")
    told = part(visitor, "jobbet")  # there are hand-ins of it already
    assert told.startswith("Kunde inte lämna ut modul 1")
    assert "har redan lämnats in av någon" in told
    assert log(here)[-1]["end"] == "failed"


# --- one at a time ----------------------------------------------------------------------------


def test_a_second_press_is_told_who_does_what_since_when(here: OccasionFolder, visitor: Visitor) -> None:
    with running(here, "grade"):
        for path in (f"{PAGE}bedom", f"{PAGE}lamna-ut", f"{DESK}rapport"):
            answer = visitor.submit(path)
            assert answer.status == 409
            assert re.search(r"karin bedömer just nu \(sedan \w{3} \d+ \w{3} \d\d:\d\d\)\.", answer.text)
        assert now(visitor).startswith("Vänta på det som pågår karin bedömer just nu")
        told = part(visitor, "jobbet")
        assert told.startswith("Hämtar och bedömer modul 1 1 av 2 Startat av karin")
        assert "2 inlämningar hämtade." in told
        text = visitor.get(PAGE).text
        assert text.count('aria-disabled="true" aria-describedby="upptaget"') == 3
        assert "<form" not in text
        assert visitor.get(f"{DESK}lage").json["running"] is True
    assert len(list(folder_of(here).glob("*.jsonl"))) == 1
    assert not (here.path / "log" / "desk.jsonl").exists()
    assert visitor.get(f"{DESK}lage").json["running"] is False


def test_who_works_in_a_terminal_is_told_of(here: OccasionFolder, visitor: Visitor) -> None:
    with here.writing("regrade"):
        answer = visitor.submit(f"{PAGE}bedom")
    assert (answer.status, "Kurstillfället är upptaget" in answer.text) == (409, True)
    assert re.search(r"kör regrade sedan \w{3} \d+ \w{3} \d\d:\d\d\.", answer.text)
    assert visitor.get(f"{DESK}lage").json["running"] is False


def test_a_line_that_is_being_written_is_not_read(here: OccasionFolder, visitor: Visitor) -> None:
    with running(here, "grade"):
        (path,) = folder_of(here).glob("*.jsonl")
        with path.open("a", encoding="utf-8") as file:
            file.write('{"at": "2026-12')
        assert "1 av 2" in part(visitor, "jobbet")
        (folder_of(here) / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}+report+.jsonl").write_text('{"at"', encoding="utf-8")
        assert visitor.get(DESK).status == 200


def test_a_job_that_nobody_holds_any_more_was_stopped(here: OccasionFolder, visitor: Visitor) -> None:
    with running(here, "grade"):
        pass
    assert part(visitor, "jobbet").startswith("Avbrutet: hämta och bedöm modul 1 Startat av karin")
    assert "Avbrutet" in part(visitor, "jobb-sagt")


def test_a_module_shows_its_own_last_job(here: OccasionFolder, visitor: Visitor) -> None:
    with running(here, "grade"):
        pass
    assert part(visitor, "jobbet", f"{DESK}modul/{TEST}/") == ""
    assert part(visitor, "jobbet", PAGE) != ""


# --- in a process of their own ------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Return the processes that are started."""
    found: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.given = kwargs
            found.append(self)

    monkeypatch.setattr(desk_jobs.subprocess, "Popen", Watched)
    return found


def test_a_job_holds_the_lock_until_its_process_ends(
    here: OccasionFolder, visitor: Visitor, started: list[Any]
) -> None:
    press(visitor)
    (process,) = started
    os.kill(process.pid, signal.SIGSTOP)
    assert process.given["env"]["LOGNAME"] == LENA
    jobs = Jobs(here.path, Path())
    assert jobs.running()
    with pytest.raises(BusyError, match=r"^lena bedömer just nu \(sedan "):
        jobs.start("report", "karin")
    process.kill()
    assert finished(here).state == "stopped"
    assert part(visitor, "jobbet").startswith("Avbrutet: hämta och bedöm modul 1")


@pytest.mark.long
def test_a_job_outlives_the_service(here: OccasionFolder, started: list[Any]) -> None:
    clock = Clock(CLOSED + timedelta(minutes=1))
    with desk(here, clock=clock) as app:
        press(lena(app))
        os.kill(started[0].pid, signal.SIGSTOP)
    with desk(here, clock=clock) as app:
        visitor = lena(app)
        assert part(visitor, "jobbet").startswith("Hämtar och bedömer modul 1")
        os.kill(started[0].pid, signal.SIGCONT)
        assert finished(here).state == "done"
        assert numbers(visitor)["modules"][MODULE]["done"] == 2


@pytest.mark.long
def test_a_job_that_is_killed_leaves_nothing_half(here: OccasionFolder, visitor: Visitor, started: list[Any]) -> None:
    press(visitor)
    (path,) = folder_of(here).glob("*.jsonl")
    until = time.monotonic() + 60
    while "collect" not in [json.loads(line).get("of_step") for line in path.read_text("utf-8").splitlines()]:
        assert time.monotonic() < until
        time.sleep(0.01)
    started[0].kill()
    assert finished(here).state == "stopped"
    press(visitor)
    job = finished(here)
    assert (job.state, job.problems) == ("done", ())
    assert numbers(visitor)["modules"][MODULE]["done"] == 2


@pytest.mark.long
def test_a_module_is_released_and_the_report_is_made(tmp_path: Path) -> None:
    here = desk_occasion(tmp_path, ["anna"])
    release = here.release
    here.write_release(release.model_copy(update={"modules": {TEST: release.modules[TEST]}}))
    with desk(here) as app:
        visitor = lena(app)
        press(visitor, f"{PAGE}lamna-ut")
        assert finished(here).said == f"{MODULE} är utlämnad med 2 bedömda övningar."
        assert MODULE in here.release.modules
        press(visitor, f"{DESK}rapport")
        assert finished(here).said == "Kursrapporten är klar."
        assert "Visa kursrapporten" in part(visitor, "atgarder")
        assert "Hämta den som PDF" in part(visitor, "atgarder")
        report = visitor.get(f"{DESK}rapport/cohort.html")
    assert (report.status, "<h1" in report.text) == (200, True)
