"""``kurs regrade``: let a correction in the course reach an occasion that has been handed in, and leave a trail.

It is the only way in after release. What changed is shown before anything is done: the fields, and each participant's
points before and after. Whatever an answer means must stay: ids, kinds, points and variants do not change.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graders.given import read_given
from graders.grade import Graded, grade
from graders.release import generate, released_module, snapshot
from graders.scoring import scored
from toolkit.errors import KursError
from toolkit.exercises.cell import Exercise
from toolkit.fold import read as read_journal
from toolkit.messages import listed, say
from toolkit.notebook import read as read_notebook
from toolkit.occasion import JOURNAL, OccasionFolder

_FIXED = ("kind", "points", "variants")


@dataclass(frozen=True)
class Change:
    """Points that become others.

    Parameters
    ----------
    before, after
        None where a marker is awaited.
    """

    participant: str
    exercise: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Regrading:
    """What a correction would do.

    Parameters
    ----------
    fields
        The fields that are other than in the occasion, by exercise.
    changes
        The points that become others; marks given by hand are not among them.
    """

    module: str
    fields: Mapping[str, Sequence[str]]
    changes: Sequence[Change]


def plan(here: OccasionFolder, module: str, courses: Path) -> Regrading:
    """Say what taking a module from the course again would change.

    Raises
    ------
    KursError
        If nothing has changed, or something that an answer or a mark hangs on.
    """
    source = courses / here.course.id / "source" / module / f"{module}.ipynb"
    old, new = here.notebook(module).exercises, read_notebook(source).require_sound().exercises
    _require_the_same(module, old, new)
    fields = {name: found for name in old if (found := _differing(old[name], new[name]))}
    if not fields and source.read_bytes() == here.source(module).read_bytes():
        raise KursError(say("regrade.nothing", module=module))
    return Regrading(module, fields, _changes(here, module, new))


def carry_out(here: OccasionFolder, planned: Regrading, courses: Path, reason: str) -> Graded:
    """Take a module from the course again, and grade everything anew.

    Marks that were given by hand stay while the answer is the same. After a stop on the way `kurs grade` goes on.
    """
    module = planned.module
    with here.writing("regrade"):
        here.log(
            "regrade",
            {
                "module": module,
                "reason": reason,
                "fields": {name: list(names) for name, names in planned.fields.items()},
                "points": [
                    {"id": one.participant, "exercise": one.exercise, "before": one.before, "after": one.after}
                    for one in planned.changes
                ],
            },
        )
        # What has no folder is graded again, also when this is stopped before it comes so far.
        for folder in here.path.glob(f"autograded/*/{module}"):
            shutil.rmtree(folder)
        before = here.release.modules[module]
        snapshot(courses / here.course.id / "source" / module, here.path / "source" / module, module)
        generate(here, module)
        entry = released_module(here, module, before)
        now = here.release
        here.write_release(now.model_copy(update={"modules": {**now.modules, module: entry}}))
    return grade(here, [module])


def _require_the_same(module: str, old: Mapping[str, Exercise], new: Mapping[str, Exercise]) -> None:
    """Refuse what would change what an answer means."""
    gone, added = [name for name in old if name not in new], [name for name in new if name not in old]
    if gone or added:
        raise KursError(say("regrade.ids", module=module, names=listed([*gone, *added], "och")))
    for name in old:
        for field in _FIXED:
            before, after = _fixed(old[name], field), _fixed(new[name], field)
            if before != after:
                raise KursError(say("regrade.fixed", exercise=name, field=field, before=before, after=after))


def _fixed(exercise: Exercise, field: str) -> str:
    if field == "kind":
        return exercise.kind.name
    if field == "variants":
        return ", ".join(exercise.variants) or say("found.nothing")
    return f"{exercise.max_points.normalize():f}" if exercise.graded else say("found.nothing")


def _differing(old: Exercise, new: Exercise) -> list[str]:
    """Return the fields in which an exercise is another than before."""
    names: dict[str, None] = {}
    for var in old.specs:
        for before, after in ((old.specs, new.specs), (old.solutions, new.solutions)):
            one, other = (part[var].model_dump() if var in part else {} for part in (before, after))
            names |= dict.fromkeys(name for name in one | other if one.get(name) != other.get(name))
    return list(names)


def _changes(here: OccasionFolder, module: str, new: Mapping[str, Exercise]) -> list[Change]:
    """Return the points that become others when what was handed in is scored by the new exercises."""
    found, pretest = [], here.is_pretest(module)
    for participant, given in read_given(here, module).items():
        answers = read_journal(here.submitted(participant, module) / JOURNAL, new, pretest=pretest).answers
        for name, exercise in new.items():
            if exercise.graded and not (exercise.kind.by_hand and exercise.spec.withdrawn is None):
                after = scored(exercise, answers.get(name), pretest=pretest).points
                if given.points.get(name) != after and name not in given.marked:
                    found.append(Change(participant, name, given.points.get(name), after))
    return found
