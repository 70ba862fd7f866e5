"""``kurs preview``, and the page app as a process that runs on."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders.release import release
from tests.occasion_support import MODULE, make_occasion, write_course
from tests.page_support import START, Clock, Running, Visitor, data_of, running, who
from tests.test_page import PAGE, REVS, SAVE, saved, set_rules, val
from toolkit.authoring.beside import beside
from toolkit.authoring.preview import keeper, throw_away
from toolkit.authoring.preview_command import preview
from toolkit.errors import KursError
from toolkit.face.page.app import make_app, watch_due
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder, read_course

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)(/\S*)\?token=(\S+)")


def test_a_throw_away_module_is_what_release_makes(tmp_path: Path) -> None:
    write_course(tmp_path / "courses")
    made = throw_away(tmp_path / "courses" / "liten", tmp_path / "visa")
    real = make_occasion(tmp_path, ["anna"])
    release(real, MODULE, tmp_path / "courses")
    ours, theirs = (here.path / "release" / MODULE / f"{MODULE}.ipynb" for here in (made, real))
    cells = [[cell.source.rstrip() for cell in read(path).cells] for path in (ours, theirs)]
    assert cells[0] == cells[1]
    assert {n: e.rev for n, e in read(ours).exercises.items()} == {n: e.rev for n, e in read(theirs).exercises.items()}
    assert not any(exercise.solutions for exercise in read(ours).graded.values())
    assert "BEGIN HIDDEN" not in ours.read_text(encoding="utf-8")


def test_a_throw_away_occasion_works_as_a_real_one(tmp_path: Path) -> None:
    write_course(tmp_path / "courses")
    made = throw_away(tmp_path / "courses" / "liten", tmp_path)
    with running([made], preview=True) as app:
        visitor = app.visitor("deltagare")
        page = f"/{made.id}/{MODULE}/"
        shown = visitor.get(page).text
        assert "Förhandsvisning, sparas inte" in shown
        assert "granskning av juridik, fakta och metod återstår" in shown
        assert visitor.send(f"{page}svar", val()).json["ok"]
        assert visitor.submit(f"{page}lamna-in").status == 303


def test_an_author_sees_goal_and_key_under_each_exercise_and_nobody_else_does(tmp_path: Path) -> None:
    gallery = Path(__file__).parent.parent / "docs" / "gallery"
    notes = beside(gallery, read_course(gallery), ["1-typer", "2-krav"])
    known = {name for m in ("1-typer", "2-krav") for name in read(gallery / "source" / m / f"{m}.ipynb").exercises}
    assert set(notes) == known
    assert "En åtgärdsplan" in notes["gallery-visa-val"]
    assert "Mål gallery.1.1: Känna igen varje övningstyp" in notes["gallery-visa-val"]
    assert all(f"Facit, variant {letter}" in notes["gallery-2-kontrollant"] for letter in "abc")
    assert "Bedöm: Anger svaret" in notes["gallery-visa-skriv"]
    made = throw_away(gallery, tmp_path, "1-typer")
    for shown in (notes, {}):
        with running([made], preview=True, beside=shown) as app:
            text = app.visitor("deltagare").get(f"/{made.id}/1-typer/").text
        assert all((str(note) in text) == bool(shown) for name, note in notes.items() if "-2-" not in name)


def test_what_cannot_be_shown_is_said(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "courses")
    course = tmp_path / "courses" / "liten"
    with pytest.raises(KursError, match=r"ingen modul ”2-x”\. Den har 1-djur"):
        throw_away(course, tmp_path / "a", "2-x")
    (folder / f"{MODULE}.ipynb").write_text("{", encoding="utf-8")
    told: list[str] = []
    with pytest.raises(KursError, match="ingen modul som går att visa"):
        throw_away(course, tmp_path / "b", tell=told.append)
    assert [text.split(" visas inte")[0] for text in told] == [MODULE]
    with pytest.raises(KursError, match="ingen notebook"):
        throw_away(course, tmp_path / "c", MODULE)


def test_the_tokens_cookie_goes_over_tls_alone_where_it_came_so(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    app = Running(make_app([here], keeper("anna", "hemlig", "kurs-prov")), proxied=True)
    try:
        answer = app.visitor(None).get(f"/{here.id}/?token=hemlig", X_Forwarded_Proto="https")
    finally:
        app.stop()
    assert answer.headers["Set-Cookie"].startswith("kurs-prov=hemlig;")
    assert "; Secure" in answer.headers["Set-Cookie"]


@contextmanager
def started(*arguments: object) -> Iterator[tuple[Visitor, str, str, subprocess.Popen[str]]]:
    """Start `kurs preview` and return a visitor without name, the path and the token of its address."""
    code = "from toolkit.face import bundle; bundle.ensure = lambda: None\n"
    code += "from toolkit.authoring.preview_command import preview; preview()"
    command = [sys.executable, "-u", "-c", code, *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        found = ADDRESS.search(process.stdout.readline())
        assert found, process.communicate(timeout=10)
        yield Visitor(int(found[1]), None), found[2], found[3], process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_course_is_shown_to_who_has_the_address_until_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: signal.Signals
) -> None:
    write_course(tmp_path / "courses")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    with started(f"liten/{MODULE}", "--courses", tmp_path / "courses") as (visitor, path, token, process):
        assert path == f"/visa-liten/{MODULE}/"
        assert visitor.get(path).status == 401
        assert visitor.get(f"{path}?token={token[:-1]}").status == 401
        first = visitor.get(f"{path}?token={token}")
        assert (first.status, first.headers["Location"]) == (302, path)
        assert "HttpOnly" in first.headers["Set-Cookie"]
        assert "Djur" in visitor.get(path).text
        assert visitor.send(f"{path}svar", val()).json["ok"]
        process.send_signal(sign)
        rest, errors = process.communicate(timeout=10)
    assert (process.returncode, rest, errors) == (0, "Förhandsvisningen är avslutad.\n", "")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_occasion_is_shown_as_one_participant(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna", "bo"])
    where = ("--occasions", here.path.parent)
    with started(here.id, "--as", "bo", *where) as (visitor, path, token, _):
        visitor.get(f"{path}?token={token}")
        assert data_of(visitor.get(PAGE).text)["preview"] is False
        assert visitor.send(SAVE, val("z")).json["ok"]
    assert saved(here, "bo") == {"liten-1-val": "z"}
    before = here.journal("bo", MODULE).read_bytes()
    with started(here.id, "--as", "bo", "--read-only", *where) as (visitor, path, token, _):
        visitor.get(f"{path}?token={token}")
        assert "Sparat" in visitor.get(PAGE).text
        assert not visitor.send(SAVE, val("q", seq=2, base=9)).json["ok"]
    assert here.journal("bo", MODULE).read_bytes() == before


def test_wrong_use_is_said_in_one_line(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    runner = CliRunner()
    result = runner.invoke(preview, [here.id, "--as", "eva", "--occasions", str(here.path.parent)])
    assert str(result.exception) == "”eva” finns inte i deltagarlistan för liten-2026."
    result = runner.invoke(preview, ["liten", "--read-only", "--courses", str(tmp_path / "courses")])
    assert (result.exit_code, "--read-only hör ihop med --as." in result.output) == (2, True)
    result = runner.invoke(preview, ["saknas", "--courses", str(tmp_path / "courses")])
    assert isinstance(result.exception, KursError)


def test_the_watch_hands_in_at_the_start_and_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    here = make_occasion(tmp_path, ["anna", "bo"])
    broken = OccasionFolder(tmp_path / "trasig-2026")
    broken.path.mkdir()
    set_rules(here, due=(START + timedelta(days=1)).isoformat())
    clock = Clock()
    with running([here], clock=clock) as app:
        for name in ("anna", "bo"):
            visitor = app.visitor(name)
            visitor.get(PAGE)
            assert visitor.send(SAVE, val()).json["ok"]
    clock.move(days=2)

    async def watch() -> None:
        app = make_app([broken, here], who, clock=clock)
        task = asyncio.create_task(watch_due(app, every=0.05))
        await asyncio.sleep(0.5)
        task.cancel()
        app.settings["pool"].shutdown()

    asyncio.run(watch())
    inbound = here.exchange / here.occasion.id / "inbound"
    assert sorted(path.name.split("+")[0] for path in inbound.iterdir()) == ["anna", "bo"]
    lines = (here.path / "log" / "submit.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["by"] for line in lines} == {"auto"}
    assert "trasig-2026" in caplog.text


def test_two_apps_on_one_occasion_lose_and_repeat_nothing(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    with running([here]) as one, running([here]) as two:
        visitors = [app.visitor() for app in (one, two)]
        for visitor in visitors:
            visitor.get(PAGE)
        numbers = []
        for seq in range(10):
            reply = visitors[seq % 2].send(SAVE, val("zq"[seq % 2], seq=seq, base=10**6)).json
            numbers.append(reply["n"])
            assert visitors[1 - seq % 2].send(SAVE, val("zq"[seq % 2], seq=seq, base=10**6)).json == reply
    assert numbers == sorted(set(numbers))
    assert REVS["liten-1-val"] in here.journal("anna", MODULE).read_text()
    assert here.journal("anna", MODULE).stat().st_mode & 0o077 == 0
