"""Our steps in nbgrader's pipelines, and an occasion's configuration for them.

Release: ``RefuseUnsafe`` stops what would give the key or somebody's answers away, also from formgrader's
button. Grading: ``SwapInMaster`` and ``ScoreJournal`` stand in for the notebook that was handed in and its
execution, so that of a submission exactly one file is read, the journal; ``SaveGrades`` lets what is marked by hand
wait. Only this file imports nbgrader's preprocessors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    SaveCells,
)
from nbgrader.utils import compute_checksum

from graders.marking import read_marked, write_marked
from graders.refuse import refusals
from graders.scoring import Output, Scored, exercises_of, scored
from toolkit.errors import KursError
from toolkit.exercises.cell import is_exercise, read_exercise, split_region
from toolkit.face.plain import still_html
from toolkit.fold import Present
from toolkit.fold import read as read_journal
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
    # Hand-ins are written by the page's account, not by the participant's own.
    c.ExchangeCollect.check_owner = False
    stock = GenerateAssignment.preprocessors.default_args[0]
    steps = [SaveExercises if step is SaveCells else step for step in stock]
    c.GenerateAssignment.preprocessors = [RefuseUnsafe, *steps, MarkReleased]
    # The master was cleared and validated when it was released: nothing of a participant's is left to sanitize.
    c.Autograde.sanitize_preprocessors = [SwapInMaster, OverwriteCells]
    c.Autograde.autograde_preprocessors = [ScoreJournal, SaveGrades, AssignLatePenalties]
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


class SaveExercises(SaveCells):
    """nbgrader's own step, which gives an exercise that is marked by hand a place for the marker's comment."""

    def preprocess_cell(self, cell: Notebook, resources: Resources, cell_index: int) -> tuple[Notebook, Resources]:
        """Save the cell; its marks stay those of a test, since a solution is cut out of what is released."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        is_graded = cell.metadata.get("nbgrader", {}).get("grade") and is_exercise(cell.source)
        if is_graded and read_exercise(cell.source).kind.by_hand:
            self._create_solution_cell(cell)
        return cell, resources


@dataclass(frozen=True)
class _HandIn:
    """A hand-in as it is graded: the graded exercises of its module, scored."""

    here: OccasionFolder
    module: str
    participant: str
    scored: Mapping[str, Scored]

    @classmethod
    def of(cls, step: NbGraderPreprocessor, resources: Resources) -> "_HandIn":
        """Read the journal of the submission that a step is at."""
        named = resources["nbgrader"]
        here, module = _occasion(step), named["assignment"]
        exercises, pretest = exercises_of(here, module), here.is_pretest(module)
        journal = here.submitted(named["student"], module) / "answers.jsonl"
        answers: Mapping[str, Present] = {}
        try:
            answers = read_journal(journal, exercises, pretest=pretest).answers
        except KursError as error:
            # A link or a folder in the journal's place: no answers, and the reason is in the log.
            step.log.warning("%s: %s", journal, error)
        graded = {name: one for name, one in exercises.items() if one.graded}
        found = {name: scored(one, answers.get(name), pretest=pretest) for name, one in graded.items()}
        return cls(here, module, named["student"], found)

    def cell(self, cell: Notebook) -> Scored | None:
        """Return what the graded exercise in a cell scored, if there is one."""
        return self.scored.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


class ScoreJournal(NbGraderPreprocessor):
    """Score the journal of a submission and write the results as the cells' outputs, without a kernel."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Give every graded exercise its score."""
        hand_in = _HandIn.of(self, resources)
        for cell in nb.cells:
            if one := hand_in.cell(cell):
                cell.outputs = [nbformat.from_dict(joined(output)) for output in one.outputs()]
        return nb, resources


class SaveGrades(SaveAutoGrades):
    """nbgrader's own step, which lets what is marked by hand wait for its marker.

    For nbgrader only a solution can wait, so the cell is made one: with another checksum than the released when
    there is an answer, and with the same, which scores 0, when there is none. A mark that was given stays, and waits
    again only when the answer is another than it was given to.
    """

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Save what the cells score, and remember what there was for a marker to read."""
        hand_in = _HandIn.of(self, resources)
        self._answers: dict[str, str] = {}
        for cell in nb.cells:
            one = hand_in.cell(cell)
            if one and one.by_hand:
                marks = cell.metadata.nbgrader
                marks.solution, marks.locked = True, False
                marks.checksum = "" if one.points is None else compute_checksum(cell)
                self._answers[one.exercise.id] = one.digest
        marked = hand_in.here.marked(hand_in.participant, hand_in.module)
        self._before = read_marked(marked) if self._answers else {}
        nb, resources = super().preprocess(nb, resources)
        if self._answers:
            # Last: after a stop on the way a mark may wait once too often, and is never taken for another answer's.
            write_marked(marked, self._answers)
        return nb, resources

    def _add_score(self, cell: Notebook, resources: Resources) -> None:
        name = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        waited = grade.needs_manual_grade
        super()._add_score(cell, resources)
        same = name in self._answers and self._before.get(name) == self._answers[name]
        if same and grade.manual_score is not None:
            grade.needs_manual_grade = waited
            self.gradebook.db.commit()

    def _add_comment(self, cell: Notebook, resources: Resources) -> None:
        super()._add_comment(cell, resources)
        name = cell.metadata.nbgrader.grade_id
        comment = self.gradebook.find_comment(name, self.notebook_id, self.assignment_id, self.student_id)
        if comment.auto_comment:
            comment.auto_comment = say("grade.no_answer")
            self.gradebook.db.commit()


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


def joined(output: Output) -> Output:
    """Return an output with the text of each type as one string, which is how nbformat has it in memory."""
    return {**output, "data": {kind: "".join(lines) for kind, lines in output["data"].items()}}


def load_config(here: OccasionFolder) -> Any:
    """Return an occasion's nbgrader configuration for use in process."""
    config = NbGrader().config.copy()
    configure(config, here.path)
    return config


__all__ = [
    "Autograde",
    "GenerateAssignment",
    "HideKeys",
    "RefuseUnsafe",
    "SaveExercises",
    "SaveGrades",
    "ScoreJournal",
    "SwapInMaster",
    "configure",
]
