"""The same participant in JupyterLab, where the kernel writes the journal, and a kernel that is killed."""

import getpass
import random
import re
from pathlib import Path

from playwright.sync_api import Page
from pydantic import JsonValue

from tests.faults_support import MOST_ACTS, Participant, kill_when_written
from tests.kinds_support import TASKS
from tests.lab_support import Lab, run_all
from toolkit.occasion import OccasionFolder

SECONDS = 60
NEW = ".k-widget > section:not([data-ex]):has(.k-save[role])"
ALL_NEW = f"(count) => document.querySelectorAll({NEW!r}).length === count"
NAME = f"(names) => document.querySelectorAll({NEW!r}).forEach((one, place) => (one.dataset.ex = names[place]))"
"""The page's sections say which exercise they are, and what looks at the screen goes by that; the widget's do not."""
RENDERED = "* { content-visibility: visible !important }"
"""JupyterLab renders no cell that is out of sight, and what is not rendered has no words to be read."""
SESSION = "window.jupyterapp.shell.currentWidget.sessionContext"
WATCH_RESTARTS = f"""() => {{
  globalThis.restarts = 0;
  {SESSION}.session.kernel.statusChanged.connect((_, status) => status.endsWith("restarting") && globalThis.restarts++);
}}"""
RESTARTED = "() => globalThis.restarts"
CHANGE = f"() => {SESSION}.changeKernel({{ name: 'python3' }})"


class LabParticipant(Participant):
    """Answers in JupyterLab; the journal lies beside the notebook."""

    def __init__(self, lab: Lab, rng: random.Random) -> None:
        super().__init__(OccasionFolder(lab.work), rng, getpass.getuser())
        self._lab = lab

    @property
    def journal(self) -> Path:
        """The file that the answers are written to."""
        return self._lab.journal

    def saved(self) -> dict[str, JsonValue]:
        """Return what is in the journal."""
        return {name: one.answer for name, one in self._lab.fold().answers.items()}

    def sit_down(self, page: Page) -> None:
        """Begin with a notebook that has been run; JupyterLab's word that the kernel has died is read and sent away."""
        page.add_style_tag(content=RENDERED)
        dialog = page.get_by_role("dialog", name=re.compile("^Kernel Restarting"))
        page.add_locator_handler(dialog, lambda shown: shown.get_by_role("button", name="Ok").click())
        self.meet(page)

    def meet(self, page: Page) -> None:
        """Wait until all exercises have been drawn anew, and make them known."""
        page.wait_for_function(ALL_NEW, arg=len(TASKS))
        page.evaluate(NAME, [task.id for task in TASKS])


def kill_the_kernel(lab: Lab, participant: LabParticipant, page: Page, times: int, *, by_hand: bool) -> int:
    """Kill the kernel while somebody answers, and run the notebook in the next; returns how many were not saved.

    Parameters
    ----------
    times
        How many times the journal grows before.
    by_hand
        Another kernel is taken; else it is the one that JupyterLab starts, which it does not do for ever.
    """
    (kernel,) = lab.kernels()
    page.evaluate(WATCH_RESTARTS)
    killer = kill_when_written(lab.journal, times, kernel.pid)
    for _ in range(MOST_ACTS):
        dead = not killer.is_alive()
        participant.act(page)
        if dead:
            break
    killer.join(10)
    assert not killer.is_alive()
    participant.wait(page, all_saved=False)
    unsaved = participant.require_saved(page)
    if by_hand:
        page.evaluate(CHANGE)
    else:
        page.wait_for_function(RESTARTED, timeout=SECONDS * 1000)
    lab.wait_idle(page)
    run_all(page)
    participant.meet(page)
    participant.wait(page, all_saved=True)
    assert participant.require_saved(page) == 0
    return unsaved
