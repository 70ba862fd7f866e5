"""Permissions in an occasion's folder, as they stand there; who can do what with them is tried in test_deploy.py."""

import os
import pwd
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders import cli
from graders.collect import collect
from graders.export import export
from graders.feedback import publish
from graders.grade import grade
from graders.modes import check_modes, set_modes
from graders.release import release
from graders.responses import write_responses
from tests.hand_in_support import Taking
from tests.occasion_support import MODULE, make_occasion
from tests.page_support import START
from tests.test_grading import VAL
from toolkit.errors import KursError
from toolkit.formats import ModuleRules
from toolkit.occasion import OccasionFolder

SHARED = ("exchange/liten-2026/inbound", "exchange/liten-2026/outbound", "journals", "published", "release")
OTHERS = {"occasion.yml", "course.yml", "release.json", "roster.csv", "extensions.csv", "log/submit.jsonl"}


@pytest.fixture(params=[0o000, pytest.param(0o077, marks=pytest.mark.long)], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def shared_occasions(root: Path) -> int:
    """Make the folder of the occasions as it is where the page has an account of its own; returns its group."""
    folder = root / "occasions"
    folder.mkdir()
    group = pwd.getpwnam("daemon").pw_gid if os.geteuid() == 0 else os.getegid()
    os.chown(folder, -1, group)
    folder.chmod(0o2710)
    return group


def go_through(here: OccasionFolder, root: Path) -> None:
    """Give a module from its release to its feedback."""
    release(here, MODULE, root / "courses")
    taking = Taking(here)
    taking.answer("anna", VAL, "q")
    taking.hand_in("anna")
    collect(here, [MODULE])
    grade(here, [MODULE])
    publish(here, [MODULE], now=START + timedelta(days=9))
    write_responses(here)
    export(here)


def make(root: Path) -> OccasionFolder:
    rules = {MODULE: ModuleRules(due=START + timedelta(days=1))}
    return make_occasion(root, ["anna", "bo"], released=False, modules=rules)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def readable(folder: Path, group: int, top: Path | None = None) -> set[str]:
    """Return the files that somebody else who is in the group can read, by what stands on the way to them."""
    found: set[str] = set()
    for path in folder.iterdir():
        status = path.stat()
        bits = status.st_mode >> 3 if status.st_gid == group else status.st_mode
        if path.is_dir() and bits & 0o1:
            found |= readable(path, group, top or folder)
        elif path.is_file() and bits & 0o4:
            found.add(path.relative_to(top or folder).as_posix())
    return found


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("umask")
def test_whatever_the_umask_the_page_reads_what_is_its_own_and_no_more(tmp_path: Path) -> None:
    group = shared_occasions(tmp_path)
    here = make(tmp_path)
    go_through(here, tmp_path)
    assert (here.path / "published" / "anna" / f"{MODULE}.json").is_file()
    its_own = {name for name in files(here.path) if name.startswith(SHARED)} | OTHERS
    assert readable(here.path, group) == its_own
    closed = files(here.path) - its_own
    assert {"gradebook.db", "responses.parquet", "results.csv", "log/grade.jsonl"} < closed
    assert f"source/{MODULE}/{MODULE}.ipynb" in closed
    # What the page makes, the grader reads as a member of the group.
    journal = here.journal("anna", MODULE)
    assert [mode(path) for path in (journal, *list(journal.parents)[:2])] == [0o640, 0o2750, 0o2750]
    assert journal.stat().st_gid == group
    assert [mode(here.path / name) for name in ("", "exchange", "journals")] == [0o710, 0o710, 0o2770]


def test_an_occasion_from_before_is_given_the_same_permissions(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    taking = Taking(here)
    taking.answer("anna", VAL, "q")
    taking.hand_in("anna")
    for name in ("results.csv", "autograded/anna.ipynb", "log/grade.jsonl", "published/anna.json"):
        (here.path / name).touch()
    # It was for its own account alone.
    assert [mode(path) for path in (here.path, here.journal("anna", MODULE))] == [0o700, 0o600]
    for path in (here.path, *here.path.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    (tmp_path / "delad").mkdir()
    group = shared_occasions(tmp_path / "delad")
    moved = OccasionFolder(here.path.rename(tmp_path / "delad" / "occasions" / here.id))
    done = CliRunner().invoke(cli.occasion, ["modes", "--occasions", str(moved.path.parent)])
    assert (done.exit_code, done.output) == (0, "liten-2026: rättigheterna är satta.\n")
    its_own = {name for name in files(moved.path) if name.startswith(SHARED)} | OTHERS
    assert readable(moved.path, group) == its_own
    once = {path: (path.stat().st_mode, path.stat().st_gid) for path in moved.path.rglob("*")}
    set_modes(moved.path)
    assert {path: (path.stat().st_mode, path.stat().st_gid) for path in moved.path.rglob("*")} == once


def test_links_are_not_followed_and_nothing_outside_is_touched(tmp_path: Path) -> None:
    shared_occasions(tmp_path)
    here = make(tmp_path)
    outside = tmp_path / "utanför"
    outside.mkdir(mode=0o755)
    (outside / "fil").write_text("x")
    (outside / "fil").chmod(0o600)
    before = {path: path.stat() for path in (outside, outside / "fil")}
    (here.path / "journals" / "anna").symlink_to(outside)
    (here.path / "journals" / "bo").symlink_to(outside / "fil")
    os.mkfifo(here.path / "journals" / "cia")
    deep = here.path / "journals" / "dag"
    for _ in range(30):
        deep /= "d"
    deep.mkdir(parents=True)
    set_modes(here.path)
    assert {path: (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in before} == {
        path: (one.st_mode, one.st_uid, one.st_gid) for path, one in before.items()
    }


def test_a_slip_in_occasion_yml_is_said_by_the_check(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, [], released=False)
    (here.path / "occasion.yml").write_text("v: 1\nid: [\n")
    (sentence,) = check_modes(here.path, "daemon")
    assert sentence.startswith("liten-2026: occasion.yml: ")


def test_an_account_that_does_not_exist_is_said(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, [], released=False)
    with pytest.raises(KursError, match="Kontot finns-inte finns inte"):
        check_modes(here.path, "finns-inte")
