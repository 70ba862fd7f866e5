"""The desk's pages: what there is to do now, who may need help, and what is changed by a form."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graders.collect import collect
from graders.feedback import publish
from graders.grade import grade
from graders.roster import set_active
from tests.desk_support import (
    DESK,
    LENA,
    OCCASION,
    desk,
    desk_occasion,
    lena,
    log,
    now,
    numbers,
    part,
    set_module,
    words,
)
from tests.formgrader_support import SUBMISSION
from tests.hand_in_support import Taking
from tests.occasion_support import MODULE
from tests.page_support import START, Clock, Visitor
from tests.test_export import TEST, WRITTEN, mark
from tests.test_grading import VAL
from toolkit.fold import read as read_journal
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_extensions, read_roster

WEEKS = timedelta(weeks=3)
DUE = START + WEEKS
PERSON = f"{DESK}deltagare/anna/"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    """Return an occasion whose first module is open for three weeks."""
    return desk_occasion(tmp_path, ["anna", "bo", "cia"], due=DUE, opens=START.isoformat())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visitor(here: OccasionFolder, clock: Clock) -> Iterator[Visitor]:
    with desk(here, clock=clock) as app:
        yield lena(app)


@pytest.fixture
def taking(here: OccasionFolder, clock: Clock) -> Taking:
    return Taking(here, clock)


# --- the start --------------------------------------------------------------------------------


def test_the_start_names_each_occasion_and_what_waits_there(here: OccasionFolder) -> None:
    with desk(here) as app:
        text = app.visitor(LENA).get("/").text
        assert "granskning av juridik, fakta och metod återstår" in app.visitor(LENA).get(f"/{OCCASION}/").text
    assert f'<a href="{OCCASION}/">Prov</a>' in text
    assert "liten-2026. Inget att göra just nu." in words(text)


def test_an_occasion_that_is_broken_stops_no_other(here: OccasionFolder) -> None:
    other = OccasionFolder(Path(shutil.copytree(here.path, here.path.parent / "annan-2026")))
    with desk(here, other) as app:
        visitor = app.visitor(LENA)
        (here.path / "roster.csv").write_text("namn\nAnna\n", encoding="utf-8")
        assert visitor.get("/annan-2026/").status == 200
        assert "rubrikraden" in visitor.get("/").text
        broken = visitor.get(DESK)
        assert (broken.status, "rubrikraden" in broken.text) == (503, True)
        (here.path / "occasion.yml").write_text("id: [", encoding="utf-8")
        assert visitor.get(DESK).status == 503
        assert 'href="annan-2026/"' in visitor.get("/").text


# --- what to do now -----------------------------------------------------------------------------


def test_one_step_leads_to_the_next(here: OccasionFolder, visitor: Visitor, taking: Taking, clock: Clock) -> None:
    assert now(visitor) == "Inget att göra just nu När något behöver göras står det här."
    for who in ("anna", "bo", "cia"):
        taking.answer(who, VAL, "q")
        taking.hand_in(who)
    assert now(visitor).startswith("Inget att göra")  # while the module is open nothing is urgent
    clock.move(weeks=3, minutes=1)
    assert now(visitor) == "Hämta och bedöm modul 1 3 inlämningar väntar på att bedömas. Hämta och bedöm"
    collect(here, [MODULE])
    grade(here, [MODULE])
    text = visitor.get(DESK).text
    assert now(visitor).startswith("Publicera återkopplingen i modul 1 Allt är bedömt och läst. 3 deltagare kan")
    assert f'<a class="k-btn k-btn--main" href="modul/{MODULE}/publicera">' in text
    publish(here, [MODULE], clock())
    assert now(visitor).startswith("Inget att göra")
    assert "publicerad" in part(visitor, "moduler")


def test_one_participant_is_spoken_of_as_one(tmp_path: Path, clock: Clock) -> None:
    here = desk_occasion(tmp_path, ["anna"], due=clock() + timedelta(days=1))
    taking = Taking(here, clock)
    taking.answer("anna", VAL, "q")
    taking.hand_in("anna")
    clock.move(days=1, minutes=1)
    with desk(here, clock=clock) as app:
        visitor = lena(app)
        assert now(visitor) == "Hämta och bedöm modul 1 1 inlämning väntar på att bedömas. Hämta och bedöm"
        assert part(visitor, "hjalp").endswith(" 1 deltagare")
        collect(here, [MODULE])
        grade(here, [MODULE])
        assert now(visitor).startswith("Publicera återkopplingen i modul 1 Allt är bedömt och läst. 1 deltagare kan")


def test_a_text_is_read_before_anything_is_published(here: OccasionFolder, visitor: Visitor, taking: Taking) -> None:
    for who in ("anna", "bo"):
        taking.answer(who, WRITTEN, "Kalven är borta.", TEST)
        taking.hand_in(who, TEST)
    assert now(visitor).startswith("Hämta och bedöm Kunskapsprov 2 inlämningar")  # a module without due never closes
    collect(here, [TEST])
    grade(here, [TEST])
    mark(here, "anna", 1.5)
    assert now(visitor).startswith(
        "Läs fritextsvaren i Kunskapsprov 1 inlämning har svar som väntar på att läsas. Färdigbedömda: 1."
    )
    (book,) = re.findall(r'k-btn--main" href="formgrader/submissions/(\w+)/"', visitor.get(DESK).text)
    assert book == book_of(here, "bo")
    page = visitor.get(f"{DESK}modul/{TEST}/").text
    assert f'href="../../formgrader/gradebook/{TEST}/{TEST}"' in page
    assert f'href="../../formgrader/submissions/{book}/"' in page
    mark(here, "bo", 1)
    assert "Läs fritextsvaren" not in now(visitor)


def book_of(here: OccasionFolder, who: str) -> str:
    with closing(sqlite3.connect(here.path / "gradebook.db")) as db:
        (found,) = db.execute(SUBMISSION, (who,)).fetchone()
    return str(found)


def test_a_module_that_opens_soon_is_to_be_released(tmp_path: Path) -> None:
    here = desk_occasion(tmp_path, ["anna"], opens=(START + timedelta(days=8)).isoformat())
    release = here.release
    here.write_release(release.model_copy(update={"modules": {TEST: release.modules[TEST]}}))
    clock = Clock()
    with desk(here, clock=clock) as app:
        visitor = lena(app)
        assert now(visitor).startswith("Inget att göra")
        clock.move(days=1, minutes=1)
        assert now(visitor).startswith("Lämna ut modul 1 Den öppnar onsdag 9 december kl. 13.00. Du får se")
        assert "inte utlämnad" in part(visitor, "moduler")


def test_what_cannot_be_graded_does_not_hold_up_the_rest(
    here: OccasionFolder, visitor: Visitor, taking: Taking
) -> None:
    for who in ("anna", "bo", "cia"):
        taking.answer(who, VAL, "q")
        taking.hand_in(who)
    (folder,) = (here.exchange / here.id / "inbound").glob("cia+*")
    (folder / "answers.jsonl").unlink()
    (folder / "answers.jsonl").symlink_to(here.path / "gradebook.db")
    taking.clock.move(weeks=3, minutes=1)
    collect(here, [MODULE])
    grade(here, [MODULE])
    publish(here, [MODULE], taking.clock())
    assert now(visitor).startswith("Se över det som avviker")
    told = part(visitor, "se-over")
    assert "Inlämningar som inte kan hämtas eller bedömas." in told
    assert "hämta och bedöm igen" in told
    assert "Cia Prov modul 1" in told


def test_nobody_is_on_the_roster_yet(tmp_path: Path) -> None:
    with desk(desk_occasion(tmp_path, [])) as app:
        visitor = lena(app)
        assert now(visitor).startswith("Läs in deltagarlistan")
        assert visitor.get(f"{DESK}deltagare/").status == 200


# --- who may need help --------------------------------------------------------------------------


def help_for(visitor: Visitor) -> str:
    return part(visitor, "hjalp").removeprefix("Kan behöva hjälp ").removesuffix(" Alla 3 deltagare")


def test_who_has_not_begun_when_the_due_is_near(visitor: Visitor, taking: Taking, clock: Clock) -> None:
    for who in ("bo", "cia"):
        taking.answer(who, VAL, "q")
        taking.hand_in(who)
    clock.move(days=13)
    assert help_for(visitor) == "Ingen just nu."
    clock.move(days=2)  # six days are left, and more than half of the time has passed
    link = 'href="mailto:anna@example.se"'
    assert link in visitor.get(DESK).text
    assert help_for(visitor) == (
        "Anna Prov Åkershamn Ej påbörjat Modul 1: Djur, sista dag tis 22 dec. Har inte varit här."
        " Skriv till Anna Prov Ge mer tid för Anna Prov"
    )
    assert now(visitor).startswith("Se vilka som kan behöva hjälp 1 deltagare har inte börjat")
    taking.journal("anna").opened()
    assert "Senast här ons 16 dec." in help_for(visitor)
    taking.answer("anna", VAL, "q")
    assert help_for(visitor) == "Ingen just nu."
    clock.move(days=3, minutes=1)
    assert "1 av 2 besvarade Modul 1: Djur, sista dag tis 22 dec. Senast här ons 16 dec." in help_for(visitor)
    clock.move(days=3)
    assert "Inte inlämnat Modul 1: Djur stängde tis 22 dec." in help_for(visitor)


def test_who_has_more_time_is_not_late(here: OccasionFolder, visitor: Visitor, clock: Clock) -> None:
    clock.move(weeks=3, minutes=1)
    assert numbers(visitor)["needs"] == 3
    assert visitor.submit(f"{PERSON}tid", module=MODULE, day="2027-01-31", reason="teknik").status == 303
    assert numbers(visitor)["needs"] == 2
    assert "Anna Prov" not in help_for(visitor)


def test_who_came_late_and_who_has_left(here: OccasionFolder, visitor: Visitor, taking: Taking, clock: Clock) -> None:
    clock.move(days=6)
    taking.answer("anna", VAL, "q")
    clock.move(days=1)
    taking.answer("bo", VAL, "q")
    set_active(here, "cia", "nej")
    told = part(visitor, "kanten")
    assert told == "Kom med sent Bo Prov . Började tis 8 dec. Har slutat Cia Prov . Har inte varit här."
    assert {name: numbers(visitor)[name] for name in ("active", "left", "late")} == {"active": 2, "left": 1, "late": 1}
    people = words(visitor.get(f"{DESK}deltagare/").text)
    assert "Bo Prov Åkershamn Kom med sent" in people
    assert "Cia Prov Åkershamn Har slutat" in people


# --- what follows from a change on the disk -------------------------------------------------------


def test_numbers_are_those_of_now(here: OccasionFolder, visitor: Visitor, taking: Taking) -> None:
    def version() -> str:
        found: str = visitor.get(f"{DESK}lage").json["version"]
        return found

    first = version()
    assert version() == first
    taking.answer("anna", VAL, "q")
    assert version() != first
    assert numbers(visitor)["modules"][MODULE]["started"] == 1
    taking.hand_in("anna")
    assert numbers(visitor)["modules"][MODULE]["handed_in"] == 1
    set_active(here, "anna", "nej")
    assert numbers(visitor)["modules"][MODULE]["handed_in"] == 0
    collect(here, [MODULE])
    set_active(here, "anna", "ja")
    assert numbers(visitor)["modules"][MODULE]["collected"] == 1


def test_a_journal_is_read_once_for_each_version(
    here: OccasionFolder, visitor: Visitor, taking: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(path: Path, *args: Any, **kwargs: Any) -> Any:
        read.append(path.parts[-3])
        return found(path, *args, **kwargs)

    found = read_journal
    monkeypatch.setattr("graders.journals.read_journal", reading)
    for who in ("anna", "bo"):
        taking.answer(who, VAL, "q")
    numbers(visitor)
    read.clear()
    taking.answer("anna", VAL, "z")
    numbers(visitor)
    assert set(read) == {"anna"}


# --- a module -------------------------------------------------------------------------------------


def test_a_module_names_those_who_have_come_equally_far(here: OccasionFolder, visitor: Visitor, taking: Taking) -> None:
    taking.answer("bo", VAL, "q")
    taking.answer("cia", VAL, "q")
    taking.hand_in("cia")
    told = part(visitor, "grupper", f"{DESK}modul/{MODULE}/")
    assert told == ("Ej påbörjat: 1 Anna Prov Påbörjat, inte inlämnat: 1 Bo Prov Inlämnat, inte bedömt: 1 Cia Prov")


def test_before_a_release_one_is_told_what_will_happen(here: OccasionFolder, visitor: Visitor, taking: Taking) -> None:
    taking.answer("anna", VAL, "q")
    told = words(visitor.get(f"{DESK}modul/{MODULE}/lamna-ut").text)
    assert "Lämna ut modul 1?" in told
    assert "redan utlämnad. 1 deltagare har börjat." in told
    assert "3, varav 2 ger sammanlagt 5 poäng" in told
    assert "3 deltagare" in told
    taking.hand_in("anna")
    told = words(visitor.get(f"{DESK}modul/{MODULE}/lamna-ut").text)
    assert "har redan lämnats in av någon" in told
    assert "Lämna ut nu" not in told


def test_before_feedback_is_published_one_is_told_what_will_happen(
    here: OccasionFolder, visitor: Visitor, taking: Taking, clock: Clock
) -> None:
    for who in ("anna", "bo"):
        taking.answer(who, VAL, "q")
        taking.hand_in(who)
    page = f"{DESK}modul/{MODULE}/publicera"
    assert "Modulen kan lämnas in till tisdag 22 december kl. 13.00." in words(visitor.get(page).text)
    assert "Publicera nu" not in visitor.get(page).text
    refused = visitor.submit(page)
    assert (refused.status, "Modulen kan lämnas in till" in refused.text) == (409, True)
    clock.move(weeks=3, minutes=1)
    collect(here, [MODULE])
    grade(here, [MODULE])
    told = words(visitor.get(page).text)
    assert "Får återkoppling 2 deltagare Lämnade inte in 1 deltagare Inte bedömda än 0 deltagare" in told
    assert "varje svar med poäng och förklaring" in told
    publish(here, [MODULE], clock())
    assert "2 deltagare, varav 0 inte har fått någon förut" in words(visitor.get(page).text)


# --- a person -------------------------------------------------------------------------------------


def test_a_person_has_a_page_with_each_module(here: OccasionFolder, visitor: Visitor, taking: Taking) -> None:
    taking.answer("anna", VAL, "q")
    taking.hand_in("anna")
    collect(here, [MODULE])
    grade(here, [MODULE])
    told = words(visitor.get(PERSON).text)
    assert "1 Djur tis 22 dec 13:00 bedömd 1 av 2 tis 1 dec 13:00 2 av 5" in told
    assert "Kunskapsprov ingen ej påbörjat 0 av 2 – –" in told
    assert 'href="../../som/anna/liten-2026/"' in visitor.get(PERSON).text


def test_more_time_is_given_to_the_end_of_a_day(here: OccasionFolder, visitor: Visitor) -> None:
    done = visitor.submit(f"{PERSON}tid", module=MODULE, day="2026-12-30", reason="sen_start")
    assert (done.status, done.headers["Location"]) == (303, "./")
    (one,) = read_extensions(here.path / "extensions.csv")
    assert (one.id, one.module, one.by, one.reason_code) == ("anna", MODULE, LENA, "sen_start")
    assert one.due.isoformat() == "2026-12-30T22:59:00+00:00"
    assert one.at == START
    told = "Anna Prov, modul 1, till ons 30 dec 23:59."
    assert f"{told} Beviljad av lena: Kom med sent." in words(visitor.get(PERSON).text)
    assert told in part(visitor, "kanten")
    assert log(here) == [
        {
            "who": LENA,
            "participant": "anna",
            "what": "extension",
            "module": MODULE,
            "due": "2026-12-30T22:59:00.000+00:00",
            "reason_code": "sen_start",
        }
    ]
    assert visitor.submit(f"{PERSON}tid", module=MODULE, day="2026-12-28", reason="annat").status == 303
    assert "till mån 28 dec 23:59." in part(visitor, "kanten")  # the last one holds
    assert len(read_extensions(here.path / "extensions.csv")) == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"module": ""}, "Välj en modul i listan."),
        ({"module": "9-finns-inte"}, "Välj en modul i listan."),
        ({"module": TEST}, "Modulen har ingen sista dag"),
        ({"day": ""}, "Skriv dagen som år, månad och dag"),
        ({"day": "2026-02-30"}, "Skriv dagen som år, månad och dag"),
        ({"day": "0001-01-01"}, "Sista dag för alla är"),
        ({"day": "99999-01-01"}, "Skriv dagen som år, månad och dag"),
        ({"day": "2026-12-21"}, "Sista dag för alla är tisdag 22 december kl. 13.00."),
        ({"reason": ""}, "Välj ett skäl"),
        ({"reason": "sjuk"}, "Välj ett skäl"),
    ],
)
def test_more_time_that_cannot_be_given_is_refused(
    here: OccasionFolder, visitor: Visitor, fields: dict[str, str], sentence: str
) -> None:
    answer = visitor.submit(f"{PERSON}tid", **{"module": MODULE, "day": "2026-12-30", "reason": "annat", **fields})
    assert (answer.status, sentence in words(answer.text)) == (409, True)
    assert read_extensions(here.path / "extensions.csv") == []
    assert not (here.path / "log" / "desk.jsonl").exists()


def test_what_was_filled_in_stays(visitor: Visitor) -> None:
    text = visitor.submit(f"{PERSON}tid", module=MODULE, day="2026-12-01", reason="teknik").text
    assert f'<option value="{MODULE}" selected>' in text
    assert '<option value="teknik" selected>' in text
    assert 'value="2026-12-01"' in text


def test_who_has_left_is_no_longer_counted_and_can_come_back(here: OccasionFolder, visitor: Visitor) -> None:
    assert visitor.submit(f"{PERSON}aktiv", aktiv="nej").status == 303
    assert read_roster(here.path / "roster.csv")["anna"].active == "nej"
    assert (numbers(visitor)["active"], numbers(visitor)["left"]) == (2, 1)
    page = visitor.get(PERSON).text
    assert "har slutat och räknas inte" in page
    assert "f-modul" not in page
    refused = visitor.submit(f"{PERSON}tid", module=MODULE, day="2026-12-30", reason="annat")
    assert (refused.status, "finns inte bland de aktiva" in refused.text) == (409, True)
    assert visitor.submit(f"{PERSON}aktiv", aktiv="ja").status == 303
    assert read_roster(here.path / "roster.csv")["anna"].active == "ja"
    assert [(line["who"], line["participant"], line["active"]) for line in log(here)] == [
        (LENA, "anna", "nej"),
        (LENA, "anna", "ja"),
    ]


def test_who_waits_for_the_occasion_is_told_for_whom(here: OccasionFolder, visitor: Visitor) -> None:
    with here.writing("grade"):
        answer = visitor.submit(f"{PERSON}aktiv", aktiv="nej")
    assert (answer.status, "Kurstillfället är upptaget" in answer.text) == (409, True)
    assert read_roster(here.path / "roster.csv")["anna"].active == "ja"


def test_no_more_time_in_a_test_whose_feedback_is_out(here: OccasionFolder, visitor: Visitor, clock: Clock) -> None:
    path = here.path / "course.yml"
    path.write_text(path.read_text("utf-8").replace("role: module", "role: pretest"), "utf-8")
    taking = Taking(OccasionFolder(here.path), clock)
    taking.answer("anna", VAL, "q")
    taking.hand_in("anna")
    here = OccasionFolder(here.path)
    collect(here, [MODULE])
    grade(here, [MODULE])
    clock.move(weeks=3, minutes=1)
    assert f'<option value="{MODULE}">' in visitor.get(f"{DESK}deltagare/bo/").text
    assert "inte att ge mer tid i det här provet" in visitor.get(f"{DESK}modul/{MODULE}/publicera").text
    publish(here, [MODULE], clock())
    assert f'<option value="{MODULE}">' not in visitor.get(f"{DESK}deltagare/bo/").text
    refused = visitor.submit(f"{DESK}deltagare/bo/tid", module=MODULE, day="2027-12-30", reason="annat")
    assert (refused.status, "frågorna kan vara kända" in refused.text) == (409, True)
    assert read_extensions(here.path / "extensions.csv") == []


def test_a_module_can_be_given_new_rules_while_the_desk_runs(here: OccasionFolder, visitor: Visitor) -> None:
    assert "22 dec" in part(visitor, "moduler")
    set_module(here, due="2027-02-03T12:00:00+00:00")
    assert "3 feb" in part(visitor, "moduler")


def test_the_desk_stands_where_it_is_put(here: OccasionFolder) -> None:
    with desk(here, prefix="/services/desk/") as app:
        visitor = app.visitor(LENA)
        assert visitor.get(DESK).status == 404
        answer = visitor.get(f"/services/desk{DESK}")
        assert answer.status == 200
        assert "Path=/services/desk/" in answer.headers["Set-Cookie"]
        assert visitor.get(f"/services/desk{DESK}som/anna/{OCCASION}/").status == 200
