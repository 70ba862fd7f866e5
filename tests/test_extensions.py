"""More time after feedback on a test is out: it holds nowhere, whatever the list of extensions says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from graders import cli
from graders.collect import collect
from graders.feedback import publish
from graders.grade import grade
from graders.pseudonym import pseudonym, read_key
from graders.regrade import carry_out, plan
from graders.responses import read_responses, write_responses
from tests.occasion_support import COURSE, GRADED, MODULE, PRACTICE, line, make_occasion, write_course
from tests.page_support import Clock, message, running
from tests.test_deadlines import deadlines
from tests.test_grading import VAL, give
from tests.test_status import look
from toolkit.formats.course import Role
from toolkit.occasion import OccasionFolder

DUE = datetime(2026, 11, 22, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEFORE, AFTER = DUE - HOUR, DUE + HOUR
HEADER = "id;module;due;reason_code;by;at\n"


def row(who: str, due: datetime, at: datetime = BEFORE, reason: str = "sjuk") -> str:
    return f"{who};{MODULE};{due.isoformat()};{reason};lena;{at.isoformat()}\n"


def extend(here: OccasionFolder, *rows: str) -> None:
    (here.path / "extensions.csv").write_text(HEADER + "".join(rows), encoding="utf-8")


def make(root: Path, role: Role, rules: str = "", *rows: str) -> OccasionFolder:
    """Make an occasion whose only module has a role, where anna and bo have handed in before due and are graded."""
    here = make_occasion(root, ["anna", "bo"])
    (here.path / "course.yml").write_text(COURSE.replace("role: module", f"role: {role}"), encoding="utf-8")
    path = here.path / "occasion.yml"
    path.write_text(f"{path.read_text('utf-8')}modules:\n  {MODULE}: {{due: '{DUE.isoformat()}'{rules}}}\n", "utf-8")
    here = OccasionFolder(here.path)
    extend(here, *rows)
    for who in ("anna", "bo"):
        give(here, who, [line(1, VAL, "q")], "2026-11-22T14:00:00+00:00")
    collect(here, [MODULE])
    grade(here, [MODULE])
    return here


@pytest.fixture(params=["pretest", "test"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> OccasionFolder:
    """Return an occasion where feedback on a test has been published when bo's two hours more had passed."""
    made = make(tmp_path, request.param, "", row("bo", DUE + 2 * HOUR))
    assert publish(made, [MODULE], DUE + HOUR).published == []
    assert len(publish(made, [MODULE], DUE + 3 * HOUR).published) == 2
    return made


LATE = DUE + timedelta(days=30)
TOO_LATE = {
    "decided afterwards": [row("anna", LATE, DUE + 4 * HOUR)],
    "said to be decided before": [row("anna", LATE, BEFORE)],
    "a row that was there, with another time": [row("anna", LATE), row("bo", LATE, BEFORE)],
}


@pytest.fixture(params=TOO_LATE)
def extended(request: pytest.FixtureRequest, here: OccasionFolder) -> OccasionFolder:
    """Return the same occasion when somebody has been given a month more."""
    extend(here, row("bo", DUE + 2 * HOUR), *TOO_LATE[request.param])
    return here


def test_it_opens_no_page(extended: OccasionFolder) -> None:
    clock = Clock(DUE + timedelta(days=1))
    rev = extended.release.modules[MODULE].exercises[VAL].rev
    with running([extended], clock=clock) as app:
        anna = app.visitor("anna")
        assert "Förlängd tid" not in anna.get(f"/{extended.id}/").text
        anna.get(f"/{extended.id}/{MODULE}/")
        saved = anna.send(f"/{extended.id}/{MODULE}/svar", message(VAL, "q", rev)).json
        assert (saved["ok"], saved["why"]) == (False, "closed")


def test_it_lets_no_hand_in_count_and_is_in_no_table(extended: OccasionFolder) -> None:
    give(extended, "anna", [line(1, VAL, "z")], "2026-11-23T14:00:00+00:00")
    assert collect(extended, [MODULE]).taken == []
    grade(extended, [MODULE])
    assert deadlines(extended) == (DUE, {"anna": None, "bo": 2 * HOUR})
    stamp = extended.submitted("anna", MODULE) / "timestamp.txt"
    stamp.write_text("2026-11-23 14:00:00.000000 UTC")  # as nbgrader's own collect would bring it in
    grade(extended, [MODULE])
    write_responses(extended)
    rows = read_responses(extended).set_index(["pid", "exercise"])
    assert rows.late[pseudonym(read_key(extended.path), "anna"), VAL]


def test_it_closes_no_feedback(extended: OccasionFolder) -> None:
    assert publish(extended, [MODULE], DUE + timedelta(days=1)).later == []


def test_it_is_told_in_one_sentence(extended: OccasionFolder) -> None:
    arguments = [extended.id, "--occasions", str(extended.path.parent)]
    said = (
        f"extensions.csv: anna har förlängd tid i {MODULE} till tisdag 22 december kl. 16.00, men den kom efter att "
        "återkopplingen publicerades och gäller inte. Ge ett omprov i stället: kurs occasion new med --retake-of "
        f"{extended.id}.\n"
    )
    for command in (cli.collect, cli.grade, cli.feedback):
        done = CliRunner().invoke(command, arguments)
        assert done.exit_code == 0
        assert said in done.stderr
    assert ("extension", "anna", ()) in look(extended)


def test_those_that_were_there_still_hold(here: OccasionFolder) -> None:
    # Why, by whom and when it was decided may be corrected.
    extend(here, row("bo", DUE + 2 * HOUR, DUE + 9 * HOUR, "vab"))
    grade(here, [MODULE])
    assert deadlines(here) == (DUE, {"anna": None, "bo": 2 * HOUR})
    give(here, "bo", [line(1, VAL, "z")], "2026-11-22T16:30:00+00:00")
    assert [one.participant for one in collect(here, [MODULE]).taken] == ["bo"]
    assert [kind for kind, _, _ in look(here)] == ["no_receipt"] * len(look(here))
    assert "gäller inte" not in CliRunner().invoke(cli.grade, [here.id, "--occasions", str(here.path.parent)]).stderr


def test_after_a_correction_of_the_module_it_is_still_out(here: OccasionFolder, tmp_path: Path) -> None:
    courses, noted = tmp_path / "courses", here.release.modules[MODULE].published
    write_course(courses, PRACTICE, *(one.replace("Kon råmar", "Kor råmar") for one in GRADED))
    carry_out(here, plan(here, MODULE, courses), courses, "Stavfel")
    assert noted is not None
    assert here.release.modules[MODULE].published == noted
    publish(here, [MODULE], DUE + timedelta(days=2))
    assert here.release.modules[MODULE].published == noted


def test_before_the_first_feedback_everybody_can_have_more_time(tmp_path: Path) -> None:
    here = make(tmp_path, "test")
    publish(here, [MODULE], BEFORE)
    assert here.release.modules[MODULE].published is None
    extend(here, row("anna", LATE, DUE + 4 * HOUR))
    assert publish(here, [MODULE], DUE + timedelta(days=1)).later
    grade(here, [MODULE])
    assert deadlines(here)[1]["anna"] == LATE - DUE


def test_at_once_it_is_out_with_the_first(tmp_path: Path) -> None:
    here = make(tmp_path, "test", ", hand_ins: once, feedback_when: at_once")
    publish(here, [MODULE], BEFORE)
    extend(here, row("anna", LATE))
    grade(here, [MODULE])
    assert deadlines(here)[1]["anna"] is None


def test_in_an_ordinary_module_more_time_can_be_given_afterwards(tmp_path: Path) -> None:
    here = make(tmp_path, "module")
    publish(here, [MODULE], AFTER)
    extend(here, row("anna", LATE, DUE + 4 * HOUR))
    grade(here, [MODULE])
    assert deadlines(here)[1]["anna"] == LATE - DUE
    assert publish(here, [MODULE], DUE + timedelta(days=1)).later
