"""A job of the desk, in its process: ``python -m graders.desk.job OCCASION JOB LOCK``.

It does what the commands do, with the same functions. They can be stopped at any moment: what is done is done, and a
new job goes on with the rest.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from graders.desk.jobs import Work, folder_of, read_lines, tell
from toolkit.errors import KursError
from toolkit.messages import printable, say
from toolkit.occasion import OccasionFolder

NICER = 10
"""Who answers an exercise on the same machine comes first."""


class Doing:
    """A job that is being done, and tells of it."""

    def __init__(self, here: OccasionFolder, name: str) -> None:
        self.here, self._name = here, name
        first = next(read_lines(folder_of(here) / f"{name}.jsonl"))
        self.work: Work = first["work"]
        self.module: str = first["module"] or ""
        self.who: str = first["who"]
        self.courses = Path(first["courses"])
        self._step = ""

    def begin(self, step: str) -> None:
        """Tell that a step begins."""
        self._step = step
        tell(self.here, self._name, step=step)

    def said(self, text: str) -> None:
        """Tell what came of the step."""
        tell(self.here, self._name, of_step=self._step, said=text)

    def count(self, n: int, of: int) -> None:
        """Tell how far it has come."""
        tell(self.here, self._name, n=n, of=of)

    def problem(self, text: str) -> None:
        """Tell what could not be done, and stops nothing."""
        tell(self.here, self._name, problem=printable(text))

    def end(self, how: str, text: str) -> None:
        """Tell how it ended, here and in the desk's log."""
        tell(self.here, self._name, end=how, said=text)
        what = {"who": self.who, "what": self.work, "module": self.module or None, "job": self._name}
        self.here.log("desk", {**what, "end": how})


def main(path: str, name: str) -> None:
    """Do a job that has been written down."""
    doing = Doing(OccasionFolder(Path(path)), name)
    try:
        said = _WORK[doing.work](doing)
    except KursError as error:
        doing.end("failed", str(error))
    except OSError as error:
        doing.end("failed", say("desk.job.disk", why=error.strerror))
        raise
    except Exception:
        doing.end("failed", say("desk.job.broken"))
        raise
    else:
        doing.end("done", said)


def _release(doing: Doing) -> str:
    from graders.release import release

    doing.begin("release")
    entry = release(doing.here, doing.module, doing.courses)
    said = say("release.done", module=doing.module, n=len(entry.exercises))
    doing.said(said)
    return said


def _grade(doing: Doing) -> str:
    from graders.collect import collect
    from graders.grade import grade
    from graders.journals import Journals
    from graders.status import look_at

    here, modules = doing.here, doing.here.require_released((doing.module,))
    doing.begin("collect")
    collected = collect(here, modules)
    for folder, reason in collected.broken:
        doing.problem(say("collect.broken", folder=folder, reason=reason))
    n, same = len(collected.taken), collected.unchanged
    doing.said(say("collect.done", n=n, same=same, broken=len(collected.broken)))
    doing.begin("grade")
    of = len(grade(here, modules, dry_run=True).graded)
    doing.count(0, of)
    done = 0

    def step(module: str, participant: str) -> None:
        nonlocal done
        done += 1
        doing.count(done, of)

    graded = grade(here, modules, progress=step)
    for person, module, reason in graded.broken:
        doing.problem(say("grade.broken", person=person, module=module, reason=reason))
    doing.said(say("grade.done", n=len(graded.graded), same=graded.unchanged, broken=len(graded.broken)))
    _table(doing)
    doing.begin("count")
    found = look_at(here, doing.module, Journals())
    counts, done = found.counts(), sum(one.done for one in found.people.values())
    said = say("desk.counted", of=counts.handed_in, n=done, waiting=counts.awaiting_marking)
    doing.said(said)
    return said


def _table(doing: Doing) -> None:
    from graders.responses import write_responses

    doing.begin("table")
    write_responses(doing.here)
    doing.said(say("desk.table_written"))


def _feedback(doing: Doing) -> str:
    from graders.feedback import publish

    doing.begin("feedback")
    result = publish(doing.here, doing.here.require_released((doing.module,)))
    for _, why in result.later:
        raise KursError(why)
    said = say("feedback.done", n=len(result.published), same=result.unchanged)
    doing.said(said)
    return said


def _report(doing: Doing) -> str:
    from graders.reports.build import cohort_report

    _table(doing)
    doing.begin("report")
    made = cohort_report(doing.here.path)
    if made.why:
        doing.problem(made.why)
    doing.said(say("desk.report_made"))
    return say("desk.report_made")


_WORK: dict[Work, Callable[[Doing], str]] = {
    "release": _release,
    "grade": _grade,
    "feedback": _feedback,
    "report": _report,
}


if __name__ == "__main__":
    os.nice(NICER)
    occasion, job, lock = sys.argv[1:]
    try:
        main(occasion, job)
    finally:
        # Whoever reads that it has ended can start another at once, and need not wait until this process is gone.
        os.close(int(lock))
