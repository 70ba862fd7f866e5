"""`kurs new`: a course, a module or an exercise to begin from, which passes `kurs check` from the start."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import click

from toolkit.errors import KursError
from toolkit.files import replace_file, write_file
from toolkit.messages import listed, quoted, say

FIRST = "forkunskaper"
"""The module that a new course has: what is known before it begins."""
PARTS = {True: "Öva", False: "Visa"}
"""Where practice stands, and where graded exercises do."""
SLUG = "ny-ovning"

courses_option = click.option(
    "--courses",
    envvar="KURS_COURSES",
    default="courses",
    show_default=True,
    type=click.Path(path_type=Path),
    help=say("cli.check_courses"),
)


@click.group("new", help=say("new.help"))
def new() -> None:
    """Gather the commands that make something to begin from."""


@new.command("course", help=say("new.course_help"))
@click.argument("name")
@click.option("--title", required=True, help=say("new.title_help"))
@click.option("--prefix", help=say("new.prefix_help"))
@courses_option
def course_command(name: str, title: str, prefix: str | None, courses: Path) -> None:
    """Make the folder of a course."""
    folder = new_course(courses, name, title, prefix)
    click.echo(say("new.course_made", folder=folder))


@new.command("module", help=say("new.module_help"))
@click.argument("course")
@click.argument("module")
@click.option("--title", required=True, help=say("new.title_help"))
@click.option("--test", "is_test", is_flag=True, help=say("new.test_help"))
@courses_option
def module_command(course: str, module: str, title: str, *, is_test: bool, courses: Path) -> None:
    """Put a module in a course."""
    path = new_module(courses, course, module, title, is_test=is_test)
    click.echo(say("new.module_made", path=path.relative_to(path.parents[3])))


@new.command("exercise", help=say("new.exercise_help"))
@click.argument("kind")
@click.argument("where", metavar="COURSE/MODULE")
@click.option("--goal", required=True, help=say("new.goal_help"))
@click.option("--practice", is_flag=True, help=say("new.practice_help"))
@courses_option
def exercise_command(kind: str, where: str, goal: str, *, practice: bool, courses: Path) -> None:
    """Put an exercise in a module."""
    name = new_exercise(courses, where, kind, goal, practice=practice)
    click.echo(say("new.exercise_made", id=name, where=where))


def new_course(courses_dir: Path, name: str, title: str, prefix: str | None = None) -> Path:
    """Make the folder of a course with a course.yml that holds only the pre-test; return it.

    Parameters
    ----------
    prefix
        First part of the ids of goals and exercises; otherwise the course's name up to its first ``_``.

    Raises
    ------
    KursError
        If there is such a course, another has the prefix, or the name is none that a course can have.
    """
    from toolkit.authoring.material import all_courses, read_material

    if (courses_dir / name).exists():
        raise KursError(say("new.folder_exists", folder=name))
    prefix = name.partition("_")[0][:20] if prefix is None else prefix
    text = _template("course.yml", id=name, prefix=prefix, title=_yaml(title))
    _course(text, courses_dir / name / "course.yml")
    for path in all_courses(courses_dir):
        other = read_material(path).course
        if other and other.prefix == prefix:
            raise KursError(say("new.prefix_taken", prefix=prefix, course=path.name))
    cells = [_code("%load_ext toolkit"), *_prose("test.md", "Förkunskaper")]
    with _new_folder(courses_dir / name) as folder:
        write_file(folder / "course.yml", text.encode())
        (folder / "source" / FIRST).mkdir(parents=True)
        write_file(folder / "source" / FIRST / f"{FIRST}.ipynb", _notebook(cells))
    return courses_dir / name


def new_module(courses_dir: Path, course_name: str, name: str, title: str, *, is_test: bool = False) -> Path:
    """Put a module last in a course, as a draft with one exercise under Öva and one under Visa; return its notebook.

    Raises
    ------
    KursError
        If there is such a module, its number is another's, or course.yml is not written as a list of modules.
    """
    from toolkit.authoring.material import find_courses, read_material
    from toolkit.authortext import read_file
    from toolkit.formats.course import Course

    (path,) = find_courses(courses_dir, [course_name])
    yml = path / "course.yml"
    course = read_file(yml, Course)
    if course.module(name):
        raise KursError(say("new.module_exists", course=path.name, module=name))
    number = _number(course, name)
    role, goal = "test" if is_test else "module", f"{course.prefix}.{number}.1"
    entry = _template(f"{role}.yml", id=name, number=str(number), title=_yaml(title), goal=goal)
    old = yml.read_bytes().decode("utf-8")
    text = _with_entry(old, entry)
    changed = _course(text, yml)
    if changed.model_copy(update={"modules": changed.modules[:-1]}) != course:
        raise KursError(say("new.modules_list", file=yml.name))
    parts = _prose(f"{role}.md", title)
    if role == "module" and number == 1:
        del parts[1]  # There is nothing earlier to take up.
    data = _notebook([_code("%load_ext toolkit"), *parts])
    notebook = path / "source" / name / f"{name}.ipynb"
    taken = _taken_ids([*_all_materials(courses_dir), read_material(path)])
    for kind, practice in (("single", True), ("sort", False)) if role == "module" else ():
        exercise = _unique(f"{course.prefix}-{number}-{SLUG}", taken)
        data = _with_exercise(data, notebook, skeleton(kind, exercise, goal, practice=practice), PARTS[practice])
        taken.add(exercise)
    with _new_folder(notebook.parent):
        write_file(notebook, data)
        _replace(yml, text.encode())
    return notebook


def new_exercise(courses_dir: Path, where: str, kind: str, goal: str, *, practice: bool = False) -> str:
    """Put an exercise last under Öva or Visa, in a module without those parts last of all; return its id.

    Parameters
    ----------
    where
        ``course/module``; the course may be a path.

    Raises
    ------
    KursError
        If there is no such kind, course, module, notebook, goal or part.
    """
    from toolkit.authoring.material import find_courses, read_material
    from toolkit.exercises import KINDS

    if kind not in KINDS:
        raise KursError(say("new.no_kind", kind=quoted(kind), kinds=listed(list(KINDS), "och")))
    course_name, _, module_name = where.rstrip("/").rpartition("/")
    if not course_name:
        raise KursError(say("new.where", where=quoted(where)))
    (path,) = find_courses(courses_dir, [course_name])
    material = read_material(path)
    if material.course is None:
        raise KursError(material.findings[0].sentence)
    module = next((module for module in material.modules if module.folder.name == module_name), None)
    if module is None or module.entry is None or module.notebook is None:
        known = [module.folder.name for module in material.modules if module.entry and module.notebook]
        there = listed(known, "och") or say("found.nothing")
        raise KursError(say("new.no_module", course=path.name, module=module_name, there=there))
    own = [goal.id for goal in module.entry.goals] if module.entry.role == "module" else list(material.course.goals)
    if goal not in own:
        raise KursError(say("new.no_goal", goal=quoted(goal), goals=listed(own, "och") or say("found.nothing")))
    taken = _taken_ids([*_all_materials(courses_dir), material])
    name = _unique(f"{material.course.prefix}-{module.entry.number}-{SLUG}", taken)
    part = PARTS[practice] if module.entry.role == "module" else ""
    text = json.dumps(dict(module.notebook.raw))
    data = _with_exercise(text.encode(), module.path, skeleton(kind, name, goal, practice=practice), part)
    _write_picture(kind, module.folder)
    _replace(module.path.resolve(), data)
    return name


def skeleton(kind: str, name: str, goal: str, *, practice: bool) -> str:
    """Return the cell of an exercise to begin from, with the fields that every kind has and the kind's own."""
    # What a rubric's criterion gives of the one point, where there is any.
    half = "" if practice else ", points: 0.5"
    opened, hints, solution = _template(f"{kind}.yml", half=half).split("---\n")
    cell = _template(
        "practice.txt" if practice else "graded.txt",
        id=name,
        kind=kind,
        goal=goal,
        open=opened.rstrip("\n"),
        hints=hints.rstrip("\n"),
        solution=solution.rstrip("\n"),
    )
    if "\nfigure:" in cell:
        # The kind has a figure of its own: it need not be shown how one is written.
        cell = re.sub(r"^# figure:.*\n", "", cell, flags=re.MULTILINE)
    return cell.rstrip("\n")


def _write_picture(kind: str, folder: Path) -> None:
    """Put the drawing that a skeleton is about beside the notebook, unless a file of its name is there."""
    picture = files("toolkit.authoring").joinpath("skeletons", f"{kind}.svg")
    named = re.search(r"^  file: (\S+)$", _template(f"{kind}.yml", half=""), re.MULTILINE)
    if named and picture.is_file() and not (folder / named[1]).exists():
        try:
            write_file(folder / named[1], picture.read_bytes())
        except OSError as error:
            raise KursError(say("check.unwritable", file=folder / named[1], why=error.strerror)) from None


def _template(file: str, **fields: str) -> str:
    text = files("toolkit.authoring").joinpath("skeletons", file).read_text(encoding="utf-8")
    return Template(text).substitute(fields)


def _yaml(text: str) -> str:
    """Write a text as YAML, in quotation marks and on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _course(text: str, path: Path) -> Any:
    """Read course.yml as it would become; what is wrong in it was wrong in what was asked for."""
    from toolkit.authortext import read_model, read_yaml
    from toolkit.errors import ProblemsError
    from toolkit.formats.course import Course

    try:
        return read_model(read_yaml(text), Course)
    except ProblemsError as error:
        raise KursError(f"{path.name}: {error.problems[0].sentence}") from None


def _number(course: Any, name: str) -> int:
    """Return the number that a module's name begins with, or the next."""
    numbers = {module.number: module.id for module in course.modules}
    begins = re.match(r"([0-9]{1,2})-", name)
    number = int(begins[1]) if begins else max(numbers) + 1
    if number in numbers:
        raise KursError(say("new.number_taken", number=number, module=numbers[number]))
    return number


def _with_entry(text: str, entry: str) -> str:
    """Put the entry of a module after the last one, and leave every other character of course.yml as it is."""
    import yaml

    # Reading with marks; the values are read by the model.
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    modules = next(value for key, value in root.value if key.value == "modules")
    if modules.flow_style:
        raise KursError(say("new.modules_list", file="course.yml"))
    newline = "\r\n" if "\r\n" in text else "\n"
    rows = text.split("\n")
    last = _last_line(modules)
    if last == len(rows) - 1:  # The file ends without a newline.
        rows[last] += newline[:-1]
        rows.append("")
    indent = " " * modules.start_mark.column
    rows[last + 1 : last + 1] = [f"{indent}{row}{newline[:-1]}" for row in entry.splitlines()]
    return "\n".join(rows)


def _last_line(node: Any) -> int:
    """Return the line, counted from 0, on which a node's last character stands."""
    children = [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
    if isinstance(node.value, str) or node.flow_style or not children:
        mark = node.end_mark
        return int(mark.line if mark.column or mark.line == node.start_mark.line else mark.line - 1)
    return _last_line(children[-1])


def _prose(file: str, title: str) -> list[dict[str, Any]]:
    """Return the Markdown cells of a new notebook: the title, and one for each part."""
    text = _template(file, title=" ".join(title.split()))
    return [_cell("markdown", part.strip()) for part in re.split(r"^(?=## )", text, flags=re.MULTILINE)]


def _cell(kind: str, source: str) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source}


def _code(source: str) -> dict[str, Any]:
    return {**_cell("code", source), "execution_count": None, "outputs": []}


def _notebook(cells: list[dict[str, Any]]) -> bytes:
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return _mended({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, Path("new.ipynb"))


def _mended(raw: dict[str, Any], path: Path) -> bytes:
    """Write a notebook as `kurs check --fix` and Jupyter do."""
    from toolkit.authoring.fix import fixed
    from toolkit.notebook import parse

    mended = fixed(parse(json.dumps(raw), path))
    for cell in mended["cells"]:
        if isinstance(cell.get("source"), str):
            cell["source"] = cell["source"].splitlines(keepends=True)
    return (json.dumps(mended, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _with_exercise(data: bytes, path: Path, source: str, part: str) -> bytes:
    """Put an exercise last in a part of a notebook; last of all where no part is named."""
    from toolkit.authoring.prose import Prose
    from toolkit.notebook import parse

    notebook = parse(data.decode(), path)
    raw: dict[str, Any] = dict(notebook.raw)
    place = len(notebook.cells)
    if part:
        headings = [heading for heading in Prose(notebook.cells).headings if heading.level <= 2]
        names = [heading.text if heading.level == 2 else "" for heading in headings]
        if part not in names:
            raise KursError(say("new.no_part", file=path.name, part=part))
        after = headings[names.index(part) + 1 :]
        place = after[0].cell.number - 1 if after else place
    raw["cells"] = [*raw["cells"][:place], _code(source), *raw["cells"][place:]]
    made = parse(json.dumps(raw), path)
    if part and Prose(made.cells).part(place + 1) != part:  # The next part begins in the same cell.
        raise KursError(say("new.parts_in_one_cell", file=path.name, n=place + 1, part=part))
    return _mended(raw, path)


def _all_materials(courses_dir: Path) -> Iterator[Any]:
    from toolkit.authoring.material import all_courses, read_material

    return (read_material(path) for path in all_courses(courses_dir))


def _taken_ids(materials: list[Any]) -> set[str]:
    """Return the ids of exercises, of those too that cannot be read."""
    spots = (module.at(cell) for material in materials for module in material.modules for cell in module.cells)
    return {spot.exercise for spot in spots if spot.exercise}


def _unique(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Make a folder, and take it away again if what shall be written in it, or after it, cannot be."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
    except FileExistsError:
        raise KursError(say("new.folder_exists", folder=folder.name)) from None
    except OSError as error:
        raise KursError(say("check.unwritable", file=folder, why=error.strerror)) from None
    try:
        yield folder
    except BaseException as error:
        shutil.rmtree(folder)
        if isinstance(error, OSError):
            raise KursError(say("check.unwritable", file=folder, why=error.strerror)) from None
        raise


def _replace(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data, path.stat().st_mode & 0o777)
    except OSError as error:
        raise KursError(say("check.unwritable", file=path, why=error.strerror)) from None
