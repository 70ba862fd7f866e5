"""``kurs feedback``: let participants see what was graded, as much and as early as the occasion's policy says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from graders.policy import Policy
from toolkit.files import replace_file
from toolkit.formats.published import Published
from toolkit.occasion import OccasionFolder


@dataclass
class Feedback:
    """What was published; ``later`` has a module and why it was not."""

    published: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    later: list[tuple[str, str]] = field(default_factory=list)


def publish(here: OccasionFolder, modules: Sequence[str], now: datetime | None = None) -> Feedback:
    """Publish what was graded in some modules, to those who handed them in.

    Parameters
    ----------
    now
        What the time is.
    """
    result, at = Feedback(), now or datetime.now(UTC)
    with here.writing("feedback"):
        for module in modules:
            policy = Policy(here, module, at)
            if policy.too_early:
                result.later.append((module, policy.too_early))
            if policy.ready:
                policy.note_publication()
            for name in policy.ready:
                if _write(here, name, policy.told(name).published):
                    result.published.append((name, module))
                else:
                    result.unchanged += 1
        if result.published:
            counts = {module: sum(one == module for _, one in result.published) for module in modules}
            here.log("grade", {"what": "feedback", "published": counts})
    return result


def _write(here: OccasionFolder, participant: str, published: Published) -> bool:
    """Write what a participant sees; tells whether it is another than before."""
    path = here.path / "published" / participant / f"{published.module}.json"
    before = _before(path)
    if before is not None and before.model_copy(update={"at": published.at}) == published:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, (published.model_dump_json(indent=1) + "\n").encode())
    return True


def _before(path: Path) -> Published | None:
    try:
        return Published.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None  # Nothing was published, or it cannot be read and is written anew.
