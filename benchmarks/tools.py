"""The tools side by side: each opens the same modules, with nothing answered yet, in a browser of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.course import MODULES, PARTICIPANTS, fetch, make_occasion, notebook, peer_module
from benchmarks.faces import Face, Ours, Quiz
from benchmarks.peers import PEERS, Peer
from benchmarks.ready import OURS, QUIZ, Ready, Sent, load_notebook, load_page
from benchmarks.setting import Setting
from tests.faults_support import App, app
from tests.lab_support import Lab, running
from tests.site_support import signed_in
from toolkit.occasion import JOURNAL

PAGE, WIDGET = "our page", "our widget"
RESPONSES = "responses.json"
EXPECTED = (
    # They ask another machine for MathJax, and use what they do not get.
    r"cdn\.jsdelivr\.net",
    r"page error: (Cannot read properties of undefined \(reading '0'\)|MathJax\.typeset is not a function)",
    # The file of answers is asked for before it has been made.
    rf"404 .*{RESPONSES}",
)
"""What the peers' pages do that ours must not."""
CANCELED = "Canceled future"
"""What JupyterLab says when a kernel ends that its debugger asks."""
SHUT_DOWN = "() => window.jupyterapp.serviceManager.sessions.shutdownAll()"


@dataclass(frozen=True)
class Opened:
    """A module in a tool, ready to be answered."""

    face: Face
    ready: Ready
    sent: Sent | None = None


Way = Callable[[str], AbstractContextManager[Opened]]
"""Opens a module."""


class Tools:
    """Our page app and JupyterLab, both running, and the notebooks that lie in JupyterLab's folder.

    Parameters
    ----------
    ways
        How a module is opened, by tool.
    """

    def __init__(self, setting: Setting, page_app: App, lab: Lab) -> None:
        self._setting = setting
        self._app = page_app
        self._lab = lab
        self._participants = iter(PARTICIPANTS)
        quizzes: dict[str, Way] = {peer.name: partial(self._quiz, peer) for peer in PEERS}
        self.ways: dict[str, Way] = {PAGE: self._page, WIDGET: self._widget, **quizzes}

    def notebook(self, tool: str, module: str) -> Path:
        """Return a tool's notebook."""
        peer = next((one for one in PEERS if one.name == tool), None)
        return self._lab.work / notebook(peer_module(peer, module) if peer else module)

    @contextmanager
    def _page(self, module: str) -> Iterator[Opened]:
        here, who = self._app.here, next(self._participants)
        address = f"http://127.0.0.1:{self._app.port}"
        with self._setting.windows() as windows:
            context = windows.open(base_url=address, extra_http_headers=signed_in(who))
            page, ready, sent = load_page(context, f"/{here.id}/{module}/", len(MODULES[module]))
            yield Opened(Ours(page, here.journal(who, module), here.source(module)), ready, sent)

    @contextmanager
    def _widget(self, module: str) -> Iterator[Opened]:
        path = self.notebook(WIDGET, module)
        journal = path.with_name(JOURNAL)
        journal.unlink(missing_ok=True)
        with self._setting.windows(CANCELED) as windows:
            page, ready = load_notebook(windows.open(), self._lab, notebook(module), OURS, len(MODULES[module]))
            yield Opened(Ours(page, journal, path), ready)
            page.evaluate(SHUT_DOWN)

    @contextmanager
    def _quiz(self, peer: Peer, module: str) -> Iterator[Opened]:
        file = self.notebook(peer.name, module).with_name(RESPONSES) if peer.saves else None
        if file:
            file.unlink(missing_ok=True)
        # A number has a field; for each card there is everything to choose from.
        count = sum(max(1, len(one.options) * len(one.parts)) for one in MODULES[module])
        with self._setting.windows(*EXPECTED, CANCELED) as windows:
            path = notebook(peer_module(peer, module))
            page, ready = load_notebook(windows.open(), self._lab, path, QUIZ, count)
            yield Opened(Quiz(page, file), ready)
            page.evaluate(SHUT_DOWN)


@contextmanager
def tools(setting: Setting, folder: Path, peers: Path) -> Iterator[Tools]:
    """Make the course, and start what serves it.

    Parameters
    ----------
    peers
        Where they are installed.
    """
    here = make_occasion(folder)
    lab_folder = folder / "lab"
    lab_folder.mkdir()
    os.environ["PYTHONPATH"] = str(peers)
    with app(here) as page_app, running(lab_folder) as lab:
        fetch(here, lab.work)
        yield Tools(setting, page_app, lab)
