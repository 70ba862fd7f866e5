"""The packages that ours is compared with: where they are put, and how our questions look as quizzes of theirs.

They lie in a folder of the checkout that git ignores and reach a kernel by PYTHONPATH; nothing of the project
requires them. What they themselves require is in the project's environment already.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.questions import Answer, Exercise
from toolkit.testing import CHECKOUT

BENCH = CHECKOUT / ".kurs" / "bench"


@dataclass(frozen=True)
class Peer:
    """One package.

    Parameters
    ----------
    name, version
        As it is installed.
    module
        As it is imported.
    saves
        It writes down what is answered where a quiz is graded, and then does not tell whether that is right.
    """

    name: str
    version: str
    module: str
    saves: bool

    @property
    def first_cell(self) -> str:
        """What a notebook begins with."""
        return f"from {self.module} import display_quiz"

    def cell(self, exercises: Sequence[Exercise]) -> str:
        """Return the cell that shows some exercises as one quiz."""
        hidden = self.saves and not exercises[0].practice
        questions = [one for exercise in exercises for one in _questions(exercise, hidden=hidden)]
        graded = f", grade_id={exercises[0].id!r}" if hidden else ""
        return f"display_quiz({questions!r}{graded})"


PEERS = (
    Peer("jupyterquiz", "2.9.6.4", "jupyterquiz", saves=False),
    Peer("nbgrader-jupyterquiz", "0.5.0", "nbgrader_jupyterquiz", saves=True),
)


def asked(exercise: Exercise, part: str) -> str:
    """Return the text of a quiz's question: these tools have no cards, so each card is a question of its own."""
    return f"{exercise.prompt} {part}".strip()


def _questions(exercise: Exercise, *, hidden: bool) -> list[dict[str, Any]]:
    """Return an exercise as quizzes have it.

    Parameters
    ----------
    hidden
        As in a released quiz that is graded: the page has no key, and shows only what was chosen.
    """
    if exercise.kind == "numeric":
        answers = [] if hidden else [{"type": "value", "value": int(exercise.key), "correct": True}]
        question = {"question": exercise.prompt, "type": "numeric", "answers": answers}
        return [{**question, "hide": True} if hidden else question]
    kind = "many_choice" if exercise.kind == "multiple" else "multiple_choice"
    return [
        {
            "question": asked(exercise, part),
            "type": kind,
            "answers": [
                {"answer": text, **({"hide": True} if hidden else {"correct": text in exercise.right[part]})}
                for text in exercise.options.values()
            ],
        }
        for part in exercise.parts
    ]


def in_words(exercise: Exercise, recorded: dict[str, Any]) -> Answer:
    """Return what nbgrader-jupyterquiz recorded of an exercise, by the number of each question, in words."""
    found = {}
    for number, part in enumerate(exercise.parts):
        one = recorded.get(str(number))
        if one:
            chosen = one["raw"] if one["type"] == "numeric" else one["selected"]
            found[part] = sorted(chosen) if isinstance(chosen, list) else [chosen]
    return found


def install() -> Path:
    """Install the peers where they are not yet, and return their folder."""
    wanted = [f"{peer.name}=={peer.version}" for peer in PEERS]
    target = BENCH / "-".join(["peers", *(peer.version for peer in PEERS)])
    if not target.is_dir():
        BENCH.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix="peers-", dir=BENCH))
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        try:
            subprocess.run([*pip, "--target", str(making), *wanted], check=True)
            making.rename(target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return target
