"""nbgrader's own feedback: whichever command makes it, a participant fetches what the policy lets them see."""

import json
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook
from nbgrader.apps import GenerateFeedbackApp, ReleaseFeedbackApp
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeFetchFeedback

from graders import cli
from graders.collect import collect
from graders.grade import grade
from graders.inprocess import nbgrader_log, recorded
from graders.nbgrader_plugin import load_config
from graders.release import release
from tests.occasion_support import MODULE, PRACTICE, SINGLE, SORT, line, make_occasion, notebook
from tests.test_exchange import nbgrader_submit
from tests.test_formgrader import CLOZE, HOSTILE, TEXT, shape
from tests.test_grading import SORTERA, VAL
from tests.test_page import set_rules
from toolkit.occasion import OccasionFolder

SKRIV, LUCKA = "liten-1-skriv", "liten-1-lucka"
PAST, FUTURE = "2026-11-22T15:00:00+00:00", "2099-11-22T15:00:00+00:00"
COMMENT = "Säg hur orsaken prövas."
Way = Callable[[OccasionFolder], None]


def make(root: Path, **journals: bytes) -> OccasionFolder:
    """Make an occasion in the lab, where participants have handed in with nbgrader and everything is graded."""
    here = make_occasion(root, list(journals), released=False, surface="lab")
    book = notebook(PRACTICE, SINGLE, SORT, CLOZE, TEXT)
    book.cells.insert(1, nbformat.v4.new_markdown_cell("# Djur\n\n## Läten\n\nText."))
    nbformat.write(book, root / "courses" / "liten" / "source" / MODULE / f"{MODULE}.ipynb")
    release(here, MODULE, root / "courses")
    for who, journal in journals.items():
        nbgrader_submit(here, who, root / who, journal)
    collect(here, [MODULE])
    grade(here, [MODULE])
    return here


def mark(here: OccasionFolder, points: float | None = 1.5, comment: str = COMMENT) -> None:
    """Mark every text that waits, as formgrader does; None takes the marks away again."""
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        for submission in gradebook.assignment_submissions(MODULE):
            for book in submission.notebooks:
                for one in book.grades:
                    if one.name == SKRIV and one.auto_score is None:
                        one.manual_score, one.needs_manual_grade = points, points is None
                for said in book.comments:
                    said.manual_comment = comment if said.name == SKRIV else None
        gradebook.db.commit()


def rules(here: OccasionFolder, due: str = PAST, **more: Any) -> OccasionFolder:
    set_rules(here, due=due, **more)
    return OccasionFolder(here.path)


ANSWERS = line(1, VAL, "z") + line(2, SORTERA, {"torsk": "hav"}) + line(3, LUCKA, {"ljud": "voff"})
ANSWERS += line(4, SKRIV, "Kalven är borta.")


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an occasion where anna and bo have handed in and are marked, and the module is due."""
    root = tmp_path_factory.mktemp("marked")
    mark(rules(make(root, anna=ANSWERS, bo=line(1, VAL, "q"))))
    return root


@pytest.fixture
def here(marked: Path, tmp_path: Path) -> OccasionFolder:
    """Return a copy of it, with what the participants have at home."""
    shutil.copytree(marked, tmp_path, dirs_exist_ok=True)
    return OccasionFolder(tmp_path / "occasions" / "liten-2026")


# --- the ways to make and release it --------------------------------------------------------------


def kurs_feedback(here: OccasionFolder) -> Result:
    return CliRunner().invoke(cli.feedback, [here.id, "--occasions", str(here.path.parent)])


def by_kurs(here: OccasionFolder) -> None:
    assert kurs_feedback(here).exit_code == 0


def command(here: OccasionFolder, app: type[Any]) -> object:
    """Run one of nbgrader's commands in the occasion's folder, and return what it ends with."""
    before = Path.cwd()
    os.chdir(here.path)
    try:
        one = app()
        one.initialize([MODULE])
        one.start()
    except SystemExit as error:
        return error.code
    finally:
        os.chdir(before)
    return 0


def generate(here: OccasionFolder) -> object:
    return command(here, GenerateFeedbackApp)


def release_them(here: OccasionFolder) -> object:
    return command(here, ReleaseFeedbackApp)


def by_commands(here: OccasionFolder) -> None:
    generate(here)
    release_them(here)


def by_formgrader(here: OccasionFolder) -> None:
    config = load_config(here)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    with recorded(nbgrader_log("formgrader")), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?s)Passing unrecognized arguments")  # nbgrader misspells one
        for step in (api.generate_feedback, api.release_feedback):
            step(MODULE)


WAYS = {"kurs": by_kurs, "commands": by_commands, "formgrader": by_formgrader}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


def fetched(here: OccasionFolder, who: str) -> str | None:
    """Fetch feedback as a participant does, and return it; None where there is none."""
    home = here.path.parents[1] / who
    config = load_config(here)
    config.Exchange.assignment_dir, config.Exchange.cache = str(home), str(home / "cache")
    coursedir = CourseDirectory(config=config, assignment_id=MODULE, student_id=who)
    if not (here.exchange / here.id / "feedback").is_dir():
        return None
    ExchangeFetchFeedback(coursedir=coursedir, config=config, log=nbgrader_log("fetch")).start()
    found = list((home / here.id / MODULE / "feedback").glob("*/*.html"))
    return found[0].read_text(encoding="utf-8") if found else None


def page(here: OccasionFolder, who: str) -> Tag:
    html = fetched(here, who)
    assert html is not None
    return BeautifulSoup(html, "html.parser")


def left(here: OccasionFolder) -> list[Path]:
    """Return every file of feedback, in the occasion and in the exchange."""
    return [*here.path.glob("feedback/**/*.html"), *(here.exchange / here.id).glob("feedback/*")]


# --- what it says ---------------------------------------------------------------------------------

OF_AN_EXERCISE = ("Vilket djur säger mu?", "Hunden", "voff", "Kalven är borta", "Kon råmar", COMMENT, "Övning", VAL)
THE_KEY = ("Rätt alternativ", "rubric", "Släpp in den", "HIDDEN TESTS")


def test_points_say_nothing_of_any_exercise(here: OccasionFolder, way: Way) -> None:
    here = rules(here, feedback="points")
    way(here)
    for who, points in (("anna", "3"), ("bo", "2")):
        whole = page(here, who)
        assert f"{points} av 8 poäng." in whole.text
        assert [row.get_text(" ") for row in whole.select("tbody tr")] == [f"Djur {points} av 8"]
        assert "Beskriva djur: Läten (Modul 1: Djur)" in whole.text
        for said in (*OF_AN_EXERCISE, *THE_KEY):
            assert said not in str(whole)


def test_an_explanation_has_answer_points_comment_and_the_authors_words(here: OccasionFolder, way: Way) -> None:
    way(here)
    whole = page(here, "anna")
    val, sortera, lucka, skriv = whole.select(".k-ex")
    assert "0 av 2 poäng" in val.text
    assert "Vilket djur säger mu?" in val.text
    assert "Hunden" in val.text
    assert "Kon råmar, vilket brukar skrivas mu" in val.text
    assert "1,5 av 3 poäng" in sortera.text
    assert "voff" in lucka.text
    assert "1,5 av 2 poäng" in skriv.text
    assert "Kalven är borta." in skriv.text
    assert COMMENT in skriv.text
    for said in THE_KEY:
        assert said not in str(whole)
    assert "Kalven är borta." not in str(page(here, "bo"))


def test_a_key_also_says_what_is_right(here: OccasionFolder, way: Way) -> None:
    here = rules(here, feedback="key")
    way(here)
    assert "Rätt alternativ: ”Kon”." in page(here, "anna").text


def test_it_is_the_same_whoever_makes_it(here: OccasionFolder) -> None:
    found = []
    for way in WAYS.values():
        way(here)
        found.append((fetched(here, "anna"), fetched(here, "bo")))
    assert found == [found[0]] * 3
    for who, html in zip(("anna", "bo"), found[0], strict=True):
        assert (here.path / "feedback" / who / MODULE / f"{MODULE}.html").read_text("utf-8") == html


def test_it_asks_no_machine_and_runs_nothing(here: OccasionFolder) -> None:
    by_kurs(here)
    whole = page(here, "anna")
    assert whole.select("script, link, img, iframe, [src], [href]") == []
    (policy,) = whole.select("meta[http-equiv]")
    assert str(policy["content"]).startswith("default-src 'none'; style-src 'unsafe-inline';")


@pytest.mark.parametrize("policy", ["explanation", "key"])
def test_what_people_wrote_is_text_and_nothing_else(tmp_path: Path, policy: str) -> None:
    texts = [text for text in HOSTILE if "\r" not in text]
    lines = {f"p{n}": line(1, SKRIV, text) + line(2, LUCKA, {"ljud": text}) for n, text in enumerate(texts)}
    here = rules(make(tmp_path, tam=line(1, SKRIV, "ord") + line(2, LUCKA, {"ljud": "ord"}), **lines), feedback=policy)
    mark(here, comment="".join(HOSTILE))
    by_kurs(here)
    tame = set(map(str, shape(page(here, "tam"))))
    for n, text in enumerate(texts):
        whole = page(here, f"p{n}")
        assert set(map(str, shape(whole))) <= tame
        *_, lucka, skriv = whole.select(".k-ex")
        for one in (lucka, skriv):
            assert "".join(text.split()) in "".join(one.text.split())


def test_what_is_no_sign_stops_nobody(tmp_path: Path) -> None:
    odd = line(1, LUCKA, {"ljud": "ett\r\x1ctvå"}) + line(2, SKRIV, "Den är borta.")
    here = rules(make(tmp_path, anna=odd, bo=line(1, VAL, "q")))
    mark(here, comment="Bra.\r\n\x00Tack.")
    by_kurs(here)
    *_, lucka, skriv = page(here, "anna").select(".k-ex")
    assert "ett  två" in lucka.text
    assert "Bra. \n\ufffdTack." in skriv.text
    assert "2 av 8 poäng." in page(here, "bo").text


# --- when -----------------------------------------------------------------------------------------


def wait_for_a_mark(here: OccasionFolder) -> OccasionFolder:
    mark(here, None)
    return here


def extend(here: OccasionFolder) -> OccasionFolder:
    row = f"bo;{MODULE};{FUTURE};sjuk;lena;{PAST}\n"
    (here.path / "extensions.csv").write_text(f"id;module;due;reason_code;by;at\n{row}")
    return here


def without_end(here: OccasionFolder) -> OccasionFolder:
    set_rules(here, opens=PAST)
    return OccasionFolder(here.path)


TOO_EARLY = {
    "before due": lambda here: rules(here, due=FUTURE),
    "before an extension": extend,
    "a text waits for its marker": wait_for_a_mark,
    "no end": without_end,
}


@pytest.mark.parametrize("why", TOO_EARLY)
def test_there_is_none_before_its_time(here: OccasionFolder, way: Way, why: str) -> None:
    here = TOO_EARLY[why](here)
    way(here)
    assert left(here) == []
    assert fetched(here, "anna") is None
    assert here.release.modules[MODULE].published is None


def test_nbgraders_commands_fail_and_say_why(here: OccasionFolder, capfd: pytest.CaptureFixture[str]) -> None:
    early = extend(here)
    for step in (generate, release_them):
        assert step(early) == 1
        assert "Modulen kan lämnas in till söndag 22 november kl. 16.00." in capfd.readouterr().err


def test_at_once_it_is_for_each_whose_hand_in_is_graded(here: OccasionFolder, way: Way) -> None:
    mark(here, None)
    here = rules(here, due=FUTURE, hand_ins="once", feedback_when="at_once")
    way(here)
    assert fetched(here, "anna") is None
    assert "2 av 8 poäng." in page(here, "bo").text


def test_what_was_generated_earlier_is_released_as_it_may_be_now(here: OccasionFolder) -> None:
    for who in ("anna", "bo"):
        folder = here.path / "feedback" / who / MODULE
        folder.mkdir(parents=True)
        (folder / f"{MODULE}.html").write_text("facit")
    generous = rules(here, feedback="key")
    assert generate(generous) == 0
    strict = rules(here, feedback="points")
    assert release_them(strict) == 0
    assert "Kon råmar" not in str(page(strict, "anna"))
    assert "3 av 8 poäng." in page(strict, "anna").text


def test_nothing_is_released_when_somebody_has_been_given_more_time(here: OccasionFolder) -> None:
    assert generate(here) == 0
    extend(here)
    assert release_them(here) == 1
    assert fetched(here, "anna") is None


def test_what_nbgrader_releases_is_published_too(here: OccasionFolder) -> None:
    by_commands(here)
    assert here.release.modules[MODULE].published is not None


def test_nothing_is_published_where_nothing_was_generated(here: OccasionFolder) -> None:
    assert release_them(here) == 0
    assert left(here) == []
    assert here.release.modules[MODULE].published is None


def test_a_new_mark_is_told_and_who_has_nothing_new_is_left_alone(here: OccasionFolder) -> None:
    by_kurs(here)
    kept = here.path / "feedback" / "bo" / MODULE / f"{MODULE}.html"
    before = kept.stat().st_mtime_ns
    mark(here, 2.0)
    assert kurs_feedback(here).stdout == "1 publicerade, 1 oförändrade.\n"
    assert "3,5 av 8 poäng." in page(here, "anna").text
    assert kept.stat().st_mtime_ns == before


def test_on_pages_nothing_is_put_in_the_exchange(here: OccasionFolder) -> None:
    path = here.path / "occasion.yml"
    path.write_text(path.read_text("utf-8").replace('"lab"', '"pages"'), "utf-8")
    by_kurs(OccasionFolder(here.path))
    assert left(here) == []


# --- what participants did to their hand-ins ------------------------------------------------------


def not_text(secret: Path) -> None:
    secret.write_bytes(b"\xff\xfe\x00")


def empty(secret: Path) -> None:
    secret.write_bytes(b"")


def no_secret(secret: Path) -> None:
    secret.unlink()


@pytest.mark.parametrize("spoil", [not_text, empty, no_secret])
def test_a_secret_that_is_none_stops_nobody(here: OccasionFolder, way: Way, spoil: Callable[[Path], None]) -> None:
    spoil(here.submitted("anna", MODULE) / "submission_secret.txt")
    grade(here, [MODULE], force=True)
    way(here)
    assert fetched(here, "anna") is None
    assert "2 av 8 poäng." in page(here, "bo").text


def test_nor_does_it_where_nbgrader_has_graded(here: OccasionFolder, way: Way) -> None:
    not_text(here.submitted("anna", MODULE) / "submission_secret.txt")
    config = load_config(here)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    with recorded(nbgrader_log("formgrader")):
        assert api.autograde(MODULE, "anna")["success"]
    way(here)
    assert "2 av 8 poäng." in page(here, "bo").text


def test_it_is_said_who_cannot_fetch_it(here: OccasionFolder) -> None:
    not_text(here.submitted("anna", MODULE) / "submission_secret.txt")
    grade(here, [MODULE], force=True)
    said = kurs_feedback(here)
    assert (said.exit_code, said.stdout) == (0, "2 publicerade, 0 oförändrade.\n")
    assert said.stderr == (
        f"anna, {MODULE}: återkopplingen kan inte hämtas av deltagaren: submission_secret.txt i inlämningen saknas "
        "eller går inte att läsa\n"
    )


def test_a_journal_beside_the_notebook_never_comes_with_it(here: OccasionFolder) -> None:
    by_kurs(here)
    names = {path.suffix for path in (here.exchange / here.id / "feedback").iterdir()}
    assert names == {".html"}
    assert json.loads((here.path / "published" / "anna" / f"{MODULE}.json").read_text("utf-8"))["points"] == 3.0
