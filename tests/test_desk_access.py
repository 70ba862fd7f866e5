"""Who gets into the desk: the instructors that an occasion names, and nobody by any other way."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.web import RequestHandler, create_signed_value

from graders.desk.app import make_app
from graders.roster import write_roster
from tests.desk_support import DESK, LENA, OCCASION, desk, desk_occasion, lena
from tests.occasion_support import MODULE
from tests.page_support import Running, Visitor
from toolkit.formats import RosterRow
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

GETS = (
    "",
    "lage",
    f"modul/{MODULE}/",
    f"modul/{MODULE}/lamna-ut",
    f"modul/{MODULE}/publicera",
    "rapport/cohort.html",
    "rapport/cohort.pdf",
    "deltagare/",
    "deltagare/anna/",
    f"som/anna/{OCCASION}/",
    f"som/anna/{OCCASION}/{MODULE}/",
    f"som/anna/{OCCASION}/{MODULE}/lage",
    f"som/anna/{OCCASION}/{MODULE}/lamna-in",
    f"som/anna/{OCCASION}/{MODULE}/fil/x.png",
)
POSTS = (
    f"modul/{MODULE}/lamna-ut",
    f"modul/{MODULE}/bedom",
    f"modul/{MODULE}/publicera",
    "rapport",
    "deltagare/anna/tid",
    "deltagare/anna/aktiv",
)
NOBODYS = (None, "anna", "karin", "lena.x", "Lena", "")
"""Nobody at all, a participant, the instructor of another occasion, and those who look like the right one."""
TOKEN = "2|00000000|0123456789abcdef0123456789abcdef|1700000000"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return desk_occasion(tmp_path, ["anna", "bo"])


@pytest.fixture
def other(here: OccasionFolder) -> OccasionFolder:
    """Return another occasion, whose instructor is Karin."""
    copy = OccasionFolder(Path(shutil.copytree(here.path, here.path.parent / "annan-2026")))
    path = copy.path / "occasion.yml"
    path.write_text(path.read_text("utf-8").replace(f"[{LENA}]", "[karin]"), "utf-8")
    return copy


@pytest.fixture
def app(here: OccasionFolder, other: OccasionFolder) -> Iterator[Running]:
    with desk(here, other) as app:
        yield app


def files(here: OccasionFolder) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in here.path.rglob("*") if path.is_file()}


def of(app: Running, name: str | None) -> Visitor:
    visitor = app.visitor(name)
    visitor.cookies = {"kurs_xsrf": TOKEN}
    return visitor


@pytest.mark.parametrize("name", NOBODYS)
def test_nobody_else_gets_anything(app: Running, here: OccasionFolder, name: str | None) -> None:
    before, status = files(here), 401 if not name else 403
    visitor = of(app, name)
    for path in GETS:
        answer = visitor.get(f"{DESK}{path}")
        assert (path, answer.status) == (path, status)
        assert not re.search(r"anna|Djur", answer.text.replace(f"/{path}", ""), re.IGNORECASE)
    for path in POSTS:
        answer = visitor.submit(f"{DESK}{path}", aktiv="nej")
        assert (path, answer.status) == (path, status)
    assert files(here) == before


def test_each_instructor_has_their_own_occasions(app: Running, here: OccasionFolder) -> None:
    for name, mine, others in ((LENA, OCCASION, "annan-2026"), ("karin", "annan-2026", OCCASION)):
        start = of(app, name).get("/").text
        assert f'href="{mine}/"' in start
        assert others not in start
    assert of(app, "anna").get("/").status == 403
    assert app.visitor(None).get("/").status == 401


def test_who_is_taken_away_is_out_at_once(app: Running, here: OccasionFolder) -> None:
    visitor = lena(app)
    assert visitor.get(DESK).status == 200
    path = here.path / "occasion.yml"
    path.write_text(path.read_text("utf-8").replace(f"[{LENA}]", "[]"), "utf-8")
    for one in GETS:
        assert visitor.get(f"{DESK}{one}").status == 403
    assert visitor.submit(f"{DESK}deltagare/anna/aktiv", aktiv="nej").status == 403
    assert read_roster(here.path / "roster.csv")["anna"].active == "ja"


def test_a_form_that_is_not_ours_is_refused(app: Running, here: OccasionFolder) -> None:
    visitor, before = lena(app), files(here)
    for path in POSTS:
        for token in ("", "fel", TOKEN):
            answer = visitor.submit(f"{DESK}{path}", _xsrf=token, aktiv="nej")
            assert (path, answer.status, "Sidan har blivit för gammal." in answer.text) == (path, 403, True)
    assert files(here) == before


def test_looking_does_nothing(app: Running, here: OccasionFolder) -> None:
    visitor, before = lena(app), files(here)
    assert [visitor.get(f"{DESK}{path}").status for path in POSTS] == [200, 405, 200, 405, 405, 405]
    assert files(here) == before


ELSEWHERE = (
    "../",
    "..%2f..%2froster.csv",
    "deltagare/../../",
    "deltagare/..%2f..%2f/",
    "deltagare/.anna/",
    "deltagare/Anna/",
    "deltagare/anna%00/",
    "deltagare/okand/",
    "modul/9-finns-inte/",
    "modul/..%2f/",
    "rapport/../roster.csv",
    "rapport/roster.csv",
    "rapport/cohort.html/",
    f"som/..%2f{OCCASION}/",
    "som/anna/annan-2026/",
    f"som/okand/{OCCASION}/",
    f"som/%2e%2e/{OCCASION}/",
    f"som/anna/{OCCASION}/{MODULE}/fil/..%2f..%2f..%2fgradebook.db",
    f"som/anna/{OCCASION}/{MODULE}/fil/{MODULE}.ipynb",
    "gradebook.db",
    "roster.csv",
    "lage/",
)


def test_no_address_leads_further(app: Running) -> None:
    visitor = lena(app)
    for path in ELSEWHERE:
        answer = visitor.get(f"{DESK}{path}")
        assert (path, answer.status in (400, 403, 404)) == (path, True)
        assert b"SQLite" not in answer.body
        assert "Åkershamn" not in answer.text


def test_every_answer_has_the_headers(app: Running) -> None:
    for visitor in (lena(app), app.visitor(None)):
        for path in ("", "lage", "finns-inte/", f"modul/{MODULE}/", f"som/anna/{OCCASION}/"):
            headers = visitor.get(f"{DESK}{path}").headers
            assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Cache-Control"] == "no-store"


def test_a_message_is_refused_as_json(app: Running) -> None:
    assert app.visitor(None).get(f"{DESK}lage").json == {"ok": False, "why": "signed_out", "message": "Du är utloggad."}
    assert app.visitor("anna").get(f"{DESK}lage").json["why"] == "forbidden"


def test_a_report_can_do_nothing(app: Running, here: OccasionFolder) -> None:
    assert lena(app).get(f"{DESK}rapport/cohort.html").status == 404
    (here.path / "reports" / "cohort.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    policy = lena(app).get(f"{DESK}rapport/cohort.html").headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"


def test_the_report_is_fetched_as_pdf(app: Running, here: OccasionFolder) -> None:
    assert lena(app).get(f"{DESK}rapport/cohort.pdf").status == 404
    (here.path / "reports" / "cohort.pdf").write_bytes(b"%PDF-1.7")
    got = lena(app).get(f"{DESK}rapport/cohort.pdf")
    assert (got.status, got.text) == (200, "%PDF-1.7")
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"] == f'attachment; filename="{here.id}.pdf"'


HOSTILE = "<script>alert('x')</script>\"&"


def test_what_a_roster_says_is_text(here: OccasionFolder) -> None:
    rows = [
        RosterRow(
            id="anna", name=HOSTILE, organisation=HOSTILE, email="a\"onclick='x'?bcc=b@example.se", actor=HOSTILE
        ),
        RosterRow(id="bo", name=HOSTILE, active="nej"),
        RosterRow(id="-_-", name="Streck"),
    ]
    write_roster(here.path / "roster.csv", rows)
    path = here.path / "extensions.csv"
    path.write_text(
        f"id;module;due;reason_code;by;at\nanna;{MODULE};2027-01-01T00:00:00+00:00;<b>;<i>;2026-01-01T00:00:00+00:00\n",
        encoding="utf-8",
    )
    with desk(here) as app:
        visitor = lena(app)
        for page in ("", "deltagare/", "deltagare/anna/", "deltagare/bo/", f"modul/{MODULE}/"):
            text = visitor.get(f"{DESK}{page}").text
            assert not re.search(r"<script>|<b>|<i>|onclick='", text)
            assert "&lt;script&gt;" in text
        assert visitor.get(f"{DESK}deltagare/-_-/").status == 200
        assert visitor.get(f"{DESK}som/-_-/{OCCASION}/").status == 200


# --- as a participant ---------------------------------------------------------------------------


def test_a_participants_pages_are_shown_and_nothing_is_written(app: Running, here: OccasionFolder) -> None:
    visitor, before = lena(app), files(here)
    cookies = dict(visitor.cookies)
    place = f"{DESK}som/anna/{OCCASION}/"
    course = visitor.get(place).text
    assert "Du ser sidan som Anna Prov ser den. Inget sparas." in course
    assert 'href="../../../"' in course  # the desk's own page of the occasion
    module = visitor.get(f"{place}{MODULE}/").text
    assert 'href="../../../../"' in module
    data = json.loads(module.split('<script type="application/json" id="k-data">')[1].split("</script>")[0])
    assert (data["user"], data["preview"]) == ("anna", True)
    assert visitor.get(f"{place}{MODULE}/lamna-in").status == 200
    message = {"type": "answer", "ex": "liten-1-val", "answer": "q", "view": "x", "seq": 1, "base": 0}
    assert visitor.send(f"{place}{MODULE}/svar", message).json["why"] == "closed"
    assert visitor.submit(f"{place}{MODULE}/lamna-in").status == 409
    assert files(here) == before
    assert visitor.cookies == cookies
    assert re.search(r'href="\.\./_static/page\.css\?v=\w+"', course)
    assert visitor.get(f"{DESK}som/anna/_static/page.css").status == 200


def test_who_signs_in_by_a_cookie_is_known_there_too(here: OccasionFolder) -> None:
    def by_cookie(handler: RequestHandler) -> str | None:
        kept = handler.get_signed_cookie("session")
        return kept.decode() if kept else None

    app = Running(make_app([here], by_cookie, sign_out="/hub/logout"))
    secret = app.app.settings["cookie_secret"] = "hemlig"
    try:
        visitor = app.visitor(None)
        assert visitor.get(f"{DESK}som/anna/{OCCASION}/").status == 401
        visitor.cookies["session"] = create_signed_value(secret, "session", LENA).decode()
        assert visitor.get(f"{DESK}som/anna/{OCCASION}/").status == 200
        assert '<a href="/hub/logout">Logga ut</a>' in visitor.get(DESK).text
        assert '<a href="/hub/logout">Logga ut</a>' in visitor.get("/").text
    finally:
        app.stop()


def test_who_has_left_has_no_pages(app: Running, here: OccasionFolder) -> None:
    visitor = lena(app)
    assert visitor.submit(f"{DESK}deltagare/anna/aktiv", aktiv="nej").status == 303
    assert visitor.get(f"{DESK}som/anna/{OCCASION}/").status == 403
    assert "som/anna/" not in visitor.get(f"{DESK}deltagare/").text
