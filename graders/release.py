"""``kurs release``: copy a module into the occasion, take the keys away, put it in the exchange."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from graders.gradebook import open_gradebook, prepare_gradebook
from graders.inprocess import last_line, nbgrader_log, recorded
from graders.nbgrader_plugin import GenerateAssignment, ReleaseInPlace, load_config
from graders.refuse import read_module, refusals
from graders.rows import ModuleRows
from toolkit.authoring.material import Module
from toolkit.authoring.rules.files import referred
from toolkit.errors import KursError
from toolkit.formats import ReleasedExercise, ReleasedModule
from toolkit.messages import say
from toolkit.occasion import OccasionFolder


def release(here: OccasionFolder, module: str, courses: Path) -> ReleasedModule:
    """Release a module of an occasion.

    Raises
    ------
    KursError
        If the course has no such module, something in it would leak, or somebody has handed it in already.
    """
    with here.writing("release"):
        _require_unanswered(here, module)
        prepare_gradebook(here)
        snapshot(courses / here.course.id / "source" / module, here.path / "source" / module, module)
        here.notebook(module)  # Refused here, before nbgrader makes something of it.
        generate(here, module)
        entry = released_module(here, module)
        before = here.release
        here.write_release(before.model_copy(update={"modules": {**before.modules, module: entry}}))
    return entry


@dataclass(frozen=True)
class ReleasePlan:
    """What a release would give out: exercises, those of them that give points, and how many."""

    exercises: int
    graded: int
    points: Decimal


def plan(here: OccasionFolder, module: str, courses: Path) -> ReleasePlan:
    """Return what a release would give out; nothing is written.

    Raises
    ------
    KursError
        If the module cannot be released.
    """
    _require_unanswered(here, module)
    notebook = _require_clean(courses / here.course.id / "source" / module).notebook
    assert notebook is not None
    points = [one.max_points for one in notebook.graded.values()]
    return ReleasePlan(len(notebook.exercises), len(points), sum(points, Decimal(0)))


def _require_unanswered(here: OccasionFolder, module: str) -> None:
    if here.course.module(module) is None:
        raise KursError(say("release.unknown", module=module, course=here.course.id))
    if _handed_in(here, module):
        raise KursError(say("release.handed_in", module=module))


def _handed_in(here: OccasionFolder, module: str) -> bool:
    inbound = here.exchange / here.occasion.id / "inbound"
    return any(f"+{module}+" in p.name for p in inbound.iterdir()) or any(here.path.glob(f"submitted/*/{module}"))


def snapshot(source: Path, target: Path, module: str) -> None:
    """Copy a module's notebook and the files that it refers to, all or nothing."""
    found = _require_clean(source)
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=target.parent) as making:
        copy = Path(making) / module
        copy.mkdir()
        for name in sorted({f"{module}.ipynb", *referred(found)}):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, copy / name)
        if target.exists():
            target.rename(Path(making) / "old")
        copy.rename(target)


def _require_clean(source: Path) -> Module:
    """Return what a module's folder holds, when nothing in it would leak.

    Raises
    ------
    KursError
        If something would, or it cannot be read.
    """
    found = refusals(source)
    if found:
        raise KursError(say("release.refused", module=source.name, why=" ".join(found)))
    return read_module(source)


def generate(here: OccasionFolder, module: str) -> None:
    """Let nbgrader make the participants' version and put it in the exchange."""
    config = load_config(here)
    coursedir = CourseDirectory(config=config, assignment_id=module)
    log = nbgrader_log("release")
    with recorded(log) as errors:
        try:
            GenerateAssignment(coursedir=coursedir, config=config, log=log, force=True).start()
            _open_to_readers(here.path / "release" / module)
            ReleaseInPlace(coursedir=coursedir, config=config, log=log, force=True).start()
        except Exception as error:
            raise KursError(say("release.nbgrader", module=module, why=last_line(errors, error))) from error
    with open_gradebook(here) as gradebook:
        ModuleRows(here, gradebook, module).write_deadlines()


def _open_to_readers(released: Path) -> None:
    """Let everybody whom ``release/`` lets in read a released module, whatever the umask is.

    Files nbgrader opens itself.
    """
    for folder, _, _ in os.walk(released):
        Path(folder).chmod(0o755)


def released_module(here: OccasionFolder, module: str, before: ReleasedModule | None = None) -> ReleasedModule:
    """Return the entry of a module's snapshot in release.json.

    Parameters
    ----------
    before
        What was released before it, whose revisions were answered and go on being accepted, and of which feedback may
        have been published.
    """
    folder, notebook = here.path / "source" / module, here.notebook(module)
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    exercises = {}
    for name, exercise in notebook.graded.items():
        known = before.exercises.get(name) if before else None
        earlier = [rev for rev in (*known.earlier, known.rev) if rev != exercise.rev] if known else []
        exercises[name] = ReleasedExercise(
            rev=exercise.rev, points=exercise.max_points, variants=exercise.variants, earlier=earlier
        )
    published = before.published if before else None
    return ReleasedModule(released=datetime.now(UTC), files=files, exercises=exercises, published=published)
