"""What a marker meets in a real formgrader, and that what is given there stays."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import expect

from graders.grade import grade
from tests.browser_support import Windows, axe_problems
from tests.formgrader_support import Formgrader, comment_box, exercise, running, score_box, write
from tests.grading_support import MODULE, VARIANT, make_occasion, sample
from toolkit.exercises.cell import Exercise

TEXT, SINGLE, MAP = "gallery-visa-skriv", "gallery-visa-val", "gallery-visa-karta"
SOURCE = ("%%exercise", "%load_ext", "kind:", "key:", "points:", "explanation:", "BEGIN HIDDEN", "END HIDDEN")
"""What stands in the source of an exercise and nowhere else."""
PICTURES = "[...document.querySelectorAll('.kurs-hand-in img')].map((one) => one.complete && one.naturalWidth > 0)"
STRANGE = ".kurs-hand-in :is(script, iframe, object, embed, a[href^='javascript' i], a[href^='data' i])"
GIVEN = """
    select auto_score, manual_score, needs_manual_grade, manual_comment from grade
    join base_cell on grade.cell_id = base_cell.id
    join submitted_notebook on grade.notebook_id = submitted_notebook.id
    join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
    join comment on comment.notebook_id = submitted_notebook.id
    join base_cell as commented on comment.cell_id = commented.id and commented.name = base_cell.name
    where student_id = ? and base_cell.name = ?"""


@pytest.fixture(scope="module")
def formgrader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Formgrader]:
    root = tmp_path_factory.mktemp("formgrader")
    here = make_occasion(root)
    grade(here, [MODULE])
    with running(root / "settings", here) as formgrader:
        yield formgrader


@pytest.fixture(scope="module")
def exercises(formgrader: Formgrader) -> dict[str, Exercise]:
    return dict(formgrader.here.notebook(MODULE).graded)


def given(formgrader: Formgrader, who: str, name: str) -> tuple[float | None, float | None, bool, str | None]:
    """Return the points of an exercise by machine and by hand, whether they are waited for, and the comment."""
    with closing(sqlite3.connect(formgrader.here.path / "gradebook.db")) as connection:
        ((auto, manual, waits, comment),) = connection.execute(GIVEN, [who, name])
    return auto, manual, bool(waits), comment


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_exercise_is_shown_as_it_was_answered_and_never_its_source(
    formgrader: Formgrader, windows: Windows, exercises: dict[str, Exercise]
) -> None:
    page = formgrader.open(windows, "delvis")
    expect(page.locator(".kurs-hand-in")).to_have_count(len(exercises))
    assert [mark for mark in SOURCE if mark in unescape(page.content())] == []
    for name, one in exercises.items():
        shown, answer = exercise(page, name), "k" if name == VARIANT else sample(one, "partly")
        var = "a" if name == VARIANT else None
        said = plain(shown.inner_text())
        assert plain(one.specs[var].prompt) in said
        for line in [*one.words(var, answer), *one.explain(var, answer, shown=True)]:
            assert plain(line) in said, name
        expect(score_box(page, name)).to_be_visible()
        expect(comment_box(page, name)).to_be_visible()
    expect(exercise(page, SINGLE).get_by_role("radio", name="En beredskapsplan")).to_be_checked()
    expect(exercise(page, MAP).get_by_role("checkbox", name="Kaptensparken")).to_be_checked()
    shown = page.evaluate(PICTURES)
    assert len(shown) >= 5
    assert all(shown)
    assert axe_problems(page, within=".kurs-hand-in") == []


def test_a_text_stands_beside_what_it_is_marked_by(
    formgrader: Formgrader, windows: Windows, exercises: dict[str, Exercise]
) -> None:
    page = formgrader.open(windows, "ratt")
    shown, one = exercise(page, TEXT), exercises[TEXT]
    written = sample(one, "right")
    assert isinstance(written, str)
    assert plain(shown.get_by_role("blockquote").inner_text()) == plain(written)
    expect(shown.get_by_role("heading", name="Bedöm svaret efter")).to_be_visible()
    said = plain(shown.inner_text())
    for line in one.explain(None, written):
        assert plain(line) in said
    assert "Bedöm: " in said
    assert "Ett starkt exempel: " in said
    assert "Ett svagare exempel: " in said


def test_what_a_participant_wrote_never_comes_alive(formgrader: Formgrader, windows: Windows) -> None:
    page = formgrader.open(windows, "markup")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    quoted = exercise(page, TEXT).get_by_role("blockquote")
    assert plain(quoted.inner_text()) == "<script>alert(1)</script> [x](javascript:alert(1))"
    expect(page.locator(STRANGE)).to_have_count(0)
    expect(exercise(page, SINGLE)).to_contain_text("Svaret går inte att läsa.")


def test_points_and_a_comment_are_given_in_the_page_and_stay(formgrader: Formgrader, windows: Windows) -> None:
    page = formgrader.open(windows, "ratt")
    expect(score_box(page, TEXT)).to_have_class(re.compile("needs_manual_grade"))
    assert given(formgrader, "ratt", TEXT) == (None, None, True, None)
    write(page, score_box(page, TEXT), "1.5")
    write(page, comment_box(page, TEXT), "Säg också vad som <b>mäts</b>.")
    write(page, comment_box(page, SINGLE), "Bra!")
    marked = (None, 1.5, False, "Säg också vad som <b>mäts</b>.")
    assert given(formgrader, "ratt", TEXT) == marked
    assert len(grade(formgrader.here, [MODULE], force=True).graded) == 11
    assert given(formgrader, "ratt", TEXT) == marked
    assert given(formgrader, "ratt", SINGLE) == (2.0, None, False, "Bra!")
    formgrader.show(page, "ratt")
    expect(score_box(page, TEXT)).to_have_value("1.5")
    expect(score_box(page, TEXT)).not_to_have_class(re.compile("needs_manual_grade"))
    expect(comment_box(page, TEXT)).to_have_value("Säg också vad som <b>mäts</b>.")


def test_what_was_written_from_outside_is_shown_at_once(formgrader: Formgrader, windows: Windows) -> None:
    page = formgrader.open(windows, "sent")
    expect(score_box(page, SINGLE)).to_have_attribute("placeholder", "2")
    with closing(sqlite3.connect(formgrader.here.path / "gradebook.db")) as connection:
        connection.execute("update grade set auto_score = 1.25")
        connection.commit()
    formgrader.show(page, "sent")
    expect(score_box(page, SINGLE)).to_have_attribute("placeholder", "1.25")
    grade(formgrader.here, [MODULE], force=True)
    formgrader.show(page, "sent")
    expect(score_box(page, SINGLE)).to_have_attribute("placeholder", "2")


@pytest.mark.long
def test_formgrader_started_above_the_occasions_shows_the_same(
    formgrader: Formgrader, windows: Windows, tmp_path: Path
) -> None:
    here = formgrader.here
    with running(tmp_path / "settings", here, here.path.parent) as above:
        page = windows.open().new_page()
        page.goto(above.address(f"?path={here.path}"))
        above.show(page, "delvis")
        assert [mark for mark in SOURCE if mark in unescape(page.content())] == []
        expect(exercise(page, SINGLE).get_by_role("radio", name="En beredskapsplan")).to_be_checked()
