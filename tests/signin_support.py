"""Accounts for tests: cheap passwords, and a clock that stands still until it is moved."""

from pathlib import Path

from tests.page_support import START, Clock
from toolkit.signin.accounts import Accounts
from toolkit.signin.hashing import Cost

CHEAP = Cost(4, 8, 1)
"""The real parameters are meant to take long."""
PASSWORD = "tre vanliga ord"


def make_accounts(folder: Path, clock: Clock | None = None) -> Accounts:
    """Make a store, or open the one that is there."""
    return Accounts(folder / "accounts.db", clock=clock or Clock(START), cost=CHEAP)


def code_of(accounts: Accounts, name: str, *, renew: bool = False) -> str:
    """Make an account and return its one-time code."""
    with accounts.invite([name], renew=renew) as (made,):
        return made.code


def with_password(accounts: Accounts, name: str, password: str = PASSWORD) -> str:
    """Make an account whose password has been chosen, and return the code that was used for it."""
    code = code_of(accounts, name)
    first = accounts.sign_in(name, code)
    assert first is not None
    accounts.choose(first, password)
    return code
