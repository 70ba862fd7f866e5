"""``kurs grade --dask``: a scheduler and its workers score, and the result is the same."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

import graders.cluster
import graders.grade
from graders import cli
from graders.cluster import dask_executor
from graders.grade import grade
from tests.grading_support import MODULE, autograded, gradebook, make_occasion, modes, notebooks
from tests.postgresql_support import copied
from toolkit.errors import KursError
from toolkit.occasion import OccasionFolder
from toolkit.testing import CHECKOUT

ON_LOOPBACK = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")


class Dask:
    """One of Dask's programs on 127.0.0.1.

    Parameters
    ----------
    folder
        What it may write in.
    until
        What it says when it is ready.
    """

    def __init__(self, folder: Path, *arguments: str, until: str) -> None:
        command = [
            sys.executable,
            "-m",
            "dask",
            *arguments,
            "--host",
            "127.0.0.1",
            "--dashboard-address",
            "127.0.0.1:0",
        ]
        variables = {**os.environ, "DASK_TEMPORARY_DIRECTORY": str(folder)}
        self.process = subprocess.Popen(command, cwd=CHECKOUT, env=variables, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        said = []
        for line in self.process.stderr:
            said.append(line)
            if until in line:
                break
        else:
            raise AssertionError("".join(said))
        self.address = next(line.split()[-1] for line in said if "r at: " in line)
        self._reader = Thread(target=self.process.stderr.read)
        self._reader.start()

    def stop(self) -> None:
        """End it."""
        with self.process:
            self.process.kill()
            self._reader.join()


class Cluster:
    """A scheduler and two workers, each a process of its own.

    Parameters
    ----------
    folder
        What they may write in, beside the occasion.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.scheduler = Dask(folder, "scheduler", "--port", "0", until="Scheduler at:")
        self.workers: list[Dask] = []

    def work(self) -> Dask:
        """Start a worker."""
        arguments = ("worker", self.scheduler.address, "--no-nanny", "--nthreads", "1")
        self.workers.append(Dask(self._folder, *arguments, until="Registered to:"))
        return self.workers[-1]


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Run a scheduler with two workers."""
    cluster = Cluster(folder)
    try:
        cluster.work()
        cluster.work()
        yield cluster
    finally:
        for one in (*cluster.workers, cluster.scheduler):
            one.stop()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    return make_occasion(tmp_path_factory.mktemp("collected"))


@pytest.fixture(scope="module")
def default(collected: OccasionFolder, tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    here = copied(collected, tmp_path_factory.mktemp("default"))
    grade(here, [MODULE])
    return here


def command(here: OccasionFolder, *arguments: str) -> Result:
    return CliRunner().invoke(cli.grade, [here.id, *arguments, "--occasions", str(here.path.parent)])


def require_the_same(here: OccasionFolder, default: OccasionFolder) -> None:
    assert gradebook(here) == gradebook(default)
    assert notebooks(here) == notebooks(default)
    assert autograded(here) == autograded(default)
    assert modes(here) == {0o444}
    assert not list(here.path.glob("autograded/.tmp-*"))


@pytest.mark.system
def test_two_workers_grade_as_this_process_does(
    collected: OccasionFolder,
    default: OccasionFolder,
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = copied(collected, tmp_path)
    monkeypatch.setattr(graders.grade, "CHUNK", 2)
    monkeypatch.delattr(graders.grade, "_score")  # here, and not where it is to be scored
    done = command(here, "--dask", cluster.scheduler.address)
    assert done.exit_code == 0, done.output
    assert "11 inlämningar bedömda, 0 oförändrade, 0 kunde inte bedömas." in done.output
    require_the_same(here, default)


@pytest.mark.system
def test_a_worker_that_dies_changes_nothing(
    collected: OccasionFolder,
    default: OccasionFolder,
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, dies = copied(collected, tmp_path), cluster.work()
    monkeypatch.setattr(graders.grade, "CHUNK", 1)
    with dask_executor(cluster.scheduler.address) as executor:
        done = grade(here, [MODULE], executor=executor, progress=lambda module, name: dies.process.kill())
    assert len(done.graded) == 11
    require_the_same(here, default)


@pytest.mark.system
def test_a_scheduler_that_dies_is_told_and_what_is_graded_stays(
    collected: OccasionFolder, default: OccasionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = copied(collected, tmp_path)
    monkeypatch.setattr(graders.grade, "CHUNK", 1)
    monkeypatch.setattr(graders.grade, "_ahead", lambda pool, chunks: 1)
    with running(tmp_path) as cluster:
        address, dies = cluster.scheduler.address, cluster.scheduler.process
        with pytest.raises(KursError, match=f"Förbindelsen med {address} bröts"), dask_executor(address) as executor:
            grade(here, [MODULE], executor=executor, progress=lambda module, name: dies.kill())
    left = grade(here, [MODULE])
    assert (len(left.graded), left.unchanged) == (10, 1)
    require_the_same(here, default)


# --- who is not there -----------------------------------------------------------------------------


def refusal(here: OccasionFolder, address: str) -> str:
    done = command(here, "--dask", address)
    assert isinstance(done.exception, KursError), done.output
    assert "\n" not in str(done.exception)
    return str(done.exception)


@pytest.mark.system
def test_no_scheduler_is_told(
    collected: OccasionFolder, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graders.cluster, "PATIENCE", 2)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"127.0.0.1:{closed.getsockname()[1]}"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        for address in (nobody, mute, cluster.workers[0].address, "server", "", "http://127.0.0.1:8786", "tls://a:1"):
            said = refusal(collected, address)
            assert said.startswith(f"Ingen schemaläggare för Dask svarar på ”{address}”. Adressen skrivs tcp:")
    assert not list(collected.path.glob("autograded/*"))


@pytest.mark.system
def test_a_scheduler_without_workers_is_told(
    collected: OccasionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graders.cluster, "PATIENCE", 5)
    scheduler = Dask(tmp_path, "scheduler", "--port", "0", until="Scheduler at:")
    try:
        assert refusal(collected, scheduler.address).startswith(f"Schemaläggaren på {scheduler.address} har ingen")
    finally:
        scheduler.stop()


@pytest.mark.system
def test_what_is_wrong_is_the_only_line_on_the_terminal(collected: OccasionFolder) -> None:
    arguments = ["grade", collected.id, "--dask", "server", "--occasions", str(collected.path.parent)]
    done = subprocess.run(
        [sys.executable, "-c", "from toolkit.cli import main; main()", *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)


def test_without_dask_what_to_install_is_said(collected: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert refusal(collected, "tcp://127.0.0.1:8786").endswith("pip install distributed")


@pytest.mark.parametrize("other", [["--workers", "2"], ["--watch"]])
def test_it_is_one_way_to_grade(collected: OccasionFolder, other: list[str]) -> None:
    done = command(collected, "--dask", "tcp://127.0.0.1:8786", *other)
    assert done.exit_code == 2
    assert "--dask går inte ihop med --workers eller --watch." in done.output
