"""Our steps in nbgrader's pipelines, and an occasion's configuration for them.

Release: ``RefuseUnsafe`` stops what would give the key or somebody's answers away, also from formgrader's
button. Grading: ``SwapInMaster`` and ``ScoreJournal`` stand in for the notebook that was handed in and its
execution, so that of a submission exactly one file is read, the journal. Only this file imports nbgrader's
preprocessors.
"""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import (
    AssignLatePenalties,
    GetGrades,
    NbGraderPreprocessor,
    OverwriteCells,
    SaveAutoGrades,
)

from graders.refuse import refusals
from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise, is_exercise, read_exercise, split_region
from toolkit.face.plain import still_html
from toolkit.fold import read as read_journal
from toolkit.formats import Mark
from toolkit.messages import say
from toolkit.notebook import read as read_notebook
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
    # Hand-ins are written by the page's account, not by the participant's own.
    c.ExchangeCollect.check_owner = False
    steps = GenerateAssignment.preprocessors.default_args[0]
    c.GenerateAssignment.preprocessors = [RefuseUnsafe, *steps, MarkReleased]
    # The master was cleared and validated when it was released: nothing of a participant's is left to sanitize.
    c.Autograde.sanitize_preprocessors = [SwapInMaster, OverwriteCells]
    c.Autograde.autograde_preprocessors = [ScoreJournal, SaveAutoGrades, AssignLatePenalties]
    c.GenerateFeedback.preprocessors = [GetGrades, HideKeys, CSSHTMLHeaderPreprocessor]
    # A journal in source/ is refused at release; should one stand there all the same, it must not replace
    # everybody's answers.
    c.Autograde.exclude_overwriting = {entry.id: ["answers.jsonl"] for entry in here.course.modules}


def _occasion(step: NbGraderPreprocessor) -> OccasionFolder:
    """Return the occasion that a step runs in: its converter's course directory."""
    return OccasionFolder(Path(step.parent.parent.coursedir.root))


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
            for cell in nb.cells:
                if cell.cell_type == "code" and is_exercise(cell.source):
                    still = {"text/html": still_html(read_exercise(cell.source))}
                    cell.outputs = [nbformat.v4.new_output("display_data", still)]
                    cell.metadata["jupyter"] = {"source_hidden": True}
        return nb, resources


class SwapInMaster(NbGraderPreprocessor):
    """Put the released master in place of what was handed in; nothing of a participant's notebook stays."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Return the occasion's snapshot of the module."""
        source = _occasion(self).source(resources["nbgrader"]["assignment"])
        return nbformat.read(source, as_version=4), resources


class ScoreJournal(NbGraderPreprocessor):
    """Score the journal of a submission and write the results as the cells' outputs, without a kernel."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Give every graded exercise its score."""
        named = resources["nbgrader"]
        here = _occasion(self)
        source = here.source(named["assignment"])
        exercises = _exercises(source, source.stat().st_mtime_ns)
        pretest = here.is_pretest(named["assignment"])
        journal = here.submitted(named["student"], named["assignment"]) / "answers.jsonl"
        try:
            answers = read_journal(journal, exercises, pretest=pretest).answers
        except KursError as error:
            # A link or a folder in the journal's place: no answers, and the reason is in the log.
            self.log.warning("%s: %s", journal, error)
            answers = {}
        for cell in nb.cells:
            exercise = exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            if exercise and exercise.graded:
                present = answers.get(exercise.id)
                cell.outputs = (
                    _outputs(exercise, present.var, present.answer, pretest)
                    if present
                    else _outputs(exercise, next(iter(exercise.specs)), None, pretest)
                )
        return nb, resources


@lru_cache(maxsize=32)
def _exercises(source: Path, changed: int) -> Mapping[str, Exercise]:
    """Return the exercises of a module's snapshot; read once and not once for each participant.

    Practice exercises are among them, so that their lines in a journal are no bad lines.
    """
    return read_notebook(source).require_sound().exercises


class HideKeys(NbGraderPreprocessor):
    """Keep keys out of nbgrader's own feedback, which prints every cell with its hidden region."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Leave of each exercise its open text and its score; of code that is none, nothing."""
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            graded = cell.metadata.get("nbgrader", {}).get("grade", False)
            cell.source = split_region(cell.source, 1)[0] if graded else ""
            cell.outputs = [output for output in cell.outputs if output.output_type == "execute_result"]
        return nb, resources


def _outputs(exercise: Exercise, var: str | None, answer: Any, pretest: bool) -> list[Any]:
    """Return what a marker sees, and the score as the plain float that nbgrader looks for."""
    score = exercise.score(var, answer, pretest=pretest)
    # Everything is escaped and on one line: a blank line would let Markdown in an answer come alive.
    lines = "<br>".join(escape(" ".join(line.split())) for line in exercise.explain(var, answer))
    return [
        nbformat.v4.new_output("display_data", {"text/html": f'<p lang="sv">{lines}</p>'}),
        nbformat.v4.new_output("execute_result", {"text/plain": repr(score.points)}, execution_count=1),
    ]


def load_config(here: OccasionFolder) -> Any:
    """Return an occasion's nbgrader configuration for use in process."""
    config = NbGrader().config.copy()
    configure(config, here.path)
    return config


__all__ = ["Autograde", "GenerateAssignment", "HideKeys", "RefuseUnsafe", "ScoreJournal", "SwapInMaster", "configure"]
