"""Rules on a course as a whole: its folders, ids that no other course may have, and what is left to write."""

from collections.abc import Iterator, Sequence

from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Material
from toolkit.authoring.rules.text import PLACEHOLDER, left
from toolkit.authortext import dotted, read_yaml, scalars
from toolkit.messages import quoted, say


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
