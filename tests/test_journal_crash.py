"""The journal when processes write at once, are killed, and when the disk refuses."""

import errno
import json
import os
import random
import resource
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import journal_support as js
import pytest
from journal_support import EXERCISES, SINGLE_ID, SORT_ID, Clock, line, message

from tests.disk_support import small_disk
from toolkit.fold import read
from toolkit.journal import Journal, append

WRITER = """
import json, sys
from pathlib import Path
from journal_support import EXERCISES, message
from toolkit.journal import Journal

path, view, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
journal, base = Journal(path, EXERCISES), 0
print("ready", flush=True)
sys.stdin.readline()
for seq in range(count):
    sent = message("abc"[seq % 3], view=view, seq=seq, base=base)
    reply = journal.receive(sent)
    while not reply["ok"]:
        assert reply["why"] == "stale", reply
        sent["base"] = base = reply["present"]["n"]
        reply = journal.receive(sent)
    base = reply["n"]
    print(json.dumps([view, seq, reply["n"], reply["at"], sent["answer"]]), flush=True)
"""
"""Saves answers to one exercise, and prints what was acknowledged."""


@contextmanager
def writer(path: Path, view: str, count: int) -> Iterator[subprocess.Popen[str]]:
    """Start a writer that waits for a line before it begins."""
    command = js.child(WRITER, path, view, count)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def start(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def acknowledged(process: subprocess.Popen[str], most: int | None = None) -> list[list[Any]]:
    """Read acknowledgements, all or at most so many; one that was cut off was given all the same."""
    assert process.stdout is not None
    found: list[list[Any]] = []
    while (most is None or len(found) < most) and (row := process.stdout.readline()).endswith("\n"):
        found.append(json.loads(row))
    return found


def require_all(path: Path, acks: list[list[Any]]) -> None:
    """Require that everything that was acknowledged stands in the journal as it was acknowledged."""
    events = {(event.view, event.seq): event for event in read(path, EXERCISES).events if event.type == "answer"}
    for view, seq, n, at, answer in acks:
        event = events[view, seq]
        assert (event.n, event.answer) == (n, answer)
        assert event.t.isoformat(timespec="milliseconds") == at


def test_two_processes_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ny" / "answers.jsonl"
    with writer(path, "one", 150) as one, writer(path, "two", 150) as two:
        start(one)
        start(two)
        acks = [acknowledged(one), acknowledged(two)]
    assert [len(found) for found in acks] == [150, 150]
    for found in acks:
        assert [ack[2] for ack in found] == sorted({ack[2] for ack in found})
    require_all(path, acks[0] + acks[1])
    folded = read(path, EXERCISES)
    assert [event.n for event in folded.events] == list(range(1, 301))
    assert folded.bad == ()


def test_threads_may_share_a_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "answers.jsonl", EXERCISES)
    acks: list[list[Any]] = []

    def save(view: str) -> None:
        base = 0
        for seq in range(25):
            sent = message("b", view=view, seq=seq, base=base)
            while not (reply := journal.receive(sent))["ok"]:
                sent["base"] = reply["present"]["n"]
            base = reply["n"]
            acks.append([view, seq, reply["n"], reply["at"], "b"])

    threads = [threading.Thread(target=save, args=(f"t{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    require_all(journal.path, acks)
    assert sorted(ack[2] for ack in acks) == list(range(1, 151))


def kill_while_writing(path: Path, after: int, view: str) -> None:
    """Kill a writer as soon as so many acknowledgements have come; a second one goes on."""
    with writer(path, view, 100_000) as process:
        start(process)
        acks = acknowledged(process, after)
        process.send_signal(signal.SIGKILL)
        acks += acknowledged(process)
    assert len(acks) >= after
    require_all(path, acks)
    # At most the one line that was being written is there without having been acknowledged.
    folded = read(path, EXERCISES)
    assert len([e for e in folded.events if e.type == "answer" and e.view == view]) <= len(acks) + 1
    reply = Journal(path, EXERCISES).receive(message("c", view=f"{view}-next", base=folded.last_n))
    assert reply["ok"]
    require_all(path, [*acks, [f"{view}-next", 1, reply["n"], reply["at"], "c"]])


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    for turn, after in enumerate((1, 7, 40, 90)):
        kill_while_writing(tmp_path / "answers.jsonl", after, f"k{turn}")


@pytest.mark.long
def test_a_writer_that_is_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    rng = random.Random(1)
    for turn in range(30):
        kill_while_writing(tmp_path / "answers.jsonl", rng.randrange(1, 200), f"k{turn}")


def test_a_line_torn_at_any_byte_loses_nothing_before_it(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    journal = Journal(path, EXERCISES, clock=Clock())
    first = journal.receive(message("a"))
    kept = path.read_bytes()
    journal.receive(message({"rad": "inte"}, ex=SORT_ID, view="v2"))
    whole = path.read_bytes()
    for size in range(len(kept), len(whole) + 1):
        path.write_bytes(whole[:size])
        saved = Journal(path, EXERCISES).receive(message("b", seq=2, base=first["n"]))
        resent = Journal(path, EXERCISES).receive(message({"rad": "inte"}, ex=SORT_ID, view="v2"))
        assert saved["ok"]
        assert resent["ok"]
        assert path.read_bytes().startswith(whole[:size])
        folded = read(path, EXERCISES)
        assert [event.n for event in folded.events] == [1, 2, 3]
        assert folded.answers[SINGLE_ID].answer == "b"
        assert folded.answers[SORT_ID].answer == {"rad": "inte"}
        # What was cut inside is one bad line; only the newline missing, or nothing, is none.
        assert folded.bad_count == (len(kept) < size < len(whole) - 1)
        assert Journal(path, EXERCISES).receive(message("a")) == first


# --- disks that refuse ---------------------------------------------------------------------


def test_a_device_that_is_full_says_so_and_nothing_is_hidden() -> None:
    descriptor = os.open("/dev/full", os.O_RDWR)
    try:
        with pytest.raises(OSError, match="No space") as caught:
            append(descriptor, line())
    finally:
        os.close(descriptor)
    assert caught.value.errno == errno.ENOSPC


def test_what_cannot_be_put_on_the_disk_is_an_error() -> None:
    # A pipe takes the bytes, but no fsync.
    reader, end = os.pipe()
    try:
        with pytest.raises(OSError, match="Invalid argument"):
            append(end, line())
    finally:
        os.close(reader)
        os.close(end)


LIMITED = """
import json, resource, sys
from pathlib import Path
from journal_support import EXERCISES, message
from toolkit.journal import Journal

path, limit = Path(sys.argv[1]), int(sys.argv[2])
journal, acks, base, seq = Journal(path, EXERCISES), [], 0, 0

def save():
    global base, seq
    seq += 1
    reply = journal.receive(message("b", seq=seq, base=base))
    if reply["ok"]:
        base = reply["n"]
        acks.append(["v1", seq, reply["n"], reply["at"], "b"])
    return reply

soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
while (reply := save())["ok"]:
    pass
size = path.stat().st_size
again = save()
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
last = save()
print(json.dumps({"acks": acks, "refused": [reply, again], "size": size, "last": last}))
"""
"""Saves until files may not grow further, and once more when they may again."""


@pytest.mark.parametrize("limit", [1500, 1501, 1600, 1650, 1700])
def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "answers.jsonl"
    told = json.loads(js.run_child(LIMITED, path, limit))
    assert [reply["why"] for reply in told["refused"]] == ["disk", "disk"]
    assert told["last"]["ok"]
    require_all(path, told["acks"])
    folded = read(path, EXERCISES)
    assert len(folded.events) == len(told["acks"])
    # The part that did get room was cut off again.
    assert folded.bad_count == 0
    assert told["size"] < limit


def test_a_full_disk_at_the_first_line_leaves_nothing_that_harms(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    told = json.loads(js.run_child(LIMITED, path, 10))
    assert (told["size"], len(told["acks"])) == (0, 1)
    assert read(path, EXERCISES).answers[SINGLE_ID].answer == "b"


@pytest.mark.system
def test_a_disk_that_is_full_for_a_while(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        (disk / "other").write_bytes(b"x" * 40_000)
        journal, acks, base = Journal(disk / "answers.jsonl", EXERCISES), [], 0
        for seq in range(1000):
            reply = journal.receive(message("b", seq=seq, base=base))
            if not reply["ok"]:
                break
            base = reply["n"]
            acks.append(["v1", seq, base, reply["at"], "b"])
        assert reply["why"] == "disk"
        assert acks
        require_all(journal.path, acks)
        assert read(journal.path, EXERCISES).bad == ()
        new = Journal(disk / "annan" / "answers.jsonl", EXERCISES)
        assert new.receive(message())["why"] == "disk"
        (disk / "other").unlink()
        assert new.receive(message())["ok"]
        reply = journal.receive(message("b", seq=len(acks), base=base))
        require_all(journal.path, [*acks, ["v1", len(acks), reply["n"], reply["at"], "b"]])


@pytest.mark.system
def test_a_disk_that_may_only_be_read_for_a_while(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        journal = Journal(disk / "answers.jsonl", EXERCISES)
        assert journal.receive(message())["ok"]
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert journal.receive(message("b", seq=2, base=1))["why"] == "disk"
        assert read(journal.path, EXERCISES).answers[SINGLE_ID].answer == "a"
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        assert journal.receive(message("b", seq=2, base=1))["n"] == 2


@pytest.mark.system
def test_a_folder_that_refuses_us(tmp_path: Path) -> None:
    code = """
import json, os, sys
from pathlib import Path
from journal_support import EXERCISES, message
from toolkit.journal import Journal

folder = Path(sys.argv[1])
assert Journal(folder / "warm-up" / "answers.jsonl", EXERCISES).receive(message("finns_inte"))["why"]
os.setgid(65534)
os.setuid(65534)
replies = [Journal(folder / name / "answers.jsonl", EXERCISES).receive(message()) for name in ("", "a")]
print(json.dumps([reply["why"] for reply in replies]))
"""
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o755)
    assert json.loads(js.run_child(code, folder)) == ["disk", "disk"]
    assert list(folder.iterdir()) == []


def test_we_start_without_a_limit_on_files() -> None:
    # The tests of full disks set one in processes of their own, and none may leak to us.
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
