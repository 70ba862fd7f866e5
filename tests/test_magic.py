"""The exercise cell in a shell: what an author sees, and what a participant never does."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from tests.occasion_support import PRACTICE, SINGLE, SORT, VARIANTS
from toolkit.exercises.cell import read_exercise
from toolkit.face.plain import exercise_html


@pytest.fixture(scope="module")
def shell() -> Iterator[InteractiveShell]:
    # A history would be a database in the tests' home, which is gone before IPython closes it.
    made = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    made.run_line_magic("load_ext", "toolkit")
    yield made
    InteractiveShell.clear_instance()


def shown(shell: InteractiveShell, source: str) -> str:
    """Run a cell and return the HTML that it shows; it must show something and raise nothing."""
    with capture_output() as captured:
        result = shell.run_cell(source)
    assert result.success
    assert result.result is None
    assert captured.stderr == ""
    assert captured.outputs
    return "".join(output.data["text/html"] for output in captured.outputs)


@pytest.mark.parametrize("source", [SINGLE, SORT, VARIANTS, PRACTICE], ids=["single", "sort", "variants", "practice"])
def test_an_author_runs_the_cell_and_sees_the_exercise(shell: InteractiveShell, source: str) -> None:
    html = shown(shell, source)
    exercise = read_exercise(source)
    spec: Any = exercise.spec
    assert spec.prompt in html
    for text in (spec.items if exercise.kind.name == "sort" else spec.options).values():
        assert text in html
    assert ("Öva – ger inga poäng" in html) == spec.practice
    assert "<script" not in html


def test_the_exercise_is_shown_without_its_key(shell: InteractiveShell) -> None:
    html = shown(shell, SINGLE)
    assert "råmar" not in html
    assert "checked" not in html
    assert shown(shell, SINGLE.split("###")[0]) == html


def test_a_slip_is_shown_in_swedish_with_its_line_and_no_traceback(shell: InteractiveShell) -> None:
    html = shown(shell, SINGLE.replace("key: q", "key: x"))
    assert "Övningen går inte att visa än:" in html
    assert "key: hittade ”x” som inte finns, väntade b, q eller z." in html
    assert "Rad 12:" in html


def test_whatever_people_write_is_escaped(shell: InteractiveShell) -> None:
    evil = "<img src=x onerror=alert(1)>"
    assert evil not in shown(shell, SINGLE.replace("Vilket djur säger mu?", evil))
    assert evil not in shown(shell, SINGLE.replace('Kon"', f'{evil}"'))
    assert evil not in shown(shell, SINGLE.replace("kind: single", f'kind: "{evil}"'))


def test_an_answer_is_filled_in() -> None:
    exercise = read_exercise(SORT)
    assert exercise_html(exercise, answer={"ko": "land"}).count("checked") == 1


def test_a_figure_is_shown_where_its_file_lies_and_else_told_in_words() -> None:
    exercise = read_exercise(SINGLE.replace("options:", "figure: {file: ko.svg, alt: En ko}\noptions:"))
    assert "<p>En ko</p>" in exercise_html(exercise)
    assert '<img src="filer/ko.svg" alt="En ko">' in exercise_html(exercise, files="filer/")


def test_options_stand_in_the_order_that_is_asked_for() -> None:
    html = exercise_html(read_exercise(SINGLE), order=["z", "b", "q"])
    assert html.index("Hunden") < html.index("Katten") < html.index("Kon")


def test_nbgraders_validate_sees_no_output(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with capture_output() as captured:
        assert shell.run_cell(SINGLE).result is None
    assert captured.outputs == []


def test_loading_the_extension_imports_neither_pandas_nor_nbgrader() -> None:
    code = (
        "import sys; from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance();"
        "s.run_line_magic('load_ext', 'toolkit'); s.run_cell(sys.argv[1]);"
        "print([m for m in ('pandas', 'nbgrader', 'numpy', 'tornado.web') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, SINGLE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
