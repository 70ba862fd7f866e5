"""The programme report in three steps: declare what it is made from, build its numbers, render its sections.

The notebook beside this folder calls these functions, and nothing in it computes anything.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Literal

from graders.reports.markup import Html
from graders.reports.programme import sections
from graders.reports.programme.compute import build
from graders.reports.programme.inputs import Inputs, declare
from graders.reports.programme.numbers import Programme

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


def save(programme: Programme, file: Path) -> None:
    """Write every number that the report shows as JSON; what it does not show is null there too."""
    data = json.dumps(asdict(programme), ensure_ascii=False, indent=1, default=_moment)
    file.write_text(data + "\n", encoding="utf-8")


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))
