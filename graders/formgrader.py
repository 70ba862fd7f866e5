"""What a marker meets in nbgrader's formgrader: each exercise as the participant saw it, and never its source.

A notebook is changed in memory only, when formgrader shows it. Everything is read from the hand-in's folder in
``autograded/``, so that what is shown is what was graded, also after a new hand-in has been collected. What a
participant wrote is escaped and stands on one line of HTML, where Markdown is not read.
"""

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import nbformat

from graders.scoring import Scored, on_one_line, scored
from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise, is_exercise, read_exercise
from toolkit.face.plain import exercise_html
from toolkit.face.shown import Showing
from toolkit.fold import fold, read_regular
from toolkit.formats.journal import MAX_FILE
from toolkit.messages import say
from toolkit.occasion import JOURNAL, OccasionFolder

Notebook = Any
Resources = Any
TEMPLATES = Path(__file__).with_name("templates")
"""What is shown in place of nbconvert's own."""
_STYLE = Path(__file__).with_name("formgrader.css")
_HANDLERS = "nbgrader.server_extensions.formgrader.base"
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_read_once = lru_cache(maxsize=1000)(read_exercise)
"""Every hand-in of a module has the same exercises."""


def show_hand_in(nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
    """Put in place of each exercise's source what a marker needs, and fold the module's text away."""
    page = _Page(nb, Path(resources["metadata"]["path"]), resources["assignment_id"], resources["student"])
    cells = [nbformat.v4.new_markdown_cell(f"<style>{_STYLE.read_text(encoding='utf-8')}</style>")]
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = _folded(cell.source)
            cells.append(cell)
        elif cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            cells.append(page.cell(cell))
        # Practice gives no points, and other code is not for people.
    nb.cells = cells
    return nb, resources


class _Page:
    """A graded hand-in as a marker meets it.

    Parameters
    ----------
    folder
        The hand-in's own in ``autograded/``.
    """

    def __init__(self, nb: Notebook, folder: Path, module: str, participant: str) -> None:
        here = OccasionFolder(folder.parents[2])
        found = [_read_once(cell.source) for cell in nb.cells if cell.cell_type == "code" and is_exercise(cell.source)]
        exercises: Mapping[str, Exercise] = {one.id: one for one in found}
        self._pretest = here.is_pretest(module)
        self._fold = fold(_journal(folder), exercises, pretest=self._pretest)
        self._showing = Showing(exercises, participant, here.release.seed, here.role(module), here.retakes)

    def cell(self, cell: Notebook) -> Notebook:
        """Return the cell of a graded exercise as a marker meets it, with room for points and a comment."""
        metadata = cell.metadata
        metadata["nbgrader"]["solution"] = True  # formgrader has room for a comment only where it sees a solution.
        html = self._exercise(_read_once(cell.source))
        return nbformat.v4.new_markdown_cell(html, id=cell.id, metadata=metadata)

    def _exercise(self, exercise: Exercise) -> str:
        place = self._showing.one(exercise.id, self._fold)
        present = self._fold.answers.get(exercise.id)
        one = scored(exercise, present, pretest=self._pretest)
        if present is None:
            one = Scored(exercise, place.var, None, one.points)
        order = self._showing.order(exercise, one.var)
        title = say("view.number", n=place.number, total=len(self._showing.exercises))
        told = [] if one.written else [_part(say("marker.answer"), self._answer(one))]
        if present and present.confidence:
            told.append(_part(say("view.sure"), [say(f"view.sure.{present.confidence}")]))
        told.append(_part(_why(one), one.why(shown=True)))
        html = (
            f'<section class="kurs-hand-in" lang="sv"><p class="kurs-hand-in__title"><strong>{escape(title)}</strong> '
            f"<code>{escape(exercise.id)}</code></p>"
            f"{exercise_html(exercise, one.var, one.answer, order=order, files='')}<div>{''.join(told)}</div></section>"
        )
        return " ".join(html.splitlines())

    def _answer(self, one: Scored) -> list[str]:
        return [say("marker.unreadable")] if self._fold.unreadable(one.exercise.id) else one.words


def _journal(folder: Path) -> bytes:
    """Return the journal that was graded; one that could not be read then was graded as empty."""
    try:
        return read_regular(folder / JOURNAL, MAX_FILE + 1) or b""
    except KursError:
        return b""


def _why(one: Scored) -> str:
    if one.points is None:
        return say("marker.by_hand")
    points, most = (f"{number:g}".replace(".", ",") for number in (one.points, float(one.exercise.max_points)))
    return say("marker.why", points=points, max=most)


def _part(title: str, lines: list[str]) -> str:
    rows = "".join(f"<li>{on_one_line([line])}</li>" for line in lines)
    return f"<h4>{escape(title)}</h4><ul>{rows}</ul>"


def _folded(source: str) -> str:
    """Return an author's text behind its heading; the blank lines let what is within be read as Markdown."""
    heading = _HEADING.search(source)
    title = say("marker.text", title=heading[1]) if heading else say("marker.text_untitled")
    return f'<details lang="sv"><summary>{escape(title)}</summary>\n\n{source}\n\n</details>'


def keep_formgrader_fresh() -> None:
    """Let formgrader, where it runs in this process, keep nothing from one request to the next.

    Its gradebook has one session, which goes on showing what it has read after somebody else has graded; and who opens
    another occasion in it (``/formgrader/?path=``) is shown its hand-ins with the settings of the first.
    """
    handlers = sys.modules.get(_HANDLERS)
    if handlers is not None:
        handlers.BaseHandler.on_finish = _after_request


def _after_request(handler: Any) -> None:
    settings = handler.settings
    gradebook, settings["nbgrader_gradebook"] = settings["nbgrader_gradebook"], None
    if gradebook is not None:
        gradebook.close()
    config, exporter = settings["nbgrader_formgrader"].config, settings["nbgrader_exporter"]
    if config.HTMLExporter != exporter.config.HTMLExporter:
        settings["nbgrader_exporter"] = type(exporter)(config=config)
