"""The formats: golden files that are read and written back, and the reference page.

A change of a format shows here first. ``UPDATE_GOLDENS=1`` writes what is read now; the change then belongs in the same
commit as the format's new version.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import toolkit.formats as formats
from graders.backup import line_of
from toolkit.authortext import read_model, read_yaml, write_yaml
from toolkit.exercises import KINDS
from toolkit.exercises.base import Figure, Picture, Solution, Spec
from toolkit.exercises.cell import read_exercise
from toolkit.formats import (
    Backup,
    BackupEntry,
    Course,
    Extension,
    Marked,
    Occasion,
    Release,
    Response,
    RosterRow,
    course,
    journal,
    published,
    read_line,
    saving,
)
from toolkit.formats.published import Published
from toolkit.reference import pages
from toolkit.reference.kinds import KIND, PARTS
from toolkit.reference.tables import IDS

DOCS = Path(__file__).parent.parent / "docs"
GOLDEN = Path(__file__).parent / "golden"


def dumped(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def course_as_json(text: str) -> str:
    read = read_model(read_yaml(text), Course)
    return dumped(read.model_dump(mode="json", by_alias=True, exclude_unset=True))


def cell_as_json(text: str) -> str:
    read = read_exercise(text)
    parts = {
        str(var or "-"): {
            "spec": spec.model_dump(mode="json", exclude_unset=True),
            "solution": read.solutions[var].model_dump(mode="json", exclude_unset=True),
        }
        for var, spec in read.specs.items()
    }
    return dumped({"rev": read.rev, "max_points": float(read.max_points), "variants": parts})


def occasion_again(text: str) -> str:
    read = read_model(read_yaml(text), Occasion)
    return write_yaml(read.model_dump(mode="json", by_alias=True, exclude_unset=True))


def journal_again(text: str) -> str:
    lines = [read_line(raw.encode()) for raw in text.splitlines()]
    assert {line.type for line in lines} == {"open", "answer", "check", "hint", "submit"}
    order = [list(json.loads(raw)) for raw in text.splitlines()]
    written = [line.model_dump(mode="json", exclude_unset=True) for line in lines]
    rows = [{name: line[name] for name in names} for line, names in zip(written, order, strict=True)]
    assert [set(line) for line in written] == [set(names) for names in order]
    return "".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n" for row in rows)


def rows_again(model: type[BaseModel]) -> Callable[[str], str]:
    def again(text: str) -> str:
        found = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        # An empty cell is a field that was not written, as a reader of the file takes it.
        rows = [model.model_validate({name: cell for name, cell in row.items() if cell}) for row in found]
        file = io.StringIO()
        writer = csv.DictWriter(file, list(model.model_fields), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row.model_dump(mode="json") for row in rows)
        return file.getvalue()

    return again


def manifest_again(text: str) -> str:
    first, *lines = text.splitlines()
    read = [Backup.model_validate_json(first), *map(BackupEntry.model_validate_json, lines)]
    return b"".join(map(line_of, read)).decode()


def json_again(model: type[BaseModel]) -> Callable[[str], str]:
    return lambda text: model.model_validate_json(text).model_dump_json(indent=1) + "\n"


# What an author writes, and what is read; and what the product writes, which is read and written the same.
READ = {
    "course.yml": ("course.json", course_as_json),
    "cell-single.txt": ("cell-single.json", cell_as_json),
    "cell-multiple.txt": ("cell-multiple.json", cell_as_json),
    "cell-sort.txt": ("cell-sort.json", cell_as_json),
    "cell-numeric.txt": ("cell-numeric.json", cell_as_json),
    "cell-hotspot.txt": ("cell-hotspot.json", cell_as_json),
    "cell-rank.txt": ("cell-rank.json", cell_as_json),
    "cell-branch.txt": ("cell-branch.json", cell_as_json),
    "cell-text.txt": ("cell-text.json", cell_as_json),
    "cell-plan.txt": ("cell-plan.json", cell_as_json),
    "cell-cloze.txt": ("cell-cloze.json", cell_as_json),
    "cell-variants.txt": ("cell-variants.json", cell_as_json),
    "occasion.yml": ("occasion.yml", occasion_again),
    "answers.jsonl": ("answers.jsonl", journal_again),
    "roster.csv": ("roster.csv", rows_again(RosterRow)),
    "extensions.csv": ("extensions.csv", rows_again(Extension)),
    "release.json": ("release.json", json_again(Release)),
    "marking.json": ("marking.json", json_again(Marked)),
    "published.json": ("published.json", json_again(Published)),
    "response.json": ("response.json", json_again(Response)),
    "manifest.jsonl": ("manifest.jsonl", manifest_again),
}


@pytest.mark.parametrize("name", READ)
def test_a_golden_file_is_read_and_written_as_it_was(name: str) -> None:
    other, again = READ[name]
    written = again((GOLDEN / name).read_text(encoding="utf-8"))
    path = GOLDEN / other
    if os.environ.get("UPDATE_GOLDENS"):
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["release.json", "response.json", "course.json"])
def test_an_unknown_field_in_what_we_write_is_an_error(name: str) -> None:
    models: dict[str, type[BaseModel]] = {"release.json": Release, "response.json": Response, "course.json": Course}
    data = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    models[name].model_validate(data)
    with pytest.raises(ValidationError, match="extra_forbidden"):
        models[name].model_validate({**data, "extra": 1})


def test_an_unknown_field_in_what_participants_send_is_ignored() -> None:
    for raw in (GOLDEN / "answers.jsonl").read_text(encoding="utf-8").splitlines():
        assert read_line(json.dumps({**json.loads(raw), "extra": [1]}).encode()) == read_line(raw.encode())


def all_models() -> list[type[BaseModel]]:
    found: list[Any] = [Spec, Solution, Figure, Picture]
    found += [model for kind in KINDS.values() for model in (kind.spec, kind.solution)]
    found += [model for models in PARTS.values() for model in models]
    for module in (
        formats.backup,
        formats.base,
        course,
        journal,
        formats.occasion,
        published,
        formats.release,
        formats.responses,
        saving,
    ):
        found += [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, BaseModel)]
    return [model for model in dict.fromkeys(found) if model is not BaseModel]


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.__name__)
def test_every_field_says_what_it_means(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        assert field.description, f"{model.__name__}.{name}"
    assert model.model_config.get("frozen")


def test_the_pages_of_reference_are_made_from_the_models() -> None:
    made = pages(DOCS)
    assert {name: (DOCS / name).read_text(encoding="utf-8") for name in made} == made, "python -m toolkit.reference"
    assert {f"kinds/{path.name}" for path in (DOCS / "kinds").iterdir()} == set(made) - {"formats.md"}


def test_the_pages_of_reference_hold_every_model_and_every_kind() -> None:
    made = pages(DOCS)
    assert set(KIND) == set(KINDS) == {Path(name).stem for name in made} - {"formats"}
    bases = {"Model", "Received", "_Event", "_ExerciseEvent", "_Message"}
    kinds = {model.__name__ for kind in KINDS.values() for model in (kind.spec, kind.solution)}
    for model in all_models():
        if model.__name__ not in bases | kinds:
            assert sum(f"\n### {model.__name__}\n" in page for page in made.values()) == 1, model.__name__
    assert all(f"| {name} |" in made["formats.md"] for name, _, _ in IDS.values())


def test_every_link_on_the_pages_of_reference_leads_somewhere() -> None:
    made = pages(DOCS)
    headings = {
        name: {row.lstrip("# ").lower().replace(" ", "-") for row in page.splitlines() if row.startswith("#")}
        for name, page in made.items()
    }
    for name, page in made.items():
        for target in re.findall(r"\]\(([^)]+)\)", page):
            path, _, heading = target.partition("#")
            other = os.path.normpath(Path(name).parent / path) if path else name
            assert (DOCS / other).is_file(), f"{name}: {target}"
            assert not heading or heading in headings[other], f"{name}: {target}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_kind_has_every_field_and_an_example_of_each_role(kind: str) -> None:
    page = pages(DOCS)[f"kinds/{kind}.md"]
    for name in {*KINDS[kind].spec.model_fields} - {*Spec.model_fields}:
        assert f"| `{name}` |" in page
    for name in {*KINDS[kind].solution.model_fields} - {*Solution.model_fields}:
        assert f"| `{name}` |" in page
    examples = [read_exercise(text.partition("```")[0].strip()) for text in page.split("```yaml\n")[1:]]
    assert {(one.kind.name, one.graded) for one in examples} == {(kind, False), (kind, True)}


def test_a_course_finds_its_goals_and_modules() -> None:
    read = Course.model_validate_json((GOLDEN / "course.json").read_text(encoding="utf-8"))
    assert list(read.goals) == ["prov.1.1", "prov.1.2"]
    assert read.goals["prov.1.2"].level == "analysera"
    module = read.module("kunskapsprov")
    assert module is not None
    assert module.role == "test"
    assert read.module("finns-inte") is None


def test_a_published_time_is_utc_whatever_was_written() -> None:
    for written in ("2026-09-01T08:00:00+02:00", "2026-09-01T06:00:00Z", "2026-09-01T06:00:00.000+00:00"):
        fields = {"id": "abc", "course": "intro", "title": "x", "starts": written}
        assert Occasion.model_validate(fields).model_dump(mode="json")["starts"] == "2026-09-01T06:00:00.000+00:00"
    for written in ("2026-09-01T08:00:00", "2026-09-01", "i morgon", "0001-01-01T00:00:00+02:00"):
        with pytest.raises(ValidationError):
            Occasion.model_validate({"id": "abc", "course": "intro", "title": "x", "starts": written})
