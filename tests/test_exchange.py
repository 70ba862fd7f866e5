"""Handing in with and without nbgrader; nbgrader's own collect takes both."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect, ExchangeFetchAssignment, ExchangeSubmit
from nbgrader.utils import parse_utc

from graders.inprocess import nbgrader_log
from graders.nbgrader_plugin import load_config
from tests.occasion_support import MODULE, line, make_occasion
from toolkit.errors import KursError
from toolkit.exchange import hand_in, timestamp_text
from toolkit.occasion import OccasionFolder

AT = datetime(2026, 11, 22, 13, 2, 5, 123456, tzinfo=UTC)


def nbgrader_submit(here: OccasionFolder, who: str, home: Path, journal: bytes) -> None:
    """Fetch, put a journal beside the notebook and submit, as a participant with nbgrader does."""
    config = load_config(here)
    config.Exchange.assignment_dir = str(home)
    config.Exchange.cache = str(home / "cache")
    home.mkdir()
    for step in (ExchangeFetchAssignment, ExchangeSubmit):
        coursedir = CourseDirectory(config=config, assignment_id=MODULE, student_id=who)
        authenticator = Authenticator(config=config)
        log = nbgrader_log("submit")
        step(coursedir=coursedir, authenticator=authenticator, config=config, log=log).start()
        (home / here.occasion.id / MODULE / "answers.jsonl").write_bytes(journal)


def test_nbgraders_collect_takes_our_hand_in_and_nbgraders_own(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna", "bo"])
    anna, bo = line(1, "liten-1-val", "q"), line(1, "liten-1-val", "z")
    made = hand_in(here.exchange, here.occasion.id, MODULE, "anna", anna, AT)
    nbgrader_submit(here, "bo", tmp_path / "bo", bo)
    config = load_config(here)
    coursedir = CourseDirectory(config=config, assignment_id=MODULE)
    ExchangeCollect(coursedir=coursedir, config=config, log=nbgrader_log("collect")).start()
    for who, journal in (("anna", anna), ("bo", bo)):
        folder = here.submitted(who, MODULE)
        names = {p.name for p in folder.iterdir()}
        assert names == {f"{MODULE}.ipynb", "answers.jsonl", "timestamp.txt", "submission_secret.txt"}
        assert (folder / "answers.jsonl").read_bytes() == journal
    found = coursedir.get_existing_timestamp(str(here.submitted("anna", MODULE)))
    assert found == AT.replace(tzinfo=None)
    assert (here.submitted("anna", MODULE) / "submission_secret.txt").read_text() == made.secret


def test_a_hand_in_has_the_modes_of_nbgraders_own(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    nbgrader_submit(here, "bo", tmp_path / "bo", b"")
    ours = hand_in(here.exchange, here.occasion.id, MODULE, "anna", b"", AT).folder
    theirs = next(ours.parent.glob("bo+*"))
    modes = [{p.name: oct(p.stat().st_mode) for p in f.iterdir()} for f in (ours, theirs)]
    assert modes[0] == modes[1]
    assert oct(ours.stat().st_mode) == oct(theirs.stat().st_mode)
    assert sorted(p.name for p in ours.parent.iterdir()) == sorted([ours.name, theirs.name])


def test_a_time_is_always_written_in_utc(tmp_path: Path) -> None:
    stockholm = AT.astimezone(timezone(timedelta(hours=1)))
    assert timestamp_text(stockholm) == "2026-11-22 13:02:05.123456 UTC"
    assert parse_utc(timestamp_text(stockholm)) == AT.replace(tzinfo=None)


def test_what_is_not_released_cannot_be_handed_in(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"], released=False)
    with pytest.raises(KursError, match="Modulen 1-djur är inte utlämnad i liten-2026"):
        hand_in(here.exchange, here.occasion.id, MODULE, "anna", b"", AT)


def test_a_hand_in_that_fails_leaves_nothing_that_collect_could_take(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    inbound = here.exchange / here.occasion.id / "inbound"
    (inbound.parent / "outbound" / MODULE / "lank").symlink_to("/etc/hostname")
    made = hand_in(here.exchange, here.occasion.id, MODULE, "anna", b"", AT)
    assert not (made.folder / "lank").exists()
    with pytest.raises(KursError, match="Inlämningen gick inte fram"):
        hand_in(here.exchange, here.occasion.id, MODULE, "a" * 250, b"", AT)
    assert [p.name for p in inbound.iterdir() if not p.name.startswith(".tmp-")] == [made.folder.name]
