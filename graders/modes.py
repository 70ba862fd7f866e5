"""Who may read and write what in an occasion's folder, where the page and the grader have accounts of their own.

Where the folder of the occasions hands its group on (setgid), that group is the page account's own, and the grader is a
member of it. The page reads what it shows, and writes journals, hand-ins and the log of the receipts; it can open
nothing else. Anywhere else an occasion is for one account alone.

Nothing depends on anybody's umask: what is made later takes after the folder that it is made in.
"""

import errno
import grp
import os
import pwd
import stat
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graders.pseudonym import key_file
from toolkit.errors import KursError
from toolkit.files import DEEPEST, is_shared, walk
from toolkit.messages import say
from toolkit.occasion import JOURNAL, OccasionFolder
from toolkit.receipts import LOG
from toolkit.signin.accounts import FILE

READ = ("occasion.yml", "course.yml", "release.json", "roster.csv", "extensions.csv")
"""The files of an occasion that the page reads."""
_CLOSED = ("source", "submitted", "autograded", "feedback", "marking", "reports")
_SHARED = ("exchange", "journals", "log", "published", "release")
RECEIPTS = f"{LOG}.jsonl"

Tests = Iterator[tuple[str, Path]]
"""Paths, each with what is tried there: ``r``, ``w`` or ``x`` as the shell has them."""


@dataclass(frozen=True)
class _Rule:
    """Whose something in an occasion's folder is, and who may do what with it.

    Parameters
    ----------
    mode
        Its permissions; None where those that it has are as good as any, since a folder around it is closed.
    shared
        Whether its group is the page account's.
    by_page
        Whether the page account made it.
    """

    mode: int | None = None
    shared: bool = False
    by_page: bool = False


def _rule(parts: Sequence[str], is_folder: bool) -> _Rule:
    """Return the rule for a place in an occasion's folder."""
    match parts:
        case () | ("log",) | ("exchange",) | ("exchange", _):
            return _Rule(0o710, shared=True)
        case ("release" | "published", *_) | ("exchange", _, "outbound", *_):
            return _Rule(0o2750 if is_folder else 0o640, shared=True)
        case ("journals",) | ("exchange", _, "inbound"):
            return _Rule(0o2770, shared=True)
        case ("journals", *_) | ("exchange", _, "inbound", *_):
            return _Rule(0o2750 if is_folder else 0o640, shared=True, by_page=True)
        case ("log", name) if name == RECEIPTS:
            return _Rule(0o660, shared=True)
        case (name,) if name in READ:
            return _Rule(0o644)
        case (_,) | ("log", _) | ("exchange", _, _):
            return _Rule(0o700 if is_folder else 0o600)
    return _Rule()


# --- set ----------------------------------------------------------------------------------------


def set_modes(path: Path) -> None:
    """Give everything in an occasion's folder the permissions that it must have; folders that are missing are made.

    Root also sets the owners: that of the folder of the occasions, and the page's account for what the page makes.

    Parameters
    ----------
    path
        The occasion's folder.

    Raises
    ------
    KursError
        If only root can do it, or the group of the folder of the occasions is no account's own.
    """
    group = _group_name(path.parent.stat().st_gid)
    try:
        for name in (*_CLOSED, *_SHARED):
            (path / name).mkdir(mode=0o700, exist_ok=True)
        if is_shared(path.parent):
            (path / "log" / RECEIPTS).touch(mode=0o600)
            _set(path, _Owners(path.parent.stat(), group))
        else:
            path.chmod(0o700)
    except PermissionError as error:
        raise KursError(say("modes.as_root", folder=path, group=group)) from error


def _set(path: Path, owners: "_Owners") -> None:
    for parts, folders, files, at in walk(path):
        owners.give(".", _rule(parts, True), at)
        for name in files:
            owners.give(name, _rule((*parts, name), False), at)
        if len(parts) == DEEPEST:
            folders.clear()
        elif not owners.root:  # who has only permissions to set need not go where all is closed
            folders[:] = [name for name in folders if _rule((*parts, name), True) != _Rule()]


class _Owners:
    """Who owns what in the occasions of a folder."""

    def __init__(self, occasions: os.stat_result, group: str) -> None:
        self.root = os.geteuid() == 0
        self._shared, self._grader, self._own, self._page = occasions.st_gid, -1, os.getegid(), -1
        if self.root:
            grader, page = _account(occasions.st_uid), _account(group)
            self._grader, self._own, self._page = grader.pw_uid, grader.pw_gid, page.pw_uid

    def give(self, name: str, rule: _Rule, at: int) -> None:
        """Give one file or folder its owner and its permissions, where that is ours to do.

        Parameters
        ----------
        at
            Descriptor of the folder that it is in.
        """
        if rule.mode is None and not self.root:
            return
        try:
            # Opened first, and no link followed: the page could put one in the place of what it made.
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=at)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO):  # gone, a link, a socket
                return
            raise
        try:
            status = os.fstat(descriptor)
            is_elsewhere_too = rule.by_page and stat.S_ISREG(status.st_mode) and status.st_nlink > 1
            if (self.root and not is_elsewhere_too) or status.st_uid == os.geteuid():
                owner = self._page if rule.by_page else self._grader
                os.fchown(descriptor, owner, self._shared if rule.shared else self._own)
                if rule.mode is not None:
                    os.fchmod(descriptor, rule.mode)
        finally:
            os.close(descriptor)


def _group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _account(name: str | int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(name) if isinstance(name, int) else pwd.getpwnam(name)
    except KeyError:
        raise KursError(say("modes.no_account", account=name)) from None


# --- checked ------------------------------------------------------------------------------------

_ASK = 'while [ $# -gt 0 ]; do if [ "-$1" "$2" ]; then printf y; else printf n; fi; shift 2; done'
"""Says for each test whether it holds for the account that asks."""
_AT_ONCE = 500
"""Tests in one question; the system takes some megabytes of arguments."""


def check_modes(path: Path, page: str) -> list[str]:
    """Return what is wrong with the permissions in an occasion's folder, a sentence for each; none where all is right.

    The system is asked, as that account: what counts is what it lets happen. Only root can do so.

    Parameters
    ----------
    path
        The occasion's folder.
    page
        The account that the page runs as.

    Raises
    ------
    KursError
        If there is no such account.
    """
    try:
        gradebook = OccasionFolder(path).gradebook_file
    except KursError as error:
        return [f"{path.name}: {error}"]
    needed, forbidden = list(_needed(path)), list(_forbidden(path, gradebook))
    holds = _ask([*needed, *forbidden], _account(page))
    wrong = [("closed", *test) for test, one in zip(needed, holds[: len(needed)], strict=True) if not one]
    wrong += [("open", *test) for test, one in zip(forbidden, holds[len(needed) :], strict=True) if one]
    return [say(f"modes.{what}", account=page, file=file, do=say(f"modes.do.{test}")) for what, test, file in wrong]


def _ask(tests: Sequence[tuple[str, Path]], who: pwd.struct_passwd) -> list[bool]:
    """Tell of each test whether it holds for an account."""
    said = ""
    for start in range(0, len(tests), _AT_ONCE):
        words = [str(word) for test in tests[start : start + _AT_ONCE] for word in test]
        said += subprocess.run(
            ["/bin/sh", "-c", _ASK, "sh", *words],
            user=who.pw_uid,
            group=who.pw_gid,
            extra_groups=os.getgrouplist(who.pw_name, who.pw_gid),
            cwd="/",
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
    return [sign == "y" for sign in said]


def _needed(path: Path) -> Tests:
    """Give what the page must be able to do."""
    for name in READ:
        yield "r", path / name
    for top in (path / "release", path / "published", *path.glob("exchange/*/outbound")):
        for place in (top, *sorted(top.glob("*"))):
            yield from (("r", place), ("x", place))
    for notebook in sorted(path.glob("release/*/*.ipynb")):
        yield "r", notebook
    for top in (path / "journals", *path.glob("exchange/*/inbound")):
        yield from (("r", top), ("w", top), ("x", top))
    for pattern in ("*", "*/*", f"*/*/{JOURNAL}"):
        for place in sorted((path / "journals").glob(pattern)):
            yield "w", place
    yield "w", path / "log" / RECEIPTS


def _forbidden(path: Path, gradebook: Path | None) -> Tests:
    """Give what it must not be able to do."""
    closed = [key_file().absolute(), path.parent / FILE, *([gradebook] if gradebook else [])]
    for top in (path / "release", path / "published", *path.glob("exchange/*/outbound")):
        yield "w", top
    for top in (path, path / "log", path / "exchange", *path.glob("exchange/*")):
        yield "w", top
        for place in sorted(top.glob("*")):
            if place.parent == path and place.name in READ:
                yield "w", place
            elif not _rule(place.relative_to(path).parts, place.is_dir()).shared:
                closed.append(place)
    for place in dict.fromkeys(closed):
        yield from (("r", place), ("w", place), ("x", place))
