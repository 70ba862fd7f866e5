"""The participant's pages: what each address shows, saves and refuses."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.intro_support import released_intro
from tests.occasion_support import GRADED, MODULE, make_occasion
from tests.page_support import START, Clock, Running, Visitor, data_of, message, running
from toolkit.exercises.cell import read_exercise, split_region
from toolkit.face.page.hand_in import hand_in_due
from toolkit.face.page.limit import Limit
from toolkit.fold import read as read_journal
from toolkit.notebook import read as read_notebook
from toolkit.occasion import OccasionFolder
from toolkit.variants import expected_variant

REVS = {exercise.id: exercise.rev for exercise in map(read_exercise, GRADED)}
COURSE, PAGE = "/liten-2026/", f"/liten-2026/{MODULE}/"
SAVE = f"{PAGE}svar"
ROUTES = (COURSE, PAGE, f"{PAGE}lage", f"{PAGE}lamna-in", "/", "/finns-inte/", f"{PAGE}fil/x.png", f"{PAGE}kvitto")


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    return make_occasion(tmp_path, ["anna", "bo"])


@pytest.fixture
def anna(app: Running) -> Visitor:
    return app.visitor("anna")


def val(answer: Any = "q", **more: Any) -> dict[str, Any]:
    return message("liten-1-val", answer, REVS["liten-1-val"], **more)


def saved(here: OccasionFolder, who: str = "anna") -> dict[str, Any]:
    exercises = here.notebook(MODULE).exercises
    return {n: p.answer for n, p in read_journal(here.journal(who, MODULE), exercises).answers.items()}


def set_rules(here: OccasionFolder, **rules: Any) -> None:
    """Write rules of the module in occasion.yml, as an instructor does while the app runs."""
    path = here.path / "occasion.yml"
    text = path.read_text(encoding="utf-8").split("modules:")[0]
    rows = "".join(f'    {name}: "{value}"\n' for name, value in rules.items())
    path.write_text(f"{text}modules:\n  {MODULE}:\n{rows}", encoding="utf-8")


# --- pages ------------------------------------------------------------------------------------


def test_the_start_leads_to_the_only_occasion(anna: Visitor) -> None:
    answer = anna.get("/")
    assert (answer.status, answer.headers["Location"]) == (302, "liten-2026/")


def test_who_has_two_occasions_may_choose(here: OccasionFolder, tmp_path: Path) -> None:
    other = OccasionFolder(shutil.copytree(here.path, tmp_path / "annan-2026"))
    with running([here, other]) as app:
        text = app.visitor().get("/").text
    assert 'href="liten-2026/"' in text
    assert 'href="annan-2026/"' in text


def test_the_course_page_shows_each_module_and_one_next_step(anna: Visitor) -> None:
    text = anna.get(COURSE).text
    assert '<html lang="sv">' in text
    assert "Ej påbörjad" in text
    assert "3 min" in text
    assert text.count("k-btn--main") == 1
    assert f'href="{MODULE}/"' in text
    assert "minst 70 %" not in text  # the course has no final test
    assert "<script" not in text


def test_the_module_page_has_prose_exercises_and_data(anna: Visitor, here: OccasionFolder) -> None:
    text = anna.get(PAGE).text
    assert re.findall(r'<section class="k-ex" id="ovning-(\d)" data-ex="([\w-]+)"', text) == [
        (str(number), name) for number, name in enumerate(here.notebook(MODULE).exercises, 1)
    ]
    data = data_of(text)
    assert (data["user"], data["occasion"], data["module"]) == ("anna", "liten-2026", MODULE)
    assert (data["endpoint"], data["state"], data["preview"]) == ("svar", "lage", False)
    assert [one["spec"]["id"] for one in data["exercises"]] == list(here.notebook(MODULE).exercises)
    assert {one["closed"] for one in data["exercises"]} == {None}
    assert "style=" not in text
    assert "%load_ext" not in text
    assert "0 av 4 besvarade" in text


def test_options_stand_in_the_participants_own_order(app: Running) -> None:
    def order(name: str) -> list[str]:
        data = data_of(app.visitor(name).get(PAGE).text)
        (spec,) = [one["spec"] for one in data["exercises"] if one["spec"]["id"] == "liten-1-sortera"]
        return [item["id"] for item in spec["items"]]

    assert order("anna") == order("anna")
    assert sorted(order("anna")) == sorted(order("bo")) == ["drake", "groda", "ko", "torsk"]
    assert order("anna") != order("bo")


def test_text_from_people_cannot_become_markup(here: OccasionFolder, tmp_path: Path) -> None:
    path = here.path / "release" / MODULE / f"{MODULE}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][1]["source"] = (
        "# Titel\n\n## Rubrik\n\n<script>alert(1)</script>\n\nText <img src=x onerror=alert(1)> H<sub>2</sub>O\n\n"
        "[a](javascript:alert(1)) ![b](https://example.se/b.png) ![c](c.png)\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n"
        "## Rubrik\n"
    )
    book["cells"][2]["source"] = "".join(book["cells"][2]["source"]).replace("Katten", "</script><b>Katten")
    path.write_text(json.dumps(book), encoding="utf-8")
    with running([here]) as app:
        text = app.visitor().get(PAGE).text
    prose, data = text.split('<script type="application/json"')
    assert not re.search(r"<script>|<img src=x|<b>|=.javascript:|example\.se|style=", prose)
    assert "H<sub>2</sub>O" in prose
    assert 'src="fil/c.png"' in prose
    assert '<td class="n">2</td>' in prose
    assert re.findall(r'<h2 id="(.+?)"', prose) == ["del-rubrik", "del-rubrik-2"]
    assert data.count("<") == len(re.findall(r"</(?:script|main|body|html)>", data))


def test_every_answer_has_the_headers(app: Running, anna: Visitor) -> None:
    for visitor in (anna, app.visitor(None)):
        for path in ROUTES:
            headers = visitor.get(path).headers
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "same-origin"
            assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert headers["Cache-Control"] == "no-store"
            assert "camera=()" in headers["Permissions-Policy"]
            assert "Server" not in headers


def test_static_files_with_their_hash_are_kept_and_nothing_else_is_served(
    here: OccasionFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("page.js", "page.css", "stamp"):
        (tmp_path / name).write_text("1", encoding="utf-8")
    for module in ("app", "render"):
        monkeypatch.setattr(f"toolkit.face.page.{module}.STATIC", tmp_path)
    with running([here]) as app:
        anna = app.visitor()
        address = re.search(r'src="\.\./\.\.(/_static/page\.js)(\?v=[0-9a-f]{16})"', anna.get(PAGE).text)
        assert address
        kept, fresh = app.visitor(None).get(address[1] + address[2]), anna.get(address[1])
        assert (kept.status, kept.body) == (200, b"1")
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert kept.headers["X-Content-Type-Options"] == "nosniff"
        assert "javascript" in kept.headers["Content-Type"]
        assert fresh.headers["Cache-Control"] == "no-store"
        for name in ("stamp", "../app.py", "%2e%2e/plain.py", "page.js/x"):
            assert anna.get(f"/_static/{name}").status == 404


def test_pages_can_be_read_before_the_views_are_built(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("toolkit.face.page.render.STATIC", tmp_path)
    text = anna.get(PAGE).text
    assert "_static" not in text
    assert "<noscript>" in text


@pytest.mark.parametrize(("retakes", "turn"), [(0, 0), (1, 1), (2, 2)])
def test_everybody_meets_their_own_variant_and_the_next_one_in_a_retake(
    here: OccasionFolder, retakes: int, turn: int
) -> None:
    for number in range(retakes):
        newest = here.path if number == 0 else here.path.parent / f"omprov-{number}"
        copy = Path(shutil.copytree(newest, here.path.parent / f"omprov-{number + 1}"))
        text = (copy / "occasion.yml").read_text(encoding="utf-8")
        rows = [row for row in text.splitlines() if not row.startswith("retake_of")]
        (copy / "occasion.yml").write_text("\n".join([*rows, f"retake_of: {newest.name}"]) + "\n", encoding="utf-8")
    last = OccasionFolder(here.path.parent / f"omprov-{retakes}") if retakes else here
    with running([last]) as app:
        data = data_of(app.visitor().get(f"/{last.id}/{MODULE}/").text)
    (spec,) = [one["spec"] for one in data["exercises"] if one["spec"]["id"] == "liten-1-variant"]
    wanted = expected_variant(["a", "b"], here.release.seed, "anna", "liten-1-variant", turn=turn)
    assert spec["var"] == wanted
    assert {option["id"] for option in spec["options"]} == set({"a": "pkt", "b": "mrw"}[wanted])


def test_unknown_addresses_are_answered_in_swedish(anna: Visitor) -> None:
    for path in ("/finns-inte/", "/liten-2026/9-finns-inte/", "/liten-2026", "/x/y/z", f"{PAGE}kvittot"):
        answer = anna.get(path)
        assert answer.status == 404
        assert "Sidan finns inte." in answer.text
    assert anna.ask("DELETE", COURSE, X_XSRFToken="x").status in (403, 405)


# --- who ---------------------------------------------------------------------------------------


def test_who_is_not_signed_in_gets_nothing(app: Running, here: OccasionFolder) -> None:
    stranger = app.visitor(None)
    for path in (COURSE, PAGE, f"{PAGE}lamna-in", f"{PAGE}fil/x.png"):
        answer = stranger.get(path)
        assert (answer.status, "Du är utloggad." in answer.text) == (401, True)
    stranger.cookies = {"kurs_xsrf": "2|00000000|0123456789abcdef0123456789abcdef|1700000000"}
    for reply in (stranger.send(SAVE, val()), stranger.get(f"{PAGE}lage")):
        assert (reply.status, reply.json["why"]) == (401, "signed_out")
    assert not here.journal("anna", MODULE).exists()


def test_who_has_no_seat_or_has_left_gets_nothing(app: Running, here: OccasionFolder) -> None:
    roster = here.path / "roster.csv"
    roster.write_text("id;name;active\nanna;Anna;ja\nbo;Bo;nej\n", encoding="utf-8")
    for name in ("eva", "bo"):
        visitor = app.visitor(name)
        assert "Du har inte tillgång till det här kurstillfället." in visitor.get(PAGE).text
        visitor.cookies = {"kurs_xsrf": "2|00000000|0123456789abcdef0123456789abcdef|1700000000"}
        reply = visitor.send(SAVE, val())
        assert (reply.status, reply.json["why"]) == (403, "forbidden")
        assert reply.json["message"] == "Du har inte tillgång till det här kurstillfället."
        assert not here.journal(name, MODULE).exists()


def test_who_sends_too_much_waits_and_nobody_else_does(app: Running, anna: Visitor) -> None:
    app.app.settings["limit"] = Limit(2, 0, Clock())
    anna.get(PAGE)
    replies = [anna.send(SAVE, {**val(), "seq": n, "base": n - 1}) for n in (1, 2, 3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert replies[-1].json["why"] == "disk"  # The view keeps the answer, and sends it again.
    assert anna.get(PAGE).status == 200
    bo = app.visitor("bo")
    bo.get(PAGE)
    assert bo.send(SAVE, val()).json["ok"]


@pytest.mark.parametrize("token", ["", "fel", "2|00000000|0123456789abcdef0123456789abcdef|1700000000"])
def test_a_message_without_the_pages_token_is_refused(anna: Visitor, here: OccasionFolder, token: str) -> None:
    anna.get(PAGE)
    raw = json.dumps(val()).encode()
    reply = anna.ask("POST", SAVE, raw, X_XSRFToken=token)
    assert (reply.status, reply.json["why"]) == (403, "forbidden")
    assert reply.json["message"] == "Sidan har blivit för gammal. Ladda om den och försök igen."
    assert anna.ask("POST", f"{PAGE}lamna-in", b"", X_XSRFToken=token).status == 403
    assert saved(here) == {}


@pytest.mark.parametrize(
    ("proxied", "proto", "secure"), [(True, "https", True), (True, "http", False), (False, "https", False)]
)
def test_cookies_that_come_over_tls_go_over_nothing_else(
    here: OccasionFolder, proxied: bool, proto: str, secure: bool
) -> None:
    with running([here], proxied=proxied) as app:
        cookie = app.visitor().get(PAGE, X_Forwarded_Proto=proto).headers["Set-Cookie"]
    assert cookie.startswith("kurs_xsrf=")
    assert ("; Secure" in cookie) == secure


def test_who_looks_at_somebody_elses_pages_is_told_and_finds_back(here: OccasionFolder) -> None:
    with running([here], read_only=True, prefix="/som/[a-z]+/", back="../../") as app:
        anna = app.visitor()
        for path, way in ((COURSE, "../../../"), (PAGE, "../../../../"), (f"{PAGE}lamna-in", "../../../../")):
            text = anna.get(f"/som/anna{path}").text
            assert "Du ser sidan som Anna Prov ser den. Inget sparas." in text
            assert f'<a href="{way}">Till kursledarsidan</a>' in text
        assert anna.submit(f"/som/anna{PAGE}lamna-in").status == 409
        assert anna.cookies == {}
    assert not here.journal("anna", MODULE).exists()


def test_nobody_sees_anothers_answers(app: Running, anna: Visitor) -> None:
    anna.get(PAGE)
    assert anna.send(SAVE, val("z")).json["ok"]
    anna.submit(f"{PAGE}lamna-in")
    bo = app.visitor("bo")
    for path in (COURSE, PAGE, f"{PAGE}lage", f"{PAGE}lamna-in"):
        text = bo.get(path).text
        assert not re.search(r"\banna\b", text.lower())
        assert "Inlämnad" not in text
    assert all(one is None for one in bo.get(f"{PAGE}lage").json["state"].values())
    assert bo.get(f"{PAGE}kvitto").status == 404


# --- keys --------------------------------------------------------------------------------------


def runs_of(text: str) -> Iterator[str]:
    """Give every thirty characters from the start of a word on.

    Words alone are compared: quotation marks and markup differ where a text stands.
    """
    words = " ".join(re.findall(r"\w+", text))
    starts = (match.start() for match in re.finditer(r"\w+", words))
    return (words[start : start + 30] for start in starts if start + 30 <= len(words))


@pytest.mark.long
def test_no_response_holds_thirty_characters_of_a_key(tmp_path: Path) -> None:
    here = released_intro(tmp_path)
    (here.path / "roster.csv").write_text("id;name\nanna;Anna\n", encoding="utf-8")
    hidden: set[str] = set()
    opened, known = [], []
    with running([here]) as app:
        anna = app.visitor()
        for module in here.release.modules:
            page = f"/{here.id}/{module}/"
            texts = [anna.get(f"/{here.id}/").text, anna.get(page).text, anna.get(f"{page}lamna-in").text]
            notebook = here.notebook(module)
            for exercise in notebook.graded.values():
                for sample in exercise.kind.samples(exercise.spec, next(iter(exercise.solutions.values()))):
                    known.append(json.dumps({"answer": sample.answer}, ensure_ascii=False))  # who sent it is shown it
                    sent = message(exercise.id, sample.answer, exercise.rev, seq=len(texts), base=10**6)
                    texts += [anna.send(f"{page}svar", sent | {"type": kind}).text for kind in ("answer", "check")]
            anna.submit(f"{page}lamna-in")
            texts += [anna.get(f"{page}{name}").text for name in ("", "kvitto", "lage", f"fil/{module}.ipynb")]
            released = read_notebook(here.path / "release" / module / f"{module}.ipynb")
            known += [" ".join(cell.source.split()) for cell in released.cells]
            for cell in notebook.cells:
                if cell.exercise and cell.exercise.graded:
                    region = " ".join((split_region(cell.source, 1)[1] or "").split())
                    hidden.update(runs_of(region))
            opened.append(" ".join(" ".join(texts).split()))
    told = " ".join(known)  # A later module explains in the open what an earlier one has in its keys.
    hidden.difference_update(runs_of(told))
    assert len(hidden) > 1000
    assert [run for run in runs_of(" ".join(opened)) if run in hidden] == []


# --- saving ------------------------------------------------------------------------------------


def test_an_answer_is_in_the_journal_before_it_is_acknowledged(anna: Visitor, here: OccasionFolder) -> None:
    anna.get(PAGE)
    reply = anna.send(SAVE, val("z"))
    assert (reply.status, reply.json["ok"]) == (200, True)
    assert saved(here) == {"liten-1-val": "z"}
    state = anna.get(f"{PAGE}lage").json["state"]["liten-1-val"]
    assert (state["n"], state["at"], state["answer"]) == (reply.json["n"], reply.json["at"], "z")
    text = anna.get(PAGE).text
    assert "1 av 4 besvarade" in text
    assert data_of(text)["exercises"][1]["state"]["answer"] == "z"
    assert "Pågår: 1 av 4 besvarade" in anna.get(COURSE).text


def test_an_old_tab_of_another_person_cannot_answer(anna: Visitor, here: OccasionFolder) -> None:
    anna.get(PAGE)
    reply = anna.send(SAVE, val("z") | {"user": "bo"})
    assert (reply.status, reply.json["why"]) == (403, "forbidden")
    assert "Någon annan är inloggad" in reply.json["message"]
    assert saved(here) == {}
    assert anna.send(SAVE, val("z") | {"user": "anna"}).json["ok"]


def test_answers_survive_a_new_app(here: OccasionFolder) -> None:
    with running([here]) as app:
        anna = app.visitor()
        anna.get(PAGE)
        first = anna.send(SAVE, val("z")).json
    with running([here]) as app:
        again = app.visitor()
        assert data_of(again.get(PAGE).text)["exercises"][1]["state"]["n"] == first["n"]
        assert again.send(SAVE, val("z")).json == first  # a resend of what is already there


def test_the_opening_is_written_where_something_may_be(anna: Visitor, here: OccasionFolder, clock: Clock) -> None:
    set_rules(here, due=START.isoformat())
    anna.get(PAGE)
    assert '"type":"open"' in here.journal("anna", MODULE).read_text()
    clock.move(hours=1)
    before = here.journal("anna", MODULE).read_bytes()
    assert anna.get(PAGE).status == 200
    assert here.journal("anna", MODULE).read_bytes() == before


def test_the_journals_refusals_reach_the_view(anna: Visitor, here: OccasionFolder, clock: Clock) -> None:
    anna.get(PAGE)
    assert anna.send(SAVE, val("finns-inte")).json["why"] == "invalid"
    assert anna.send(SAVE, b"inte json").json["why"] == "invalid"
    assert anna.send(SAVE, val() | {"rev": "000000"}).json["why"] == "stale"
    assert anna.send(SAVE, val("z")).json["ok"]
    behind = anna.send(SAVE, val("b", seq=2)).json
    assert (behind["why"], behind["present"]["answer"]) == ("stale", "z")
    too_big = anna.send(SAVE, val("q", extra="x" * 70_000)).json
    assert too_big["why"] == "too_big"
    assert re.fullmatch(r"INTE sparat\. Texten är för lång\. Korta den med ungefär \d+0 ord\.", too_big["message"])
    set_rules(here, due=START.isoformat())
    clock.move(seconds=1)
    assert anna.send(SAVE, val("q", seq=3, base=9)).json["why"] == "closed"
    assert saved(here) == {"liten-1-val": "z"}


def test_a_huge_message_is_not_read(anna: Visitor) -> None:
    anna.get(PAGE)
    with suppress(ConnectionError):  # It may be closed before all was sent.
        assert anna.send(SAVE, b"x" * 2_000_000).status == 400


def test_practice_is_checked_and_graded_exercises_are_not(anna: Visitor, here: OccasionFolder) -> None:
    anna.get(PAGE)
    rev = here.notebook(MODULE).exercises["liten-1-prova"].rev
    checked = anna.send(SAVE, message("liten-1-prova", "q", rev) | {"type": "check"}).json
    assert (checked["points"], checked["feedback"]["parts"]) == (0.0, {"q": "Kon råmar."})
    assert anna.send(SAVE, val("q") | {"type": "check"}).json["why"] == "invalid"


def test_a_full_disk_is_told_and_nothing_is_acknowledged(
    anna: Visitor, here: OccasionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.get(PAGE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolkit.journal.append", full)
    assert anna.send(SAVE, val("z")).json["why"] == "disk"
    assert saved(here) == {}


def test_read_only_shows_and_writes_nothing(here: OccasionFolder) -> None:
    with running([here], read_only=True) as app:
        anna = app.visitor()
        assert "Förhandsvisning, sparas inte" in anna.get(PAGE).text
        assert anna.send(SAVE, val()).json["message"] == "Förhandsvisning, sparas inte"
        assert "Förhandsvisning, sparas inte" in anna.submit(f"{PAGE}lamna-in").text
    assert not here.journal("anna", MODULE).exists()


# --- files -------------------------------------------------------------------------------------


@pytest.fixture
def with_files(here: OccasionFolder) -> OccasionFolder:
    folder = here.path / "release" / MODULE
    names = ("karta.png", "bild.svg", "data.csv", "sida.html")
    for name in names:
        (folder / name).write_bytes(b"innehall")
    (folder / "hemlig.txt").write_bytes(b"hemligt")
    (folder / "lank.png").symlink_to(here.path / "roster.csv")
    release = here.release
    entry = release.modules[MODULE]
    files = {**entry.files, **dict.fromkeys((*names, "lank.png", "../1-djur/karta.png"), "0" * 64)}
    here.write_release(release.model_copy(update={"modules": {MODULE: entry.model_copy(update={"files": files})}}))
    return here


def test_files_of_the_release_are_sent_with_their_types(with_files: OccasionFolder, anna: Visitor) -> None:
    types = {"karta.png": "image/png", "bild.svg": "image/svg+xml", "data.csv": "text/csv; charset=utf-8"}
    for name, kind in types.items():
        answer = anna.get(f"{PAGE}fil/{name}")
        assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, kind, b"innehall")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert anna.get(f"{PAGE}fil/sida.html").headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    "name",
    [
        "hemlig.txt",
        f"{MODULE}.ipynb",
        "lank.png",
        "../../roster.csv",
        "..%2F..%2Froster.csv",
        "%2e%2e/%2e%2e/release.json",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "karta.png%00.txt",
        "finns-inte.png",
    ],
)
def test_no_other_file_is_sent(with_files: OccasionFolder, anna: Visitor, name: str) -> None:
    assert anna.get(f"{PAGE}fil/{name}").status == 404


def test_a_figure_has_its_table_and_data_has_a_link(here: OccasionFolder) -> None:
    path = here.path / "release" / MODULE / f"{MODULE}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    figure = "figure:\n  file: samtal.svg\n  alt: Stapeldiagram.\n  table: samtal.csv\n"
    fields = 'id: liten-1-antal\nkind: numeric\ngoal: liten.1.1\npoints: 1\nprompt: "Hur många?"\ndata: logg.csv\n'
    book["cells"].append({**book["cells"][-1], "id": "antal", "source": f"%%exercise\n{fields}{figure}"})
    path.write_text(json.dumps(book), encoding="utf-8")
    (path.parent / "samtal.csv").write_bytes(
        "Klockan;Antal samtal å\r\n07–08;<4>\r\n08–09;1 010,5\r\n".encode("utf-8-sig")
    )
    with running([here]) as app:
        text = app.visitor().get(PAGE).text
        (spec,) = [one["spec"] for one in data_of(text)["exercises"] if one["spec"]["id"] == "liten-1-antal"]
        rows = [["07–08", "<4>"], ["08–09", "1 010,5"]]
        assert spec["figure"]["grid"] == {
            "head": ["Klockan", "Antal samtal å"],
            "rows": rows,
            "numbers": [False, False],
        }
        drawn = text[: text.index('id="k-data"')]
        assert '<img src="fil/samtal.svg" alt="Stapeldiagram.">' in drawn
        assert "<summary>Visa som tabell</summary>" in drawn
        assert '<th scope="row">07–08</th><td>&lt;4&gt;</td>' in drawn
        assert '<a href="fil/logg.csv">Underlag: logg.csv</a>' in drawn
        (path.parent / "samtal.csv").write_text("Klockan,Antal\n7,10\n8,\n", encoding="utf-8")
        assert '<th scope="row" class="n">8</th><td class="n"></td>' in app.visitor().get(PAGE).text
        (path.parent / "samtal.csv").unlink()
        without = app.visitor().get(PAGE).text
        assert "<details>" not in without
        assert "fil/samtal.svg" in without


# --- what is broken ----------------------------------------------------------------------------


def test_a_broken_occasion_has_one_page_and_the_others_go_on(here: OccasionFolder, tmp_path: Path) -> None:
    other = OccasionFolder(shutil.copytree(here.path, tmp_path / "annan-2026"))
    (here.path / "release.json").write_text("{", encoding="utf-8")
    with running([here, other]) as app:
        anna = app.visitor()
        for path in (COURSE, PAGE):
            answer = anna.get(path)
            assert (answer.status, "Sidan kan inte visas just nu." in answer.text) == (503, True)
            assert "release.json" not in answer.text
        assert anna.get("/annan-2026/").status == 200
        shutil.copyfile(other.path / "release.json", here.path / "release.json")
        assert anna.get(COURSE).status == 200


def test_a_module_that_cannot_be_read_is_said_to_be_so_and_logged_once(
    anna: Visitor, here: OccasionFolder, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    anna.get(PAGE)
    assert anna.send(SAVE, val("z")).json["ok"]
    (here.path / "release" / MODULE / f"{MODULE}.ipynb").write_text("{", encoding="utf-8")
    for path in (PAGE, f"{PAGE}lamna-in", f"{PAGE}kvitto"):
        answer = anna.get(path)
        assert (answer.status, "Modulen går inte att visa just nu." in answer.text) == (503, True)
        assert "Traceback" not in answer.text
    assert anna.send(SAVE, val("q", seq=2, base=9)).json["why"] == "disk"
    course = anna.get(COURSE)
    assert course.status == 200
    assert "Modulen går inte att visa just nu</span>" in course.text
    assert f'href="{MODULE}/' not in course.text
    set_rules(here, due=START.isoformat())
    clock.move(hours=1)
    assert hand_in_due(here, clock) == []
    said = [record for record in caplog.records if f"{MODULE}.ipynb" in record.getMessage()]
    assert len(said) == 2  # once by the app, once by who hands in when the time is out


def test_a_new_release_is_shown_at_once(anna: Visitor, here: OccasionFolder) -> None:
    assert "Ny text" not in anna.get(PAGE).text
    path = here.path / "release" / MODULE / f"{MODULE}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Text.", "Ny text."), encoding="utf-8")
    assert "Ny text" in anna.get(PAGE).text
