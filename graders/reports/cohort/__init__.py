"""The cohort report in three steps: declare what it is made from, build its numbers, render its sections.

The notebook beside this file calls these functions, and nothing in it computes anything.
"""

from collections.abc import Callable
from typing import Literal

from graders.reports.cohort import sections
from graders.reports.cohort.compute import build
from graders.reports.cohort.numbers import Cohort
from graders.reports.inputs import Inputs, declare
from graders.reports.markup import Html
from graders.reports.saving import save

__all__ = ["Cohort", "Html", "Inputs", "Section", "build", "declare", "render", "save"]

Section = Literal["head", "summary", "participation", "scores", "goals", "items", "method"]

_SECTIONS: dict[Section, Callable[[Cohort], Html]] = {
    "head": sections.head,
    "summary": sections.summary,
    "participation": sections.participation,
    "scores": sections.scores,
    "goals": sections.goals,
    "items": sections.items,
    "method": sections.method,
}


def render(cohort: Cohort, section: Section) -> Html:
    """Return one section of the report; a notebook shows it as it is."""
    return _SECTIONS[section](cohort)
