"""``kurs status``: how far the hand-ins have come, and what somebody should look at."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graders import cli
from graders.collect import collect
from graders.grade import grade
from graders.simulate import simulate
from tests.hand_in_support import Taking
from tests.occasion_support import MODULE, line, make_occasion
from tests.page_support import START
from tests.test_exchange import nbgrader_submit
from tests.test_export import TEST, WRITTEN, make
from tests.test_grading import RIGHT, SORTERA, VAL, VARIANT
from tests.test_page import set_rules
from toolkit.exchange import hand_in
from toolkit.fold import fold
from toolkit.occasion import OccasionFolder
from toolkit.receipts import read_receipts
from toolkit.roster import read_roster
from toolkit.variants import expected_variant

RIGHT_IN = {"a": "p", "b": "w"}
"""The right option in each variant."""
Found = dict[str, Any]


def ask(here: OccasionFolder, *arguments: str) -> str:
    """Return what the command prints; it always ends well."""
    done = CliRunner().invoke(cli.status, [here.id, *arguments, "--occasions", str(here.path.parent)])
    assert done.exit_code == 0, done.exception
    return done.output


def status(here: OccasionFolder) -> Found:
    found: Found = json.loads(ask(here, "--json"))
    return found


def counts(here: OccasionFolder, place: int = 0) -> tuple[int, ...]:
    """Return the numbers of a module: started, handed in, collected, graded, awaiting marking, broken."""
    one = status(here)["modules"][place]
    return tuple(one[name] for name in ("started", "handed_in", "collected", "graded", "awaiting_marking", "broken"))


def look(here: OccasionFolder) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return what should be looked at: what it is, who it is about, and which exercises."""
    return [(one["kind"], one["participant"], tuple(one["exercises"])) for one in status(here)["attention"]]


def journal_in(folder: Path) -> Path:
    return folder / "answers.jsonl"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return make_occasion(tmp_path, ["anna", "bo", "cia"])


@pytest.fixture
def taking(here: OccasionFolder) -> Taking:
    return Taking(here)


# --- how many -------------------------------------------------------------------------------------


def test_each_step_of_a_hand_in_is_counted(here: OccasionFolder, taking: Taking) -> None:
    taking.journal("cia").opened()
    assert counts(here) == (0, 0, 0, 0, 0, 0)  # looked at, and nothing answered
    for who in ("anna", "bo"):
        taking.answer(who, VAL, "q")
    assert counts(here) == (2, 0, 0, 0, 0, 0)
    taking.hand_in("anna")
    assert counts(here) == (2, 1, 0, 0, 0, 0)
    assert "1-djur, inte hämtade: 1. Kör kurs collect liten-2026." in ask(here)
    collect(here, [MODULE])
    assert counts(here) == (2, 1, 1, 0, 0, 0)
    assert "1-djur, hämtade men inte bedömda: 1. Kör kurs grade liten-2026." in ask(here)
    grade(here, [MODULE])
    assert counts(here) == (2, 1, 1, 1, 0, 0)
    assert ask(here).splitlines()[-1] == "Inget annat behöver ses över."
    taking.clock.move(hours=1)
    taking.hand_in("anna")
    assert counts(here) == (2, 1, 0, 0, 0, 0)  # it is the last one that counts
    assert look(here) == []


def test_a_text_waits_for_its_marker(tmp_path: Path) -> None:
    here = make(tmp_path, ["anna", "bo"], TEST, MODULE)
    taking = Taking(here)
    taking.answer("anna", WRITTEN, "Kalven är borta.", TEST)
    for who in ("anna", "bo"):
        taking.journal(who, TEST).opened()
        taking.hand_in(who, TEST)
    collect(here, [TEST])
    grade(here, [TEST])
    assert [one["module"] for one in status(here)["modules"]] == [MODULE, TEST]  # in the course's order
    assert counts(here, 1) == (1, 2, 2, 2, 1, 0)
    assert "kunskapsprov, med svar som en kursledare ska bedöma: 1." in ask(here)


def test_seats_people_and_times_are_told(here: OccasionFolder, taking: Taking) -> None:
    path = here.path / "occasion.yml"
    path.write_text(path.read_text("utf-8") + "seats: 20\n", "utf-8")
    roster = here.path / "roster.csv"
    roster.write_text(roster.read_text("utf-8-sig").replace("Cia Prov;;;kommun;;nord;;ja", "Cia Prov;;;;;;;nej"))
    assert read_roster(roster)["cia"].active == "nej"
    taking.answer("cia", VAL, "q")
    found = status(here)
    assert (found["v"], found["occasion"], found["seats"], found["active"]) == (1, "liten-2026", 20, 2)
    assert counts(here) == (0, 0, 0, 0, 0, 0)  # who has left is not counted
    (module,) = found["modules"]
    assert (module["title"], module["role"], module["due"]) == ("Djur", "module", None)
    assert module["opens"] == json.loads(here.release.model_dump_json())["modules"][MODULE]["released"]
    assert "aldrig" in ask(here)
    set_rules(here, opens=START.isoformat(), due=(START + timedelta(days=3)).isoformat())
    (module,) = status(here)["modules"]
    assert (module["opens"], module["due"]) == ("2026-12-01T12:00:00.000+00:00", "2026-12-04T12:00:00.000+00:00")
    first, *rows = ask(here).splitlines()
    assert first == "Prov (liten-2026), aktiva deltagare: 2 på 20 platser."
    assert re.search(r"1-djur +tis 1 dec 13:00 +fre 4 dec 13:00 +0 +0 +0 +0 +0 +0", "\n".join(rows))


def test_nothing_is_released_yet(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"], released=False)
    assert "Ingen modul är utlämnad i liten-2026. Kör kurs release först." in ask(here)
    assert status(here)["modules"] == []


def test_it_reads_only_and_waits_for_nobody(here: OccasionFolder, taking: Taking) -> None:
    taking.answer("anna", VAL, "q")
    taking.hand_in("anna")
    before = {path: path.stat().st_mtime_ns for path in here.path.rglob("*") if path.name != ".lock"}
    with here.writing("grade"):
        assert counts(here)[:2] == (1, 1)
    assert {path: path.stat().st_mtime_ns for path in here.path.rglob("*") if path.name != ".lock"} == before


# --- what to look at --------------------------------------------------------------------------------


def test_a_hand_in_is_what_its_receipt_says_until_somebody_changes_it(here: OccasionFolder, taking: Taking) -> None:
    taking.answer("anna", VAL, "z")
    made = taking.hand_in("anna").result
    collect(here, [MODULE])
    assert look(here) == []
    collected = journal_in(here.submitted("anna", MODULE))
    honest = collected.read_bytes()
    changed = honest.replace(b'"answer":"z"', b'"answer":"q"')
    assert changed != honest
    for path in (collected, journal_in(made.folder)):
        path.write_bytes(changed)
        assert look(here) == [("receipt", "anna", ())]
        assert "Inlämningar som inte är det som kvittot gäller." in ask(here)
        assert "  1-djur · anna · tis 1 dec 13:00" in ask(here)
        path.write_bytes(honest)
    journal_in(made.folder).unlink()
    assert look(here) == [("receipt", "anna", ())]


def test_a_receipt_holds_for_its_own_hand_in_alone(here: OccasionFolder, taking: Taking) -> None:
    taking.answer("anna", VAL, "z")
    first = taking.hand_in("anna").result
    taking.clock.move(hours=1)
    taking.answer("anna", VAL, "q")
    second = taking.hand_in("anna").result
    assert look(here) == []
    journal_in(second.folder).write_bytes(journal_in(first.folder).read_bytes())
    (found,) = status(here)["attention"]
    assert (found["kind"], found["at"]) == ("receipt", "2026-12-01T13:00:00.000+00:00")


def test_a_hand_in_from_the_lab_has_no_receipt(here: OccasionFolder, taking: Taking, tmp_path: Path) -> None:
    nbgrader_submit(here, "bo", tmp_path / "bo", line(1, VAL, "q"))
    assert look(here) == [("no_receipt", "bo", ())]
    assert counts(here)[:2] == (1, 1)
    collect(here, [MODULE])
    assert look(here) == [("no_receipt", "bo", ())]
    assert "  1-djur · bo\n" in ask(here)


def test_where_all_work_in_the_lab_no_receipt_is_missed(here: OccasionFolder, taking: Taking, tmp_path: Path) -> None:
    path = here.path / "occasion.yml"
    path.write_text(path.read_text("utf-8") + "surface: lab\n", "utf-8")
    nbgrader_submit(here, "bo", tmp_path / "bo", line(1, VAL, "q"))
    collect(here, [MODULE])
    assert look(here) == []
    assert counts(here)[:3] == (1, 1, 1)
    # Where there is a receipt all the same, it is compared as ever.
    taking.answer("anna", VAL, "q")
    journal_in(taking.hand_in("anna").result.folder).unlink()
    assert look(here) == [("receipt", "anna", ())]


def test_of_many_some_are_named_and_the_others_are_counted(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, [f"p{n:02d}" for n in range(1, 23)])
    for who in read_roster(here.path / "roster.csv"):
        hand_in(here.exchange, here.id, MODULE, who, line(1, VAL, "q"), START)
    assert "  1-djur · p01, p02, " in ask(here)
    assert "p20 och 2 till (alla med --json)\n" in ask(here)
    assert len(look(here)) == 22


def test_who_is_simulated_has_a_receipt(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, [])
    handed_in = simulate(here, 3).handed_in
    here = OccasionFolder(here.path)
    assert counts(here)[1] == handed_in > 0
    assert look(here) == []


def test_a_receipt_without_its_hand_in_is_told(here: OccasionFolder, taking: Taking) -> None:
    taking.answer("anna", VAL, "q")
    folder = taking.hand_in("anna").result.folder
    folder.rename(here.path / "borta")
    assert look(here) == [("lost", "anna", ())]
    (here.path / "borta").rename(folder)
    collect(here, [MODULE])
    folder.rename(here.path / "borta")  # the instructor has emptied the exchange
    assert look(here) == []


def test_a_line_of_the_log_that_was_not_finished_stops_nothing(here: OccasionFolder, taking: Taking) -> None:
    taking.answer("anna", VAL, "q")
    taking.hand_in("anna")
    log = here.path / "log" / "submit.jsonl"
    log.write_text(log.read_text("utf-8") + '[]\n{"participant": "bo"}\n{"participant": "bo", "mod', "utf-8")
    assert [who for who, _, _ in read_receipts(here)] == ["anna"]
    assert look(here) == []


def test_an_answer_after_the_last_hand_in_does_not_count_yet(here: OccasionFolder, taking: Taking) -> None:
    taking.answer("anna", VAL, "z")
    taking.answer("anna", SORTERA, RIGHT)
    assert look(here) == []
    taking.hand_in("anna")
    taking.clock.move(hours=1)
    taking.answer("anna", "liten-1-prova", "b")
    assert look(here) == []  # practice gives no points
    taking.answer("anna", VAL, "q")
    assert look(here) == [("changed", "anna", (VAL,))]
    taking.hand_in("anna")
    assert look(here) == []


def other_variant(here: OccasionFolder, who: str) -> str:
    return "b" if expected_variant(["a", "b"], here.release.seed, who, VARIANT) == "a" else "a"


def test_an_answer_to_another_variant_than_the_expected_is_told(here: OccasionFolder, taking: Taking) -> None:
    other = other_variant(here, "anna")
    taking.answer("bo", VARIANT, RIGHT_IN[(other_variant(here, "bo") == "a" and "b") or "a"])
    assert look(here) == []
    taking.answer("anna", VARIANT, RIGHT_IN[other], var=other)
    assert look(here) == [("variant", "anna", (VARIANT,))]
    taking.hand_in("anna")
    collect(here, [MODULE])
    grade(here, [MODULE])
    expected = "a" if other == "b" else "b"
    assert f"  1-djur · anna · {VARIANT} ({other}, väntade {expected})" in ask(here)
    # What was collected is what was graded, whatever the journal says since.
    taking.answer("anna", VARIANT, RIGHT_IN[expected])
    assert look(here) == [("changed", "anna", (VARIANT,)), ("variant", "anna", (VARIANT,))]
    taking.clock.move(hours=1)
    taking.hand_in("anna")
    assert look(here) == [("variant", "anna", (VARIANT,))]
    collect(here, [MODULE])
    assert look(here) == []


def test_an_answer_to_another_revision_is_told(here: OccasionFolder, taking: Taking) -> None:
    taking.answer("anna", VAL, "q")
    path = here.journal("anna", MODULE)
    rev = here.release.modules[MODULE].exercises[VAL].rev
    path.write_bytes(path.read_bytes().replace(rev.encode(), b"0a1b2c"))
    assert fold(path.read_bytes(), here.notebook(MODULE).exercises).answers[VAL].rev == "0a1b2c"
    assert look(here) == [("rev", "anna", (VAL,))]
    taking.answer("anna", VAL, "z")  # answered again, in the released revision
    assert look(here) == []


def test_what_cannot_be_collected_or_graded_is_broken(here: OccasionFolder, taking: Taking) -> None:
    for who in ("anna", "bo"):
        taking.answer(who, VAL, "q")
        taking.hand_in(who)
    collect(here, [MODULE])
    grade(here, [MODULE])
    assert counts(here) == (2, 2, 2, 2, 0, 0)
    taking.clock.move(hours=1)
    link = journal_in(taking.hand_in("anna").result.folder)
    link.unlink()
    link.symlink_to(here.path / "gradebook.db")
    stamp = here.submitted("bo", MODULE) / "timestamp.txt"
    stamp.write_text("i går")
    (here.exchange / here.id / "inbound" / "skräp\x1b[31m").mkdir()
    (here.path / "submitted" / "okand" / MODULE).mkdir(parents=True)
    assert counts(here)[-1] == 3
    found = status(here)["attention"]
    broken = {one["participant"]: one["detail"] for one in found if one["kind"] == "broken"}
    assert broken["okand"] == "deltagaren finns inte på deltagarlistan"
    assert "vanlig fil" in broken["anna"]
    assert "i går" in broken["bo"]
    (foreign,) = (one for one in found if one["kind"] == "foreign")
    assert (foreign["participant"], foreign["module"]) == ("skräp�[31m", None)
    assert "\x1b" not in ask(here)
    assert all(one["do"] for one in found)


def test_where_nothing_can_be_read_the_exercises_are_named(here: OccasionFolder, taking: Taking) -> None:
    taking.answer("anna", VAL, "q")
    path = here.journal("anna", MODULE)
    path.write_bytes(path.read_bytes().replace(b'"answer":"q"', b'"answer":["q"]'))
    assert look(here) == [("unreadable", "anna", (VAL,))]
