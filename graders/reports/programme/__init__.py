"""The programme report in three steps: declare what it is made from, build its numbers, render its sections.

The notebook beside this folder calls these functions, and nothing in it computes anything.
"""

from collections.abc import Callable
from typing import Literal

from graders.reports.markup import Html
from graders.reports.programme import sections
from graders.reports.programme.compute import build
from graders.reports.programme.inputs import Inputs, declare
from graders.reports.programme.numbers import Programme
from graders.reports.saving import save

__all__ = ["Html", "Inputs", "Programme", "Section", "build", "declare", "render", "save"]

Section = Literal["head", "summary", "participation", "completion", "goals", "gain", "occasions", "not_said", "method"]

_SECTIONS: dict[Section, Callable[[Programme], Html]] = {
    "head": sections.head,
    "summary": sections.summary,
    "participation": sections.participation,
    "completion": sections.completion,
    "goals": sections.goals,
    "gain": sections.gain,
    "occasions": sections.occasions,
    "not_said": sections.not_said,
    "method": sections.method,
}
"""In order; where there is nothing to count only the first and the occasions say anything."""


def render(programme: Programme, section: Section) -> Html:
    """Return one section of the report; a notebook shows it as it is."""
    return _SECTIONS[section](programme)
