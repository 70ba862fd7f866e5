"""Our steps in nbgrader's pipelines, and an occasion's configuration for them.

Release: ``RefuseUnsafe`` stops what would give the key or somebody's answers away, also from formgrader's
button. Grading: ``GradeJournal`` stands in for the notebook that was handed in and its execution, so that of a
submission exactly one file is read, the journal. Formgrader: a marker is shown hand-ins by
``graders.formgrader``. Feedback: it is made and released by ``graders.nbgrader_feedback``. Only this file imports
nbgrader's preprocessors.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.exchange.default import Exchange, ExchangeReleaseAssignment
from nbgrader.preprocessors import NbGraderPreprocessor, SaveCells

from graders.formgrader import TEMPLATES, keep_formgrader_fresh, show_hand_in
from graders.gradebook import open_gradebook
from graders.nbgrader_feedback import FeedbackFile, ReleaseFeedback
from graders.refuse import refusals
from graders.rows import HandInRows, ModuleRows
from graders.scoring import read_hand_in
from graders.sheet import sheet_of
from toolkit.errors import KursError
from toolkit.exercises.cell import is_exercise, read_exercise
from toolkit.face.plain import still_html
from toolkit.formats import Mark
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

Notebook = Any
Resources = Any


def configure(c: Any, folder: Path) -> None:
    """Fill an nbgrader configuration for an occasion."""
    here = OccasionFolder(folder.resolve())
    c.CourseDirectory.root = str(here.path)
    c.CourseDirectory.course_id = here.occasion.id
    c.CourseDirectory.db_url = here.gradebook_url
    c.Exchange.root = str(here.exchange)
    c.Exchange.path_includes_course = True
    c.ExchangeFactory.release_assignment = f"{__name__}.{ReleaseInPlace.__name__}"
    # Hand-ins are written by the page's account, not by the participant's own.
    c.ExchangeCollect.check_owner = False
    stock = GenerateAssignment.preprocessors.default_args[0]
    steps = [SaveExercises if step is SaveCells else step for step in stock]
    c.GenerateAssignment.preprocessors = [RefuseUnsafe, *steps, MarkReleased]
    # In place of what was handed in: nothing of a participant's is left to sanitize or to run.
    c.Autograde.sanitize_preprocessors = [GradeJournal]
    c.Autograde.autograde_preprocessors = []
    c.GenerateFeedback.preprocessors = []
    c.GenerateFeedback.exporter_class = FeedbackFile
    c.ExchangeFactory.release_feedback = ReleaseFeedback
    c.HTMLExporter.preprocessors = [show_hand_in]
    stock_templates = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
    c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), str(stock_templates)]
    keep_formgrader_fresh()
    # A journal in source/ is refused at release; should one stand there all the same, it must not replace
    # everybody's answers.
    c.Autograde.exclude_overwriting = {entry.id: ["answers.jsonl"] for entry in here.course.modules}


def _occasion(step: NbGraderPreprocessor) -> OccasionFolder:
    """Return the occasion that a step runs in: its converter's course directory."""
    root = Path(step.parent.parent.coursedir.root)
    return _read(root, *((root / name).stat().st_mtime_ns for name in ("occasion.yml", "course.yml")))


@lru_cache(maxsize=8)
def _read(root: Path, *changed: int) -> OccasionFolder:
    """Return an occasion, whose files are read once and not for every step of every hand-in."""
    return OccasionFolder(root)


class RefuseUnsafe(NbGraderPreprocessor):
    """Refuse to release what would leak: see ``graders.refuse``."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Check the folder and the notebook before anything is saved.

        Raises
        ------
        KursError
            With everything that stands in the way.
        """
        module = resources["nbgrader"]["assignment"]
        folder = _occasion(self).path / "source" / module
        found = refusals(folder)
        if found:
            raise KursError(say("release.refused", module=module, why=" ".join(found)))
        return nb, resources


class MarkReleased(NbGraderPreprocessor):
    """Write in a released notebook what it is, for the widgets in it; and what is seen before it is run."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Mark the notebook; where participants meet it in JupyterLab, show each exercise as a still picture."""
        here, module = _occasion(self), resources["nbgrader"]["assignment"]
        entry = here.course.module(module)
        if entry is None:
            return nb, resources
        mark = Mark(
            occasion=here.occasion.id, module=module, role=entry.role, seed=here.release.seed, retakes=here.retakes
        )
        nb.metadata["kurs"] = mark.model_dump(mode="json")
        if here.occasion.surface == "lab":
            _dress(nb)
        return nb, resources


class ReleaseInPlace(ExchangeReleaseAssignment):
    """nbgrader's own release, which leaves the exchange as it is instead of opening it to everybody."""

    def ensure_root(self) -> None:
        """See that we may write in the exchange."""
        Exchange.ensure_root(self)


def _dress(nb: Notebook) -> None:
    """Make a released notebook one to answer in: nothing to edit, still pictures until it is run, the hand-in last."""
    nb.cells.append(nbformat.v4.new_code_cell("%hand_in", id="lamna-in"))
    for cell in nb.cells:
        cell.metadata |= {"editable": False, "deletable": False}
        if cell.cell_type == "code":
            cell.metadata["jupyter"] = {"source_hidden": True}
            if is_exercise(cell.source):
                still = {"text/html": still_html(read_exercise(cell.source))}
                cell.outputs = [nbformat.v4.new_output("display_data", still)]


class SaveExercises(SaveCells):
    """nbgrader's own step, which also gives every graded exercise a place for a marker's comment."""

    def preprocess_cell(self, cell: Notebook, resources: Resources, cell_index: int) -> tuple[Notebook, Resources]:
        """Save the cell; its marks stay those of a test, since a solution is cut out of what is released."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.metadata.get("nbgrader", {}).get("grade") and is_exercise(cell.source):
            self._create_solution_cell(cell)
        return cell, resources


class GradeJournal(NbGraderPreprocessor):
    """Put the released master, with what the journal scores, in place of what was handed in, and write the rows.

    Nothing of a participant's notebook stays, and nothing is run.
    """

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Return the occasion's snapshot of the module, with the scores of a hand-in."""
        named = resources["nbgrader"]
        here, module, participant = _occasion(self), named["assignment"], named["student"]
        hand_in = read_hand_in(here, module, here.submitted(participant, module))
        if hand_in.reason:
            self.log.warning("%s, %s: %s", participant, module, hand_in.reason)
        with open_gradebook(here) as gradebook:
            rows = ModuleRows(here, gradebook, module)
            # When it was handed in nbgrader has written already.
            rows.write([], [HandInRows(participant, None, hand_in.points, hand_in.by_hand)])
        text = sheet_of(here, module, rows.checksums).filled(hand_in.scored)
        return nbformat.reads(text, as_version=4), resources


def load_config(here: OccasionFolder) -> Any:
    """Return an occasion's nbgrader configuration for use in process."""
    config = NbGrader().config.copy()
    configure(config, here.path)
    return config


__all__ = [
    "Autograde",
    "GenerateAssignment",
    "GradeJournal",
    "RefuseUnsafe",
    "ReleaseInPlace",
    "SaveExercises",
    "configure",
]
