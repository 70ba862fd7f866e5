"""Feedback: who is let see what and when, and the page that shows it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from graders import cli
from graders.collect import collect
from graders.feedback import publish
from graders.grade import grade
from graders.policy import reading
from tests.grading_support import DUE, MODULE, journal, make_occasion
from tests.page_support import running
from toolkit.exchange import hand_in
from toolkit.formats.base import read_time
from toolkit.formats.published import Published
from toolkit.occasion import OccasionFolder

CLOSED = read_time(DUE) + timedelta(hours=3)
"""After due and the one extension."""
TEXT = "gallery-visa-skriv"


@pytest.fixture
def here(tmp_path: Path) -> OccasionFolder:
    here = make_occasion(tmp_path)
    grade(here, [MODULE])
    return here


def mark(here: OccasionFolder, comment: str = "Bra jämförelse.") -> None:
    """Mark every text that waits, as formgrader does."""
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        for submission in gradebook.assignment_submissions(MODULE):
            for book in submission.notebooks:
                for one in book.grades:
                    if one.needs_manual_grade:
                        one.manual_score, one.needs_manual_grade = 1.5, False
                for said in book.comments:
                    said.manual_comment = comment
        gradebook.db.commit()


def rules(here: OccasionFolder, **changed: Any) -> OccasionFolder:
    """Change the module's rules in occasion.yml."""
    path = here.path / "occasion.yml"
    head = path.read_text(encoding="utf-8").split("modules:")[0]
    fields = "".join(f"    {name}: {value}\n" for name, value in {"due": f'"{DUE}"', **changed}.items() if value)
    path.write_text(f"{head}modules:\n  {MODULE}:\n{fields}", encoding="utf-8")
    return OccasionFolder(here.path)


def told(here: OccasionFolder, who: str) -> Published:
    return Published.model_validate_json((here.path / "published" / who / f"{MODULE}.json").read_bytes())


def published(here: OccasionFolder) -> set[str]:
    return {path.parent.name for path in here.path.glob("published/*/*.json")}


# --- when ---------------------------------------------------------------------------------------


def test_nothing_is_published_before_due_every_extension_and_every_mark(here: OccasionFolder) -> None:
    due, extended = read_time(DUE), read_time(DUE) + timedelta(hours=2)
    for at in (due - timedelta(seconds=1), due + timedelta(seconds=1), extended):
        (late,) = publish(here, [MODULE], at).later
        assert late == (
            MODULE,
            "Modulen kan lämnas in till söndag 22 november kl. 18.00. Återkopplingen kan publiceras efter det.",
        )
    after = extended + timedelta(seconds=1)
    assert publish(here, [MODULE], after).later == [(MODULE, "Publicera går när 5 inlämningar är lästa.")]
    assert published(here) == set()
    mark(here)
    assert len(publish(here, [MODULE], after).published) == 11
    assert len(published(here)) == 11


def test_a_module_without_an_end_is_not_published(here: OccasionFolder) -> None:
    mark(here)
    without = rules(here, due=None, hand_ins="until_due")
    (_, why) = publish(without, [MODULE], CLOSED).later[0]
    assert why.startswith("Modulen har ingen sista dag")


def test_at_once_is_for_each_as_soon_as_nothing_of_theirs_waits(here: OccasionFolder) -> None:
    at_once = rules(here, hand_ins="once", feedback_when="at_once")
    publish(at_once, [MODULE], read_time(DUE) - timedelta(hours=1))
    waiting = {"ratt", "fel", "andrat", "sent", "markup"}
    assert not published(here) & waiting
    assert {"tom", "inget", "rensat"} <= published(here)
    mark(at_once)
    publish(at_once, [MODULE], read_time(DUE) - timedelta(hours=1))
    assert waiting <= published(here)


def test_what_has_not_changed_is_left_and_what_has_is_told_anew(here: OccasionFolder) -> None:
    mark(here)
    publish(here, [MODULE], CLOSED)
    first = told(here, "ratt")
    again = publish(here, [MODULE], CLOSED + timedelta(days=1))
    assert (again.published, again.unchanged) == ([], 11)
    assert told(here, "ratt") == first
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        gradebook.find_grade(TEXT, MODULE, MODULE, "ratt").manual_score = 2.0
        gradebook.db.commit()
    assert publish(here, [MODULE], CLOSED + timedelta(days=1)).published == [("ratt", MODULE)]
    assert told(here, "ratt").points == first.points + 0.5


# --- what ---------------------------------------------------------------------------------------


def test_points_are_those_of_the_gradebook_also_by_strand(here: OccasionFolder) -> None:
    mark(here)
    publish(here, [MODULE], CLOSED)
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        for submission in gradebook.assignment_submissions(MODULE):
            found = told(here, submission.student.id)
            assert (found.points, found.max) == (pytest.approx(submission.score), submission.max_score)
            assert [(one.strand, one.points, one.max) for one in found.strands] == [("tema", found.points, found.max)]
            assert sum(one.points for one in found.exercises) == pytest.approx(found.points)


def test_an_explanation_has_the_authors_words_and_not_the_key(here: OccasionFolder) -> None:
    mark(here)
    publish(here, [MODULE], CLOSED)
    exercises = {one.id: one for one in told(here, "fel").exercises}
    val = exercises["gallery-visa-val"]
    assert val.answer == ["En beredskapsplan"]
    assert not any("Rätt alternativ" in line for one in exercises.values() for line in one.explanation)
    assert val.explanation[-1].startswith("Enligt 5 § ska kommunen besluta om en åtgärdsplan")
    text = exercises[TEXT]
    assert (text.comment, text.points) == ("Bra jämförelse.", 1.5)
    everything = rules(here, feedback="key")
    publish(everything, [MODULE], CLOSED)
    val = next(one for one in told(here, "fel").exercises if one.id == "gallery-visa-val")
    assert "Rätt alternativ: ”En åtgärdsplan”." in val.explanation


def test_points_alone_say_nothing_of_any_exercise(here: OccasionFolder) -> None:
    mark(here)
    publish(rules(here, feedback="points"), [MODULE], CLOSED)
    for who in published(here):
        assert told(here, who).exercises == []
    read = {json.dumps([one.model_dump() for one in told(here, who).read]) for who in published(here)}
    assert len(read) == 1


def test_what_is_told_is_what_was_graded_and_not_what_was_collected_since(here: OccasionFolder) -> None:
    mark(here)
    later = read_time(DUE) - timedelta(minutes=1)
    hand_in(here.exchange, here.id, MODULE, "ratt", journal([("gallery-visa-val", "lofte", None)]), later)
    collect(here, [MODULE])
    publish(here, [MODULE], CLOSED)
    val = next(one for one in told(here, "ratt").exercises if one.id == "gallery-visa-val")
    assert (val.answer, val.points) == (["En åtgärdsplan"], 2.0)
    grade(here, [MODULE])
    publish(here, [MODULE], CLOSED)
    val = next(one for one in told(here, "ratt").exercises if one.id == "gallery-visa-val")
    assert (val.answer, val.points) == (["Ett medborgarlöfte"], 0.0)


def test_who_did_not_hand_in_is_told_nothing(here: OccasionFolder) -> None:
    mark(here)
    listing = here.path / "roster.csv"
    listing.write_text(listing.read_text("utf-8-sig") + "borta;Borta Prov;;;kommun;;nord;;ja\n", encoding="utf-8-sig")
    publish(here, [MODULE], CLOSED)
    assert "borta" not in published(here)


@pytest.mark.long
def test_what_to_read_is_the_sections_that_practise_the_goal(intro: OccasionFolder) -> None:
    read = reading(intro, "1-uppdraget")
    assert {one.module for one in read} == {"1-uppdraget"}
    goals = list(dict.fromkeys(one.goal for one in read))
    assert goals == [goal.text for goal in intro.course.goals.values() if goal.id.startswith("intro.1.")]
    assert ("Ska och verka för", "del-ska-och-verka-for") in {(one.heading, one.anchor) for one in read}
    assert not {"Öva", "Visa"} & {one.heading for one in read}
    of_the_test = reading(intro, "kunskapsprov")
    assert [one for one in of_the_test if one.module == "1-uppdraget"] == read
    # The tests themselves have sections with exercises on every goal, and teach nothing.
    assert {one.module for one in of_the_test} == {
        name for name in intro.release.modules if intro.role(name) == "module"
    }
    assert {one.goal for one in of_the_test} == {goal.text for goal in intro.course.goals.values()}


# --- where it is shown --------------------------------------------------------------------------


def test_the_page_shows_it_and_nobody_elses(here: OccasionFolder) -> None:
    mark(here, "Läs <b>5 §</b>.\n[x](javascript:alert(1))")
    with running([here]) as app:
        address = f"/{here.id}/{MODULE}/aterkoppling"
        assert app.visitor("fel").get(address).status == 404
        publish(here, [MODULE], CLOSED)
        course = app.visitor("fel").get(f"/{here.id}/").text
        assert f'href="{MODULE}/aterkoppling"' in course
        page = app.visitor("fel").get(address)
        assert page.status == 200
        assert "Återkoppling: Allt" in page.text
        assert "Poäng per tema" in page.text
        assert "Kommentar från kursledaren" in page.text
        assert "Läs &lt;b&gt;5 §&lt;/b&gt;." in page.text
        assert "<b>5 §</b>" not in page.text
        assert "Vad ska kommunen enligt lagen (2023:196)" in page.text
        other = app.visitor("ratt").get(address).text
        assert other != page.text
        assert app.visitor(None).get(address).status == 401
        assert app.visitor("finns_inte").get(address).status == 403


def test_the_command_says_what_it_did(here: OccasionFolder) -> None:
    arguments = ["allt-2026", "--occasions", str(here.path.parent)]
    assert datetime.now(UTC) > CLOSED
    said = CliRunner().invoke(cli.feedback, arguments)
    assert (said.exit_code, said.stdout) == (0, "0 publicerade, 0 oförändrade.\n")
    assert f"{MODULE}: Publicera går när 5 inlämningar är lästa." in said.stderr
    mark(here)
    assert CliRunner().invoke(cli.feedback, arguments).stdout == "11 publicerade, 0 oförändrade.\n"
