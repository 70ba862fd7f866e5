"""What holds for the repository as a whole: who imports whom, which sentences exist, what lies in it."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from toolkit.testing import CHECKOUT

PACKAGES = ("toolkit", "graders")
MACHINE_PATH = re.compile(r"(?<![\w.~}])/(?:home|root|work|Users|mnt)/\w|[A-Z]:\\Users\\")
SENTENCE_KEY = re.compile(r"[a-z][a-z_]*(\.[a-z0-9_]+)+")


@cache
def files() -> tuple[str, ...]:
    """Return the paths of the project's files: those in git and those that could be added."""
    command = ["git", "-c", f"safe.directory={CHECKOUT}", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True).stdout.decode()
    return tuple(sorted(name for name in listed.split("\0") if name and (CHECKOUT / name).is_file()))


def texts() -> Iterator[tuple[str, str]]:
    """Give path and content of every file that is text."""
    for name in files():
        data = (CHECKOUT / name).read_bytes()
        if b"\0" not in data:
            yield name, data.decode(errors="replace")


@cache
def modules() -> dict[str, ast.Module]:
    """Read the modules of our packages, by dotted name."""
    found = {}
    for name in files():
        path = PurePosixPath(name)
        if path.suffix == ".py" and path.parts[0] in PACKAGES:
            parts = path.with_suffix("").parts
            dotted = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[dotted] = ast.parse((CHECKOUT / name).read_text(encoding="utf-8"), name)
    return found


def is_package(module: str) -> bool:
    return (CHECKOUT / module.replace(".", "/") / "__init__.py").exists()


def imported(module: str, node: ast.AST) -> list[str]:
    """Return what a statement in `module` imports: modules by their names, anything else by its module's."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        parts = module.split(".")
        here = parts[: len(parts) + is_package(module) - node.level] if node.level else []
        source = ".".join([*here, *([node.module] if node.module else [])])
        submodules = [f"{source}.{alias.name}" for alias in node.names]
        return [name if name in modules() else source for name in submodules]
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
        "import_module",
        "__import__",
    ):
        return [ast.literal_eval(word) for word in node.args if isinstance(word, ast.Constant)]
    return []


def at_top_level(node: ast.AST) -> Iterator[ast.AST]:
    """Give the statements that run when a module is imported, but not those for the type checker alone."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    yield node
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    for child in ast.iter_child_nodes(node):
        yield from at_top_level(child)


def test_toolkit_never_imports_graders() -> None:
    back = [
        f"{module}, line {getattr(node, 'lineno', 0)}"
        for module, tree in modules().items()
        if module.split(".")[0] == "toolkit"
        for node in ast.walk(tree)
        for name in imported(module, node)
        if isinstance(name, str) and name.split(".")[0] == "graders"
    ]
    assert back == []


def test_no_import_cycles() -> None:
    arrows = {
        module: {
            name
            for node in at_top_level(tree)
            for name in imported(module, node)
            if name in modules() and name != module
        }
        for module, tree in modules().items()
    }
    while True:
        ends = {module for module, targets in arrows.items() if not targets & arrows.keys()}
        if not ends:
            break
        arrows = {module: targets for module, targets in arrows.items() if module not in ends}
    assert sorted(arrows) == [], "these import each other, or lead to modules that do"


@pytest.mark.parametrize("heavy", ["pandas", "nbgrader", "IPython", "pydantic"])
def test_importing_toolkit_loads_nothing_heavy(heavy: str) -> None:
    script = f"import sys, toolkit; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=os.sep, check=False).returncode == 0


def test_a_participants_kernel_loads_no_statistics() -> None:
    names = "{'graders', 'duckdb', 'scipy', 'pandas', 'pyarrow'}"
    script = f"import sys, toolkit.magic, toolkit.face.widget; print(*{names} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", script], cwd=os.sep, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@cache
def sentences() -> dict[str, str]:
    text = (CHECKOUT / "toolkit/locale/sv.json").read_text(encoding="utf-8")
    pairs: list[tuple[str, str]] = json.loads(text, object_pairs_hook=list)
    assert len(dict(pairs)) == len(pairs), "a key stands there twice"
    return dict(pairs)


def said(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Give regular expressions for the keys in an expression, and whether each has a part that varies."""
    if isinstance(node, ast.JoinedStr):
        parts = (re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)
        yield "".join(parts), True
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                yield from said(value.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE_KEY.fullmatch(node.value):
        yield re.escape(node.value), False
    else:
        for child in ast.iter_child_nodes(node):
            yield from said(child)


def exists(key: str) -> bool:
    return any(re.fullmatch(key, name) for name in sentences())


def test_every_sentence_that_is_said_exists() -> None:
    calls = (
        (module, node)
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "say" and node.args
    )
    missing = [
        f"{module}, line {call.lineno}: {key}"
        for module, call in calls
        for key, _ in said(call.args[0])
        if not exists(key)
    ]
    assert missing == []


def test_every_sentence_is_used() -> None:
    keys = {found for tree in modules().values() for found in said(tree)}
    constants = {key for key, varies in keys if not varies}
    # Only what begins with a literal group, such as yaml.: anything else would match every key.
    patterns = [key for key, varies in keys if varies and re.match(r"[a-z_]+\\\.", key)]
    views = "\n".join(text for name, text in texts() if name.endswith((".ts", ".tsx", ".js", ".html", ".j2")))
    unused = [
        key
        for key in sentences()
        if re.escape(key) not in constants
        and not any(re.fullmatch(one, key) for one in patterns)
        and not re.search(rf"[\"'`]{re.escape(key)}[\"'`]", views)
    ]
    assert unused == []


def test_no_file_names_a_machine() -> None:
    found = [
        f"{name}, line {number}: {line.strip()[:80]}"
        for name, text in texts()
        if name != "tests/test_repository.py"
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def lock() -> str:
    return (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")


def locked() -> dict[str, set[str]]:
    """Return the versions that the lock has of each package; it may have one for each Python."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock(), re.MULTILINE):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


def requirements() -> list[Requirement]:
    pyproject = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = pyproject["project"]["optional-dependencies"].values()
    return [Requirement(text) for group in [pyproject["project"]["dependencies"], *extras] for text in group]


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_the_lock_has_what_the_project_asks_for(requirement: Requirement) -> None:
    versions = locked().get(canonicalize_name(requirement.name), set())
    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_the_lock_holds_the_build_requirements() -> None:
    pyproject = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    assert pyproject["project"]["optional-dependencies"]["build"] == pyproject["build-system"]["requires"]


def test_the_lock_pins_by_hash_and_names_no_index() -> None:
    assert not re.search(r"--(extra-)?index-url|--find-links|https?://", lock())
    entries = re.split(r"^(?=[\w.-]+==)", lock(), flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_project_asks_for_the_six_it_is_built_on() -> None:
    six = {"jupyterlab", "nbgrader", "ipywidgets", "papermill", "pandas", "pytest"}
    dependencies = project()["dependencies"]
    assert isinstance(dependencies, list)
    assert six <= {Requirement(text).name for text in dependencies}


def test_an_upper_bound_says_why() -> None:
    lines = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    silent = [
        line.strip()
        for before, line in zip(["", *lines], lines, strict=False)
        if re.search(r'"[\w.\[\]-]+\s*[^"]*(<|==|~=)[^"]*"', line) and "#" not in before + line
    ]
    assert silent == []


def notebooks() -> list[str]:
    return [name for name in files() if name.startswith("courses/") and name.endswith(".ipynb")]


@pytest.mark.parametrize("name", notebooks())
def test_a_course_notebook_has_no_outputs_and_no_widget_state(name: str) -> None:
    notebook = json.loads((CHECKOUT / name).read_text(encoding="utf-8"))
    ran = [
        number
        for number, cell in enumerate(notebook["cells"], 1)
        if cell.get("outputs") or cell.get("execution_count") is not None
    ]
    assert ran == []
    assert "widgets" not in notebook["metadata"]


def test_no_answers_lie_in_a_course() -> None:
    assert [path for path in (CHECKOUT / "courses").rglob("answers*.jsonl")] == []


@pytest.mark.parametrize("name", ["kurs", ".ci/run"])
def test_what_is_started_can_be_started(name: str) -> None:
    assert os.access(CHECKOUT / name, os.X_OK)
