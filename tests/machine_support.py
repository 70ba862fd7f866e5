"""A machine that ``deploy/setup.sh`` has prepared, with accounts of its own that go when the test ends.

Other accounts must reach Python and our code, which often lie in a home that is closed to them. So what runs as one of
them runs in a mount namespace in which that home is empty but for these.
"""

import os
import pwd
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.occasion_support import write_course
from toolkit.testing import CHECKOUT

OPEN = """
set -e
umask 022
stage=$1; shift
n=0
for path; do n=$((n + 1)); mkdir "$stage/$n"; mount --bind "$path" "$stage/$n"; done
for closed in $CLOSED; do mount -t tmpfs -o mode=755 tmpfs "$closed"; done
n=0
for path; do n=$((n + 1)); mkdir -p "$path"; mount --bind "$stage/$n" "$path"; done
echo ready
read _
"""
"""Makes paths reachable from under folders that are closed, until its input ends."""


ACCOUNTS = ("proxy", "page", "grader", "staff")


@dataclass(frozen=True)
class Machine:
    """What the set-up has made.

    Parameters
    ----------
    root
        Where everything of it is.
    namespace
        Arguments before a command that lead into its mounts.
    data
        Where occasions, accounts and courses are.
    proxy, page, grader, staff
        The accounts, and a member of the staff who is none of them.
    """

    root: Path
    namespace: Sequence[str]
    data: Path
    proxy: str
    page: str
    grader: str
    staff: str

    @property
    def prefix(self) -> str:
        """What the names of all accounts and groups of this machine begin with."""
        return self.page.removesuffix("page")

    @property
    def occasions(self) -> Path:
        """The folder of the occasions."""
        return self.data / "occasions"

    @property
    def key(self) -> Path:
        """The key of the pseudonyms."""
        return self.root / "home" / self.grader / "pseudonym.key"

    @property
    def backups(self) -> Path:
        """Where backups are."""
        return self.root / "backups"

    def hire(self, word: str, password: str) -> str:
        """Give somebody an account with a home and a password, and make them staff; returns its name."""
        name = f"{self.prefix}{word}"
        home = self.root / "home" / name
        subprocess.run(["useradd", "-m", "-d", home, "-G", f"{self.staff}s", "-s", "/bin/bash", name], check=True)
        subprocess.run(["chpasswd"], input=f"{name}:{password}", text=True, check=True)
        return name

    def set_up(self) -> None:
        """Run the set-up, for the first time or again."""
        settings = {
            "PYTHONPATH": CHECKOUT,
            "KURS_PROXY": self.proxy,
            "KURS_PAGE": self.page,
            "KURS_GRADER": self.grader,
            "KURS_STAFF": f"{self.staff}s",
            "KURS_DATA": self.data,
            "KURS_HOMES": self.root / "home",
            "KURS_BACKUPS": self.backups,
            "KURS_ETC": self.root / "etc",
            "KURS_SBIN": self.root / "sbin",
        }
        self._run(*(f"{name}={value}" for name, value in settings.items()), self.root / "opt" / "deploy" / "setup.sh")

    def kurs(self, *arguments: object) -> str:
        """Run a command as the set-up lets root run it, which is as the grader; returns what it says."""
        return self._run(self.root / "sbin" / "kurs", *arguments)

    def python(self, account: str, code: str, *arguments: object) -> str:
        """Run code as an account; returns what it prints."""
        become = ["setpriv", f"--reuid={account}", f"--regid={account}", "--init-groups", "--reset-env"]
        return self._run(*become, "env", f"PYTHONPATH={CHECKOUT}", sys.executable, "-c", code, *arguments)

    def _run(self, *command: object) -> str:
        words = [*self.namespace, "env", *map(str, command)]
        done = subprocess.run(words, cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@contextmanager
def machine() -> Iterator[Machine]:
    """Prepare a machine with the small course, and take away all of it afterwards."""
    root = Path(tempfile.mkdtemp(prefix="kurs-machine-", dir="/tmp"))
    root.chmod(0o755)
    name = f"kurs{os.getpid()}"
    for folder in ("etc/systemd/system", "etc/logrotate.d", "sbin", "opt", "stage"):
        (root / folder).mkdir(parents=True)
    with _namespace(root / "stage") as namespace:
        made = Machine(root, namespace, root / "srv", *(f"{name}-{word}" for word in ACCOUNTS))
        try:
            shutil.copytree(CHECKOUT / "deploy", root / "opt" / "deploy")
            write_course(root / "opt" / "courses")
            (root / "opt" / ".venv").symlink_to(sys.prefix)
            made.set_up()
            with (root / "etc" / "kurs" / "environment").open("a") as file:
                file.write(f"PYTHONPATH={CHECKOUT}\n")
            subprocess.run(
                ["useradd", "--system", "--user-group", "--groups", f"{made.staff}s", made.staff], check=True
            )
            write_course(made.data / "courses")
            yield made
        finally:
            _remove(made)
    shutil.rmtree(root)


@contextmanager
def _namespace(stage: Path) -> Iterator[Sequence[str]]:
    """Give the arguments that lead to where other accounts reach Python and our code."""
    needed = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), CHECKOUT]
    hidden = {path: closed for path in needed if (closed := _closed_above(path))}
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", OPEN, "sh", stage, *hidden]
    variables = {**os.environ, "CLOSED": " ".join(sorted({str(closed) for closed in hidden.values()}))}
    with subprocess.Popen(command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == "ready\n"
        yield ["nsenter", f"--mount=/proc/{keeper.pid}/ns/mnt"]
        keeper.communicate("\n")


def _closed_above(path: Path) -> Path | None:
    """Return the first folder on the way to a path that others may not pass."""
    way = [*reversed(path.parents), path]
    return next((folder for folder in way if not folder.stat().st_mode & 0o1), None)


def _remove(made: Machine) -> None:
    known = [one.pw_name for one in pwd.getpwall() if one.pw_name.startswith(made.prefix)]
    # The grader before the page: a group goes with its account when nobody else is in it.
    for account in sorted(known):
        subprocess.run(["userdel", account], check=True)
    subprocess.run(["groupdel", f"{made.staff}s"], check=True)
