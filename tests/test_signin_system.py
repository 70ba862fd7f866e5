"""Sign-in on a machine with accounts of its own: root, another owner of the store, and PAM."""

import asyncio
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.signin_support import PASSWORD, code_of, make_accounts, with_password
from toolkit.errors import KursError
from toolkit.signin.accounts import Accounts
from toolkit.signin.authenticator import KursAuthenticator

pytestmark = pytest.mark.system
GROUP, STAFF, OTHER = "kurs-prov", "kurs-prov-lena", "kurs-prov-bo"
ON_THE_MACHINE = "ett lösenord på maskinen"


@contextmanager
def as_account(uid: int) -> Iterator[None]:
    """Be another account for a while."""
    os.setegid(uid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder of the grader's that everybody may enter."""
    # In /tmp itself, since a checkout often lies under a folder that is closed to other accounts.
    path = Path(tempfile.mkdtemp(prefix="kurs-", dir="/tmp"))
    path.chmod(0o755)
    os.chown(path, 2345, 2345)
    yield path
    shutil.rmtree(path)


def test_a_store_that_root_makes_and_writes_belongs_to_the_owner_of_the_folder(folder: Path) -> None:
    accounts = make_accounts(folder)
    with_password(accounts, "anna")
    with accounts.invite(["bo"]):
        found = {path.name: path.stat() for path in folder.iterdir()}
        assert "accounts.db-journal" in found
        for status in found.values():
            assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (2345, 2345, 0o600)
    with as_account(2345):
        theirs = make_accounts(folder)
        assert theirs.sign_in("anna", PASSWORD)
        code = code_of(theirs, "cia")
    assert accounts.sign_in("cia", code)
    assert accounts.path.stat().st_uid == 2345


def test_another_account_can_read_nothing(folder: Path) -> None:
    accounts = make_accounts(folder)
    with as_account(3456):
        with pytest.raises(KursError, match=r"accounts\.db: filen går inte att läsa"):
            make_accounts(folder)
        with pytest.raises(PermissionError):
            accounts.path.read_bytes()


@pytest.fixture
def machine() -> Iterator[None]:
    """Make a group with one account in it, and an account outside."""
    subprocess.run(["groupadd", GROUP], check=True)
    try:
        for name, options in ((STAFF, ["-G", GROUP]), (OTHER, [])):
            subprocess.run(["useradd", "-M", "-s", "/bin/sh", *options, name], check=True)
            subprocess.run(["chpasswd"], input=f"{name}:{ON_THE_MACHINE}", text=True, check=True)
        yield
    finally:
        for command in (["userdel", STAFF], ["userdel", OTHER], ["groupdel", GROUP]):
            subprocess.run(command, check=False, capture_output=True)


def signed_in(authenticator: KursAuthenticator, name: str, password: str) -> Any:
    data = {"name": name, "password": password}
    return asyncio.run(authenticator.get_authenticated_user(None, data))


def test_staff_by_pam_and_all_others_by_the_store(tmp_path: Path, machine: None) -> None:
    accounts: Accounts = make_accounts(tmp_path)
    authenticator = KursAuthenticator(accounts=accounts, staff_group=GROUP)
    for name in (STAFF, OTHER):
        with_password(accounts, name)
    assert signed_in(authenticator, STAFF, ON_THE_MACHINE)["groups"] == ["staff"]
    assert signed_in(authenticator, STAFF, PASSWORD) is None
    assert signed_in(authenticator, OTHER, ON_THE_MACHINE) is None
    assert signed_in(authenticator, OTHER, PASSWORD)["groups"] == []
    assert signed_in(authenticator, "root", ON_THE_MACHINE) is None
    subprocess.run(["gpasswd", "-d", STAFF, GROUP], check=True, capture_output=True)
    assert signed_in(authenticator, STAFF, ON_THE_MACHINE) is None
