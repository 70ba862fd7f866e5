"""The widget's side of the kernel: what a view is told, and where what it sends ends up."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders.release import release
from tests.occasion_support import MODULE, PRACTICE, SINGLE, VARIANTS, make_occasion, notebook, write_course
from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.face.kernel import places
from toolkit.face.widget import VIEW, ExerciseWidget
from toolkit.formats import Mark
from toolkit.notebook import read
from toolkit.occasion import OccasionFolder

FIGURE = SINGLE.replace('prompt: "', 'figure: {file: ko.svg, alt: "En ko på en äng"}\nprompt: "')
PICTURES = "".join(f'  {name}: {{file: ko.svg, alt: "Ett djur"}}\n' for name in "bqz")
MAP = """%%exercise
id: liten-1-karta
kind: hotspot
goal: liten.1.1
practice: true
prompt: "Var?"
figure: {file: karta.svg, alt: "En karta"}
marks: 1
key:
  p: {name: "Torget", shape: circle, cx: 20, cy: 10, r: 5}
explanation: "Där."
"""
MASTERY = """%%exercise
id: liten-1-krav
kind: single
goal: liten.1.1
practice: true
mastery: true
prompt: "Vad blir summan?"
variants:
  a: {case: "Två och tre", options: {p: "5", k: "6"}}
  b: {case: "Tre och fyra", options: {m: "6", w: "7"}}
variant_keys:
  a: {key: p, explanation: "Fem."}
  b: {key: w, explanation: "Sju."}
"""


class Kernel:
    """Widgets as a kernel makes them, and what their views are sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[tuple[ExerciseWidget, dict[str, Any]]] = []
        monkeypatch.setattr(ExerciseWidget, "send", lambda widget, content: self.sent.append((widget, content)))

    def show(self, exercise: Exercise) -> list[ExerciseWidget]:
        return [ExerciseWidget(place) for place in places(exercise)]

    def ask(self, widget: ExerciseWidget, **message: Any) -> dict[str, Any]:
        """Send what a view sends, and return the reply that the view gets."""
        spec = widget.data["spec"]
        full = {"ex": spec["id"], "var": spec["var"], "rev": spec["rev"], "view": "prov", "seq": 1, "base": 0}
        self.sent.clear()
        widget._handle_custom_msg({"id": "m1", **full, **message}, [])
        (reply,) = [content["reply"] for _, content in self.sent if content.get("id") == "m1"]
        return json.loads(json.dumps(reply))  # type: ignore[no-any-return]

    def told(self) -> list[tuple[ExerciseWidget, dict[str, Any]]]:
        return [(widget, content["external"]) for widget, content in self.sent if "external" in content]


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kernel:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTERHUB_USER", "anna")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return Kernel(monkeypatch)


def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **fields: Any) -> OccasionFolder:
    """Release the small course, fetch it as a participant does, and stand in its folder as the kernel does."""
    here = make_occasion(tmp_path, ["anna"], **fields)
    monkeypatch.chdir(here.exchange / here.id / "outbound" / MODULE)
    return here


def lines() -> list[Any]:
    return [json.loads(row) for row in Path("answers.jsonl").read_text(encoding="utf-8").splitlines()]


def test_an_answer_is_on_disk_beside_the_notebook_before_the_view_hears_of_it(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched(tmp_path, monkeypatch)
    (widget,) = kernel.show(read(Path(f"{MODULE}.ipynb")).exercises["liten-1-val"])
    seen: list[int] = []
    record = ExerciseWidget.send
    monkeypatch.setattr(
        ExerciseWidget, "send", lambda self, content: (seen.append(len(lines())), record(self, content))
    )
    reply = kernel.ask(widget, type="answer", answer="q", confidence=2)
    assert reply["ok"]
    assert seen[0] == 2
    opened, answer = lines()
    assert opened["type"] == "open"
    assert (answer["n"], answer["answer"], answer["confidence"]) == (reply["n"], "q", 2)
    assert kernel.ask(widget, type="answer", answer="q", confidence=2) == reply
    assert len(lines()) == 2
    (again,) = kernel.show(widget.place.exercise)
    assert kernel.ask(again, type="state")["present"]["answer"] == "q"
    assert len(lines()) == 2


def test_a_participant_meets_what_the_page_would_have_shown(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.face.page.state import Pages

    here = fetched(tmp_path, monkeypatch)
    pages = Pages(here)
    showing = pages.showing(pages.snapshot(), "anna", MODULE)
    fold = pages.fold(pages.snapshot(), "anna", MODULE)
    for name, exercise in read(Path(f"{MODULE}.ipynb")).exercises.items():
        (widget,) = kernel.show(exercise)
        assert widget.data["spec"] == showing.spec(showing.one(name, fold))
        assert (widget.data["user"], widget.data["occasion"], widget.data["module"]) == ("anna", here.id, MODULE)
        assert widget.data["preview"] is False


@pytest.mark.parametrize("source", [SINGLE, VARIANTS])
def test_a_view_is_told_nothing_of_the_key(kernel: Kernel, tmp_path: Path, source: str) -> None:
    exercise = read_exercise(source)
    for widget in kernel.show(exercise):
        told = json.dumps([widget.get_state(), widget._repr_mimebundle_()[0]], ensure_ascii=False, default=str)
        for solution in exercise.solutions.values():
            for secret in (solution.explanation, *solution.feedback.values()):
                assert secret not in told


def test_in_a_course_an_answer_goes_to_a_folder_that_goes(kernel: Kernel, tmp_path: Path) -> None:
    folder = write_course(tmp_path / "courses")
    os.chdir(folder)
    before = sorted(path.name for path in folder.iterdir())
    (widget,) = kernel.show(read_exercise(PRACTICE))
    assert widget.data["preview"] is True
    assert kernel.ask(widget, type="answer", answer="q")["ok"]
    reply = kernel.ask(widget, type="check", answer="q", seq=2, base=9)
    assert (reply["points"], reply["feedback"]["parts"]) == (0, {"q": "Kon råmar."})
    assert sorted(path.name for path in folder.iterdir()) == before
    assert not widget.place.journal.path.is_relative_to(tmp_path / "courses")


def test_an_author_sees_every_variant_beside_each_other(kernel: Kernel) -> None:
    widgets = kernel.show(read_exercise(VARIANTS))
    assert [widget.data["spec"]["var"] for widget in widgets] == ["a", "b"]
    assert kernel.ask(widgets[0], type="answer", answer="p")["ok"]
    assert kernel.ask(widgets[1], type="state")["present"] is None
    assert kernel.ask(widgets[1], type="answer", answer="w")["ok"]


def test_an_edited_cell_takes_answers_to_what_it_has_become(kernel: Kernel) -> None:
    (before,) = kernel.show(read_exercise(PRACTICE))
    assert kernel.ask(before, type="answer", answer="q")["ok"]
    (after,) = kernel.show(read_exercise(PRACTICE.replace("  q:", "  tupp:")))
    assert kernel.ask(after, type="state")["present"] is None
    assert kernel.ask(after, type="answer", answer="tupp", seq=2, base=9)["ok"]


def test_the_other_views_of_an_exercise_are_told(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched(tmp_path, monkeypatch)
    exercise = read(Path(f"{MODULE}.ipynb")).exercises["liten-1-val"]
    (one,), (two,) = kernel.show(exercise), kernel.show(exercise)
    reply = kernel.ask(one, type="answer", answer="q")
    event = {"ex": "liten-1-val", "var": None, "view": "prov", "seq": 1, "answer": "q", "confidence": None}
    assert (two, {**event, "n": reply["n"], "at": reply["at"]}) in kernel.told()
    refused = kernel.ask(two, type="answer", answer="b", view="annan", base=0)
    assert (refused["why"], refused["present"]["answer"]) == ("stale", "q")
    assert kernel.told() == []


def test_a_disk_that_cannot_be_written_is_said(kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched(tmp_path, monkeypatch)
    (widget,) = kernel.show(read(Path(f"{MODULE}.ipynb")).exercises["liten-1-val"])
    Path("answers.jsonl").unlink()
    Path("answers.jsonl").mkdir()
    assert kernel.ask(widget, type="answer", answer="q")["why"] == "disk"
    assert kernel.ask(widget, type="state")["why"] == "disk"


@pytest.mark.parametrize("garbage", [None, 3, "x", [], {}, {"id": 7}, {"id": ["m1"], "type": "answer"}])
def test_what_is_no_message_gets_no_reply(kernel: Kernel, garbage: Any) -> None:
    (widget,) = kernel.show(read_exercise(PRACTICE))
    widget._handle_custom_msg(garbage, [])
    assert kernel.sent == []


@pytest.mark.parametrize(
    "fields",
    [{}, {"type": "save"}, {"type": "answer"}, {"type": "answer", "answer": "\ud800"}, {"type": "state", "ex": 3}],
)
def test_a_message_that_makes_no_sense_is_refused_or_answered(kernel: Kernel, fields: Any) -> None:
    (widget,) = kernel.show(read_exercise(PRACTICE))
    reply = kernel.ask(widget, **fields)
    assert reply["ok"] is (fields.get("type") == "state")


def test_a_wrong_check_of_a_mastery_task_brings_the_next_variant_round_and_round(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_occasion(tmp_path, ["anna"], released=False)
    write_course(tmp_path / "courses", MASTERY, SINGLE)
    release(here, MODULE, tmp_path / "courses")
    monkeypatch.chdir(here.exchange / here.id / "outbound" / MODULE)
    exercise = read(Path(f"{MODULE}.ipynb")).exercises["liten-1-krav"]
    wrong, right = {"a": "k", "b": "m"}, {"a": "p", "b": "w"}
    (widget,) = kernel.show(exercise)
    first = widget.data["spec"]["var"]
    second = "b" if first == "a" else "a"
    shown = []
    for seq, var in enumerate([first, second, first], 1):
        reply = kernel.ask(widget, type="check", var=var, answer=wrong[var], seq=seq, base=99)
        shown.append(reply["next"]["var"])
        assert {one["id"] for one in reply["next"]["options"]} == set(exercise.specs[shown[-1]].options)
    assert shown == [second, first, second]
    (again,) = kernel.show(exercise)
    assert again.data["spec"]["var"] == second
    reply = kernel.ask(again, type="check", answer=right[second], seq=9, base=99)
    assert (reply["points"], reply["next"]) == (reply["max"], None)


def test_a_picture_comes_with_the_exercise(kernel: Kernel, tmp_path: Path) -> None:
    folder = write_course(tmp_path / "courses", FIGURE)
    (folder / "ko.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    os.chdir(folder)
    (widget,) = kernel.show(read_exercise(FIGURE))
    assert widget.data["spec"]["figure"]["file"].startswith("data:image/svg+xml;base64,")
    (folder / "ko.svg").unlink()
    (widget,) = kernel.show(read_exercise(FIGURE))
    assert widget.data["spec"]["figure"]["file"] == ""


def test_pictures_of_options_and_the_units_of_a_drawing_come_too(kernel: Kernel, tmp_path: Path) -> None:
    pictured = SINGLE.replace("options:\n", f"pictures:\n{PICTURES}options:\n")
    folder = write_course(tmp_path / "courses", pictured, MAP)
    for name in ("ko", "karta"):
        (folder / f"{name}.svg").write_text("<svg viewBox='0 0 40 30'/>", encoding="utf-8")
    os.chdir(folder)
    (widget,) = kernel.show(read_exercise(pictured))
    pictures = widget.data["spec"]["pictures"]
    assert {one["id"] for one in pictures} == {"b", "q", "z"}
    assert all(one["file"].startswith("data:image/svg+xml;base64,") for one in pictures)
    (widget,) = kernel.show(read_exercise(MAP))
    assert widget.data["spec"]["figure"]["file"].startswith("data:image/svg+xml;base64,")
    assert widget.data["spec"]["figure"]["box"] == [0.0, 0.0, 40.0, 30.0]
    (folder / "karta.svg").unlink()
    (widget,) = kernel.show(read_exercise(MAP))
    assert widget.data["spec"]["figure"]["box"] is None


def test_where_nothing_may_run_there_is_a_still_picture(kernel: Kernel) -> None:
    (widget,) = kernel.show(read_exercise(SINGLE))
    bundle, _ = widget._repr_mimebundle_()
    assert bundle[VIEW]["model_id"] == widget.model_id
    assert "Vilket djur säger mu?" in bundle["text/html"]
    assert "skift och retur" in bundle["text/html"]


def test_the_views_come_once_for_all_exercises(kernel: Kernel) -> None:
    (one,), (two,) = kernel.show(read_exercise(SINGLE)), kernel.show(read_exercise(PRACTICE))
    assert one.views == two.views
    assert len(json.dumps(one.get_state())) < 8000


def test_a_released_notebook_says_what_it_is(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"])
    raw = read(here.path / "release" / MODULE / f"{MODULE}.ipynb").raw
    mark = Mark.model_validate(raw["metadata"]["kurs"])
    assert (mark.occasion, mark.module, mark.role, mark.seed) == (here.id, MODULE, "module", here.release.seed)
    assert [cell["outputs"] for cell in raw["cells"] if cell["cell_type"] == "code"] == [[]] * 5


def test_for_the_lab_a_released_notebook_shows_still_pictures_until_it_is_run(tmp_path: Path) -> None:
    here = make_occasion(tmp_path, ["anna"], surface="lab")
    book = nbformat.read(here.path / "release" / MODULE / f"{MODULE}.ipynb", as_version=4)
    nbformat.validate(book)
    shown = [cell for cell in book.cells if cell.source.startswith("%%exercise")]
    assert len(shown) == 4
    for cell in shown:
        assert "skift och retur" in cell.outputs[0].data["text/html"]
        assert "BEGIN HIDDEN" not in str(cell)
    assert [cell.source for cell in book.cells][-1] == "%hand_in"
    for cell in book.cells:
        assert (cell.metadata["editable"], cell.metadata["deletable"]) == (False, False)
        if cell.cell_type == "code":
            assert cell.metadata["jupyter"]["source_hidden"] is True


def test_a_broken_mark_and_a_broken_neighbour_stop_nothing(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = notebook(PRACTICE)
    book.metadata["kurs"] = {"v": 9}
    nbformat.write(book, tmp_path / "egen.ipynb")
    (tmp_path / "a.ipynb").write_text("{", encoding="utf-8")
    (widget,) = kernel.show(read_exercise(PRACTICE))
    assert kernel.ask(widget, type="answer", answer="b")["ok"]
    assert (tmp_path / "answers.jsonl").is_file()
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "a.ipynb"))
    (widget,) = kernel.show(read_exercise(PRACTICE))
    assert kernel.ask(widget, type="state")["present"]["answer"] == "b"


def test_the_folder_of_a_preview_goes_with_the_kernel(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from toolkit.exercises.cell import read_exercise;"
        "from toolkit.face.kernel import places; (place,) = places(read_exercise(sys.argv[1]));"
        "path = place.journal.path; place.journal.opened(); assert path.is_file(); print(path)"
    )
    command = [sys.executable, "-c", code, PRACTICE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert not Path(done.stdout.strip()).exists()
    assert done.stderr == ""
