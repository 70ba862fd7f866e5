"""Who the authenticator lets in, by which of its two plans, and what it ends."""

import asyncio
import grp
import os
import pwd
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pamela
import pytest
from jupyterhub import orm
from jupyterhub.user import User

from graders.occasion import new_occasion
from tests.occasion_support import write_course
from tests.signin_support import PASSWORD, code_of, make_accounts, with_password
from toolkit.errors import KursError
from toolkit.formats import Occasion
from toolkit.signin.accounts import FREE, Accounts, CodeError, PasswordError, TooManyError
from toolkit.signin.authenticator import KursAuthenticator
from toolkit.signin.handlers import FirstSignInError


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return make_accounts(tmp_path)


@pytest.fixture
def make(accounts: Accounts) -> Callable[..., KursAuthenticator]:
    """Return what makes an authenticator on the store."""
    return lambda **traits: KursAuthenticator(accounts=accounts, **traits)


def sign_in(authenticator: KursAuthenticator, name: str, password: str, handler: Any = None) -> Any:
    data = {"name": name, "password": password}
    return asyncio.run(authenticator.get_authenticated_user(handler, data))


def occasion(root: Path, name: str, instructors: list[str]) -> str:
    write_course(root / "courses")
    made = Occasion(id=name, course="liten", title="Prov", instructors=instructors)
    return str(new_occasion(root / "occasions", root / "courses" / "liten", made).path)


# --- the store's names --------------------------------------------------------------------------


def test_a_code_asks_for_a_password_and_the_password_lets_in(
    accounts: Accounts, make: Callable[..., KursAuthenticator]
) -> None:
    authenticator = make()
    with pytest.raises(FirstSignInError) as first:
        sign_in(authenticator, "anna.berg", code_of(accounts, "anna.berg"))
    choice = {"first": first.value.entry, "password": "kort"}
    with pytest.raises(PasswordError):
        asyncio.run(authenticator.get_authenticated_user(None, choice))
    choice["password"] = PASSWORD
    chosen = asyncio.run(authenticator.get_authenticated_user(None, choice))
    assert (chosen["name"], chosen["groups"], chosen["admin"]) == ("anna.berg", [], None)
    assert sign_in(authenticator, "anna.berg", PASSWORD)["name"] == "anna.berg"
    with pytest.raises(CodeError):
        asyncio.run(authenticator.get_authenticated_user(None, choice))


def test_a_name_may_be_typed_as_it_comes(accounts: Accounts, make: Callable[..., KursAuthenticator]) -> None:
    with_password(accounts, "anna.berg")
    assert sign_in(make(), " Anna.BERG ", PASSWORD)["name"] == "anna.berg"


@pytest.mark.parametrize("name", ["", ".", "..", ".anna", "anna/bo", "anna berg", "å", "anna\n", "a" * 65, "an%2e"])
def test_what_is_no_participant_id_is_refused(make: Callable[..., KursAuthenticator], name: str) -> None:
    assert sign_in(make(), name, PASSWORD) is None


def test_letters_that_become_latin_ones_are_no_other_spelling_of_a_name(
    accounts: Accounts, make: Callable[..., KursAuthenticator]
) -> None:
    with_password(accounts, "karin")
    assert "\N{KELVIN SIGN}".lower() == "k"
    assert sign_in(make(), "\N{KELVIN SIGN}arin", PASSWORD) is None


def test_nobody_signs_in_with_a_name_of_the_hubs_own(
    accounts: Accounts, make: Callable[..., KursAuthenticator]
) -> None:
    with_password(accounts, "kurs-grader")
    assert sign_in(make(reserved={"kurs-grader"}), "kurs-grader", PASSWORD) is None


def test_wrong_passwords_are_counted_by_name(accounts: Accounts, make: Callable[..., KursAuthenticator]) -> None:
    with_password(accounts, "anna")
    authenticator = make()
    for name in ["anna", "Anna", " anna", "ANNA", "anna "][:FREE]:
        assert sign_in(authenticator, name, "fel lösenord") is None
    with pytest.raises(TooManyError):
        sign_in(authenticator, "anna", PASSWORD)


def test_a_store_that_cannot_be_used_is_told_when_the_hub_starts(tmp_path: Path, accounts: Accounts) -> None:
    accounts.path.chmod(0o644)
    with pytest.raises(KursError, match="kan läsas av andra"):
        KursAuthenticator(store=str(accounts.path))


# --- staff --------------------------------------------------------------------------------------


def test_staff_of_the_local_plan_get_the_groups_of_the_occasions_that_name_them(
    tmp_path: Path, accounts: Accounts, make: Callable[..., KursAuthenticator]
) -> None:
    for name in ("lena", "omar", "anna"):
        with_password(accounts, name)
    occasions = [occasion(tmp_path, "host", ["lena", "anna"]), occasion(tmp_path, "var", ["lena", "omar"])]
    authenticator = make(staff={"lena", "omar"}, occasions=occasions)
    groups = {name: sign_in(authenticator, name, PASSWORD)["groups"] for name in ("lena", "omar", "anna")}
    assert groups["lena"] == ["staff", "instructors-host", "instructors-var"]
    assert groups["omar"] == ["staff", "instructors-var"]
    assert groups["anna"] == []


def test_nobody_is_an_instructor_of_an_occasion_that_cannot_be_read(
    tmp_path: Path, accounts: Accounts, make: Callable[..., KursAuthenticator]
) -> None:
    with_password(accounts, "lena")
    broken = occasion(tmp_path, "host", ["lena"])
    (Path(broken) / "occasion.yml").write_text("instructors: [lena\n", encoding="utf-8")
    authenticator = make(staff={"lena"}, occasions=[broken, str(tmp_path / "borta")])
    assert sign_in(authenticator, "lena", PASSWORD)["groups"] == ["staff"]


PAM = "maskinens lösenord"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the machine a group with Lena in it and an account for Bo, and return the names that PAM is asked about."""
    asked: list[str] = []
    users = {"lena": 2001, "bo": 2002}

    def account(name: str) -> Any:
        return pwd.struct_passwd((name, "x", users[name], users[name], "", f"/home/{name}", "/bin/sh"))

    def authenticate(name: str, password: str, **options: Any) -> None:
        asked.append(name)
        if password != PAM:
            raise pamela.PAMError("Authentication failure")

    group = grp.struct_group(("staff", "x", 2000, []))
    monkeypatch.setattr(grp, "getgrnam", {"staff": group}.__getitem__)
    monkeypatch.setattr(pwd, "getpwnam", account)
    monkeypatch.setattr(os, "getgrouplist", lambda name, gid: [gid, 2000] if name == "lena" else [gid])
    monkeypatch.setattr(pamela, "authenticate", authenticate)
    monkeypatch.setattr(pamela, "check_account", lambda name, **options: None)
    return asked


@pytest.fixture
def unix(make: Callable[..., KursAuthenticator], machine: list[str]) -> KursAuthenticator:
    return make(staff_group="staff", staff={"bo"})


def test_members_of_the_group_sign_in_by_pam_alone(
    accounts: Accounts, unix: KursAuthenticator, machine: list[str]
) -> None:
    with_password(accounts, "lena")
    assert sign_in(unix, "lena", PASSWORD) is None
    assert sign_in(unix, "Lena", PAM)["groups"] == ["staff"]
    assert machine == ["lena", "lena"]


def test_a_participant_with_the_name_of_an_account_is_judged_by_the_store_alone(
    accounts: Accounts, unix: KursAuthenticator, machine: list[str]
) -> None:
    assert sign_in(unix, "bo", PAM) is None
    with_password(accounts, "bo")
    assert sign_in(unix, "bo", PAM) is None
    found = sign_in(unix, "bo", PASSWORD)
    assert found["groups"] == []
    assert machine == []


def test_attempts_on_staff_are_counted_too(unix: KursAuthenticator, machine: list[str]) -> None:
    for _ in range(FREE):
        assert sign_in(unix, "lena", "fel lösenord") is None
    with pytest.raises(TooManyError):
        sign_in(unix, "lena", PAM)
    assert len(machine) == FREE


def test_staff_who_are_let_in_begin_anew(unix: KursAuthenticator, machine: list[str]) -> None:
    for _ in range(2):
        for _ in range(FREE - 1):
            assert sign_in(unix, "lena", "fel lösenord") is None
        assert sign_in(unix, "lena", PAM)


def test_a_system_group_that_is_missing_is_told_when_the_hub_starts(
    make: Callable[..., KursAuthenticator], machine: list[str]
) -> None:
    with pytest.raises(KursError, match=r"^Systemet har ingen grupp kursledare"):
        make(staff_group="kursledare")


# --- sessions -----------------------------------------------------------------------------------


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Callable[[str], User]]:
    """Return what makes a user of the hub's."""
    db = orm.new_session_factory(f"sqlite:///{tmp_path / 'hub.db'}")()

    def user(name: str) -> User:
        made = orm.User(name=name)
        db.add(made)
        db.commit()
        return User(made, {}, db)

    yield user
    db.close()
    db.bind.dispose()


def give_token(user: User) -> None:
    """Give a user the token that a service or a server of theirs has."""
    user.db.add(orm.OAuthClient(identifier="kurs", secret="", redirect_uri="/"))
    user.db.add(orm.APIToken(user=user.orm_user, client_id="kurs", prefix="1234", hashed="x"))
    user.db.commit()


def choose_anew(accounts: Accounts, name: str) -> None:
    """Give somebody a new code and let them choose a password with it."""
    first = accounts.sign_in(name, code_of(accounts, name, renew=True))
    assert first is not None
    accounts.choose(first, PASSWORD)


def refresh(authenticator: KursAuthenticator, user: User) -> Any:
    return asyncio.run(authenticator.refresh_user(user))


def test_a_reset_ends_what_is_signed_in_and_a_new_sign_in_does_not_bring_it_back(
    accounts: Accounts, make: Callable[..., KursAuthenticator], hub: Callable[[str], User]
) -> None:
    with_password(accounts, "anna")
    authenticator, user = make(), hub("anna")
    authenticator.add_user(user)
    before = user.cookie_id
    assert refresh(authenticator, user) is True
    give_token(user)
    choose_anew(accounts, "anna")
    assert refresh(authenticator, user) is False
    assert user.cookie_id != before
    assert user.api_tokens == []
    after = user.cookie_id
    assert refresh(authenticator, user) is True
    assert user.cookie_id == after


def test_a_reset_ends_what_was_signed_in_also_when_the_next_sign_in_comes_first(
    accounts: Accounts, make: Callable[..., KursAuthenticator], hub: Callable[[str], User]
) -> None:
    with_password(accounts, "anna")
    user = hub("anna")
    make().add_user(user)
    before = user.cookie_id
    choose_anew(accounts, "anna")

    class Handler:
        def find_user(self, name: str) -> User:
            return user

    assert sign_in(make(), "anna", PASSWORD, Handler())
    assert user.cookie_id != before


def test_a_hub_that_starts_knows_what_was_reset_meanwhile(
    accounts: Accounts, make: Callable[..., KursAuthenticator], hub: Callable[[str], User]
) -> None:
    with_password(accounts, "anna")
    user = hub("anna")
    make().add_user(user)
    before = user.cookie_id
    make().add_user(user)
    assert user.cookie_id == before
    code_of(accounts, "anna", renew=True)
    make().add_user(user)
    assert user.cookie_id != before


def test_who_has_no_account_any_more_is_out_and_the_hubs_own_users_are_not(
    make: Callable[..., KursAuthenticator], hub: Callable[[str], User]
) -> None:
    authenticator = make(reserved={"kurs-grader"})
    assert authenticator.auth_refresh_strict
    assert refresh(authenticator, hub("anna")) is False
    grader = hub("kurs-grader")
    give_token(grader)
    assert refresh(authenticator, grader) is True
    assert len(grader.api_tokens) == 1


def test_the_groups_follow_the_occasion(
    tmp_path: Path, accounts: Accounts, make: Callable[..., KursAuthenticator], hub: Callable[[str], User]
) -> None:
    with_password(accounts, "lena")
    folder = occasion(tmp_path, "host", ["lena"])
    authenticator, user = make(staff={"lena"}, occasions=[folder]), hub("lena")
    authenticator.add_user(user)
    user.sync_groups(sign_in(authenticator, "lena", PASSWORD)["groups"])
    assert refresh(authenticator, user) is True
    path = Path(folder) / "occasion.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("lena", "omar"), encoding="utf-8")
    assert refresh(authenticator, user)["groups"] == ["staff"]


def test_staff_are_out_when_they_leave_the_group(
    unix: KursAuthenticator, hub: Callable[[str], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = hub("lena")
    user.sync_groups(["staff"])
    assert refresh(unix, user) is True
    monkeypatch.setattr(os, "getgrouplist", lambda name, gid: [gid])
    assert refresh(unix, user) is False
