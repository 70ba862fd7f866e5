"""The occasion's own times on the pages: nothing is open before it starts, and nothing is taken after it has ended."""

from datetime import timedelta
from pathlib import Path

import pytest

from graders.occasion import new_occasion
from graders.release import release
from graders.roster import import_roster
from tests.occasion_support import MODULE, PRACTICE, SINGLE, write_course
from tests.page_support import START, Clock, Running, Visitor, data_of, message
from tests.test_page import COURSE, PAGE, SAVE, val
from toolkit.face.page.hand_in import hand_in_due
from toolkit.fold import read as read_journal
from toolkit.formats import Occasion
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder

DAY = timedelta(days=1)
STARTS, ENDS = START + DAY, START + 2 * DAY
READ = (COURSE, PAGE, f"{PAGE}lage", f"{PAGE}lamna-in")
MASTERY = PRACTICE.replace("liten-1-prova", "liten-1-krav").replace("practice: true", "practice: true\nmastery: true")


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    write_course(tmp_path / "courses", MASTERY, SINGLE)
    made = Occasion(id="liten-2026", course="liten", title="Prov", starts=STARTS, ends=ENDS)
    here = new_occasion(tmp_path / "occasions", tmp_path / "courses" / "liten", made)
    (tmp_path / "lista.csv").write_text("id;name\nanna;Anna\nbo;Bo\n", encoding="utf-8")
    import_roster(here.path / "roster.csv", tmp_path / "lista.csv")
    release(here, MODULE, tmp_path / "courses")
    return here


def answers(here: OccasionFolder, who: str) -> dict[str, object]:
    exercises = here.notebook(MODULE).exercises
    return {name: one.answer for name, one in read_journal(here.journal(who, MODULE), exercises).answers.items()}


def closed(page: str) -> dict[str, str | None]:
    return {one["spec"]["id"]: one["closed"] for one in data_of(page)["exercises"]}


def krav(here: OccasionFolder, answer: str, **more: int) -> dict[str, object]:
    exercise = read(here.source(MODULE)).exercises["liten-1-krav"]
    return message(exercise.id, answer, exercise.rev, view="krav", **more)


def test_before_it_starts_no_module_is_open(app: Running, here: OccasionFolder, clock: Clock) -> None:
    anna = app.visitor()
    assert "Nästa modul öppnar onsdag 2 december kl. 13.00." in anna.get(COURSE).text
    for path in READ[1:]:
        refused = anna.get(path)
        assert (refused.status, "Modul 1: Djur öppnar onsdag 2 december kl. 13.00." in refused.text) == (403, True)
    assert anna.send(SAVE, val()).json["why"] == "closed"
    assert not here.journal("anna", MODULE).exists()
    clock.at = STARTS
    assert anna.get(PAGE).status == 200
    assert anna.send(SAVE, val()).json["ok"]


def test_after_it_has_ended_everything_is_read_and_nothing_taken(
    app: Running, here: OccasionFolder, clock: Clock
) -> None:
    clock.at = ENDS
    anna = app.visitor()
    page = anna.get(PAGE).text
    assert closed(page) == {"liten-1-krav": None, "liten-1-val": None}
    assert "Kursen är avslutad" not in anna.get(COURSE).text
    assert anna.send(SAVE, val()).json["ok"]
    assert anna.send(SAVE, krav(here, "q")).json["ok"]
    clock.move(seconds=1)
    before = here.journal("anna", MODULE).read_bytes()
    assert [anna.get(path).status for path in READ] == [200] * len(READ)
    assert closed(anna.get(PAGE).text) == {name: "tor 3 dec 13:00" for name in ("liten-1-krav", "liten-1-val")}
    told = "Den avslutades torsdag 3 december kl. 13.00. Du kan läsa modulerna och din återkoppling, men inte svara."
    assert told in anna.get(COURSE).text
    for sent in (val("z", seq=2, base=99), krav(here, "b", seq=2, base=99)):
        refused = anna.send(SAVE, sent).json
        assert (refused["why"], refused["message"]) == ("closed", "INTE sparat. Tiden gick ut tor 3 dec 13:00.")
    assert anna.submit(f"{PAGE}lamna-in").status == 409
    assert here.journal("anna", MODULE).read_bytes() == before
    assert [(one.participant, one.at) for one in hand_in_due(here, clock)] == [("anna", ENDS)]


def test_who_has_more_time_has_it_past_the_end(app: Running, here: OccasionFolder, clock: Clock) -> None:
    row = f"anna;{MODULE};{(ENDS + DAY).isoformat()};sjuk;lena;{START.isoformat()}\n"
    (here.path / "extensions.csv").write_text(f"id;module;due;reason_code;by;at\n{row}", encoding="utf-8")
    clock.at = ENDS + DAY
    anna, bo = app.visitor("anna"), app.visitor("bo")
    assert "Förlängd tid till fre 4 dec 13:00" in anna.get(COURSE).text

    def taken(visitor: Visitor) -> bool:
        visitor.get(PAGE)
        return bool(visitor.send(SAVE, val()).json["ok"] and visitor.send(SAVE, krav(here, "b")).json["ok"])

    assert (taken(anna), taken(bo)) == (True, False)
    assert answers(here, "anna") == {"liten-1-val": "q", "liten-1-krav": "b"}
    clock.move(seconds=1)
    assert anna.send(SAVE, krav(here, "q", seq=2, base=99)).json["why"] == "closed"
