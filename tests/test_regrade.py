"""A correction after release: what it would change is shown, what an answer means stays, and there is a trail."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

import graders.regrade
from graders import cli
from graders.grade import grade, scores
from graders.responses import read_responses
from tests.grading_support import MODULE, edit_course, gradebook, make_occasion, notebooks
from toolkit.errors import KursError
from toolkit.occasion import OccasionFolder

VAL, TEXT = "gallery-visa-val", "gallery-visa-skriv"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("regrade")
    grade(make_occasion(root), [MODULE])
    return root


@pytest.fixture
def here(graded: Path, tmp_path: Path) -> OccasionFolder:
    for name in ("courses", "occasions"):
        shutil.copytree(graded / name, tmp_path / name)
    return OccasionFolder(tmp_path / "occasions" / "allt-2026")


def regrade(here: OccasionFolder, *more: str, answer: str = "y\n") -> Result:
    root = here.path.parents[1]
    arguments = ["allt-2026", MODULE, "--from-course", "--reason", "Facit var fel", *more]
    arguments += ["--occasions", str(root / "occasions"), "--courses", str(root / "courses")]
    return CliRunner().invoke(cli.regrade, arguments, input=answer)


def other_key(text: str) -> str:
    return text.replace("key: plan", "key: lofte").replace("  lofte: >-\n    Ett", "  plan: >-\n    Ett")


def test_a_corrected_key_changes_the_points_after_it_was_confirmed(here: OccasionFolder) -> None:
    edit_course(here, VAL, other_key)
    before = gradebook(here)
    refused = regrade(here, answer="n\n")
    assert refused.exit_code == 1
    assert f"{VAL}: ändrat feedback och key" in refused.stdout
    assert f"ratt, {VAL}: 2 -> 0 poäng" in refused.stdout
    assert gradebook(here) == before
    assert not (here.path / "log" / "regrade.jsonl").exists()
    done = regrade(here)
    assert done.exit_code == 0, done.output
    assert "11 inlämningar bedömda" in done.stdout
    assert scores(here, MODULE, "ratt")[VAL] == (0.0, False)
    rows = read_responses(here)
    assert set(rows.loc[rows["exercise"] == VAL, "points"].dropna()) <= {0.0, 2.0}
    assert "key: lofte" in here.source(MODULE).read_text(encoding="utf-8")
    assert all("key: lofte" in text for text in notebooks(here).values())


def test_the_trail_says_why_what_and_for_whom(here: OccasionFolder) -> None:
    edit_course(here, VAL, other_key)
    regrade(here, "--yes")
    (line,) = (here.path / "log" / "regrade.jsonl").read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["module"], entry["reason"], entry["fields"]) == (MODULE, "Facit var fel", {VAL: ["feedback", "key"]})
    assert {"id": "ratt", "exercise": VAL, "before": 2.0, "after": 0.0} in entry["points"]
    assert {one["exercise"] for one in entry["points"]} == {VAL}


def test_a_withdrawn_exercise_gives_its_points_to_all_who_handed_in_and_leaves_the_statistics(
    here: OccasionFolder,
) -> None:
    for name in (VAL, TEXT):
        edit_course(here, name, lambda text: text.replace("points: 2\n", 'points: 2\nwithdrawn: "Frågan var oklar"\n'))
    assert regrade(here, "--yes").exit_code == 0
    for who in ("ratt", "fel", "tom", "inget", "trasig"):
        found = scores(here, MODULE, who)
        assert (found[VAL], found[TEXT]) == ((2.0, False), (2.0, False))
    rows = read_responses(here)
    struck = rows[rows["exercise"].isin([VAL, TEXT])]
    assert set(struck["status"]) == {"withdrawn"}
    assert struck["points"].isna().all()
    released = here.release.modules[MODULE].exercises[VAL]
    assert len(released.earlier) == 1
    assert released.rev not in released.earlier


def test_a_mark_stays_when_its_answer_does(here: OccasionFolder) -> None:
    with Gradebook(here.gradebook_url, here.occasion.id) as book:
        one = book.find_grade(TEXT, MODULE, MODULE, "ratt")
        one.manual_score, one.needs_manual_grade = 1.5, False
        book.find_comment(TEXT, MODULE, MODULE, "ratt").manual_comment = "Bra."
        book.db.commit()
    edit_course(here, VAL, other_key)
    regrade(here, "--yes")
    assert scores(here, MODULE, "ratt")[TEXT] == (1.5, False)
    with Gradebook(here.gradebook_url, here.occasion.id) as book:
        assert book.find_comment(TEXT, MODULE, MODULE, "ratt").manual_comment == "Bra."


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "another id": (
        lambda text: text.replace(f"id: {VAL}", "id: gallery-visa-annat"),
        "övningarna är inte desamma (gallery-visa-val och gallery-visa-annat)",
    ),
    "other points": (lambda text: text.replace("points: 2", "points: 3"), "points är ändrat från 2 till 3"),
    "another kind": (
        lambda text: text.replace("kind: single", "kind: multiple").replace("key: plan", "key: [plan]"),
        "kind är ändrat från single till multiple",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_an_answer_means_cannot_be_changed(here: OccasionFolder, name: str) -> None:
    change, sentence = REFUSED[name]
    before = gradebook(here)
    edit_course(here, VAL, change)
    done = regrade(here, "--yes")
    assert isinstance(done.exception, KursError)
    assert sentence in str(done.exception)
    assert gradebook(here) == before


def test_after_a_stop_on_the_way_grading_goes_on(here: OccasionFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*arguments: object) -> None:
        raise KeyboardInterrupt

    edit_course(here, VAL, other_key)
    with monkeypatch.context() as patch:
        patch.setattr(graders.regrade, "grade", stopped)
        regrade(here, "--yes")
    assert len(grade(here, [MODULE]).graded) == 11
    assert scores(here, MODULE, "ratt")[VAL] == (0.0, False)


def test_nothing_to_correct_is_said(here: OccasionFolder) -> None:
    done = regrade(here, "--yes")
    assert "inget är ändrat i kursen" in str(done.exception)
