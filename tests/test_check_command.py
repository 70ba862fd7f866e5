"""`kurs check` on the command line: what it prints, what it mends, and what it runs."""

import errno
import json
import shutil

import nbformat
import pytest
from click.testing import CliRunner, Result
from test_check import FAULTS, Folder, cells, code, folder, graded, practice, put, shown

from toolkit.authoring.check import check_courses
from toolkit.authoring.check_command import check
from toolkit.authoring.fix import fix_courses
from toolkit.errors import KursError

__all__ = ["folder"]  # the fixture


def kurs(folder: Folder, *arguments: str) -> Result:
    return CliRunner().invoke(check, ["--courses", str(folder.root), *arguments])


def test_no_faults(folder: Folder) -> None:
    done = kurs(folder)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "Inga fel.\n", "")


def test_it_says_which_reviews_are_still_needed(folder: Folder) -> None:
    course = folder.root / "prov" / "course.yml"
    course.write_text(course.read_text(encoding="utf-8").replace('law: "2026-11-02"', "law: needed"))
    sentence = "Kursen är inte färdiggranskad av utomstående: granskning av juridik återstår."
    done = kurs(folder)
    assert (done.exit_code, done.stdout) == (0, f"Inga fel.\nprov: {sentence}\n")
    assert sentence in kurs(folder, "--review").stdout


def test_findings_are_grouped_by_file_with_their_number_last(folder: Folder) -> None:
    put(lambda c: (c[9].update(metadata={}), c.pop(5)))(folder)
    (folder.module / "mer.txt").write_text("x", encoding="utf-8")
    done = kurs(folder, "prov")
    assert done.exit_code == 1
    assert done.stdout == (
        "prov/source/1-start/1-start.ipynb\n"
        "  fel     cell 8, rad 1: hittade ”## Visa”, väntade ”## Öva”. [heading]\n"
        "  fel     cell 9: hittade ingen metadata från nbgrader, väntade den som hör till övningen."
        " kurs check --fix rättar det. [metadata] (prov-1-visa-a)\n"
        "prov/source/1-start/mer.txt\n"
        "  fel     hittade en fil som inget i notebooken använder, väntade att den visas eller länkas där,"
        " eller tas bort. [stray-file]\n"
        "3 fel i 2 filer\n"
    )


def test_warnings_alone_are_exit_code_0(folder: Folder) -> None:
    FAULTS["a long section"](folder)
    done = kurs(folder)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "1 varning i 1 fil"
    FAULTS["a withdrawn exercise"](folder)
    done = kurs(folder)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (1, "1 fel, 1 varning i 1 fil")


def test_json(folder: Folder) -> None:
    FAULTS["a long section"](folder)
    done = json.loads(kurs(folder, "--json").stdout)
    assert {name: done[name] for name in ("v", "fel", "varning")} == {"v": 1, "fel": 0, "varning": 1}
    assert [finding["rule"] for finding in done["findings"]] == ["section-length"]


@pytest.mark.parametrize("arguments", [["finns-inte"], ["--nej"], ["--courses", "finns/inte"]])
def test_wrong_use_is_exit_code_2(folder: Folder, arguments: list[str]) -> None:
    assert kurs(folder, *arguments).exit_code == 2


def test_the_folder_of_courses_from_the_environment(folder: Folder) -> None:
    done = CliRunner().invoke(check, [], env={"KURS_COURSES": str(folder.root)})
    assert (done.exit_code, done.stdout) == (0, "Inga fel.\n")


def test_a_course_by_its_path(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.root.parent)
    done = CliRunner().invoke(check, ["courses/prov"])
    assert (done.exit_code, done.stdout) == (0, "Inga fel.\n")


FIXABLE = [
    "an output",
    "execution counts",
    "saved widgets",
    "a cell without id",
    "an id that two cells have",
    "a notebook without cell ids",
    "no metadata",
    "metadata with other points",
    "metadata on practice",
    "metadata on text",
]


@pytest.mark.parametrize("fault", FIXABLE)
def test_fix_mends_what_no_author_writes(folder: Folder, fault: str) -> None:
    FAULTS[fault](folder)
    assert kurs(folder).exit_code == 1
    done = kurs(folder, "--fix")
    assert (done.exit_code, done.stdout) == (0, "Inga fel.\n")
    assert done.stderr == "prov/source/1-start/1-start.ipynb: skriven på nytt.\n"
    nbformat.validate(nbformat.read(folder.path, as_version=4))


def test_fix_writes_as_jupyter_does_and_only_when_something_changes(folder: Folder) -> None:
    inside = cells()
    inside[9]["metadata"] = {"tags": ["behåll"]}
    folder.write(inside, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    folder.path.chmod(0o640)
    kurs(folder, "--fix")
    text = folder.path.read_text(encoding="utf-8")
    assert text == nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"
    assert '   "source": [\n    "## Därför\\n",' in text
    assert folder.path.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in folder.module.iterdir() if path.name.startswith(".")] == []
    found = folder.notebook()["cells"]
    assert isinstance(found, list)
    assert found[9]["metadata"] == {
        "nbgrader": {
            "grade": True,
            "grade_id": "prov-1-visa-a",
            "locked": True,
            "points": 2.5,
            "schema_version": 3,
            "solution": False,
            "task": False,
        },
        "tags": ["behåll"],
    }
    before = folder.path.stat()
    assert kurs(folder, "--fix").stderr == ""
    assert folder.path.stat().st_mtime_ns == before.st_mtime_ns
    assert folder.path.stat().st_ino == before.st_ino


@pytest.mark.parametrize("fault", ["a table that is not as Åkershamn makes it", "a table that is gone"])
def test_fix_writes_what_is_taken_from_akershamn(folder: Folder, fault: str) -> None:
    FAULTS[fault](folder)
    assert kurs(folder).exit_code == 1
    done = kurs(folder, "--fix")
    assert "prov/source/1-start/tal.csv: skriven på nytt.\n" in done.stderr
    assert "Lotstunneln;gångtunnel;Centrum" in (folder.module / "tal.csv").read_text("utf-8")
    (folder.module / "tal.svg").unlink(missing_ok=True)  # The notebook does not show it.
    assert "table" not in {finding.rule for finding in folder.check() if finding.file.endswith(".csv")}
    assert kurs(folder, "--fix").stderr.count("tal.csv") == 0


def test_fix_leaves_what_it_cannot_read_to_check(folder: Folder) -> None:
    FAULTS["slips in what is taken"](folder)
    assert kurs(folder, "--fix").stderr == ""


def test_fix_leaves_a_file_in_another_layout_alone(folder: Folder) -> None:
    text = json.dumps(folder.notebook())
    folder.path.write_text(text, encoding="utf-8")
    kurs(folder, "--fix")
    assert folder.path.read_text(encoding="utf-8") == text


def test_fix_makes_the_same_ids_every_time(folder: Folder) -> None:
    inside = cells()
    for cell in inside:
        cell.pop("id")
    made = []
    for _ in range(2):
        folder.write(inside)
        kurs(folder, "--fix")
        found = folder.notebook()["cells"]
        assert isinstance(found, list)
        made.append([cell["id"] for cell in found])
    assert made[0] == made[1]
    assert len(set(made[0])) == len(inside)
    assert made[0][9] == "prov-1-visa-a"  # an exercise's cell is named as the exercise


def test_fix_does_not_touch_what_cannot_be_read(folder: Folder) -> None:
    inside = cells()
    metadata = dict(graded("x")["metadata"])  # type: ignore[call-overload]
    inside[9]["metadata"] = metadata
    inside[9]["source"] = str(inside[9]["source"]).replace("prompt:", "promt:")
    folder.write(inside)
    before = folder.path.read_bytes()
    assert kurs(folder, "--fix").exit_code == 1
    assert folder.path.read_bytes() == before
    folder.path.write_text("{", encoding="utf-8")
    assert kurs(folder, "--fix").exit_code == 1
    assert folder.path.read_text(encoding="utf-8") == "{"
    put(lambda c: c[1].pop("id"), nbformat=3)(folder)
    before = folder.path.read_bytes()
    assert kurs(folder, "--fix").exit_code == 1
    assert folder.path.read_bytes() == before


def run(folder: Folder) -> list[str]:
    return [f"{f.cell}: {f.text}" for f in check_courses(folder.root, run=True) if f.rule == "run"]


def test_run_finds_nothing_in_a_sound_course(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # it must not reach the kernel
    before = sorted(path.name for path in folder.module.rglob("*"))
    assert shown(check_courses(folder.root, run=True)) == []
    assert sorted(path.name for path in folder.module.rglob("*")) == before


def test_run_finds_errors_and_what_is_written_to_stderr(folder: Folder) -> None:
    folder.write(
        [
            code("a", "import sys\nprint('hej')"),
            code("b", "print('oj', file=sys.stderr)"),
            code("c", "1 / 0"),
            code("d", "open('answers.jsonl', 'w').close()"),
            code("e", "import os\nos._exit(1)"),
        ]
    )
    assert run(folder) == [
        "None: hittade en kärna som stannade: ”DeadKernelError”, väntade en cell som körs utan fel och varningar.",
        "2: hittade en varning: ”oj”, väntade en cell som körs utan fel och varningar.",
        "3: hittade felet ”ZeroDivisionError: division by zero”, väntade en cell som körs utan fel och varningar.",
    ]
    assert not (folder.module / "answers.jsonl").exists()


def test_a_notebook_that_jupyter_saved_is_checked_the_same(folder: Folder) -> None:
    """Lab writes sources as lists of lines, and leaves outputs: --fix makes the course sound again."""
    notebook = nbformat.v4.new_notebook()
    for cell in cells():
        make = nbformat.v4.new_code_cell if cell["cell_type"] == "code" else nbformat.v4.new_markdown_cell
        notebook.cells.append(make(str(cell["source"]), id=str(cell["id"])))
    nbformat.write(notebook, folder.path)
    assert {f.rule for f in folder.check()} == {"metadata"}
    kurs(folder, "--fix")
    assert folder.check() == []


def test_a_file_that_cannot_be_written_is_said_so(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("toolkit.authoring.fix.replace_file", refuse)
    put(lambda c: c[9].update(metadata={}))(folder)
    with pytest.raises(KursError, match=r"1-start\.ipynb: filen går inte att skriva"):
        fix_courses(folder.root, [])


def test_a_large_course_is_checked_in_a_moment(folder: Folder) -> None:
    """A bound against what grows with the square; one notebook of this size takes some tenths of a second."""
    import time

    inside = cells()
    inside += [practice(f"prov-1-mer-{n}") for n in range(300)]
    folder.write(inside)
    start = time.perf_counter()
    assert {finding.rule for finding in folder.check()} == {"similar", "repeated"}
    assert time.perf_counter() - start < 10
    shutil.rmtree(folder.module)
