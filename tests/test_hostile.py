"""Hostile hand-ins: nobody else is touched by them, nothing but three small files is read, and nothing is won."""

import gc
import os
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from nbconvert import HTMLExporter

from graders import cli
from graders.collect import collect
from graders.grade import grade
from tests.grading_support import MODULE
from tests.hostile_support import (
    MOST_MEBIBYTES,
    NAMES,
    TIMESTAMP,
    WHO,
    Outcome,
    Scene,
    left_for,
    line,
    load,
    points,
    reference,
    require_nothing_came_along,
    require_only_its_own_files,
    rows_of,
    run_forked,
    run_fresh,
)

BY_NBGRADER = ["journal_links_to_gradebook", "notebook_runs_code", "shadowing_modules"]
BY_NBGRADER_LONG = [
    "answers_of_another_kind",
    "hundred_thousand_events",
    "name_of_dots",
    "not_numbers",
    "odd_participants",
]
"""What is also graded by nbgrader's own command, with our steps in it."""


def parameters(names: list[str]) -> list[Any]:
    """Return the names with their marks."""
    marks = {name: getattr(load(name), "MARK", None) for name in names}
    return [pytest.param(name, marks=getattr(pytest.mark, mark) if mark else ()) for name, mark in marks.items()]


class Elements(HTMLParser):
    """The elements of a page, with their attributes; of one whose id or class may differ, only its name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[tuple[str | None, ...]] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, *(part for attribute in attrs for part in attribute)))


def elements_of(page: str) -> set[tuple[str | None, ...]]:
    """Return the elements of a whole page."""
    return Elements(page).found


def html_of(cell: Any) -> list[str]:
    """Return what a cell shows as HTML; nothing of it is Markdown or script."""
    data = [output.data for output in cell.get("outputs", [])]
    assert {kind for one in data for kind in one} <= {"text/html", "text/plain"}
    return [one["text/html"] for one in data if "text/html" in one]


def graded(name: str, root: Path, way: str) -> tuple[Scene, Outcome, dict[str, Any]]:
    """Hand in what a folder of the corpus makes, collect and grade."""
    case, scene = load(name), Scene(root)
    expected = case.make(scene)
    assert scene.hostile
    fresh = getattr(case, "FRESH", False)
    seen = run_fresh(scene, way, scene.hostile[0]) if fresh else run_forked(scene, way)
    print(f"{name:32} {way:10} {seen['seconds'][0]:6.2f} s {seen['seconds'][1]:6.2f} s {seen['mebibytes']:4.0f} MiB")
    return scene, expected, seen


def require(scene: Scene, expected: Outcome, seen: dict[str, Any], way: str) -> None:
    """Require what must hold of every hostile hand-in."""
    require_only_its_own_files(scene, seen, way)
    require_nothing_came_along(scene)
    assert left_for(scene) == reference(way)
    assert points(scene) == dict(expected.points)
    assert len(seen["broken"]) == len(expected.broken), seen["broken"]
    for reason, words in zip(sorted(seen["broken"]), sorted(expected.broken), strict=True):
        assert words in reason
    assert seen["mebibytes"] <= MOST_MEBIBYTES


@pytest.mark.parametrize("name", parameters(NAMES))
def test_a_hostile_hand_in_wins_nothing_and_touches_nobody(name: str, tmp_path: Path) -> None:
    require(*graded(name, tmp_path, "batch"), "batch")


@pytest.mark.parametrize("name", [*BY_NBGRADER, *(pytest.param(n, marks=pytest.mark.long) for n in BY_NBGRADER_LONG)])
def test_nor_does_it_when_nbgrader_grades(name: str, tmp_path: Path) -> None:
    require(*graded(name, tmp_path, "autograde"), "autograde")


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("name_")])
def test_a_name_writes_one_line_of_what_is_said_and_steers_no_terminal(name: str, tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    expected = load(name).make(scene)
    command = [scene.here.id, "--occasions", str(scene.here.path.parent)]
    result = CliRunner().invoke(cli.collect, command)
    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) == len(expected.broken)
    assert all(sign.isprintable() or sign == "\n" for sign in result.output)


@pytest.mark.parametrize("name", ["markup_in_answers", "markdown_in_answers", "formulas_in_answers"])
def test_what_was_written_is_text_wherever_it_is_shown(name: str, tmp_path: Path) -> None:
    scene, _, _ = graded(name, tmp_path, "autograde")
    book = scene.here.path / "autograded" / WHO / MODULE / f"{MODULE}.ipynb"
    shown = [part for cell in nbformat.read(book, as_version=4).cells for part in html_of(cell)]
    assert any("<blockquote" in part for part in shown)
    for part in shown:
        # A blank line would end the block of HTML, and Markdown after it would come alive.
        assert len(part.splitlines()) == 1
        assert Elements(part).found <= {("p", "lang", "sv"), ("blockquote", "lang", "sv"), ("br",)}
    # What nbgrader makes of it has what it has for everyone.
    others = scene.here.path / "autograded" / "anna.berg" / MODULE / f"{MODULE}.ipynb"
    assert elements_of(HTMLExporter().from_filename(str(book))[0]) <= elements_of(
        HTMLExporter().from_filename(str(others))[0]
    )
    feedback = [scene.here.path / "feedback" / who / MODULE / f"{MODULE}.html" for who in (WHO, "anna.berg")]
    mine, hers = (elements_of(path.read_text(encoding="utf-8")) for path in feedback)
    assert mine <= hers
    for row in rows_of(scene, WHO):
        texts = [value for value in row.values() if isinstance(value, str)]
        assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert row["answer"] is None or row["kind"] != "text"


def test_a_time_in_submitted_that_is_none_stops_nobody(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.hand_in(line())
    stamps = [scene.here.submitted(who, MODULE) / TIMESTAMP for who in (WHO, "anna.berg", "bo", "cia")]
    for stamp in stamps:
        stamp.parent.mkdir(parents=True)
    stamps[0].write_bytes(b"\xff\xfe")
    stamps[1].symlink_to(scene.of("anna.berg") / TIMESTAMP)
    stamps[2].mkdir()
    os.mkfifo(stamps[3])
    result = collect(scene.here, [MODULE])
    assert (len(result.taken), result.unchanged, result.broken) == (4, 0, [])
    assert grade(scene.here, [MODULE]).broken == []
    assert points(scene) == {WHO: 2.0}


def test_what_was_there_before_is_no_concern_of_the_garbage_collector(tmp_path: Path) -> None:
    """Or lines full of lists take ten times as long; how long cannot be tested on a machine that does other things."""
    scene, frozen = Scene(tmp_path), list[int]()
    collect(scene.here, [MODULE])
    grade(scene.here, [MODULE], progress=lambda module, who: frozen.append(gc.get_freeze_count()))
    assert min(frozen) > 100_000
    assert gc.get_freeze_count() == 0


def test_every_folder_says_what_it_tries() -> None:
    assert len(NAMES) > 50
    for name in NAMES:
        assert (load(name).__doc__ or "").endswith("."), name
