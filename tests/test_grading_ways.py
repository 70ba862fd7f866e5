"""The same result whichever way hand-ins are graded: in a kernel, by nbgrader with our steps, and in batch."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import graders.grade
import graders.rows
from graders import cli
from graders.grade import grade, score_chunk
from tests.grading_support import MODULE, VARIANT, WAYS, autograded, gradebook, make_occasion, modes, notebooks
from tests.postgresql_support import copied, moved
from toolkit.errors import KursError, ProblemsError
from toolkit.occasion import OccasionFolder


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    return make_occasion(tmp_path_factory.mktemp("ways"))


@pytest.fixture(scope="module")
def batch(default: OccasionFolder, tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    """Return what all else is compared with: graded in batch, with the gradebook in a file."""
    return graded(default, tmp_path_factory.mktemp("batch"), "batch")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.system)])
def collected(
    request: pytest.FixtureRequest, default: OccasionFolder, tmp_path_factory: pytest.TempPathFactory
) -> OccasionFolder:
    if request.param == "sqlite":
        return default
    url = request.getfixturevalue("postgresql").database()
    return moved(default, tmp_path_factory.mktemp("postgresql"), url)


def graded(collected: OccasionFolder, root: Path, way: str) -> OccasionFolder:
    """Grade a copy of what was collected."""
    here = copied(collected, root)
    WAYS[way](here)
    return here


@pytest.mark.parametrize(
    "way", ["batch", "autograde", "formgrader", "workers", pytest.param("kernel", marks=pytest.mark.long)]
)
def test_the_gradebook_is_the_same_row_by_row(
    collected: OccasionFolder, batch: OccasionFolder, tmp_path: Path, way: str
) -> None:
    other = graded(collected, tmp_path, way)
    ours, theirs = gradebook(batch), gradebook(other)
    if way == "kernel":
        ours["submitted_assignment"] = without_extensions(ours["submitted_assignment"])
    for table, rows in ours.items():
        assert rows == theirs[table], table
    scored = {(who, name): auto for who, name, auto, *_ in ours["grade"]}
    assert len(scored) == 11 * 15
    assert {scored["ratt", VARIANT], scored["andra_varianten", VARIANT]} == {1.5}
    if way == "kernel":
        require_the_same_cells(notebooks(batch), notebooks(other))
    else:
        assert notebooks(other) == notebooks(batch)
        assert autograded(other) == autograded(batch)
        assert modes(other) == modes(batch) == {0o444}


def without_extensions(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows as nbgrader writes them, who knows nothing of extensions.csv; ours have one extension."""
    assert [(who, extension) for who, *_, extension in rows if extension] == [("sent", timedelta(hours=2))]
    return [(*rest, None) for *rest, _ in rows]


def require_the_same_cells(ours: dict[str, str], theirs: dict[str, str]) -> None:
    """Require that notebooks have the same cells, marks and scores.

    What a kernel leaves beside them differs, and is meant to: what is shown with a score, when cells ran, and what
    release wrote in the participant's copy so that its cells could not be changed.
    """
    assert set(ours) == set(theirs)
    for path, text in ours.items():
        one, other = (json.loads(text)["cells"], json.loads(theirs[path])["cells"])
        assert [bare(cell) for cell in one] == [bare(cell) for cell in other], path


def bare(cell: dict[str, Any]) -> tuple[Any, ...]:
    marks = {name: value for name, value in cell["metadata"].get("nbgrader", {}).items() if name != "cell_type"}
    scores = [output["data"] for output in cell.get("outputs", []) if output["output_type"] == "execute_result"]
    by_machine = marks.get("grade") and not marks.get("solution")  # a person's is not in the notebook
    return cell["cell_type"], cell["id"], "".join(cell["source"]), marks, scores if by_machine else None


# --- what an executor may do ----------------------------------------------------------------------


class Forgetful(Executor):
    """Loses what was scored, and lets it be scored again."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        fn(*args, **kwargs)
        future.set_result(fn(*args, **kwargs))
        return future


def test_what_is_scored_again_is_the_same(default: OccasionFolder, batch: OccasionFolder, tmp_path: Path) -> None:
    here = copied(default, tmp_path)
    assert len(grade(here, [MODULE], executor=Forgetful()).graded) == 11
    assert (gradebook(here), notebooks(here), autograded(here)) == (
        gradebook(batch),
        notebooks(batch),
        autograded(batch),
    )


def test_who_cannot_reach_the_occasion_says_so(default: OccasionFolder, tmp_path: Path) -> None:
    with pytest.raises(KursError, match="elsewhere: går inte att skriva i där det bedöms"):
        score_chunk(str(default.path), MODULE, {}, str(tmp_path / "elsewhere"), ["ratt"])


def test_a_snapshot_that_was_broken_since_is_told_by_whoever_scores(default: OccasionFolder, tmp_path: Path) -> None:
    here = copied(default, tmp_path)
    source = here.source(MODULE)
    source.write_text(source.read_text(encoding="utf-8").replace("kind: single", "kind: finns_inte"), encoding="utf-8")
    with pytest.raises(ProblemsError, match="finns_inte") as said:
        grade(here, [MODULE], workers=2)
    assert said.value.problems


# --- stopped on the way ---------------------------------------------------------------------------

STOPS = [(graders.rows, "write_marked"), (graders.grade, "_put_in_place"), (graders.grade, "_write")]


class StoppedError(BaseException):
    """What a signal is, to the program that gets it."""


@pytest.mark.parametrize("place", STOPS, ids=lambda place: place[1])
@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_grading_that_was_stopped_goes_on_to_the_same_result(
    collected: OccasionFolder,
    batch: OccasionFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: tuple[Any, str],
    after: int,
) -> None:
    here = copied(collected, tmp_path)
    does, calls = getattr(*place), iter(range(1000))

    def stopping(*arguments: Any) -> None:
        if next(calls) == after:
            raise StoppedError
        does(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(graders.grade, "CHUNK", 4)
        patch.setattr(*place, stopping)
        with pytest.raises(StoppedError):
            grade(here, [MODULE])
    left = grade(here, [MODULE])
    assert 0 < len(left.graded) <= 11
    assert len(left.graded) + left.unchanged == 11
    assert gradebook(here) == gradebook(batch)
    assert notebooks(here) == notebooks(batch)
    assert not list(here.path.glob("autograded/.tmp-*"))


@pytest.mark.parametrize("rounds", [3, pytest.param(25, marks=pytest.mark.long)])
def test_a_grading_that_is_killed_goes_on_to_the_same_result(
    collected: OccasionFolder, batch: OccasionFolder, tmp_path: Path, rounds: int
) -> None:
    script = "import sys; from pathlib import Path; import graders.grade; graders.grade.CHUNK = 1;"
    script += "from toolkit.occasion import OccasionFolder;"
    script += f"graders.grade.grade(OccasionFolder(Path(sys.argv[1])), ['{MODULE}'], force=True,"
    script += "progress=lambda module, name: print(name, flush=True))"
    here = copied(collected, tmp_path)
    for turn in range(rounds):
        with subprocess.Popen([sys.executable, "-c", script, str(here.path)], stdout=subprocess.PIPE) as run:
            assert run.stdout is not None
            for _ in range(1 + turn % 9):
                assert run.stdout.readline()
            run.kill()
    grade(here, [MODULE])
    assert gradebook(here) == gradebook(batch)
    assert notebooks(here) == notebooks(batch)


def test_one_grades_at_a_time(collected: OccasionFolder) -> None:
    with collected.writing("grade"), pytest.raises(KursError, match="grade"):
        grade(collected, [MODULE])


def test_what_would_be_graded_is_said_and_nothing_is_done(collected: OccasionFolder) -> None:
    arguments = ["allt-2026", "--dry-run", "--occasions", str(collected.path.parent)]
    said = CliRunner().invoke(cli.grade, arguments).output.splitlines()
    assert said[-1] == "11 skulle bedömas, 0 är redan bedömda."
    assert f"sent, {MODULE}" in said
    assert list((collected.path / "autograded").iterdir()) == []
    assert gradebook(collected)["grade"] == []
