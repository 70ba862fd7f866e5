"""The one reader of a module's notebook."""

import json
from pathlib import Path

import pytest

from toolkit.errors import KursError, ProblemsError
from toolkit.notebook import MAX_NOTEBOOK, parse, read

CELL = """\
%%exercise
id: {id}
kind: single
goal: prov.1.1
points: 1
prompt: "Vad?"
options:
  a: "Ett"
  b: "Två"
### BEGIN HIDDEN TESTS
key: a
explanation: "Så."
### END HIDDEN TESTS"""
PRACTICE = CELL.replace("points: 1", "practice: true").replace("### BEGIN HIDDEN TESTS\n", "")
PRACTICE = PRACTICE.replace("\n### END HIDDEN TESTS", "")


def notebook(*sources: object, kind: str = "code") -> str:
    return json.dumps({"cells": [{"cell_type": kind, "metadata": {}, "source": source} for source in sources]})


def test_exercises_in_the_order_of_the_notebook() -> None:
    text = notebook(
        CELL.format(id="prov-b"), "%load_ext toolkit", PRACTICE.format(id="prov-c"), CELL.format(id="prov-a")
    )
    found = parse(text, Path("x.ipynb"))
    assert list(found.exercises) == ["prov-b", "prov-c", "prov-a"]
    assert list(found.graded) == ["prov-b", "prov-a"]
    assert [cell.number for cell in found.cells] == [1, 2, 3, 4]
    assert found.require_sound() is found


@pytest.mark.parametrize("make", [str, lambda s: s.splitlines(keepends=True), lambda s: [s]])
def test_a_source_is_text_or_a_list_of_lines(make: object) -> None:
    source = make(CELL.format(id="prov-a"))  # type: ignore[operator]
    assert parse(notebook(source), Path("x.ipynb")).exercises["prov-a"].variants == []


def test_an_exercise_in_text_is_text() -> None:
    found = parse(notebook(CELL.format(id="prov-a"), kind="markdown"), Path("x.ipynb"))
    assert found.exercises == {}
    assert found.cells[0].source.startswith("%%exercise")


def test_a_cell_that_cannot_be_read_says_why_and_the_rest_is_read() -> None:
    text = notebook("%%exercise\nid: x", CELL.format(id="prov-a"))
    found = parse(text, Path("x.ipynb"))
    assert [bool(cell.problems) for cell in found.cells] == [True, False]
    assert list(found.exercises) == ["prov-a"]
    with pytest.raises(ProblemsError, match=r"^x\.ipynb, cell 1: kind: hittade ingenting"):
        found.require_sound()


def test_an_id_that_stands_twice_is_refused_where_soundness_is_needed() -> None:
    found = parse(notebook(CELL.format(id="prov-a"), CELL.format(id="prov-a")), Path("x.ipynb"))
    assert list(found.exercises) == ["prov-a"]
    with pytest.raises(ProblemsError, match=r"x\.ipynb, cell 2: id: hittade ”prov-a”, .* i cell 1"):
        found.require_sound()


NO_NOTEBOOK = {
    "": r"går inte att läsa som JSON \(rad 1\)",
    "{": "går inte att läsa som JSON",
    "[" * 100_000: "går inte att läsa som JSON",
    "[]": "listan med celler saknas",
    "{}": "listan med celler saknas",
    '{"cells": {}}': "listan med celler saknas",
    '{"cells": [1]}': "listan med celler saknas",
    '{"cells": [], "x": ' + "[" * 500 + "]" * 500 + "}": "för många nivåer",
    '{"cells": [], "x": "\\ud800"}': "ett halvt tecken",
    '{"cells": [], "\\uDC00": 1}': "ett halvt tecken",
}


@pytest.mark.parametrize("text", NO_NOTEBOOK, ids=range(len(NO_NOTEBOOK)))
def test_what_is_no_notebook_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(KursError, match=rf"^x\.ipynb: .*{NO_NOTEBOOK[text]}") as caught:
        parse(text, Path("x.ipynb"))
    assert "\n" not in str(caught.value)


def test_a_whole_character_written_as_two_escapes_is_read() -> None:
    assert parse('{"cells": [], "x": "\\ud83d\\ude00"}', Path("x.ipynb")).raw["x"] == "😀"


@pytest.mark.parametrize(
    "cell",
    [{}, {"cell_type": 1}, {"cell_type": "code"}, {"cell_type": "code", "source": None}, {"metadata": []}],
)
def test_a_strange_cell_is_read_as_what_it_is(cell: dict[str, object]) -> None:
    found = parse(json.dumps({"cells": [cell]}), Path("x.ipynb")).cells[0]
    assert (found.exercise, found.problems, found.metadata) == (None, (), {})


def test_reading_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    with pytest.raises(KursError, match="notebooken finns inte"):
        read(path)
    with pytest.raises(KursError, match="går inte att läsa"):
        read(tmp_path)
    path.write_bytes("{å".encode("latin-1"))
    with pytest.raises(KursError, match="inte sparad som UTF-8"):
        read(path)
    path.write_text(notebook(CELL.format(id="prov-a")), encoding="utf-8")
    assert list(read(path).exercises) == ["prov-a"]
    with path.open("r+b") as file:
        file.truncate(MAX_NOTEBOOK + 1)
    with pytest.raises(KursError, match="för stor"):
        read(path)
