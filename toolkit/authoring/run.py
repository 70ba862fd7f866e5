"""`kurs check --run`: every notebook once from top to bottom in a kernel, as an author or a participant would."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Material, Module
from toolkit.messages import quoted, say

SECONDS = 120
"""Time for one cell."""


def run_notebooks(material: Material) -> Iterator[Finding]:
    """Run the notebooks of a course in copies of their folders; report cells that fail or warn."""
    for module in material.modules:
        if module.notebook and module.notebook.raw.get("nbformat") == 4:
            yield from _run(module)


def _run(module: Module) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="kurs-check-") as folder:
        copy = Path(folder) / module.folder.name
        shutil.copytree(module.folder, copy, symlinks=True)
        cells, stopped = _execute(copy / module.path.name, Path(folder))
    for cell, done in zip(module.cells, cells, strict=False):
        for output in done.get("outputs", []):
            found = _complaint(output)
            if found:
                yield module.at(cell).finding("run", found, say("check.cell_runs"))
                break
    if stopped:
        yield module.spot.finding("run", say("check.kernel", error=quoted(stopped, 100)), say("check.cell_runs"))


def _complaint(output: Any) -> str:
    """Return what is wrong with an output, or nothing."""
    if output.get("output_type") == "error":
        return say("check.cell_error", error=quoted(f"{output['ename']}: {output['evalue']}", 100))
    if output.get("output_type") == "stream" and output.get("name") == "stderr":
        return say("check.cell_stderr", text=quoted(output["text"], 100))
    return ""


def _execute(path: Path, folder: Path) -> tuple[list[Any], str]:
    """Run a notebook in a kernel of this Python; return its cells, and why it stopped if it did.

    Parameters
    ----------
    folder
        Where the kernel keeps its sockets and its settings, so that it meets nobody else's.
    """
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    # No folder of kernels: what is left is the one that ipykernel itself offers, with sys.executable.
    specs = KernelSpecManager(kernel_dirs=[])
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=specs,
        transport="ipc",
        connection_file=str(folder / "kernel.json"),
    )
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=SECONDS,
        allow_errors=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    env = {name: value for name, value in os.environ.items() if name != "NBGRADER_EXECUTION"}
    env["IPYTHONDIR"] = str(folder / "ipython")
    try:
        client.execute(cleanup_kc=True, env=env)
    except (RuntimeError, TimeoutError) as error:
        return notebook.cells, type(error).__name__
    return notebook.cells, ""
