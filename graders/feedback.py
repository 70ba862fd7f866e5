"""``kurs feedback``: let participants see what was graded, as much and as early as the occasion's policy says.

It stands in ``published/`` for the pages; where participants work in JupyterLab they fetch it with nbgrader.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from pydantic import ValidationError

from graders.inprocess import last_line, nbgrader_log, recorded
from graders.nbgrader_feedback import ReleaseFeedback
from graders.nbgrader_plugin import load_config
from graders.policy import Policy
from toolkit.errors import KursError
from toolkit.files import make_folder, replace_file
from toolkit.formats.published import Published
from toolkit.messages import say
from toolkit.occasion import OccasionFolder


@dataclass
class Feedback:
    """What was published; ``later`` has a module and why it was not, ``broken`` what could not be given to somebody."""

    published: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    later: list[tuple[str, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def publish(here: OccasionFolder, modules: Sequence[str], now: datetime | None = None) -> Feedback:
    """Publish what was graded in some modules, to those who handed them in.

    Parameters
    ----------
    now
        What the time is.
    """
    result, at, ready = Feedback(), now or datetime.now(UTC), dict[str, list[str]]()
    with here.writing("feedback"):
        for module in modules:
            policy = Policy(here, module, at)
            if policy.too_early:
                result.later.append((module, policy.too_early))
            if policy.ready:
                policy.note_publication()
                ready[module] = policy.ready
            for name in policy.ready:
                if _write(here, name, policy.told(name).published):
                    result.published.append((name, module))
                else:
                    result.unchanged += 1
        if result.published:
            counts = {module: sum(one == module for _, one in result.published) for module in modules}
            here.log("grade", {"what": "feedback", "published": counts})
    if here.occasion.surface == "lab":
        for module, names in ready.items():
            changed = {name for name, other in result.published if other == module}
            result.broken += _give_out(here, module, names, changed)
    return result


def _give_out(here: OccasionFolder, module: str, ready: Collection[str], changed: Collection[str]) -> list[str]:
    """Let nbgrader make the files of a module and put them in the exchange, and return what went wrong for whom.

    Parameters
    ----------
    ready
        Who may be told something.
    changed
        Who of them is told something else than before.

    Raises
    ------
    KursError
        If nbgrader gives up.
    """
    folder, config, log = here.path / "feedback", load_config(here), nbgrader_log("feedback")
    config.GenerateFeedback.force = True
    new = {name for name in ready if name in changed or not (folder / name / module / f"{module}.html").is_file()}
    steps = (("autograded", new, GenerateFeedback), ("feedback", set(ready), ReleaseFeedback))
    with recorded(log) as errors:
        for place, names, step in steps:
            others = {path.parent.name for path in here.path.glob(f"{place}/*/{module}")} - names
            coursedir = CourseDirectory(config=config, assignment_id=module, student_id_exclude=",".join(others))
            try:
                step(coursedir=coursedir, config=config, log=log).start()
            except (NbGraderException, ExchangeError) as error:
                raise KursError(say("feedback.nbgrader", module=module, why=last_line(errors, error))) from error
    return errors


def _write(here: OccasionFolder, participant: str, published: Published) -> bool:
    """Write what a participant sees; tells whether it is another than before."""
    path = here.path / "published" / participant / f"{published.module}.json"
    before, text = _before(path), _text(published)
    # As text, where times are as exact as they are in the file.
    if before is not None and _text(before.model_copy(update={"at": published.at})) == text:
        return False
    make_folder(path.parent)
    replace_file(path, text.encode())
    return True


def _text(published: Published) -> str:
    return published.model_dump_json(indent=1) + "\n"


def _before(path: Path) -> Published | None:
    try:
        return Published.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None  # Nothing was published, or it cannot be read and is written anew.
