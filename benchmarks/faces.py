"""How somebody answers in each tool, what is then to be seen, and what the tool has written down.

Both classes have the same methods, so that a measurement is written once. Whoever answers finds things by the words
on the screen, in all tools alike.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from benchmarks.peers import asked, in_words
from benchmarks.questions import Answer, Exercise
from tests.browser_support import by_mouse
from toolkit.fold import read as read_journal
from toolkit.notebook import read as read_notebook

VERDICT = re.compile(r"^Ditt svar stämmer( inte)?$")


class Face(Protocol):
    """One tool, in one window."""

    @property
    def page(self) -> Page:
        """The window."""

    @property
    def file(self) -> Path | None:
        """Where answers are written; None for a tool that writes none."""

    @property
    def line(self) -> str:
        """Selector of the line in a box that says what has become of the answer."""

    @property
    def told(self) -> str:
        """Pattern of what that line says then."""

    def box(self, exercise: Exercise, part: str) -> Locator:
        """Find what a part of an exercise stands in, with the line that says what has become of it."""

    def choose(self, exercise: Exercise, answer: Answer) -> None:
        """Give an answer, or a part of one."""

    def verdict(self, exercise: Exercise) -> bool:
        """Tell whether the tool says that what was answered is right."""

    def holds(self, exercise: Exercise, data: bytes) -> bool:
        """Tell whether the file has an answer of an exercise."""

    def recorded(self, exercises: Sequence[Exercise]) -> dict[str, Answer]:
        """Return what has been written down, by exercise."""


class Ours:
    """Our exercises, which are drawn by the same views on the page and in JupyterLab.

    Parameters
    ----------
    file
        The journal.
    notebook
        The one that holds the exercises.
    """

    line = ".k-save"
    told = "^Sparat"

    def __init__(self, page: Page, file: Path, notebook: Path) -> None:
        self.page = page
        self.file = file
        self._exercises = read_notebook(notebook).exercises

    def box(self, exercise: Exercise, _: str) -> Locator:
        """Find the exercise: its cards have one line in common."""
        return self.page.get_by_role("region", name=exercise.title, exact=True)

    def choose(self, exercise: Exercise, answer: Answer) -> None:
        """Choose each of what is to be chosen; a number is typed, and the field left."""
        for act in exercise.acts(answer):
            by_mouse(self.box(exercise, ""), act)

    def verdict(self, exercise: Exercise) -> bool:
        """Have the answer checked, and read what is said."""
        box = self.box(exercise, "")
        box.get_by_role("button", name="Kontrollera svaret").click()
        said = box.get_by_role("status").filter(has_text=VERDICT)
        expect(said).to_have_count(1)
        return said.inner_text() == "Ditt svar stämmer"

    def holds(self, exercise: Exercise, data: bytes) -> bool:
        """Tell whether the last line is a whole one, and is the exercise's."""
        *_, last, rest = [b"", *data.split(b"\n")]
        return not rest and bool(last) and json.loads(last).get("ex") == exercise.id

    def recorded(self, exercises: Sequence[Exercise]) -> dict[str, Answer]:
        """Read the journal."""
        present = read_journal(self.file, self._exercises).answers
        return {one.id: one.in_words(present[one.id].answer) for one in exercises if one.id in present}


class Quiz:
    """A peer's quiz in JupyterLab.

    Parameters
    ----------
    file
        Where nbgrader-jupyterquiz keeps what was answered; None for jupyterquiz, which keeps nothing.
    """

    line = ".Feedback"
    told = "."

    def __init__(self, page: Page, file: Path | None) -> None:
        self.page = page
        self.file = file

    def box(self, exercise: Exercise, part: str) -> Locator:
        """Find a question of the quiz."""
        return self.page.locator(".Quiz").filter(has_text=asked(exercise, part))

    def choose(self, exercise: Exercise, answer: Answer) -> None:
        """Choose each of what is to be chosen; a number is typed, and Enter pressed."""
        for part, texts in answer.items():
            box = self.box(exercise, part)
            for text in texts:
                if exercise.kind == "numeric":
                    box.get_by_role("textbox").fill(text)
                    box.get_by_role("textbox").press("Enter")
                else:
                    box.get_by_text(text, exact=True).click()

    def verdict(self, exercise: Exercise) -> bool:
        """Read what has been said at each question."""
        said = []
        for part in exercise.parts:
            line = self.box(exercise, part).locator(self.line)
            expect(line).to_have_class(re.compile(r"\b(in)?correct\b"))
            said.append("incorrect" not in (line.get_attribute("class") or ""))
        return all(said)

    def holds(self, exercise: Exercise, data: bytes) -> bool:
        """Tell whether something of the exercise is in the file."""
        try:
            return exercise.id in json.loads(data)["responses"]
        except ValueError:
            return False

    def recorded(self, exercises: Sequence[Exercise]) -> dict[str, Answer]:
        """Read the file, which is written anew each time."""
        if self.file is None:
            return {}
        try:
            responses = json.loads(self.file.read_bytes())["responses"]
        except ValueError:
            return {}  # It is being written.
        return {one.id: in_words(one, responses[one.id]) for one in exercises if one.id in responses}
