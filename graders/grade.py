"""``kurs grade``: score the collected hand-ins into nbgrader's gradebook, then write ``responses.parquet``.

The work is done by nbgrader's own ``Autograde`` with our steps in it (``graders.nbgrader_plugin``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from graders.inprocess import nbgrader_log, prepare_gradebook, recorded
from graders.nbgrader_plugin import Autograde, load_config
from toolkit.errors import KursError
from toolkit.formats import RosterRow
from toolkit.messages import say
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_roster

Progress = Callable[[str, str], None]


@dataclass
class Graded:
    """What a grading did; ``broken`` holds participant, module and reason."""

    graded: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    broken: list[tuple[str, str, str]] = field(default_factory=list)


class _Counting(Autograde):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's ``Autograde``, which tells whom it has come to."""

    def __init__(self, done: Progress, **kwargs: object) -> None:
        self._done = done
        super().__init__(**kwargs)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        super().set_permissions(assignment_id, student_id)
        self._done(assignment_id, student_id)


def grade(here: OccasionFolder, modules: list[str], *, force: bool = False, progress: Progress | None = None) -> Graded:
    """Grade what has been collected and not been graded since.

    Parameters
    ----------
    force
        Grade everything again; marks given by hand stay.
    progress
        Called with module and participant after each.

    Returns
    -------
    Graded
        Hand-ins that could not be graded are listed in it, and stop nobody.
    """
    result = Graded()
    config = load_config(here)
    roster = read_roster(here.path / "roster.csv")
    with here.writing("grade"):
        prepare_gradebook(here)
        for module in modules:
            waiting = [folder.parent.name for folder in sorted(here.path.glob(f"submitted/*/{module}"))]
            _know(here, [roster[name] for name in waiting if name in roster])
            unknown = [name for name in waiting if name not in roster]
            result.broken += [(name, module, say("collect.unknown_person")) for name in unknown]
            known = [name for name in waiting if name in roster]
            if known:
                _autograde(here, config, module, known, unknown, force, result, progress)
    return result


def _know(here: OccasionFolder, rows: list[RosterRow]) -> None:
    """Put the names of those who have handed in into the gradebook, so that a marker knows whom to answer."""
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        for row in rows:
            first, _, last = row.name.partition(" ")
            gradebook.update_or_create_student(row.id, first_name=first, last_name=last, email=row.email or None)


def _autograde(
    here: OccasionFolder,
    config: object,
    module: str,
    known: list[str],
    unknown: list[str],
    force: bool,
    result: Graded,
    progress: Progress | None,
) -> None:
    done: list[tuple[str, str]] = []

    def note(assignment: str, student: str) -> None:
        done.append((student, assignment))
        if progress:
            progress(assignment, student)

    coursedir = CourseDirectory(config=config, assignment_id=module, student_id_exclude=",".join(unknown))
    log = nbgrader_log("grade")
    with recorded(log) as errors:
        converter = _Counting(note, coursedir=coursedir, config=config, log=log, force=force)
        try:
            converter.start()
        except Exception as error:
            # nbgrader goes on after a broken hand-in and raises once at the end.
            if not errors:
                raise KursError(say("grade.failed", module=module, why=error)) from error
    graded = {student for student, _ in done}
    result.graded += done
    for student in known:
        if student in graded:
            continue
        if (here.path / "autograded" / student / module).is_dir():
            result.unchanged += 1
        else:
            result.broken.append((student, module, _reason(errors, student)))


def _reason(errors: list[str], student: str) -> str:
    """Return the last line of the traceback that nbgrader logged for one hand-in."""
    for place, text in enumerate(errors):
        if text.startswith("There was an error processing") and f"/{student}/" in text:
            following = errors[place + 1] if place + 1 < len(errors) else ""
            return following.strip().rsplit("\n", 1)[-1]
    return say("grade.no_reason")


def scores(here: OccasionFolder, module: str, participant: str) -> dict[str, tuple[float | None, bool]]:
    """Return score and whether a marker is awaited, per exercise, as the gradebook has them."""
    with Gradebook(here.gradebook_url, here.occasion.id) as gradebook:
        try:
            submission = gradebook.find_submission(module, participant)
        except MissingEntry:
            return {}
        return {
            grade.name: (None if waits(grade) else float(grade.score), waits(grade))
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def waits(grade: object) -> bool:
    """Tell whether a person is to give points: nothing was scored, and no mark was given to this answer."""
    auto, manual = getattr(grade, "auto_score", None), getattr(grade, "manual_score", None)
    return auto is None and (manual is None or bool(getattr(grade, "needs_manual_grade", False)))
