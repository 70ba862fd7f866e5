"""Handing in from a notebook on a participant's server: what the last cell shows, and what the exercises say then."""

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeSubmit

from graders.collect import collect
from graders.grade import grade
from graders.nbgrader_plugin import load_config
from tests.occasion_support import MODULE, make_occasion
from tests.test_page import set_rules
from toolkit import magic
from toolkit.face.hand_in import HandInWidget
from toolkit.face.kernel import own_seat, places
from toolkit.face.lab import OCCASION
from toolkit.face.lab.folder import folder_of, renew
from toolkit.face.page.hand_in import hand_in_due
from toolkit.face.page.state import Pages
from toolkit.face.widget import ExerciseWidget, FaceWidget
from toolkit.notebook import read
from toolkit.occasion import JOURNAL, OccasionFolder

VAL, SORT, VARIANT = "liten-1-val", "liten-1-sortera", "liten-1-variant"
PAST, FUTURE = (datetime.now(UTC) + timedelta(days=days) for days in (-1, 1))


class Server:
    """Anna's server, with the module's notebook open: what the browser asks of the kernel, and is told."""

    def __init__(self, here: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        self.here = here
        self.sent: list[tuple[FaceWidget, dict[str, Any]]] = []
        monkeypatch.setattr(FaceWidget, "send", lambda widget, content: self.sent.append((widget, content)))
        renew(Pages(here).snapshot(), "anna", datetime.now(UTC))
        self.folder = folder_of(here, "anna") / MODULE
        monkeypatch.chdir(self.folder)
        monkeypatch.setenv(OCCASION, str(here.path))
        monkeypatch.setenv("JUPYTERHUB_USER", "anna")
        monkeypatch.setenv("JUPYTERHUB_BASE_URL", "/")
        monkeypatch.setenv("JPY_SESSION_NAME", str(self.folder / f"{MODULE}.ipynb"))

    def run(self) -> None:
        """Run the notebook's cells."""
        self.exercises = {}
        for name, exercise in read(self.folder / f"{MODULE}.ipynb").exercises.items():
            (place,) = places(exercise)
            self.exercises[name] = ExerciseWidget(place)
        seat = own_seat()
        assert seat
        self.widget = HandInWidget(seat)

    def ask(self, widget: FaceWidget, **message: Any) -> dict[str, Any]:
        self.sent.clear()
        widget._handle_custom_msg({"id": "m1", **message}, [])
        (reply,) = [content["reply"] for _, content in self.sent if content.get("id") == "m1"]
        return json.loads(json.dumps(reply))  # type: ignore[no-any-return]

    def answer(self, name: str, answer: Any, seq: int = 1) -> dict[str, Any]:
        widget = self.exercises[name]
        spec = widget.data["spec"]
        return self.ask(
            widget, type="answer", ex=name, var=spec["var"], rev=spec["rev"], view=name, seq=seq, base=99, answer=answer
        )

    def html(self, **message: Any) -> str:
        reply = self.ask(self.widget, **{"type": "state", **message})
        assert reply["ok"]
        return str(reply["html"])

    def told(self) -> list[FaceWidget]:
        """Return the widgets that the last message lets ask for their state again."""
        return [widget for widget, content in self.sent if content == {"again": True}]

    def inbound(self) -> list[Path]:
        return sorted((self.here.exchange / self.here.id / "inbound").iterdir())


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return make_occasion(tmp_path, ["anna", "bo"], surface="lab")


@pytest.fixture
def anna(here: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(here, monkeypatch)
    server.run()
    return server


def test_it_ends_the_module_asks_lists_what_is_missing_and_gives_a_receipt(anna: Server) -> None:
    assert "0 av 4 besvarade" in anna.widget.data["html"]
    assert anna.answer(VAL, "q")["ok"]
    assert anna.widget in anna.told()
    assert "1 av 4 besvarade" in anna.html()
    asked = anna.html(step="ask")
    assert "Lämna in modul 1?" in asked
    assert "Du har besvarat 1 av 3 övningar som ger poäng. 2 svar kommer inte med" in asked
    left = re.findall(r'<li data-ex="([\w-]+)"( data-answered hidden)?><a href="#ovning-(\d)">', asked)
    assert left == [(VAL, " data-answered hidden", "2"), (SORT, "", "3"), (VARIANT, "", "4")]
    before = (anna.folder / JOURNAL).read_bytes()
    receipt = anna.html(type="hand_in")
    assert set(anna.exercises.values()) <= set(anna.told())
    assert "Modul 1 är inlämnad" in receipt
    assert 'href="/services/kurs/liten-2026/"' in receipt
    digest = sha256(before).hexdigest()
    assert digest == "".join(re.findall(r"\b[0-9a-f]{4}\b", receipt.split("Kontrollsumma")[1].split("</dd>")[0]))
    (log,) = (anna.here.path / "log" / "submit.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(log)["sha256"] == digest
    line = json.loads((anna.folder / JOURNAL).read_text(encoding="utf-8").splitlines()[-1])
    assert (line["type"], line["by"], line["answered"], line["sha256"]) == ("submit", "participant", 1, digest)
    (handed_in,) = anna.inbound()
    assert (handed_in / JOURNAL).read_bytes() == before


def test_what_was_handed_in_is_collected_and_graded(anna: Server) -> None:
    anna.answer(VAL, "q")
    anna.html(type="hand_in")
    assert [one.participant for one in collect(anna.here, [MODULE]).taken] == ["anna"]
    grade(anna.here, [MODULE])
    assert (anna.here.autograded("anna", MODULE) / JOURNAL).is_file()


def test_nbgraders_own_submit_is_taken_too(anna: Server) -> None:
    anna.answer(VAL, "q")
    config = load_config(anna.here)
    config.CourseDirectory.student_id = "anna"
    config.Exchange.assignment_dir = str(folder_of(anna.here, "anna"))
    config.Exchange.path_includes_course = False
    coursedir = CourseDirectory(config=config, assignment_id=MODULE)
    ExchangeSubmit(coursedir=coursedir, authenticator=Authenticator(config=config), config=config).start()
    assert [one.participant for one in collect(anna.here, [MODULE]).taken] == ["anna"]
    assert VAL in (anna.here.submitted("anna", MODULE) / JOURNAL).read_text(encoding="utf-8")


def test_a_change_after_the_hand_in_is_told_of_and_can_be_handed_in(anna: Server) -> None:
    anna.html(type="hand_in")
    assert "Ändrad efter inlämning" not in anna.html()
    anna.answer(VAL, "q")
    assert "Ändrad efter inlämning" in anna.html()
    assert "Lämna in modul 1?" in anna.html(step="ask")
    assert "Ändrad efter inlämning" not in anna.html(type="hand_in")
    assert len(anna.inbound()) == 2


def test_when_the_time_is_out_nothing_is_taken(anna: Server) -> None:
    assert anna.ask(anna.exercises[VAL], type="state")["closed"] is None
    set_rules(anna.here, due=PAST.isoformat())
    assert anna.ask(anna.exercises[VAL], type="state")["closed"]
    assert anna.answer(VAL, "q")["why"] == "closed"
    assert "Tiden gick ut" in anna.html()
    assert "Tiden har gått ut" in anna.html(step="ask")
    assert "Tiden har gått ut" in anna.html(type="hand_in")
    assert anna.inbound() == []


def test_the_clock_hands_in_what_was_not(anna: Server) -> None:
    anna.answer(VAL, "q")
    set_rules(anna.here, due=datetime.now(UTC).isoformat())
    (made,) = hand_in_due(anna.here)
    assert (made.participant, made.answered) == ("anna", 1)
    assert "Inlämnad automatiskt" in anna.html()


def test_more_time_is_had_without_running_anything_again(anna: Server) -> None:
    set_rules(anna.here, due=PAST.isoformat())
    assert not anna.answer(VAL, "q")["ok"]
    with (anna.here.path / "extensions.csv").open("a", encoding="utf-8") as file:
        file.write(f"anna;{MODULE};{FUTURE.isoformat()};sjuk;lena;{PAST.isoformat()}\n")
    assert anna.answer(VAL, "q", seq=2)["ok"]
    assert "Modul 1 är inlämnad" in anna.html(type="hand_in")


def test_what_is_handed_in_once_is_closed_then(anna: Server) -> None:
    set_rules(anna.here, hand_ins="once")
    assert "Lämnas in en gång" in anna.html(step="ask")
    anna.answer(VAL, "q")
    anna.html(type="hand_in")
    assert anna.ask(anna.exercises[SORT], type="state")["closed"]
    assert anna.answer(SORT, {"torsk": "hav"})["why"] == "closed"
    for message in ({"step": "ask"}, {"type": "hand_in"}):
        assert "Modul 1 är inlämnad" in anna.html(**message)
    assert len(anna.inbound()) == 1


def test_what_cannot_be_written_is_said_and_tried_again(anna: Server) -> None:
    inbound = anna.here.exchange / anna.here.id / "inbound"
    inbound.rename(inbound.parent / "away")
    assert "Inlämningen gick inte fram. Svaren är sparade." in anna.html(type="hand_in")
    (inbound.parent / "away").rename(inbound)
    assert "Modul 1 är inlämnad" in anna.html(type="hand_in")


def test_a_file_that_is_broken_meanwhile_is_told_of(anna: Server) -> None:
    path = anna.here.path / "roster.csv"
    whole = path.read_bytes()
    path.write_bytes(b"id\n")
    assert anna.ask(anna.widget, type="hand_in")["ok"] is False
    assert anna.ask(anna.exercises[VAL], type="state")["ok"] is False
    assert anna.answer(VAL, "q")["why"] == "disk"
    path.write_bytes(whole)
    assert anna.answer(VAL, "q", seq=2)["ok"]


def test_who_has_no_seat_is_told_so(here: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(here, monkeypatch)
    monkeypatch.setenv("JUPYTERHUB_USER", "lena")
    said: list[str] = []
    monkeypatch.setattr(magic, "_show", said.append)
    magic.hand_in_line("")
    magic.exercise_cell("", read(server.folder / f"{MODULE}.ipynb").cells[2].source.split("\n", 1)[1])
    assert said == ['<p lang="sv">Du har inte tillgång till det här kurstillfället.</p>'] * 2


@pytest.mark.parametrize("unset", [OCCASION, "JUPYTERHUB_USER"])
def test_where_no_hub_has_started_the_server_one_hands_in_elsewhere(
    here: OccasionFolder, monkeypatch: pytest.MonkeyPatch, unset: str
) -> None:
    Server(here, monkeypatch)
    monkeypatch.delenv(unset)
    said: list[str] = []
    monkeypatch.setattr(magic, "_show", said.append)
    magic.hand_in_line("")
    assert "Härifrån går det inte att lämna in." in said[0]


@pytest.mark.parametrize("execution", ["autograde", "validate"])
def test_nbgrader_meets_nothing_in_the_cell(monkeypatch: pytest.MonkeyPatch, execution: str) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", execution)
    said: list[str] = []
    monkeypatch.setattr(magic, "_show", said.append)
    magic.hand_in_line("")
    assert said == []


def test_what_is_put_in_a_folder_is_what_was_released_and_never_a_journal(here: OccasionFolder) -> None:
    snapshot, now = Pages(here).snapshot(), datetime.now(UTC)
    outbound, folder = here.exchange / here.id / "outbound" / MODULE, folder_of(here, "anna") / MODULE
    (outbound / JOURNAL).write_text("facit", encoding="utf-8")
    assert renew(snapshot, "anna", now) == [MODULE]
    notebook = folder / f"{MODULE}.ipynb"
    assert notebook.read_bytes() == (outbound / notebook.name).read_bytes()
    assert not (folder / JOURNAL).exists()
    (folder / JOURNAL).write_text("mina svar", encoding="utf-8")
    (folder / "egen.txt").write_text("min", encoding="utf-8")
    notebook.write_text("ändrad", encoding="utf-8")
    renew(snapshot, "anna", now)
    assert notebook.read_bytes() == (outbound / notebook.name).read_bytes()
    assert (folder / JOURNAL).read_text(encoding="utf-8") == "mina svar"
    assert (folder / "egen.txt").read_text(encoding="utf-8") == "min"
    assert folder.stat().st_mode & 0o077 == 0


def test_a_module_that_is_not_open_is_put_nowhere(here: OccasionFolder) -> None:
    set_rules(here, opens=FUTURE.isoformat())
    assert renew(Pages(here).snapshot(), "anna", datetime.now(UTC)) == []
    assert not (folder_of(here, "anna") / MODULE).exists()
