"""Making a report: run its notebook, and turn the result into one HTML file that needs nothing else, and a PDF."""

import base64
import hashlib
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graders.reports.inputs import declare
from graders.reports.look import style
from graders.reports.pdf import NoPangoError, load, printed
from toolkit.files import make_folder, replace_file
from toolkit.messages import say

KERNEL = "python3"
SECONDS = 600
"""Longest time that one cell may take."""
_FIRST = "import sys; sys.modules['rfc3987_syntax'] = None"
"""What the kernel runs first. The jsonschema of Altair and nbformat else compiles a grammar of international addresses
when it is imported, which takes as long as a report's charts, and does without where there is none."""


@dataclass(frozen=True)
class Made:
    """A report that was made.

    Parameters
    ----------
    pdf
        The same report as PDF, None where it could not be made.
    why
        Why there is no PDF, and what to do about it, in one sentence.
    """

    html: Path
    pdf: Path | None
    why: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that there are."""
        return (self.html, self.pdf) if self.pdf else (self.html,)


def cohort_report(occasion_dir: Path, numbers: Path | None = None) -> Made:
    """Make the cohort report of an occasion from its table of responses.

    Parameters
    ----------
    occasion_dir
        The occasion's folder; the report becomes ``reports/cohort.html`` and ``reports/cohort.pdf`` in it.
    numbers
        A file that gets every number of the report as JSON, None for no such file.

    Raises
    ------
    KursError
        If something that the report is made from is missing or broken.
    """
    return _of_occasion("cohort", "report.title", occasion_dir, numbers)


def items_report(occasion_dir: Path, numbers: Path | None = None) -> Made:
    """Make the item report of an occasion, ``items.html`` and ``items.pdf``; the rest is as for `cohort_report`."""
    return _of_occasion("items", "report.items.title", occasion_dir, numbers)


def _of_occasion(kind: str, heading: str, occasion_dir: Path, numbers: Path | None) -> Made:
    folder = occasion_dir.resolve()
    # Read here first, so that what a person can mend is said in one sentence and not as a kernel's traceback.
    title = declare(folder).occasion.title
    parameters = {"occasion": str(folder), "out": str(numbers.resolve()) if numbers else ""}
    return _make(kind, parameters, say(heading, title=title), folder / "reports")


def programme_report(occasions: Sequence[Path], folder: Path, numbers: Path | None = None) -> Made:
    """Make the programme report of some occasions from their tables of responses.

    An occasion that cannot be read is named in the report, which is made of the rest.

    Parameters
    ----------
    occasions
        The occasions' folders.
    folder
        Where the report becomes ``programme.html`` and ``programme.pdf``.
    numbers
        A file that gets every number of the report as JSON, None for no such file.
    """
    given = [str(one.resolve()) for one in occasions]
    parameters = {"occasions": given, "out": str(numbers.resolve()) if numbers else ""}
    return _make("programme", parameters, say("programme.title"), folder)


def _make(kind: str, parameters: dict[str, Any], title: str, folder: Path) -> Made:
    """Run a kind's notebook and write its report in a folder, in place of the one that was there."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(load)
        with as_file(files("graders.reports").joinpath(f"{kind}.ipynb")) as notebook:
            page = _page(run_notebook(notebook, parameters), title)
    html, pdf = folder / f"{kind}.html", folder / f"{kind}.pdf"
    make_folder(folder)
    replace_file(html, page.encode())
    try:
        replace_file(pdf, printed(page))
    except NoPangoError as error:
        # One that was made before would say something else than the page.
        pdf.unlink(missing_ok=True)
        return Made(html, None, str(error))
    return Made(html, pdf)


def run_notebook(notebook: Path, parameters: dict[str, Any]) -> Any:
    """Run a notebook and return it with its results; nothing is written to disk."""
    # As _FIRST does in the kernel.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill

    with TemporaryDirectory() as empty:
        return papermill.execute_notebook(
            notebook,
            None,
            parameters=parameters,
            kernel_name=KERNEL,
            progress_bar=False,
            execution_timeout=SECONDS,
            kernel_manager_class=_manager(empty),
            resources={"metadata": {"path": empty}},
            extra_arguments=[f"--ipython-dir={empty}", "--log-level=CRITICAL", f"--IPKernelApp.exec_lines={_FIRST}"],
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
