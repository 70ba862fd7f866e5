"""Handing in from the page: by the participant and by the clock, and what the course page then says."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graders.collect import collect, hand_ins
from tests.occasion_support import MODULE, make_occasion
from tests.page_support import START, Clock, Running, Visitor, data_of, message
from tests.test_page import COURSE, PAGE, SAVE, set_rules, val
from toolkit.face.page.hand_in import hand_in_due
from toolkit.fold import read as read_journal
from toolkit.occasion import OccasionFolder
from toolkit.variants import expected_variant

DUE = START + timedelta(days=3)
HAND_IN = f"{PAGE}lamna-in"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    made = make_occasion(tmp_path, ["anna", "bo"])
    set_rules(made, due=DUE.isoformat())
    return OccasionFolder(made.path)


@pytest.fixture
def anna(app: Running) -> Visitor:
    visitor = app.visitor("anna")
    visitor.get(PAGE)
    return visitor


def extend(here: OccasionFolder, who: str, days: float) -> None:
    path = here.path / "extensions.csv"
    due = DUE + timedelta(days=days)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{who};{MODULE};{due.isoformat()};sjuk;lena;{START.isoformat()}\n")


def inbound(here: OccasionFolder) -> list[str]:
    return sorted(f"{one.participant} {one.at:%d %H:%M}" for one in hand_ins(here, MODULE)[0])


def submits(here: OccasionFolder, who: str = "anna") -> list[str]:
    journal = read_journal(here.journal(who, MODULE), here.notebook(MODULE).exercises)
    return [line.by for line in journal.submits]


def log(here: OccasionFolder) -> list[dict[str, Any]]:
    path = here.path / "log" / "submit.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# --- by the participant -------------------------------------------------------------------------


def test_the_page_lists_what_is_not_answered(anna: Visitor) -> None:
    anna.send(SAVE, val())
    text = anna.get(HAND_IN).text
    assert "Lämna in modul 1?" in text
    assert "Du har besvarat 1 av 3 övningar som ger poäng. 2 svar kommer inte med" in text
    left = re.findall(r'<li data-ex="[\w-]+"( data-answered hidden)?><a href="\./#ovning-(\d)">Övning \d<', text)
    assert left == [(" data-answered hidden", "2"), ("", "3"), ("", "4")]
    assert "fredag 4 december kl. 13.00" in text


def test_what_only_a_script_can_know_or_do_is_hidden_until_there_is_one(anna: Visitor, here: OccasionFolder) -> None:
    for place, exercise in enumerate(here.notebook(MODULE).graded.values(), 1):
        var = expected_variant(exercise.variants, here.release.seed, "anna", exercise.id)
        answer = exercise.kind.samples(exercise.specs[var], exercise.solutions[var])[0].answer
        sent = message(exercise.id, answer, exercise.rev, seq=place, base=0, var=var)
        assert anna.send(SAVE, sent).json["ok"]
    asked = anna.get(HAND_IN).text
    assert "Alla övningar är besvarade. Vill du lämna in nu?" in asked
    assert '<ul class="k-list k-panel" data-k-left hidden>' in asked
    for tag in re.findall(r"<[^>]+data-k-if-unsaved[^>]*>", asked):
        assert tag.endswith("hidden>")
    scope = re.search(r'<script type="application/json" id="k-outbox">(.+?)</script>', asked)
    assert scope
    assert json.loads(scope[1]) == {"user": "anna", "occasion": "liten-2026", "module": MODULE}
    assert '<div class="k-notice k-notice--good" data-k-finished hidden>' in anna.get(PAGE).text
    anna.submit(HAND_IN)
    assert '<button type="button" class="k-btn" data-k-print hidden>' in anna.get(f"{PAGE}kvitto").text


def test_what_cannot_be_handed_in_is_not_asked_for(anna: Visitor, clock: Clock) -> None:
    clock.at = DUE + timedelta(seconds=1)
    assert "data-k-finished" not in anna.get(PAGE).text
    assert "k-outbox" not in anna.get(HAND_IN).text


def test_a_hand_in_goes_all_the_way_to_the_collected_folder(anna: Visitor, here: OccasionFolder) -> None:
    anna.send(SAVE, val())
    before = here.journal("anna", MODULE).read_bytes()
    form = anna.get(HAND_IN).text
    token = re.search(r'name="_xsrf" value="([^"]+)"', form)
    assert token
    answer = anna.submit(HAND_IN, _xsrf=token[1])
    assert (answer.status, answer.headers["Location"]) == (303, "kvitto")
    assert inbound(here) == ["anna 01 12:00"]
    assert collect(here, [MODULE]).broken == []
    assert (here.submitted("anna", MODULE) / "answers.jsonl").read_bytes() == before
    receipt = anna.get(f"{PAGE}kvitto").text
    digest = hashlib.sha256(before).hexdigest()
    assert " ".join(digest[i : i + 4] for i in range(0, 16, 4)) in receipt
    assert "tisdag 1 december 2026 kl. 13.00.00" in receipt
    assert "1 av 3 övningar" in receipt
    assert "Anna Prov (anna)" in receipt
    assert "Inlämnad tis 1 dec 13:00" in anna.get(COURSE).text
    (entry,) = log(here)
    assert (entry["participant"], entry["by"], entry["answered"], entry["sha256"]) == ("anna", "participant", 1, digest)


def test_a_change_after_the_hand_in_is_said_and_can_be_handed_in(
    anna: Visitor, here: OccasionFolder, clock: Clock
) -> None:
    anna.submit(HAND_IN)
    clock.move(hours=2)
    anna.send(SAVE, val("z", base=9))
    text = anna.get(COURSE).text
    assert "Ändrad efter inlämning" in text
    assert f'href="{MODULE}/lamna-in"' in text
    anna.submit(HAND_IN)
    assert inbound(here) == ["anna 01 12:00", "anna 01 14:00"]
    assert "Inlämnad tis 1 dec 15:00" in anna.get(COURSE).text


def test_what_is_handed_in_once_is_closed_after_that(anna: Visitor, here: OccasionFolder) -> None:
    set_rules(here, due=DUE.isoformat(), hand_ins="once")
    assert "Lämnas in en gång. Sedan kan du inte ändra." in anna.get(HAND_IN).text
    anna.send(SAVE, val("q"))
    assert anna.submit(HAND_IN).status == 303
    refused = anna.send(SAVE, val("z", seq=2, base=99)).json
    assert (refused["why"], refused["message"]) == ("closed", "INTE sparat. Modulen är inlämnad och kan inte ändras.")
    assert anna.submit(HAND_IN).headers["Location"] == "kvitto"
    assert anna.get(HAND_IN).headers["Location"] == "kvitto"
    assert submits(here) == ["participant"]
    assert inbound(here) == ["anna 01 12:00"]
    assert {one["closed"] for one in data_of(anna.get(PAGE).text)["exercises"]} == {"tis 1 dec 13:00"}


def test_nothing_is_taken_after_due(anna: Visitor, here: OccasionFolder, clock: Clock) -> None:
    clock.at = DUE
    assert anna.send(SAVE, val("q")).json["ok"]
    clock.move(seconds=1)
    assert anna.send(SAVE, val("z", seq=2, base=9)).json["why"] == "closed"
    assert "Tiden har gått ut" in anna.get(HAND_IN).text
    answer = anna.submit(HAND_IN)
    assert (answer.status, "Tiden har gått ut" in answer.text) == (409, True)
    assert inbound(here) == []


def test_an_extension_holds_for_its_person_alone(app: Running, here: OccasionFolder, clock: Clock) -> None:
    extend(here, "anna", 3)
    clock.at = DUE + timedelta(days=1)
    anna, bo = app.visitor("anna"), app.visitor("bo")
    for visitor in (anna, bo):
        visitor.get(PAGE)
    assert anna.send(SAVE, val()).json["ok"]
    assert bo.send(SAVE, val()).json["why"] == "closed"
    assert "Förlängd tid till mån 7 dec 13:00" in anna.get(COURSE).text
    assert anna.submit(HAND_IN).status == 303
    assert bo.submit(HAND_IN).status == 409
    assert inbound(here) == ["anna 05 12:00"]


def test_a_hand_in_that_fails_is_told_and_can_be_made_again(
    anna: Visitor, here: OccasionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.send(SAVE, val())
    outbound = here.exchange / here.occasion.id / "outbound"
    outbound.rename(outbound.with_name("borta"))
    answer = anna.submit(HAND_IN)
    assert answer.status == 409
    assert "Inlämningen gick inte fram. Svaren är sparade. Försök igen." in answer.text
    assert submits(here) == []
    outbound.with_name("borta").rename(outbound)
    token = re.search(r'name="_xsrf" value="([^"]+)"', answer.text)
    assert token
    assert anna.submit(HAND_IN, _xsrf=token[1]).status == 303


# --- by the clock -------------------------------------------------------------------------------


def test_what_is_not_handed_in_is_so_at_due_and_never_twice(anna: Visitor, here: OccasionFolder, clock: Clock) -> None:
    anna.send(SAVE, val())
    clock.at = DUE
    assert hand_in_due(here, clock) == []
    clock.move(hours=5)
    (made,) = hand_in_due(here, clock)
    assert (made.participant, made.at, made.answered) == ("anna", DUE, 1)
    assert hand_in_due(here, clock) == []
    assert inbound(here) == ["anna 04 12:00"]
    assert submits(here) == ["auto"]
    assert [one.participant for one in collect(here, [MODULE]).taken] == ["anna"]
    assert "Inlämnad automatiskt fre 4 dec 13:00" in anna.get(COURSE).text
    assert "Inlämnad automatiskt" in anna.get(f"{PAGE}kvitto").text
    assert log(here)[-1]["by"] == "auto"


def test_only_graded_answers_since_the_last_hand_in_are_handed_in(
    anna: Visitor, app: Running, here: OccasionFolder, clock: Clock
) -> None:
    app.visitor("bo").get(PAGE)  # opened, and nothing else
    anna.send(SAVE, val())
    anna.submit(HAND_IN)
    clock.at = DUE + timedelta(minutes=1)
    assert hand_in_due(here, clock) == []
    assert inbound(here) == ["anna 01 12:00"]
    assert "Stängd, inte inlämnad" in app.visitor("bo").get(COURSE).text


def test_a_change_after_the_hand_in_is_handed_in_at_due(anna: Visitor, here: OccasionFolder, clock: Clock) -> None:
    anna.submit(HAND_IN)
    anna.send(SAVE, val(base=9))
    clock.at = DUE + timedelta(minutes=1)
    assert [made.at for made in hand_in_due(here, clock)] == [DUE]
    assert inbound(here) == ["anna 01 12:00", "anna 04 12:00"]


def test_each_person_has_a_due_of_their_own(anna: Visitor, app: Running, here: OccasionFolder, clock: Clock) -> None:
    extend(here, "anna", 1)
    bo = app.visitor("bo")
    bo.get(PAGE)
    for visitor in (anna, bo):
        assert visitor.send(SAVE, val()).json["ok"]
    done: dict[Path, Any] = {}
    clock.at = DUE + timedelta(minutes=1)
    assert [made.participant for made in hand_in_due(here, clock, done)] == ["bo"]
    clock.move(days=1)
    assert [made.participant for made in hand_in_due(here, clock, done)] == ["anna"]
    assert hand_in_due(here, clock, done) == []
    assert inbound(here) == ["anna 05 12:00", "bo 04 12:00"]


def test_more_time_after_the_automatic_hand_in_can_be_used_once(
    anna: Visitor, here: OccasionFolder, clock: Clock
) -> None:
    set_rules(here, due=DUE.isoformat(), hand_ins="once")
    anna.send(SAVE, val("z"))
    clock.at = DUE + timedelta(minutes=1)
    hand_in_due(here, clock)
    extend(here, "anna", 2)
    assert anna.send(SAVE, val("q", seq=2, base=9)).json["ok"]
    assert anna.submit(HAND_IN).status == 303
    assert anna.send(SAVE, val("b", seq=3, base=99)).json["why"] == "closed"
    assert submits(here) == ["auto", "participant"]


def test_an_occasion_can_do_without_the_automatic_hand_in(anna: Visitor, here: OccasionFolder, clock: Clock) -> None:
    path = here.path / "occasion.yml"
    path.write_text('auto_submit: "false"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    anna.send(SAVE, val())
    clock.at = DUE + timedelta(minutes=1)
    assert hand_in_due(here, clock) == []
    assert "Stängd, inte inlämnad" in anna.get(COURSE).text


def test_what_fails_for_one_does_not_stop_the_others(
    anna: Visitor, app: Running, here: OccasionFolder, clock: Clock
) -> None:
    bo = app.visitor("bo")
    bo.get(PAGE)
    bo.send(SAVE, val())
    path = here.journal("anna", MODULE)
    path.unlink()
    path.symlink_to(here.path / "roster.csv")
    clock.at = DUE + timedelta(minutes=1)
    assert [made.participant for made in hand_in_due(here, clock)] == ["bo"]


# --- states of the course page --------------------------------------------------------------------


def test_a_module_that_opens_later_is_shut(anna: Visitor, here: OccasionFolder, clock: Clock) -> None:
    set_rules(here, opens=DUE.isoformat())
    assert "Öppnar fre 4 dec" in anna.get(COURSE).text
    assert "Nästa modul öppnar fredag 4 december kl. 13.00." in anna.get(COURSE).text
    for path in (PAGE, HAND_IN, f"{PAGE}fil/x.png", f"{PAGE}kvitto"):
        answer = anna.get(path)
        assert (answer.status, "Modul 1: Djur öppnar fredag 4 december kl. 13.00." in answer.text) == (403, True)
    assert anna.send(SAVE, val()).json["why"] == "closed"
    clock.at = DUE
    assert anna.get(PAGE).status == 200


def test_a_graded_module_shows_its_points(anna: Visitor, here: OccasionFolder) -> None:
    anna.send(SAVE, val())
    anna.submit(HAND_IN)
    folder = here.path / "published" / "anna"
    folder.mkdir(parents=True)
    fields = {"module": MODULE, "at": START.isoformat(), "points": 4.5, "max": 6.5}
    fields |= {"strands": [], "read": [], "exercises": []}
    (folder / f"{MODULE}.json").write_text(json.dumps(fields), encoding="utf-8")
    assert "Bedömd: 4,5 av 6,5 poäng" in anna.get(COURSE).text


def test_the_contact_is_a_link(anna: Visitor, here: OccasionFolder) -> None:
    path = here.path / "occasion.yml"
    path.write_text('contact: "Lena <lena@example.se>"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert 'Lena &lt;<a href="mailto:lena@example.se">lena@example.se</a>&gt;' in anna.get(COURSE).text
