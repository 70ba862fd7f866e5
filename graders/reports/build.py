"""Making a report: run its notebook, and turn the result into one HTML file that needs nothing else."""

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graders.reports.cohort import declare
from graders.reports.look import style
from toolkit.files import replace_file
from toolkit.messages import say

KERNEL = "python3"
SECONDS = 600
"""Longest time that one cell may take."""


def cohort_report(occasion_dir: Path, numbers: Path | None = None) -> Path:
    """Make the cohort report of an occasion from its table of responses.

    Parameters
    ----------
    occasion_dir
        The occasion's folder; the report becomes ``reports/cohort.html`` in it.
    numbers
        A file that gets every number of the report as JSON, None for no such file.

    Returns
    -------
    Path
        The report.

    Raises
    ------
    KursError
        If something that the report is made from is missing or broken.
    """
    folder = occasion_dir.resolve()
    # Read here first, so that what a person can mend is said in one sentence and not as a kernel's traceback.
    title = declare(folder).occasion.title
    parameters = {"occasion": str(folder), "out": str(numbers.resolve()) if numbers else ""}
    return _write("cohort", parameters, say("report.title", title=title), folder / "reports")


def programme_report(occasions: Sequence[Path], folder: Path, numbers: Path | None = None) -> Path:
    """Make the programme report of some occasions from their tables of responses.

    An occasion that cannot be read is named in the report, which is made of the rest.

    Parameters
    ----------
    occasions
        The occasions' folders.
    folder
        Where the report becomes ``programme.html``.
    numbers
        A file that gets every number of the report as JSON, None for no such file.
    """
    given = [str(one.resolve()) for one in occasions]
    parameters = {"occasions": given, "out": str(numbers.resolve()) if numbers else ""}
    return _write("programme", parameters, say("programme.title"), folder)


def _write(kind: str, parameters: dict[str, Any], title: str, folder: Path) -> Path:
    """Run a kind's notebook and write its page in a folder, in place of the one that was there."""
    page = _page(_run(f"{kind}.ipynb", parameters), title)
    path = folder / f"{kind}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, page.encode())
    return path


def _run(notebook: str, parameters: dict[str, Any]) -> Any:
    """Run a notebook of ours and return it with its results; nothing is written to disk."""
    import papermill

    with as_file(files("graders.reports").joinpath(notebook)) as path, TemporaryDirectory() as empty:
        return papermill.execute_notebook(
            path,
            None,
            parameters=parameters,
            kernel_name=KERNEL,
            progress_bar=False,
            execution_timeout=SECONDS,
            kernel_manager_class=_manager(empty),
            resources={"metadata": {"path": empty}},
            extra_arguments=[f"--ipython-dir={empty}", "--log-level=CRITICAL"],
        )


def _manager(folder: str) -> type[Any]:
    """Return what starts the kernel: ipykernel in the interpreter that runs now, on sockets in a folder.

    Without folders to look for kernels in, a ``python3`` that is installed for the user, or that the environment
    names, is never taken by mistake.
    """
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class Manager(AsyncKernelManager):
        def __init__(self, **given: Any) -> None:
            kernels = KernelSpecManager(kernel_dirs=[])
            super().__init__(kernel_spec_manager=kernels, transport="ipc", ip=f"{folder}/k", **given)

    return Manager


def _page(notebook: Any, title: str) -> str:
    """Turn an executed notebook into a page: its results in order, and none of its code."""
    from nbconvert.exporters import TemplateExporter

    sheet = style()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    template = files("graders.reports").joinpath("report.html.j2").read_text(encoding="utf-8")
    exporter = TemplateExporter(raw_template=template)
    page, _ = exporter.from_notebook_node(
        notebook, resources={"report": {"title": title, "style": sheet, "digest": digest}}
    )
    return str(page)
