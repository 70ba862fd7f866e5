"""What is acknowledged is kept, and what is graded is the same, whatever ends or is cut off in a hub meanwhile."""

import json
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import pytest
from playwright.sync_api import Response, expect

from graders.collect import collect
from graders.desk.jobs import folder_of
from graders.grade import grade
from graders.responses import read_responses, write_responses
from graders.roster import import_roster
from tests.browser_support import Windows
from tests.desk_support import finished
from tests.disk_support import small_disk
from tests.grading_support import autograded, gradebook, notebooks
from tests.hand_in_support import Taking
from tests.hubs_support import Hub, Someone, running_hub, sign_in
from tests.occasion_support import MODULE, write_course
from tests.site_support import SENT, wait_until_sent
from tests.test_grading import SORTERA, VAL
from tests.test_hub import journal, make, save, until
from toolkit.face import bundle
from toolkit.occasion import OccasionFolder

GRADED, ANSWERED = "liten-bedoms", "liten-besvaras"
HAND_INS = 40
NETWORK = "net::ERR_"
BETWEEN = ("status of 50", "status of 404")
"""What a proxy answers that has just been started, until the hub has told it what leads where."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    bundle.ensure()
    root = tmp_path_factory.mktemp("hub")
    write_course(root / "courses")
    graded, answered = make(root, GRADED, "anna", "lena"), make(root, ANSWERED, "bo", "lena")
    hand_in_many(graded, root)
    with running_hub([graded, answered], root / "courses", ["anna", "bo"], ["lena"]) as hub:
        yield hub


def hand_in_many(here: OccasionFolder, root: Path) -> None:
    names = [f"d{number:03}" for number in range(HAND_INS)]
    listing = root / "fler.csv"
    listing.write_text("id;name\n" + "".join(f"{name};{name}\n" for name in names), encoding="utf-8")
    import_roster(here.path / "roster.csv", listing)
    taking = Taking(here)
    for number, name in enumerate(names):
        taking.answer(name, VAL, "qbz"[number % 3])
        taking.answer(name, SORTERA, {"ko": "land", "torsk": "hav" if number % 2 else "land"})
        taking.hand_in(name)


# --- the grader is killed -------------------------------------------------------------------------


class Answering(threading.Thread):
    """Somebody who answers without a pause, and remembers what was acknowledged."""

    def __init__(self, one: Someone) -> None:
        super().__init__(daemon=True)
        self.acknowledged: dict[int, str] = {}
        self.refused: list[Any] = []
        self.ends = threading.Event()
        self._one = one

    def run(self) -> None:
        seq = 0
        while not self.ends.wait(0.05):
            seq, answer = seq + 1, "bqz"[seq % 3]
            status, reply = save(self._one, f"/services/kurs/{GRADED}/{MODULE}/", answer, seq, "hela-tiden")
            if status == 200 and reply["ok"]:
                self.acknowledged[reply["n"]] = answer
            else:
                self.refused.append((status, reply))


@contextmanager
def answering(hub: Hub) -> Iterator[Answering]:
    anna = Someone(hub, "anna")
    anna.sign_in()
    anna.ask(f"/services/kurs/{GRADED}/{MODULE}/")
    thread = Answering(anna)
    thread.start()
    try:
        yield thread
    finally:
        thread.ends.set()
        thread.join()


def press(lena: Someone) -> None:
    form = urlencode({"_xsrf": lena.cookie("kurs_xsrf")}).encode()
    assert lena.ask(f"/services/desk/{GRADED}/modul/{MODULE}/bedom", form)[0] == 200


def job_said(here: OccasionFolder) -> list[dict[str, Any]]:
    newest = max(folder_of(here).glob("*.jsonl"))
    return [json.loads(line) for line in newest.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")]


def job_process(here: OccasionFolder) -> int:
    newest = max(folder_of(here).glob("*.jsonl")).stem
    return next(one.pid for one in psutil.process_iter(["cmdline"]) if newest in (one.info["cmdline"] or ()))


def everything(here: OccasionFolder) -> tuple[Any, ...]:
    """Return all that grading has made of the hand-ins."""
    table = read_responses(here)
    return gradebook(here), notebooks(here), autograded(here), table[table["submitted_at"].notna()].to_csv(index=False)


@pytest.mark.long
def test_the_grader_is_killed_at_every_step_and_the_next_one_comes_to_the_same(hub: Hub, tmp_path: Path) -> None:
    here = OccasionFolder(hub.root / GRADED)
    undisturbed = OccasionFolder(shutil.copytree(here.path, tmp_path / GRADED))
    collect(undisturbed, [MODULE])
    grade(undisturbed, [MODULE])
    write_responses(undisturbed)
    lena = Someone(hub, "lena")
    lena.sign_in()
    lena.ask(f"/services/desk/{GRADED}/")
    with answering(hub) as anna:
        for has_come in ({"step": "collect"}, {"n": HAND_INS // 2}, {"step": "table"}):
            press(lena)
            until(lambda wanted=has_come: any(wanted.items() <= line.items() for line in job_said(here)))
            os.kill(job_process(here), signal.SIGKILL)
            assert finished(here).state == "stopped"
            assert "Det avbröts innan det var klart." in lena.ask(f"/services/desk/{GRADED}/")[2]
        press(lena)
        pid = job_process(here)
        hub.kill("desk.service")  # What it had started goes on.
        assert psutil.pid_exists(pid)
        assert finished(here).state == "done"
    assert anna.acknowledged
    assert anna.refused == []
    # The line of each number says what was acknowledged with it.
    assert {line["n"]: line["answer"] for line in journal(hub, "anna", GRADED)} == anna.acknowledged
    assert everything(here) == everything(undisturbed)


# --- in a browser ---------------------------------------------------------------------------------


class Answers:
    """Somebody with a browser who answers one exercise, and what the server acknowledged of it."""

    def __init__(self, hub: Hub, windows: Windows) -> None:
        self.hub = hub
        self.page = windows.open(base_url=hub.address).new_page()
        self._replies: list[Response] = []
        self.page.on("response", lambda reply: self._replies.append(reply) if reply.url.endswith("/svar") else None)
        sign_in(self.page, hub, "bo")
        self.page.wait_for_url(f"**/services/kurs/{ANSWERED}/")
        self.page.goto(f"{hub.address}/services/kurs/{ANSWERED}/{MODULE}/")
        self.exercise = self.page.locator(f'[data-ex="{VAL}"]')
        expect(self.exercise.get_by_role("radio").first).to_be_enabled()

    def choose(self, name: str) -> None:
        self.exercise.get_by_role("radio", name=name).check()

    def expect_line(self, text: str) -> None:
        expect(self.exercise.locator(".k-save")).to_contain_text(text, timeout=60_000)

    def save(self, name: str) -> None:
        self.choose(name)
        wait_until_sent(self.page, VAL)
        self.expect_line("Sparat")

    def require_kept(self, shown: str) -> None:
        """Require that the journal has what was acknowledged, and that a new page shows the last of it."""
        kept = {line["n"]: line["answer"] for line in journal(self.hub, "bo", ANSWERED)}
        replies = [(one.json(), one.request.post_data_json) for one in self._replies if one.status == 200]
        told = {reply["n"]: sent["answer"] for reply, sent in replies if reply["ok"] and sent["type"] == "answer"}
        assert told
        assert told.items() <= kept.items()
        self._replies.clear()  # What they said goes with the page.
        self.page.reload()
        expect(self.exercise.get_by_role("radio", name=shown)).to_be_checked()


@pytest.mark.long
def test_the_network_is_cut_off_while_somebody_answers(hub: Hub, windows: Windows) -> None:
    bo = Answers(hub, windows)
    windows.watch.expect(NETWORK, *BETWEEN)
    for cut_off, come_back in (
        (lambda: bo.page.context.set_offline(True), lambda: bo.page.context.set_offline(False)),
        (lambda: hub.kill("configurable-http-proxy"), lambda: None),  # The hub starts it anew.
    ):
        bo.save("Katten")
        cut_off()
        bo.choose("Kon")
        bo.expect_line("INTE sparat")
        bo.choose("Hunden")  # The last that was chosen is the one that counts.
        come_back()
        wait_until_sent(bo.page, VAL)
        bo.expect_line("Sparat")
        assert journal(hub, "bo", ANSWERED)[-1]["answer"] == "z"
        bo.require_kept("Hunden")


@pytest.mark.system
def test_the_journals_disk_is_full_while_somebody_answers(hub: Hub, windows: Windows) -> None:
    with small_disk(hub.root / ANSWERED / "journals") as disk:
        bo = Answers(hub, windows)
        bo.save("Katten")
        (disk / "annat").write_bytes(bytes(shutil.disk_usage(disk).free))
        alert = bo.exercise.get_by_role("alert")
        for name in cycle(("Kon", "Katten")):  # There is room until the end of a block.
            bo.choose(name)
            bo.page.wait_for_function(SETTLED, arg=VAL)
            if alert.is_visible():
                break
        bo.expect_line("INTE sparat. Servern kan inte spara just nu.")
        (disk / "annat").unlink()
        wait_until_sent(bo.page, VAL)
        bo.expect_line("Sparat")
        bo.require_kept(name)


SETTLED = f"""(name) => ({SENT})(name) ||
  document.querySelector(`[data-ex="${{name}}"] .k-save`).innerText.startsWith("INTE sparat")"""
