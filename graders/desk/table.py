"""The modules of an occasion, one row each: how many have come how far, and what can be done now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from graders.extensions import may_extend
from graders.policy import Policy
from graders.status import Look, ModuleStatus, Progress
from toolkit.formats import ModuleRules
from toolkit.formats.course import ModuleEntry
from toolkit.occasion import OccasionFolder

COUNTS = ("started", "handed_in", "collected", "graded", "awaiting_marking", "broken")
"""What `ModuleStatus` counts, as the desk tells it in JSON."""


@dataclass(frozen=True)
class Row:
    """A module of the course.

    Parameters
    ----------
    counts
        None as long as it is not released.
    people
        How far each active participant has come.
    published
        Active participants who have their feedback.
    ready, untold
        Participants who may have their feedback now, and those of them who have not.
    to_grade
        Hand-ins that are to be collected or graded, without those that are broken.
    too_early
        Why no feedback can be published yet, in Swedish.
    closed
        Whether it is closed for everybody, extensions too.
    to_mark
        nbgrader's id of the first hand-in that waits for a marker.
    may_extend
        Whether more time in it would hold.
    """

    entry: ModuleEntry
    rules: ModuleRules
    counts: ModuleStatus | None = None
    people: Mapping[str, Progress] = field(default_factory=dict)
    published: int = 0
    ready: int = 0
    untold: int = 0
    to_grade: int = 0
    too_early: str | None = None
    closed: bool = False
    to_mark: str | None = None
    may_extend: bool = False

    @property
    def id(self) -> str:
        """The module's id."""
        return self.entry.id

    @property
    def done(self) -> int:
        """Hand-ins that nothing is left to do about: graded, and no marker awaited."""
        return sum(one.done for one in self.people.values())

    def numbers(self) -> dict[str, int]:
        """Return what is counted of a released module."""
        return {name: getattr(self.counts, name) for name in COUNTS} | {"done": self.done, "published": self.published}


def rows(
    here: OccasionFolder,
    looks: Iterable[Look],
    active: Sequence[str],
    at: datetime,
) -> list[Row]:
    """Return a row for each module of the course, in its order."""
    found = {one.module: one for one in looks}
    return [_row(here, entry, found.get(entry.id), active, at) for entry in here.course.modules]


def _row(
    here: OccasionFolder,
    entry: ModuleEntry,
    found: Look | None,
    active: Sequence[str],
    at: datetime,
) -> Row:
    rules = here.rules(entry.id)
    if found is None:
        return Row(entry, rules)
    policy = Policy(here, entry.id, at, found.known.given)
    broken = {one.participant for one in found.attention if one.kind == "broken"}
    return Row(
        entry,
        rules,
        found.counts(),
        found.people,
        published=sum(_is_told(here, who, entry.id) for who in active),
        ready=len(policy.ready),
        untold=sum(not _is_told(here, who, entry.id) for who in policy.ready),
        to_grade=sum(one.handed_in and not one.graded for who, one in found.people.items() if who not in broken),
        too_early=policy.too_early,
        closed=policy.closes is not None and at > policy.closes,
        to_mark=found.to_mark,
        may_extend=rules.due is not None and may_extend(here, entry.id),
    )


def _is_told(here: OccasionFolder, participant: str, module: str) -> bool:
    return (here.path / "published" / participant / f"{module}.json").is_file()
