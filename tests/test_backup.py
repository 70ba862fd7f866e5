"""``kurs backup`` and ``kurs restore``: what was acknowledged is there, and what is not whole is refused."""

import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import journal_support as js
import pytest
from click.testing import CliRunner, Result

from graders import cli
from graders.pseudonym import key_file, read_key
from tests.hand_in_support import Taking
from tests.occasion_support import MODULE, make_occasion
from tests.test_export import TEST, WRITTEN, grade_all, make, mark
from tests.test_grading import RIGHT, SORTERA, VAL
from tests.test_journal_crash import acknowledged, require_all, start, writer
from toolkit.fold import read
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

KURS = "from toolkit.cli import main; main()"
HOLDER = """
from pathlib import Path
from toolkit.occasion import OccasionFolder

with OccasionFolder(Path(sys.argv[1])).writing("grade"):
    print("held", flush=True)
    sys.stdin.read()
"""
DATABASES = ("gradebook.db", "accounts.db")


def kurs_backup(occasions: Path, file: Path) -> Result:
    return CliRunner().invoke(cli.backup, [str(file), "--occasions", str(occasions)])


def kurs_restore(file: Path, folder: Path) -> Result:
    return CliRunner().invoke(cli.restore, [str(file), "--to", str(folder)])


def refused(done: Result) -> str:
    """Return the sentence that a command ended with."""
    assert done.exit_code == 1
    sentence = str(done.exception)
    assert len(sentence.splitlines()) == 1
    return sentence


def rows(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as db:
        return list(db.iterdump())


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return what is in a folder: permissions, and what its files say; of databases there are rows."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.name not in (*DATABASES, ".lock"):
            content = path.read_bytes() if path.is_file() else b""
            found[path.relative_to(folder).as_posix()] = path.stat().st_mode, content
    return found


def status(occasions: Path, name: str) -> str:
    return CliRunner().invoke(cli.status, [name, "--occasions", str(occasions)]).output


def write_accounts(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("create table account (id text, secret text)")
        db.execute("insert into account values ('anna', 'scrypt')")
        db.commit()
    file.chmod(0o600)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    """Return an occasion in the middle of its course, beside an account store: answered, handed in, graded, marked."""
    root = tmp_path_factory.mktemp("använd")
    here = make(root, ["anna", "bo", "cia"], MODULE, TEST)
    taking = Taking(here)
    for who in ("anna", "bo"):
        taking.answer(who, VAL, "q")
        taking.answer(who, WRITTEN, "Kalven är borta.", TEST)
        taking.hand_in(who)
        taking.hand_in(who, TEST)
    grade_all(here)
    mark(here, "anna", 1.5)
    taking.clock.move(hours=1)
    taking.answer("anna", SORTERA, RIGHT)
    taking.hand_in("anna")
    taking.answer("cia", VAL, "z")
    (here.path / "reports" / "rapport.html").write_text("Åäö")
    (here.path / "reports" / "rapport.html").chmod(0o640)
    write_accounts(here.path.parent / "accounts.db")
    return here


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return make_occasion(tmp_path, ["anna", "bo"])


# --- what comes back --------------------------------------------------------------------------


def test_what_is_restored_elsewhere_is_what_was_backed_up(used: OccasionFolder, tmp_path: Path) -> None:
    occasions, file, folder = used.path.parent, tmp_path / "kopia.tar.gz", tmp_path / "annan"
    done = kurs_backup(occasions, file)
    assert done.exit_code == 0, done.exception
    assert str(key_file()) in done.output
    assert file.stat().st_mode & 0o777 == 0o600
    back = kurs_restore(file, folder)
    assert back.exit_code == 0, back.exception
    assert str(key_file()) in back.output
    assert tree(folder / "occasions") == tree(occasions)
    assert rows(folder / "occasions" / "accounts.db") == rows(occasions / "accounts.db")
    restored = OccasionFolder(folder / "occasions" / used.id)
    assert rows(restored.path / "gradebook.db") == rows(used.path / "gradebook.db")
    assert status(folder / "occasions", used.id) == status(occasions, used.id)
    for who in read_roster(used.path / "roster.csv"):
        exercises = used.notebook(MODULE).exercises
        assert (
            read(restored.journal(who, MODULE), exercises).answers == read(used.journal(who, MODULE), exercises).answers
        )
    assert [path.stat().st_mode & 0o777 for path in (folder, restored.path)] == [0o700] * 2
    assert (folder / "occasions" / "accounts.db").stat().st_mode & 0o777 == 0o600
    # It goes on there as it would have here.
    grade_all(restored)
    assert "hämtade men inte bedömda" not in status(folder / "occasions", used.id)


def test_anybody_can_open_the_archive_and_no_key_or_code_is_in_it(used: OccasionFolder, tmp_path: Path) -> None:
    key = read_key(used.path).hex().encode()
    codes = used.path / "codes-2026-11-26-120000-000000.csv"
    codes.write_text("anna;engångskod")
    file = tmp_path / "kopia.tar.gz"
    assert kurs_backup(used.path.parent, file).exit_code == 0
    codes.unlink()
    archive = gzip.decompress(file.read_bytes())
    assert key not in archive
    assert "engångskod".encode() not in archive
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert names[-1] == "manifest.jsonl"
    own = f"occasions/{used.id}"
    assert {"occasions/accounts.db", f"{own}/gradebook.db", f"{own}/journals/anna"} < set(names)
    assert len(names) == len(set(names))


def test_in_a_folder_the_archive_has_the_time_as_its_name(here: OccasionFolder, tmp_path: Path) -> None:
    (tmp_path / "kopior").mkdir()
    assert kurs_backup(here.path.parent, tmp_path / "kopior").exit_code == 0
    (file,) = (tmp_path / "kopior").iterdir()
    assert file.name.startswith("kurs-20")
    assert file.name.endswith(".tar.gz")


def test_a_whole_archive_of_nothing_but_accounts(tmp_path: Path) -> None:
    (tmp_path / "occasions").mkdir()
    write_accounts(tmp_path / "occasions" / "accounts.db")
    assert kurs_backup(tmp_path / "occasions", tmp_path / "kopia").exit_code == 0
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0
    assert rows(tmp_path / "annan" / "occasions" / "accounts.db") == rows(tmp_path / "occasions" / "accounts.db")


# --- while it is used -------------------------------------------------------------------------


def test_every_answer_that_was_acknowledged_before_is_in_it(here: OccasionFolder, tmp_path: Path) -> None:
    paths = [here.journal(who, MODULE) for who in ("anna", "bo")]
    with writer(paths[0], "a", 100_000) as one, writer(paths[1], "b", 100_000) as other:
        before = []
        for process in (one, other):
            start(process)
            before.append(acknowledged(process, 30))
        assert kurs_backup(here.path.parent, tmp_path / "kopia").exit_code == 0
        for process in (one, other):
            assert acknowledged(process, 1)  # nobody was kept from answering
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0
    for path, acks in zip(paths, before, strict=True):
        restored = tmp_path / "annan" / path.relative_to(tmp_path)
        require_all(restored, acks)
        assert read(restored, js.EXERCISES).bad == ()
        data = restored.read_bytes()
        assert data.endswith(b"\n")
        assert path.read_bytes().startswith(data)


def test_a_line_that_is_being_written_is_left_out(here: OccasionFolder, tmp_path: Path) -> None:
    whole, torn = here.journal("anna", MODULE), here.journal("bo", MODULE)
    for path, data in ((whole, js.line() + js.line(n=2)[:-9]), (torn, b'{"v":1')):
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    assert kurs_backup(here.path.parent, tmp_path / "kopia").exit_code == 0
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0
    assert (tmp_path / "annan" / whole.relative_to(tmp_path)).read_bytes() == js.line()
    assert (tmp_path / "annan" / torn.relative_to(tmp_path)).read_bytes() == b""


def test_a_file_beside_a_journal_is_copied_to_its_end(here: OccasionFolder, tmp_path: Path) -> None:
    picture = here.journal("anna", MODULE).with_name("karta.svg")
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"<svg>\n</svg>")
    assert kurs_backup(here.path.parent, tmp_path / "kopia").exit_code == 0
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0
    assert (tmp_path / "annan" / picture.relative_to(tmp_path)).read_bytes() == b"<svg>\n</svg>"


@pytest.fixture(params=["delete", "wal"])
def marker(request: pytest.FixtureRequest, here: OccasionFolder) -> Iterator[Path]:
    """Give a gradebook in which somebody writes two rows at a time, again and again."""
    path, stop, wrote = here.path / "gradebook.db", threading.Event(), threading.Event()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"pragma journal_mode={request.param}")
        db.execute("create table pair (n integer)")

    def write() -> None:
        with closing(sqlite3.connect(path)) as db:
            while not stop.is_set():
                with db:
                    db.execute("insert into pair values (1)")
                    db.execute("insert into pair values (-1)")
                wrote.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert wrote.wait(30)
    yield path
    stop.set()
    thread.join()


def test_the_gradebook_is_copied_as_it_was_between_two_writes(
    marker: Path, here: OccasionFolder, tmp_path: Path
) -> None:
    assert kurs_backup(here.path.parent, tmp_path / "kopia").exit_code == 0
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0
    restored = tmp_path / "annan" / "occasions" / here.id
    assert [path.name for path in restored.glob("gradebook*")] == ["gradebook.db"]
    with closing(sqlite3.connect(restored / "gradebook.db")) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        n, total = db.execute("select count(*), sum(n) from pair").fetchone()
    assert (n > 0, n % 2, total) == (True, 0, 0)


def rewritten(file: Path, monkeypatch: pytest.MonkeyPatch, turns: int) -> None:
    """Let a file be written anew while it is read, so many times."""
    fstat, left = os.fstat, [turns]

    def seen(descriptor: int) -> os.stat_result:
        status = fstat(descriptor)
        if status.st_ino == file.stat().st_ino and left[0]:
            left[0] -= 1
            file.write_text(f"utgåva {left[0]:03d}")
            os.utime(file, ns=(0, left[0]))
        return status

    monkeypatch.setattr("graders.backup.os.fstat", seen)


def test_a_file_that_changes_while_it_is_read_is_read_again(
    here: OccasionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = here.path / "reports" / "rapport.html"
    file.write_text("utgåva 999")
    rewritten(file, monkeypatch, 3)
    assert kurs_backup(here.path.parent, tmp_path / "kopia").exit_code == 0
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0
    assert (tmp_path / "annan" / file.relative_to(tmp_path)).read_text() == "utgåva 000"
    rewritten(file, monkeypatch, 1000)
    assert "ändras hela tiden" in refused(kurs_backup(here.path.parent, tmp_path / "igen"))
    assert not (tmp_path / "igen").exists()


def test_it_waits_for_who_writes_and_says_so(here: OccasionFolder, tmp_path: Path) -> None:
    with subprocess.Popen(
        js.child(HOLDER, here.path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        command = js.child(KURS, "backup", tmp_path / "kopia", "--occasions", here.path.parent)
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as waiting:
            assert waiting.stderr is not None
            assert waiting.stderr.readline().startswith("Väntar på liten-2026: ")
            assert not (tmp_path / "kopia").exists()
            holder.communicate("")
            waiting.communicate()
        assert waiting.returncode == 0


# --- what is left out -------------------------------------------------------------------------


def test_links_and_pipes_are_left_out_with_a_line_each(here: OccasionFolder, tmp_path: Path) -> None:
    (tmp_path / "utanför").write_text("hemligt")
    inbound = here.exchange / here.id / "inbound"
    (inbound / "länk").symlink_to(tmp_path / "utanför")
    (inbound / "mapp").symlink_to(tmp_path)
    os.mkfifo(inbound / "rör\x1b[31m")
    os.close(os.open(os.fsencode(inbound) + b"/\xff", os.O_CREAT))
    deep = inbound.joinpath(*"d" * 40)
    deep.mkdir(parents=True)
    done = kurs_backup(here.path.parent, tmp_path / "kopia")
    assert done.exit_code == 0
    left = done.stderr.splitlines()
    assert len(left) == 5
    assert all(line.startswith(f"Inte med: {inbound}/") for line in left)
    assert f"Inte med: {inbound}/länk, som inte är en vanlig fil." in left
    assert "\x1b" not in done.stderr
    assert b"hemligt" not in gzip.decompress((tmp_path / "kopia").read_bytes())
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0


def test_a_gradebook_on_a_server_is_pointed_out_and_everything_else_is_there(
    here: OccasionFolder, tmp_path: Path
) -> None:
    with (here.path / "occasion.yml").open("a") as file:
        file.write('gradebook: "postgresql://kurs@db.example/kurs"\n')
    done = kurs_backup(here.path.parent, tmp_path / "kopia")
    assert done.exit_code == 0
    assert "pg_dump" in done.stderr
    back = kurs_restore(tmp_path / "kopia", tmp_path / "annan")
    assert "pg_restore" in back.stderr
    assert (tmp_path / "annan" / "occasions" / here.id / "release.json").is_file()


def test_a_slip_in_occasion_yml_stops_no_backup(here: OccasionFolder, tmp_path: Path) -> None:
    (here.path / "occasion.yml").write_text("v: 1\nid: [\n")
    done = kurs_backup(here.path.parent, tmp_path / "kopia")
    assert done.exit_code == 0
    assert done.stderr.startswith("liten-2026: occasion.yml: ")
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0
    assert rows(tmp_path / "annan" / "occasions" / here.id / "gradebook.db") == rows(here.path / "gradebook.db")


# --- what is refused --------------------------------------------------------------------------


def test_what_cannot_be_backed_up_is_said_and_nothing_is_left(
    here: OccasionFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    occasions, kept = here.path.parent, sorted(tmp_path.iterdir())
    (tmp_path / "tom").mkdir()
    assert "inga kurstillfällen" in refused(kurs_backup(tmp_path / "tom", tmp_path / "kopia"))
    (tmp_path / "tom").rmdir()
    assert "finns redan" in refused(kurs_backup(occasions, tmp_path / "lista.csv"))
    assert "ligger bland kurstillfällena" in refused(kurs_backup(occasions, here.path / "kopia"))
    assert "No such file" in refused(kurs_backup(occasions, tmp_path / "borta" / "kopia"))
    (here.path / "gradebook.db").write_bytes(b"ingen databas" * 100)
    assert "databasen" in refused(kurs_backup(occasions, tmp_path / "kopia"))
    monkeypatch.setenv("KURS_PSEUDONYM_KEY_FILE", str(here.path / "pseudonym.key"))
    assert "Lägg den utanför" in refused(kurs_backup(occasions, tmp_path / "kopia"))
    assert sorted(tmp_path.iterdir()) == kept


def test_a_full_disk_leaves_no_archive(here: OccasionFolder, tmp_path: Path) -> None:
    (tmp_path / "kopior").mkdir()
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n{KURS}"
    command = js.child(code, "backup", tmp_path / "kopior", "--occasions", here.path.parent)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Ingen säkerhetskopia är gjord: ")
    assert len(done.stderr.splitlines()) == 1
    assert list((tmp_path / "kopior").iterdir()) == []


def test_it_is_only_restored_to_an_empty_place(here: OccasionFolder, tmp_path: Path) -> None:
    assert kurs_backup(here.path.parent, tmp_path / "kopia").exit_code == 0
    for place in (tmp_path, tmp_path / "lista.csv"):
        assert "är inte tom" in refused(kurs_restore(tmp_path / "kopia", place))
    (tmp_path / "tom").mkdir()
    assert kurs_restore(tmp_path / "kopia", tmp_path / "tom").exit_code == 0
    assert kurs_restore(tmp_path / "borta", tmp_path / "annan").exit_code == 2


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    root = tmp_path_factory.mktemp("liten")
    here = make_occasion(root, ["anna"])
    shutil.rmtree(here.path / "exchange")
    assert kurs_backup(here.path.parent, root / "kopia").exit_code == 0
    return (root / "kopia").read_bytes()


def require_refused(data: bytes, tmp_path: Path) -> str:
    """Require that an archive is refused and leaves nothing; returns the sentence."""
    (tmp_path / "skadad").write_bytes(data)
    sentence = refused(kurs_restore(tmp_path / "skadad", tmp_path / "annan"))
    assert sentence.startswith(f"{tmp_path / 'skadad'} är ingen hel säkerhetskopia, och inget är återställt")
    assert list((tmp_path / "annan").iterdir()) == []
    return sentence


def test_one_that_was_cut_off_anywhere_is_refused(small: bytes, tmp_path: Path) -> None:
    for size in (0, 1, 9, 20, *range(200, len(small), len(small) // 12), len(small) - 9, len(small) - 1):
        require_refused(small[:size], tmp_path)


def test_one_that_was_changed_anywhere_is_refused(small: bytes, tmp_path: Path) -> None:
    # Before the 40th byte stands a name that nobody reads.
    # So do, before the checksum in the last eight, the bits that fill the last byte of what is packed.
    for place in (0, *range(40, len(small) - 9, len(small) // 40), len(small) - 8, len(small) - 1):
        require_refused(small[:place] + bytes([small[place] ^ 0x10]) + small[place + 1 :], tmp_path)


def repacked(small: bytes, change: Callable[[tarfile.TarInfo, bytes], Any]) -> bytes:
    """Return an archive with another content: members and their bytes, as `change` gives them, None for none."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(small)) as old, tarfile.open(fileobj=packed, mode="w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            data = content.read() if content else b""
            for info, said in change(member, data):
                info.size = len(said)
                new.addfile(info, io.BytesIO(said))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda m, d: [(m, d.replace(b"Anna", b"Berg"))], "roster.csv” är inte det som innehållsförteckningen säger"),
        (lambda m, d: [] if m.name.endswith("roster.csv") else [(m, d)], "är inte det som innehållsförteckningen"),
        (lambda m, d: [] if m.name == "manifest.jsonl" else [(m, d)], "innehållsförteckningen saknas"),
        (lambda m, d: [(m, d.replace(b'"v": 1', b'"v": 2'))], "innehållsförteckningen saknas"),
        (lambda m, d: [(m, d.rpartition(b"\n{")[0] + b"\n")] if "manifest" in m.name else [(m, d)], "är inte det"),
        (lambda m, d: [(m, d), (m, d)] if m.name.endswith("roster.csv") else [(m, d)], "hör inte hemma"),
    ],
)
def test_one_whose_manifest_says_something_else_is_refused(
    small: bytes, tmp_path: Path, change: Callable[[tarfile.TarInfo, bytes], Any], why: str
) -> None:
    assert why in require_refused(repacked(small, change), tmp_path)


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o644) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.mode = kind, link, mode
    return made


HERE = "occasions/liten-2026"


@pytest.mark.parametrize(
    "hostile",
    [
        member("../utanför"),
        member("/tmp/utanför"),
        member(f"{HERE}/../../../utanför"),
        member(f"{HERE}/./fil"),
        member(f"{HERE}//fil"),
        member("occasions/../utanför"),
        member("occasions/Å/fil"),
        member("annat"),
        member("occasions"),
        member("accounts.db"),
        member(f"{HERE}/länk", tarfile.SYMTYPE, "/etc"),
        member(f"{HERE}/länk", tarfile.LNKTYPE, f"{HERE}/roster.csv"),
        member(f"{HERE}/rör", tarfile.FIFOTYPE),
        member(f"{HERE}/enhet", tarfile.CHRTYPE),
        member(f"{HERE}/enhet", tarfile.BLKTYPE),
        member(f"{HERE}/roster.csv/fil"),
        member(f"{HERE}/mapp/som/inte/finns"),
        member("/".join([HERE, *"d" * 40]), tarfile.DIRTYPE),
    ],
    ids=lambda one: f"{one.name[:30]}-{one.type.decode()}",
)
def test_one_with_something_that_no_backup_has_is_refused(
    small: bytes, tmp_path: Path, hostile: tarfile.TarInfo
) -> None:
    def first(info: tarfile.TarInfo, data: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
        if info.name == "manifest.jsonl":
            yield hostile, b""
        yield info, data

    assert "hör inte hemma i en säkerhetskopia" in require_refused(repacked(small, first), tmp_path)
    assert not (tmp_path / "utanför").exists()


def test_nothing_is_run_as_its_owner_after_a_restore(small: bytes, tmp_path: Path) -> None:
    name = f"{HERE}/roster.csv"

    def changed(info: tarfile.TarInfo, data: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
        if info.name == name:
            info.mode = 0o6755
        if info.name == "manifest.jsonl":
            lines = [json.loads(line) for line in data.splitlines()]
            data = b"".join(
                json.dumps({**one, "mode": "6755"} if one.get("path") == name else one).encode() + b"\n"
                for one in lines
            )
        yield info, data

    (tmp_path / "kopia").write_bytes(repacked(small, changed))
    assert kurs_restore(tmp_path / "kopia", tmp_path / "annan").exit_code == 0
    assert (tmp_path / "annan" / name).stat().st_mode & 0o7777 == 0o755


# --- how much it takes ------------------------------------------------------------------------

MEASURED = """
import resource, sys
from pathlib import Path
from graders.backup import backup
from graders.restore import restore

root = Path(sys.argv[1])
backup(root / "occasions", root / "kopia", print)
restore(root / "kopia", root / "annan", print)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.long
def test_a_large_occasion_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    little = int(js.run_child(MEASURED, tmp_path))
    for name in ("kopia", "annan"):
        path = tmp_path / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for n in range(200):
        folder = here.exchange / here.id / "inbound" / f"{n:03d}"
        folder.mkdir()
        for m in range(100):
            (folder / f"{m:02d}").write_bytes(b"x")
    with (here.path / "reports" / "stor").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert int(js.run_child(MEASURED, tmp_path)) < little + 8  # MiB
