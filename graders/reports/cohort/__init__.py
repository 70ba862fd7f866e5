"""The cohort report in three steps: declare what it is made from, build its numbers, render its sections.

The notebook beside this file calls these functions, and nothing in it computes anything.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from graders.reports.cohort import sections
from graders.reports.cohort.compute import ANSWERS, build
from graders.reports.cohort.numbers import Cohort
from graders.reports.inputs import Inputs
from graders.reports.inputs import declare as declare_inputs
from graders.reports.markup import Html
from graders.reports.saving import save

__all__ = ["Cohort", "Html", "Inputs", "Section", "build", "declare", "render", "save"]

Section = Literal[
    "head", "summary", "discuss", "goals", "gain", "scores", "participation", "items", "not_said", "method"
]

_SECTIONS: dict[Section, Callable[[Cohort], Html]] = {
    "head": sections.head,
    "summary": sections.summary,
    "discuss": sections.discuss,
    "goals": sections.goals,
    "gain": sections.gain,
    "scores": sections.scores,
    "participation": sections.participation,
    "items": sections.items,
    "not_said": sections.not_said,
    "method": sections.method,
}


def declare(folder: Path) -> Inputs:
    """Read what the report is made from (`graders.reports.inputs.declare`), with the answers."""
    return declare_inputs(folder, ANSWERS)


def render(cohort: Cohort, section: Section) -> Html:
    """Return one section of the report; a notebook shows it as it is."""
    return _SECTIONS[section](cohort)
