"""More time for one participant in one module: a row in ``extensions.csv``, which all that know a due read."""

from datetime import UTC, datetime

from graders.roster import write_rows
from toolkit.errors import KursError
from toolkit.face.page.dates import full
from toolkit.formats import Extension
from toolkit.messages import listed, say
from toolkit.occasion import OccasionFolder
from toolkit.roster import read_extensions, read_roster

REASONS = ("arbete", "franvaro", "sen_start", "teknik", "annat")
"""Codes of why somebody gets more time; ``extension.reason`` says what each means. None tells of anybody's health."""


def extend(
    here: OccasionFolder,
    participant: str,
    module: str,
    due: datetime,
    reason_code: str,
    by: str,
    now: datetime | None = None,
) -> Extension:
    """Give a participant more time in a module; of several extensions the last one holds.

    Parameters
    ----------
    by
        Who decides it.
    now
        What the time is.

    Raises
    ------
    KursError
        If the participant does not take part, the module is not released or has no end, the time is no more than
        what everybody has or has passed already, or the reason is no code of ours. Of a pre-test or final test also
        if its feedback has been published: what was told of it would be what is answered.
    """
    at = now or datetime.now(UTC)
    with here.writing("extension"):
        person = read_roster(here.path / "roster.csv").get(participant)
        if person is None or person.active != "ja":
            raise KursError(say("extension.no_participant", id=participant))
        here.require_released((module,))
        ordinary = here.rules(module).due
        if ordinary is None:
            raise KursError(say("extension.no_due"))
        if due <= ordinary:
            raise KursError(say("extension.no_more", when=full(ordinary)))
        if due <= at:
            raise KursError(say("extension.passed"))
        if reason_code not in REASONS:
            raise KursError(say("extension.unknown_reason", known=listed(list(REASONS))))
        if not may_extend(here, module):
            raise KursError(say("extension.published"))
        made = Extension(id=participant, module=module, due=due, reason_code=reason_code, by=by, at=at)
        path = here.path / "extensions.csv"
        write_rows(path, Extension, [*read_extensions(path), made])
    return made


def may_extend(here: OccasionFolder, module: str) -> bool:
    """Tell whether an extension of a released module would hold: of a test, until its feedback is published."""
    return here.role(module) == "module" or here.release.modules[module].published is None
