"""Faults put in while somebody answers: the app, or the browser, is killed in the middle of a save.

What must hold is one thing: an answer that the page says is saved is in the journal. A round is one fault; how
many there are is for the caller to say.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Error, Page
from pydantic import JsonValue

from tests.browser_support import by_mouse
from tests.kinds_support import CHANGEABLE, MODULE, journal
from tests.site_support import MODULE_PAGE, region
from toolkit.occasion import OccasionFolder
from toolkit.testing import CHECKOUT

SERVE = """
import asyncio, os, sys, threading
from pathlib import Path
from tests.page_support import who
from toolkit.face.page.app import make_app, serve
from toolkit.occasion import OccasionFolder

async def run():
    _, port = serve(make_app([OccasionFolder(Path(sys.argv[1]))], who), int(sys.argv[2]))
    print(port, flush=True)
    await asyncio.Event().wait()

if sys.stdin.readline():  # until it is its turn
    threading.Thread(target=lambda: sys.stdin.read() or os._exit(0), daemon=True).start()  # not longer than its parent
    asyncio.run(run())
"""
MOST_ACTS = 300


class App:
    """The page app as a process of its own, which can be killed and started again at the same address."""

    def __init__(self, here: OccasionFolder) -> None:
        self.here = here
        self.port = 0
        self._ready = self._spawn()
        self._running: subprocess.Popen[str] | None = None
        self.start()

    def _spawn(self) -> subprocess.Popen[str]:
        """Start the one that comes next; it takes a second to import what it needs, and then waits."""
        command = [sys.executable, "-c", SERVE, str(self.here.path)]
        return subprocess.Popen(
            [*command, str(self.port)], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self) -> None:
        """Let an app listen; returns when it does."""
        self._running = self._ready
        assert self._running.stdin
        assert self._running.stdout
        self._running.stdin.write("go\n")
        self._running.stdin.flush()
        self.port = int(self._running.stdout.readline())
        self._ready = self._spawn()

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._running
        return self._running.pid

    def is_dead(self) -> bool:
        """Tell whether it has ended."""
        assert self._running
        return self._running.poll() is not None

    def bury(self) -> None:
        """Take away what is left of the one that was killed."""
        assert self._running
        _end(self._running)

    def close(self) -> None:
        """End both."""
        self.bury()
        _end(self._ready)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@contextmanager
def app(here: OccasionFolder) -> Iterator[App]:
    """Run the page app of an occasion as a process."""
    made = App(here)
    try:
        yield made
    finally:
        made.close()


def kill_when_written(path: Path, times: int, pid: int) -> threading.Thread:
    """Kill a process as soon as a file has grown so many times: before anybody has been told of the last one."""

    def size() -> int:
        return path.stat().st_size if path.exists() else 0

    def wait() -> None:
        before, left = size(), times
        while left:
            pause.wait(0.0005)
            now = size()
            left -= now != before
            before = now
        os.kill(pid, signal.SIGKILL)

    pause = threading.Event()
    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


SCREEN = """(user) => Object.fromEntries([...document.querySelectorAll("[data-ex]")].map((one) => [one.dataset.ex, {
  says: one.querySelector(".k-save").innerText,
  waits: Object.keys(localStorage).some((key) => key.startsWith(`kurs:${user}:`) && key.endsWith(`:${one.dataset.ex}`)),
}]))"""
"""What the page says of each exercise, and whether something of it is kept in the browser to be sent."""
SHOWN = """() => [...document.querySelectorAll("[data-ex]")].map((one) => [
  one.dataset.ex,
  ...[...one.querySelectorAll("input, select, textarea")].map((field) => field.checked || field.value),
].join(" "))"""
"""What stands in the fields of each exercise."""
SETTLED = f"""([user, all]) => Object.values(({SCREEN})(user)).every(({{ says, waits }}) =>
  waits ? !all && says.startsWith("INTE sparat") : !says.startsWith("Sparar") && !says.startsWith("INTE sparat"))"""
SETTLED_OR_ASKS = f"""(user) => Object.values(({SCREEN})(user)).every(({{ says, waits }}) =>
  !waits || says.startsWith("Ett senare svar finns"))"""


def is_saved(line: dict[str, Any]) -> bool:
    """Tell whether the page says that what it shows of an exercise is saved: an answer, or that there is none."""
    return not line["waits"] and ("Sparat" in line["says"] or line["says"] == "Inte besvarad")


class Participant:
    """Answers exercises in turn, again and again, and remembers what was answered last."""

    def __init__(self, here: OccasionFolder, rng: random.Random, name: str = "anna") -> None:
        self.here, self.name = here, name
        self.last: dict[str, JsonValue] = {}
        self.acts = 0
        self._rng = rng
        self._places = dict.fromkeys((task.id for task in CHANGEABLE), 0)

    @property
    def journal(self) -> Path:
        """The file that the answers are written to."""
        return self.here.journal(self.name, MODULE)

    def act(self, page: Page) -> str:
        """Do the next thing in one of the exercises; returns its id."""
        task = self._rng.choice(CHANGEABLE)
        steps = [*task.question.steps, *task.question.others]
        act, answer = steps[self._places[task.id] % len(steps)]
        by_mouse(region(page, task), act)
        self._places[task.id] += 1
        self.last[task.id] = answer
        self.acts += 1
        return task.id

    def screen(self, page: Page) -> dict[str, dict[str, Any]]:
        """Return what the page says of each exercise."""
        found: dict[str, dict[str, Any]] = page.evaluate(SCREEN, self.name)
        return found

    def wait(self, page: Page, *, all_saved: bool) -> None:
        """Wait until the page has said of each exercise whether it is saved; or until all are."""
        page.wait_for_function(SETTLED, arg=[self.name, all_saved])

    def saved(self) -> dict[str, JsonValue]:
        """Return what is in the journal."""
        return {name: one.answer for name, one in journal(self.here, self.name).answers.items()}

    def require_saved(self, page: Page) -> int:
        """Require that the journal has every answer that the page says is saved; returns how many are not."""
        saved, unsaved = self.saved(), 0
        for name, answer in self.last.items():
            line = self.screen(page)[name]
            if is_saved(line):
                assert saved.get(name) == answer, f"{name}: {line['says']}, but {saved.get(name)} is in the journal"
            else:
                assert line["says"].startswith("INTE sparat"), f"{name}: {line['says']}"
                unsaved += 1
        return unsaved

    def reopen(self, page: Page) -> None:
        """Open the page as after a fault: what it then shows as saved is what the journal has."""
        page.goto(MODULE_PAGE)
        page.wait_for_function(SETTLED_OR_ASKS, arg=self.name)
        for button in page.get_by_role("button", name="Visa det senare").all():
            button.click()
        self.wait(page, all_saved=True)
        shown = page.evaluate(SHOWN)
        page.reload()
        assert shown == page.evaluate(SHOWN), "what was shown as saved is not what is saved"
        self._take_up()

    def _take_up(self) -> None:
        for task in CHANGEABLE:
            answer = self.saved().get(task.id)
            if task.id in self.last:
                self.last[task.id] = answer
            answers = [one for _, one in [*task.question.steps, *task.question.others]]
            self._places[task.id] = answers.index(answer) + 1 if answer is not None else 0


def kill_the_app(app: App, participant: Participant, page: Page, times: int, *, reopen: bool) -> int:
    """Kill the app while somebody answers, and start it again; returns how many answers were then not saved.

    Parameters
    ----------
    times
        How many times the journal grows before.
    reopen
        The page is loaded anew, so that what was not saved is found in the browser; else its buttons are pressed.
    """
    killer = kill_when_written(participant.journal, times, app.pid)
    for _ in range(MOST_ACTS):
        dead = app.is_dead()
        participant.act(page)
        if dead:
            break
    killer.join(10)
    assert app.is_dead()
    app.bury()
    participant.wait(page, all_saved=False)
    unsaved = participant.require_saved(page)
    app.start()
    if reopen:
        page.reload()
    else:
        for task in CHANGEABLE:
            with suppress(Error):  # One that succeeded meanwhile has no button any more.
                region(page, task).get_by_role("button", name="Försök nu").click(timeout=100)
    participant.wait(page, all_saved=True)
    assert participant.require_saved(page) == 0
    return unsaved


def kill_the_browser(participant: Participant, page: Page, profile: Path, times: int) -> int:
    """Kill the browser while somebody answers; returns how many answers the page had said were saved.

    Whoever was not told that an answer was saved may find it saved or not.
    """
    killer = kill_when_written(participant.journal, times, browser_pid(profile))
    told: dict[str, JsonValue] = {}
    later: dict[str, list[JsonValue]] = {}
    with suppress(Error):
        for _ in range(MOST_ACTS):
            for name, line in participant.screen(page).items():
                if is_saved(line) and name in participant.last:
                    told[name], later[name] = participant.last[name], []
            name = participant.act(page)
            later.setdefault(name, []).append(participant.last[name])
    killer.join(10)
    assert not killer.is_alive()
    saved = participant.saved()
    for name, answer in told.items():
        possible = [answer, *later[name], *_next_answers(name, participant)]
        assert saved.get(name) in possible, f"{name}: {answer} was shown as saved, and {saved.get(name)} is"
    return len(told)


def _next_answers(name: str, participant: Participant) -> list[JsonValue]:
    """Return what the act that the browser was killed in may have answered."""
    task = next(one for one in CHANGEABLE if one.id == name)
    steps = [*task.question.steps, *task.question.others]
    return [steps[participant._places[name] % len(steps)][1]]


def browser_pid(profile: Path) -> int:
    """Return the main process of the browser, started from here, that uses a profile."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            words = process.cmdline()
            if f"--user-data-dir={profile}" in words and not any(word.startswith("--type=") for word in words):
                return process.pid
    raise AssertionError(f"no browser uses {profile}")
