"""Who can open and write what on a machine that ``deploy/setup.sh`` has prepared, tried by running as each account."""

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graders.modes import check_modes, set_modes
from graders.pseudonym import VARIABLE
from tests.machine_support import Machine, machine
from tests.occasion_support import MODULE
from tests.test_grading import VAL

pytestmark = pytest.mark.system

OCCASION = "liten-2026"
ANSWER = f"""
import sys
from pathlib import Path
from tests.hand_in_support import Taking
from toolkit.face.page.state import now
from toolkit.occasion import OccasionFolder

taking = Taking(OccasionFolder(Path(sys.argv[1])), now)
for who in sys.argv[3:]:
    taking.answer(who, "{VAL}", sys.argv[2])
    taking.hand_in(who)
"""
"""Answers and hands in as the page does."""
PUBLISHED = """
import sys
from pathlib import Path
from toolkit.face.page.state import Pages
from toolkit.occasion import OccasionFolder

print(Pages(OccasionFolder(Path(sys.argv[1]))).published(sys.argv[2], sys.argv[3]).points)
"""
TRY = """
import json, os, sys

def opens(path, flags):
    try:
        os.close(os.open(path, flags))
    except OSError:
        return False
    return True

def takes(folder):
    place = os.path.join(folder, "prov")
    if not opens(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL):
        return False
    os.unlink(place)
    return True

files, folders = json.load(open(sys.argv[1]))
read = [path for path in files if opens(path, os.O_RDONLY)]
written = [path for path in files if opens(path, os.O_WRONLY)] + [path for path in folders if takes(path)]
print(json.dumps([read, written]))
"""
"""Tries to open every file to read and to write, and to make one in every folder."""


@pytest.fixture(scope="module")
def used() -> Iterator[Machine]:
    """Give a machine with an occasion that was answered, graded and published, each by the account that does so."""
    with machine() as made:
        listed = made.root / "listor"
        listed.mkdir()
        (listed / "lista.csv").write_text("id;name\nanna;Anna\nbo;Bo\n")
        made.kurs("occasion", "new", "liten", OCCASION)
        made.kurs("roster", "import", OCCASION, listed / "lista.csv")
        made.kurs("release", OCCASION, MODULE)
        path = made.occasions / OCCASION
        made.python(made.page, ANSWER, path, "q", "anna", "bo")
        due = datetime.now(UTC)
        assert made.kurs("collect", OCCASION).startswith("2 inlämningar hämtade")
        assert made.kurs("grade", OCCASION).startswith("2 inlämningar bedömda")
        with (path / "occasion.yml").open("a") as file:
            file.write(f'modules:\n  {MODULE}:\n    due: "{due.isoformat()}"\n')
        assert made.kurs("feedback", OCCASION).startswith("2 publicerade")
        made.kurs("export", OCCASION)
        made.set_up()
        yield made


def tried(made: Machine, account: str) -> tuple[set[str], set[str]]:
    """Return what an account could read and write of all that there is, by its place on the machine."""
    places = [path for top in ("srv", "home", "backups", "opt/courses") for path in (made.root / top).rglob("*")]
    asked = made.root / "listor" / "platser.json"
    files, folders = ([str(path) for path in places if path.is_dir() == kind] for kind in (False, True))
    asked.write_text(json.dumps([files, folders]))
    found = json.loads(made.python(account, TRY, asked))
    read, written = ({str(Path(one).relative_to(made.root)) for one in some} for some in found)
    return read, written


def files(made: Machine, *tops: str) -> set[str]:
    return {
        path.relative_to(made.root).as_posix()
        for top in tops
        for path in (made.root / top, *(made.root / top).rglob("*"))
        if path.is_file()
    }


def folders(made: Machine, top: str) -> set[str]:
    found = [path for path in (made.root / top, *(made.root / top).rglob("*")) if path.is_dir()]
    return {path.relative_to(made.root).as_posix() for path in found}


HERE = f"srv/occasions/{OCCASION}"
INBOUND = f"{HERE}/exchange/{OCCASION}/inbound"
WRITTEN = (f"{HERE}/journals", INBOUND, f"{HERE}/log/submit.jsonl")
"""What the page writes."""
SHOWN = (f"{HERE}/exchange/{OCCASION}/outbound", f"{HERE}/release", f"{HERE}/published")
SHOWN += tuple(
    f"{HERE}/{name}" for name in ("occasion.yml", "course.yml", "release.json", "roster.csv", "extensions.csv")
)


def test_the_page_opens_what_it_shows_and_writes_and_nothing_else(used: Machine) -> None:
    read, written = tried(used, used.page)
    assert read == files(used, *SHOWN, *WRITTEN)
    own = folders(used, f"{HERE}/journals") | folders(used, INBOUND) | {f"home/{used.page}"}
    assert written == files(used, *WRITTEN) | own
    secret = files(used, "srv") - read
    assert any("/codes-" in name for name in secret)
    for name in (
        "gradebook.db",
        "responses.parquet",
        f"source/{MODULE}/{MODULE}.ipynb",
        "log/grade.jsonl",
        "results.csv",
    ):
        assert f"{HERE}/{name}" in secret
    for name in ("autograded", "submitted"):
        assert f"{HERE}/{name}/anna/{MODULE}/{MODULE}.ipynb" in secret
    assert "srv/occasions/accounts.db" in secret
    assert f"home/{used.grader}/pseudonym.key" in files(used, "home")


def test_the_page_shows_what_the_grader_published(used: Machine) -> None:
    points = used.python(used.page, PUBLISHED, used.occasions / OCCASION, "anna", MODULE)
    assert float(points) == 2


def test_the_grader_reads_all_of_an_occasion_and_writes_what_it_made(used: Machine) -> None:
    read, written = tried(used, used.grader)
    assert files(used, HERE, "srv/courses", "home") <= read
    assert f"{HERE}/gradebook.db" in written
    assert not written & files(used, f"{HERE}/journals", "opt")


def test_staff_open_courses_and_nothing_of_an_occasion(used: Machine) -> None:
    read, written = tried(used, used.staff)
    assert read == files(used, "srv/courses", "opt/courses")
    assert written == {"srv/courses"}


def test_the_proxy_opens_nothing(used: Machine) -> None:
    assert tried(used, used.proxy) == (set(), {f"home/{used.proxy}"})


def test_the_set_up_can_be_run_again_and_again(used: Machine) -> None:
    def state() -> dict[str, object]:
        places = sorted(path for path in used.root.rglob("*") if "stage" not in path.parts)
        found: dict[str, object] = {str(path): (path.lstat().st_mode, path.owner(), path.group()) for path in places}
        for name in ("/etc/passwd", "/etc/group"):
            # Only what is ours: other tests make accounts too.
            found[name] = [line for line in Path(name).read_text().splitlines() if line.startswith(used.prefix)]
        return found

    before = state()
    used.set_up()
    assert state() == before


# --- the check at the hub's start -------------------------------------------------------------


def wrong(made: Machine) -> list[str]:
    return check_modes(made.occasions / OCCASION, made.page)


@pytest.mark.parametrize(
    ("place", "mode", "said"),
    [
        ("gradebook.db", 0o644, "kan läsa {place}"),
        ("gradebook.db", 0o602, "kan skriva i {place}"),
        ("responses.parquet", 0o644, "kan läsa {place}"),
        ("source", 0o711, "kan gå in i {place}"),
        ("autograded", 0o755, "kan läsa {place}"),
        ("log/grade.jsonl", 0o644, "kan läsa {place}"),
        ("release.json", 0o666, "kan skriva i {place}"),
        ("published", 0o2770, "kan skriva i {place}"),
        ("exchange", 0o777, "kan skriva i {place}"),
        (".", 0o770, "kan skriva i {place}"),
        (".", 0o700, "kan inte läsa {place}/release.json"),
        ("journals", 0o2750, "kan inte skriva i {place}"),
        ("journals/anna", 0o2500, "kan inte skriva i {place}"),
        (f"journals/anna/{MODULE}/answers.jsonl", 0o440, "kan inte skriva i {place}"),
        (f"exchange/{OCCASION}/inbound", 0o2700, "kan inte skriva i {place}"),
        ("log/submit.jsonl", 0o600, "kan inte skriva i {place}"),
        (f"release/{MODULE}", 0o700, "kan inte läsa {place}"),
        ("published/anna", 0o700, "kan inte gå in i {place}"),
    ],
)
def test_what_is_open_or_closed_by_mistake_is_said_and_put_right(
    used: Machine, monkeypatch: pytest.MonkeyPatch, place: str, mode: int, said: str
) -> None:
    monkeypatch.setenv(VARIABLE, str(used.key))
    assert wrong(used) == []
    path = used.occasions / OCCASION / place
    path.chmod(mode)
    assert any(f"{used.page} {said.format(place=path)}" in sentence for sentence in wrong(used)), wrong(used)
    set_modes(used.occasions / OCCASION)
    assert wrong(used) == []


def test_root_gives_the_page_nothing_that_it_has_linked_to(used: Machine) -> None:
    path = used.occasions / OCCASION
    secret, links = path / "gradebook.db", [path / "journals" / name for name in ("hård", "mjuk")]
    links[0].hardlink_to(secret)
    links[1].symlink_to(secret)
    set_modes(path)
    assert (secret.owner(), stat.S_IMODE(secret.stat().st_mode)) == (used.grader, 0o600)
    for link in links:
        link.unlink()


@pytest.mark.parametrize("place", ["key", "accounts"])
def test_a_key_and_an_account_store_that_the_page_could_open_are_said(
    used: Machine, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv(VARIABLE, str(used.key))
    path = used.key if place == "key" else used.occasions / "accounts.db"
    before = {one: stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)}
    path.chmod(0o644)
    path.parent.chmod(0o711)
    assert wrong(used) == [f"{used.page} kan läsa {path}, som ska vara stängd för kontot. Kör deploy/setup.sh igen."]
    used.set_up()
    assert {one: stat.S_IMODE(one.stat().st_mode) for one in before} == before
    assert wrong(used) == []


# --- backup and restore -----------------------------------------------------------------------


def test_the_grader_backs_up_and_a_restored_copy_goes_on_elsewhere(
    used: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    used.kurs("backup", used.backups)
    (file,) = used.backups.glob("kurs-*.tar.gz")
    assert (file.owner(), stat.S_IMODE(file.stat().st_mode)) == (used.grader, 0o600)
    other = replace(used, data=used.root / "annan")
    other.data.mkdir()
    shutil.chown(other.data, used.grader)
    used.kurs("restore", file, "--to", other.data)
    other.set_up()
    monkeypatch.setenv(VARIABLE, str(other.key))
    assert wrong(other) == []
    assert (other.occasions / "accounts.db").owner() == used.grader
    here, there = (made.occasions / OCCASION for made in (used, other))
    for codes in here.glob("codes-*.csv"):
        codes.unlink()  # the letters are sent
    assert {
        path.relative_to(there): (path.lstat().st_mode, path.owner(), path.group()) for path in there.rglob("*")
    } == {
        path.relative_to(here): (path.lstat().st_mode, path.owner(), path.group())
        for path in here.rglob("*")
        if path.name != ".lock"
    }
    arguments = ("status", OCCASION, "--occasions")
    assert used.kurs(*arguments, other.occasions) == used.kurs(*arguments, used.occasions)
    text = (there / "occasion.yml").read_text()
    (there / "occasion.yml").write_text(text.partition("modules:")[0])  # it is open again
    other.python(used.page, ANSWER, there, "z", "anna")
    assert used.kurs("collect", OCCASION, "--occasions", other.occasions).startswith("1 inlämningar hämtade")
    assert used.kurs("grade", OCCASION, "--occasions", other.occasions).startswith("1 inlämningar bedömda")
