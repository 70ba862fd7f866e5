"""Who is let in at the hub: staff by the machine's own accounts, all others by the account store.

Two plans. With `staff_group`, members of that system group sign in by PAM and by nothing else, and nobody else does
by PAM: a participant whose id is also the name of a system account is judged by the store alone. Without it the
store judges everybody, and `staff` names who is staff.
"""

import asyncio
import grp
import os
import pwd
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from jupyterhub.auth import Authenticator, PAMAuthenticator
from traitlets import Instance, List, Set, Unicode, default

from toolkit.errors import KursError
from toolkit.formats.base import PARTICIPANT
from toolkit.messages import say
from toolkit.signin.accounts import Accounts, Entry
from toolkit.signin.handlers import CHOOSE, ChoosePassword, FirstSignInError, SignIn, SignOut
from toolkit.signin.staff import staff_groups

T = TypeVar("T")
WORKERS = 2
"""Passwords that are looked at in one moment. Whoever tries many names has no more than this of the machine."""


class KursAuthenticator(Authenticator):
    """Signs in with names that are participant ids, and gives staff the hub's groups.

    What the hub signed in is ended when the account's session is another one: `auth_refresh_age` seconds after
    ``kurs roster reset`` at the latest, cookies and tokens alike.

    Raises
    ------
    KursError
        If the store cannot be used, or there is no such system group.
    """

    store = Unicode(help="The account store.").tag(config=True)
    occasions = List(Unicode(), help="Folders of the occasions that the hub gives.").tag(config=True)
    staff_group = Unicode(help="System group whose members are staff and sign in by PAM; empty for none.").tag(
        config=True
    )
    staff = Set(Unicode(), help="Who is staff where there is no staff_group.").tag(config=True)
    reserved = Set(Unicode(), help="Names of the hub's own users, with which nobody signs in.").tag(config=True)
    accounts = Instance(Accounts)

    @default("accounts")
    def _open_accounts(self) -> Accounts:
        return Accounts(Path(self.store))

    @default("allow_all")
    def _allow_all(self) -> bool:
        return True  # Whoever has an account. What somebody may see, the services decide.

    @default("manage_groups")
    def _manage_groups(self) -> bool:
        return True

    @default("auth_refresh_age")
    def _refresh_age(self) -> int:
        return 60

    @default("auth_refresh_strict")
    def _refresh_strict(self) -> bool:
        return True  # Otherwise a service's token would outlive the account.

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="sign-in")
        self._pam = PAMAuthenticator(parent=self) if self.staff_group else None
        # What is wrong with these is told when the hub starts.
        _ = self.accounts
        if self.staff_group:
            _group(self.staff_group)

    def get_handlers(self, app: Any) -> list[tuple[str, type]]:
        """Return our own pages for signing in and out."""
        return [("/login", SignIn), ("/logout", SignOut), (f"/{CHOOSE}", ChoosePassword)]

    def validate_username(self, username: str) -> bool:
        """Tell whether a name is a participant id."""
        return PARTICIPANT.fullmatch(username) is not None and super().validate_username(username)

    def is_staff(self, name: str) -> bool:
        """Tell whether somebody is staff."""
        if not self.staff_group:
            return name in self.staff
        gid = _group(self.staff_group)
        try:
            primary = pwd.getpwnam(name).pw_gid
        except KeyError:
            return False
        return gid in os.getgrouplist(name, primary)

    async def authenticate(self, handler: Any, data: dict[str, Any]) -> dict[str, Any] | None:
        """Return who signed in with which groups, or None.

        Parameters
        ----------
        data
            ``name`` and ``password``; or, from the page where a password is chosen, ``first`` and ``password``.

        Raises
        ------
        FirstSignInError
            If it was a one-time code.
        TooManyError, CodeError, PasswordError
            As the store does.
        """
        first: Entry | None = data.get("first")
        typed = first.name if first else data["name"].strip()
        name = self.normalize_username(typed)
        # Some letters of other alphabets become Latin ones when they are lowered.
        if not typed.isascii() or not self.validate_username(name) or name in self.reserved:
            return None
        if first:
            await self._in_pool(self.accounts.choose, first, data["password"])
            entry: Entry | None = first
        elif self._pam and await asyncio.to_thread(self.is_staff, name):
            return await self._by_pam(handler, name, data["password"])
        else:
            entry = await self._in_pool(self.accounts.sign_in, name, data["password"])
        if entry is None:
            return None
        if entry.is_first and not first:
            raise FirstSignInError(entry)
        user = handler.find_user(name) if handler else None
        if user:
            _end_others(user, entry.session)
        return {"name": name, "groups": await asyncio.to_thread(self._groups, name)}

    async def _by_pam(self, handler: Any, name: str, password: str) -> dict[str, Any] | None:
        await self._in_pool(self.accounts.attempt, name)
        assert self._pam is not None
        if await self._pam.authenticate(handler, {"username": name, "password": password}) is None:
            return None
        await self._in_pool(self.accounts.succeeded, name)
        return {"name": name, "groups": await asyncio.to_thread(self._groups, name)}

    def add_user(self, user: Any) -> None:
        """End what was signed in before the account was reset: the hub asks for everybody when it starts."""
        super().add_user(user)
        session = self._session(user.name)
        if session:
            _end_others(user, session)

    async def refresh_user(self, user: Any, handler: Any = None) -> bool | dict[str, Any]:
        """Say whether somebody is still signed in, with which groups: False when the account is reset or gone."""
        if user.name in self.reserved:
            return True
        session = await asyncio.to_thread(self._session, user.name)
        if session is None or (session and _end_others(user, session)):
            return False
        groups = await asyncio.to_thread(self._groups, user.name)
        return {group.name for group in user.groups} == set(groups) or {"name": user.name, "groups": groups}

    def _session(self, name: str) -> str | None:
        """Return an account's session; it is empty for an account of the machine, and None where there is none."""
        return "" if self._pam and self.is_staff(name) else self.accounts.session(name)

    def _groups(self, name: str) -> list[str]:
        return staff_groups(name, [Path(folder) for folder in self.occasions]) if self.is_staff(name) else []

    async def _in_pool(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *arguments))


def _end_others(user: Any, session: str) -> bool:
    """End what the hub has signed in, if it belongs to another session of the account; tells whether it did.

    The session stands as the hub's `cookie_id`, which is what its cookies hold.
    """
    if user.cookie_id == session:
        return False
    user.orm_user.cookie_id = session
    for token in list(user.orm_user.api_tokens):
        user.db.delete(token)
    user.db.commit()
    return True


def _group(name: str) -> int:
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise KursError(say("signin.no_group", group=name)) from None
