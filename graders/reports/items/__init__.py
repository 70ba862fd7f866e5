"""The item report in three steps: declare what it is made from, build its numbers, render its sections.

The notebook beside this folder calls these functions, and nothing in it computes anything.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from graders.reports import inputs
from graders.reports.inputs import Inputs
from graders.reports.items import sections
from graders.reports.items.compute import build
from graders.reports.items.numbers import Items
from graders.reports.markup import Html
from graders.reports.saving import save

__all__ = ["Html", "Inputs", "Items", "Section", "build", "declare", "render", "save"]

COLUMNS = ("variant", "answer", "confidence", "seconds", "changes", "actor", "region")
"""What the item report reads of the table of responses beside what every report does."""
Section = Literal["head", "summary", "first", "everything", "exercises", "groups", "method", "not_said"]

_SECTIONS: dict[Section, Callable[[Items], Html]] = {
    "head": sections.head,
    "summary": sections.summary,
    "first": sections.first,
    "everything": sections.everything,
    "exercises": sections.exercises,
    "groups": sections.groups,
    "method": sections.method,
    "not_said": sections.not_said,
}


def declare(folder: Path) -> Inputs:
    """Read what the report of an occasion's folder is made from (`graders.reports.inputs.declare`)."""
    return inputs.declare(folder, COLUMNS)


def render(report: Items, section: Section) -> Html:
    """Return one section of the report; a notebook shows it as it is."""
    return _SECTIONS[section](report)
