"""How many participants a hub bears at once, and how many JupyterLab servers the same hub would.

    .venv/bin/python -m benchmarks.hub_load [PARTICIPANTS] [--quick]

A real hub with its proxy, the page service and the gallery's module; participants sign in, open the module within a
minute, or a thousand a minute if they are more, answer every exercise with 4-10 s between, and hand in at the same pace
as they opened it. Who is turned away when they open it tries again. Every acknowledged answer is then looked for in the
journals, and every hand-in in the exchange. Ends with exit code 1 if something was lost.
"""

import argparse
import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.crowd import PASSWORD, Crowd, Person
from benchmarks.figures import percentile, rounded, table, written
from benchmarks.ready import load_page
from benchmarks.setting import own_folder, setting
from graders.occasion import new_occasion
from graders.release import release
from graders.roster import write_roster
from tests.kinds_support import GALLERY, MODULE
from tests.lab_support import free_port
from toolkit.fold import read as read_journal
from toolkit.formats import Occasion, RosterRow
from toolkit.formats.occasion import ModuleRules
from toolkit.notebook import read as read_notebook
from toolkit.occasion import OccasionFolder
from toolkit.signin.accounts import Accounts
from toolkit.signin.hashing import PASSWORD as COST
from toolkit.signin.hashing import hashed

OCCASION = "galleri-last"
PACE = (4.0, 10.0)
AT_ONCE = 20
"""Sign-ins that go on at once; a course's sign-ins come over an hour, and these over some minutes."""
MINUTE = 60
A_MINUTE = 1000
"""So many open the module in a minute, or hand it in."""
LABS = 8


# --- the hub ------------------------------------------------------------------------------------


def make_occasion(root: Path, names: Sequence[str]) -> OccasionFolder:
    """Make an occasion of the gallery, with so many participants, each with a password."""
    rules = {MODULE: ModuleRules(due=datetime.now(UTC) + timedelta(hours=6))}
    made = Occasion(id=OCCASION, course="gallery", title="Belastning", modules=rules, instructors=["larare"])
    here = new_occasion(root, GALLERY, made)
    write_roster(here.path / "roster.csv", [RosterRow(id=name, name=name, active="ja") for name in names])
    release(here, MODULE, GALLERY.parent)
    accounts = Accounts(root / "accounts.db")
    with accounts.invite([*names, *lab_names()]):
        pass
    with closing(sqlite3.connect(accounts.path)) as store, store:
        store.execute("UPDATE account SET password = ?", (hashed(PASSWORD, COST),))
    return here


def lab_names() -> list[str]:
    """Return who works in JupyterLab beside the participants."""
    return [f"lab{n}" for n in range(1, LABS + 1)]


@contextmanager
def running_hub(here: OccasionFolder) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run ``kurs hub``; gives its address."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("kurs")), "hub", here.id, "--port", str(port)]
    command += ["--occasions", str(here.path.parent), "--courses", str(GALLERY.parent)]
    command += [word for name in lab_names() for word in ("--staff", name)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as hub:
        assert hub.stdout
        address = f"http://127.0.0.1:{port}/"
        for line in hub.stdout:  # first, where the codes of new accounts are
            if address in line:
                break
        else:
            raise RuntimeError("the hub ended before it served anybody")
        try:
            yield address, hub
        finally:
            hub.send_signal(signal.SIGINT)
            hub.wait(90)


def processes(hub: int) -> dict[int, str]:
    """Return what runs under a process, with its command."""
    found: dict[int, str] = {}
    waiting = [hub]
    while waiting:
        pid = waiting.pop()
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, path.read_text().split()):
                found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                waiting.append(child)
    return found


def memory(pid: int, what: str) -> float:
    """Return a process's memory in MiB: ``Rss``, or ``Pss``, which shares what is shared."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == what:
            return int(value.split()[0]) / 1024
    raise KeyError(what)


# --- the participants ---------------------------------------------------------------------------


def answers_to_give(here: OccasionFolder) -> dict[str, list[Any]]:
    """Return for each exercise what participants choose from: answers that are answers."""
    exercises = read_notebook(here.source(MODULE)).exercises
    found = {}
    for name, exercise in exercises.items():
        var = next(iter(exercise.specs))
        samples = exercise.kind.samples(exercise.specs[var], exercise.solutions[var])
        found[name] = [one.answer for one in samples if one.name in ("right", "partly", "wrong", "awaiting")]
    return found


async def go_through(address: str, here: OccasionFolder, names: Sequence[str], pace: tuple[float, float]) -> Crowd:
    """Let all participants go through the module."""
    crowd = Crowd()
    answers = answers_to_give(here)
    people = [Person(name, address, f"{here.id}/{MODULE}/", answers, crowd) for name in names]
    door = asyncio.Semaphore(AT_ONCE)

    async def come(person: Person) -> None:
        async with door:
            await person.sign_in()

    try:
        began = time.perf_counter()
        await asyncio.gather(*map(come, people))
        _tell(f"{len(people)} signed in, {len(people) / (time.perf_counter() - began):.0f} a second")
        await asyncio.gather(*(_in_turn(person.open, n, len(people)) for n, person in enumerate(people)))
        _tell("all have opened the module")
        await asyncio.gather(*(person.answer(pace) for person in people))
        _tell(f"{len(crowd.saved)} answers acknowledged, {len(crowd.refused)} not")
        began = time.perf_counter()
        await asyncio.gather(*(_in_turn(person.hand_in, n, len(people)) for n, person in enumerate(people)))
        crowd.handing_in = time.perf_counter() - began
        _tell(f"{len(crowd.handed_in)} handed in within {crowd.handing_in:.0f} s")
    finally:
        await asyncio.gather(*(person.leave() for person in people))
    return crowd


async def _in_turn(act: Callable[[], Awaitable[None]], place: int, of: int) -> None:
    """Let somebody act at their moment of a minute, or of more minutes where that would be too many."""
    await asyncio.sleep(place * 0.9 * MINUTE / min(of, A_MINUTE))
    await act()


def lost(here: OccasionFolder, crowd: Crowd, names: Sequence[str]) -> list[str]:
    """Return what was acknowledged and is not on the disk, in the journals and in the exchange."""
    exercises = read_notebook(here.path / "release" / MODULE / f"{MODULE}.ipynb").exercises
    missing = []
    for name in names:
        fold = read_journal(here.journal(name, MODULE), exercises, keep_events=False)
        for (who, ex), answer in crowd.acknowledged.items():
            if who == name and (ex not in fold.answers or fold.answers[ex].answer != answer):
                missing.append(f"{name} {ex}")
    inbound = [path.name.split("+")[0] for path in (here.exchange / here.id / "inbound").iterdir()]
    return missing + [f"{name}: not in the exchange" for name in names if inbound.count(name) != 1]


def page_ready(address: str, here: OccasionFolder, name: str) -> float:
    """Return milliseconds from the navigation until every exercise can be answered, in a real browser."""
    count = len(read_notebook(here.source(MODULE)).exercises)
    with setting() as browser, browser.windows() as windows:
        context = windows.open()
        page = context.new_page()
        page.goto(f"{address}hub/login")
        page.get_by_label("Namn").fill(name)
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        page.wait_for_url("**/services/kurs/**")
        _, ready, _ = load_page(context, f"{address}services/kurs/{here.id}/{MODULE}/", count)
    return ready.navigated


# --- JupyterLab under the same hub --------------------------------------------------------------


async def start_labs(address: str, hub: int) -> tuple[list[float], list[float]]:
    """Start JupyterLab for some people one after the other; return seconds to ready, and MiB of each."""
    seconds, sizes = [], []
    for name in lab_names():
        person = Person(name, address, "", {}, Crowd())
        web = person._web
        try:
            began = time.perf_counter()
            before = set(processes(hub))
            async with web.get(f"{address}hub/login") as page:
                token = (await page.text()).partition('name="_xsrf" value="')[2].partition('"')[0]
            form = {"username": name, "password": PASSWORD, "_xsrf": token}
            async with web.post(page.url, data=form) as page:
                await page.read()
            async with web.get(f"{address}hub/spawn") as page:
                await page.read()
            # Until it runs, the hub answers at its address; then the first visit signs in there too.
            home = f"/user/{name}/lab"
            while True:
                async with web.get(f"{address[:-1]}{home}") as page:
                    if page.status == 200 and page.url.path == home:
                        break
                await asyncio.sleep(0.1)
            seconds.append(time.perf_counter() - began)
            sizes += [memory(pid, "Pss") for pid in set(processes(hub)) - before]
        except (aiohttp.ClientError, OSError) as error:
            _tell(f"{name}: {error}")
            break
        finally:
            await person.leave()
    return seconds, sizes


def _tell(text: str) -> None:
    print(f"hub_load: {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("participants", nargs="?", type=int, default=300)
    parser.add_argument("--quick", action="store_true", help="30 participants who do not pause, and no JupyterLab")
    given = parser.parse_args()
    n = 30 if given.quick else given.participants
    pace = (0.0, 0.5) if given.quick else PACE
    names = [f"p{i:04d}" for i in range(1, n + 1)]
    with own_folder() as folder:
        here = make_occasion(folder / "occasions", names)
        with running_hub(here) as (address, hub):
            page = next(pid for pid, command in processes(hub.pid).items() if "page.service" in command)
            crowd = asyncio.run(go_through(address, here, names, pace))
            service = memory(page, "Rss")
            ready = page_ready(address, here, names[0])
            seconds, sizes = ([], []) if given.quick else asyncio.run(start_labs(address, hub.pid))
        gone = lost(here, crowd, names)
    rows = [
        [what, *(written(percentile(values, share)) for share in (0.5, 0.95, 0.99))]
        for what, values in {
            "sign-in, ms": crowd.signed_in,
            "module page with its files, ms": crowd.opened,
            "answer to acknowledged, ms": crowd.saved,
            "hand-in, ms": crowd.handed_in,
            "JupyterLab ready, s": seconds,
            "JupyterLab, MiB": sizes,
        }.items()
    ]
    print(f"{n} participants, {len(crowd.saved)} answers, {os.cpu_count()} cores.\n")
    print(table(["", "p50", "p95", "p99"], rows))
    print(f"\nThe page service has {service:.0f} MiB. Turned away when they opened: {crowd.turned_away}.")
    print(f"Not acknowledged: {len(crowd.refused)}. Lost: {len(gone)}.")
    print(*crowd.refused[:5], *gone[:5], sep="\n")
    found = {
        "participants": n,
        "p95_ms": rounded(percentile(crowd.saved, 0.95)),
        "service_mb": rounded(service),
        "lost": len(gone) + len(crowd.refused),
        "handins_s": rounded(crowd.handing_in),
        "lab_participants": len(seconds),
        "lab_mb_each": rounded(percentile(sizes, 0.5)),
        "page_ready_ms": rounded(ready),
    }
    print(json.dumps(found))
    sys.exit(1 if gone else 0)


if __name__ == "__main__":
    main()
