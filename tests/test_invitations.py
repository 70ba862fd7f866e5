"""``kurs roster import`` and ``reset``: accounts, and the file for mail merge that has their codes."""

import csv
import os
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graders import cli
from graders.invitations import HEADER, invite_staff
from tests.occasion_support import make_occasion
from tests.signin_support import CHEAP, PASSWORD
from toolkit.errors import KursError
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster
from toolkit.signin.accounts import Accounts

LIST = "id;name;email;active\nanna.berg;Anna Berg;anna@example.se;ja\nbo;=1+1;;ja\ncia;Cia;;nej\nDisa;Disa;;ja\n"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return make_occasion(tmp_path, [], released=False, instructors=["lena"])


def run(here: OccasionFolder, command: str, *arguments: str) -> Result:
    occasions = str(here.path.parent)
    return CliRunner().invoke(cli.roster, [command, here.id, *arguments, "--occasions", occasions])


def taken_in(here: OccasionFolder, text: str = LIST, *options: str) -> Result:
    file = here.path.parents[1] / "lista.csv"
    file.write_text(text, encoding="utf-8")
    return run(here, "import", str(file), *options)


def accounts_of(here: OccasionFolder) -> Accounts:
    return Accounts(here.path.parent / "accounts.db", cost=CHEAP)


def codes_in(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row["code"] for row in csv.DictReader(file, delimiter=";")}


def newest(here: OccasionFolder) -> Path:
    return max(here.path.glob("codes-*.csv"))


def test_an_import_makes_accounts_for_the_active_and_a_file_for_mail_merge(here: OccasionFolder) -> None:
    done = taken_in(here)
    assert done.exit_code == 0, done.output
    (path,) = here.path.glob("codes-*.csv")
    assert done.output.splitlines()[-2] == "3 nya, 0 ändrade, 0 oförändrade, 1 fel"
    said = done.output.splitlines()[-1]
    assert said.startswith(f"{path} har engångskoder för 2 nya konton och kan bara läsas av dig. De gäller till 20")
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == ";".join(HEADER)
    assert rows[1].startswith("anna.berg;Anna Berg;anna@example.se;")
    assert rows[2].startswith("bo;'=1+1;;")
    codes = codes_in(path)
    assert list(codes) == ["anna.berg", "bo"]
    first = accounts_of(here).sign_in("anna.berg", codes["anna.berg"])
    assert first is not None
    assert first.is_first
    assert accounts_of(here).session("cia") is None


def test_nobody_else_can_read_the_codes_and_no_message_has_one(here: OccasionFolder) -> None:
    old = os.umask(0)
    try:
        done = taken_in(here)
    finally:
        os.umask(old)
    assert stat.S_IMODE(newest(here).stat().st_mode) == 0o600
    assert not any(code in done.output for code in codes_in(newest(here)).values())


def test_a_second_import_makes_codes_for_the_new_alone(here: OccasionFolder) -> None:
    taken_in(here)
    assert "engångskoder" not in taken_in(here).output
    taken_in(here, "id;name\nanna.berg;Anna Berg\neva;Eva\n")
    assert len(list(here.path.glob("codes-*.csv"))) == 2
    assert list(codes_in(newest(here))) == ["eva"]


def test_a_person_has_one_account_over_all_occasions(tmp_path: Path, here: OccasionFolder) -> None:
    taken_in(here)
    other = here.path.rename(here.path.with_name("liten-2027"))
    (other / "occasion.yml").write_text(
        (other / "occasion.yml").read_text(encoding="utf-8").replace("liten-2026", "liten-2027"), encoding="utf-8"
    )
    for path in other.glob("codes-*.csv"):
        path.unlink()
    again = OccasionFolder(other)
    taken_in(again, "id;name\nanna.berg;Anna Berg\neva;Eva\n")
    assert list(codes_in(newest(again))) == ["eva"]


def test_no_accounts_where_none_are_wanted(here: OccasionFolder) -> None:
    assert taken_in(here, LIST, "--no-codes").exit_code == 0
    assert not (here.path.parent / "accounts.db").exists()
    assert list(here.path.glob("codes-*.csv")) == []


def test_codes_that_cannot_be_written_make_no_accounts(here: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("graders.invitations.write_file", full)
    done = taken_in(here)
    assert isinstance(done.exception, KursError)
    assert "går inte att skriva (No space left on device)" in str(done.exception)
    assert accounts_of(here).session("anna.berg") is None
    assert "anna.berg" in read_roster(here.path / "roster.csv")


def test_codes_are_not_written_where_git_would_keep_them(here: OccasionFolder) -> None:
    root = here.path.parents[1]
    subprocess.run(["git", "init", "-q", root], check=True)
    assert "där git sparar dem" in str(taken_in(here).exception)
    assert not (here.path.parent / "accounts.db").exists()
    (root / ".gitignore").write_text("occasions/\n", encoding="utf-8")
    assert "engångskoder" in taken_in(here).output


def test_a_store_that_others_can_read_is_refused(here: OccasionFolder) -> None:
    accounts_of(here).path.chmod(0o640)
    done = taken_in(here)
    assert str(done.exception).endswith("har rättigheterna 640 och kan läsas av andra, väntade 600.")


@pytest.mark.parametrize("name", ["anna.berg", "lena"])
def test_a_reset_takes_the_password_away_and_writes_a_new_code(here: OccasionFolder, name: str) -> None:
    taken_in(here)
    invite_staff(here.path.parent / "accounts.db", here.path, {"lena"})
    codes = {one: code for path in here.path.glob("codes-*.csv") for one, code in codes_in(path).items()}
    first = accounts_of(here).sign_in(name, codes[name])
    assert first is not None
    accounts_of(here).choose(first, PASSWORD)
    done = run(here, "reset", name)
    path = newest(here)
    assert done.output.startswith(f"{path} har en ny engångskod för {name} och kan bara läsas av dig. Den gäller till ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    code = codes_in(path)[name]
    assert code not in done.output
    accounts = accounts_of(here)
    assert accounts.sign_in(name, PASSWORD) is None
    assert accounts.sign_in(name, codes[name]) is None
    assert accounts.sign_in(name, code)
    assert accounts.session(name) != first.session


def test_only_those_in_the_occasion_are_reset(here: OccasionFolder) -> None:
    taken_in(here)
    done = run(here, "reset", "gun")
    assert str(done.exception) == "gun är varken deltagare eller kursledare i liten-2026."
    assert accounts_of(here).session("gun") is None
