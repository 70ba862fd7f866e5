"""The launcher ``kurs`` at the root, and the environment of ``kurs test``."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from toolkit.testing import CHECKOUT, SOCKET_NAME, SOCKET_PATH, environment, run_folder, temporary_folder

SCRIPT = CHECKOUT / "kurs"
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def load_launcher() -> ModuleType:
    """Load the launcher as a module, although its name has no suffix."""
    loader = SourceFileLoader("kurs_launcher", str(SCRIPT))
    spec = importlib.util.spec_from_file_location("kurs_launcher", SCRIPT, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def kurs(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load the launcher, and leave no bytecode."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return load_launcher()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a checkout with the launcher and nothing set up."""
    root = (tmp_path / "a checkout").resolve()
    root.mkdir()
    shutil.copy2(SCRIPT, root)
    (root / "requirements.lock").write_text("wheel==1.0\n")
    (root / "pyproject.toml").write_text("[project]\n")
    return root


def make_environment(root: Path) -> None:
    """Put an environment there that a set-up could have made; its kurs tells what it was started with."""
    programs = root / ".venv" / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    (programs / "python").unlink(missing_ok=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "kurs").write_text('#!/bin/sh\nprintf "%s\\n" "$PATH" "$VIRTUAL_ENV" "$PWD" "$@"\nexit 7\n')
    (programs / "kurs").chmod(0o755)


@pytest.fixture
def steps(kurs: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the commands of set-ups instead of running them; ``venv`` leaves an environment."""
    noted: list[str] = []

    def run_step(command: list[str], root: Path, lock: int) -> None:
        noted.append(" ".join(command[1:]))
        if "venv" in command:
            shutil.rmtree(root / ".venv", ignore_errors=True)
            make_environment(root)

    monkeypatch.setattr(kurs, "run_step", run_step)
    return noted


def kinds(steps: list[str]) -> list[str]:
    """Say in one word each what set-up commands do, and begin anew."""
    words = ["venv" if "venv --clear" in step else "lock" if "-r " in step else "project" for step in steps]
    steps.clear()
    return words


def test_the_launcher_is_read_by_an_old_python() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_a_too_old_python_is_told_in_one_line(checkout: Path) -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 8, 18); sys.argv = sys.argv[1:];"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend, checkout / "kurs", "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "kurs: behöver Python 3.11 eller nyare, men python3 är här 3.8\n"
    assert not (checkout / ".venv").exists()


def test_a_python_without_venv_is_told_which_package_to_install(
    kurs: ModuleType, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = importlib.util.find_spec
    find_only = SimpleNamespace(find_spec=lambda name: None if name == "ensurepip" else find(name))
    monkeypatch.setattr(kurs, "importlib", SimpleNamespace(util=find_only))
    monkeypatch.setattr(kurs, "ROOT", checkout)
    assert kurs.main([]) == 1
    assert capsys.readouterr().err == "kurs: Pythons modul ensurepip saknas: installera paketet python3-venv\n"


def test_the_first_start_installs_the_lock_and_then_the_project(
    kurs: ModuleType, checkout: Path, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    kurs.prepare(checkout)
    assert steps[1].endswith("install --require-hashes -r requirements.lock")
    assert steps[2].endswith("install --no-deps --no-build-isolation -e .")
    assert kinds(steps) == ["venv", "lock", "project"]
    assert "Första gången" in capsys.readouterr().err


def test_the_next_start_installs_nothing(kurs: ModuleType, checkout: Path, steps: list[str]) -> None:
    kurs.prepare(checkout)
    steps.clear()
    kurs.prepare(checkout)
    assert steps == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_over_what_is_there(
    kurs: ModuleType, checkout: Path, steps: list[str], name: str
) -> None:
    kurs.prepare(checkout)
    steps.clear()
    with (checkout / name).open("a") as file:
        file.write("# changed\n")
    kurs.prepare(checkout)
    assert kinds(steps) == ["lock", "project"]
    assert kurs.is_ready(checkout)


def test_a_moved_checkout_gets_a_new_environment(kurs: ModuleType, checkout: Path, steps: list[str]) -> None:
    kurs.prepare(checkout)
    steps.clear()
    moved = checkout.rename(checkout.with_name("moved"))
    kurs.prepare(moved)
    assert kinds(steps) == ["venv", "lock", "project"]


def test_another_python_gets_a_new_environment(kurs: ModuleType, checkout: Path, steps: list[str]) -> None:
    kurs.prepare(checkout)
    steps.clear()
    stamp = checkout / ".venv" / kurs.STAMP
    stamp.write_text(stamp.read_text().replace(f"\n{PYTHON}\n", "\n3.99\n"))
    kurs.prepare(checkout)
    assert kinds(steps) == ["venv", "lock", "project"]


def test_an_interrupted_set_up_is_begun_anew(
    kurs: ModuleType, checkout: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noting = kurs.run_step

    def fail(command: list[str], root: Path, lock: int) -> None:
        noting(command, root, lock)
        if "-r" in command:
            raise KeyboardInterrupt

    monkeypatch.setattr(kurs, "run_step", fail)
    monkeypatch.setattr(kurs, "ROOT", checkout)
    assert kurs.main([]) == 130
    assert not kurs.is_ready(checkout)
    steps.clear()
    monkeypatch.setattr(kurs, "run_step", noting)
    kurs.prepare(checkout)
    assert kinds(steps) == ["venv", "lock", "project"]


def test_a_failed_step_is_told_by_its_last_error_and_its_log(kurs: ModuleType, checkout: Path) -> None:
    (checkout / ".kurs").mkdir()
    script = "print('ERROR: Could not find it'); print('ERROR: No matching distribution'); print('x'); exit(1)"
    with (
        kurs.one_at_a_time(checkout) as lock,
        pytest.raises(kurs.SetupError, match=r"gick inte: No matching distribution .*setup\.log"),
    ):
        kurs.run_step([sys.executable, "-c", script], checkout, lock)
    assert "Could not find it" in (checkout / ".kurs" / "setup.log").read_text()


def test_two_launchers_at_once_set_up_once(checkout: Path) -> None:
    (checkout / "drive.py").write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "from test_launcher import load_launcher, make_environment\n"
        "def run_step(command, root, lock):\n"
        "    time.sleep(0.3)\n"
        "    print(command[2], flush=True)\n"
        "    if 'venv' in command:\n"
        "        make_environment(root)\n"
        "kurs = load_launcher()\n"
        "kurs.run_step = run_step\n"
        "kurs.prepare(Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-B", checkout / "drive.py", checkout]
    paths = dict(os.environ, PYTHONPATH=str(CHECKOUT / "tests"))
    both = [
        subprocess.Popen(command, env=paths, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted(out for out, _ in said) == ["", "venv\npip\npip\n"]
    assert sum("väntar på en annan start" in err for _, err in said) <= 1


def test_it_starts_from_anywhere_and_through_a_link(kurs: ModuleType, checkout: Path, tmp_path: Path) -> None:
    make_environment(checkout)
    (checkout / ".venv" / kurs.STAMP).write_text(kurs.wanted_stamp(checkout))
    link = tmp_path / "link"
    link.symlink_to(checkout / "kurs")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [link, "check", "--json", "två ord"], cwd=elsewhere, capture_output=True, text=True, check=False
    )
    path, environment_of, folder, *arguments = done.stdout.splitlines()
    assert done.returncode == 7
    assert arguments == ["check", "--json", "två ord"]
    assert Path(folder) == elsewhere
    assert environment_of == str(checkout / ".venv")
    assert path.split(os.pathsep)[0] == str(checkout / ".venv" / "bin")
    assert not (checkout / ".kurs").exists(), "a start that has nothing to do writes nothing"


START = "import pathlib, sys, toolkit.testing as t; t.CHECKOUT = pathlib.Path(sys.argv.pop(1)); t.test()"
INNER = """
import json, os, pathlib, tempfile

def test_what_a_run_sees(tmp_path, cache):
    seen = dict(os.environ, tmp_path=str(tmp_path), cache=str(cache.mkdir("x")), temp=tempfile.gettempdir())
    pathlib.Path({out!r}).write_text(json.dumps(seen))
    assert {passes}
"""


def kurs_test(root: Path, *, passes: bool) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """Run ``kurs test`` in a checkout with one small test; gives what that test saw."""
    out = root / "seen.json"
    (root / "tests").mkdir(exist_ok=True)
    (root / "tests" / "test_inner.py").write_text(INNER.format(out=str(out), passes=passes))
    caller = dict(os.environ, JUPYTER_CONFIG_PATH="/nowhere", KURS_COURSES="/nowhere", PYTHONPATH="/nowhere")
    command = [sys.executable, "-c", START, root, "-q", "-n", "0"]
    done = subprocess.run(command, env=caller, capture_output=True, text=True, check=False)
    return done, json.loads(out.read_text())


def test_a_run_of_the_tests_keeps_to_its_folder_in_the_checkout(checkout: Path) -> None:
    done, seen = kurs_test(checkout, passes=True)
    assert done.returncode == 0, done.stdout + done.stderr
    runs = checkout / ".kurs" / "test"
    folder = next(parent for parent in Path(seen["HOME"]).parents if parent.parent == runs)
    names = "HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_RUNTIME_DIR IPYTHONDIR"
    names += " JUPYTER_CONFIG_DIR JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR MPLCONFIGDIR KURS_PSEUDONYM_KEY_FILE"
    for name in [*names.split(), "tmp_path"]:
        assert folder in Path(seen[name]).parents, name
    assert len(seen["TMPDIR"]) + SOCKET_NAME <= SOCKET_PATH
    assert seen["temp"] == seen["TMPDIR"]
    assert folder in Path(seen["TMPDIR"]).parents or "för lång" in done.stderr
    for name in ["HYPOTHESIS_STORAGE_DIRECTORY", "cache"]:
        assert runs in Path(seen[name]).parents, name
    assert not {"JUPYTER_CONFIG_PATH", "KURS_COURSES", "PYTHONPATH"} & seen.keys()
    assert seen["JUPYTER_PATH"] == ""
    assert seen["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
    assert not folder.exists(), "a run without failures leaves nothing"


def test_a_failed_run_keeps_its_folder_until_the_next(checkout: Path) -> None:
    done, seen = kurs_test(checkout, passes=False)
    assert done.returncode == 1
    assert Path(seen["tmp_path"]).exists()
    assert str(Path(seen["HOME"]).parent) in done.stderr
    kurs_test(checkout, passes=True)
    assert not Path(seen["HOME"]).exists()


@pytest.mark.parametrize(("options", "names"), [([], ["short"]), (["--all"], ["short", "long"])])
def test_all_adds_what_a_run_leaves_out(checkout: Path, options: list[str], names: list[str]) -> None:
    (checkout / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\naddopts = ['-m', 'not long']\nmarkers = ['long: takes its time']\n"
    )
    (checkout / "tests").mkdir()
    (checkout / "tests" / "test_inner.py").write_text(
        "import pytest\ndef test_short(): pass\n@pytest.mark.long\ndef test_long(): pass\n"
    )
    command = [sys.executable, "-c", START, checkout, *options, "-v", "-n", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [name for name in ("short", "long") if f"::test_{name} PASSED" in done.stdout] == names


def test_a_run_that_goes_on_keeps_its_folder(tmp_path: Path) -> None:
    with run_folder(tmp_path) as first, run_folder(tmp_path) as second:
        assert first != second
        assert first.exists()
    with run_folder(tmp_path):
        assert not first.exists()


def test_removing_a_run_removes_closed_folders_and_follows_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o750)
    with run_folder(tmp_path) as folder:
        (folder / "closed").mkdir()
        (folder / "closed" / "file").write_text("x")
        (folder / "closed").chmod(0o500)
        (folder / "link").symlink_to(outside)
    with run_folder(tmp_path):
        assert not folder.exists()
    assert outside.stat().st_mode & 0o777 == 0o750


def test_sockets_have_room_in_a_deep_checkout_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")
    with temporary_folder(Path("/short")) as inside:
        assert inside == Path("/short/t")
    assert not capsys.readouterr().err
    with temporary_folder(tmp_path / ("x" * SOCKET_PATH)) as outside:
        assert outside.parent == Path("/tmp")
        assert "för lång" in capsys.readouterr().err
    assert not outside.exists()


def test_the_time_zone_of_the_caller_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Stockholm")
    assert environment(tmp_path)["TZ"] == "Europe/Stockholm"


def test_these_tests_themselves_run_in_an_environment_of_their_own() -> None:
    home = Path.home()
    assert home.name == "home"
    assert home.is_relative_to(CHECKOUT / ".kurs") or "kurs-test-" in str(home)
    assert Path(os.environ["KURS_PSEUDONYM_KEY_FILE"]).parent == home.parent
    assert shutil.which("alembic") == str(Path(sys.executable).parent / "alembic")
