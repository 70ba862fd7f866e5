"""Rules on a course as a whole: its folders, its ids, what is asked before and after, and what is left to write."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Material, Module
from toolkit.authoring.rules.text import PLACEHOLDER, left
from toolkit.authortext import dotted, read_yaml, scalars
from toolkit.exercises.cell import Exercise
from toolkit.formats.course import Role
from toolkit.messages import listed, quoted, say
from toolkit.notebook import Cell


def folders(material: Material) -> Iterator[Finding]:
    """Find folders that are no module, ready modules without notebook, and a course not named as its folder."""
    course = material.course
    if course is None:
        return
    if course.id != material.path.name:
        yield material.spot.finding("id", quoted(course.id), quoted(material.path.name), field="id")
    for module in material.modules:
        if module.entry is None:
            yield module.spot.finding("module", quoted(module.folder.name), say("check.in_course_yml"), field="modules")
    for place, entry in enumerate(course.modules, 1):
        notebooks = sorted((material.path / "source" / entry.id).glob("*.ipynb"))
        if entry.state == "ready" and not notebooks:
            expected = say("check.notebook", path=f"source/{entry.id}/{entry.id}.ipynb")
            yield material.spot.finding("module", say("check.no_notebook"), expected, field=f"modules.{place}")


def ids(material: Material, others: Sequence[Material]) -> Iterator[Finding]:
    """Find ids without the course's prefix, and ids that stand twice in this course or also in another."""
    first: dict[str, str] = {}
    for other in others:
        if other.course:
            first.setdefault(f"{other.course.prefix}-", other.spot.file)
        for module in other.modules:
            for cell in module.cells:
                if cell.exercise:
                    first.setdefault(cell.exercise.id, module.file)
    prefix = f"{material.course.prefix}-" if material.course else ""
    if prefix in first:
        expected = say("check.own_prefix", file=first[prefix])
        yield material.spot.finding("id", quoted(prefix[:-1]), expected, field="prefix")
    for module in material.modules:
        for cell in module.cells:
            if cell.exercise is None:
                continue
            name = cell.exercise.id
            if name in first:
                expected = say("check.own_id", file=first[name])
                yield module.at(cell).finding("id", quoted(name), expected, field="id")
            elif not name.startswith(prefix):
                expected = say("check.prefix", prefix=prefix)
                yield module.at(cell).finding("id", quoted(name), expected, field="id")
            first.setdefault(name, say("check.in_cell", file=module.file, n=cell.number))


def placeholders(material: Material) -> Iterator[Finding]:
    """Find what `kurs new` left in course.yml: a module's matters when it is ready, the course's when any is."""
    course = material.course
    if course is None:
        return
    text = read_yaml((material.path / "course.yml").read_text(encoding="utf-8"))
    for path, value in scalars(text.data):
        if PLACEHOLDER in value:
            found = material.spot.finding(
                "placeholder", quoted(value), say("check.own"), field=dotted(path), line=text.line(path)
            )
            modules = course.modules
            if path[0] == "modules" and isinstance(path[1], int):
                modules = [course.modules[path[1]]]
            yield left(found, any(module.state == "ready" for module in modules))


PAIRED: tuple[Role, Role] = ("pretest", "test")
"""The roles of the two modules that a pair stands in."""
_OWN = {"id", "pair", "confidence", "withdrawn", "waive"}
"""What each exercise of a pair has for itself."""


def pairs(material: Material) -> Iterator[Finding]:
    """Find pairs that do not give everyone the same exercise before and after the course, in another variant."""
    found: dict[str, dict[Role, tuple[Module, Cell, Exercise]]] = {}
    for module in material.modules:
        for cell in module.cells:
            if cell.exercise and module.entry and (pair := cell.exercise.spec.pair):
                role, seen = module.entry.role, found.setdefault(pair, {})
                if why := _unfit(role, cell.exercise, seen):
                    yield module.at(cell).finding("pair", why, say("check.pair_place"), field="pair")
                elif not cell.exercise.variants:
                    same, variants = say("check.pair_same"), say("check.pair_variants")
                    yield module.at(cell).finding("pair", same, variants, field="variants")
                else:
                    seen[role] = (module, cell, cell.exercise)
    ready = {module.entry.role for module in material.modules if module.entry and module.ready}
    for seen in found.values():
        for role, other in (PAIRED, PAIRED[::-1]):
            if role in seen and other not in seen and other in ready:
                module, cell, _ = seen[role]
                why = say(f"check.pair_alone_{other}")
                yield module.at(cell).finding("pair", why, say("check.pair_place"), field="pair")
        if len(seen) == len(PAIRED):
            (_, _, before), (module, cell, after) = (seen[role] for role in PAIRED)
            if differing := _differing(before, after):
                why = say("check.pair_differs", names=listed(differing, "och"), exercise=before.id)
                yield module.at(cell).finding("pair", why, say("check.pair_equal"), field="pair")


def _unfit(role: Role, exercise: Exercise, seen: Mapping[Role, tuple[Module, Cell, Exercise]]) -> str | None:
    """Say why an exercise cannot be one of a pair with those that have been seen."""
    if role not in PAIRED:
        return say("check.pair_role")
    if not exercise.graded:
        return say("check.pair_practice")
    if role in seen:
        first, there, _ = seen[role]
        return say("check.pair_again", where=say("check.in_cell", file=first.file, n=there.number))
    return None


def _differing(before: Exercise, after: Exercise) -> list[str]:
    """Return the fields in which two exercises of a pair are not the same."""
    if before.kind.name != after.kind.name:
        return ["kind"]
    if before.variants != after.variants:
        return ["variants"]
    names: dict[str, None] = {}
    for var in before.specs:
        for parts in (before.specs, after.specs), (before.solutions, after.solutions):
            one, other = (part[var].model_dump(exclude=_OWN) if var in part else {} for part in parts)
            names |= dict.fromkeys(name for name in one if one[name] != other.get(name))
    return list(names)
