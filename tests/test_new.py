"""`kurs new`: what it makes passes `kurs check`, and what it refuses leaves everything as it was."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.authoring import new as new_module_file
from toolkit.authoring.check import check_courses
from toolkit.authoring.new import new, skeleton
from toolkit.authoring.rules.text import PARTS
from toolkit.errors import AnswerError, KursError
from toolkit.exercises import KINDS, Spec
from toolkit.exercises.base import points_of
from toolkit.exercises.cell import read_exercise
from toolkit.formats.course import Course
from toolkit.notebook import read
from toolkit.testing import CHECKOUT

ROLES = [pytest.param(False, id="graded"), pytest.param(True, id="practice")]


def kurs(courses: Path, *arguments: str) -> Result:
    return CliRunner().invoke(new, [*arguments, "--courses", str(courses)])


def refusal(courses: Path, *arguments: str) -> str:
    """Return the one sentence of a refusal; nothing may have changed."""
    before = content(courses)
    error = kurs(courses, *arguments).exception
    assert isinstance(error, KursError)
    assert content(courses) == before
    assert "\n" not in str(error)
    return str(error)


def content(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    folder = tmp_path / "courses"
    for arguments in (
        ("course", "prov_kurs", "--title", 'En "kurs": # med tecken'),
        ("module", "prov_kurs", "1-start", "--title", "Start"),
        ("module", "prov_kurs", "2-mer", "--title", "Mer"),
        ("module", "prov_kurs", "kunskapsprov", "--title", "Kunskapsprov", "--test"),
    ):
        done = kurs(folder, *arguments)
        assert done.exit_code == 0, done.output
    return folder


def notebook(courses: Path, name: str) -> Path:
    return courses / "prov_kurs" / "source" / name / f"{name}.ipynb"


def left_to_write(courses: Path) -> int:
    """Require that `kurs check` finds nothing but what the author is to replace; returns how much that is."""
    found = check_courses(courses)
    assert {(one.rule, one.severity) for one in found} == {("placeholder", "varning")}
    return len(found)


def headings(path: Path) -> list[str]:
    sources = [cell.source for cell in read(path).cells if cell.type == "markdown"]
    return [source.split("\n")[0].removeprefix("## ") for source in sources if source.startswith("## ")]


def test_every_kind_has_a_skeleton() -> None:
    folder = Path(new_module_file.__file__).with_name("skeletons")
    lacking = [kind for kind in KINDS if not (folder / f"{kind}.yml").is_file()]
    assert lacking == [], "write toolkit/authoring/skeletons/<kind>.yml: open fields, hints, solution"


def test_the_guide_for_authors_names_every_kind() -> None:
    guide = (CHECKOUT / "docs" / "authors.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in guide] == []


@pytest.mark.parametrize("practice", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_scores_its_samples(kind: str, practice: bool) -> None:
    exercise = read_exercise(skeleton(kind, "prov-1-x", "prov.1.1", practice=practice))
    assert (exercise.kind.name, exercise.graded) == (kind, not practice)
    samples = exercise.kind.samples(exercise.spec, exercise.solutions[None])
    assert {"awaiting" if exercise.kind.by_hand else "right", "empty", "malformed"} <= {one.name for one in samples}
    for sample in samples:
        if sample.name == "malformed":
            with pytest.raises(AnswerError):
                exercise.score(None, sample.answer)
        elif sample.share is not None:
            assert exercise.score(None, sample.answer).points == points_of(sample.share, exercise.max_points)


@pytest.mark.parametrize("practice", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_shows_the_fields_that_every_kind_has(kind: str, practice: bool) -> None:
    source = skeleton(kind, "prov-1-x", "prov.1.1", practice=practice)
    shown = set(re.findall(r"^(?:# )?([a-z]+):", source, re.MULTILINE))
    elsewhere = {"points"} if practice else {"practice", "hints", "mastery"}
    assert {*Spec.model_fields, "variants", "explanation", "sources"} - elsewhere <= shown
    assert not elsewhere & shown


@pytest.mark.parametrize("practice", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_skeleton_shows_as_a_comment_can_be_used(kind: str, practice: bool) -> None:
    source = skeleton(kind, "prov-1-x", "prov.1.1", practice=practice)
    usable = re.sub(r"^# ((?:figure|pair|withdrawn|waive|data): )", r"\1", source, flags=re.MULTILINE)
    assert usable.count("\n# ") < source.count("\n# ")
    assert read_exercise(usable).spec.figure


def test_a_new_course_passes_check(courses: Path) -> None:
    assert left_to_write(courses)
    assert headings(notebook(courses, "1-start")) == list(PARTS[1:])
    assert headings(notebook(courses, "2-mer")) == list(PARTS)
    for name in ("1-start", "2-mer"):
        exercises = list(read(notebook(courses, name)).exercises.values())
        assert [exercise.graded for exercise in exercises] == [False, True]
        assert all("BYT UT" in cell.source for cell in read(notebook(courses, name)).cells if cell.type == "markdown")


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_exercise_passes_check_in_its_place(courses: Path, kind: str) -> None:
    before = left_to_write(courses)
    for place, goal in (("prov_kurs/1-start", "prov.1.1"), ("prov_kurs/kunskapsprov", "prov.2.1")):
        for arguments in ((), ("--practice",)):
            done = kurs(courses, "exercise", kind, place, "--goal", goal, *arguments)
            assert done.exit_code == 0, done.output
    assert left_to_write(courses) > before
    cells = read(notebook(courses, "1-start")).cells
    marks = [c.source.split("\n")[0] if c.type == "markdown" else c.exercise.id for c in cells[1:] if c.source]  # type: ignore[union-attr]
    assert marks[marks.index("## Öva") :] == [
        "## Öva",
        "prov-1-ny-ovning",
        "prov-1-ny-ovning-4",
        "## Visa",
        "prov-1-ny-ovning-2",
        "prov-1-ny-ovning-3",
        "## Ta med dig",
    ]


def test_a_module_leaves_the_rest_of_course_yml_as_it_was(courses: Path) -> None:
    yml = courses / "prov_kurs" / "course.yml"
    flow = '- {id: 3-eget, number: 4, role: module, state: draft, title: "A", minutes: {read: 1, exercises: 1}}  # sist'
    text = yml.read_text(encoding="utf-8").replace("review:", f"  {flow}\n\n# Efter modulerna\nreview:")
    for before in (text, text.replace("\n", "\r\n")):
        yml.write_bytes(before.encode())
        kurs(courses, "module", "prov_kurs", "5-ny", "--title", "Ny")
        after = yml.read_bytes().decode()
        head, entry, tail = after.partition('  - id: "5-ny"')
        rest = entry + tail
        end = rest.index("\n\r\n# Efter" if "\r" in before else "\n\n# Efter") + 1
        assert head + rest[end:] == before
        assert ("\r\n" in rest) == ("\r\n" in before)
        assert rest.count("\n") == rest.count("\r\n") or "\r" not in before
        (path,) = notebook(courses, "5-ny").parent.iterdir()
        path.unlink()
        path.parent.rmdir()


@pytest.mark.parametrize(
    ("modules", "after"),
    [
        ("modules:\n- {id: ett, number: 1, MORE}", "\n"),
        ("modules:\n- {id: ett, number: 1, MORE}", ""),
        ("modules:\n    - id: ett\n      number: 1\n      MORE_ROWS", "\n# slut"),
    ],
    ids=["at the margin", "no newline at the end", "far in"],
)
def test_a_module_after_modules_written_otherwise(courses: Path, modules: str, after: str) -> None:
    yml = courses / "prov_kurs" / "course.yml"
    top = yml.read_text(encoding="utf-8").partition("modules:\n")
    review = "review: {law: needed, fact: needed, method: needed}\n"
    more = ["role: module", "state: draft", "title: Ett", "minutes: {read: 1, exercises: 1}"]
    modules = modules.replace("MORE_ROWS", "\n      ".join(more)).replace("MORE", ", ".join(more))
    before = top[0].split("pass:")[0] + review + "pass: {total: 0.7, modules: all}\n" + modules + after
    yml.write_text(before, encoding="utf-8")
    assert kurs(courses, "module", "prov_kurs", "8-ny", "--title", "Ny").exit_code == 0
    made = yml.read_text(encoding="utf-8")
    assert made.startswith(before.removesuffix("\n# slut"))
    assert made.endswith(after.strip() or "\n")


def test_refusals(courses: Path) -> None:
    assert refusal(courses, "course", "prov_kurs", "--title", "x") == "Mappen prov_kurs finns redan."
    assert "Prefixet prov hör till kursen prov_kurs" in refusal(courses, "course", "prov", "--title", "x")
    assert "små bokstäver" in refusal(courses, "course", "Åka", "--title", "x")
    assert "title" in refusal(courses, "course", "ny", "--title", " ")
    assert "har redan en modul 2-mer" in refusal(courses, "module", "prov_kurs", "2-mer", "--title", "x")
    assert "Modul nummer 2 är 2-mer" in refusal(courses, "module", "prov_kurs", "2-annat", "--title", "x")
    assert "modules.5.id" in refusal(courses, "module", "prov_kurs", "../Å", "--title", "x")
    exercise = ("--goal", "prov.1.1")
    assert "ingen övningstyp ”gissa”" in refusal(courses, "exercise", "gissa", "prov_kurs/1-start", *exercise)
    assert "skriv kurs/modul" in refusal(courses, "exercise", "single", "1-start", *exercise)
    assert "ingen modul 9-nej" in refusal(courses, "exercise", "single", "prov_kurs/9-nej", *exercise)
    assert "inget mål ”prov.1.1”" in refusal(courses, "exercise", "single", "prov_kurs/2-mer", *exercise)
    (courses / "prov_kurs" / "source" / "3-mapp").mkdir()
    assert refusal(courses, "module", "prov_kurs", "3-mapp", "--title", "x") in (
        "Mappen 3-mapp finns redan.",
        "Modul nummer 3 är kunskapsprov; börja namnet med ett annat nummer.",
    )


def test_modules_on_one_line_are_left_alone(courses: Path) -> None:
    yml = courses / "prov_kurs" / "course.yml"
    head, _, tail = yml.read_text(encoding="utf-8").partition("modules:\n")
    entry = "{id: ett, number: 1, role: module, state: draft, title: Ett, minutes: {read: 1, exercises: 1}}"
    yml.write_text(f"{head}modules: [{entry}]\n{tail[tail.index('review:') :]}", encoding="utf-8")
    assert "måste vara en lista" in refusal(courses, "module", "prov_kurs", "4-ny", "--title", "x")


def test_parts_in_one_cell_are_refused(courses: Path) -> None:
    path = notebook(courses, "1-start")
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["cells"] = [raw["cells"][0], {**raw["cells"][1], "source": "## Öva\n\n## Visa"}]
    path.write_text(json.dumps(raw), encoding="utf-8")
    said = refusal(courses, "exercise", "single", "prov_kurs/1-start", "--goal", "prov.1.1", "--practice")
    assert "cell 2: dela cellen" in said
    raw["cells"] = raw["cells"][:1]
    path.write_text(json.dumps(raw), encoding="utf-8")
    said = refusal(courses, "exercise", "single", "prov_kurs/1-start", "--goal", "prov.1.1")
    assert said == "1-start.ipynb saknar rubriken ## Visa."


@pytest.mark.parametrize("fails", ["write_file", "replace_file"])
def test_nothing_is_left_when_the_disk_is_full(courses: Path, fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_module_file, fails, full)
    assert "No space left" in refusal(courses, "module", "prov_kurs", "9-ny", "--title", "x")
    if fails == "write_file":
        assert "No space left" in refusal(courses, "course", "annan", "--title", "x")
    else:
        exercise = ("exercise", "single", "prov_kurs/1-start", "--goal", "prov.1.1")
        assert "No space left" in refusal(courses, *exercise)


def test_the_model_has_the_fields_that_a_new_course_shows(courses: Path) -> None:
    text = (courses / "prov_kurs" / "course.yml").read_text(encoding="utf-8")
    names = {field.alias or name for name, field in Course.model_fields.items()}
    assert names == set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
