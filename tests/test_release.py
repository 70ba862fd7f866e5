"""Release: what participants get, what they never get, and what is refused, by our command and by nbgrader's."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from graders.inprocess import nbgrader_log, recorded
from graders.nbgrader_plugin import GenerateAssignment, load_config
from graders.release import release
from tests.occasion_support import GRADED, MODULE, PRACTICE, SINGLE, make_occasion, write_course
from toolkit.errors import KursError
from toolkit.exercises.cell import split_region
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder

COURSES = Path(__file__).parents[1] / "courses"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> OccasionFolder:
    return make_occasion(tmp_path_factory.mktemp("release"), ["anna"])


def text_of(path: Path) -> str:
    book = json.loads(path.read_text(encoding="utf-8"))
    return "\n".join("".join(cell["source"]) for cell in book["cells"])


def test_a_release_is_a_snapshot_with_hashes_and_revisions(released: OccasionFolder) -> None:
    entry = released.release.modules[MODULE]
    notebook = released.notebook(MODULE)
    assert list(entry.exercises) == list(notebook.graded)
    assert {name: x.rev for name, x in entry.exercises.items()} == {name: x.rev for name, x in notebook.graded.items()}
    assert entry.exercises["liten-1-variant"].variants == ["a", "b"]
    assert list(entry.files) == [f"{MODULE}.ipynb"]


def test_the_released_notebook_has_every_exercise_and_no_key(released: OccasionFolder) -> None:
    outbound = released.exchange / "liten-2026" / "outbound" / MODULE / f"{MODULE}.ipynb"
    notebook = read(outbound).require_sound()
    assert list(notebook.exercises) == list(released.notebook(MODULE).exercises)
    assert all(not exercise.solutions for exercise in notebook.graded.values())
    assert {n: x.rev for n, x in notebook.graded.items()} == {
        n: x.rev for n, x in released.notebook(MODULE).graded.items()
    }


def hidden_runs(source: str, open_text: str, length: int = 30) -> list[str]:
    """Return the runs of the hidden regions' texts that the open text lacks."""
    squeezed = " ".join(source.split())
    known = " ".join(open_text.split())
    starts = range(len(squeezed) - length + 1)
    return [run for i in starts if (run := squeezed[i : i + length]) not in known]


def assert_nothing_hidden_is_released(source: Path, outbound: Path) -> int:
    everything = "\n".join(p.read_text(encoding="utf-8") for p in outbound.rglob("*") if p.is_file())
    everything += text_of(outbound / source.name)
    flat = " ".join(everything.split())
    checked = 0
    for cell in read(source).cells:
        if cell.exercise is None or not cell.exercise.graded:
            continue
        opened, region, _ = split_region(cell.source, 1)
        assert region is not None
        for run in hidden_runs(region, text_of(outbound / source.name)):
            checked += 1
            assert run not in flat
        assert opened.split("\n")[0] in everything
    return checked


def test_no_run_of_thirty_characters_of_a_hidden_region_is_released(released: OccasionFolder) -> None:
    outbound = released.exchange / "liten-2026" / "outbound" / MODULE
    assert assert_nothing_hidden_is_released(released.source(MODULE), outbound) > 100


@pytest.mark.long
def test_no_hidden_text_of_the_introduction_is_released(intro: OccasionFolder) -> None:
    for module in intro.release.modules:
        outbound = intro.exchange / intro.occasion.id / "outbound" / module
        assert assert_nothing_hidden_is_released(intro.source(module), outbound) > 1000


def stray(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text("x") and None


def change(edit: Callable[[Any], object]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / f"{MODULE}.ipynb"
        book = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8")))
        edit(book)
        path.write_text(json.dumps(book), encoding="utf-8")

    return apply


def add_output(book: Any) -> None:
    book.cells[3].outputs = [nbformat.v4.new_output("stream", name="stdout", text="2.0")]


REFUSED = [
    (stray("answers.jsonl"), "hittade en svarsjournal"),
    (stray("answers-copy.jsonl"), "hittade en svarsjournal"),
    (stray("anteckningar.txt"), "anteckningar.txt: hittade en fil som inget i notebooken"),
    (lambda folder: (folder / "lank.png").symlink_to("/etc/hostname"), "lank.png: hittade en länk"),
    (change(lambda b: b.metadata.update(widgets={"x": {}})), "hittade sparade widgetar"),
    (change(add_output), "cell 4: hittade sparade resultat"),
    (
        change(lambda b: b.cells[1].update(attachments={"a.png": {"image/png": "eA=="}})),
        "cell 2: hittade en inklistrad bild",
    ),
    (change(lambda b: b.cells[3].metadata.pop("nbgrader")), "hittade ingen metadata från nbgrader"),
    (change(lambda b: b.cells[3].metadata.nbgrader.update(grade=False)), "annan metadata från nbgrader (grade)"),
    (change(lambda b: b.cells[3].metadata.nbgrader.update(points=9.0)), "annan metadata från nbgrader (points)"),
    (change(lambda b: b.cells[3].update(source=SINGLE.split("###")[0])), "key: hittade inget dolt område"),
    (change(lambda b: b.cells[1].update(source="![karta](karta.svg)")), "”karta.svg”, väntade en fil som finns"),
    (change(lambda b: b.cells[1].update(source="### BEGIN HIDDEN TESTS\nkey: q")), "utan nbgraders avgränsare"),
    (
        change(lambda b: b.cells[0].update(source="assert svar == 4")),
        "hittade ”assert svar == 4”, väntade %load_ext toolkit",
    ),
    (change(lambda b: b.cells.append({**b.cells[3], "id": "igen"})), "id: hittade ”liten-1-val”, väntade ett eget id"),
]
IDS = [why for _, why in REFUSED]


@pytest.mark.parametrize(("spoil", "why"), REFUSED, ids=IDS)
def test_our_command_refuses_what_would_leak(tmp_path: Path, spoil: Callable[[Path], None], why: str) -> None:
    here = make_occasion(tmp_path, [], released=False)
    spoil(tmp_path / "courses" / "liten" / "source" / MODULE)
    with pytest.raises(KursError) as error:
        release(here, MODULE, tmp_path / "courses")
    assert why in str(error.value)
    assert not (here.path / "source" / MODULE).exists()
    assert MODULE not in here.release.modules


@pytest.mark.parametrize(("spoil", "why"), REFUSED, ids=IDS)
def test_formgraders_button_refuses_the_same(tmp_path: Path, spoil: Callable[[Path], None], why: str) -> None:
    """The button runs nbgrader's converter with the occasion's configuration, and nothing of ours around it."""
    here = make_occasion(tmp_path, [])
    spoil(here.path / "source" / MODULE)
    config = load_config(here)
    coursedir = CourseDirectory(config=config, assignment_id=MODULE)
    log = nbgrader_log("test")
    converter = GenerateAssignment(coursedir=coursedir, config=config, log=log, force=True)
    with recorded(log) as errors, pytest.raises(NbGraderException):
        converter.start()
    assert any(why in said for said in errors)
    assert not (here.path / "release" / MODULE).exists()


def test_a_module_that_somebody_handed_in_is_not_released_again(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    release(here, MODULE, tmp_path / "courses")
    name = f"anna+{MODULE}+2026-11-22 13:00:00.000000 UTC+abc"
    (here.exchange / "liten-2026" / "inbound" / name).mkdir()
    with pytest.raises(KursError, match="redan lämnats in"):
        release(here, MODULE, tmp_path / "courses")


def test_an_edit_in_the_course_never_reaches_a_running_occasion(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    before = here.notebook(MODULE).graded["liten-1-val"].rev
    write_course(tmp_path / "courses", PRACTICE, *(x.replace("mu?", "muuu?") for x in GRADED))
    assert here.notebook(MODULE).graded["liten-1-val"].rev == before


def test_an_unknown_module_is_refused(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, [], released=False)
    with pytest.raises(KursError, match=re.escape("Kursen liten har ingen modul 2-borta.")):
        release(here, "2-borta", tmp_path / "courses")
