"""A PostgreSQL server of the tests' own, from Debian's package, and databases in it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from graders.gradebook import prepare_gradebook
from graders.release import generate
from toolkit.occasion import OccasionFolder

ROLE = "kurs"
PASSWORD = r"hem:li\gt@/#"
"""It stands in no address, but in the file that PGPASSFILE names."""
PROGRAMS = "usr/lib/postgresql/*/bin"
"""Where Debian has the server's programs, which are not on PATH."""


class Server:
    """A server that listens on a Unix socket only.

    Parameters
    ----------
    folder
        Where its data and its socket are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def database(self, like: str = "template1") -> str:
        """Make a database, a copy of the one at an address where that is given, and return its address."""
        name, like = f"kurs_{uuid4().hex}", like.partition("?")[0].rpartition("/")[2]
        self._run(f"create database {name} template {like}")
        return f"postgresql+psycopg://{ROLE}@/{name}?host={self.folder}"

    def hang_up(self) -> None:
        """End every connection."""
        self._run("select pg_terminate_backend(pid) from pg_stat_activity where datname like 'kurs%'")

    def _run(self, command: str) -> None:
        with psycopg.connect(host=str(self.folder), user=ROLE, dbname="postgres", autocommit=True) as connection:
            connection.execute(command)


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server, under the account that Debian's package makes where we are root: root it refuses."""
    owner: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    programs = str(max(Path("/").glob(PROGRAMS), default=""))
    # Not in the folder of the run, which lets no other account in.
    with tempfile.TemporaryDirectory(prefix="kurs-pg-", dir="/tmp") as name, pytest.MonkeyPatch.context() as patch:
        folder, secret, passwords = Path(name), Path(name, "secret"), Path(name, "pgpass")

        def run(program: str, *arguments: str) -> None:
            found = shutil.which(program, path=os.pathsep.join([programs, os.environ["PATH"]]))
            assert found, f"{program}: install PostgreSQL's server"
            command = [found, "-D", f"{folder}/data", *arguments]
            subprocess.run(
                command, cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **owner
            )

        secret.write_text(PASSWORD)
        escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
        passwords.write_text(f"*:*:*:{ROLE}:{escaped}\n")
        passwords.chmod(0o600)
        for path in (folder, secret) if owner else ():
            shutil.chown(path, owner["user"], owner["group"])
        patch.setenv("PGPASSFILE", str(passwords))
        run("initdb", "-U", ROLE, "-A", "scram-sha-256", "--pwfile", str(secret), "-E", "UTF8", "--locale=C", "-N")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        run("pg_ctl", "start", "-w", "-t", "120", "-l", f"{folder}/log", "-o", options)
        try:
            yield Server(folder)
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")


def use_gradebook(here: OccasionFolder, url: str) -> OccasionFolder:
    """Let an occasion have its gradebook at an address."""
    path = here.path / "occasion.yml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("gradebook:")]
    path.write_text("\n".join([*lines, f'gradebook: "{url}"', ""]), encoding="utf-8")
    return OccasionFolder(here.path)


def moved(here: OccasionFolder, root: Path, url: str) -> OccasionFolder:
    """Return a copy of an occasion, with what is released in a gradebook at an address."""
    there = use_gradebook(OccasionFolder(Path(shutil.copytree(here.path, root / here.path.name))), url)
    (there.path / "gradebook.db").unlink()
    prepare_gradebook(there)
    for module in there.require_released():
        generate(there, module)
    return there


def copied(here: OccasionFolder, root: Path) -> OccasionFolder:
    """Return a copy of an occasion with a gradebook of its own."""
    there, url = OccasionFolder(Path(shutil.copytree(here.path, root / here.path.name))), here.occasion.gradebook
    return use_gradebook(there, Server(Path(url.partition("?host=")[2])).database(url)) if url else there
