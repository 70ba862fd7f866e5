"""The processes of a hub: started in their order, started anew when one dies, and ended with the one that started them.

The proxy, JupyterHub and the services are siblings. One of them can be killed while what goes on through the others
goes on; and none outlives the command, also when that is killed.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import KursError
from toolkit.messages import say

PR_SET_PDEATHSIG = 1
STEADY = 30
"""Seconds that a process runs before its next death counts as its first."""
MOST_DEATHS = 6
SECONDS_TO_END = 30


@dataclass
class Child:
    """One process.

    Parameters
    ----------
    port
        Where it listens when it is ready.
    account
        The account that it runs under; None for the one that starts it.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    port: int
    folder: Path
    account: str | None = None
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0


def _end_with(parent: int) -> Callable[[], None]:
    """Return what lets a process end when the one that started it does, however that ends."""
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # It ended before it could be asked for.
            os._exit(1)

    return tie


@dataclass
class Children:
    """The processes of a hub, in the order that they are started in.

    Parameters
    ----------
    logs
        Where each writes what it has to say, ``<name>.log``.
    tell
        Is told when one has died and is started anew.
    """

    all: list[Child]
    logs: Path
    tell: Callable[[str], None]
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start all, each when the one before it listens.

        Raises
        ------
        KursError
            If one of them ends before it listens; the sentence says where its log is.
        """
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        for child in self.all:
            self._start(child)
            while not self._ended.is_set() and not listens(child.port):
                assert child.process is not None
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(0.05)
                    raise KursError(say("hub.child_failed", name=child.name, log=self._log(child)))

    def _log(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def _start(self, child: Child) -> None:
        account = pwd.getpwnam(child.account) if child.account else None
        with self._log(child).open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                env=dict(child.environment) | ({"HOME": account.pw_dir, "USER": account.pw_name} if account else {}),
                cwd=child.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C comes to the command alone.
                preexec_fn=_end_with(os.getpid()),
                user=account and account.pw_uid,
                group=account and account.pw_gid,
                extra_groups=account and os.getgrouplist(account.pw_name, account.pw_gid),
            )
        child.started = time.monotonic()

    def watch(self) -> None:
        """Start anew what dies, until `end` is called.

        Raises
        ------
        KursError
            If one dies again and again.
        """
        while not self._ended.wait(0.1):
            for child in self.all:
                self._look_after(child)

    def _look_after(self, child: Child) -> None:
        assert child.process is not None
        code = child.process.poll()
        if code is None:
            return
        now = time.monotonic()
        if not child.due:
            child.deaths = 1 if now - child.started > STEADY else child.deaths + 1
            if child.deaths > MOST_DEATHS:
                raise KursError(say("hub.child_failed", name=child.name, log=self._log(child)))
            child.due = now + 0.1 * 2**child.deaths
            self.tell(say("hub.child_died", name=child.name, code=code))
        elif now >= child.due:
            child.due = 0.0
            self._start(child)

    @property
    def ended(self) -> bool:
        """Whether it has been asked to end."""
        return self._ended.is_set()

    def end(self) -> None:
        """End `watch`; may be called from a handler of signals."""
        self._ended.set()

    def stop(self) -> None:
        """End all processes, the last that was started first."""
        for child in reversed(self.all):
            if child.process and child.process.poll() is None:
                child.process.terminate()
                try:
                    child.process.wait(SECONDS_TO_END)
                except subprocess.TimeoutExpired:
                    child.process.kill()
                    child.process.wait()


def listens(port: int) -> bool:
    """Tell whether somebody listens at a port of this machine."""
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0
