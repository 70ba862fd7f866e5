"""The processes of a hub: started in order, started anew, and never left behind."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graders.hub import children
from graders.hub.children import Child, Children, listens
from tests.lab_support import free_port
from toolkit.errors import KursError

LISTENS = """
import os, socket, sys, time
with socket.create_server(("127.0.0.1", int(sys.argv[1]))):
    time.sleep(60)
"""
PARENT = """
import sys
from pathlib import Path
from graders.hub.children import Child, Children
from tests.test_children import listener
here = Path(sys.argv[1])
all_of_it = Children([listener("ett", int(sys.argv[2]), here)], here / "log", print)
all_of_it.start()
print(all_of_it.all[0].process.pid, flush=True)
all_of_it.watch()
"""


def listener(name: str, port: int, folder: Path) -> Child:
    return Child(name, [sys.executable, "-c", LISTENS, str(port)], os.environ, port, folder)


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition; the test's own time is the limit."""
    waiting = threading.Event()
    while not holds():
        waiting.wait(0.01)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Children]:
    made = [listener(name, free_port(), tmp_path) for name in ("ett", "två")]
    told: list[str] = []
    all_of_it = Children(made, tmp_path / "log", told.append)
    all_of_it.start()
    watching = threading.Thread(target=all_of_it.watch)
    watching.start()
    yield all_of_it
    all_of_it.end()
    watching.join()
    all_of_it.stop()
    assert not any(listens(child.port) for child in made)


def test_one_that_dies_is_started_anew_and_the_others_go_on(two: Children) -> None:
    first, second = (child.process for child in two.all)
    assert first
    assert second
    first.kill()
    until(lambda: two.all[0].process is not first and listens(two.all[0].port))
    assert second.poll() is None
    assert two.all[1].process is second


def test_one_that_never_starts_is_said_with_its_log(tmp_path: Path) -> None:
    broken = Child("trasig", [sys.executable, "-c", "raise SystemExit('nej')"], os.environ, free_port(), tmp_path)
    all_of_it = Children([broken], tmp_path / "log", print)
    with pytest.raises(KursError, match=r"trasig går inte att hålla i gång.*trasig\.log"):
        all_of_it.start()
    assert (tmp_path / "log" / "trasig.log").read_text().strip() == "nej"


def test_one_that_dies_again_and_again_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "MOST_DEATHS", 2)
    told: list[str] = []
    all_of_it = Children([listener("ett", free_port(), tmp_path)], tmp_path / "log", told.append)
    all_of_it.start()
    child = all_of_it.all[0]
    child.command = [sys.executable, "-c", "raise SystemExit(3)"]
    assert child.process
    child.process.kill()
    with pytest.raises(KursError, match="ett går inte att hålla i gång"):
        all_of_it.watch()
    assert told == ["ett tog slut (kod -9) och startas igen.", "ett tog slut (kod 3) och startas igen."]


def test_none_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), str(port)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        int(parent.stdout.readline())
        assert listens(port)
        parent.send_signal(signal.SIGKILL)
    until(lambda: not listens(port))
