"""The account store: codes that work once, passwords, attempts that must wait, and the file that it is."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.page_support import START, Clock
from tests.signin_support import CHEAP, PASSWORD, code_of, make_accounts, with_password
from toolkit.errors import KursError
from toolkit.signin import codes, hashing
from toolkit.signin.accounts import (
    DAYS,
    FREE,
    LONGEST_WAIT,
    WAIT,
    Accounts,
    CodeError,
    Entry,
    PasswordError,
    TooManyError,
)


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    return make_accounts(tmp_path, clock)


def signed_in(accounts: Accounts, name: str, secret: str) -> Entry:
    entry = accounts.sign_in(name, secret)
    assert entry is not None
    return entry


# --- codes and passwords ------------------------------------------------------------------------


def test_a_code_leads_to_a_password_of_ones_own_and_is_then_used_up(accounts: Accounts) -> None:
    code = code_of(accounts, "anna")
    first = signed_in(accounts, "anna", code)
    assert first.is_first
    accounts.choose(first, PASSWORD)
    assert not signed_in(accounts, "anna", PASSWORD).is_first
    with pytest.raises(CodeError, match=r"^Engångskoden är använd\. Be kursledaren om en ny\.$"):
        accounts.sign_in("anna", code)


def test_who_gave_a_code_and_chose_no_password_can_give_it_again(accounts: Accounts) -> None:
    code = code_of(accounts, "anna")
    assert signed_in(accounts, "anna", code) == signed_in(accounts, "anna", code)


def test_a_code_sets_one_password_whoever_is_first(accounts: Accounts) -> None:
    code = code_of(accounts, "anna")
    first, second = signed_in(accounts, "anna", code), signed_in(accounts, "anna", code)
    accounts.choose(first, PASSWORD)
    with pytest.raises(CodeError):
        accounts.choose(second, "någon annans ord")
    assert accounts.sign_in("anna", "någon annans ord") is None
    assert accounts.sign_in("anna", PASSWORD)


def test_a_code_that_is_given_while_a_password_is_chosen_does_not_take_it_away(tmp_path: Path) -> None:
    accounts = make_accounts(tmp_path)
    code = code_of(accounts, "anna")
    first = signed_in(accounts, "anna", code)
    asked: list[int] = []

    def clock() -> datetime:
        asked.append(1)
        if len(asked) == 2:  # The code has been found to be right, and is about to be let through.
            accounts.choose(first, PASSWORD)
        return START

    assert Accounts(accounts.path, clock=clock, cost=CHEAP).sign_in("anna", code) is None
    assert len(asked) == 2
    assert not signed_in(accounts, "anna", PASSWORD).is_first


def test_a_code_ends(accounts: Accounts, clock: Clock) -> None:
    code = code_of(accounts, "anna")
    clock.move(days=DAYS, seconds=-1)
    assert accounts.sign_in("anna", code)
    clock.move(seconds=1)
    with pytest.raises(CodeError, match=r"^Engångskoden gäller inte längre\."):
        accounts.sign_in("anna", code)


def test_a_new_code_takes_the_place_of_code_password_and_session(accounts: Accounts) -> None:
    old = with_password(accounts, "anna")
    before = signed_in(accounts, "anna", PASSWORD)
    new = code_of(accounts, "anna", renew=True)
    assert accounts.session("anna") != before.session
    assert accounts.sign_in("anna", PASSWORD) is None
    assert accounts.sign_in("anna", old) is None
    assert signed_in(accounts, "anna", new).is_first


def test_a_password_cannot_be_chosen_with_a_code_that_was_renewed(accounts: Accounts) -> None:
    first = signed_in(accounts, "anna", code_of(accounts, "anna"))
    code_of(accounts, "anna", renew=True)
    with pytest.raises(CodeError):
        accounts.choose(first, PASSWORD)


def test_who_has_an_account_is_not_invited_again(accounts: Accounts) -> None:
    with_password(accounts, "anna")
    with accounts.invite(["anna", "bo", "bo"]) as made:
        assert [one.name for one in made] == ["bo"]
    assert accounts.sign_in("anna", PASSWORD)


def test_invitations_that_do_not_get_anywhere_make_no_accounts(accounts: Accounts) -> None:
    with_password(accounts, "anna")
    for names, renew in ((["bo"], False), (["anna"], True)):
        with pytest.raises(OSError, match="disk"), accounts.invite(names, renew=renew):
            raise OSError("disk")
    assert accounts.session("bo") is None
    assert accounts.sign_in("anna", PASSWORD)


@pytest.mark.long
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from(["code", "old", "password", "other", "choose", "renew", "late"]), max_size=12))
def test_no_code_works_when_it_is_used_renewed_or_too_old(tmp_path_factory: Any, steps: list[str]) -> None:
    clock = Clock(START)
    accounts = make_accounts(tmp_path_factory.mktemp("konton"), clock)
    code, old = code_of(accounts, "anna"), []
    first: Entry | None = None
    chosen, ends = False, clock.at.timestamp() + DAYS * 86400
    for step in steps:
        if step == "renew":
            old.append(code)
            code, chosen = code_of(accounts, "anna", renew=True), False
            ends = clock.at.timestamp() + DAYS * 86400
        elif step == "late":
            clock.move(days=DAYS)
        elif step == "choose":
            fits = first is not None and first.session == accounts.session("anna") and not chosen
            if first is not None and fits:
                accounts.choose(first, PASSWORD)
                chosen = True
            elif first is not None:
                with pytest.raises(CodeError):
                    accounts.choose(first, "en annan persons ord")
        elif step == "code":
            if chosen or clock.at.timestamp() >= ends:
                with pytest.raises(CodeError):
                    accounts.sign_in("anna", code)
            else:
                first = signed_in(accounts, "anna", code)
                assert first.is_first
        else:
            secret = {"old": old[-1] if old else "", "password": PASSWORD, "other": "en annan persons ord"}[step]
            entry = accounts.sign_in("anna", secret)
            assert (entry is not None) == (step == "password" and chosen)
        clock.move(hours=2)  # What is tried here is not how long one waits.


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code}\t"])
def test_a_code_may_be_typed_as_it_comes(accounts: Accounts, change: Any) -> None:
    assert accounts.sign_in("anna", change(code_of(accounts, "anna")))


def test_codes_have_no_signs_that_are_mistaken_and_many_of_them() -> None:
    made = [codes.new_code() for _ in range(300)]
    assert len(set(made)) == len(made)
    assert all(codes.in_groups(code) == code for code in made)
    assert set("".join(made)) - {"-"} == set(codes.SIGNS)
    assert not set(codes.SIGNS) & set("AEIOUY01LI2Z5S8B") - {"Y"}
    assert len(codes.SIGNS) ** codes.LENGTH > 2**53


def test_a_password_is_the_same_from_every_keyboard(accounts: Accounts) -> None:
    with_password(accounts, "anna", unicodedata.normalize("NFC", "blåbär på ön"))
    assert accounts.sign_in("anna", unicodedata.normalize("NFD", "blåbär på ön"))


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("elva tecken", r"^Lösenordet har 11 tecken\. Det behöver ha minst 12\.$"),
        ("a" * 201, r"^Lösenordet är för långt\. Det får ha högst 200 tecken\.$"),
        ("anna.berg2026", r"^Lösenordet är för likt användarnamnet"),
        ("Anna.BergAnna.Berg", r"^Lösenordet är för likt användarnamnet"),
    ],
)
def test_a_password_that_cannot_be_used_is_told_why(accounts: Accounts, password: str, sentence: str) -> None:
    first = signed_in(accounts, "anna.berg", code_of(accounts, "anna.berg"))
    with pytest.raises(PasswordError, match=sentence):
        accounts.choose(first, password)
    accounts.choose(first, PASSWORD)


def test_the_code_is_no_password(accounts: Accounts) -> None:
    code = code_of(accounts, "anna")
    first = signed_in(accounts, "anna", code)
    for same in (code, code.lower(), f" {code} "):
        with pytest.raises(PasswordError, match="Lösenordet är engångskoden"):
            accounts.choose(first, same)


@pytest.mark.parametrize("secret", ["", "\0", "x" * 100_000, "\ud800", "😀" * 50])
def test_whatever_is_typed_is_only_wrong(accounts: Accounts, secret: str) -> None:
    with_password(accounts, "anna")
    assert accounts.sign_in("anna", secret) is None
    assert accounts.sign_in("okänd", secret) is None


def test_nothing_that_was_typed_can_be_read_in_the_file(accounts: Accounts) -> None:
    code = with_password(accounts, "anna")
    pending = code_of(accounts, "bo")
    accounts.sign_in("hemligt-losenord", "fel")
    kept = accounts.path.read_bytes()
    for secret in (code, pending, code.replace("-", ""), PASSWORD, "hemligt-losenord"):
        assert secret.encode() not in kept
        assert hashlib.sha256(secret.encode()).hexdigest().encode() not in kept or secret == "hemligt-losenord"


# --- the same work for everybody ----------------------------------------------------------------


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, int]]:
    """Write down the parameters of each scrypt."""
    done: list[tuple[int, int, int]] = []
    scrypt = hashlib.scrypt

    def counted(*data: Any, **fields: Any) -> bytes:
        done.append((fields["n"], fields["r"], fields["p"]))
        return scrypt(*data, **fields)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    return done


def test_a_name_without_account_takes_the_same_work(accounts: Accounts, work: list[tuple[int, int, int]]) -> None:
    with_password(accounts, "anna")
    code_of(accounts, "bo")
    taken = {}
    for name in ("anna", "bo", "nobody"):
        work.clear()
        assert accounts.sign_in(name, "fel lösenord") is None
        taken[name] = list(work)
    assert taken["anna"] == taken["bo"] == taken["nobody"]
    assert (2**CHEAP.log_n, CHEAP.r, CHEAP.p) in taken["nobody"]


def test_while_one_waits_there_is_no_work(accounts: Accounts, work: list[tuple[int, int, int]]) -> None:
    fail(accounts, "anna", FREE)
    work.clear()
    with pytest.raises(TooManyError):
        accounts.sign_in("anna", PASSWORD)
    assert work == []


def test_a_password_is_kept_with_the_parameters_that_hold_when_it_is_next_used(
    tmp_path: Path, accounts: Accounts
) -> None:
    with_password(accounts, "anna")
    dearer = hashing.Cost(5, 8, 1)
    later = Accounts(accounts.path, cost=dearer)
    entry = signed_in(later, "anna", PASSWORD)
    with sqlite3.connect(accounts.path) as store:
        (kept,) = store.execute("SELECT password FROM account").fetchone()
    store.close()
    assert hashing.cost_of(kept) == dearer
    assert signed_in(later, "anna", PASSWORD) == entry
    assert later.sign_in("anna", "fel lösenord") is None


def test_the_parameters_are_in_owasps_list() -> None:
    assert hashing.Cost(log_n=14, r=8, p=5) == hashing.PASSWORD
    kept = hashing.hashed(PASSWORD, hashing.PASSWORD)
    assert hashing.matches(PASSWORD, kept)
    assert not hashing.matches(PASSWORD + " ", kept)


# --- attempts -----------------------------------------------------------------------------------


def fail(accounts: Accounts, name: str, times: int) -> None:
    for _ in range(times):
        assert accounts.sign_in(name, "fel lösenord") is None


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_after_some_attempts_on_a_name_one_waits_whether_it_has_an_account_or_not(
    accounts: Accounts, clock: Clock, name: str
) -> None:
    with_password(accounts, "anna")
    fail(accounts, name, FREE)
    with pytest.raises(TooManyError, match=r"^För många försök\. Vänta 30 sekunder\.$"):
        accounts.sign_in(name, PASSWORD)
    clock.move(seconds=WAIT - 0.5)
    with pytest.raises(TooManyError, match=r"Vänta 5 sekunder"):
        accounts.sign_in(name, PASSWORD)
    clock.move(seconds=0.5)
    fail(accounts, name, 1)
    with pytest.raises(TooManyError, match=r"Vänta 60 sekunder"):
        accounts.sign_in(name, PASSWORD)


def test_the_wait_doubles_up_to_its_most_and_does_not_grow_while_one_waits(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, "anna", FREE)
    waits = []
    for _ in range(8):
        for _ in range(3):
            with pytest.raises(TooManyError) as refused:
                accounts.sign_in("anna", PASSWORD)
        waits.append(refused.value.seconds)
        clock.move(seconds=refused.value.seconds)
        fail(accounts, "anna", 1)
    assert waits == [30, 60, 120, 240, 480, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    with pytest.raises(TooManyError, match=r"^För många försök\. Vänta 15 minuter\.$"):
        accounts.sign_in("anna", PASSWORD)


def test_one_name_does_not_make_another_wait(accounts: Accounts) -> None:
    with_password(accounts, "anna")
    fail(accounts, "bo", FREE)
    assert accounts.sign_in("anna", PASSWORD)


def test_who_is_let_in_begins_anew(accounts: Accounts) -> None:
    with_password(accounts, "anna")
    for _ in range(3):
        fail(accounts, "anna", FREE - 1)
        assert accounts.sign_in("anna", PASSWORD)


def test_a_new_code_ends_the_wait(accounts: Accounts) -> None:
    with_password(accounts, "anna")
    fail(accounts, "anna", FREE)
    assert signed_in(accounts, "anna", code_of(accounts, "anna", renew=True)).is_first


def test_a_restart_is_no_way_round_the_wait(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, "anna", FREE)
    with pytest.raises(TooManyError):
        make_accounts(accounts.path.parent, clock).sign_in("anna", PASSWORD)


def test_many_attempts_at_once_are_no_way_round_the_count(accounts: Accounts) -> None:
    with_password(accounts, "anna")

    def attempt(number: int) -> bool:
        try:
            return accounts.sign_in("anna", f"fel lösenord {number}") is None
        except TooManyError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == FREE


def test_attempts_are_forgotten_and_take_no_room(accounts: Accounts, clock: Clock) -> None:
    for number in range(30):
        fail(accounts, f"name{number}", 1)
    clock.move(hours=1)
    fail(accounts, "anna", FREE)
    with sqlite3.connect(accounts.path) as store:
        assert store.execute("SELECT count(*) FROM attempt").fetchone() == (1,)
    store.close()


# --- the file -----------------------------------------------------------------------------------


def test_nobody_else_can_read_the_file_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        accounts = make_accounts(tmp_path)
        with accounts.invite(["anna"]):
            assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    finally:
        os.umask(old)
    assert accounts.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o620])
def test_a_store_that_others_can_get_at_is_refused(accounts: Accounts, mode: int) -> None:
    accounts.path.chmod(mode)
    sentence = rf"^Kontona i {accounts.path} har rättigheterna {mode:03o} och kan läsas av andra, väntade 600\.$"
    with pytest.raises(KursError, match=sentence):
        make_accounts(accounts.path.parent)
    with pytest.raises(KursError, match=sentence):
        accounts.sign_in("anna", PASSWORD)


def test_what_is_no_store_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    path.write_bytes(b"text" * 1000)
    path.chmod(0o600)
    with pytest.raises(KursError, match=r"accounts\.db: filen går inte att läsa \("):
        make_accounts(tmp_path)
    path.unlink()
    path.symlink_to(tmp_path / "annan.db")
    with pytest.raises(KursError, match=r"accounts\.db: filen är skadad"):
        make_accounts(tmp_path)
    assert not (tmp_path / "annan.db").exists()
    with pytest.raises(KursError, match=r"accounts\.db: filen går inte att skriva \("):
        make_accounts(tmp_path / "saknas")


def test_a_store_of_another_version_is_refused(accounts: Accounts) -> None:
    with sqlite3.connect(accounts.path) as store:
        store.execute("PRAGMA user_version = 2")
    store.close()
    with pytest.raises(KursError, match=r"accounts\.db: hittade version 2, väntade 1\.$"):
        make_accounts(accounts.path.parent)


def test_a_store_that_was_taken_away_is_not_made_anew(accounts: Accounts) -> None:
    accounts.path.unlink()
    with pytest.raises(KursError, match="filen går inte att läsa"):
        accounts.sign_in("anna", PASSWORD)
    assert not accounts.path.exists()


INVITES = """
import sys
from pathlib import Path
from toolkit.signin.accounts import Accounts
accounts = Accounts(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(15):
    with accounts.invite([f"{sys.argv[2]}{number}", f"same{number}"]) as made:
        print(*(one.name for one in made), flush=True)
"""


def test_processes_that_write_at_once_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    command = [sys.executable, "-c", INVITES, str(tmp_path / "accounts.db")]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen([*command, "a"], **pipes) as one,
        subprocess.Popen([*command, "b"], **pipes) as other,
    ):
        both = (one, other)
        assert [process.stdout.readline() for process in both if process.stdout] == ["ready\n", "ready\n"]
        for process in both:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        made = " ".join(process.communicate()[0] for process in both).split()
    assert sorted(made) == sorted(f"{who}{n}" for who in ("a", "b", "same") for n in range(15))
    accounts = make_accounts(tmp_path)
    assert all(accounts.session(name) for name in made)
